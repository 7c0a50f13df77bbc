"""A walking graph of a place from the base map: where no other map was brought in, streets are there all the same.

Widths are by kind of street, for the base map knows none; they are the largest error of a plan made with them.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec

from impetus.kit.errors import ImpetusError
from impetus.places.ground import archive_for
from impetus.places.vector_tiles import Archive, degrees_of, shapes, tile_of

WIDTHS: Final = {
    "primary": 8.0, "secondary": 7.0, "tertiary": 6.0, "street": 6.0, "pedestrian": 6.0, "service": 3.0,
    "cycleway": 2.5, "path": 2.0, "sidewalk": 2.0, "steps": 2.0,
}  # fmt: skip
"""Metres on which people walk, by kind: assumptions, not measured. Where a street has drawn footways of its own both
count. Motorways and trunk roads are left out."""
STEPS_LONGER: Final = 2.1
"""Stairs take so much longer than the flat: 0.65 m/s down against 1.34 (RiMEA 4.1.1, 30 to 50 years)."""
_METRES: Final = 111_195.0
_NEAR_M: Final = 1.5
"""Ends nearer than this are one joint: what two tiles say of a street that crosses their edge differs by less."""
_MERGED_M: Final = 45.0
_FLOOR_M: Final = 12.0
"""Mesh of an open floor."""
_LOOSE_M: Final = 14.0
"""A way that ends so near another one is walked on to it: kerbs and crossings are not in the base map."""
_FLOORS: Final = frozenset({"square", "pedestrian"})
_MOST: Final = 6000
_ZOOM: Final = 15

Metres = tuple[float, float]


class Street(msgspec.Struct, frozen=True):
    """A piece between two joints, walked both ways."""

    ends: tuple[int, int]
    length: float
    width: float
    name: str


def walking_graph(maps: Sequence[Path], longitude: float, latitude: float, radius_m: float) -> dict[str, Any] | None:
    """Return the streets within so many metres as `docs/evacuation.md` describes a graph; None without a base map.

    Where a street leaves the circle people are safe: its far end is an exit.
    """
    archive = archive_for(maps, longitude, latitude)
    if archive is None:
        return None
    east = _METRES * math.cos(math.radians(latitude))
    joints = _Joints()
    streets: dict[tuple[int, int], Street] = {}
    names = _Names()
    try:
        found = list(_lines(archive, longitude, latitude, radius_m, east))
    except (ImpetusError, OSError, ValueError, IndexError):
        return None
    for layer, _kind, name, line in found:
        if layer == "street" and name:
            names.take(name, line)
    for layer, kind, _name, line in found:
        width = WIDTHS.get(kind)
        if layer != "road" or width is None:
            continue
        for a, b in pairwise(line):
            if min(math.hypot(*a), math.hypot(*b)) > radius_m:
                continue
            one, other = joints.at(a), joints.at(b)
            if one == other:
                continue
            long = math.dist(a, b) * (STEPS_LONGER if kind == "steps" else 1.0)
            ends = (min(one, other), max(one, other))
            known = streets.get(ends)
            if known is None or known.width < width:
                middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
                streets[ends] = Street(ends, max(long, 0.5), width, names.near(middle))
    _cross(found, joints, streets, radius_m)
    _join_loose_ends(joints, streets)
    outside = {at for at, place in enumerate(joints.places) if math.hypot(*place) > radius_m}
    kept = _reaching(_merged(streets.values(), outside), outside)
    return _graph(kept, joints.places, outside, longitude, latitude, east) if kept else None


def _cross(
    found: Sequence[tuple[str, str, str, list[Metres]]], joints: "_Joints", streets: dict[tuple[int, int], Street],
    radius_m: float,
) -> None:  # fmt: skip
    """Open squares are walked across: a mesh as wide as its meshes, and ways on to it from the streets at its edge."""
    cells: set[tuple[int, int]] = set()
    for layer, kind, _name, ring in found:
        if layer != "plaza" or kind not in _FLOORS or len(ring) < 4:
            continue
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        for column in range(math.ceil(min(xs) / _FLOOR_M), math.floor(max(xs) / _FLOOR_M) + 1):
            for row in range(math.ceil(min(ys) / _FLOOR_M), math.floor(max(ys) / _FLOOR_M) + 1):
                place = (column * _FLOOR_M, row * _FLOOR_M)
                if math.hypot(*place) <= radius_m and _inside(place, ring):
                    cells.add((column, row))
    edge = list(enumerate(joints.places))
    at = {cell: joints.at((cell[0] * _FLOOR_M, cell[1] * _FLOOR_M)) for cell in sorted(cells)}
    for (column, row), one in at.items():
        for other in ((column + 1, row), (column, row + 1)):
            if other in at:
                _walk(streets, joints, one, at[other], _FLOOR_M)
    for joint, (x, y) in edge:
        column, row = round(x / _FLOOR_M), round(y / _FLOOR_M)
        near = [at[cell] for cell in ((column + a, row + b) for a in (-1, 0, 1) for b in (-1, 0, 1)) if cell in at]
        if near:
            _walk(streets, joints, joint, min(near, key=lambda one: math.dist(joints.places[one], (x, y))), 4.0)


def _inside(place: Metres, ring: Sequence[Metres]) -> bool:
    """Whether a place lies in a closed ring (even-odd)."""
    x, y = place
    crossed = 0
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            crossed += 1
    return crossed % 2 == 1


def _walk(streets: dict[tuple[int, int], Street], joints: "_Joints", one: int, other: int, width: float) -> None:
    ends = (min(one, other), max(one, other))
    if one != other and ends not in streets:
        streets[ends] = Street(ends, max(0.5, math.dist(joints.places[one], joints.places[other])), width, "")


def _join_loose_ends(joints: "_Joints", streets: dict[tuple[int, int], Street]) -> None:
    """Ways that end beside another way go on to it."""
    touching: dict[int, list[int]] = {}
    for a, b in streets:
        touching.setdefault(a, []).append(b)
        touching.setdefault(b, []).append(a)
    cells: dict[tuple[int, int], list[int]] = {}
    for joint in touching:
        x, y = joints.places[joint]
        cells.setdefault((round(x / _LOOSE_M), round(y / _LOOSE_M)), []).append(joint)
    for joint, near in sorted(touching.items()):
        if len(near) != 1:
            continue
        x, y = joints.places[joint]
        column, row = round(x / _LOOSE_M), round(y / _LOOSE_M)
        found = [
            (math.dist(joints.places[other], (x, y)), other)
            for cell in ((column + a, row + b) for a in (-1, 0, 1) for b in (-1, 0, 1))
            for other in cells.get(cell, ())
            if other != joint and other not in near
        ]
        if found and min(found)[0] <= _LOOSE_M:
            _walk(streets, joints, joint, min(found)[1], 2.0)


class _Joints:
    """Places where streets meet, by a grid."""

    def __init__(self) -> None:
        self.places: list[Metres] = []
        self._cells: dict[tuple[int, int], list[int]] = {}

    def at(self, place: Metres) -> int:
        """The joint there; a new one where none is near."""
        column, row = round(place[0] / _NEAR_M), round(place[1] / _NEAR_M)
        for near in ((column + a, row + b) for a in (0, -1, 1) for b in (0, -1, 1)):
            for one in self._cells.get(near, ()):
                if math.dist(self.places[one], place) < _NEAR_M:
                    return one
        self.places.append(place)
        self._cells.setdefault((column, row), []).append(len(self.places) - 1)
        return len(self.places) - 1


class _Names:
    """Names of streets lie along lines of their own: the nearest within some metres is a piece's."""

    CELL_M: Final = 14.0
    _AROUND: Final = sorted(((a, b) for a in range(-2, 3) for b in range(-2, 3)), key=lambda one: math.hypot(*one))

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], str] = {}

    def take(self, name: str, line: Sequence[Metres]) -> None:
        """Mark where a name runs."""
        for a, b in pairwise(line):
            steps = max(1, math.ceil(math.dist(a, b) / self.CELL_M))
            for step in range(steps + 1):
                x, y = (a[at] + (b[at] - a[at]) * step / steps for at in (0, 1))
                self._cells.setdefault((round(x / self.CELL_M), round(y / self.CELL_M)), name)

    def near(self, place: Metres) -> str:
        """The name there, or nothing."""
        column, row = round(place[0] / self.CELL_M), round(place[1] / self.CELL_M)
        cells = ((column + a, row + b) for a, b in self._AROUND)
        return next((self._cells[cell] for cell in cells if cell in self._cells), "")


def _lines(
    archive: Archive, longitude: float, latitude: float, radius_m: float, east: float
) -> Iterator[tuple[str, str, str, list[Metres]]]:
    """Layer, kind, name and metres about the middle of each line of streets, each cut at the edge of its tile."""
    zoom = min(archive.max_zoom, _ZOOM)
    wide, high = radius_m / east, radius_m / _METRES
    left, top = (math.floor(value) for value in tile_of(longitude - wide, latitude + high, zoom))
    right, bottom = (math.floor(value) for value in tile_of(longitude + wide, latitude - high, zoom))
    for x in range(left, right + 1):
        for y in range(top, bottom + 1):
            for shape in shapes(archive.tile(zoom, x, y) or b"", {"road", "street", "plaza"}):
                if shape.area != (shape.layer == "plaza"):
                    continue
                for line in shape.lines:
                    if shape.area:
                        degrees = (degrees_of(x + a, y + b, zoom) for a, b in line)
                        ring = [((lon - longitude) * east, (lat - latitude) * _METRES) for lon, lat in degrees]
                        yield shape.layer, shape.kind, shape.name, ring
                        continue
                    for part in _cut(line):
                        degrees = (degrees_of(x + a, y + b, zoom) for a, b in part)
                        metres = [((lon - longitude) * east, (lat - latitude) * _METRES) for lon, lat in degrees]
                        yield shape.layer, shape.kind, shape.name, metres


def _cut(line: Sequence[Metres]) -> Iterator[list[Metres]]:
    """The parts of a line that lie in the unit square: tiles overlap, and each street counts once."""
    part: list[Metres] = []
    for a, b in pairwise(line):
        inside = _clipped(a, b)
        if inside is None:
            if len(part) > 1:
                yield part
            part = []
            continue
        if not part or part[-1] != inside[0]:
            if len(part) > 1:
                yield part
            part = [inside[0]]
        part.append(inside[1])
    if len(part) > 1:
        yield part


def _clipped(a: Metres, b: Metres) -> tuple[Metres, Metres] | None:
    """A segment within the unit square (Liang and Barsky 1984)."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    first, last = 0.0, 1.0
    for p, q in ((-dx, a[0]), (dx, 1 - a[0]), (-dy, a[1]), (dy, 1 - a[1])):
        if p == 0:
            if q < 0:
                return None
            continue
        if p < 0:
            first = max(first, q / p)
        else:
            last = min(last, q / p)
    if first >= last:
        return None
    begin = a if first == 0 else (a[0] + first * dx, a[1] + first * dy)
    return begin, (b if last == 1 else (a[0] + last * dx, a[1] + last * dy))


def _merged(streets: Iterable[Street], outside: set[int]) -> list[Street]:
    """Short pieces in a row become one, as long as they are alike: a junction is where there is a choice."""
    at: dict[int, list[Street]] = {}
    for street in streets:
        for end in street.ends:
            at.setdefault(end, []).append(street)
    for joint in list(at):
        touching = at[joint]
        if len(touching) != 2 or joint in outside:
            continue
        one, other = touching
        if one.width != other.width or one.length + other.length > _MERGED_M:
            continue
        far = [end for street in touching for end in street.ends if end != joint]
        if len(far) != 2 or far[0] == far[1] or any(set(known.ends) == set(far) for known in at[far[0]]):
            continue
        made = Street((min(far), max(far)), one.length + other.length, one.width, one.name or other.name)
        for end, gone in zip(far, touching, strict=True):
            at[end] = [street for street in at[end] if street is not gone] + [made]
        del at[joint]
    kept: dict[tuple[int, int], Street] = {}
    for each in at.values():
        for street in each:
            kept[street.ends] = street
    return [kept[ends] for ends in sorted(kept)]


def _reaching(streets: Sequence[Street], outside: set[int]) -> list[Street]:
    """Streets that lead out of the circle, at most so many: pieces of courtyards lead nobody anywhere."""
    near: dict[int, list[int]] = {}
    for street in streets:
        a, b = street.ends
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    reached, waiting = set(outside & near.keys()), list(outside & near.keys())
    while waiting:
        for other in near[waiting.pop()]:
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    kept = [street for street in streets if street.ends[0] in reached and not set(street.ends) <= outside]
    return kept if len(kept) <= _MOST else sorted(kept, key=lambda street: -street.width)[:_MOST]


def _graph(
    streets: Sequence[Street], places: Sequence[Metres], outside: set[int], longitude: float, latitude: float,
    east: float,
) -> dict[str, Any]:  # fmt: skip
    used = sorted({end for street in streets for end in street.ends})
    number = {joint: str(place) for place, joint in enumerate(used)}
    nodes = [
        {
            "id": number[joint],
            "x": round(places[joint][0], 2),
            "y": round(places[joint][1], 2),
            "lon": round(longitude + places[joint][0] / east, 7),
            "lat": round(latitude + places[joint][1] / _METRES, 7),
            "exit": joint in outside,
        }
        for joint in used
    ]
    arcs = []
    for street in streets:
        a, b = (number[end] for end in street.ends)
        rest = (round(street.length, 2), street.width, street.name)
        arcs += [[a, b, *rest], [b, a, *rest]]
    return {"nodes": nodes, "arcs": arcs, "crs": "metres east and north of the middle"}
