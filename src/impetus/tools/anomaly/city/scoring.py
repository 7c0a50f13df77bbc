"""Score a file of many sensors: the detector as it runs in a city, over the file's own time.

A row is scored when its slot (5, 15 or 60 minutes, by how often its sensor reports) is over: with what came before
and what the other sensors measured in the same slot, and with nothing later.
"""

from collections.abc import Callable
from math import log10
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from impetus.contracts.bench import BenchContext
from impetus.kit.clock import ManualClock
from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.tools.anomaly.arrays import F32, F64, I64
from impetus.tools.anomaly.city.table import Place, Table, read_places, read_table
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.domain import Domain, Told
from impetus.tools.anomaly.event import Event
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.sheet import Sheet, spare, written
from impetus.tools.anomaly.signature import SENSOR_FAULT, class_of, nothing_at

COLUMNS: Final = ("anomaly_score", "p_value", "event_id", "class")
_DECADES: Final = 6.0
"""A p-value of one in a million scores 1."""
_READING, _SCORING = 0.35, 0.5
"""Shares of the work, for the progress."""

Progress = Callable[[int, int], None]


class CityScored(NamedTuple):
    """What became of a file: rows, sensors, events; how many values could not be read, and the first such lines.

    `again` is how many rows repeat sensor and time of an earlier one: the first alone is measured.
    """

    rows: int
    sensors: int
    events: int
    unread: int
    lines: list[int]
    again: int


class Marks(NamedTuple):
    """What is written beside each row: p-value (NaN: not scored), number of the event or 0, class or ''."""

    p: F64
    event: I64
    label: list[str]
    events: int


def score_city(
    path: Path,
    output: Path,
    *,
    coordinates: Path | None = None,
    settings: Settings | None = None,
    progress: Progress = lambda _done, _of: None,
) -> CityScored:
    """Write `path`'s rows with score, p-value, event id and class to `output`, replaced as a whole when all is well.

    `coordinates` is a file `sensor_id,latitude,longitude[,kind,unit]`. Times without a zone count in UTC, as
    `settings.timezone` does unless it is given. `progress` is told (done, in all), in thousandths. Raise BadInput,
    naming file, line and remedy.
    """
    spare(output, path)
    table = read_table(path, lambda share: progress(int(1000 * _READING * share), 1000))
    places = read_places(coordinates) if coordinates else {}
    chosen = settings or Settings(timezone="UTC")
    marks = mark(table, places, chosen, lambda share: progress(int(1000 * (_READING + _SCORING * share)), 1000))
    _write(path, output, marks)
    progress(1000, 1000)
    return CityScored(len(table.times), len(table.sensors), marks.events, table.unread, table.lines, len(table.again))


def mark(
    table: Table, places: dict[str, Place], settings: Settings, progress: Callable[[float], None] = lambda _share: None
) -> Marks:
    """Run the detector over a table and return what it says of each row."""
    detector = Detector(BenchContext(settings, "file", ManualClock()))
    sensors = describe(table, places)
    detector.sensors(sensors)
    count = len(table.times)
    marks = Marks(np.full(count, np.nan), np.zeros(count, dtype=np.int64), [""] * count, 0)
    numbers: dict[int, int] = {}
    events: list[Event] = []
    heard = np.isfinite(table.values)
    heard[table.again] = False
    index = {sensor.id: place for place, sensor in enumerate(sensors)}
    for part, domain in enumerate(detector.domains.values()):
        own = np.full(len(sensors), -1, dtype=np.int64)
        for name, place in domain.roster.places.items():
            own[index[name]] = place
        mine = np.flatnonzero(own[table.places] >= 0)
        order = mine[np.argsort(table.times[mine], kind="stable")]
        slots = table.times[order] // domain.slot_ms
        starts = np.flatnonzero(np.diff(slots, prepend=slots[:1] - 1))
        ends = np.append(starts[1:], len(order))
        for turn, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            some = order[start:end]
            here = own[table.places[some]]
            read = heard[some]
            domain.observe(here[read], table.times[some][read], table.values[some][read], settings)
            number = int(slots[start])
            for told in _closed(detector, domain, number):
                _note(told, domain, some, here, number, table, marks, numbers, events)
            if turn % 200 == 0:
                progress((part + turn / len(starts)) / len(detector.domains))
    return marks._replace(events=len(numbers))


def _closed(detector: Detector, domain: Domain, number: int) -> list[Told]:
    """Close every slot up to `number` and return what was scored."""
    result = []
    now = (number + 1) * domain.slot_ms
    due = domain.due(now)
    if due is None:
        return []
    at, last = due
    while at <= last:
        told = domain.close(
            at, last, detector.week, detector.settings, detector.feedback, detector.promise(domain.slot_ms)
        )
        if told is not None:
            result.append(told)
        at = max(at, domain.closed or at) + 1
    return result


def _note(
    told: Told,
    domain: Domain,
    some: I64,
    here: I64,
    number: int,
    table: Table,
    marks: Marks,
    numbers: dict[int, int],
    events: list[Event],
) -> None:
    view = told.view
    of_event: I64 = np.zeros(domain.state.count, dtype=np.int64)
    names: dict[int, str] = {}
    for event in (*domain.tracker.open, *(event for event in told.changed if event.over)):
        if event.quiet:
            continue
        if id(event) not in numbers:
            numbers[id(event)] = len(numbers) + 1
            events.append(event)  # kept, so that its id stays its own
        inside = np.array([*event.members, *event.followers], dtype=np.int64)
        now = inside[event.sign * view.scores.local[inside] > 1.0]
        of_event[now] = numbers[id(event)]
        names[numbers[id(event)]] = class_of(event, nothing_at(view, domain.roster, now))
    if number * domain.slot_ms != view.start:
        return
    read = np.isfinite(table.values[some])
    known = view.scored[here] & read
    p: F32 = np.minimum(view.p.min(axis=0), np.float32(1.0))
    marks.p[some[known]] = p[here[known]]
    marks.event[some[known]] = of_event[here[known]]
    faulty = read & ~view.ok[here]
    for row, place in zip(some[known].tolist(), here[known].tolist(), strict=True):
        if of_event[place]:
            marks.label[row] = names[int(of_event[place])]
    for row in some[faulty & (domain.state.run[here] >= 3)].tolist():
        marks.label[row] = SENSOR_FAULT


def describe(table: Table, places: dict[str, Place]) -> list[Sensor]:
    """Return the file's sensors: interval from the gaps, counts from whole numbers, kind and place where given."""
    order = np.lexsort((table.times, table.places))
    who, when, values = table.places[order], table.times[order], table.values[order]
    edges = np.searchsorted(who, np.arange(len(table.sensors) + 1))
    result = []
    for place, name in enumerate(table.sensors):
        start, end = int(edges[place]), int(edges[place + 1])
        gaps = np.diff(when[start:end])
        gaps = gaps[gaps > 0]
        interval = int(np.median(gaps)) // 1000 if len(gaps) else 3600
        held = values[start:end]
        held = held[np.isfinite(held)]
        counts = bool(len(held)) and bool((held >= 0).all()) and bool((held == np.rint(held)).all())
        known = places.get(name, Place(None, None, None, ""))
        kind = known.kind or (SensorKind.PEOPLE if counts else SensorKind.OTHER)
        summed = counts and kind in {SensorKind.PEOPLE, SensorKind.TRAFFIC}
        result.append(
            Sensor(
                id=name,
                name=name,
                kind=kind,
                source="file",
                unit=known.unit,
                latitude=known.latitude,
                longitude=known.longitude,
                aggregate=Aggregate.SUM if summed else Aggregate.MEAN,
                interval_s=min(max(interval, 1), 86_400),
            )
        )
    return result


def score_of(p: float) -> float:
    """Return the score in [0, 1] of a p-value: 0 for 1, a sixth for each factor of ten below it."""
    return min(1.0, max(0.0, -log10(max(p, 1e-12)) / _DECADES))


def _write(path: Path, output: Path, marks: Marks) -> None:
    with Sheet(path) as sheet, written(output, path, sheet.form.delimiter) as write:
        write([*sheet.head, *COLUMNS])
        for (_, cells), p, event, label in zip(sheet, marks.p.tolist(), marks.event.tolist(), marks.label, strict=True):
            said = ["0.000000", "1"] if p != p else [f"{score_of(p):.6f}", f"{p:.3g}"]
            write([*cells, *said, f"E{event}" if event else "", label])
