"""Where and when planned events widen what is to be expected, and which known patterns hold."""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from impetus.tools.anomaly.arrays import F32, Bool
from impetus.tools.anomaly.feedback import floor_of
from impetus.tools.anomaly.known import Known
from impetus.tools.anomaly.planned import Planned, moment
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.slots import Week, WeekPlace

_METRE: Final = math.pi / 180.0 * 6_371_008.8
_ONE: Final = np.float32(1.0)


class Eased(NamedTuple):
    """One slot under planned events: by how much each sensor's expected range is wider, shape (n,), and by which."""

    factor: F32
    which: list[tuple[Bool, str]]

    def name(self, place: int) -> str:
        """The planned event that applies at `place`, or ""."""
        return next((name for here, name in self.which if here[place]), "")


class _Plan(NamedTuple):
    event: Planned
    start: int
    end: int


class Plans:
    """The planned events that people have entered. Which sensors each concerns is worked out once."""

    def __init__(self, events: Iterable[Planned] = (), week: Week | None = None) -> None:
        zone = (week or Week("UTC")).zone
        self._plans = [
            _Plan(
                event,
                moment(event.starts, zone) - event.before_min * 60_000,
                moment(event.ends, zone) + event.after_min * 60_000,
            )
            for event in events
        ]
        self._of: object = None
        self._here: dict[int, Bool] = {}

    def at(self, start: int, end: int, roster: Roster) -> Eased | None:
        """Return what is widened in the slot from `start` to `end` (ms UTC); None where nothing is planned."""
        now = [number for number, plan in enumerate(self._plans) if plan.start < end and plan.end > start]
        if not now:
            return None
        if self._of is not roster.codes:  # the roster was built anew
            self._of, self._here = roster.codes, {}
        factor = np.ones(len(roster.sensors), dtype=np.float32)
        which = []
        for number in now:
            event = self._plans[number].event
            if number not in self._here:
                self._here[number] = _concerned(event, roster)
            here = self._here[number]
            if here.any():
                factor = np.where(here, np.maximum(factor, np.float32(event.widening)), factor)
                which.append((here, event.name))
        return Eased(factor, which) if which else None


def _concerned(event: Planned, roster: Roster) -> Bool:
    sensors = roster.sensors
    if event.latitude is not None and event.longitude is not None:
        latitude = np.array([np.nan if one.latitude is None else one.latitude for one in sensors])
        longitude = np.array([np.nan if one.longitude is None else one.longitude for one in sensors])
        east = (longitude - event.longitude) * _METRE * math.cos(math.radians(event.latitude))
        near: Bool = np.hypot(east, (latitude - event.latitude) * _METRE) <= event.radius_m
        return near
    if not event.area.strip():
        return np.ones(len(sensors), dtype=np.bool_)
    # A calendar writes "Olympic stadium, Main street 1": the first part is the place's name.
    names = {event.area.strip().casefold(), event.area.split(",")[0].strip().casefold()}
    return np.array([one.area.strip().casefold() in names for one in sensors], dtype=np.bool_)


class Patterns:
    """The known patterns that people have entered."""

    def __init__(self, rules: Iterable[Known] = (), week: Week | None = None) -> None:
        zone = (week or Week("UTC")).zone
        self._rules = [(rule, rule.over_at(zone), rule.area.strip().casefold()) for rule in rules]
        self._of: object = None
        self._here: dict[int, Bool] = {}

    def explained(self, roster: Roster, time: int, place: WeekPlace) -> Bool | None:
        """Return the sensors at which any pattern holds at `time` (ms UTC), shape (n,); None where none does."""
        result: Bool | None = None
        for number, (rule, end, area) in enumerate(self._rules):
            if time >= end or not rule.holds(place.weekday, place.hour):
                continue
            if self._of is not roster.codes:  # the roster was built anew
                self._of, self._here = roster.codes, {}
            if number not in self._here:
                self._here[number] = np.array(
                    [
                        one.id == rule.sensor or bool(area and one.area.strip().casefold() == area)
                        for one in roster.sensors
                    ],
                    dtype=np.bool_,
                )
            result = self._here[number] if result is None else result | self._here[number]
        return result

    def holds(self, kind: str, lead: int, roster: Roster, time: int, place: WeekPlace) -> str:
        """Return the reason of the pattern that a deviation at `time` (ms UTC) is, or "" where it is none."""
        sensor = roster.sensors[lead]
        for rule, end, area in self._rules:
            here = sensor.id == rule.sensor or (area and sensor.area.strip().casefold() == area)
            if here and rule.kind == kind and time < end and rule.holds(place.weekday, place.hour):
                return rule.reason
        return ""

    def weight(self, weight: float, kind: str, reason: str) -> float:
        """Return what a deviation weighs: a known one no more than the floor of its kind, never less."""
        return min(weight, floor_of(kind)) if reason else weight
