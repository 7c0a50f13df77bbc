"""The ground of a drawn map, a report's or a responder's: water, greens, houses, roads and street names, as SVG."""

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import msgspec

from impetus.kit.errors import ImpetusError
from impetus.places.basemap.palettes import LIGHT
from impetus.places.vector_tiles import Archive, Point, Shape, degrees_of, shapes, tile_of

Place = Callable[[float, float], Point]
"""Longitude and latitude to pixels."""
_log = logging.getLogger(__name__)
_NEAR: Final = 6
"""Tenths of a pixel between two points that are worth telling."""
_TILES: Final = 12
"""At most so many tiles are drawn: what is farther away is drawn with fewer details."""
_NAMES: Final = 14
_AREAS: Final = {"ground": "ground", "green": "green", "water": "water", "plaza": "pedestrian", "building": "building"}
"""Layers of areas, the lowest first, and their colours in the light palette."""
_WIDTHS: Final = {
    "motorway": 10.0, "trunk": 9.0, "primary": 8.0, "secondary": 7.0, "tertiary": 6.0, "street": 5.0,
    "pedestrian": 4.0, "service": 3.0,
}  # fmt: skip
"""Metres that a road is drawn wide."""
_LAYERS: Final = frozenset({*_AREAS, "road", "rail", "street"})


def archive_for(folders: Sequence[Path], longitude: float, latitude: float) -> Archive | None:
    """The base map that a place lies on: of an installation's own before those shipped, the most detailed first."""
    for folder in folders:
        found = []
        for path in sorted(folder.glob("*.pmtiles")):
            try:
                found.append(Archive(path))
            except (OSError, ImpetusError) as error:
                _log.warning("a base map is left out: %s", error)
        fitting = [one for one in found if one.covers(longitude, latitude)]
        if fitting:
            return max(fitting, key=lambda one: one.max_zoom)
    return None


def ground(archive: Archive, corners: tuple[Point, Point], at: Place, metres: float) -> list[str]:
    """Draw the base map between two corners (west and north, east and south, in degrees); empty where it has nothing.

    `metres` are those of a pixel. A map that cannot be read is left out: what stands on it is worth more.
    """
    try:
        tiles = list(_tiles(archive, corners, at))
    except (ImpetusError, OSError, ValueError, IndexError) as error:
        _log.warning("a drawing has no base map: %s", error)
        return []
    found = [shape for _, inside in tiles for shape in inside]
    if not found:
        return []
    # Tiles overlap a little; each is cut at its edge, else houses would have the edges of tiles drawn through them.
    parts = [f'<clipPath id="tile{n}">{box}</clipPath>' for n, (box, _) in enumerate(tiles)]
    for layer, colour in _AREAS.items():
        edge = f' stroke="{LIGHT["building_line"]}" stroke-width="0.6"' if layer == "building" else ""
        for n, (_, inside) in enumerate(tiles):
            path = "".join(_path(shape.lines, closed=True) for shape in inside if shape.layer == layer and shape.area)
            if path:
                parts.append(f'<path d="{path}" clip-path="url(#tile{n})" fill="{LIGHT[colour]}"{edge}/>')
    parts += _roads(found, metres)
    rails = "".join(_path(shape.lines) for shape in found if shape.layer == "rail" and not shape.tunnel)
    if rails:
        parts.append(f'<path d="{rails}" fill="none" stroke="{LIGHT["rail"]}" stroke-width="0.8"/>')
    return parts + _names([shape for shape in found if shape.layer == "street" and shape.name])


def _tiles(archive: Archive, corners: tuple[Point, Point], at: Place) -> Iterable[tuple[str, list[Shape]]]:
    """The tiles between the corners: the rectangle of each and its shapes, in pixels."""
    (west, north), (east, south) = corners
    frame = (at(west, north), at(east, south))
    for zoom in range(archive.max_zoom, archive.min_zoom - 1, -1):
        left, top = (math.floor(value) for value in tile_of(west, north, zoom))
        right, bottom = (math.floor(value) for value in tile_of(east, south, zoom))
        if (right - left + 1) * (bottom - top + 1) <= _TILES:
            break
    else:
        return
    for x in range(left, right + 1):
        for y in range(top, bottom + 1):
            inside = []
            for shape in shapes(archive.tile(zoom, x, y) or b"", _LAYERS):
                lines = [[at(*degrees_of(x + a, y + b, zoom)) for a, b in line] for line in shape.lines]
                # A tile is larger than the drawing: what lies beside it is not carried along.
                if not shape.area:
                    lines = [line for line in lines if _within(line, *frame)]
                elif not any(_within(line, *frame) for line in lines):
                    continue
                if lines:
                    inside.append(msgspec.structs.replace(shape, lines=lines))
            (x0, y0), (x1, y1) = at(*degrees_of(x, y, zoom)), at(*degrees_of(x + 1, y + 1, zoom))
            # a little more than the tile, so that no seam shows between two
            edges = f'x="{x0 - 0.2:.1f}" y="{y0 - 0.2:.1f}" width="{x1 - x0 + 0.4:.1f}" height="{y1 - y0 + 0.4:.1f}"'
            yield f"<rect {edges}/>", inside


def _within(line: Sequence[Point], first: Point, last: Point) -> bool:
    """Whether the box around a line meets the drawing."""
    if not line:
        return False
    across, down = [x for x, _ in line], [y for _, y in line]
    return max(across) >= first[0] and min(across) <= last[0] and max(down) >= first[1] and min(down) <= last[1]


def _path(lines: Iterable[Sequence[Point]], *, closed: bool = False) -> str:
    """Lines as a path: each point told from the one before, to a tenth of a pixel; near repeats are left out."""
    parts = []
    for line in lines:
        if len(line) < 2:
            continue
        left, top = round(line[0][0] * 10), round(line[0][1] * 10)
        told = [f"M{left / 10:g} {top / 10:g}l"]
        for number, (x, y) in enumerate(line[1:], 1):
            across, down = round(x * 10) - left, round(y * 10) - top
            if max(abs(across), abs(down)) < _NEAR and (closed or number < len(line) - 1):
                continue
            told.append(f"{across / 10:g} {down / 10:g} ")
            left, top = left + across, top + down
        if len(told) > 1:
            parts.append("".join(told).rstrip() + ("Z" if closed else ""))
    return "".join(parts)


def _roads(found: Sequence[Shape], metres: float) -> list[str]:
    """Edges of all roads first, then their surfaces, so that they join where they cross."""
    edges, surfaces = [], []
    for kind, wide in reversed(_WIDTHS.items()):
        on = (shape for shape in found if shape.layer == "road" and shape.kind == kind and not shape.tunnel)
        path = "".join(_path(shape.lines) for shape in on)
        if not path:
            continue
        width = max(0.8, min(14.0, wide / metres))
        shared = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
        edges.append(f'<path d="{path}" {shared} stroke="{LIGHT["casing"]}" stroke-width="{width + 1.2:.1f}"/>')
        surfaces.append(f'<path d="{path}" {shared} stroke="{LIGHT["road_1"]}" stroke-width="{width:.1f}"/>')
    return edges + surfaces


def _names(streets: Sequence[Shape]) -> list[str]:
    """Names of streets along their longest straight pieces, the longest first, each once and clear of the others."""
    longest: dict[str, tuple[float, Point, Point]] = {}
    for street in streets:
        for line in street.lines:
            for a, b in pairwise(line):
                long = math.dist(a, b)
                if long > longest.get(street.name, (0.0, a, b))[0]:
                    longest[street.name] = (long, a, b)
    parts: list[str] = []
    taken: list[Point] = []
    for name, (long, a, b) in sorted(longest.items(), key=lambda one: -one[1][0]):
        x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        if long < 5.2 * len(name) or any(math.dist((x, y), other) < 46 for other in taken):
            continue
        taken.append((x, y))
        left, right = sorted((a, b))
        turn = math.degrees(math.atan2(right[1] - left[1], right[0] - left[0]))
        halo = f'paint-order="stroke" stroke="{LIGHT["halo"]}" stroke-width="2"'
        parts.append(
            f'<text x="{x:.1f}" y="{y + 3:.1f}" transform="rotate({turn:.1f} {x:.1f} {y:.1f})" text-anchor="middle"'
            f' font-size="9" fill="{LIGHT["text_street"]}" {halo}>{escape(name)}</text>'
        )
        if len(parts) == _NAMES:
            break
    return parts
