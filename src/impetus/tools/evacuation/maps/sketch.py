"""The walking graph while it is made: junctions in metres, and streets between them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from impetus.tools.evacuation.maps.drawn import Point
from impetus.tools.evacuation.network import Flags, Floats, Ints

_EARTH_M: Final = 6_371_008.8


@dataclass(frozen=True)
class Flat:
    """Degrees in metres about a middle, as on a plane that touches the earth there: 0.1 % over ten kilometres."""

    lon: float
    lat: float

    def metres(self, point: Point) -> Point:
        """Return metres east and north of the middle."""
        east = math.radians(point[0] - self.lon) * _EARTH_M * math.cos(math.radians(self.lat))
        return east, math.radians(point[1] - self.lat) * _EARTH_M

    def degrees(self, point: Point) -> Point:
        """Return longitude and latitude."""
        east = math.degrees(point[0] / (_EARTH_M * math.cos(math.radians(self.lat))))
        return self.lon + east, self.lat + math.degrees(point[1] / _EARTH_M)


@dataclass(frozen=True, kw_only=True)
class Street:
    """Two junctions by their places, metres between them as walked, and the width; `assumed`: by its kind alone."""

    tail: int
    head: int
    length: float
    width: float
    kind: str
    name: str = ""
    assumed: bool = False

    @property
    def alike(self) -> tuple[str, str, float, bool]:
        """What streets share that may be put together."""
        return self.kind, self.name, self.width, self.assumed


@dataclass(kw_only=True)
class Sketch:
    """Junctions `points` [nodes] in metres, `ids` [nodes], `room` [nodes] m² to stand on, and streets."""

    points: list[Point] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    room: list[float] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)
    flat: Flat | None = None

    def add(self, point: Point, name: str = "", room: float = 0.0) -> int:
        """Add a junction; return its place."""
        self.points.append(point)
        self.ids.append(name or f"p{len(self.ids)}")
        self.room.append(room)
        return len(self.points) - 1

    def x(self) -> Floats:
        """Metres east [nodes]."""
        return np.array([point[0] for point in self.points], dtype=np.float64)

    def y(self) -> Floats:
        """Metres north [nodes]."""
        return np.array([point[1] for point in self.points], dtype=np.float64)

    def degree(self) -> Ints:
        """How many streets meet at each junction [nodes]."""
        ends = [end for street in self.streets for end in (street.tail, street.head)]
        made: Ints = np.bincount(np.array(ends, dtype=np.int64), minlength=len(self.points))
        return made

    def parts(self) -> Ints:
        """The number of the connected part that each junction lies in; 0 is the one with the longest streets."""
        root = list(range(len(self.points)))

        def top(node: int) -> int:
            while root[node] != node:
                root[node] = root[root[node]]
                node = root[node]
            return node

        for street in self.streets:
            root[top(street.tail)] = top(street.head)
        tops = np.array([top(node) for node in range(len(root))], dtype=np.int64)
        much = np.zeros(len(root))
        for street in self.streets:
            much[tops[street.tail]] += street.length
        order = {int(node): number for number, node in enumerate(sorted(set(tops.tolist()), key=lambda at: -much[at]))}
        return np.array([order[int(node)] for node in tops], dtype=np.int64)

    def kept(self, stay: Flags) -> "Sketch":
        """Return only some junctions, and the streets between them."""
        place = np.cumsum(stay) - 1
        return Sketch(
            points=[point for point, one in zip(self.points, stay, strict=True) if one],
            ids=[name for name, one in zip(self.ids, stay, strict=True) if one],
            room=[room for room, one in zip(self.room, stay, strict=True) if one],
            streets=[_moved(street, place) for street in self.streets if stay[street.tail] and stay[street.head]],
            flat=self.flat,
        )


def _moved(street: Street, place: Ints) -> Street:
    return Street(
        tail=int(place[street.tail]), head=int(place[street.head]), length=street.length, width=street.width,
        kind=street.kind, name=street.name, assumed=street.assumed,
    )  # fmt: skip


def merged(sketch: Sketch, longest_m: float, fixed: Iterable[int] = ()) -> Sketch:
    """Put streets that follow each other and are alike together, up to so many metres; `fixed` junctions stay."""
    degree, stay = sketch.degree(), set(fixed)
    at: dict[int, list[int]] = {}
    for place, street in enumerate(sketch.streets):
        at.setdefault(street.tail, []).append(place)
        at.setdefault(street.head, []).append(place)
    streets: list[Street | None] = list(sketch.streets)
    for node in range(len(sketch.points)):
        if degree[node] != 2 or node in stay:
            continue
        first, second = at[node]
        one, two = streets[first], streets[second]
        if first == second or one is None or two is None or one.alike != two.alike:
            continue
        ends = (one.head if one.tail == node else one.tail), (two.head if two.tail == node else two.tail)
        if one.length + two.length > longest_m or ends[0] == ends[1]:
            continue
        streets[first] = Street(
            tail=ends[0], head=ends[1], length=one.length + two.length, width=one.width,
            kind=one.kind, name=one.name, assumed=one.assumed,
        )  # fmt: skip
        streets[second] = None
        at[ends[1]][at[ends[1]].index(second)] = first
        at[node] = []
    made = Sketch(points=sketch.points, ids=sketch.ids, room=sketch.room, flat=sketch.flat)
    made.streets = [street for street in streets if street is not None]
    used = made.degree() > 0
    used[list(stay)] = True
    return made.kept(used)
