"""A device in two stages: a collector that brings bacteria from air into water, an analyser that measures the water.

A device is several sensors of the kind bioaerosol whose ids are alike up to the last `/`: `roof/rlu`, `roof/flow`.
What each of them measures is told by its quantity, or else by what follows the `/`. Health of both stages is health of
the device and never an alert; while a stage is unfit, results are neither scored nor learned from.
"""

from math import isfinite
from typing import Final

import msgspec

from impetus.model.sensor import HealthState, Sensor
from impetus.tools.bacteria.settings import Settings

RESULTS: Final = ("signal", "cells", "colonies")
"""What a sample is scored by: the analyser's signal, the device's own concentration, colonies on a plate."""
_WORDS: Final = {
    "signal": ("rlu", "signal", "atp", "luminescence", "atp signal"),
    "cells": ("cells", "concentration", "bacteria", "cell concentration", "airborne bacteria"),
    "colonies": ("cfu", "colonies", "colony count", "plate count"),
    "flow": ("flow", "air flow", "flow rate"),
    "air": ("volume", "air volume", "air", "sampled volume"),
    "water": ("water", "water volume"),
    "pressure": ("pressure", "pressure drop"),
    "blank": ("blank",),
    "standard": ("standard", "control standard"),
    "lot": ("lot", "reagent lot"),
    "days_left": ("days left", "expiry", "shelf life"),
}
_ROLES: Final = {word: role for role, said in _WORDS.items() for word in said}
_BOUNDS: Final = {
    "signal": (0.0, 1e15),
    "cells": (0.0, 1e15),
    "colonies": (0.0, 1e6),
    "flow": (0.0, 1e5),
    "air": (0.0, 1e9),
    "water": (0.0, 1e6),
    "pressure": (0.0, 1e6),
    "blank": (0.0, 1e15),
    "standard": (0.0, 1e15),
    "lot": (0.0, 1e15),
    "days_left": (-1e5, 1e5),
}
_SAME: Final = 6
"""So many equal signals in a row above the blank: the analyser repeats itself."""


def device_of(sensor: str) -> str:
    """Return the device that a sensor belongs to: its id up to the last `/`."""
    return sensor.rpartition("/")[0] or sensor


def role_of(sensor: Sensor) -> str:
    """Return what a sensor measures of its device, "" where it is not known."""
    said = sensor.quantity.strip().lower().replace("_", " ")
    if said in _ROLES:
        return _ROLES[said]
    named = sensor.id.rpartition("/")[2].strip().lower().replace("_", " ").replace("-", " ")
    return _ROLES.get(named, "")


def possible(role: str, value: float, sensor: Sensor) -> bool:
    """Say whether a value can be at all."""
    low, high = _BOUNDS[role]
    if not (isfinite(value) and low <= value <= high):
        return False
    return (sensor.minimum is None or value >= sensor.minimum) and (sensor.maximum is None or value <= sensor.maximum)


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a stage: a key of the tool's strings, with its figures."""

    key: str
    value: float = 0.0
    limit: float = 0.0


class Device(msgspec.Struct):
    """State of one device. `sensors` maps roles to sensor ids; values are the last ones, NaN where none came."""

    id: str
    clock: str
    sensors: dict[str, str] = {}
    values: dict[str, float] = {}
    lot: float = -1.0
    unproven: bool = False
    """A new lot of reagent came, and its standard was not measured yet."""
    repeated: int = 0
    last_signal: float = -1.0
    impossible: dict[str, float] = {}
    """Roles whose last value cannot be."""
    told: dict[str, tuple[str, str]] = {}
    """Health as last told: (state, key of the reason) by sensor."""
    last_result: int = -1
    known_since: int = -1
    samples: int = 0
    unfit: int = 0

    def take(self, role: str, value: float, settings: Settings) -> bool:
        """Take the last value of a role; return whether the device is another one now (a new lot of reagent)."""
        self.impossible.pop(role, None)
        self.values[role] = value
        if role == "signal":
            same = value == self.last_signal and value > settings.highest_blank
            self.repeated = self.repeated + 1 if same else 0
            self.last_signal = value
        if role == "standard":
            self.unproven = False
        if role == "lot" and value != self.lot:
            known, self.lot = self.lot >= 0.0, value
            self.unproven = known and "standard" in self.sensors
            return known
        return False

    def collector(self, settings: Settings) -> list[tuple[str, Fault]]:
        """Return what is wrong with the collector, by role."""
        found = []
        flow = self.values.get("flow")
        if flow is not None and abs(flow - settings.flow) > settings.flow_tolerance * settings.flow:
            found.append(("flow", Fault("flow", flow, settings.flow)))
        if self.values.get("air", 1.0) <= 0.0:
            found.append(("air", Fault("air")))
        if self.values.get("water", 1.0) <= 0.0:
            found.append(("water", Fault("water")))
        pressure = self.values.get("pressure")
        if pressure is not None and pressure > settings.highest_pressure:
            found.append(("pressure", Fault("pressure", pressure, settings.highest_pressure)))
        return found

    def analyser(self, settings: Settings) -> list[tuple[str, Fault]]:
        """Return what is wrong with the analyser, by role."""
        found = []
        blank = self.values.get("blank")
        if blank is not None and blank > settings.highest_blank:
            found.append(("blank", Fault("blank", blank, settings.highest_blank)))
        standard = self.values.get("standard")
        if standard is not None:
            levels = sorted(settings.standards, key=lambda level: level.cells_per_ml)
            due = levels[len(levels) // 2].signal
            share = (standard - self.blank(settings)) / due
            if abs(share - 1.0) > settings.standard_tolerance:
                found.append(("standard", Fault("drift", 100.0 * share, 100.0)))
        left = self.values.get("days_left")
        if left is not None and left < 0.0:
            found.append(("days_left", Fault("expired", -left)))
        if self.unproven:
            found.append(("lot", Fault("lot", self.lot)))
        if self.repeated >= _SAME - 1:
            found.append(("signal", Fault("stuck", self.last_signal)))
        return found

    def unbelieved(self, settings: Settings) -> Fault | None:
        """Return why a result is not to be believed now, or None. A fouled inlet alone is a warning."""
        for role in ("flow", "air", "water", "blank", "standard"):
            if role in self.impossible:
                return Fault("impossible", self.impossible[role])
        faults = [*self.collector(settings), *self.analyser(settings)]
        return next((fault for role, fault in faults if role != "pressure"), None)

    def blank(self, settings: Settings) -> float:
        """Return the blank in force."""
        return self.values.get("blank", settings.blank_signal)

    def air_l(self, settings: Settings) -> float:
        """Return the air of one sample in litres: as reported, else by the flow."""
        return self.values.get("air", self.values.get("flow", settings.flow) * settings.minutes)


def state_of(fault: Fault) -> HealthState:
    """Return the state of a sensor with that fault."""
    return HealthState.STUCK if fault.key == "stuck" else HealthState.IMPOSSIBLE
