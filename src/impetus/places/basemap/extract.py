"""An OSM extract in memory: its objects, and what is added to them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Relation, Way
from shapely import MultiPolygon, Polygon

from impetus.places.basemap.border import Border, Degrees
from impetus.places.basemap.errors import UnreadableExtract

Box = tuple[float, float, float, float]
Tags = dict[str, str]


@dataclass
class Extract:
    """An extract's objects, and what is added to them."""

    border: Border
    nodes: dict[int, Degrees]
    ways: dict[int, tuple[list[int], Tags]]
    relations: dict[int, tuple[list[tuple[str, int, str]], Tags]]
    added: dict[int, Degrees] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = itertools.count(1 + max(self.nodes, default=0))
        self.way_numbers = itertools.count(1 + max(self.ways, default=0))
        self.relation_numbers = itertools.count(1 + max(self.relations, default=0))

    @classmethod
    def read(cls, path: Path, border: Border) -> Extract:
        """Take in every object of a file."""
        extract = cls(border, {}, {}, {})
        for thing in osmium.FileProcessor(path):
            if isinstance(thing, osmium.osm.Node):
                extract.nodes[thing.id] = (thing.lon, thing.lat)
            elif isinstance(thing, osmium.osm.Way):
                extract.ways[thing.id] = ([n.ref for n in thing.nodes], dict(thing.tags))
            elif isinstance(thing, osmium.osm.Relation):
                members = [(m.type, m.ref, m.role) for m in thing.members]
                extract.relations[thing.id] = (members, dict(thing.tags))
        extract.__post_init__()
        return extract

    def add_node(self, point: Degrees) -> int:
        """Add a node; return its new id."""
        ref = next(self.numbers)
        self.added[ref] = self.nodes[ref] = point
        return ref

    def add_way(self, refs: list[int], tags: Tags) -> int:
        """Add a way; return its new id."""
        ref = next(self.way_numbers)
        self.ways[ref] = (refs, tags)
        return ref

    def add_area(self, shape: Polygon | MultiPolygon, tags: Tags) -> None:
        """Add each polygon, as a way or, with holes, as a relation."""
        for polygon in getattr(shape, "geoms", [shape]):
            outlines = []
            for ring in (polygon.exterior, *polygon.interiors):
                refs = [self.add_node((x, y)) for x, y in ring.coords[:-1]]
                outlines.append([*refs, refs[0]])
            if len(outlines) == 1:
                self.add_way(outlines[0], tags)
                continue
            roles = ["outer", *["inner"] * (len(outlines) - 1)]
            members = [("w", self.add_way(refs, {}), role) for refs, role in zip(outlines, roles, strict=True)]
            self.relations[next(self.relation_numbers)] = (members, {"type": "multipolygon", **tags})

    def runs(self, refs: list[int]) -> list[list[int]]:
        """The unbroken stretches of a way that are in the extract. A ring starts at a gap."""
        if refs[0] == refs[-1]:
            gap = next((n for n, ref in enumerate(refs) if ref not in self.nodes), None)
            if gap is not None:
                refs = refs[gap:-1] + refs[: gap + 1]
        pieces = itertools.groupby(refs, key=self.nodes.__contains__)
        return [list(piece) for inside, piece in pieces if inside]

    def points(self, refs: list[int]) -> list[Degrees]:
        """The places of nodes."""
        return [self.nodes[ref] for ref in refs]

    def whole(self, refs: list[int]) -> bool:
        """Whether every node is in the extract."""
        return all(ref in self.nodes for ref in refs)


def bounds_of(path: Path) -> Box:
    """The box that an extract's header claims, or else the box of its nodes."""
    header = osmium.io.Reader(str(path)).header().box()
    if header.valid():
        low, high = header.bottom_left, header.top_right
        return low.lon, low.lat, high.lon, high.lat
    things = osmium.FileProcessor(path, osmium.osm.NODE)
    places = [(node.lon, node.lat) for node in things if isinstance(node, osmium.osm.Node)]
    if not places:
        raise UnreadableExtract(path, "it holds no node")
    longitudes, latitudes = zip(*places, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def is_cut(path: Path) -> bool:
    """Whether a way lacks a node."""
    things = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    things.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    ways = (way for way in things if isinstance(way, osmium.osm.Way))
    return any(not node.location.valid() for way in ways for node in way.nodes)


def write(extract: Extract, source: Path, target: Path) -> None:
    """Write nodes with their tags from the source, and the repaired ways and relations."""
    border = extract.border
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(border.west, border.south, border.east, border.north))
    with osmium.SimpleWriter(str(target), header=header, overwrite=True) as writer:
        for node in osmium.FileProcessor(source, osmium.osm.NODE):
            writer.add_node(node)
        for ref, point in sorted(extract.added.items()):
            writer.add_node(Node(id=ref, location=point, version=1))
        for ref, (refs, tags) in sorted(extract.ways.items()):
            writer.add_way(Way(id=ref, nodes=refs, tags=tags, version=1))
        for ref, (members, tags) in sorted(extract.relations.items()):
            kept = [m for m in members if m[0] != "w" or m[1] in extract.ways]
            writer.add_relation(Relation(id=ref, members=kept, tags=tags, version=1))
