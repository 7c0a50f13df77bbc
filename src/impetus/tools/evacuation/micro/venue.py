"""An area between walls as JSON says it: where one can walk, exits, where people stand, stairs, threats."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.micro.choice import FOLLOWS, NEAREST, QUICKEST
from impetus.tools.evacuation.micro.place import Exit, Place, Stairs, area_of, place_of, polygons
from impetus.tools.evacuation.micro.walk import MOST_WALKERS
from impetus.tools.evacuation.situation import Threat, shared

How = Literal["calm", "pressing"]

_MOST_EXITS: Final = 50
"""Each exit that somebody is told to take needs a field of its own."""
_MOST: Final = 1000
_FINDS: Final = {"nearest": NEAREST, "quickest": QUICKEST, "follows": FOLLOWS}
_MOST_TOGETHER: Final = 20
_KNOWN: Final = {"walkable", "exits", "crowd", "stairs", "threats", "manner"}


@dataclass(frozen=True, eq=False)
class Group:
    """People who stand in `area`; `exit` is the number of the exit they are told to take, or how they find one.

    `together` is how many stay with each other: 1 where everybody walks for himself.
    """

    area: BaseGeometry
    people: int
    exit: int
    together: int = 1


@dataclass(frozen=True, eq=False)
class Venue:
    """A place with its crowd; `sha256` of what was read."""

    place: Place
    groups: tuple[Group, ...]
    manner: How
    sha256: str

    @property
    def people(self) -> int:
        """How many people."""
        return sum(one.people for one in self.groups)

    @property
    def led(self) -> bool:
        """Whether anybody is told an exit."""
        return any(one.exit >= 0 for one in self.groups)


def venue_of(given: object, people: int | None = None) -> Venue:
    """Read an area; `docs/evacuation.md` states the form. `people` are shared out as the crowd stands, where given.

    Raise BadInput naming the field.
    """
    if not isinstance(given, Mapping):
        raise _bad("", "is not an object")
    if unknown := set(map(str, given)) - _KNOWN:
        raise _bad(min(unknown)[:40], "is not known")
    ground = _area(given, "walkable", "walkable")
    exits: list[Exit] = []
    for at, one in enumerate(_list(given, "exits", _MOST_EXITS)):
        name = one.get("name", str(at + 1))
        if not isinstance(name, str) or not 0 < len(name) <= 80:
            raise _bad(f"exits[{at}].name", "is not a text of 1 to 80 characters")
        close_s = _number(one, "close_s", f"exits[{at}].close_s", 0, 1e6) if "close_s" in one else float("inf")
        most = _number(one, "most_p_s", f"exits[{at}].most_p_s", 0.01, 1000) if "most_p_s" in one else float("inf")
        exits.append(Exit(_area(one, "area", f"exits[{at}].area"), name, close_s, most))
    names = [one.name for one in exits]
    if len(set(names)) < len(names):
        raise _bad("exits", "have the same name twice", "Give each its own.")
    stairs = tuple(
        Stairs(_area(one, "area", f"stairs[{at}].area"), _number(one, "factor", f"stairs[{at}].factor", 0.05, 2))
        for at, one in enumerate(_list(given, "stairs"))
    )
    threats = tuple(
        Threat(
            x=_number(one, "x", f"threats[{at}].x", -1e9, 1e9),
            y=_number(one, "y", f"threats[{at}].y", -1e9, 1e9),
            radius_m=_number(one, "radius_m", f"threats[{at}].radius_m", 0, 100_000),
            growth_m_s=_number(one, "growth_m_s", f"threats[{at}].growth_m_s", 0, 1000, 0.0),
            from_s=_number(one, "from_s", f"threats[{at}].from_s", 0, 1e6, 0.0),
        )
        for at, one in enumerate(_list(given, "threats"))
    )
    manner = given.get("manner", "pressing")
    if manner not in get_args(How):
        raise _bad("manner", f"is none of {', '.join(get_args(How))}")
    place = place_of(ground, exits, stairs=stairs, threats=threats)
    groups = _groups(given, place, names, people)
    digest = hashlib.sha256()
    areas = [[one.area for one in place.exits], [one.area for one in stairs], [one.area for one in groups]]
    for shape in (place.ground, *areas[0], *areas[1], *areas[2]):
        digest.update(shapely.to_wkb(shape))
    closing = [(door.name, door.close_s, door.most_p_s) for door in place.exits]
    slower = [step.factor for step in stairs]
    stand = [(group.people, group.exit, group.together) for group in groups]
    digest.update(repr((closing, slower, threats, manner, stand)).encode())
    return Venue(place, groups, manner, digest.hexdigest())


def _groups(given: Mapping[str, Any], place: Place, names: list[str], people: int | None) -> tuple[Group, ...]:
    """Who stands where; `people` are shared out by the numbers said, or by the ground where none is."""
    if people is not None and (isinstance(people, bool) or not 1 <= people <= MOST_WALKERS):
        raise _bad("people", f"is not a number from 1 to {MOST_WALKERS:,}", "Use the simulation on streets for more.")
    areas, said, told, together = [], [], [], []
    for at, one in enumerate(_list(given, "crowd") or [{}]):
        where = f"crowd[{at}]"
        stand = place.ground
        if "area" in one:
            drawn = polygons(_area(one, "area", f"{where}.area"), f"{where}.area")
            with np.errstate(all="ignore"):
                stand = shapely.intersection(drawn, place.ground)
        areas.append(stand)
        if areas[-1].area < 1e-6:
            raise _bad(f"{where}.area", "does not lie on the ground one can walk on")
        if people is None and "people" not in one:
            raise _bad(f"{where}.people", "is missing", "Say how many there are, here or as `people`.")
        said.append(round(_number(one, "people", f"{where}.people", 0, MOST_WALKERS, 0.0)))
        name = one.get("exit")
        if name is not None and name not in names:
            raise _bad(f"{where}.exit", "names no exit")
        finds = one.get("finds", "nearest")
        if finds not in _FINDS:
            raise _bad(f"{where}.finds", f"is none of {', '.join(_FINDS)}")
        told.append(_FINDS[finds] if name is None else names.index(name))
        size = _number(one, "together", f"{where}.together", 1, _MOST_TOGETHER, 1.0)
        if size != round(size):
            raise _bad(f"{where}.together", f"is not a whole number from 1 to {_MOST_TOGETHER}")
        if size > 1 and told[-1] < NEAREST:
            raise _bad(
                f"{where}.finds", "is of people who stay together", "Tell them an exit, or let them take the nearest."
            )
        together.append(round(size))
    if people is not None:
        weight = np.array(said if any(said) else [one.area for one in areas], dtype=np.float64)
        said = shared(round(people), weight).tolist()
    if not 1 <= sum(said) <= MOST_WALKERS:
        raise _bad("crowd", f"is not of 1 to {MOST_WALKERS:,} people", "Use the simulation on streets for more.")
    return tuple(map(Group, areas, said, told, together))


def _list(given: Mapping[str, Any], key: str, most: int = _MOST) -> list[Mapping[str, Any]]:
    found = given.get(key, [])
    if not isinstance(found, list) or len(found) > most:
        raise _bad(key, f"is not a list of at most {most:,}")
    for at, one in enumerate(found):
        if not isinstance(one, Mapping):
            raise _bad(f"{key}[{at}]", "is not an object")
    return found


def _area(one: Mapping[str, Any], key: str, where: str) -> BaseGeometry:
    said = one.get(key)
    if not isinstance(said, str):
        raise _bad(where, "is no text", "Give a POLYGON or MULTIPOLYGON in metres.")
    return area_of(said, where)


def _number(
    one: Mapping[str, Any], key: str, where: str, low: float, high: float, default: float | None = None
) -> float:
    said = one.get(key, default)
    if isinstance(said, bool) or not isinstance(said, int | float) or not low <= said <= high:
        raise _bad(where, f"is not a number from {low:g} to {high:g}")
    return float(said)


def _bad(where: str, what: str, remedy: str = "See docs/evacuation.md for the form.") -> BadInput:
    said, field = (f"venue's {where}", f"venue.{where}") if where else ("venue", "venue")
    return BadInput(f"The {said} {what}.", remedy=remedy, field=field)
