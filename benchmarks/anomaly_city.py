"""Cities for the benchmark of the anomaly detector: Melbourne's counters, injections, and made-up sensors."""

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from impetus.contracts.tool import Finding
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft
from impetus.model.observation import ObservationBatch, Tick
from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.model.text import Text
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.settings import Settings

HOUR_MS = 3_600_000
F64 = NDArray[np.float64]


class Bare:
    """The least a tool needs around it."""

    agency = "bench"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = ManualClock()

    def progress(self, task: str, done: float, total: float, text: Text) -> None:
        """Nobody looks."""

    async def history(self, sensor: Sensor, start: int, end: int, points: int = 1000) -> list[tuple[int, float]]:
        """Nothing is asked."""
        return []

    async def tell(self, findings: object) -> None:
        """Nothing is told from beside the stream."""


class City(NamedTuple):
    """Values by slot, shape (slots, sensors), NaN where missing; `first` is the first slot since 1970."""

    first: int
    values: F64
    sensors: list[Sensor]
    step_ms: int = HOUR_MS

    def hour_of(self, *date: int) -> int:
        """Return the row of a date (year, month, day)."""
        year, month, day = date
        return int(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000) // self.step_ms - self.first


class Injection(NamedTuple):
    """What was changed: rows from `start` to `end` (not included) of these columns."""

    start: int
    end: int
    columns: list[int]


class Raised(NamedTuple):
    """An alert as first raised, and the hours in which it was alive."""

    alert: AlertDraft
    hours: int


def melbourne(folder: Path) -> City:
    """Read the pedestrian counters. Times are local and taken as they are. Raises FileNotFoundError."""
    places: dict[int, dict[str, str]] = {}
    with (folder / "melbourne_sensors.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["sensor_id"]:
                places[int(float(row["sensor_id"]))] = row
    hours: dict[str, int] = {}
    when, which, counts = [], [], []
    with gzip.open(folder / "melbourne_pedestrians_2012_2014.csv.gz", "rt", encoding="utf-8") as packed:
        for line in csv.DictReader(packed):
            if not line["sensor_id"] or not line["count"]:
                continue
            stamp = line["time"]
            if stamp not in hours:
                hours[stamp] = int(datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp()) // 3600
            when.append(hours[stamp])
            which.append(int(float(line["sensor_id"])))
            counts.append(float(line["count"]))
    ids = sorted(set(which))
    first = min(when)
    values = np.full((max(when) - first + 1, len(ids)), np.nan)
    values[np.array(when) - first, np.searchsorted(ids, which)] = counts
    return City(first, values, [_counter(number, places.get(number, {})) for number in ids])


def _counter(number: int, place: dict[str, str]) -> Sensor:
    return Sensor(
        id=f"melbourne-{number}",
        name=place.get("name") or f"Counter {number}",
        kind=SensorKind.PEOPLE,
        source="melbourne",
        unit="people",
        latitude=float(place["latitude"]) if place.get("latitude") else None,
        longitude=float(place["longitude"]) if place.get("longitude") else None,
        aggregate=Aggregate.SUM,
        interval_s=3600,
    )


def batch(sensors: list[str], index: NDArray[Any], times: NDArray[Any], values: F64) -> ObservationBatch:
    """Pack readings as the platform does."""
    return ObservationBatch(
        agency="bench",
        source="bench",
        kind="people",
        clock="live",
        received=0,
        sensors=sensors,
        index=index.astype("<u4").tobytes(),
        time=times.astype("<i8").tobytes(),
        value=values.astype("<f8").tobytes(),
        flags=bytes(len(index)),
    )


def start(city: City, settings: Settings) -> Detector:
    """Return a detector that knows the city's sensors."""
    detector = Detector(Bare(settings))
    detector.sensors(city.sensors)
    return detector


def play(detector: Detector, city: City, rows: range) -> list[Finding]:
    """Feed rows hour by hour, a tick after each; returns everything found."""
    ids = [sensor.id for sensor in city.sensors]
    found: list[Finding] = []
    for row in rows:
        known = np.flatnonzero(np.isfinite(city.values[row]))
        time = (city.first + row) * city.step_ms
        detector.observe(batch(ids, known, np.full(len(known), time), city.values[row][known]))
        found += detector.tick(Tick(clock="live", now=time + city.step_ms))
    return found


def raised(found: list[Finding]) -> list[Raised]:
    """Return alerts once each, in their last revision."""
    last: dict[tuple[str, str, int], AlertDraft] = {}
    for finding in found:
        if isinstance(finding, AlertDraft):
            last[finding.kind, finding.subject, finding.window_start] = finding
    return [Raised(alert, (alert.window_end - alert.window_start) // HOUR_MS) for alert in last.values()]


def inject(
    city: City, seed: int, factor: float, hours: int, group: int, rows: range, every: int
) -> tuple[City, list[Injection]]:
    """Multiply counts by `factor` for `hours` at random sensors, one every `every` hours on average.

    `group` is how many neighbours share it (1: the sensor alone, 0: the whole city). Any hour of day may be hit.
    """
    rng = np.random.default_rng(seed)
    values = city.values.copy()
    east = np.array([np.nan if s.longitude is None else s.longitude * 0.79 for s in city.sensors])
    north = np.array([np.nan if s.latitude is None else s.latitude for s in city.sensors])
    done: list[Injection] = []
    for begin in range(rows.start + 24, rows.stop - 24, every):
        at = begin + int(rng.integers(0, every - hours))
        if at + hours > rows.stop:
            break
        known = np.flatnonzero(np.isfinite(values[at : at + hours]).all(axis=0) & np.isfinite(east))
        if len(known) < max(group, 1):
            continue
        lead = int(rng.choice(known))
        distance = np.hypot(east[known] - east[lead], north[known] - north[lead])
        columns = known[np.argsort(distance, kind="stable")[: group or None]].tolist()
        values[at : at + hours, columns] = np.rint(values[at : at + hours, columns] * factor)
        done.append(Injection(at, at + hours, columns))
    return city._replace(values=values), done


def detected(city: City, injections: list[Injection], alerts: list[Raised]) -> int:
    """Count injections with an alert on one of their sensors that began within them."""
    ids = [sensor.id for sensor in city.sensors]
    number = 0
    for injection in injections:
        begin, end = (city.first + injection.start) * HOUR_MS, (city.first + injection.end) * HOUR_MS
        wanted = {ids[column] for column in injection.columns}
        number += any(begin <= item.alert.window_start < end and wanted & set(item.alert.sensors) for item in alerts)
    return number
