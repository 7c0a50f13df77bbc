"""Files of many sensors: `time,sensor_id,value`, and where they stand: `sensor_id,latitude,longitude`."""

from collections.abc import Callable
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from impetus.kit.errors import BadInput
from impetus.model.sensor import SensorKind
from impetus.tools.anomaly.arrays import F64, I64
from impetus.tools.anomaly.sheet import SENSORS, TIMES, TOLD, VALUES, Sheet, clock, number

_FIRST, _LAST = -2_208_988_800_000, 4_102_444_800_000
"""Times are taken from 1900 to 2100, in ms."""
_TIME_FIRST: Final = ("time", *(name for name in TIMES if name != "time"))


class Table(NamedTuple):
    """Rows of a file in its order: time (ms), place of the sensor in `sensors`, value (NaN where there is none).

    `again` are rows whose sensor and time stand in an earlier row: they are not measured a second time.
    """

    times: I64
    places: I64
    values: F64
    sensors: list[str]
    unread: int
    lines: list[int]
    again: I64


class Place(NamedTuple):
    """Where a sensor stands (degrees, None where unknown) and what it measures."""

    latitude: float | None
    longitude: float | None
    kind: SensorKind | None
    unit: str


def is_city(path: Path) -> bool:
    """Whether the file's header has a column of sensors. Raise BadInput where it cannot be read."""
    with Sheet(path) as sheet:
        return sheet.find(SENSORS) is not None


def read_table(path: Path, progress: Callable[[float], None] = lambda _share: None) -> Table:
    """Read a file of many sensors. Raise BadInput, naming the line, where a time or sensor cannot be read."""
    times: list[int] = []
    places: list[int] = []
    values: list[float] = []
    known: dict[str, int] = {}
    told: list[int] = []
    unread = 0
    with Sheet(path) as sheet:
        at, who, what = (sheet.column(names) for names in (_TIME_FIRST, SENSORS, VALUES))
        month_first = sheet.form.month_first
        for line, row in sheet:
            time = _time(row[at], month_first)
            if time is None:
                raise sheet.wrong(
                    line, f"{row[at][:40]!r} is no time", "Write times such as 2026-11-22T14:05:00.", sheet.head[at]
                )
            name = row[who].strip()
            if not name:
                raise sheet.wrong(line, "has no sensor", "Give every row the id of its sensor.", sheet.head[who])
            value = number(row[what])
            if not isfinite(value):
                unread += 1
                if len(told) < TOLD:
                    told.append(line)
            times.append(time)
            places.append(known.setdefault(name, len(known)))
            values.append(value)
            if len(times) % 20_000 == 0:
                progress(sheet.done)
    if not times:
        raise BadInput(f"{path} has no rows.", remedy="It needs a header and readings below it.", field="input")
    when, where = np.array(times, dtype=np.int64), np.array(places, dtype=np.int64)
    return Table(when, where, np.array(values), list(known), unread, told, _again(when, where))


def _again(times: I64, places: I64) -> I64:
    order = np.lexsort((times, places))
    same = (np.diff(times[order]) == 0) & (np.diff(places[order]) == 0)
    result: I64 = order[1:][same]
    return result


def read_places(path: Path) -> dict[str, Place]:
    """Read where sensors stand; kind and unit may be there too. Raise BadInput, naming the line."""
    found: dict[str, Place] = {}
    with Sheet(path) as sheet:
        who, north, east = (
            sheet.column(names) for names in (SENSORS, ("latitude", "lat"), ("longitude", "lon", "lng"))
        )
        kind_at, unit_at = sheet.find(("kind",)), sheet.find(("unit",))
        for line, cells in sheet:
            latitude, longitude = number(cells[north]), number(cells[east])
            known = isfinite(latitude) and isfinite(longitude)
            if known and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                raise sheet.wrong(
                    line,
                    f"has {latitude:g}, {longitude:g}, which is no place on Earth",
                    "Latitude is -90 to 90, longitude -180 to 180.",
                    sheet.head[north],
                )
            kind = cells[kind_at].strip().lower() if kind_at is not None else ""
            if kind and kind not in set(SensorKind):
                raise sheet.wrong(line, f"{kind!r} is no kind", f"Kinds are {', '.join(SensorKind)}.", "kind")
            found[cells[who].strip()] = Place(
                latitude if known else None,
                longitude if known else None,
                SensorKind(kind) if kind else None,
                cells[unit_at].strip() if unit_at is not None else "",
            )
    return found


@lru_cache(maxsize=4096)
def _time(text: str, month_first: bool) -> int | None:
    """Return ms since 1970; a time without a zone is taken as it stands. None where it is no time."""
    found = clock(text, month_first=month_first)
    if found is None:
        return None
    time = round(found.utc * 1000.0)
    return time if _FIRST <= time <= _LAST else None
