"""A device on a roof whose detector is warm, and helpers to feed it."""

from collections.abc import Iterable
from math import exp, sqrt

import numpy as np
import pytest

from impetus.contracts.bench import Bench
from impetus.contracts.tool import Finding
from impetus.model.alert import AlertDraft
from impetus.model.sensor import Sensor, SensorHealth, SensorKind
from impetus.tools.bacteria.detector import Detector
from impetus.tools.bacteria.settings import Settings

START = 1_749_600_000_000  # 2025-06-11
STEP = 1_800_000


def sensor(name: str, quantity: str = "", **more) -> Sensor:
    given = {"kind": SensorKind.BIOAEROSOL, "latitude": 60.18, "longitude": 24.95, "interval_s": 1800} | more
    return Sensor(id=name, name="Kallio roof", source="test", quantity=quantity, **given)


class Roof:
    """A detector with one device; `air` gives ordinary concentrations, an AR(1) about 800 per cubic metre."""

    def __init__(self, settings: Settings | None = None, seed: int = 5, phi: float = 0.5) -> None:
        self.bench = Bench(Detector, settings or Settings())
        self.tool = self.bench.tool
        self.found: list[Finding] = []
        self.rng, self.level, self.phi = np.random.default_rng(seed), 0.0, phi
        self.now = START

    def sensors(self, *sensors: Sensor) -> "Roof":
        self.tool.sensors(sensors)
        return self

    def air(self, times: float = 1.0) -> float:
        self.level = self.phi * self.level + self.rng.normal(0, 0.5 * sqrt(1 - self.phi**2))
        return 800 * times * exp(self.level)

    def take(self, readings: dict[str, float], step: int = STEP) -> list[Finding]:
        """Feed one moment's readings by sensor, and tick."""
        self.now += step
        for name, value in readings.items():
            self.bench.readings(name, [(self.now, value)], kind="bioaerosol")
        found = self.bench.tick(self.now)
        self.found += found
        return found

    def days(self, days: float, times: float = 1.0, name: str = "roof/cells") -> list[Finding]:
        found: list[Finding] = []
        for _ in range(round(days * 48)):
            found += self.take({name: self.air(times)})
        return found


def alerts(found: Iterable[Finding], kind: str = "bacteria.high") -> list[AlertDraft]:
    return [one for one in found if isinstance(one, AlertDraft) and one.kind == kind]


def healths(found: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(one.sensor, one.state.value) for one in found if isinstance(one, SensorHealth)]


@pytest.fixture
def warm() -> Roof:
    """Twenty days of ordinary samples from a device that computes its concentration itself."""
    roof = Roof().sensors(sensor("roof/cells"))
    roof.days(20)
    return roof
