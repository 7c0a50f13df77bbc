"""GeoJSON (RFC 7946): features with places as points and rings, longitude first."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from impetus.formats.cloudevents import records
from impetus.formats.imported import Imported

MEDIA_TYPE: Final = "application/geo+json"
Point = tuple[float, float]


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """One thing with its place: a point (longitude, latitude), a closed ring, or neither."""

    id: str
    properties: dict[str, Any]
    point: Point | None = None
    ring: list[Point] = []


def geometry(feature: Feature) -> dict[str, Any] | None:
    """The geometry: the ring where there is one, else the point, else null."""
    if len(feature.ring) >= 4:
        return {"type": "Polygon", "coordinates": [[list(point) for point in _counterclockwise(feature.ring)]]}
    if feature.point is not None:
        return {"type": "Point", "coordinates": list(feature.point)}
    return None


def _counterclockwise(ring: Sequence[Point]) -> list[Point]:
    """The outer ring's direction that the standard asks for."""
    doubled = sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in pairwise(ring))
    closed = [*ring] if ring[0] == ring[-1] else [*ring, ring[0]]
    return closed[::-1] if doubled > 0 else closed


def to_dict(features: Iterable[Feature], about: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a FeatureCollection; `about` becomes foreign members."""
    return {
        "type": "FeatureCollection",
        **(about or {}),
        "features": [
            {"type": "Feature", "id": one.id, "geometry": geometry(one), "properties": one.properties}
            for one in features
        ],
    }


def write(features: Iterable[Feature]) -> bytes:
    """Return a FeatureCollection as JSON."""
    return msgspec.json.encode(to_dict(features))


def read(payload: bytes) -> Imported[Feature]:
    """Read a FeatureCollection or a Feature. Other geometries than points and polygons are lost; never raises."""
    made: Imported[Feature] = Imported()
    rows = records(payload, made)
    if len(rows) == 1 and isinstance(rows[0], dict) and rows[0].get("type") == "FeatureCollection":
        inner = rows[0].get("features")
        rows = inner if isinstance(inner, list) else []
    for position, raw in enumerate(rows):
        if not isinstance(raw, dict) or raw.get("type") != "Feature":
            made.refuse(position, "no_feature", "type", "This is no GeoJSON Feature.", "Send a FeatureCollection.")
            continue
        point, ring = _place(raw.get("geometry"), position, made)
        properties = raw.get("properties")
        id = raw.get("id")
        made.items.append(
            Feature(
                id=str(id) if isinstance(id, str | int) else "",
                properties=dict(properties) if isinstance(properties, dict) else {},
                point=point,
                ring=ring,
            )
        )
        made.positions.append(position)
    return made


def _place(raw: Any, position: int, made: Imported[Feature]) -> tuple[Point | None, list[Point]]:
    if raw is None:
        return None, []
    kind = raw.get("type") if isinstance(raw, dict) else None
    coordinates = raw.get("coordinates") if isinstance(raw, dict) else None
    if kind == "Point":
        point = _point(coordinates)
        if point is not None:
            return point, []
    if kind == "Polygon" and isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        points = [_point(one) for one in coordinates[0]]
        ring = [one for one in points if one is not None]
        if len(ring) == len(points) >= 4 and ring[0] == ring[-1]:
            if len(coordinates) > 1:
                made.lose(position, "geometry.coordinates[1]", "holes")
            return None, ring
    made.lose(position, "geometry", kind or raw)
    return None, []


def _point(raw: Any) -> Point | None:
    if not isinstance(raw, list) or len(raw) < 2:
        return None
    longitude, latitude = raw[0], raw[1]
    for value, most in ((longitude, 180), (latitude, 90)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
            return None
    return float(longitude), float(latitude)
