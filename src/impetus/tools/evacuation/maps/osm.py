"""OpenStreetMap files, PBF or XML, plain or compressed: what people walk on, and open areas that they cross."""

from pathlib import Path
from typing import Any, Final

import osmium

from impetus.tools.evacuation.maps.drawn import MOST_POINTS, WIDTHS_M, Drawn, Line, bad, width_of

_CUT: Final = "Cut a smaller area out, for instance with `osmium extract`."
_SAME: Final = {"road": "unclassified", "busway": "service", "platform": "platform"}
_NO: Final = frozenset({"no", "private", "use_sidepath"})
_YES: Final = frozenset({"yes", "designated", "permissive"})
_OPEN: Final = frozenset({"pedestrian", "footway", "platform"})


def read_osm(path: Path, kind: str) -> Drawn:
    """Read a file of a format that libosmium knows (`pbf`, `osm`, `osm.gz`, …). Raise BadInput."""
    made = Drawn(format="osm", degrees=True, noded=True, attribution="© OpenStreetMap contributors, ODbL 1.0")
    points = 0
    try:
        for thing in osmium.FileProcessor(osmium.io.File(str(path), kind)).with_areas():
            if isinstance(thing, osmium.osm.Way):
                points += _line(thing, made)
            elif isinstance(thing, osmium.osm.Area) and not thing.from_way() and _walked(thing.tags) in _OPEN:
                for ring in thing.outer_rings():
                    points += _of_nodes(ring, thing.tags, made, ring=True)
            if points > MOST_POINTS:
                raise bad("", f"has more than {MOST_POINTS:,} points of streets", _CUT)
    except (RuntimeError, ValueError, OverflowError, osmium.InvalidLocationError) as error:
        # libosmium raises RuntimeError for all that is wrong with a file, with the line where it is XML
        said = str(error).strip().rstrip(".")[:200] or "unknown"
        raise bad(
            "", f"cannot be read as OpenStreetMap: {said}", "Export the area again as .osm or .osm.pbf."
        ) from None
    return made


def _walked(tags: Any) -> str:
    """The kind of a street that people may walk on; nothing where they may not."""
    kind = str(tags.get("highway", ""))
    if not kind and "platform" in (tags.get("railway"), tags.get("public_transport")):
        kind = "platform"
    if not kind and tags.get("man_made") == "pier":
        kind = "pier"
    kind = _SAME.get(kind.removesuffix("_link"), kind.removesuffix("_link"))
    foot, access = tags.get("foot", ""), tags.get("access", "")
    if kind not in WIDTHS_M or foot in _NO or (access in _NO and foot not in _YES) or tags.get("motorroad") == "yes":
        return ""
    return "crossing" if kind == "footway" and tags.get("footway") == "crossing" else kind


def _line(way: Any, made: Drawn) -> int:
    if not _walked(way.tags):
        return 0
    area = way.is_closed() and (way.tags.get("area") == "yes" or way.tags.get("highway", "") == "")
    return _of_nodes(way.nodes, way.tags, made, ring=area)


def _of_nodes(nodes: Any, tags: Any, made: Drawn, *, ring: bool) -> int:
    """Add the lines of a way, torn where a point lies outside the file; return how many points."""
    said = tags.get("width") or tags.get("est_width")
    width = width_of(said) if said else None
    if said and width is None:
        made.count("map.width_odd")
    layer = str(tags.get("layer", "") or ("b" if tags.get("bridge") else "t" if tags.get("tunnel") else "0"))
    name, kind = str(tags.get("name", ""))[:200], _walked(tags)
    pieces: list[list[tuple[float, float, str]]] = [[]]
    for node in nodes:
        if node.location.valid():
            pieces[-1].append((node.lon, node.lat, str(node.ref)))
        else:
            made.count("map.place_missing")
            pieces.append([])
    for piece in pieces:
        if len(piece) > 1:
            points, keys = [(lon, lat) for lon, lat, _ in piece], [key for _, _, key in piece]
            made.lines.append(
                Line(points=points, keys=keys, kind=kind, name=name, width_m=width, layer=layer,
                     ring=ring and len(pieces) == 1)
            )  # fmt: skip
    return sum(map(len, pieces))
