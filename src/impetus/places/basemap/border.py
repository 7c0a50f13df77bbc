"""The border of an extract: walk along it, and close along it what it cut open."""

from __future__ import annotations

import itertools
import math

from shapely import LineString, MultiPolygon, Point, Polygon, box, unary_union
from shapely.geometry.base import BaseGeometry

Degrees = tuple[float, float]
MOST_GAPS = 8  # in one ring; 256 combinations of ways round the border
LONGEST_LEAP_METRES = 90  # a road that leaves the extract is drawn straight on, at most this far
DEGREE_METRES = 111_320


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """The polygons with an area in ``shape``, whatever it is."""
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if isinstance(part, Polygon) and part.area > 0]


class Border:
    """A bounding box whose outline is walked counter-clockwise, as a position from 0 to 4."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.west, self.south, self.east, self.north = west, south, east, north
        self.corners = [(west, south), (east, south), (east, north), (west, north)]
        self.shape = box(west, south, east, north)
        self.aspect = math.cos(math.radians((south + north) / 2))

    def metres(self, a: Degrees, b: Degrees) -> float:
        """How far two points are apart, good over a city."""
        return DEGREE_METRES * math.hypot((a[0] - b[0]) * self.aspect, a[1] - b[1])

    def covers(self, x: float, y: float) -> bool:
        """Whether a point lies in the box or on its outline."""
        return self.west <= x <= self.east and self.south <= y <= self.north

    def project(self, point: Degrees) -> Degrees:
        """The point of the outline nearest to ``point``."""
        x = min(max(point[0], self.west), self.east)
        y = min(max(point[1], self.south), self.north)
        sides = [(self.west, y), (self.east, y), (x, self.south), (x, self.north)]
        return min(sides, key=lambda side: self.metres(side, (x, y)))

    def ahead(self, before: Degrees, last: Degrees) -> Degrees | None:
        """Where a line that goes straight on leaves the box, if that is near."""
        reach = LONGEST_LEAP_METRES / max(self.metres(before, last), 0.1)
        far = (last[0] + (last[0] - before[0]) * reach, last[1] + (last[1] - before[1]) * reach)
        hit = LineString([last, far]).intersection(self.shape.exterior)
        if hit.is_empty or not isinstance(hit, Point):
            return None
        return self.project((hit.x, hit.y))

    def position(self, point: Degrees) -> float:
        """Where on the outline a point of it is: 0 in the south-west, 1 in the south-east, and so on."""
        x, y = point
        if y == self.south:
            return (x - self.west) / (self.east - self.west)
        if x == self.east:
            return 1 + (y - self.south) / (self.north - self.south)
        if y == self.north:
            return 2 + (self.east - x) / (self.east - self.west)
        return 3 + (self.north - y) / (self.north - self.south)

    def walk(self, start: Degrees, end: Degrees, *, clockwise: bool) -> list[Degrees]:
        """The corners met on the way along the outline from ``start`` to ``end``."""
        if clockwise:
            return list(reversed(self.walk(end, start, clockwise=False)))
        here, there = self.position(start), self.position(end)
        if there < here:
            there += 4
        return [self.corners[n % 4] for n in range(int(here) + 1, int(there) + 1)]

    def extend(self, run: list[Degrees]) -> list[Degrees]:
        """A run of points, from the outline to the outline."""
        return [self.project(run[0]), *run, self.project(run[-1])]

    def close(self, runs: list[list[Degrees]]) -> Polygon | MultiPolygon | None:
        """The area of a ring of which only ``runs`` are known, closed along the border.

        Nobody can say from inside which way round the border the ring went, so every combination
        is tried, and the smallest area whose outline does not cross itself is taken. Where every
        one does, each run is closed on its own.
        """
        lines = [self.extend(run) for run in runs if len(run) > 1]
        if not lines or len(lines) > MOST_GAPS:
            return None
        if shape := self._smallest(lines):
            return shape
        alone = [self._smallest([line]) or Polygon(line[1:-1] + line[1:2]) for line in lines if len(line) > 4]
        joined = polygons(unary_union([shape.buffer(0) for shape in alone]))
        return MultiPolygon(joined) if joined else None

    def _smallest(self, lines: list[list[Degrees]]) -> Polygon | None:
        shapes = []
        for ways_round in itertools.product([False, True], repeat=len(lines)):
            ring: list[Degrees] = []
            pairs = zip(lines, lines[1:] + lines[:1], ways_round, strict=True)
            for line, follower, clockwise in pairs:
                ring += line + self.walk(line[-1], follower[0], clockwise=clockwise)
            shapes.append(Polygon(ring))
        plausible = self.shape.area / 2
        whole = [shape for shape in shapes if shape.is_valid and 0 < shape.area < plausible]
        return min(whole, key=lambda shape: shape.area, default=None)

    def sea(self, coast: list[list[Degrees]], islands: list[list[Degrees]]) -> list[Polygon]:
        """The water beside a coastline: it lies to the right, so walk the border clockwise."""
        lines = [self.extend(run) for run in coast]
        left, seas = list(lines), []
        while left:
            first = line = left.pop(0)
            ring = list(line)
            while True:
                here = self.position(line[-1])
                follower = max([first, *left], key=lambda other: (self.position(other[0]) - here) % 4)
                ring += self.walk(line[-1], follower[0], clockwise=True)
                if follower is first:
                    break
                line = follower
                ring += line
                left.remove(line)
            seas.append(Polygon(ring).buffer(0))
        return polygons(unary_union(seas).difference(unary_union([Polygon(ring) for ring in islands])))
