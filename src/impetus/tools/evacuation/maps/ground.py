"""Walkable areas made into a grid: each square of ground is a place, open borders between squares are its streets.

A square that a wall cuts in two is two places. The width of a street is the length of the border that is open, so that
a gate narrower than a square lets in what it lets in. Ways are along the grid: at most 1.41 times too long, and a gate
that stands oblique to the grid counts up to 1.41 times too wide.
"""

import math
from typing import Any, Final

import numpy as np
import shapely

from impetus.tools.evacuation.maps.drawn import Drawn, bad
from impetus.tools.evacuation.maps.sketch import Sketch, Street

_SQUARES: Final = 3000
_LEAST_M: Final = 1.0
_MOST_M: Final = 10.0
_MOST_SQUARES: Final = 60_000
NARROW_M: Final = 0.4
"""A border with less room lets nobody through."""


def walkable(drawn: Drawn, sketch: Sketch) -> Any:
    """Return the areas less obstacles, in metres; what is drawn badly is mended and counted. None where none."""
    if not drawn.areas:
        return None
    ground = shapely.union_all([_mended(area, drawn, sketch) for area in drawn.areas])
    if drawn.obstacles:
        ground = shapely.difference(ground, shapely.union_all([_mended(one, drawn, sketch) for one in drawn.obstacles]))
    if not ground.area > 1:
        raise bad("", "has no area to walk on", "Draw walkable areas as closed shapes, in metres.")
    return ground


def flattened(shape: Any, sketch: Sketch) -> Any:
    """Return a shape of the map in metres."""
    flat = sketch.flat
    if flat is None:
        return shape
    return shapely.transform(shape, lambda points: np.array([flat.metres((x, y)) for x, y in points]).reshape(-1, 2))


def _mended(area: Any, drawn: Drawn, sketch: Sketch) -> Any:
    made = flattened(area, sketch)
    if made.is_valid:
        return made
    drawn.count("map.area_mended")
    parts = [one for one in shapely.get_parts(shapely.make_valid(made)) if one.area > 0]
    return shapely.union_all([one for part in parts for one in shapely.get_parts(part) if one.area > 0])


def put_ground(ground: Any, sketch: Sketch) -> tuple[list[int], float]:
    """Add the grid of an area to a sketch; return its places, and the side of a square in metres."""
    side = min(max(math.sqrt(ground.area / _SQUARES), _LEAST_M), _MOST_M)
    west, south, east, north = ground.bounds
    columns, rows = math.ceil((east - west) / side), math.ceil((north - south) / side)
    if columns * rows > 40 * _MOST_SQUARES:
        raise bad("", "has an area that is too large", "Cut a smaller area out.")
    column, row = (one.ravel() for one in np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij"))
    squares = shapely.box(
        west + column * side, south + row * side, west + (column + 1) * side, south + (row + 1) * side
    )
    shapely.prepare(ground)
    touched = np.flatnonzero(shapely.intersects(ground, squares))
    if len(touched) > _MOST_SQUARES:
        raise bad("", "has an area that is too large", "Cut a smaller area out.")
    whole = shapely.contains_properly(ground, squares[touched])
    shapes: list[Any] = []
    held: dict[tuple[int, int], list[int]] = {}
    for place, inside in zip(touched.tolist(), whole.tolist(), strict=True):
        cut = squares[place] if inside else shapely.intersection(squares[place], ground)
        for part in shapely.get_parts(cut):
            if part.geom_type == "Polygon" and part.area > 0.05:
                held.setdefault((int(column[place]), int(row[place])), []).append(len(shapes))
                shapes.append(part)
    middles: Any = shapely.point_on_surface(shapes) if shapes else []
    nodes = [
        sketch.add((float(one.x), float(one.y)), room=float(shape.area))
        for one, shape in zip(middles, shapes, strict=True)
    ]
    pairs = [
        (one, two)
        for (x, y), mine in held.items()
        for beside in ((x + 1, y), (x, y + 1))
        for two in held.get(beside, ())
        for one in mine
    ]
    if pairs:
        first, second = (np.array(part) for part in zip(*pairs, strict=True))
        open_m = shapely.length(shapely.intersection(np.array(shapes)[first], np.array(shapes)[second]))
        for one, two, width in zip(first.tolist(), second.tolist(), open_m.tolist(), strict=True):
            if width >= NARROW_M:
                length = max(math.dist(sketch.points[nodes[one]], sketch.points[nodes[two]]), 0.1)
                sketch.streets.append(Street(tail=nodes[one], head=nodes[two], length=length, width=width, kind="area"))
    return nodes, side


def join(ground: Any, places: list[int], sketch: Sketch, side: float) -> None:
    """Join streets to the area that they end on or lead through: each junction on it with the nearest place."""
    if not places or len(places) == len(sketch.points):
        return
    tree = shapely.STRtree(shapely.points([sketch.points[place] for place in places]))
    inner = set(places)
    others = [node for node in range(len(sketch.points)) if node not in inner]
    points = shapely.points([sketch.points[node] for node in others])
    near = np.flatnonzero(shapely.dwithin(points, ground, 0.5))
    widths: dict[int, float] = {}
    for street in sketch.streets:
        for end in (street.tail, street.head):
            widths[end] = max(widths.get(end, 0.0), street.width)
    for place in near.tolist():
        node = others[place]
        found = places[int(tree.nearest(points[place]))]
        length = math.dist(sketch.points[node], sketch.points[found])
        if length <= 3 * side:
            sketch.streets.append(
                Street(tail=node, head=found, length=max(length, 0.1), width=widths.get(node, 2.0), kind="area")
            )
