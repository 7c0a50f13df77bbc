"""Cut the layers of a base map into vector tiles, a zoom at a time.

Simplify, merge what looks the same, cut, encode. A tile stands in memory only while it is written.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, STRtree
from shapely.geometry.base import BaseGeometry

from impetus.places.basemap.layers import EXTENT, Layers
from impetus.places.basemap.schema import Value
from impetus.places.basemap.tables import MAX_ZOOM

Shapes = NDArray[np.object_]
BUFFER = {"edge": 1024, "street": 256, "road": 96, "rail": 96}  # tile units; else:
PLAIN_BUFFER = 64
POLYGONS = {"ground", "water", "green", "site", "plaza", "building"}
SMALLEST_UNITS = 220  # square tile units below which a polygon cannot be seen
TOLERANCE_UNITS = 3.0  # a screen pixel is 8 tile units
DISSOLVE_BUILDINGS_BELOW = 15
ORDER = [
    "ground",
    "green",
    "site",
    "water",
    "plaza",
    "building",
    "road",
    "rail",
    "edge",
    "street",
    "number",
    "poi",
    "stop",
    "place",
]
KEYS: dict[str, dict[int, set[str]]] = {
    "building": {13: set(), 14: set()},  # attributes kept at a zoom; default: all
    "road": {11: {"kind"}, 12: {"kind", "tunnel"}, 13: {"kind", "link", "tunnel"}},
}


def at_zoom(layers: Layers, layer: str, zoom: int) -> list[tuple[BaseGeometry, dict[str, Value]]]:
    """A layer as it is drawn at a zoom, in that zoom's tile units."""
    scale = 0.5 ** (MAX_ZOOM - zoom)
    rows = [(shape, feature.values) for feature, shape in layers.pairs(layer) if feature.zoom <= zoom]
    if not rows:
        return []
    keep = KEYS.get(layer, {}).get(zoom)
    grouped: dict[tuple[tuple[str, Value], ...], list[BaseGeometry]] = defaultdict(list)
    apart: list[tuple[BaseGeometry, dict[str, Value]]] = []
    for shape, values in rows:
        values = {k: v for k, v in values.items() if keep is None or k in keep}
        dimension = shapely.get_dimensions(shape)
        if dimension == 0 or layer == "street" or (layer == "building" and keep is None):
            apart.append((shape, values))
        elif layer == "building" and "part" in values:
            continue
        else:
            grouped[tuple(sorted(values.items()))].append(shape)
    for key, shapes in grouped.items():
        parts = shapely.get_parts(shapes)
        whole: BaseGeometry
        if shapely.get_dimensions(parts[0]) == 1:
            whole = shapely.line_merge(shapely.multilinestrings(parts))  # type: ignore[assignment]  # of one line set
        else:
            whole = shapely.disjoint_subset_union_all(parts)
        apart += [(part, dict(key)) for part in shapely.get_parts(whole)]

    shapes_now = np.array([shape for shape, _ in apart])
    if zoom < MAX_ZOOM:
        shapes_now = shapely.simplify(shapes_now, TOLERANCE_UNITS / scale)
    shapes_now = shapely.transform(shapes_now, lambda points: points * scale)
    if layer in POLYGONS:
        flat = shapely.get_dimensions(shapes_now) == 2
        large = ~flat | (shapely.area(shapes_now) > (SMALLEST_UNITS if zoom < MAX_ZOOM else 4))
    elif layer == "road" and zoom < 14:
        large = shapely.length(shapes_now) > 24
    else:
        large = np.ones(len(shapes_now), bool)
    return [(shapes_now[n], apart[n][1]) for n in np.flatnonzero(large & ~shapely.is_empty(shapes_now))]


def tiles_of(layers: Layers, zoom: int) -> Iterator[tuple[int, int, bytes]]:
    """Every tile of a zoom that has something in it."""
    drawn = {}
    for layer in ORDER:
        if rows := at_zoom(layers, layer, zoom):
            shapes = np.array([shape for shape, _ in rows])
            drawn[layer] = (shapes, [values for _, values in rows], STRtree(shapes))
    scale = 0.5 ** (MAX_ZOOM - zoom)
    left, top, right, bottom = (c * scale / EXTENT for c in shapely.bounds(layers.cover))
    for x in range(math.floor(left), math.floor(right) + 1):
        for y in range(math.floor(top), math.floor(bottom) + 1):
            tile = [
                {"name": layer, "features": features}
                for layer, (shapes, values, tree) in drawn.items()
                if (features := cut(shapes, values, tree, x, y, BUFFER.get(layer, PLAIN_BUFFER)))
            ]
            if tile:
                options = {"y_coord_down": True, "extents": EXTENT}
                yield x, y, mapbox_vector_tile.encode(tile, default_options=options)


def cut(
    shapes: Shapes, values: list[dict[str, Value]], tree: STRtree, x: int, y: int, margin: int
) -> list[dict[str, object]]:
    """One layer of one tile, in tile units."""
    left, top = x * EXTENT, y * EXTENT
    window = (left - margin, top - margin, left + EXTENT + margin, top + EXTENT + margin)
    hits = np.sort(tree.query(shapely.box(*window)))
    if not len(hits):
        return []
    pieces = shapely.transform(shapely.clip_by_rect(shapes[hits], *window), lambda p: p - (left, top))
    features: list[dict[str, object]] = []
    for piece, hit in zip(pieces, hits, strict=True):
        if piece.geom_type == "GeometryCollection":  # a polygon that also touches the window's edge
            piece = MultiPolygon([part for part in piece.geoms if part.geom_type == "Polygon"])
        if not piece.is_empty:
            features.append({"geometry": piece, "properties": values[hit]})
    return features
