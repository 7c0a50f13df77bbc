"""Close what the border of an OSM extract cut open, and make the sea.

An extract that was cut by a bounding box keeps only the nodes inside it, so a lake at the
border is a ring with a hole in it, and the sea, which OpenStreetMap has only as a coastline,
is no polygon at all. This module writes an extract in which every way has all its nodes:

- an open way is cut into the pieces that are inside; a road or a rail goes straight on to the
  border, if that is near;
- an area is closed along the border;
- the coastline becomes areas tagged ``natural=water`` and ``water=sea``.

A file cut with complete ways (``osmium extract``, its default strategy) gets only its sea.
"""

from __future__ import annotations

from pathlib import Path

import osmium
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from impetus.places.basemap.border import Border, Degrees, polygons
from impetus.places.basemap.extract import Box, Extract, Tags, write

AREA_KEYS = {
    "building",
    "building:part",
    "landuse",
    "leisure",
    "natural",
    "amenity",
    "place",
    "tourism",
    "man_made",
    "water",
    "shop",
    "office",
    "historic",
    "aeroway",
    "area:highway",
    "military",
}
ORIGIN = "impetus:from"  # on an area that was closed: the object that it was
SURFACES = {"pedestrian", "footway", "service", "platform"}


def join(chains: list[list[int]], *, turn: bool) -> list[list[int]]:
    """Join ways that share an end node into the longest chains."""
    left, joined = [list(chain) for chain in chains], []
    while left:
        chain = left.pop()
        grown = True
        while grown and chain[0] != chain[-1]:
            grown = False
            for other in left:
                if other[0] == other[-1]:
                    continue
                if other[0] == chain[-1]:
                    chain = chain + other[1:]
                elif other[-1] == chain[0]:
                    chain = other[:-1] + chain
                elif turn and other[-1] == chain[-1]:
                    chain = chain + other[-2::-1]
                elif turn and other[0] == chain[0]:
                    chain = other[:0:-1] + chain
                else:
                    continue
                left.remove(other)
                grown = True
                break
        joined.append(chain)
    return joined


def sea(extract: Extract) -> list[Polygon]:
    """The sea beside an extract's coastline, as polygons in degrees."""
    coast: list[list[Degrees]] = []
    islands: list[list[Degrees]] = []
    lines = [refs for refs, tags in extract.ways.values() if tags.get("natural") == "coastline"]
    for chain in join(lines, turn=False):
        for run in extract.runs(chain):
            points = extract.points(run)
            if points[0] == points[-1] and len(points) > 3:
                islands.append(points)
            elif len(points) > 1:
                coast.append(points)
    return extract.border.sea(coast, islands)


def is_area(refs: list[int], tags: Tags) -> bool:
    """Whether a way is the outline of an area rather than a loop of a line."""
    if refs[0] != refs[-1] or len(refs) < 4 or tags.get("area") == "no":
        return False
    platform = "platform" in (tags.get("public_transport"), tags.get("railway"))
    return platform or tags.get("area") == "yes" or not AREA_KEYS.isdisjoint(tags) or tags.get("highway") in SURFACES


def complete_ways(extract: Extract) -> dict[str, int]:
    """Cut lines and close areas that have lost nodes; say how many."""
    counts = {"cut lines": 0, "closed areas": 0, "areas given up": 0}
    into = arrivals(extract)
    for way_id, (refs, tags) in list(extract.ways.items()):
        if extract.whole(refs):
            continue
        del extract.ways[way_id]
        runs = extract.runs(refs)
        if is_area(refs, tags):
            shape = extract.border.close([extract.points(run) for run in runs])
            if shape is not None:
                extract.add_area(shape, tags | {ORIGIN: f"way/{way_id}"})
            counts["areas given up" if shape is None else "closed areas"] += 1
            continue
        counts["cut lines"] += 1
        longer = [go_on(extract, run, (refs[0], refs[-1]), tags, into) for run in runs]
        longer = [run for run in longer if len(run) > 1]
        for n, run in enumerate(longer):
            if n:
                extract.add_way(run, tags)
            else:
                extract.ways[way_id] = (run, tags)
    return counts


def arrivals(extract: Extract) -> dict[tuple[int, str], int]:
    """By end node and class, the node before it on a road or a rail: where that one comes from."""
    found = {}
    for refs, tags in extract.ways.values():
        kind = tags.get("highway", tags.get("railway", ""))
        if kind and len(refs) > 1 and extract.whole(refs):
            found[refs[-1], kind], found[refs[0], kind] = refs[-2], refs[1]
    return found


def go_on(
    extract: Extract, run: list[int], ends: tuple[int, int], tags: Tags, into: dict[tuple[int, str], int]
) -> list[int]:
    """A road or a rail that leaves the extract, drawn straight on to its border."""
    kind = tags.get("highway", tags.get("railway", ""))
    if not kind:
        return run
    ahead, points = extract.border.ahead, extract.points(run)
    if len(run) == 1:
        before = into.get((run[0], kind))
        hit = before and ahead(extract.nodes[before], points[0])
        return [*run, extract.add_node(hit)] if hit else run
    if run[0] != ends[0] and (hit := ahead(points[1], points[0])):
        run = [extract.add_node(hit), *run]
    if run[-1] != ends[1] and (hit := ahead(points[-2], points[-1])):
        run = [*run, extract.add_node(hit)]
    return run


def complete_relations(extract: Extract) -> dict[str, int]:
    """Rebuild the multipolygons that have lost ways or nodes. Run before ``complete_ways``."""
    counts = {"rebuilt multipolygons": 0, "multipolygons given up": 0}
    for relation_id, (members, tags) in list(extract.relations.items()):
        ways = [(ref, role) for kind, ref, role in members if kind == "w"]
        if tags.get("type") != "multipolygon" or all(
            ref in extract.ways and extract.whole(extract.ways[ref][0]) for ref, _ in ways
        ):
            continue
        shapes: dict[str, list[Polygon | MultiPolygon]] = {"outer": [], "inner": []}
        for role, found in shapes.items():
            chains = [
                extract.ways[ref][0] for ref, its_role in ways if ref in extract.ways and (its_role or "outer") == role
            ]
            for chain in join(chains, turn=True):
                runs = [extract.points(run) for run in extract.runs(chain)]
                if len(runs) == 1 and runs[0][0] == runs[0][-1] and len(runs[0]) > 3:
                    found.append(Polygon(runs[0]).buffer(0))
                elif shape := extract.border.close(runs):
                    found.append(MultiPolygon(polygons(shape.buffer(0))))
        del extract.relations[relation_id]
        kept = tags | {ORIGIN: f"relation/{relation_id}"}
        del kept["type"]
        for outer in shapes["outer"]:
            left: BaseGeometry = outer
            for inner in shapes["inner"]:
                left = left.difference(inner)
            for part in polygons(left):
                extract.add_area(part, kept)
        counts["rebuilt multipolygons" if shapes["outer"] else "multipolygons given up"] += 1
    return counts


def complete(source: Path, target: Path, bounds: Box) -> dict[str, int]:
    """Write the completed extract; say what was done."""
    extract = Extract.read(source, Border(*bounds))
    water = sea(extract)
    counts = complete_relations(extract) | complete_ways(extract)
    for shape in water:
        extract.add_area(shape, {"natural": "water", "water": "sea"})
    write(extract, source, target)
    return counts | {"seas": len(water)}


def coast(source: Path, bounds: Box) -> list[Polygon]:
    """The sea of an extract that is not cut, without reading all of it into memory."""
    extract = Extract(Border(*bounds), {}, {}, {})
    ways = osmium.FileProcessor(source).with_locations()
    ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in ways.with_filter(osmium.filter.TagFilter(("natural", "coastline"))):
        if not isinstance(way, osmium.osm.Way):
            continue
        extract.ways[way.id] = ([node.ref for node in way.nodes], {"natural": "coastline"})
        inside = {n.ref: (n.lon, n.lat) for n in way.nodes if extract.border.covers(n.lon, n.lat)}
        extract.nodes.update(inside)
    return sea(extract)
