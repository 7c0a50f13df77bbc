"""What belongs together: near in place and time, the same thing, the same burst."""

import math
from typing import NamedTuple

from impetus.alerts.triage import words
from impetus.alerts.triage.facts import AlertFact, Reason
from impetus.alerts.triage.settings import Family, TriageSettings, under
from impetus.alerts.triage.state import DAY, Group, Key, Lane, Member, Name

CELL = 0.005
"""Degrees: the side of the squares by which groups with a place are found."""
CROWDED = 8
"""From this many on, a square is rid of what is too old to be joined whenever something is added."""
COLUMNS = 100_000
"""More than there are squares around the Earth."""
METRES_A_DEGREE = 110_500.0
"""Slightly less than a degree of latitude has anywhere, so that nothing near is missed."""
WIDEST = 3.0
"""A group never reaches further from its first alert than this many radii."""


class Match(NamedTuple):
    """The group an alert belongs to, and why."""

    group: str
    reason: Reason


def metres_between(one_latitude: float, one_longitude: float, latitude: float, longitude: float) -> float:
    """Return the distance in metres on a sphere (haversine; mean radius of the IUGG, 6,371,009 m)."""
    one, two = math.radians(one_latitude), math.radians(latitude)
    across = math.radians(longitude - one_longitude)
    chord = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return 2 * 6_371_009.0 * math.asin(min(1.0, math.sqrt(chord)))


class Kin:
    """Which kinds go together, and within what radius and look-back; looked up once a pair."""

    def __init__(self, settings: TriageSettings) -> None:
        self.settings = settings
        self.longest_ms = 1000 * max(
            [Family(kind="other").look_back_s, *(one.look_back_s for one in settings.families)]
        )
        self._reaches: dict[str, float] = {}
        self._families: dict[str, Family] = {}
        self._pairs: dict[tuple[str, str], tuple[float, int] | None] = {}

    def family(self, kind: str) -> Family:
        """Return the family of `kind`."""
        if kind not in self._families:
            self._families[kind] = self.settings.family(kind)
        return self._families[kind]

    def reach(self, kind: str) -> float:
        """Return the largest radius (m) at which an alert of `kind` can join anything."""
        if kind not in self._reaches:
            own = self.family(kind)
            pairs = (self.limits(kind, family.kind) for family in self.settings.families)
            lists_it = [other.radius_m for other in self.settings.families if _lists(other, kind)]
            self._reaches[kind] = max([own.radius_m, *lists_it, *(pair[0] for pair in pairs if pair is not None)])
        return self._reaches[kind]

    def limits(self, one: str, two: str) -> tuple[float, int] | None:
        """Return the radius (m) and look-back (ms) within which two kinds can be one event, None if they cannot."""
        if (one, two) not in self._pairs:
            first, second = self.family(one), self.family(two)
            able = first.kind == second.kind or _lists(first, two) or _lists(second, one)
            radius, look_back = max(first.radius_m, second.radius_m), max(first.look_back_s, second.look_back_s)
            self._pairs[one, two] = (radius, look_back * 1000) if able else None
        return self._pairs[one, two]


def _lists(family: Family, kind: str) -> bool:
    return any(under(kind, other) for other in family.goes_with)


def find(kin: Kin, lane: Lane, fact: AlertFact, key: Key, name: Name | None) -> Match | None:
    """Return the group that a new alert joins, if any."""
    now, settings = lane.now, kin.settings
    placed = fact.latitude is not None and fact.longitude is not None
    group = lane.groups.get(key.group)
    since = now - key.last
    if group is not None:
        look_back = kin.family(fact.kind).look_back_s if placed else settings.burst_s
        if since <= (DAY if recurs(settings, key) else look_back * 1000):
            return Match(group.id, words.same_thing(since, group.title))
    if placed:
        return _near(kin, lane, fact)
    return _burst(settings, lane, fact, key, name)


def recurs(settings: TriageSettings, key: Key) -> bool:
    """Return whether an alert came in so many ten-minute spans that it keeps a group of its own."""
    return key.slots >= settings.recurring_slots


def title_of(lane: Lane, alert: str, group: str = "") -> str:
    """Return what an alert is called, or its group where it is forgotten."""
    seen = lane.alerts.get(alert)
    if seen is not None:
        return seen.title
    return lane.groups[group].title if group in lane.groups else alert


def _near(kin: Kin, lane: Lane, fact: AlertFact) -> Match | None:
    assert fact.latitude is not None
    assert fact.longitude is not None
    best: tuple[float, Member] | None = None
    for member in _around(kin, lane, fact.latitude, fact.longitude, kin.reach(fact.kind)):
        limits = kin.limits(fact.kind, member.kind)
        if limits is None or lane.now - member.at > limits[1]:
            continue
        radius = limits[0]
        metres = metres_between(member.latitude, member.longitude, fact.latitude, fact.longitude)
        group = lane.groups.get(member.group)
        if metres > radius or (best is not None and metres >= best[0]) or group is None:
            continue
        if group.latitude is not None and group.longitude is not None:
            far = metres_between(group.latitude, group.longitude, fact.latitude, fact.longitude)
            if far <= WIDEST * radius:
                best = (metres, member)
    if best is None:
        return None
    metres, member = best
    since, title = lane.now - member.at, title_of(lane, member.alert, member.group)
    return Match(member.group, words.near(metres, since, title, member.alert))


def _around(kin: Kin, lane: Lane, latitude: float, longitude: float, reach: float) -> list[Member]:
    """Return what lies in the rectangle that reaches `reach` metres each way and is not too old."""
    north = reach / METRES_A_DEGREE
    east = north / max(0.01, math.cos(math.radians(latitude) + math.radians(north)))
    steps, wide = math.ceil(north / CELL), math.ceil(east / CELL)
    if (2 * steps + 1) * (2 * wide + 1) > len(lane.cells):
        squares = list(lane.cells.values())
    else:
        middle = cell_of(latitude, longitude)
        numbers = (
            middle + row * COLUMNS + column for row in range(-steps, steps + 1) for column in range(-wide, wide + 1)
        )
        squares = [lane.cells[number] for number in numbers if number in lane.cells]
    since = lane.now - kin.longest_ms
    return [
        member
        for held in squares
        for member in held.values()
        if member.at >= since and abs(member.latitude - latitude) <= north and abs(member.longitude - longitude) <= east
    ]


def cell_of(latitude: float, longitude: float) -> int:
    """Return the number of the square that a place is in."""
    return math.floor(latitude / CELL) * COLUMNS + math.floor(longitude / CELL)


def _burst(settings: TriageSettings, lane: Lane, fact: AlertFact, key: Key, name: Name | None) -> Match | None:
    now, gap = lane.now, settings.burst_s * 1000
    if name is not None and name.group in lane.groups and now - name.last <= gap:
        title = title_of(lane, name.alert, name.group)
        return Match(name.group, words.follows("name", now - name.last, title, name.alert))
    if recurs(settings, key):
        return None
    for id in burst_ids(fact):
        burst = lane.bursts.get(id)
        if burst is not None and burst.group in lane.groups and now - burst.last <= gap:
            title = title_of(lane, burst.alert, burst.group)
            return Match(burst.group, words.follows("burst", now - burst.last, title, burst.alert))
    return None


def burst_ids(fact: AlertFact) -> tuple[str, str]:
    """Return the ids of the bursts that an alert without a place can be part of: its source's, its family's."""
    return f"s\x1f{fact.source or fact.subject}", f"f\x1f{fact.kind.split('.')[0]}"


def remember_place(kin: Kin, lane: Lane, group: Group, fact: AlertFact) -> None:
    """Put a placed alert into its square, and into its group if it is the first there that has a place."""
    if fact.latitude is None or fact.longitude is None:
        return
    if group.latitude is None:
        group.latitude, group.longitude = fact.latitude, fact.longitude
    cell = cell_of(fact.latitude, fact.longitude)
    held = lane.cells.get(cell, {})
    if len(held) >= CROWDED:
        held = {id: member for id, member in held.items() if lane.now - member.at <= kin.longest_ms}
    lane.cells[cell] = held
    member = Member(group.id, fact.id, fact.kind, lane.now, fact.latitude, fact.longitude)
    held[f"{group.id}\x1f{fact.kind}"] = member
