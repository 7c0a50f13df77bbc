"""The pieces that map styles are made of: expressions, fills, strokes, names."""

from __future__ import annotations

from typing import Any

Layer = dict[str, Any]
Expression = list[Any] | str | float | int

FALLBACK = ["Inter", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"]
# MapLibre takes the weight and the slant from the first name of a stack alone.
REGULAR, MEDIUM, SEMIBOLD, ITALIC = ([f"Inter {cut}", *FALLBACK] for cut in ("Regular", "Medium", "SemiBold", "Italic"))
WIDTHS = {  # pixels at zoom 12, 14, 16, 18, 20
    "road_1": (0.9, 2.6, 7.5, 27, 96),
    "road_2": (0.6, 2.1, 6.4, 23, 84),
    "road_3": (0.3, 1.6, 5.4, 20, 74),
    "road_4": (0.0, 1.0, 4.2, 16, 60),
    "road_5": (0.0, 0.4, 2.0, 8, 30),
    "foot": (0.0, 0.7, 3.0, 12, 46),
}
CLASSES = {  # drawn from the least to the most important
    "road_5": ["service"],
    "foot": ["pedestrian"],
    "road_4": ["street"],
    "road_3": ["tertiary"],
    "road_2": ["secondary"],
    "road_1": ["motorway", "trunk", "primary"],
}


def by_zoom(*stops: tuple[float, Expression], base: float = 1.0) -> list[Any]:
    """A value that goes from stop (zoom, value) to stop."""
    curve = ["linear"] if base == 1 else ["exponential", base]
    return ["interpolate", curve, ["zoom"], *(part for stop in stops for part in stop)]


def width(road: str, extra: float = 0.0, times: float = 1.0) -> list[Any]:
    """The width of a road by zoom in pixels, plus `extra`, times `times`."""
    stops = zip((12, 14, 16, 18, 20), WIDTHS[road], strict=True)
    return by_zoom(*((zoom, round(w * times + (extra if w else 0), 2)) for zoom, w in stops), base=1.7)


def kinds(*names: str) -> list[Any]:
    """A filter: `kind` is one of these."""
    return ["in", ["get", "kind"], ["literal", list(names)]]


def fill(
    name: str,
    source: str,
    colour: Expression,
    *,
    where: Expression | None = None,
    line: str | None = None,
    minzoom: float | None = None,
    opacity: Expression | None = None,
) -> Layer:
    """A layer of filled polygons."""
    paint: dict[str, Any] = {"fill-color": colour}
    if line:
        paint["fill-outline-color"] = line
    if opacity is not None:
        paint["fill-opacity"] = opacity
    return layer(name, "fill", source, paint=paint, where=where, minzoom=minzoom)


def stroke(
    name: str,
    source: str,
    colour: Expression,
    wide: Expression,
    *,
    where: Expression | None = None,
    minzoom: float | None = None,
    cap: str = "round",
    **paint: Expression,
) -> Layer:
    """A layer of lines."""
    more = {f"line-{key}": value for key, value in paint.items()}
    return layer(
        name,
        "line",
        source,
        where=where,
        minzoom=minzoom,
        layout={"line-cap": cap, "line-join": "round"},
        paint={"line-color": colour, "line-width": wide, **more},
    )


def layer(
    name: str,
    kind: str,
    source: str,
    *,
    paint: Layer,
    layout: Layer | None = None,
    where: Expression | None = None,
    minzoom: float | None = None,
    maxzoom: float | None = None,
) -> Layer:
    """A layer of the source "map", without what is None."""
    made: Layer = {"id": name, "type": kind, "source": "map", "source-layer": source}
    optional = {"minzoom": minzoom, "maxzoom": maxzoom, "filter": where, "layout": layout}
    return made | {key: value for key, value in optional.items() if value is not None} | {"paint": paint}


def text(
    name: str,
    source: str,
    colour: str,
    halo: str,
    font: list[str],
    size: Expression,
    *,
    where: Expression | None = None,
    minzoom: float | None = None,
    maxzoom: float | None = None,
    opacity: Expression | None = None,
    **layout: Expression,
) -> Layer:
    """A layer of names."""
    paint: dict[str, Any] = {"text-color": colour, "text-halo-color": halo, "text-halo-width": 1.3}
    if opacity is not None:
        paint["text-opacity"] = opacity
    set_out = {"text-field": ["get", "name"], "text-font": font, "text-size": size}
    return layer(
        name,
        "symbol",
        source,
        where=where,
        minzoom=minzoom,
        maxzoom=maxzoom,
        paint=paint,
        layout=set_out | {key.replace("_", "-"): value for key, value in layout.items()},
    )


def kinds_of(groups: list[str]) -> list[Any]:
    """A filter: `group` is one of these."""
    return ["in", ["get", "group"], ["literal", groups]]
