"""Draws the map behind the sign-in card from the shipped base map: `uv run python console/scripts/streets.py`.

The true map needs a session and a megabyte of program; these are a few paths of Helsinki's centre in the map's own
classes. Data: OpenStreetMap contributors, ODbL.
"""

import gzip
import json
import math
from pathlib import Path
from typing import Any, Final

import mapbox_vector_tile
from pmtiles.reader import MmapSource, Reader

ROOT: Final = Path(__file__).parents[2]
MAP: Final = ROOT / "src/impetus/places/maps/helsinki.pmtiles"
MADE: Final = ROOT / "console/src/screens/login/streets.json"
ZOOM: Final = 15
CENTRE: Final = (24.9449, 60.1716)
WIDE: Final = 900
HIGH: Final = 900
METRES: Final = 1.2
"""Metres a pixel of the drawing."""
LAYERS: Final = {
    "water": "water", "green": "green", "plaza": "square", "building": "building", "road": "", "rail": "rail",
}  # fmt: skip
ROADS: Final = {
    "main": {"primary", "secondary", "tertiary", "trunk", "motorway"},
    "street": {"street", "residential", "unclassified", "pedestrian", "living_street", "service"},
}


def tile_of(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place in tiles of ZOOM, fractions kept."""
    x = (longitude + 180) / 360 * 2**ZOOM
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**ZOOM
    return x, y


def lines_of(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return every ring or line of a geometry."""
    kind, inner = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        return [inner]
    if kind in ("Polygon", "MultiLineString"):
        return list(inner)
    return [ring for part in inner for ring in part] if kind == "MultiPolygon" else []


def main() -> None:
    """Read the tiles around CENTRE and write the paths by class."""
    centre_x, centre_y = tile_of(*CENTRE)
    pixels = 40_075_016.7 * math.cos(math.radians(CENTRE[1])) / 2**ZOOM / METRES
    paths: dict[str, list[str]] = {}
    with MAP.open("rb") as file:
        reader = Reader(MmapSource(file))  # type: ignore[no-untyped-call] # pmtiles carries no types
        reach = math.ceil(max(WIDE, HIGH) / 2 / pixels)
        for x in range(int(centre_x) - reach, int(centre_x) + reach + 1):
            for y in range(int(centre_y) - reach, int(centre_y) + reach + 1):
                packed = reader.get(ZOOM, x, y)  # type: ignore[no-untyped-call] # the same
                if packed:
                    draw(mapbox_vector_tile.decode(gzip.decompress(packed)), x - centre_x, y - centre_y, pixels, paths)
    MADE.write_text(json.dumps({name: "".join(each) for name, each in sorted(paths.items())}) + "\n", encoding="utf-8")


def draw(tile: dict[str, Any], x: float, y: float, pixels: float, paths: dict[str, list[str]]) -> None:
    """Add one tile's features to `paths`; what lies outside the drawing is left out."""
    for layer, name in LAYERS.items():
        for feature in tile.get(layer, {}).get("features", []):
            kind = feature["properties"].get("kind", "")
            group = name or next((group for group, kinds in ROADS.items() if kind in kinds), "")
            for line in lines_of(feature["geometry"]) if group else []:
                points = [
                    (
                        round(WIDE / 2 + (x + px / 4096) * pixels),
                        round(HIGH / 2 + (y + 1 - py / 4096) * pixels),
                    )
                    for px, py in line
                ]
                kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
                if len(kept) > 1 and any(-20 < px < WIDE + 20 and -20 < py < HIGH + 20 for px, py in kept):
                    closed = "z" if group in ("water", "green", "square", "building") else ""
                    paths.setdefault(group, []).append("M" + " ".join(f"{px} {py}" for px, py in kept) + closed)


if __name__ == "__main__":
    main()
