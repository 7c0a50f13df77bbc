"""DXF drawings: layers say what a line means, and the drawing's own unit is made into metres.

Layers, by what their name contains: WALK (closed: areas that are walked on), OBSTACLE (closed), STREET (lines), EXIT
(lines, closed, or points) and CROWD (closed). All else is left out, and told.
"""

from pathlib import Path
from typing import Any, Final

import shapely
from ezdxf import path as paths
from ezdxf.enums import InsertUnits
from ezdxf.filemanagement import readfile
from ezdxf.units import conversion_factor

from impetus.tools.evacuation.maps.drawn import MOST_POINTS, Drawn, Line, Mark, bad

_MEANINGS: Final = ("WALK", "OBSTACLE", "STREET", "EXIT", "CROWD")
_DRAWN: Final = frozenset({"LINE", "LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE", "POINT", "INSERT"})
_SAG_M: Final = 0.05
_DEEPEST: Final = 8


def read_dxf(path: Path) -> Drawn:
    """Read a drawing's model space. Raise BadInput."""
    try:
        drawing = readfile(path)
        unit = int(drawing.header.get("$INSUNITS", 0))
        factor = float(conversion_factor(InsertUnits(unit), InsertUnits.Meters)) if unit else 1.0
        shapes = list(_shapes(drawing.modelspace(), factor))
    except Exception as error:
        # the reader raises whatever a broken drawing makes its parts raise; in each case it is the drawing
        said = f"{type(error).__name__} {error}".strip().splitlines()[0][:160]
        raise bad("", f"cannot be read as DXF: {said}", "Save it again as DXF R2000 or later.") from None
    made = Drawn(format="dxf", degrees=False, noded=False)
    if not unit:
        made.count("map.unit_assumed")
    left = MOST_POINTS
    for layer, shape in shapes:
        left -= len(shapely.get_coordinates(shape))
        if left < 0:
            raise bad(f"layer {layer[:40]}", f"goes beyond {MOST_POINTS:,} points", "Draw less detail.")
        _take(made, layer.upper(), shape)
    return made


def _shapes(entities: Any, factor: float, deep: int = 0) -> Any:
    """Each entity's layer, and its points as a shapely point, line or polygon in metres."""
    for entity in entities:
        kind = entity.dxftype()
        if kind not in _DRAWN:
            continue
        layer = str(entity.dxf.get("layer", "0"))
        if kind == "INSERT":
            if deep < _DEEPEST:
                yield from _shapes(entity.virtual_entities(), factor, deep + 1)
            continue
        if kind == "POINT":
            yield layer, shapely.Point(entity.dxf.location.x * factor, entity.dxf.location.y * factor)
            continue
        drawn = paths.make_path(entity)
        points = [(one.x * factor, one.y * factor) for one in drawn.flattening(_SAG_M / factor)]
        if len(points) < 2:
            continue
        closed = len(points) >= 4 and (drawn.is_closed or points[0] == points[-1])
        yield layer, shapely.Polygon(points) if closed else shapely.LineString(points)


def _take(made: Drawn, layer: str, shape: Any) -> None:
    meaning = next((one for one in _MEANINGS if one in layer), "")
    if not shapely.is_valid_input(shape) or not all(abs(one) < 1e8 for one in shape.bounds):
        raise bad(f"layer {layer[:40]}", "holds a coordinate that is no number of metres")
    area = shape.geom_type == "Polygon"
    if meaning == "WALK" and area:
        made.areas.append(shape)
    elif meaning == "OBSTACLE" and area:
        made.obstacles.append(shape)
    elif meaning == "EXIT":
        made.exits.append(Mark(shape=shape))
    elif meaning == "CROWD":
        made.crowds.append(Mark(shape=shape))
    elif meaning == "STREET" and shape.geom_type != "Point":
        points = shapely.get_coordinates(shape)
        made.lines.append(Line(points=[(float(x), float(y)) for x, y in points]))
    else:
        made.count("map.ignored")
