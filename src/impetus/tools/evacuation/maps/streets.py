"""Lines as drawn made into streets between junctions: joined where they share a point, cut where they cross."""

import math
from typing import Any, Final

import numpy as np
import shapely

from impetus.tools.evacuation.maps.drawn import WIDTHS_M, Drawn, Line, Point, bad
from impetus.tools.evacuation.maps.sketch import Sketch, Street

GRID_M: Final = 0.05
"""Points of drawings nearer than this are one."""
STEPS_LONGER: Final = 2.0
"""Steps count so many times their length: 0.65 m/s down against 1.34 on the level (RiMEA 4.1.1, Weidmann 1993)."""
_MOST_PAIRS: Final = 3_000_000
_SHORTEST_M: Final = 0.1


def put_streets(drawn: Drawn, sketch: Sketch) -> list[Point]:
    """Add all lines to a sketch; return where streets of one layer cross without a junction, in metres."""
    flat = sketch.flat
    lines = [[flat.metres(point) if flat else point for point in line.points] for line in drawn.lines]
    keys = [_keys(line, points) for line, points in zip(drawn.lines, lines, strict=True)]
    crossed = _crossings(drawn, lines, keys)
    if not drawn.noded:
        lines, keys = _cut(lines, keys, crossed)
    nodes: dict[str, int] = {}
    for line, points, names in zip(drawn.lines, lines, keys, strict=True):
        for point, name in zip(points, names, strict=True):
            if name not in nodes:
                nodes[name] = sketch.add(point, name if line.keys else "")
        for (start, tail), (end, head) in zip(
            zip(points, names, strict=True), list(zip(points, names, strict=True))[1:], strict=False
        ):
            if tail != head:
                sketch.streets.append(_street(line, nodes[tail], nodes[head], math.dist(start, end)))
    _cross_squares(drawn, lines, keys, nodes, sketch)
    return [] if not drawn.noded else [where for where, _, _ in crossed]


def _keys(line: Line, points: list[Point]) -> list[str]:
    return line.keys or [f"{round(x / GRID_M)},{round(y / GRID_M)}" for x, y in points]


def _street(line: Line, tail: int, head: int, length: float) -> Street:
    width = line.width_m or WIDTHS_M[line.kind]
    longer = STEPS_LONGER if line.kind == "steps" else 1.0
    return Street(
        tail=tail, head=head, length=max(length, _SHORTEST_M) * longer, width=width, kind=line.kind, name=line.name,
        assumed=line.width_m is None,
    )  # fmt: skip


Crossing = tuple[Point, tuple[int, int], tuple[int, int]]
"""Where, and the two parts that meet there: line and place of the part in it."""


def _crossings(drawn: Drawn, lines: list[list[Point]], keys: list[list[str]]) -> list[Crossing]:
    """Parts of lines that meet where neither has a point, or only one: on one layer."""
    where = [(line, part) for line, points in enumerate(lines) for part in range(len(points) - 1)]
    if not where:
        return []
    ends = np.array([[lines[line][part], lines[line][part + 1]] for line, part in where])
    shapes: Any = shapely.linestrings(ends)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects" if not drawn.noded else "crosses")
    pairs = pairs[:, pairs[0] < pairs[1]]
    if pairs.shape[1] > _MOST_PAIRS:
        raise bad("", f"has more than {_MOST_PAIRS:,} places where lines meet", "Cut a smaller area out.")
    found: list[Crossing] = []
    for first, second in pairs.T.tolist():
        (line, part), (other, another) = where[first], where[second]
        mine, yours = set(keys[line][part : part + 2]), set(keys[other][another : another + 2])
        if mine & yours or drawn.lines[line].layer != drawn.lines[other].layer:
            continue
        meeting: Any = shapely.intersection(shapes[first], shapes[second])
        if not meeting.is_empty:
            middle = meeting if meeting.geom_type == "Point" else meeting.interpolate(0.5, normalized=True)
            found.append(((float(middle.x), float(middle.y)), where[first], where[second]))
    return found


def _cut(
    lines: list[list[Point]], keys: list[list[str]], crossed: list[Crossing]
) -> tuple[list[list[Point]], list[list[str]]]:
    """Lines with a point where they meet others."""
    added: dict[tuple[int, int], list[Point]] = {}
    for met, one, other in crossed:
        added.setdefault(one, []).append(met)
        added.setdefault(other, []).append(met)
    made: list[list[Point]] = []
    for line, points in enumerate(lines):
        whole: list[Point] = []
        for part, point in enumerate(points):
            whole.append(point)
            more = added.get((line, part), [])
            whole += sorted(more, key=lambda one, start=point: math.dist(start, one))  # type: ignore[misc]
        made.append(whole)
    return made, [[f"{round(x / GRID_M)},{round(y / GRID_M)}" for x, y in points] for points in made]


def _cross_squares(
    drawn: Drawn, lines: list[list[Point]], keys: list[list[str]], nodes: dict[str, int], sketch: Sketch
) -> None:
    """Open areas drawn by their border are crossed by a middle, from each point of the border where a street ends."""
    often: dict[str, int] = {}
    for names in keys:
        for name in set(names):
            often[name] = often.get(name, 0) + 1
    for line, points, names in zip(drawn.lines, lines, keys, strict=True):
        if not line.ring or len(points) < 4:
            continue
        area = shapely.make_valid(shapely.Polygon(points))
        if area.area < 50:
            continue
        middle: Any = shapely.point_on_surface(area)
        around = area.buffer(0.5)
        shapely.prepare(around)
        begins = {name: point for name, point in zip(names, points, strict=True) if often[name] > 1}
        centre = -1
        for name, point in begins.items():
            if around.covers(shapely.LineString([point, (middle.x, middle.y)])):
                if centre < 0:
                    centre = sketch.add((float(middle.x), float(middle.y)), room=float(area.area))
                length = math.dist(point, (middle.x, middle.y))
                sketch.streets.append(_street(line, nodes[name], centre, length))
