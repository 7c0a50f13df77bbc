"""What belongs together: near in place and time, the same thing, the same burst."""

import math
from typing import NamedTuple

from impetus.alerts.triage import words
from impetus.alerts.triage.facts import AlertFact, Reason
from impetus.alerts.triage.settings import Family, TriageSettings, under
from impetus.alerts.triage.state import DAY, Group, Key, Lane, Member, Name

CELL = 0.02
"""Degrees: the side of the squares by which groups with a place are found."""
MEMBERS = 12
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
        self.reach = max((family.radius_m for family in settings.families), default=0.0)
        self._families: dict[str, Family] = {}
        self._pairs: dict[tuple[str, str], tuple[float, int] | None] = {}

    def family(self, kind: str) -> Family:
        """Return the family of `kind`."""
        if kind not in self._families:
            self._families[kind] = self.settings.family(kind)
        return self._families[kind]

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
    best: tuple[float, str, Member] | None = None
    for id in _around(kin, lane, fact):
        group = lane.groups.get(id)
        if group is None or not group.members:
            continue
        first = group.members[0]
        for member in reversed(group.members):
            limits = kin.limits(fact.kind, member.kind)
            if limits is None:
                continue
            radius, look_back = limits
            if lane.now - member.at > look_back:
                continue
            metres = metres_between(member.latitude, member.longitude, fact.latitude, fact.longitude)
            if metres > radius or (best is not None and metres >= best[0]):
                continue
            if metres_between(first.latitude, first.longitude, fact.latitude, fact.longitude) <= WIDEST * radius:
                best = (metres, id, member)
    if best is None:
        return None
    metres, id, member = best
    return Match(id, words.near(metres, lane.now - member.at, lane.groups[id].title, member.alert))


def _around(kin: Kin, lane: Lane, fact: AlertFact) -> list[str]:
    """Return the groups whose latest places can be within the largest radius that matters."""
    assert fact.latitude is not None
    assert fact.longitude is not None
    reach = max(kin.reach, kin.family(fact.kind).radius_m)
    steps = math.ceil(reach / 111_000 / CELL)
    wide = math.ceil(reach / (111_000 * max(0.05, math.cos(math.radians(fact.latitude)))) / CELL)
    row, column = math.floor(fact.latitude / CELL), math.floor(fact.longitude / CELL)
    if (2 * steps + 1) * (2 * wide + 1) > len(lane.cells):
        keys = list(lane.cells)
    else:
        keys = [
            f"{r}:{c}" for r in range(row - steps, row + steps + 1) for c in range(column - wide, column + wide + 1)
        ]
    found: dict[str, None] = {}
    for cell in keys:
        for id in lane.cells.get(cell, ()):
            found[id] = None
    return list(found)


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


def remember_place(lane: Lane, group: Group, fact: AlertFact) -> None:
    """Add a placed alert to its group, and the group to its square."""
    if fact.latitude is None or fact.longitude is None:
        return
    group.members.append(Member(fact.id, fact.kind, lane.now, fact.latitude, fact.longitude))
    if len(group.members) > MEMBERS:
        del group.members[1]
    cell = f"{math.floor(fact.latitude / CELL)}:{math.floor(fact.longitude / CELL)}"
    held = lane.cells.setdefault(cell, [])
    if group.id not in held:
        held.append(group.id)
