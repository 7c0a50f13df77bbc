"""WKT in metres: areas are walked on, lines are streets. One geometry in the file, or one a line."""

import math
from typing import Any, Final

import numpy as np
import shapely

from impetus.tools.evacuation.maps.drawn import MOST_POINTS, Drawn, Line, bad

_DEEPEST: Final = 12
_METRES: Final = 1e8


def read_wkt(raw: bytes) -> Drawn:
    """Read well-known text (OGC 06-103r4). Raise BadInput that names the line."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad("", "is not UTF-8 text") from None
    made = Drawn(format="wkt", degrees=False, noded=False)
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if not lines:
        raise bad("", "holds no geometry")
    if all(line[0].isalpha() for _, line in lines):
        for number, line in lines:
            _take(made, _geometry(line, f"line {number}"), f"line {number}")
    else:
        # one geometry written over several lines
        _take(made, _geometry(" ".join(line for _, line in lines), f"line {lines[0][0]}"), f"line {lines[0][0]}")
    return made


def _geometry(text: str, where: str) -> Any:
    depth = deepest = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    # the parser calls itself for each bracket
    if deepest > _DEEPEST:
        raise bad(where, f"nests more than {_DEEPEST} brackets")
    try:
        with np.errstate(all="ignore"):
            found = shapely.from_wkt(text)
    except (shapely.GEOSException, ValueError, UnicodeError) as error:
        raise bad(where, f"is not WKT: {str(error).strip()[:120]}", "Write for instance POLYGON ((0 0, …)).") from None
    if found is None:
        raise bad(where, "is empty")
    return found


def _take(made: Drawn, shape: Any, where: str) -> None:
    for part in shapely.get_parts(shape):
        if part.is_empty:
            continue
        if part.geom_type.startswith(("Geometry", "Multi")):
            _take(made, part, where)
            continue
        points = shapely.get_coordinates(part)
        if len(points) > MOST_POINTS:
            raise bad(where, f"has more than {MOST_POINTS:,} points", "Cut a smaller area out.")
        if not all(math.isfinite(one) and abs(one) < _METRES for one in points.ravel().tolist()):
            raise bad(where, "holds a coordinate that is no number of metres")
        if part.geom_type == "Polygon":
            made.areas.append(part)
        elif part.geom_type in ("LineString", "LinearRing"):
            made.lines.append(Line(points=[(float(x), float(y)) for x, y in points]))
        else:
            made.count("map.ignored")
