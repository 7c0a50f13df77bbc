"""The Bacteria Detector behind the platform's tool contract."""

from collections.abc import Mapping, Sequence
from math import exp
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from pydantic import BaseModel

from impetus.contracts.tool import Finding, Tool, ToolContext
from impetus.kit.times import as_datetime
from impetus.kit.wording import number
from impetus.model.alert import RejectReason, Word
from impetus.model.observation import FLAG_LATE, ObservationBatch, Tick, VerdictGiven
from impetus.model.sensor import HealthState, Sensor, SensorKind
from impetus.model.text import Text
from impetus.tools.bacteria.baseline import Weather
from impetus.tools.bacteria.calibration import Line, fit
from impetus.tools.bacteria.device import RESULTS, Device, device_of, possible, role_of
from impetus.tools.bacteria.explain import air_alert, key_of, plate_alert, signature_of
from impetus.tools.bacteria.feedback import Effect, Feedback, Past
from impetus.tools.bacteria.lists import Own, owned
from impetus.tools.bacteria.settings import Settings
from impetus.tools.bacteria.station import Station
from impetus.tools.bacteria.surroundings import Surroundings, quantity_of
from impetus.tools.bacteria.track import Happened, lesson_of
from impetus.tools.bacteria.words import text, word

VERSION: Final = 1
"""Version of the saved state."""
_MOST_WAITING: Final = 200_000
_LATEST: Final = 7_258_118_400_000
"""The year 2200: no reading is later."""
_HEALTH_MS: Final = 60_000
_DAY_MS: Final = 86_400_000

Waiting = tuple[int, int, str, float]
"""A reading that its clock has not come to yet: time, 0 or 1 for a result (which comes last), sensor, value."""


class Chosen(NamedTuple):
    """What holds for one device: settings, the analyser's line, and what was entered for it."""

    settings: Settings
    line: Line
    own: Own | None = None


def _line(settings: Settings) -> Line:
    return fit([(standard.cells_per_ml, standard.signal) for standard in settings.standards])


class Detector(Tool):
    """Learns what is usual in the air at each device, and says when bacteria rise above it."""

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self.stations: dict[str, Station] = {}
        self.known: dict[str, Sensor] = {}
        self.around = Surroundings()
        self.waiting: dict[str, list[Waiting]] = {}
        self.clocks: dict[str, int] = {}
        self.looked: dict[str, int] = {}
        self.feedback = Feedback()
        self.ignored = 0
        self.own: dict[str, Own] = {}
        self.configure(context.settings)

    def configure(self, settings: BaseModel) -> None:
        """Take over settings; the analyser's line is fitted anew."""
        chosen = settings if isinstance(settings, Settings) else Settings.model_validate(settings.model_dump())
        self.settings = chosen
        self.zone = ZoneInfo(chosen.timezone)
        self._choose()

    def know(self, name: str, entries: Mapping[str, BaseModel]) -> None:
        """Take over what people entered for single devices."""
        if name == "devices":
            self.own = owned(list(entries.values()))
            self._choose()

    def _choose(self) -> None:
        self.usual = Chosen(self.settings, _line(self.settings))
        self.chosen: dict[str, Chosen] = {}
        for name, own in self.own.items():
            settings = own.over_settings(self.settings)
            self.chosen[name] = Chosen(settings, _line(settings), own)

    def _of(self, device: Device, time: int) -> Chosen:
        """What holds for a device; days to expiry as entered, where it reports none itself."""
        chosen = self.chosen.get(device.id, self.usual)
        if "days_left" not in device.sensors:
            left = chosen.own.days_left(time) if chosen.own else None
            if left is None:
                device.values.pop("days_left", None)
            else:
                device.values["days_left"] = left
        return chosen

    def sensors(self, changed: Sequence[Sensor]) -> Sequence[Finding]:
        """Take new or edited sensors in."""
        for sensor in changed:
            before = self.known.pop(sensor.id, None)
            if before is not None:
                self._forget(before)
            self.known[sensor.id] = sensor
            role = role_of(sensor)
            if sensor.kind is SensorKind.WEATHER and quantity_of(sensor):
                self.around.put(sensor)
            elif sensor.kind is SensorKind.BIOAEROSOL and role:
                name = device_of(sensor.id)
                if name not in self.stations:
                    self.stations[name] = Station(Device(id=name, clock=sensor.clock))
                device = self.stations[name].device
                device.sensors[role] = sensor.id
                device.clock = sensor.clock
        return ()

    def _forget(self, sensor: Sensor) -> None:
        self.around.sensors.pop(sensor.id, None)
        station = self.stations.get(device_of(sensor.id))
        if station is not None:
            for role in [role for role, id in station.device.sensors.items() if id == sensor.id]:
                del station.device.sensors[role]

    def observe(self, batch: ObservationBatch) -> Sequence[Finding]:
        """Take readings in; they are looked at when their clock has come past them."""
        columns = zip(
            batch.indices.tolist(), batch.times.tolist(), batch.values.tolist(), batch.flag_bits.tolist(), strict=True
        )
        for index, time, value, flags in columns:
            sensor = self.known.get(batch.sensors[index]) if index < len(batch.sensors) else None
            past = self.clocks.get(sensor.clock, -1) if sensor else 0
            queue = self.waiting.setdefault(sensor.clock, []) if sensor else []
            if sensor is None or flags & FLAG_LATE or not past < time <= _LATEST or len(queue) >= _MOST_WAITING:
                self.ignored += 1
                continue
            queue.append((time, int(role_of(sensor) in RESULTS), sensor.id, value))
        return ()

    def tick(self, tick: Tick) -> Sequence[Finding]:
        """Look at what the clock has come past, in order of time; tell what is unusual and how devices are."""
        findings: list[Finding] = []
        queue = self.waiting.get(tick.clock, [])
        due = sorted((one for one in queue if one[0] <= tick.now), key=lambda one: one[:3])
        self.waiting[tick.clock] = [one for one in queue if one[0] > tick.now]
        self.clocks[tick.clock] = max(tick.now, self.clocks.get(tick.clock, -1))
        results: dict[str, int] = {}
        for _, result, sensor, _ in due:
            results[device_of(sensor)] = results.get(device_of(sensor), 0) + result
        for time, _, sensor, value in due:
            known = self.known.get(sensor)
            if known is None or known.clock != tick.clock:
                self.ignored += 1
                continue
            self._reading(known, time, value, results.get(device_of(sensor), 0), findings)
        findings += self._health(tick)
        return findings

    def _reading(self, sensor: Sensor, time: int, value: float, together: int, findings: list[Finding]) -> None:
        if sensor.kind is SensorKind.WEATHER:
            self.around.take(sensor.id, time, value)
            return
        role = role_of(sensor)
        station = self.stations.get(device_of(sensor.id))
        if station is None or station.device.sensors.get(role) != sensor.id:
            self.ignored += 1
            return
        device = station.device
        if role in RESULTS:
            device.last_result = max(device.last_result, time)
        if not possible(role, value, sensor):
            device.impossible[role] = value if value == value and abs(value) < 1e300 else 0.0
            self.ignored += 1
            return
        if device.take(role, value, self._of(device, time).settings):
            station.track.charts.clear()
        aloud = together <= self.settings.history_samples
        if role == "colonies":
            self._plate(station, sensor, time, value, aloud, findings)
        elif role in RESULTS and station.scores(role):
            self._sample(station, sensor, role, time, value, aloud, findings)

    def _ready(self, device: str, chart: str, time: int) -> float:
        return self.feedback.ready(signature_of(device, chart, time, self.zone))

    def _sample(
        self,
        station: Station,
        sensor: Sensor,
        role: str,
        time: int,
        value: float,
        aloud: bool,
        findings: list[Finding],
    ) -> None:
        weather = self.around.at(time, sensor, sensor.clock)
        offset = as_datetime(time).astimezone(self.zone).utcoffset()
        device = station.device.id
        chosen = self._of(station.device, time)
        happened = station.sample(
            time,
            role,
            value,
            chosen.line,
            weather,
            int(offset.total_seconds() * 1000) if offset else 0,
            chosen.settings,
            interval_s=float(sensor.interval_s),
            ready={chart: self._ready(device, chart, time) for chart in ("release", "rise")},
            aloud=aloud,
        )
        for one in happened:
            self._tell(one, station, sensor, weather, findings)

    def _tell(self, one: Happened, station: Station, sensor: Sensor, weather: Weather, findings: list[Finding]) -> None:
        episode = one.episode
        ready = self._ready(station.device.id, episode.chart, episode.start)
        made = air_alert(episode, station, sensor, weather, self.zone, ready)
        findings.append(made)
        if one.what in ("alarm", "more", "over"):
            key = key_of(made)
            self.feedback.keep(key, Past(station.device.id, made.signature, episode))

    def _plate(
        self, station: Station, sensor: Sensor, time: int, value: float, aloud: bool, findings: list[Finding]
    ) -> None:
        ready = self._ready(station.device.id, "plate", max(time - 3_600_000, 0))
        settings = self._of(station.device, time).settings
        found = station.plate(time, value, settings, interval_s=float(sensor.interval_s), ready=ready, aloud=aloud)
        if found is not None:
            made = plate_alert(found, station, sensor, self.zone, ready)
            findings.append(made)
            past = Past(station.device.id, made.signature, None, (found.taught, found.air_l / 1000.0))
            self.feedback.keep(key_of(made), past)

    def _health(self, tick: Tick) -> list[Finding]:
        """Look at every device of this clock, once a minute of it. A jump of the clock is no device's fault."""
        before = self.looked.get(tick.clock)
        if before is not None and tick.now < before + _HEALTH_MS:
            return []
        self.looked[tick.clock] = tick.now
        findings: list[Finding] = []
        for name in sorted(self.stations):
            station = self.stations[name]
            sensor = self.known.get(station.result_sensor())
            if station.device.clock != tick.clock or sensor is None:
                continue
            interval_s = max(float(sensor.interval_s), station.track.base.gap)
            if before is not None and (tick.now - before) / 1000.0 > self.settings.late_after_intervals * interval_s:
                told = station.device.told.get(sensor.id, ("", ""))[0]
                if told not in (HealthState.LATE.value, HealthState.BLIND.value):
                    station.device.known_since = tick.now
            settings = self._of(station.device, tick.now).settings
            findings += station.health(tick.now, interval_s, settings)
        return findings

    def learn(self, verdict: VerdictGiven) -> Sequence[Finding]:
        """Learn from a verdict.

        The same verdict twice does nothing; a later word on the same alert takes the earlier one back, and a word
        that is none (an undo) does only that.
        """
        if not self.feedback.first_time(verdict.id):
            return ()
        key = f"{verdict.kind}|{verdict.subject}|{verdict.window_start}"
        before = self.feedback.effects.pop(key, None)
        if before is not None:
            self.feedback.count(before.signature, before.word, -1)
            self._teach(before, -1.0)
        past = self.feedback.past.get(key)
        if past is None or verdict.word not in (Word.CONFIRMED.value, Word.REJECTED.value):
            return ()
        if verdict.word == Word.REJECTED and verdict.reason == RejectReason.SENSOR_FAULT:
            return ()
        effect = Effect(verdict=verdict.id, word=verdict.word, signature=past.signature, device=past.device)
        self.feedback.count(past.signature, verdict.word, 1)
        station = self.stations.get(past.device)
        if verdict.word == Word.REJECTED and station is not None:
            effect.at = station.track.base.last
            effect.held = past.episode.held if past.episode else (b"", b"")
            effect.colonies = past.plate
            self._teach(effect, 1.0)
        self.feedback.remember(key, effect)
        return ()

    def _teach(self, effect: Effect, sign: float) -> None:
        station = self.stations.get(effect.device)
        if station is None:
            return
        base = station.track.base
        if effect.held[0]:
            kept = exp(-max(base.last - effect.at, 0) / (self.settings.memory_days * _DAY_MS))
            matrix, vector = lesson_of(effect.held)
            base.add((matrix, vector), sign * kept)
        if effect.colonies[1] > 0.0:
            station.plates.change(*effect.colonies, sign)

    def save(self) -> bytes:
        """Return the whole state as MessagePack."""
        return msgspec.msgpack.encode(
            {
                "version": VERSION,
                "stations": {name: station.pack() for name, station in self.stations.items()},
                "known": self.known,
                "around": self.around,
                "waiting": self.waiting,
                "clocks": self.clocks,
                "looked": self.looked,
                "feedback": self.feedback.pack(),
                "ignored": self.ignored,
            }
        )

    def restore(self, state: bytes) -> None:
        """Take over a saved state. Raises ValueError if it is of another version or damaged."""
        try:
            packed = msgspec.msgpack.decode(state)
            if packed["version"] != VERSION:
                raise ValueError(f"the state is of version {packed['version']}, this detector reads {VERSION}")
            stations = {name: Station.unpack(one) for name, one in packed["stations"].items()}
            known = msgspec.convert(packed["known"], dict[str, Sensor])
            around = msgspec.convert(packed["around"], Surroundings)
            waiting = msgspec.convert(packed["waiting"], dict[str, list[Waiting]])
            clocks = msgspec.convert(packed["clocks"], dict[str, int])
            looked = msgspec.convert(packed["looked"], dict[str, int])
            feedback, ignored = Feedback.unpack(packed["feedback"]), int(packed["ignored"])
        except (KeyError, TypeError, AttributeError, IndexError, msgspec.MsgspecError) as error:
            raise ValueError(f"the state of the bacteria detector cannot be read: {error}") from error
        self.stations, self.known, self.around, self.waiting = stations, known, around, waiting
        self.clocks, self.looked, self.feedback, self.ignored = clocks, looked, feedback, ignored

    def health(self) -> tuple[HealthState, Text]:
        """Fresh while a device can be believed; blind where none can."""
        working = [station for station in self.stations.values() if station.result_sensor()]
        total = len(working)
        unwell = sum(station.result_sensor() in station.device.told for station in working)
        state = HealthState.UNKNOWN if total == 0 else HealthState.BLIND if unwell == total else HealthState.FRESH
        none = "waiting" if self.stations or self.chosen else "weather" if self.around.sensors else "none"
        key = none if total == 0 else "well" if unwell == 0 else "blind" if unwell == total else "some"
        key += ".1" if total and (unwell or total) == 1 else ""
        said = text(
            lambda locale: word(f"tool.{key}", locale, total=number(total, locale), unwell=number(unwell, locale))
        )
        return state, said

    def figures(self) -> dict[str, Any]:
        """Return figures for the tool's page; the promise and what became of it among them."""
        stations = list(self.stations.values())
        watched = [(one.device.id, one.track.counted * one.track.base.gap / 86_400.0) for one in stations]
        days = sum(each for _, each in watched)
        promised = sum(each / self.chosen.get(name, self.usual).settings.false_alarm_days for name, each in watched)
        alarms = sum(one.track.alarms + one.plate_alarms for one in stations)
        confirmed = sum(effect.word == Word.CONFIRMED for effect in self.feedback.effects.values())
        return {
            "devices": len(stations),
            "devices_learning": sum(not one.track.mature(one.track.base.last, self.settings) for one in stations),
            "samples": sum(one.device.samples for one in stations),
            "samples_below_limit": sum(one.track.censored for one in stations),
            "samples_not_believed": sum(one.device.unfit for one in stations),
            "readings_ignored": self.ignored,
            "second_samples_ordered": sum(one.track.orders for one in stations),
            "alerts": alarms,
            "confirmed": confirmed,
            "device_days_watched": round(days, 1),
            "alerts_promised_at_most": round(promised, 2),
        }
