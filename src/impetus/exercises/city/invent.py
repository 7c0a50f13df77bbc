"""Invent plausible sensor positions for a made-up city, on real streets and squares.

    python -m impetus.exercises.city.invent FILE.osm.pbf places.json

Nothing here is a real sensor: OpenStreetMap says where streets, squares, crossings and houses
are, and rules of thumb say where an engineer would put a counter. The same file gives the same
positions. Needs the extra `impetus[map]`.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Point, STRtree

from impetus.exercises.city.ground import City, Named, Plane, along, bearing, beside, read
from impetus.places.basemap.extract import Box, bounds_of
from impetus.places.basemap.schema import number

CENTRES = ["Rautatientori", "Kansalaistori", "Senaatintori", "Lasipalatsinaukio"]
AREA_NAMES = {"Lasipalatsinaukio": "Kamppi"}  # Kamppi's own square is at the extract's very border
REACH_METRES = {"Rautatientori": 330, "Kansalaistori": 250, "Senaatintori": 260, "Lasipalatsinaukio": 250}
BORDER_METRES = 12
STOP_LINE_METRES = 14  # an induction loop lies this far before the signal
LOOP_SPACING, COUNTER_SPACING, NOISE_SPACING, AIR_SPACING, CAMERA_SPACING = 70, 45, 130, 230, 55
CAMERA_HEIGHT_METRES = 6
MAIN_ROADS = {"primary": 3, "secondary": 2, "tertiary": 1}
SIDES = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"]


class Round(NamedTuple):
    """How far out and how closely a round of the rules sets sensors."""

    reach: float
    spacing: float
    night_meters: int
    kerb_stations: int
    cameras: int


ROUNDS = (Round(0.72, 1.0, 5, 4, 20), Round(1.45, 0.85, 6, 6, 24))
"""The first round sets the squares and their streets, the second fills in between and around them."""


class Places:
    """The list in the making; keeps positions of a kind apart and inside the chosen areas."""

    def __init__(self, plane: Plane, bounds: Box, city: City) -> None:
        self.plane, self.city = plane, city
        self.rows: list[dict[str, Any]] = []
        corners = plane.metres(np.array([bounds[:2], bounds[2:]]))
        self.inside = shapely.box(*corners.ravel()).buffer(-BORDER_METRES)
        self.centres = {s.tags["name"]: s for s in city.squares if s.tags["name"] in CENTRES}
        self.houses = STRtree(city.houses)
        self.taken: dict[str, list[Point]] = defaultdict(list)
        self.round = ROUNDS[0]
        self.numbers: Counter[str] = Counter()

    def area(self, point: Point) -> str | None:
        """The named area that a point belongs to, if any."""
        gaps = {name: s.shape.distance(point) / REACH_METRES[name] for name, s in self.centres.items()}
        name = min(gaps, key=gaps.__getitem__)
        near = gaps[name] <= self.round.reach and self.inside.contains(point)
        return AREA_NAMES.get(name, name) if near else None

    def add(self, kind: str, short: str, at: Point, of: Named, apart: float, **more: Any) -> bool:
        """Take a position in, unless it lies elsewhere or too near another of its kind (`apart`, metres)."""
        area = self.area(at)
        if area is None or any(at.distance(other) < apart * self.round.spacing for other in self.taken[kind]):
            return False
        self.taken[kind].append(at)
        plain = unicodedata.normalize("NFKD", of.names["name_fi"]).encode("ascii", "ignore").decode()
        slug = f"{short}-{plain.lower().replace(' ', '-')}"
        self.numbers[slug] += 1
        row = {"id": f"{slug}-{self.numbers[slug]}", "kind": kind, "area": area, **of.names}
        if of in self.city.squares or of in self.city.parks:
            row["side"] = SIDES[round(bearing(of.middle, at) / 45) % 8]
        elif cross := self.crossing(of, at):
            row |= {f"near_{key[5:]}": name for key, name in cross.names.items()}
        self.rows.append(row | {"position": self.plane.degrees(at), **more, "osm": of.osm})
        return True

    def count(self, kind: str) -> int:
        """How many of a kind there are."""
        return sum(row["kind"] == kind for row in self.rows)

    def crossing(self, street: Named, at: Point) -> Named | None:
        """The nearest other street, to tell two places in one street apart."""
        others = [r for r in self.city.roads if r.tags["name"] != street.tags["name"]]
        best = min(others, key=lambda road: road.shape.distance(at))
        return best if best.shape.distance(at) < 80 else None

    def seen(self, start: Point, end: Point) -> bool:
        """Whether no house stands between two points, a metre at the start left aside."""
        line = LineString([start, end])
        view = shapely.ops.substring(line, 1, line.length) if line.length > 1 else line
        return not len(self.houses.query(view, predicate="intersects"))


def loops(places: Places) -> None:
    """Traffic loops before signals, one a street and direction."""
    signals = STRtree(places.city.signals)
    ranked = sorted(places.city.roads, key=lambda r: (-MAIN_ROADS.get(r.tags["highway"], 0), r.osm))
    for road in ranked:
        if road.tags["highway"] not in MAIN_ROADS or road.shape.length < STOP_LINE_METRES + 6:
            continue
        for index in signals.query(road.shape, predicate="dwithin", distance=1.0):
            stop = road.shape.project(places.city.signals[index])
            if stop < STOP_LINE_METRES:
                continue
            at, heading = along(road.shape, stop - STOP_LINE_METRES)
            lanes = number(road.tags.get("lanes"))
            speed = number(road.tags.get("maxspeed"))
            places.add(
                "traffic_loop",
                "loop",
                at,
                road,
                LOOP_SPACING,
                bearing=heading,
                lanes=int(lanes or 1),
                speed_limit=int(speed or 30),
                road=road.tags["highway"],
            )


def counters(places: Places) -> None:
    """Pedestrian counters where walks enter a square, and in walking streets."""
    walks = STRtree([walk.shape for walk in places.city.walks])
    for square in places.city.squares:
        outline, wanted = square.shape.boundary, min(4, 1 + int(square.shape.area // 2200))
        gates = []
        for index in sorted(walks.query(outline, predicate="intersects")):
            walk = places.city.walks[index]
            gates += [p for p in shapely.get_parts(walk.shape.intersection(outline)) if p.geom_type == "Point"]
        chosen: list[Point] = []
        while gates and len(chosen) < wanted:
            gates.sort(key=lambda gate: -min([gate.distance(other) for other in chosen], default=gate.y))
            gate = gates.pop(0)
            if places.add(
                "pedestrian_counter", "ped", gate, square, COUNTER_SPACING, bearing=bearing(gate, square.middle)
            ):
                chosen.append(gate)
    by_name: dict[str, list[Named]] = defaultdict(list)
    for walk in places.city.walks:
        if "name" in walk.tags:
            by_name[walk.tags["name"]].append(walk)
    for group in by_name.values():
        walk = max(group, key=lambda w: w.shape.length)
        if walk.shape.length > 25:
            at, heading = along(walk.shape, walk.shape.length / 2)
            places.add("pedestrian_counter", "ped", at, walk, COUNTER_SPACING, bearing=heading % 180)


def noise(places: Places) -> None:
    """Noise meters where people go out at night, at the big squares, and by the main roads."""
    classes = {*MAIN_ROADS, "pedestrian", "residential", "unclassified"}
    roads = [r for r in places.city.roads if r.tags["highway"] in classes]
    tree, bars = STRtree([r.shape for r in roads]), STRtree(places.city.bars)
    busy = sorted(places.city.bars, key=lambda bar: (-len(bars.query(bar, predicate="dwithin", distance=60)), bar.x))
    for bar in busy[:40]:
        road = roads[tree.nearest(bar)]
        at = road.shape.interpolate(road.shape.project(bar))
        if places.count("noise") < places.round.night_meters:
            places.add("noise", "noise", at, road, NOISE_SPACING)
    for square in places.city.squares[:8]:
        places.add("noise", "noise", square.middle, square, NOISE_SPACING)


def air(places: Places) -> None:
    """Air quality: kerbside at the busiest crossings, background in parks and squares."""
    roads = [r for r in places.city.roads if r.tags["highway"] in MAIN_ROADS]
    weights = np.array([MAIN_ROADS[r.tags["highway"]] for r in roads])
    tree = STRtree([r.shape for r in roads])
    load = {
        signal: float(weights[tree.query(signal, predicate="dwithin", distance=40)].sum())
        for signal in places.city.signals
    }
    for signal in sorted(load, key=lambda s: (-load[s], s.x)):
        road = roads[tree.nearest(signal)]
        kerb = beside(road.shape, 7)
        if not kerb.is_empty and places.count("air_quality") < places.round.kerb_stations:
            at = kerb.interpolate(kerb.project(signal))
            places.add("air_quality", "air", at, road, AIR_SPACING, site="kerbside")
    for ground in [*places.city.squares[:5], *places.city.parks]:
        places.add("air_quality", "air", ground.middle, ground, AIR_SPACING, site="background")


def cameras(places: Places) -> None:
    """Cameras on house walls that look over a square, and over crossings down the main road."""
    houses = places.city.houses
    for square in places.city.squares:
        wanted = 1 + (square.shape.area > 3000) + (square.shape.area > 8000)
        target = square.middle
        walls: list[Point] = []
        for index in sorted(places.houses.query(square.shape, predicate="dwithin", distance=28)):
            wall = houses[index].boundary
            steps = np.arange(4, wall.length, 9)
            walls += [Point(p.x, p.y) for p in map(wall.interpolate, steps) if 3 < p.distance(square.shape) < 28]
        walls = [p for p in walls if 20 < p.distance(target) < 150 and places.seen(outside(p, target), target)]
        chosen: list[Point] = []
        while walls and len(chosen) < wanted:
            walls.sort(key=lambda p: -min([p.distance(o) for o in chosen], default=-p.distance(square.shape)))
            wall_point = walls.pop(0)
            if places.add(
                "camera",
                "cam",
                outside(wall_point, target),
                square,
                CAMERA_SPACING,
                bearing=bearing(wall_point, target),
                height=CAMERA_HEIGHT_METRES,
                reach=min(120, round(wall_point.distance(target) * 1.5)),
            ):
                chosen.append(wall_point)
    roads = [r for r in places.city.roads if r.tags["highway"] in {"primary", "secondary"}]
    tree = STRtree([r.shape for r in roads])
    for signal in sorted(places.city.signals, key=lambda s: (-s.y, s.x)):
        road = roads[tree.nearest(signal)]
        if road.shape.distance(signal) > 1 or places.count("camera") >= places.round.cameras:
            continue
        kerb = beside(road.shape, 6)
        if kerb.is_empty or kerb.geom_type != "LineString":
            continue
        at, heading = along(kerb, kerb.project(signal))
        places.add(
            "camera",
            "cam",
            at,
            road,
            1.6 * CAMERA_SPACING,
            bearing=(heading + 180) % 360,
            height=CAMERA_HEIGHT_METRES,
            reach=80,
        )


def outside(wall: Point, target: Point) -> Point:
    """Half a metre off a wall, towards what is looked at."""
    share = 0.5 / max(wall.distance(target), 0.5)
    return Point(wall.x + (target.x - wall.x) * share, wall.y + (target.y - wall.y) * share)


def weather(places: Places) -> None:
    """One weather station, in the biggest park."""
    park = max(places.city.parks, key=lambda park: park.shape.area)
    places.add("weather", "weather", park.middle, park, 0)


def invent(source: Path) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """The head, the squares and the sensor places of a city."""
    bounds = bounds_of(source)
    plane = Plane(*bounds)
    city = read(source, plane, bounds)
    places = Places(plane, bounds, city)
    for places.round in ROUNDS:
        for rule in (counters, loops, cameras, noise, air):
            rule(places)
    weather(places)
    squares = [
        {**s.names, "position": plane.degrees(s.middle), "square_metres": round(s.shape.area), "osm": s.osm}
        for s in city.squares
        if places.area(s.middle)
    ]
    rows = sorted(places.rows, key=lambda row: (CENTRES_FIRST.get(row["area"], 9), row["kind"], row["id"]))
    head = {
        "attribution": "© OpenStreetMap contributors",
        "licence": "ODbL-1.0",
        "note": "Invented sensor positions on real streets and squares. No real sensor is shown. "
        "bearing: degrees from north; of a camera where it looks, of a loop where traffic goes, "
        "of a counter into its square or along its street. reach and height in metres.",
        "bounds": [round(degree, 6) for degree in bounds],
    }
    return head, squares, rows


def write(source: Path, target: Path) -> Counter[str]:
    """Write `places.json`; return how many places of each kind it holds."""
    head, squares, rows = invent(source)
    lines = [json.dumps(head, ensure_ascii=False)[:-1]]
    for key, items in (("squares", squares), ("places", rows)):
        body = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in items)
        lines.append(f'"{key}": [\n  {body}\n ]')
    target.write_text(",\n ".join(lines) + "}\n", encoding="utf-8")
    return Counter(row["kind"] for row in rows)


CENTRES_FIRST = {AREA_NAMES.get(name, name): n for n, name in enumerate(CENTRES)}

if __name__ == "__main__":
    sys.stdout.write(f"{dict(write(Path(sys.argv[1]), Path(sys.argv[2])))}\n")
