"""A place as the microscopic engine sees it: the ground one can walk on, exits, stairs, threats."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.micro.density import room_of
from impetus.tools.evacuation.micro.grid import BUCKET_M, bucketed, opened
from impetus.tools.evacuation.network import Flags, Floats
from impetus.tools.evacuation.situation import Threat

FINEST_M: Final = 0.1
COARSEST_M: Final = 0.5
_CELLS: Final = 600_000
"""Cells are as fine as `FINEST_M` while there are no more than these, and then coarser up to `COARSEST_M`."""
_MOST_CELLS: Final = 4_000_000
"""A square kilometre at `COARSEST_M`: a larger place is not walked person by person."""
_DEEPEST: Final = 12
_TRIES: Final = 2000
_MOST_REACH_M: Final = 1e7


@dataclass(frozen=True)
class Exit:
    """Ground on which people are safe; nobody enters it from `close_s` on, and never more than `most_p_s` a second."""

    area: BaseGeometry
    name: str = ""
    close_s: float = math.inf
    most_p_s: float = math.inf


@dataclass(frozen=True)
class Stairs:
    """Ground on which people walk at `factor` times their free speed."""

    area: BaseGeometry
    factor: float


@dataclass(frozen=True, eq=False)
class Place:
    """Ground in metres, read and rastered: make it by `place_of`.

    `walls` [n, 4] are the ground's edges, from x, y to x, y; `first`, `listed` those near each bucket of 1 m, `columns`
    by `rows` buckets from `x0`, `y0` on. Cells of side `h` have the first one's middle at `gx`, `gy`: `inside` [rows,
    columns] the ground, `pace` the factor on free speed there, `east`, `north` where one can step to the next cell,
    `clear` metres to the nearest wall (0.6 at most). `room` is the ground in m² of each square of `density`, of which
    `room_wide` stand in a row.
    """

    ground: BaseGeometry
    exits: tuple[Exit, ...]
    stairs: tuple[Stairs, ...]
    threats: tuple[Threat, ...]
    walls: Floats = field(repr=False)
    x0: float = 0.0
    y0: float = 0.0
    columns: int = 0
    rows: int = 0
    first: Any = field(default=None, repr=False)
    listed: Any = field(default=None, repr=False)
    h: float = 0.1
    gx: float = 0.0
    gy: float = 0.0
    inside: Any = field(default=None, repr=False)
    pace: Any = field(default=None, repr=False)
    east: Any = field(default=None, repr=False)
    north: Any = field(default=None, repr=False)
    clear: Any = field(default=None, repr=False)
    room: Any = field(default=None, repr=False)
    room_wide: int = 0

    def cells(self, area: BaseGeometry) -> Flags:
        """Which cells' middles lie in an area [rows, columns]."""
        return _cells(area, self.gx, self.gy, self.h, *self.inside.shape)

    def holds(self, x: Floats, y: Floats) -> Flags:
        """Which points lie on the ground."""
        made: Flags = shapely.contains_xy(self.ground, x, y)
        return made


def place_of(
    walkable: BaseGeometry | str,
    exits: Sequence[Exit],
    *,
    stairs: Sequence[Stairs] = (),
    threats: Sequence[Threat] = (),
) -> Place:
    """Read a place: `walkable` is a polygon or several, in metres, or its WKT. Raise BadInput naming the field.

    What a drawing program gets wrong (rings that cross themselves, repeated points) is mended where that can be done.
    """
    ground = polygons(_read(walkable), "walkable")
    shapely.prepare(ground)
    left, low, right, high = ground.bounds
    if not exits:
        raise _bad("exits", "are missing", "Give at least one exit.")
    kept = []
    for place, one in enumerate(exits):
        where = f"exits[{place}]"
        if math.isnan(one.close_s):
            raise _bad(f"{where}.close_s", "is not a number")
        if not one.most_p_s >= 0.01:
            raise _bad(f"{where}.most_p_s", "is not at least 0.01 persons a second")
        with np.errstate(all="ignore"):
            area = polygons(one.area, where).intersection(ground)
        if area.area < 1e-6:
            raise _bad(where, "does not lie on the ground one can walk on", "Draw it over the edge, into the area.")
        kept.append(Exit(polygons(area, where), one.name or str(place + 1), one.close_s, one.most_p_s))
    for place, step in enumerate(stairs):
        if not 0.05 <= step.factor <= 2.0:
            raise _bad(f"stairs[{place}].factor", "is not between 0.05 and 2")
    for place, threat in enumerate(threats):
        if not all(map(math.isfinite, (threat.x, threat.y, threat.radius_m, threat.growth_m_s, threat.from_s))):
            raise _bad(f"threats[{place}]", "holds a value that is not a number")
        if threat.radius_m < 0 or threat.growth_m_s < 0:
            raise _bad(f"threats[{place}]", "shrinks, or has a radius below 0")
    h = min(COARSEST_M, max(FINEST_M, math.sqrt((right - left) * (high - low) / _CELLS)))
    wide, tall = math.ceil((right - left) / h) + 4, math.ceil((high - low) / h) + 4
    if wide * tall > _MOST_CELLS:
        raise _bad("walkable", "is too large to walk person by person", "Cut a smaller area out.")
    gx, gy = left - 1.5 * h, low - 1.5 * h
    inside = _cells(ground, gx, gy, h, tall, wide)
    pace = np.ones(inside.shape, np.float32)
    for number, step in enumerate(stairs):
        pace[_cells(polygons(step.area, f"stairs[{number}].area"), gx, gy, h, tall, wide)] = step.factor
    walls = np.array(list(_walls(ground)), dtype=np.float64)
    x0, y0 = gx - 2 * BUCKET_M, gy - 2 * BUCKET_M
    columns = math.ceil((right - x0) / BUCKET_M) + 3
    rows = math.ceil((high - y0) / BUCKET_M) + 3
    first, listed = bucketed(walls, x0, y0, columns, rows)
    east, north, clear = opened(inside, h, gx, gy, walls, first, listed, x0, y0, columns)
    room, room_wide = room_of(inside, h, gx - x0, gy - y0)
    return Place(
        ground, tuple(kept), tuple(stairs), tuple(threats), walls, x0, y0, columns, rows, first, listed,
        h, gx, gy, inside, pace, east, north, clear, room, room_wide,
    )  # fmt: skip


def scatter(
    place: Place, area: BaseGeometry, people: int, rng: np.random.Generator, *, apart_m: float = 0.4
) -> tuple[Floats, Floats]:
    """Return x, y [people] on the ground within `area`, `apart_m` from each other where there is room for that.

    Nobody is put on an exit. Raise BadInput where more than 8 persons a square metre would stand.
    """
    with np.errstate(all="ignore"):  # slivers
        ground = area.intersection(place.ground)
        for one in place.exits:
            ground = ground.difference(one.area)
        kept = ground.buffer(-0.2)
    if people > 8 * ground.area:
        raise _bad("people", f"are more than {math.floor(8 * ground.area)}, which is what the area holds")
    if not people:
        return np.zeros(0), np.zeros(0)
    ground = kept if kept.area > 0.5 * ground.area else ground
    shapely.prepare(ground)
    left, low, right, high = ground.bounds
    x, y = np.zeros(0), np.zeros(0)
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    found: list[tuple[float, float]] = []
    gap = apart_m
    for _ in range(_TRIES):
        x, y = rng.uniform(left, right, 4 * people + 64), rng.uniform(low, high, 4 * people + 64)
        within = shapely.contains_xy(ground, x, y)
        before = len(found)
        for px, py in zip(x[within].tolist(), y[within].tolist(), strict=True):
            column, row = math.floor(px / apart_m), math.floor(py / apart_m)
            near = (taken.get((column + c, row + r), ()) for c in (-1, 0, 1) for r in (-1, 0, 1))
            if all((px - ox) ** 2 + (py - oy) ** 2 >= gap * gap for cell in near for ox, oy in cell):
                taken.setdefault((column, row), []).append((px, py))
                found.append((px, py))
                if len(found) == people:
                    break
        if len(found) == people:
            break
        if len(found) - before < people // 20 + 1:
            gap *= 0.8
    if len(found) < people:
        raise _bad("people", "stand on ground too narrow for them", "Draw a wider area.")
    made = np.array(found, dtype=np.float64).reshape(-1, 2)
    return made[:, 0].copy(), made[:, 1].copy()


def _read(walkable: BaseGeometry | str) -> BaseGeometry:
    return area_of(walkable, "walkable") if isinstance(walkable, str) else walkable


def area_of(wkt: str, where: str) -> BaseGeometry:
    """Return the shape that well-known text (OGC 06-103r4) describes. Raise BadInput naming `where`."""
    depth = deepest = 0
    for sign in wkt:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:  # the parser calls itself for each bracket
        raise _bad(where, f"nests more than {_DEEPEST} brackets")
    try:
        with np.errstate(all="ignore"):
            found = shapely.from_wkt(wkt)
    except (ShapelyError, ValueError, UnicodeError):
        found = None
    if found is None:
        raise _bad(where, "is no WKT", "Give a POLYGON or MULTIPOLYGON in metres.")
    return found


def polygons(area: BaseGeometry, where: str) -> BaseGeometry:
    """Return the polygons of a shape in metres, mended. Raise BadInput naming `where` where there are none."""
    if area is None or area.is_empty or not np.isfinite(area.bounds).all():
        raise _bad(where, "is empty, or holds a value that is not a number", "Draw a polygon in metres.")
    if max(abs(edge) for edge in area.bounds) > _MOST_REACH_M:
        raise _bad(where, "lies more than 10,000 km from the origin", "Give metres of a local system.")
    try:
        with np.errstate(all="ignore"):
            whole = area if area.is_valid else shapely.make_valid(area)
            parts = [part for part in getattr(whole, "geoms", [whole]) if isinstance(part, Polygon | MultiPolygon)]
            made = shapely.union_all(parts)
    except ShapelyError as error:
        raise _bad(where, f"cannot be read: {error}", "Draw it again.") from None
    if made.is_empty or made.area < 1e-6:
        raise _bad(where, "has no area", "Draw a polygon in metres.")
    return made


def _walls(ground: BaseGeometry) -> Iterator[tuple[float, float, float, float]]:
    for polygon in getattr(ground, "geoms", [ground]):
        for ring in (polygon.exterior, *polygon.interiors):
            for one, two in pairwise(ring.coords):
                if one[:2] != two[:2]:
                    yield one[0], one[1], two[0], two[1]


def _cells(area: BaseGeometry, gx: float, gy: float, h: float, rows: int, columns: int) -> Flags:
    """Which cells' middles lie in an area; only cells within its bounds are asked about."""
    made = np.zeros((rows, columns), np.bool_)
    left, low, right, high = area.bounds
    c0, c1 = max(0, math.floor((left - gx) / h)), min(columns, math.ceil((right - gx) / h) + 1)
    r0, r1 = max(0, math.floor((low - gy) / h)), min(rows, math.ceil((high - gy) / h) + 1)
    if c0 < c1 and r0 < r1:
        shapely.prepare(area)
        x, y = np.meshgrid(gx + h * np.arange(c0, c1), gy + h * np.arange(r0, r1))
        made[r0:r1, c0:c1] = shapely.contains_xy(area, x, y)
    return made


def _bad(where: str, what: str, remedy: str = "See docs/evacuation.md for the form.") -> BadInput:
    return BadInput(f"The venue's {where} {what}.", remedy=remedy, field=f"venue.{where}")
