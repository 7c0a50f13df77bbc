"""Random areas between walls, to walk people out of: rooms, pillars, slanted walls, threats.

Exits close or let few through; people are told an exit, choose one, follow others or stay together.
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from impetus.tools.evacuation.micro.choice import FOLLOWS, NEAREST
from impetus.tools.evacuation.micro.place import Exit, Place, Stairs, place_of, scatter
from impetus.tools.evacuation.micro.walk import People
from impetus.tools.evacuation.situation import Threat


def random_venue(seed: int, most: int = 60) -> tuple[Place, People]:
    """Draw a place of some 5 to 40 metres with what can stand in it, and at most `most` people."""
    rng = np.random.default_rng([6, seed])
    ground = _ground(rng)
    exits = []
    for name in range(int(rng.integers(1, 5))):
        edge: Any = ground.boundary
        at: Any = shapely.line_interpolate_point(edge, float(rng.random()), normalized=True)
        size = rng.uniform(0.3, 2.5, 2)
        close_s = float(rng.choice([math.inf, math.inf, 0.0, rng.uniform(0, 20)]))
        exits.append(Exit(box(at.x - size[0], at.y - size[1], at.x + size[0], at.y + size[1]), str(name), close_s))
    left, low, right, high = ground.bounds
    stairs = [Stairs(box(left, low, right, (low + high) / 2), 0.5)] if rng.random() < 0.3 else []
    threats = [
        Threat(
            x=float(rng.uniform(left, right)),
            y=float(rng.uniform(low, high)),
            radius_m=float(rng.uniform(0, 5)),
            growth_m_s=float(rng.choice([0.0, 0.2])),
            from_s=float(rng.uniform(0, 10)),
        )
        for _ in range(int(rng.integers(0, 3)))
    ]
    ways = np.random.default_rng([7, seed])
    exits = [replace(one, most_p_s=float(ways.choice([math.inf, ways.uniform(0.2, 3)]))) for one in exits]
    place = place_of(ground, exits, stairs=stairs, threats=threats)
    free = ground
    for one in place.exits:
        free = free.difference(one.area)
    count = min(int(rng.integers(1, most + 1)), math.floor(4 * free.area))
    x, y = scatter(place, ground, count, rng)
    told = np.where(rng.random(count) < 0.3, rng.integers(0, len(exits), count), -1)
    start = np.where(rng.random(count) < 0.3, rng.uniform(0, 10, count), 0.0)
    team = np.where(ways.random(count) < 0.2, np.arange(count) // 4, -1) if ways.random() < 0.5 else None
    if team is None:
        told = np.where(ways.random(count) < 0.5, told, ways.integers(FOLLOWS, NEAREST, count))
    else:
        told[team >= 0] = NEAREST
    return place, People(x, y, rng.uniform(0.5, 2.0, count), start, told, team)


def _ground(rng: np.random.Generator) -> BaseGeometry:
    parts: list[BaseGeometry] = []
    for _ in range(int(rng.integers(1, 6))):
        x, y = rng.uniform(0, 20, 2)
        wide, tall = rng.uniform(1, 15, 2)
        parts.append(shapely.affinity.rotate(box(x, y, x + wide, y + tall), float(rng.choice([0, 0, 30, 45, 77]))))
    ground = shapely.union_all(parts)
    for _ in range(int(rng.integers(0, 6))):
        x, y = rng.uniform(0, 25, 2)
        corners = int(rng.integers(3, 8))
        turn, far = np.sort(rng.uniform(0, 2 * np.pi, corners)), rng.uniform(0.05, 2.5, corners)
        stands = Polygon(np.c_[x + far * np.cos(turn), y + far * np.sin(turn)])
        cut = ground.difference(stands if stands.is_valid else stands.buffer(0))
        if cut.area > 1:
            ground = cut
    return ground
