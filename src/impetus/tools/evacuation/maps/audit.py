"""What a map's import assumed, left out or found odd: a typed result, in sentences."""

from functools import partial
from typing import Final, Literal

import msgspec
import numpy as np

from impetus.kit.wording import number, text
from impetus.model.text import Text
from impetus.tools.evacuation.maps.drawn import WIDTHS_M, Drawn, Point
from impetus.tools.evacuation.maps.sketch import Sketch
from impetus.tools.evacuation.sentences import word

_SHOWN: Final = 100
_EDGE: Final = 0.03
"""A street's end so near the map's edge, as a share of its extent, is cut off there, and no dead end."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where: metres of the graph, degrees where known, and the node of the graph or the kind of street."""

    x: float
    y: float
    lon: float | None = None
    lat: float | None = None
    what: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of thing: how many, over how many metres, in a sentence; the first hundred `places`.

    `level`: `assumed` and `left_out` change a plan, `known` tells what the map holds.
    """

    key: str
    level: Literal["assumed", "left_out", "known"]
    count: int
    metres: float = 0.0
    text: Text
    places: list[Place] = []


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """A map's import. `metres` of streets in one direction, `area_m2` of ground to walk on."""

    format: Literal["osm", "geojson", "wkt", "dxf"]
    nodes: int
    streets: int
    metres: float
    area_m2: float
    attribution: str
    findings: list[Finding]


def audited(drawn: Drawn, sketch: Sketch, crossings: list[Point], area_m2: float) -> Audit:
    """Look a graph through, before anything is taken from it."""
    found: list[Finding] = []
    by_kind: dict[str, list[int]] = {}
    for place, street in enumerate(sketch.streets):
        if street.assumed:
            by_kind.setdefault(street.kind, []).append(place)
    for kind, places in sorted(by_kind.items(), key=lambda item: -len(item[1])):
        metres = sum(sketch.streets[place].length for place in places)
        found.append(_finding("map.width_assumed", "assumed", len(places), metres, [
            _place(sketch, _middle(sketch, place), kind) for place in places[:_SHOWN]
        ], kind=kind, width=WIDTHS_M[kind]))  # fmt: skip
    steps = [place for place, street in enumerate(sketch.streets) if street.kind == "steps"]
    found.append(_finding("map.steps", "known", len(steps), sum(sketch.streets[one].length for one in steps) / 2, [
        _place(sketch, _middle(sketch, place), "steps") for place in steps[:_SHOWN]
    ]))  # fmt: skip
    over = [place for place, street in enumerate(sketch.streets) if street.kind == "crossing"]
    found.append(_finding("map.road_crossings", "known", len(over), 0.0, [
        _place(sketch, _middle(sketch, place), "crossing") for place in over[:_SHOWN]
    ]))  # fmt: skip
    found.append(_finding("map.crossings", "known", len(crossings), 0.0, [
        _place(sketch, point, "") for point in crossings[:_SHOWN]
    ]))  # fmt: skip
    ends = _dead_ends(sketch)
    found.append(_finding("map.dead_ends", "known", len(ends), 0.0, [
        _place(sketch, sketch.points[node], sketch.ids[node]) for node in ends[:_SHOWN]
    ]))  # fmt: skip
    found.append(_apart(sketch))
    found += [_finding(key, "left_out", much, 0.0, []) for key, much in sorted(drawn.odd.items())]
    return Audit(
        format=drawn.format,
        nodes=len(sketch.points),
        streets=len(sketch.streets),
        metres=round(sum(street.length for street in sketch.streets if street.kind != "area"), 1),
        area_m2=round(area_m2, 1),
        attribution=drawn.attribution,
        findings=[one for one in found if one.count],
    )


def _apart(sketch: Sketch) -> Finding:
    parts = sketch.parts()
    others = max(0, int(parts.max(initial=0)))
    metres = sum(street.length for street in sketch.streets if parts[street.tail])
    _, first = np.unique(parts, return_index=True)
    return _finding("map.apart", "left_out", others, metres, [
        _place(sketch, sketch.points[node], sketch.ids[node]) for node in first[1 : _SHOWN + 1].tolist()
    ])  # fmt: skip


def _dead_ends(sketch: Sketch) -> list[int]:
    if not sketch.points:
        return []
    x, y, ground = sketch.x(), sketch.y(), np.array(sketch.room) > 0
    edge = _EDGE * max(np.ptp(x), np.ptp(y), 1.0)
    inside = (np.minimum(x - x.min(), x.max() - x) > edge) & (np.minimum(y - y.min(), y.max() - y) > edge)
    return [int(node) for node in np.flatnonzero((sketch.degree() == 1) & inside & ~ground)]


def _middle(sketch: Sketch, street: int) -> Point:
    one, two = sketch.points[sketch.streets[street].tail], sketch.points[sketch.streets[street].head]
    return (one[0] + two[0]) / 2, (one[1] + two[1]) / 2


def _place(sketch: Sketch, point: Point, what: str) -> Place:
    where = sketch.flat.degrees(point) if sketch.flat else None
    return Place(
        x=round(point[0], 2),
        y=round(point[1], 2),
        lon=round(where[0], 7) if where else None,
        lat=round(where[1], 7) if where else None,
        what=what,
    )


def _finding(
    key: str, level: Literal["assumed", "left_out", "known"], count: int, metres: float, places: list[Place],
    kind: str = "", width: float = 0.0,
) -> Finding:  # fmt: skip
    def said(locale: str) -> str:
        return word(
            key, locale, count=number(count, locale), metres=number(metres, locale),
            kind=word(f"map.kind.{kind}", locale) if kind else "", width=number(width, locale, 1),
        )  # fmt: skip

    return Finding(key=key, level=level, count=count, metres=round(metres, 1), text=text(partial(said)), places=places)
