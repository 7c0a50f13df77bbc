"""The ground that a made-up city stands on: streets, squares, houses and signals out of OpenStreetMap.

Metres are east and north of the middle of the extract. Needs the extra `impetus[map]`.
"""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from impetus.places.basemap import complete, schema, tables
from impetus.places.basemap.extract import Box

WALKS = {"footway", "pedestrian", "path", "steps", "cycleway", "living_street"}
NIGHT_LIFE = {"bar", "pub", "nightclub"}


@dataclass
class Named:
    """A line or an area with its names and where it comes from."""

    shape: BaseGeometry
    tags: dict[str, str]
    osm: str

    @property
    def middle(self) -> Point:
        """A point well inside."""
        centre = self.shape.centroid
        return centre if self.shape.contains(centre) else self.shape.point_on_surface()

    @property
    def names(self) -> dict[str, str]:
        """Its Finnish and Swedish names."""
        name = self.tags["name"]
        return {"name_fi": self.tags.get("name:fi", name), "name_sv": self.tags.get("name:sv", name)}


@dataclass
class City:
    """What the rules look at."""

    roads: list[Named] = field(default_factory=list)
    walks: list[Named] = field(default_factory=list)
    squares: list[Named] = field(default_factory=list)
    parks: list[Named] = field(default_factory=list)
    houses: list[BaseGeometry] = field(default_factory=list)
    signals: list[Point] = field(default_factory=list)
    bars: list[Point] = field(default_factory=list)


class Plane:
    """Metres around a middle; good to a few centimetres over a city centre."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self.x, self.y = (west + east) / 2, (south + north) / 2
        self.scale = 111_320 * math.cos(math.radians(self.y)), 111_412.0

    def metres(self, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        """Longitude and latitude, shape (n, 2), to metres east and north."""
        return (degrees - (self.x, self.y)) * self.scale

    def degrees(self, point: Point) -> list[float]:
        """A point's longitude and latitude."""
        x, y = point.x / self.scale[0] + self.x, point.y / self.scale[1] + self.y
        return [round(x, 6), round(y, 6)]


def read(source: Path, plane: Plane, bounds: Box) -> City:
    """Lines from the file as it is, so that each lies on mapped nodes; areas once completed."""
    city = City()
    factory = osmium.geom.WKBFactory()

    def to_plane(wkb: str) -> BaseGeometry:
        return shapely.transform(shapely.from_wkb(wkb), plane.metres)

    for thing in osmium.FileProcessor(source).with_locations():
        tags = dict(thing.tags)
        if isinstance(thing, osmium.osm.Node) and tags:
            place = Point(plane.metres(np.array([[thing.lon, thing.lat]]))[0])
            if tags.get("highway") == "traffic_signals":
                city.signals.append(place)
            if tags.get("amenity") in NIGHT_LIFE:
                city.bars.append(place)
        elif isinstance(thing, osmium.osm.Way) and "highway" in tags:
            if tags.get("area") == "yes" or schema.below(tags):
                continue
            known = [(n.lon, n.lat) for n in thing.nodes if n.location.valid()]
            if len(known) < 2 or len(known) < len(thing.nodes):
                continue
            row = Named(LineString(plane.metres(np.array(known))), tags, f"way/{thing.id}")
            if tags["highway"] in WALKS or tags.get("embedded_rails"):
                city.walks.append(row)
            if "name" in tags and tags["highway"].removesuffix("_link") in tables.ROADS:
                city.roads.append(row)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.osm.pbf"
        complete.complete(source, whole, bounds)
        for thing in osmium.FileProcessor(whole).with_areas():
            if not isinstance(thing, osmium.osm.Area) or not thing.num_rings()[0]:
                continue
            tags = dict(thing.tags)
            shape = shapely.make_valid(to_plane(factory.create_multipolygon(thing)))
            kind = "way" if thing.from_way() else "relation"
            osm = tags.get(complete.ORIGIN, f"{kind}/{thing.orig_id()}")
            if tags.get("building", "no") != "no":
                city.houses.append(shape)
            elif "name" in tags and not schema.below(tags):
                if tags.get("place") == "square" or tags["name"].endswith(("aukio", "tori")):
                    city.squares.append(Named(shape, tags, osm))
                elif tags.get("leisure") == "park":
                    city.parks.append(Named(shape, tags, osm))
    biggest = {}
    for square in sorted(city.squares, key=lambda s: s.shape.area):
        biggest[square.tags["name"]] = square
    city.squares = sorted(biggest.values(), key=lambda s: -s.shape.area)
    return city


def bearing(start: Point, end: Point) -> int:
    """Degrees clockwise from north."""
    return round(math.degrees(math.atan2(end.x - start.x, end.y - start.y))) % 360


def along(line: BaseGeometry, distance: float) -> tuple[Point, int]:
    """A point of a line, and the direction the line has there."""
    here = line.interpolate(distance)
    before, after = line.interpolate(max(distance - 2, 0)), line.interpolate(min(distance + 2, line.length))
    return here, bearing(before, after)


def beside(line: BaseGeometry, metres: float) -> BaseGeometry:
    """The line that runs `metres` to the right; empty where `line` is none or too bent."""
    return line.parallel_offset(metres, "right") if isinstance(line, LineString) else LineString()
