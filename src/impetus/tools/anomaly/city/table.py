"""Files of many sensors: `time,sensor_id,value`, and where they stand: `sensor_id,latitude,longitude`."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite, nan
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from impetus.kit.errors import BadInput
from impetus.model.sensor import SensorKind
from impetus.tools.anomaly.arrays import F64, I64

TIMES: Final = ("time", "timestamp", "date", "datetime")
SENSORS: Final = ("sensor_id", "sensor", "id")
VALUES: Final = ("value", "count", "reading")
_TOLD: Final = 5
_FIRST, _LAST = -2_208_988_800_000, 4_102_444_800_000
"""Times are taken from 1900 to 2100, in ms."""


class Table(NamedTuple):
    """Rows of a file in its order: time (ms), place of the sensor in `sensors`, value (NaN where there is none)."""

    times: I64
    places: I64
    values: F64
    sensors: list[str]
    unread: int
    lines: list[int]


class Place(NamedTuple):
    """Where a sensor stands (degrees, None where unknown) and what it measures."""

    latitude: float | None
    longitude: float | None
    kind: SensorKind | None
    unit: str


def is_city(path: Path) -> bool:
    """Whether the file's header has a column of sensors. Raise BadInput where it cannot be read."""
    for _, row in rows(path):
        return find(row, SENSORS) is not None
    return False


def read_table(path: Path, progress: Callable[[float], None] = lambda _share: None) -> Table:
    """Read a file of many sensors. Raise BadInput, naming the line, where a time or sensor cannot be read."""
    lines = rows(path)
    head = next(lines, (0, []))[1]
    at, who, what = (_column(path, head, names) for names in (TIMES, SENSORS, VALUES))
    widest, size = max(at, who, what), max(path.stat().st_size, 1)
    times: list[int] = []
    places: list[int] = []
    values: list[float] = []
    known: dict[str, int] = {}
    told: list[int] = []
    unread = done = 0
    for line, row in lines:
        if len(row) <= widest:
            raise _wrong(path, line, f"has {len(row)} of {len(head)} columns", "Complete the row or take it out.", "")
        time = _time(row[at])
        if time is None:
            raise _wrong(
                path, line, f"{row[at][:40]!r} is no time", "Write times such as 2026-11-22T14:05:00.", head[at]
            )
        name = row[who].strip()
        if not name:
            raise _wrong(path, line, "has no sensor", "Give every row the id of its sensor.", head[who])
        value = _number(row[what])
        if not isfinite(value):
            unread += 1
            if len(told) < _TOLD:
                told.append(line)
        times.append(time)
        places.append(known.setdefault(name, len(known)))
        values.append(value)
        if len(times) % 20_000 == 0:
            done = len(times) * 28
            progress(min(done / size, 1.0))
    if not times:
        raise BadInput(f"{path} has no rows.", remedy="It needs a header and readings below it.", field="input")
    return Table(
        np.array(times, dtype=np.int64), np.array(places, dtype=np.int64), np.array(values), list(known), unread, told
    )


def read_places(path: Path) -> dict[str, Place]:
    """Read where sensors stand; kind and unit may be there too. Raise BadInput, naming the line."""
    lines = rows(path)
    head = next(lines, (0, []))[1]
    who, north, east = (
        _column(path, head, (*names,)) for names in (SENSORS, ("latitude", "lat"), ("longitude", "lon"))
    )
    kind_at, unit_at = find(head, ("kind",)), find(head, ("unit",))
    found: dict[str, Place] = {}
    for line, row in lines:
        cells = [*row, *[""] * (len(head) - len(row))]
        latitude, longitude = _number(cells[north]), _number(cells[east])
        known = isfinite(latitude) and isfinite(longitude)
        if known and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise _wrong(
                path, line, "is no place on Earth", "Latitude is -90 to 90, longitude -180 to 180.", head[north]
            )
        kind = cells[kind_at].strip().lower() if kind_at is not None else ""
        if kind and kind not in set(SensorKind):
            raise _wrong(path, line, f"{kind!r} is no kind", f"Kinds are {', '.join(SensorKind)}.", "kind")
        found[cells[who].strip()] = Place(
            latitude if known else None,
            longitude if known else None,
            SensorKind(kind) if kind else None,
            cells[unit_at].strip() if unit_at is not None else "",
        )
    return found


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that is not blank with its line, the header first. Raise BadInput where it is no CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            reader = csv.reader(line.replace("\0", "") for line in file)
            for row in reader:
                if any(row):
                    yield reader.line_num, row
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read: {error.strerror}.", remedy="Look at the name of the file.", field="input"
        ) from error
    except csv.Error as error:
        raise BadInput(f"{path} is no CSV file: {error}.", remedy="Save it as CSV in UTF-8.", field="input") from error


def find(head: list[str], names: tuple[str, ...]) -> int | None:
    """Return the column of the first of `names` that the header has."""
    plain = [name.strip().casefold() for name in head]
    return next((plain.index(name) for name in names if name in plain), None)


def _column(path: Path, head: list[str], names: tuple[str, ...]) -> int:
    found = find(head, names)
    if found is None:
        raise BadInput(
            f"{path} has no column {names[0]!r}.",
            remedy=f"Name a column of its header {names[0]!r}; it has: {', '.join(head)[:200]}.",
            field="input",
        )
    return found


def _wrong(path: Path, line: int, what: str, remedy: str, column: str) -> BadInput:
    return BadInput(f"{path}, line {line}: {what}.", remedy=remedy, field=column or "input")


def _number(text: str) -> float:
    text = text.strip()
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return nan


@lru_cache(maxsize=4096)
def _time(text: str) -> int | None:
    """Return ms since 1970; a time without a zone is taken as it stands. None where it is no time."""
    text = text.strip()
    try:
        value = float(text)
        time = value if abs(value) >= 1e11 else value * 1000.0
    except ValueError:
        try:
            moment = datetime.fromisoformat(text.replace("/", "-"))
        except ValueError:
            return None
        time = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000.0
    return int(time) if _FIRST <= time <= _LAST else None
