"""From a feed to readings of lines and stops: delay, headway and vehicles in service.

A line's delay is the median over its trips of the delay at the next stop; its headway the median over its stops of the
time between the next two vehicles of one direction. Both in minutes. Times that cannot be are refused.
"""

from collections import defaultdict
from statistics import median
from typing import Final

from impetus.contracts.format import Readings, Refusal
from impetus.formats.gtfs_realtime import Feed, StopTime, Trip
from impetus.model.sensor import Sensor, SensorKind

LONGEST_MIN: Final = 360.0
"""A delay or headway beyond six hours is a fault of the feed."""
_SOON_S: Final = 3600
"""Stops are asked what comes within an hour."""
_SEEN_S: Final = 900
"""A vehicle that was last seen longer ago is not in service."""
_MOST_VEHICLES: Final = 100_000.0

UNITS: Final = {"delay": "min", "headway": "min", "vehicles_in_service": ""}


class Lines:
    """Makes readings of feeds; `stops` are asked besides the lines, `most` sensors at most are made."""

    def __init__(self, prefix: str, words: tuple[str, str], stops: frozenset[str], interval_s: int, most: int) -> None:
        self.prefix, self.words, self.stops = prefix, words, stops
        self.interval_s, self.most = interval_s, most
        self.sensors: dict[str, Sensor] = {}

    def readings(self, feed: Feed, time: int) -> tuple[Readings, list[Sensor]]:
        """Return what a feed of `time` (ms UTC) tells, and the sensors that it names for the first time."""
        found: dict[tuple[str, str, str], float] = {}
        result = Readings(refusals=list(feed.refusals))
        now = time // 1000
        delays: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        arrivals: defaultdict[tuple[str, int, str], list[int]] = defaultdict(list)
        impossible = 0
        for trip in feed.trips:
            if trip.canceled:
                continue
            next_delay = _delay(trip, now)
            if next_delay is not None and abs(next_delay) > 60 * LONGEST_MIN:
                impossible += 1
                continue
            if trip.route and next_delay is not None:
                delays["line", trip.route].append(next_delay / 60.0)
            for stop in trip.stops:
                if stop.time is None or not now <= stop.time <= now + 60 * LONGEST_MIN:
                    continue
                if trip.route and stop.stop:
                    arrivals[trip.route, trip.direction, stop.stop].append(stop.time)
                if stop.stop in self.stops and stop.delay is not None and stop.time <= now + _SOON_S:
                    delays["stop", stop.stop].append(stop.delay / 60.0)
        for (what, name), values in delays.items():
            if abs(median(values)) <= LONGEST_MIN:
                found[what, name, "delay"] = median(values)
        gaps: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        for (route, _, at), times in arrivals.items():
            first, second = [*sorted(set(times)), 0, 0][:2]
            if second:
                gaps["line", route].append((second - first) / 60.0)
                if at in self.stops:
                    gaps["stop", at].append((second - first) / 60.0)
        found |= {(what, name, "headway"): median(values) for (what, name), values in gaps.items()}
        seen = {(one.route, one.id) for one in feed.vehicles if one.route and now - one.time <= _SEEN_S}
        for route in sorted({route for route, _ in seen}):
            found["line", route, "vehicles_in_service"] = float(sum(1 for other, _ in seen if other == route))
        if impossible:
            result.refusals.append(
                Refusal(
                    reason="impossible_delay",
                    field="delay",
                    problem="trips are told to be more than six hours early or late",
                    remedy="Check the clock and the day of the feed.",
                    count=impossible,
                )
            )
        return result, self._add(result, found, time)

    def _add(self, result: Readings, found: dict[tuple[str, str, str], float], time: int) -> list[Sensor]:
        new, beyond = [], 0
        for (what, name, quantity), value in found.items():
            id = f"{self.prefix}/{what}/{name}/{quantity}"
            if id not in self.sensors:
                if len(self.sensors) >= self.most:
                    beyond += 1
                    continue
                self.sensors[id] = self._sensor(id, what, name, quantity)
                new.append(self.sensors[id])
            result.sensors.append(id)
            result.times.append(time)
            result.values.append(value)
            result.units.append(UNITS[quantity])
        if beyond:
            result.refusals.append(
                Refusal(
                    reason="too_many_sensors",
                    field="route_id",
                    problem=f"the feed names more than {self.most} lines and stops",
                    remedy="Raise the number in the settings, or ask for a feed of fewer lines.",
                    count=beyond,
                )
            )
        return new

    def _sensor(self, id: str, what: str, name: str, quantity: str) -> Sensor:
        counted = quantity == "vehicles_in_service"
        return Sensor(
            id=id,
            name=f"{self.words[what == 'stop']} {name}".strip(),
            kind=SensorKind.TRAFFIC,
            source="",
            unit=UNITS[quantity],
            quantity=quantity,
            interval_s=self.interval_s,
            minimum=-LONGEST_MIN if quantity == "delay" else 0.0,
            maximum=_MOST_VEHICLES if counted else LONGEST_MIN,
        )


def _delay(trip: Trip, now: int) -> int | None:
    """Return the delay (s) at the next stop that tells one, else the trip's own, else the last one told."""
    told: list[StopTime] = [stop for stop in trip.stops if stop.delay is not None]
    coming = next((stop for stop in told if stop.time is None or stop.time >= now), None)
    if coming is not None:
        return coming.delay
    return trip.delay if trip.delay is not None or not told else told[-1].delay
