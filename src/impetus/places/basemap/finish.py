"""Finish the layers of a base map: one label a street and place, guessed heights, joined stops."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from impetus.places.basemap import schema, tables
from impetus.places.basemap.layers import Layers
from impetus.places.basemap.schema import Feature, Value

SAME_STREET_METRES = 22  # carriageways and cycle tracks nearer than this share one label
UNKNOWN_HEIGHT_METRES = 12.0
SHED_SQUARE_METRES = 60


def merge_streets(layers: Layers) -> None:
    """One label line a street: the longest of those that run side by side."""
    by_name: dict[str, list[tuple[Feature, BaseGeometry]]] = defaultdict(list)
    for feature, shape in layers.pairs("street"):
        by_name[str(feature.values["name"])].append((feature, shape))
    order = [kind for kind, _ in tables.ROADS.values()]
    merged: list[tuple[Feature, BaseGeometry]] = []
    for group in by_name.values():
        best = min((feature for feature, _ in group), key=lambda f: order.index(str(f.values["kind"])))
        whole = shapely.line_merge(shapely.union_all([shape for _, shape in group]))
        taken: BaseGeometry = shapely.Point()
        for part in sorted(shapely.get_parts(whole), key=shapely.length, reverse=True):
            rest = shapely.difference(part, taken)
            if shapely.length(rest) > 0.6 * shapely.length(part):
                merged.append((best, part))
                near = shapely.buffer(part, SAME_STREET_METRES * layers.metre)
                taken = shapely.union(taken, near)
    layers.replace("street", merged)


def finish_places(layers: Layers) -> None:
    """One label a place, and none for a court that is only a street's wide end."""
    streets = {feature.values["name"] for feature in layers.features["street"]}
    kept: dict[tuple[Value, Value], tuple[Feature, BaseGeometry]] = {}
    for feature, shape in sorted(layers.pairs("place"), key=lambda pair: int(pair[0].values["rank"])):
        name, kind = feature.values["name"], feature.values["kind"]
        if kind != "court" or name not in streets:
            kept.setdefault((name, kind), (feature, shape))
    squares = {name for name, kind in kept if kind == "square"}
    layers.replace(
        "place",
        [pair for (name, kind), pair in kept.items() if kind in {"square", "city", "suburb"} or name not in squares],
    )
    layers.replace(
        "street",
        [(feature, shape) for feature, shape in layers.pairs("street") if feature.values["name"] not in squares],
    )


def keep_labels_inside(layers: Layers) -> None:
    """Names keep off the border, where the map fades out under them."""
    for layer in ("place", "stop", "poi", "number"):
        layers.replace(
            layer,
            [
                (feature, shape)
                for feature, shape in layers.pairs(layer)
                if shapely.covers(layers.room(str(feature.values.get("name", ""))), shape)
            ],
        )
    cut = [
        (feature, part)
        for feature, shape in layers.pairs("street")
        for part in shapely.get_parts(shapely.intersection(shape, layers.room("")))
    ]
    layers.replace("street", [(feature, part) for feature, part in cut if part.length > 0])


def finish_buildings(layers: Layers) -> None:
    """Guess missing heights from the neighbours', and mark houses that are modelled in parts."""
    pairs = layers.pairs("building")
    if not pairs:
        return
    shapes = np.array([shape for _, shape in pairs])
    known = np.array([float(feature.values.get("height", 0)) for feature, _ in pairs])
    sizes = shapely.area(shapes) / layers.metre**2
    is_part = np.array(["part" in feature.values for feature, _ in pairs])
    sure = np.flatnonzero((known > 3) & ~is_part & (sizes > SHED_SQUARE_METRES))
    typical = float(np.median(known[sure])) if len(sure) else UNKNOWN_HEIGHT_METRES
    near = STRtree(shapes[sure]) if len(sure) else None
    parts = STRtree(shapes[is_part])
    finished = []
    for index, (feature, shape) in enumerate(pairs):
        values = dict(feature.values)
        if not known[index]:
            guess = typical
            if values.get("kind") == "roof" or sizes[index] < SHED_SQUARE_METRES:
                guess = 4.0
            elif near is not None:
                ring = near.query(shape, predicate="dwithin", distance=120 * layers.metre)
                if len(ring) >= 3:
                    guess = float(np.median(known[sure[ring]]))
            values["height"] = schema.metres(guess + float(values.get("base", 0)) * bool(is_part[index]))
        if not is_part[index]:
            inside = parts.geometries[parts.query(shape, predicate="intersects")]
            covered = shapely.intersection(shapely.union_all(inside), shape) if len(inside) else None
            if shapely.area(covered) > 0.5 * shapely.area(shape):
                values["whole"] = True  # its parts stand for it in 3D
        finished.append((Feature("building", feature.zoom, values), shape))
    layers.replace("building", finished)


def finish_stops(layers: Layers) -> None:
    """One stop a name and kind: the two directions of a tram stop are one label."""
    groups: dict[tuple[Value, Value], list[tuple[Feature, BaseGeometry]]] = defaultdict(list)
    for feature, shape in layers.pairs("stop"):
        if feature.values["kind"] == "entrance":
            groups[("", len(groups))].append((feature, shape))
        else:
            groups[(feature.values["kind"], feature.values["name"])].append((feature, shape))
    kept: list[tuple[Feature, BaseGeometry]] = []
    for group in groups.values():
        middle = shapely.centroid(shapely.union_all([shape for _, shape in group]))
        kept.append(min(group, key=lambda pair: float(shapely.distance(pair[1], middle))))
    layers.replace("stop", kept)
