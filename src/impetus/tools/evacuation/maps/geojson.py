"""GeoJSON (RFC 7946): lines are streets, areas are walked on, and `exit` or `people` in their properties mark both."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import shapely

from impetus.tools.evacuation.maps.drawn import MOST_POINTS, WIDTHS_M, Drawn, Line, Mark, Point, bad, width_of
from impetus.tools.evacuation.network import MOST_PEOPLE

_KINDS: Final = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
_DEGREES: Final = "RFC 7946 wants longitude and latitude (WGS 84); give metres as WKT instead."


def read_geojson(raw: bytes) -> Drawn:
    """Read a feature collection, a feature or a geometry. Raise BadInput that names the field."""
    try:
        given = json.loads(raw)
    except json.JSONDecodeError as error:
        raise bad(f"line {error.lineno}", "is not JSON", "Export the map again as GeoJSON.") from None
    except (ValueError, RecursionError):
        raise bad("", "is not JSON", "Export the map again as GeoJSON.") from None
    made = Drawn(format="geojson", degrees=True, noded=True)
    left = MOST_POINTS
    for where, properties, geometry in _features(given):
        for kind, parts in _parts(geometry, f"{where}geometry"):
            left -= sum(map(len, parts))
            if left < 0:
                raise bad(where.rstrip("."), f"goes beyond {MOST_POINTS:,} points", "Cut a smaller area out.")
            _take(made, kind, parts, properties, where)
    return made


def _features(given: object) -> Iterator[tuple[str, Mapping[str, Any], object]]:
    if not isinstance(given, Mapping):
        raise bad("", "is no GeoJSON object")
    if "nodes" in given:
        raise bad("", "is a graph already", "Give it by --graph.")
    if given.get("type") == "FeatureCollection":
        features = given.get("features")
        if not isinstance(features, list):
            raise bad("features", "is no list")
        for place, feature in enumerate(features):
            yield _feature(feature, f"features[{place}].")
    elif given.get("type") == "Feature":
        yield _feature(given, "")
    else:
        yield "", {}, given


def _feature(feature: object, where: str) -> tuple[str, Mapping[str, Any], object]:
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        raise bad(where.rstrip("."), "is no feature")
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, Mapping):
        raise bad(f"{where}properties", "is no object")
    return where, properties or {}, feature.get("geometry")


def _parts(geometry: object, where: str, deep: int = 0) -> Iterator[tuple[str, list[list[Point]]]]:
    """A geometry's kind (point, line or area) with its lists of points, checked."""
    if geometry is None:
        return
    if not isinstance(geometry, Mapping):
        raise bad(where, "is no geometry")
    kind = geometry.get("type")
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list) and deep < 5:
        for place, one in enumerate(geometry["geometries"]):
            yield from _parts(one, f"{where}.geometries[{place}]", deep + 1)
        return
    if not isinstance(kind, str) or kind not in _KINDS:
        raise bad(f"{where}.type", "is no kind of geometry that is known")
    where = f"{where}.coordinates"
    said = geometry.get("coordinates")
    nested: list[Any] = [said] if kind in ("Point", "LineString", "Polygon") else _list(said, where)
    for one in nested:
        if kind.endswith("Point"):
            yield "point", [[_point(one, where)]]
        elif kind.endswith("LineString"):
            yield "line", [_points(one, where)]
        else:
            rings = [_points(ring, where) for ring in _list(one, where)]
            if not rings or any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
                raise bad(where, "has a ring that is not closed or has fewer than four points")
            yield "area", rings


def _list(said: object, where: str) -> list[Any]:
    if not isinstance(said, list):
        raise bad(where, "is no list")
    return said


def _points(said: object, where: str) -> list[Point]:
    points = [_point(one, where) for one in _list(said, where)]
    if len(points) < 2:
        raise bad(where, "has fewer than two points")
    return points


def _point(said: object, where: str) -> Point:
    good = isinstance(said, list) and len(said) >= 2
    if not good or any(isinstance(one, bool) or not isinstance(one, int | float) for one in said[:2]):  # type: ignore[index]
        raise bad(where, "holds something that is no point")
    assert isinstance(said, list)
    if not (abs(said[0]) <= 180 and abs(said[1]) <= 85 and math.isfinite(said[0] + said[1])):
        raise bad(where, "holds a point that is not in degrees", _DEGREES)
    return float(said[0]), float(said[1])


def _take(made: Drawn, kind: str, parts: list[list[Point]], properties: Mapping[str, Any], where: str) -> None:
    people = properties.get("people")
    if people is not None and (
        isinstance(people, bool) or not isinstance(people, int) or not 0 <= people <= MOST_PEOPLE
    ):
        raise bad(f"{where}properties.people", f"is no whole number up to {MOST_PEOPLE:,}")
    if kind == "line" and properties.get("exit") is not True:
        made.lines.append(_street(parts[0], properties, made))
        return
    shape = (
        shapely.Point(parts[0][0])
        if kind == "point"
        else shapely.LineString(parts[0])
        if kind == "line"
        else shapely.Polygon(parts[0], parts[1:])
    )
    if properties.get("exit") is True:
        made.exits.append(Mark(shape=shape))
    elif people is not None:
        made.crowds.append(Mark(shape=shape, people=people))
    elif properties.get("obstacle") is True and kind == "area":
        made.obstacles.append(shape)
    elif kind == "area":
        made.areas.append(shape)
    else:
        made.count("map.ignored")


def _street(points: list[Point], properties: Mapping[str, Any], made: Drawn) -> Line:
    said = properties.get("width")
    width = width_of(said)
    if said is not None and width is None:
        made.count("map.width_odd")
    kind = str(properties.get("kind") or properties.get("highway") or "street")
    kind = "steps" if properties.get("steps") is True else kind if kind in WIDTHS_M else "street"
    bridge = properties.get("bridge") not in (None, "", "no", False)
    layer = str(properties.get("layer") or ("b" if bridge else "0"))[:20]
    return Line(points=points, kind=kind, name=str(properties.get("name") or "")[:200], width_m=width, layer=layer)
