"""A map's file in; out comes a graph as docs/evacuation.md states it, with its audit."""

import hashlib
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import shapely

from impetus.tools.evacuation.maps.audit import Audit, audited
from impetus.tools.evacuation.maps.drawn import Drawn, Mark, Point, bad
from impetus.tools.evacuation.maps.ground import flattened, join, put_ground, walkable
from impetus.tools.evacuation.maps.sketch import Flat, Sketch, merged
from impetus.tools.evacuation.maps.streets import put_streets
from impetus.tools.evacuation.network import MOST_PEOPLE, SPECIFIC_FLOW, Flags, Floats
from impetus.tools.evacuation.situation import shared

MOST_BYTES: Final = 256 * 1024 * 1024
LONGEST_M: Final = 60.0
"""Streets that follow each other and are alike are put together up to this length."""
SUFFIXES: Final[Mapping[str, str]] = {
    ".osm.pbf": "pbf", ".pbf": "pbf", ".osm.gz": "osm.gz", ".osm.bz2": "osm.bz2", ".osm": "osm", ".xml": "osm",
    ".geojson": "geojson", ".json": "geojson", ".wkt": "wkt", ".dxf": "dxf",
}  # fmt: skip
_CROWD: Final = 1 / 3
_SAFE: Final = 0.8


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Where people stand and where they are safe, in degrees or metres as the map is; what is None the map decides.

    People stand within `crowd_m` of `middle`, and are safe beyond `safe_m` or at the junctions nearest to `exits`.
    """

    middle: Point | None = None
    crowd_m: float | None = None
    safe_m: float | None = None
    exits: tuple[Point, ...] = ()
    people: int = 1000


@dataclass(frozen=True, kw_only=True)
class Made:
    """A graph as JSON holds it, and its audit."""

    graph: dict[str, Any]
    audit: Audit


def make_graph(path: Path, placing: Placing | None = None) -> Made:
    """Read a map's file and make its graph. Raise BadInput that names field or line, and what to do."""
    drawn, digest = _read(path)
    if not drawn.lines and not drawn.areas:
        raise bad("", "holds no streets and no walkable areas")
    sketch = Sketch(flat=_flat(drawn))
    crossings = put_streets(drawn, sketch)
    ground = walkable(drawn, sketch)
    if ground is not None:
        places, side = put_ground(ground, sketch)
        join(ground, places, sketch, side)
    sketch = merged(sketch, LONGEST_M, [node for node, room in enumerate(sketch.room) if room > 0])
    if not sketch.streets:
        raise bad("", "holds nothing that leads anywhere")
    audit = audited(drawn, sketch, crossings, float(ground.area) if ground is not None else 0.0)
    sketch, exits, supply = _placed(drawn, sketch, placing or Placing())
    return Made(graph=_graph(path.name, digest, sketch, exits, supply, audit), audit=audit)


def _read(path: Path) -> tuple[Drawn, str]:
    kind = next((found for suffix, found in SUFFIXES.items() if path.name.lower().removesuffix(".gz").endswith(suffix)
                 or path.name.lower().endswith(suffix)), "")  # fmt: skip
    if not kind:
        raise bad("", f"has a name that says no format: {path.name[-40:]}", f"Name it by one of {', '.join(SUFFIXES)}.")
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise bad("", f"cannot be read: {error.strerror or 'unknown'}", "Check the path.") from None
    if len(raw) > MOST_BYTES:
        raise bad("", f"is larger than {MOST_BYTES // 2**20} MiB", "Cut a smaller area out.")
    digest = hashlib.sha256(raw).hexdigest()
    if raw[:2] == b"\x1f\x8b":
        raw = _unpacked(raw)
    from impetus.tools.evacuation.maps.geojson import read_geojson
    from impetus.tools.evacuation.maps.wkt import read_wkt

    if kind == "geojson":
        return read_geojson(raw), digest
    if kind == "wkt":
        return read_wkt(raw), digest
    kind = kind.removesuffix(".gz") if kind != "pbf" else kind
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / f"map.{'dxf' if kind == 'dxf' else kind}"
        held.write_bytes(raw)
        if kind == "dxf":
            from impetus.tools.evacuation.maps.dxf import read_dxf

            return read_dxf(held), digest
        from impetus.tools.evacuation.maps.osm import read_osm

        return read_osm(held, kind), digest


def _unpacked(raw: bytes) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        made = unpacker.decompress(raw, MOST_BYTES)
    except zlib.error:
        raise bad("", "is not gzip, though it begins as if it were", "Pack it again.") from None
    if unpacker.unconsumed_tail:
        raise bad("", f"is larger than {MOST_BYTES // 2**20} MiB unpacked", "Cut a smaller area out.")
    return made


def _flat(drawn: Drawn) -> Flat | None:
    """The plane that touches the earth in the middle of the map."""
    if not drawn.degrees:
        return None
    points = [point for line in drawn.lines for point in line.points]
    points += [(float(x), float(y)) for area in drawn.areas for x, y in shapely.get_coordinates(area)]
    lon, lat = np.array(points).T
    if np.ptp(lon) > 1.0 or np.ptp(lat) > 1.0:
        raise bad("", "is wider than a degree", "Cut a smaller area out.")
    return Flat(float(lon.min() + lon.max()) / 2, float(lat.min() + lat.max()) / 2)


def _placed(drawn: Drawn, sketch: Sketch, placing: Placing) -> tuple[Sketch, Flags, Floats]:
    """Mark exits and where people stand; parts without an exit, and what lies behind exits, are left out."""
    x, y = sketch.x(), sketch.y()
    main = sketch.parts() == 0
    middle = sketch.flat.metres(placing.middle) if placing.middle and sketch.flat else placing.middle
    if middle is None:
        middle = ((x[main].min() + x[main].max()) / 2, (y[main].min() + y[main].max()) / 2)
    away = np.hypot(x - middle[0], y - middle[1])
    reach = float(np.quantile(away[main], 0.9))
    exits = _exits(drawn, sketch, placing, away, reach)
    if not exits.any():
        raise bad("exit", "is nowhere", "Mark exits on the map, or name them with --exit, or by --safe-m.")
    if exits.all():
        raise bad("exit", "is everywhere", "Name a longer --safe-m, or other exits.")
    parts = sketch.parts()
    stay = np.isin(parts, np.unique(parts[exits]))
    beside = ~exits
    for street in sketch.streets:
        if not (exits[street.tail] and exits[street.head]):
            beside[street.tail] = beside[street.head] = True
    stay &= beside
    supply = _supply(drawn, sketch, placing, away, reach, exits | ~stay)
    return sketch.kept(stay), exits[stay], supply[stay]


def _exits(drawn: Drawn, sketch: Sketch, placing: Placing, away: Floats, reach: float) -> Flags:
    exits = np.zeros(len(sketch.points), dtype=np.bool_)
    named = [sketch.flat.metres(one) if sketch.flat else one for one in placing.exits]
    for one in named:
        exits[int(np.argmin(np.hypot(sketch.x() - one[0], sketch.y() - one[1])))] = True
    if named:
        return exits
    if placing.safe_m is not None:
        return away > placing.safe_m
    for mark in drawn.exits:
        exits |= _at(mark, sketch)
    if drawn.exits:
        return exits
    # a venue has doors, and a circle about its middle is none of them
    if all(street.kind == "area" for street in sketch.streets):
        return exits
    return away > _SAFE * reach


def _supply(
    drawn: Drawn, sketch: Sketch, placing: Placing, away: Floats, reach: float, not_here: Flags
) -> Floats:  # fmt: skip
    """People by node: as marked, else alike over the ground about the middle."""
    room = np.array(sketch.room)
    for street in sketch.streets:
        if street.kind != "area":
            for end in (street.tail, street.head):
                room[end] += street.length * street.width / 2
    supply = np.zeros(len(room))
    if drawn.crowds and placing.crowd_m is None:
        for mark in drawn.crowds:
            weight = np.where(_at(mark, sketch) & ~not_here, room, 0.0)
            if weight.any():
                supply += shared(mark.people if mark.people is not None else placing.people, weight)
    if not supply.any():
        within = placing.crowd_m if placing.crowd_m is not None else _CROWD * reach
        weight = np.where((away <= within) & ~not_here, room, 0.0)
        if not weight.any():
            raise bad("crowd_m", "holds no place where people could stand", "Name a longer --crowd-m, or --at.")
        supply = shared(min(placing.people, MOST_PEOPLE), weight).astype(np.float64)
    return supply


def _at(mark: Mark, sketch: Sketch) -> Flags:
    """Junctions on an area; those nearest to a point or a line."""
    shape = flattened(mark.shape, sketch)
    points = shapely.points(np.c_[sketch.x(), sketch.y()])
    made: Flags = shapely.dwithin(points, shape, 0.5)
    if not made.any():
        away = shapely.distance(points, shape)
        made = away <= away.min() + 0.1
    return made


def _graph(name: str, digest: str, sketch: Sketch, exits: Flags, supply: Floats, audit: Audit) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = []
    for place, (x, y) in enumerate(sketch.points):
        node: dict[str, Any] = {"id": sketch.ids[place], "x": round(x, 2), "y": round(y, 2)}
        if supply[place]:
            node["supply"] = int(supply[place])
        if exits[place]:
            node["exit"] = True
        if sketch.flat:
            lon, lat = sketch.flat.degrees((x, y))
            node |= {"lon": round(lon, 7), "lat": round(lat, 7)}
        nodes.append(node)
    arcs: list[list[Any]] = []
    kinds, assumed = [], []
    for street in sketch.streets:
        for tail, head in ((street.tail, street.head), (street.head, street.tail)):
            if tail == head or exits[tail]:
                continue
            arcs.append([sketch.ids[tail], sketch.ids[head], round(max(street.length, 0.1), 2),
                         round(max(street.width, 0.1), 2), street.name])  # fmt: skip
            kinds.append(street.kind)
            assumed.append(street.assumed)
    return {
        "nodes": nodes,
        "arcs": arcs,
        "crs": "metres about the map's middle" if sketch.flat else "metres of the map",
        "map": {
            "file": name,
            "sha256": digest,
            "attribution": audit.attribution,
            "kinds": kinds,
            "assumed": assumed,
            "steps": [place for place, kind in enumerate(kinds) if kind == "steps"],
            "capacity_p_s": [round(arc[3] * SPECIFIC_FLOW, 3) for arc in arcs],
            "audit": msgspec.to_builtins(audit),
        },
    }
