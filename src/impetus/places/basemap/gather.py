"""Read an OSM extract into the features of the base map, in world pixels."""

from __future__ import annotations

from pathlib import Path

import osmium
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from impetus.places.basemap import finish, schema
from impetus.places.basemap.extract import Box
from impetus.places.basemap.layers import Layers, project
from impetus.places.basemap.schema import Feature
from impetus.places.basemap.tables import MIN_ZOOM


def read(path: Path, bounds: Box, languages: tuple[str, ...], sea: list[Polygon]) -> Layers:
    """Every feature of the extract, clipped to ``bounds``; ``sea`` is in degrees."""
    layers = Layers(bounds)
    found: list[tuple[Feature, str]] = []
    labelled: list[tuple[dict[str, str], str]] = []
    wkb = osmium.geom.WKBFactory()
    for thing in osmium.FileProcessor(path).with_areas().with_filter(osmium.filter.EmptyTagFilter()):
        tags = dict(thing.tags)
        if isinstance(thing, osmium.osm.Node):
            features = schema.point(tags, languages)
            found += [(feature, wkb.create_point(thing)) for feature in features]
        elif isinstance(thing, osmium.osm.Way):
            features = schema.line(tags)
            if name := schema.street(tags, languages):
                features.append(name)
            if features and len({(n.lon, n.lat) for n in thing.nodes}) > 1:
                outline = wkb.create_linestring(thing)
                found += [(feature, outline) for feature in features]
        elif isinstance(thing, osmium.osm.Area) and thing.num_rings()[0]:
            if not thing.from_way():
                tags.setdefault("area", "yes")  # a multipolygon is no loop of a path
            shape = wkb.create_multipolygon(thing)
            found += [(feature, shape) for feature in schema.area(tags)]
            labelled.append((tags, shape))

    shapes = shapely.transform(shapely.from_wkb([shape for _, shape in found]), project)
    flat = shapely.get_dimensions(shapes) == 2
    shapes[flat] = shapely.make_valid(shapes[flat])
    for (feature, _), shape in zip(found, shapely.intersection(shapes, layers.cover), strict=True):
        layers.add(feature, shape)
    label_areas(layers, labelled, languages)
    for polygon in sea:
        inside = shapely.transform(polygon, project).intersection(layers.cover)
        layers.add(Feature("water", MIN_ZOOM, {"kind": "sea"}), inside)
    layers.add(Feature("ground", MIN_ZOOM), layers.cover)
    layers.add(Feature("edge", MIN_ZOOM), shapely.boundary(layers.cover))
    finish.merge_streets(layers)
    finish.finish_places(layers)
    finish.finish_buildings(layers)
    finish.finish_stops(layers)
    finish.keep_labels_inside(layers)
    return layers


def label_areas(layers: Layers, labelled: list[tuple[dict[str, str], str]], languages: tuple[str, ...]) -> None:
    """The label points of areas: parks, squares, hospitals, house numbers on buildings."""
    shapes = shapely.transform(shapely.from_wkb([shape for _, shape in labelled]), project)
    shapes = shapely.intersection(shapely.make_valid(shapes), layers.cover)
    sizes = shapely.area(shapes) / layers.metre**2
    for (tags, _), shape, size in zip(labelled, shapes, sizes, strict=True):
        features = schema.point(tags, languages, float(size))
        if not features or not size > 0:
            continue
        room = layers.room(str(tags.get("name", "")), spare=1)
        inner = shape if shapely.covers(room, shape) else shapely.intersection(shape, room)
        if shapely.area(inner) > 0:
            middle = label_point(max(shapely.get_parts(inner), key=shapely.area), layers.metre)
            for feature in features:
                layers.add(feature, middle)


def label_point(shape: BaseGeometry, metre: float) -> BaseGeometry:
    """The centroid where it lies well inside, or else the point farthest from the outline."""
    if not isinstance(shape, Polygon):
        return shapely.point_on_surface(shape)
    inmost = shapely.maximum_inscribed_circle(shape, tolerance=metre)
    middle, outline = shapely.centroid(shape), shapely.boundary(shape)
    deep = shapely.contains(shape, middle) and shapely.distance(middle, outline) > 0.6 * inmost.length
    return middle if deep else shapely.get_point(inmost, 0)
