"""What happens: how many people, which streets are closed or kept free, and threats whose area may grow.

Nobody is sent into a threat's area once it is known, and nobody is on a street when the area reaches it, walking at the
usual speed. Who is inside when it begins may walk on: only who is outside is kept out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.network import MOST_PEOPLE, Floats, Ints, Network

_MOST: Final = 1000
_STANDS: Final = 1e-6
"""Metres a second below which a threat does not grow."""
POST_M: Final = 20.0
"""No steward is posted nearer to a threat's area than this: an assumption, about a street's width."""
_EARTH_M: Final = 6_371_008.8


@dataclass(frozen=True)
class Threat:
    """A disc about (`x`, `y`) in metres of the network: `radius_m` from second `from_s` on, growing by `growth_m_s`."""

    x: float
    y: float
    radius_m: float
    growth_m_s: float = 0.0
    from_s: float = 0.0

    def reaches(self, distance_m: Floats) -> Floats:
        """Return when it reaches points so far from its middle, in seconds."""
        beyond = np.maximum(distance_m - self.radius_m, 0.0)
        grown = beyond / self.growth_m_s if self.growth_m_s > _STANDS else np.where(beyond > 0, np.inf, 0.0)
        made: Floats = self.from_s + grown
        return made


def situated(network: Network, given: object) -> tuple[Network, tuple[Threat, ...]]:
    """Return the network in a situation as JSON describes it (`docs/evacuation.md` states the form). Raise BadInput."""
    if not isinstance(given, Mapping):
        raise _bad("", "is not an object")
    unknown = set(given) - {"people", "threats", "closed", "keep_free", "exits_closed"}
    if unknown:
        raise _bad(str(sorted(map(str, unknown))[0])[:40], "is not known", "See docs/evacuation.md for what is.")
    close = network.close_s.copy()
    ids = {name: place for place, name in enumerate(network.ids)}
    ways: dict[tuple[int, int], list[int]] = {}
    for arc, ends in enumerate(zip(network.tail.tolist(), network.head.tolist(), strict=True)):
        ways.setdefault(ends, []).append(arc)
    for key in ("closed", "keep_free"):
        for place, one in enumerate(_list(given, key)):
            where = f"{key}[{place}]"
            if not isinstance(one, Mapping):
                raise _bad(where, "is not an object")
            tail, head = (_node(one, end, f"{where}.{end}", ids) for end in ("from", "to"))
            if (tail, head) not in ways:
                raise _bad(where, "names no street")
            at = _number(one, "at_s", f"{where}.at_s", 0.0, 1e6, 0.0)
            for arc in ways[tail, head]:
                close[arc] = min(close[arc], at)
    for place, one in enumerate(_list(given, "exits_closed")):
        where = f"exits_closed[{place}]"
        if not isinstance(one, Mapping):
            raise _bad(where, "is not an object")
        node = _node(one, "node", f"{where}.node", ids)
        if not network.exit[node]:
            raise _bad(f"{where}.node", "is no exit")
        into = network.head == node
        at = _number(one, "at_s", f"{where}.at_s", 0.0, 1e6, 0.0)
        close[into] = np.minimum(close[into], np.maximum(at - network.walk[into], 0.0))
    threats = tuple(_threat(one, f"threats[{place}]", network) for place, one in enumerate(_list(given, "threats")))
    for threat in threats:
        close = np.minimum(close, closing_by(network, threat))
    made = replace(network, closing=close) if np.isfinite(close).any() else network
    if threats:
        away = [threat.reaches(np.hypot(network.x - threat.x, network.y - threat.y) - POST_M) for threat in threats]
        made = replace(made, reached=np.min(away, axis=0))
    if given.get("people") is not None:
        made = with_people(made, given["people"], "people")
    return made, threats


def closing_by(network: Network, threat: Threat) -> Floats:
    """Return from when a threat keeps people out of each arc, in seconds [arcs].

    Three kinds of arcs stay open: those it never reaches, those that begin inside it when it begins, and those that
    lead straight away from it.
    """
    x, y = network.x - threat.x, network.y - threat.y
    ax, ay, bx, by = x[network.tail], y[network.tail], x[network.head], y[network.head]
    dx, dy = bx - ax, by - ay
    along = np.clip(-(ax * dx + ay * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0.0, 1.0)
    nearest = np.hypot(ax + along * dx, ay + along * dy)
    start = np.hypot(ax, ay)
    inside = threat.reaches(start) <= threat.from_s
    away = start <= nearest + 1e-6
    found: Floats = np.where(inside | away, np.inf, np.maximum(threat.reaches(nearest) - network.walk, 0.0))
    return found


def with_people(network: Network, people: object, field: str = "people") -> Network:
    """Return the network with so many people: as the file spreads them, else alike on every place that is no exit."""
    if isinstance(people, bool) or not isinstance(people, int | float) or not 1 <= people <= MOST_PEOPLE:
        raise _bad(field, f"is not a number from 1 to {MOST_PEOPLE:,}")
    weight = np.where(network.exit, 0, network.supply).astype(np.float64)
    if not weight.any():
        weight = np.where(network.exit, 0.0, 1.0)
    if not weight.any():
        raise BadInput("The graph has nothing but exits.", remedy="Add places where people stand.", field="graph")
    return replace(network, supply=shared(round(people), weight))


def shared(total: int, weight: Floats) -> Ints:
    """Share out whole people by weight; largest remainders first, so that they add up."""
    exact = total * weight / weight.sum()
    made: Ints = np.floor(exact).astype(np.int64)
    rest = np.argsort(-(exact - made), kind="stable")[: total - int(made.sum())]
    made[rest] += 1
    return made


def _threat(one: object, where: str, network: Network) -> Threat:
    if not isinstance(one, Mapping):
        raise _bad(where, "is not an object")
    if "lon" in one or "lat" in one:
        lon = _number(one, "lon", f"{where}.lon", -180, 180)
        x, y = _placed(network, lon, _number(one, "lat", f"{where}.lat", -90, 90), where)
    else:
        x, y = (_number(one, key, f"{where}.{key}", -1e9, 1e9) for key in ("x", "y"))
    return Threat(
        x=x,
        y=y,
        radius_m=_number(one, "radius_m", f"{where}.radius_m", 0, 100_000),
        growth_m_s=_number(one, "growth_m_s", f"{where}.growth_m_s", 0, 1000, 0.0),
        from_s=_number(one, "from_s", f"{where}.from_s", 0, 1e6, 0.0),
    )


def _placed(network: Network, lon: float, lat: float, where: str) -> tuple[float, float]:
    """Degrees in metres of the network: measured from the node that lies nearest."""
    if not network.on_earth:
        raise _bad(where, "is in degrees, and the graph is not", "Give x and y in metres of the graph.")
    east = np.radians(network.lon - lon) * _EARTH_M * math.cos(math.radians(lat))
    north = np.radians(network.lat - lat) * _EARTH_M
    at = int(np.argmin(east * east + north * north))
    return float(network.x[at] - east[at]), float(network.y[at] - north[at])


def _list(given: Mapping[str, Any], key: str) -> list[Any]:
    found = given.get(key, [])
    if not isinstance(found, list) or len(found) > _MOST:
        raise _bad(key, f"is not a list of at most {_MOST:,}")
    return found


def _node(one: Mapping[str, Any], key: str, field: str, ids: Mapping[str, int]) -> int:
    said = one.get(key)
    if isinstance(said, bool) or not isinstance(said, int | str) or str(said) not in ids:
        raise _bad(field, "names no node")
    return ids[str(said)]


def _number(
    one: Mapping[str, Any], key: str, field: str, low: float, high: float, default: float | None = None
) -> float:
    said = one.get(key, default)
    if isinstance(said, bool) or not isinstance(said, int | float) or not low <= said <= high:
        raise _bad(field, f"is not a number from {low:g} to {high:g}")
    return float(said)


def _bad(field: str, what: str, remedy: str = "See docs/evacuation.md for the form.") -> BadInput:
    name = f"situation.{field}" if field else "situation"
    return BadInput(f"The {name} {what}.", remedy=remedy, field=name)
