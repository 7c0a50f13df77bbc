"""The MapLibre styles: one list of layers, a palette a theme.

The map is the quiet ground under alerts: greys with a little blue, no saturated colour, nothing
brighter than a label. Neither a glyph nor a sprite server is named: MapLibre 6 then draws the text
with the page's fonts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from impetus.places.basemap.labels import labels
from impetus.places.basemap.paint import CLASSES, Layer, by_zoom, fill, kinds, layer, stroke, width
from impetus.places.basemap.palettes import PALETTES, Palette

URL = "pmtiles:///maps/helsinki.pmtiles"


def surfaces(p: Palette) -> list[Layer]:
    """What lies flat: ground, greens, water, squares, houses."""
    greens = ["match", ["get", "kind"], ["sport", "play"], p["sport"], "bare", p["bare"], p["green"]]
    sites = ["match", ["get", "kind"], "rail", p["rail_yard"], p["site"]]
    walks = [
        "match",
        ["get", "kind"],
        "pier",
        p["pier"],
        "service",
        p["road_5"],
        "bridge",
        p["ground"],
        p["pedestrian"],
    ]
    square = ["==", ["get", "kind"], "square"]
    polygon, line = ["==", ["geometry-type"], "Polygon"], ["==", ["geometry-type"], "LineString"]
    return [
        {"id": "background", "type": "background", "paint": {"background-color": p["void"]}},
        fill("ground", "ground", p["ground"]),
        fill("site", "site", sites),
        fill("green", "green", greens),
        fill("water", "water", p["water"], where=polygon),
        stroke("water-shore", "water", p["shore"], by_zoom((13, 0.4), (16, 1), (19, 2)), where=polygon),
        stroke("water-line", "water", p["water"], by_zoom((14, 1), (18, 4)), where=line),
        fill("walk", "plaza", walks, where=["!", square]),
        fill("square", "plaza", p["square"], where=square),
        stroke("square-line", "plaza", p["square_line"], by_zoom((13, 0.4), (16, 0.9), (19, 1.4)), where=square),
        fill(
            "building",
            "building",
            p["building"],
            where=["!", ["has", "part"]],
            opacity=["match", ["coalesce", ["get", "kind"], ""], "roof", 0.55, 1],
        ),
        stroke(
            "building-line",
            "building",
            p["building_line"],
            by_zoom((13, 0.25), (15, 0.6), (18, 1.1)),
            where=["!", ["has", "part"]],
            opacity=by_zoom((13, 0.4), (15, 0.9)),
        ),
    ]


def ways(p: Palette) -> list[Layer]:
    """Roads and rails, from the least to the most important; a tunnel is a ghost of its road."""
    surface, under = ["!", ["has", "tunnel"]], ["has", "tunnel"]
    made = [
        stroke(
            "road-tunnel",
            "road",
            p["tunnel"],
            width("road_4", times=0.8),
            minzoom=14,
            cap="butt",
            where=["all", under, kinds("motorway", "trunk", "primary", "secondary", "tertiary", "street")],
            dasharray=[2, 1.2],
        ),
        stroke(
            "rail-tunnel",
            "rail",
            p["tunnel"],
            by_zoom((13, 0.6), (18, 2)),
            minzoom=13,
            cap="butt",
            where=["all", under, kinds("rail")],
            dasharray=[4, 3],
        ),
        stroke(
            "sidewalk",
            "road",
            p["path"],
            by_zoom((16, 0.4), (18, 1), (20, 2.5)),
            minzoom=17,
            where=["all", surface, kinds("sidewalk")],
            opacity=0.5,
        ),
        stroke(
            "path",
            "road",
            p["path"],
            by_zoom((15, 0.6), (18, 1.6), (20, 4)),
            minzoom=15,
            where=["all", surface, kinds("path")],
            opacity=by_zoom((15, 0.35), (17, 0.8)),
            cap="butt",
            dasharray=[3, 2],
        ),
        stroke(
            "cycleway",
            "road",
            p["cycle"],
            by_zoom((14, 0.5), (16, 0.9), (18, 2), (20, 5)),
            minzoom=14.5,
            where=["all", surface, kinds("cycleway")],
            opacity=by_zoom((14.5, 0.4), (16.5, 0.9)),
        ),
        stroke(
            "steps",
            "road",
            p["path"],
            by_zoom((15, 1), (17, 3), (20, 14)),
            minzoom=15.5,
            where=["all", surface, kinds("steps")],
            cap="butt",
            dasharray=[0.25, 0.25],
        ),
    ]
    for road, names in CLASSES.items():
        casing = stroke(
            f"{road.replace('_', '-')}-casing",
            "road",
            p["casing"],
            width(road, 1.4),
            where=["all", surface, kinds(*names)],
            minzoom=13.5,
        )
        if road not in {"foot", "road_5"}:
            made.append(casing)
    for road, names in CLASSES.items():
        colour = p["pedestrian"] if road == "foot" else p[road]
        made.append(stroke(road.replace("_", "-"), "road", colour, width(road), where=["all", surface, kinds(*names)]))
    made += [
        stroke(
            "tram",
            "rail",
            p["tram"],
            by_zoom((13, 0.4), (16, 0.9), (19, 1.8)),
            minzoom=13.5,
            where=["all", surface, kinds("tram")],
            opacity=by_zoom((13.5, 0.3), (16, 0.9)),
        ),
        stroke(
            "rail",
            "rail",
            p["rail"],
            by_zoom((11, 0.5), (14, 0.8), (16, 1.2), (19, 2.6)),
            where=["all", surface, kinds("rail"), ["!", ["has", "minor"]]],
            opacity=by_zoom((11, 0.5), (15, 0.9)),
        ),
        stroke(
            "rail-minor",
            "rail",
            p["rail"],
            by_zoom((15, 0.6), (19, 1.8)),
            minzoom=15,
            where=["all", surface, kinds("rail"), ["has", "minor"]],
            opacity=0.6,
        ),
        stroke(
            "edge-fade",
            "edge",
            p["void"],
            by_zoom((13.4, 2), (15, 80), (17, 200), (20, 300)),
            minzoom=13.4,
            blur=by_zoom((13.4, 1), (15, 40), (17, 100), (20, 150)),
        ),
        stroke("edge", "edge", p["building_line"], 1, opacity=by_zoom((13.2, 1), (13.8, 0))),
    ]
    return made


def houses(p: Palette) -> Layer:
    """Houses in 3D, off until the console turns them on."""
    return layer(
        "building-3d",
        "fill-extrusion",
        "building",
        minzoom=15,
        where=["!", ["has", "whole"]],
        layout={"visibility": "none"},
        paint={
            "fill-extrusion-color": p["house"],
            "fill-extrusion-opacity": 0.95,
            "fill-extrusion-height": by_zoom((15, 0), (15.6, ["get", "height"])),
            "fill-extrusion-base": by_zoom((15, 0), (15.6, ["coalesce", ["get", "base"], 0])),
            "fill-extrusion-vertical-gradient": True,
        },
    )


def style(name: str, p: Palette, url: str) -> dict[str, Any]:
    """A whole style with the palette `p` over the archive at `url`."""
    return {
        "version": 8,
        "name": name,
        "metadata": {"licence": "map data © OpenStreetMap contributors, ODbL 1.0"},
        "center": [24.9440, 60.1713],
        "zoom": 15,
        "sources": {
            "map": {
                "type": "vector",
                "url": url,
                "attribution": '<a href="https://www.openstreetmap.org/copyright" target="_blank">'
                "© OpenStreetMap contributors</a>",
            }
        },
        "light": {"anchor": "viewport", "color": "#ffffff", "intensity": 0.25, "position": [1.2, 210, 35]},
        "layers": [*surfaces(p), *ways(p), houses(p), *labels(p)],
    }


def write(folder: Path, url: str = URL) -> list[Path]:
    """Write `style-dark.json`, `style-light.json` and `style-night.json`; return their paths."""
    written = []
    for name, palette in PALETTES.items():
        target = folder / f"style-{name}.json"
        made = style(f"Quiet {name}", palette, url)
        target.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        written.append(target)
    return written
