"""One device with all that is known of it: its stages, its samples, its plates, and how it is."""

from typing import Any, Final

import msgspec

from impetus.model.sensor import HealthState, SensorHealth
from impetus.model.text import Text
from impetus.tools.bacteria.baseline import Weather
from impetus.tools.bacteria.calibration import Balance, Concentration, Line, concentration
from impetus.tools.bacteria.charts import samples_in
from impetus.tools.bacteria.culture import Plates
from impetus.tools.bacteria.device import RESULTS, Device, Fault, state_of
from impetus.tools.bacteria.settings import Settings
from impetus.tools.bacteria.track import Happened, Track
from impetus.tools.bacteria.words import fault, said

_DAY_MS: Final = 86_400_000
_OWN_UNCERTAINTY: Final = 0.3
"""Of ln concentration, where a device computes it itself and tells no uncertainty."""
_OWN_REPEAT: Final = 0.05


class Plate(msgspec.Struct, frozen=True):
    """A plate with more colonies than chance gives. `air_l` litres of air, `usual` colonies expected in it."""

    time: int
    colonies: float
    air_l: float
    usual: float
    most: float
    chance: float
    taught: float


class Station:
    """State of one device; deterministic in its input."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.track = Track()
        self.plates = Plates()
        self.plate_alarms = 0

    def result_sensor(self) -> str:
        """Return the sensor that results come from, "" where there is none."""
        return next((self.device.sensors[role] for role in RESULTS if role in self.device.sensors), "")

    def scores(self, role: str) -> bool:
        """Say whether results of this role are scored: the analyser's signal goes before the device's own figure."""
        return role != "cells" or "signal" not in self.device.sensors

    def share(self) -> float:
        """Return what share of the device's promise each of its series has."""
        air = "signal" in self.device.sensors or "cells" in self.device.sensors
        return 0.5 if air and "colonies" in self.device.sensors else 1.0

    def balance(self, settings: Settings) -> Balance:
        """Return the collector's balance of the sample at hand."""
        water = max(self.device.values.get("water", settings.water), 1e-6)
        air = max(self.device.air_l(settings), 1e-6)
        return Balance(water, air, settings.efficiency, settings.collector_uncertainty)

    def measure(self, role: str, value: float, line: Line, settings: Settings) -> Concentration:
        """Return the concentration that a result stands for."""
        if role == "signal":
            blank = self.device.blank(settings)
            return concentration(value, line, self.balance(settings), blank, settings.blank_spread)
        if value > 0.0:
            return Concentration(value, _OWN_UNCERTAINTY, _OWN_REPEAT)
        # a device that says zero has a limit too: that of our own balance
        own = concentration(0.0, line, self.balance(settings), 0.0, settings.blank_spread)
        return Concentration(own.value, _OWN_UNCERTAINTY, _OWN_REPEAT, censored=True)

    def sample(
        self,
        time: int,
        role: str,
        value: float,
        line: Line,
        weather: Weather,
        offset_ms: int,
        settings: Settings,
        *,
        interval_s: float,
        ready: dict[str, float],
        aloud: bool,
    ) -> list[Happened]:
        """Score a sample of air; [] where the device is not fit or the sample not new."""
        self.device.samples += 1
        if time <= self.track.base.last:
            return []
        if self.device.unbelieved(settings) is not None:
            self.device.unfit += 1
            return []
        result = self.measure(role, value, line, settings)
        return self.track.step(
            time,
            result,
            weather,
            offset_ms,
            settings,
            interval_s=interval_s,
            share=self.share(),
            ready=ready,
            aloud=aloud,
        )

    def plate(
        self, time: int, colonies: float, settings: Settings, *, interval_s: float, ready: float, aloud: bool
    ) -> Plate | None:
        """Score a plate; return it where it has more colonies than the promise allows for."""
        self.device.samples += 1
        if time <= self.plates.last:
            return None
        if any(role in ("flow", "air") for role, _ in self.device.collector(settings)):
            self.device.unfit += 1
            return None
        air_l = max(self.device.air_l(settings), 1e-3)
        air = air_l / 1000.0
        plates = self.plates
        since = time - plates.last if plates.last else 0
        first = plates.seen == 0
        plates.note(time)
        days = settings.false_alarm_days / (self.share() * ready)
        allowed = 1.0 / samples_in(days, plates.gap or interval_s)
        usual = plates.rate * air
        chance = plates.chance(colonies, air)
        warm = plates.seen >= 8 and not first
        alarm = aloud and warm and chance <= allowed and colonies >= settings.minimum_ratio * usual
        found = None
        if alarm:
            taught = min(colonies, 5.0 * usual + 10.0, 300.0)
            found = Plate(time, colonies, air_l, usual, plates.most(air, allowed), chance, taught)
            self.plate_alarms += 1
        else:
            plates.learn(colonies, air, since, settings.memory_days * _DAY_MS)
        return found

    def health(self, now: int, interval_s: float, settings: Settings) -> list[SensorHealth]:
        """Return what changed in the health of the device's sensors by `now` (ms UTC)."""
        device = self.device
        if device.known_since < 0:
            device.known_since = now
        wanted: dict[str, tuple[HealthState, str, int, Text]] = {}
        faults = [*device.collector(settings), *device.analyser(settings)]
        faults += [(role, Fault("impossible", value)) for role, value in sorted(device.impossible.items())]
        for role, found in faults:
            if role in device.sensors:
                wanted[device.sensors[role]] = (state_of(found), found.key, now, fault(found))
        result = self.result_sensor()
        if result:
            heard = max(device.last_result, device.known_since)
            silent = (now - heard) / 1000.0 - interval_s
            if silent > (settings.late_after_intervals - 1.0) * interval_s:
                blind = silent > (settings.blind_after_intervals - 1.0) * interval_s
                state = HealthState.BLIND if blind else HealthState.LATE
                wanted[result] = (state, state.value, heard, said(f"health.{state.value}"))
            elif result not in wanted:
                doubt = device.unbelieved(settings)
                if doubt is not None:
                    wanted[result] = (HealthState.UNKNOWN, doubt.key, now, fault(doubt))
        changed = []
        for sensor in sorted(set(device.told) | set(wanted)):
            state, key, since, reason = wanted.get(sensor, (HealthState.FRESH, "", now, said("health.fresh")))
            if device.told.get(sensor, ("fresh", "")) == (state.value, key):
                continue
            if state is HealthState.FRESH:
                device.told.pop(sensor)
            else:
                device.told[sensor] = (state.value, key)
            changed.append(SensorHealth(sensor=sensor, state=state, since=since, reason=reason))
        return changed

    def pack(self) -> list[Any]:
        """Return the whole as plain data and bytes."""
        return [self.device, self.track.pack(), self.plates, self.plate_alarms]

    @classmethod
    def unpack(cls, packed: list[Any]) -> "Station":
        """Make one of what `pack` returned; raise ValueError where it does not fit."""
        device, track, plates, alarms = packed
        made = cls(msgspec.convert(device, Device))
        made.track = Track.unpack(track)
        made.plates, made.plate_alarms = msgspec.convert(plates, Plates), alarms
        return made
