"""A small city for crash tests: usual weeks, surges at known slots, and the alerts that an undisturbed run gives."""

from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import numpy as np

from impetus.alerts.intake import alert_id
from impetus.contracts.bench import BenchContext
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft
from impetus.model.observation import ObservationBatch, Tick
from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.settings import Settings

SLOT: Final = 300_000
FIRST: Final = 1_735_776_000_000 // SLOT  # 2025-01-02, midnight UTC
WARM: Final = 8 * 288
"""Slots of history: eight days."""
EVERY: Final = 20
"""Slots from one surge to the next."""
LASTS: Final = 3
SQUARES: Final = 4
COUNTERS: Final = 4
SETTINGS: Final = {"warm_up_days": 3.0, "false_alerts_per_sensor_month": 30.0, "false_alerts_per_day": 500.0}
MAPPING: Final = {
    "sensor": "sensor",
    "time": "time",
    "time_form": "ms",
    "values": [{"path": "value", "unit": "people", "minimum": 0}],
    "latitude": "lat",
    "longitude": "lon",
    "kind": "people",
    "aggregate": "sum",
    "interval_s": 300,
}


class SurgeCity:
    """Four squares with four people counters each, far from one another; every square surges in its turn."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ids = [f"{name}-{square}-{n}" for square in range(SQUARES) for n in range(COUNTERS)]
        self.places = [
            (60.15 + 0.03 * square + 0.0005 * n, 24.90 + 0.03 * (square % 2))
            for square in range(SQUARES)
            for n in range(COUNTERS)
        ]

    def counts(self, slot: int) -> list[int]:
        """The readings of a slot, the same each time it is asked; `slot` is counted from the first."""
        rng = np.random.default_rng([len(self.name), *self.name.encode(), slot])
        usual = 30.0 * (1.0 + 0.6 * np.sin((slot / 12 - 9) / 24 * 2 * np.pi)) + 10.0
        means = np.repeat(usual, len(self.ids))
        live = slot - WARM
        if live >= EVERY and live % EVERY < LASTS:
            square = live // EVERY % SQUARES
            means[square * COUNTERS : (square + 1) * COUNTERS] *= 4.0
        return [int(value) for value in rng.poisson(means)]

    def rows(self, first: int, last: int) -> list[dict[str, Any]]:
        """What is pushed for the slots `first` to before `last`."""
        return [
            {"sensor": id, "time": (FIRST + slot) * SLOT + 60_000, "value": value, "lat": lat, "lon": lon}
            for slot in range(first, last)
            for id, value, (lat, lon) in zip(self.ids, self.counts(slot), self.places, strict=True)
        ]

    def series(self, last: int) -> dict[str, list[tuple[int, float]]]:
        """Time (ms UTC) and value of every reading before slot `last`, by sensor."""
        slots = range(last)
        table = [self.counts(slot) for slot in slots]
        times = [(FIRST + slot) * SLOT + 60_000 for slot in slots]
        return {
            id: [(time, float(row[n])) for time, row in zip(times, table, strict=True)] for n, id in enumerate(self.ids)
        }


def pushes(live: int | None) -> Iterator[tuple[int, int]]:
    """What is pushed at once, as slots from and to: the history by the day, then each of `live` slots (None: ever)."""
    for first in range(0, WARM, 288):
        yield first, min(first + 288, WARM)
    for slot in count(WARM) if live is None else range(WARM, WARM + live):
        yield slot, slot + 1


def clock_after(last: int) -> int:
    """The city's clock (ms UTC) once everything before slot `last` was pushed."""
    return (FIRST + last) * SLOT


class Reference:
    """A detector in this process that never dies. `others` are sensors of further clocks that stay quiet."""

    def __init__(self, agency: str, others: list[str]) -> None:
        self.agency = agency
        self.tool = Detector(BenchContext(Settings.model_validate(SETTINGS), agency, ManualClock()))
        self.tool.sensors([_sensor(id, None, "others") for id in others])
        self.found: dict[str, AlertDraft] = {}
        self._fed: dict[str, int] = {}

    def feed(self, city: SurgeCity, live: int) -> dict[str, AlertDraft]:
        """Feed a city's first `live` slots, going on where the last call ended; return all alerts so far, by id."""
        if city.name not in self._fed:
            self.tool.sensors([_sensor(*one, city.name) for one in zip(city.ids, city.places, strict=True)])
        for first, last in pushes(live):
            if first < self._fed.get(city.name, 0):
                continue
            self._fed[city.name] = last
            self.tool.observe(_batch(city, first, last, self.agency))
            for finding in self.tool.tick(Tick(clock=city.name, now=clock_after(last))):
                if isinstance(finding, AlertDraft):
                    self.found[alert_id(self.agency, "anomaly", finding)] = finding
        return self.found


def _sensor(id: str, place: tuple[float, float] | None, clock: str) -> Sensor:
    return Sensor(
        id=id,
        name=id,
        kind=SensorKind.PEOPLE,
        source=clock,
        unit="people",
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        aggregate=Aggregate.SUM,
        interval_s=300,
        minimum=0,
        clock=clock,
    )


def _batch(city: SurgeCity, first: int, last: int, agency: str) -> ObservationBatch:
    rows = city.rows(first, last)
    return ObservationBatch(
        agency=agency,
        source=city.name,
        kind="people",
        clock=city.name,
        received=clock_after(last),
        sensors=city.ids,
        index=np.array([city.ids.index(row["sensor"]) for row in rows], dtype="<u4").tobytes(),
        time=np.array([row["time"] for row in rows], dtype="<i8").tobytes(),
        value=np.array([row["value"] for row in rows], dtype="<f8").tobytes(),
        flags=bytes(len(rows)),
    )
