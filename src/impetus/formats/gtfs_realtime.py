"""GTFS-Realtime: trip updates and vehicle positions of public transport, read from protobuf.

Source: gtfs.org, "GTFS Realtime Reference" 2.0 (gtfs-realtime.proto); the numbers below are its field numbers. What is
not needed (service alerts, occupancy, shapes) is passed over. A damaged entity is refused, the others are taken.
"""

from math import isfinite
from typing import Final

import msgspec

from impetus.contracts.format import Refusal
from impetus.formats.protowire import WireProblem, fields, message, signed, single, text, whole

MOST_ENTITIES: Final = 100_000
_LONGEST_ID: Final = 120
_SHOWN: Final = 100
_CANCELED: Final = frozenset({3, 7})
"""Schedule relationships of a trip that does not run: CANCELED, DELETED."""
_UNKNOWN: Final = frozenset({1, 2})
"""Schedule relationships of a stop without a time: SKIPPED, NO_DATA."""


class StopTime(msgspec.Struct, frozen=True):
    """A coming stop of a trip: predicted time (s since 1970) and delay (s, early is negative), where told."""

    stop: str
    time: int | None
    delay: int | None


class Trip(msgspec.Struct, frozen=True):
    """One trip as it runs now. `delay` is that of the trip as a whole, where told."""

    route: str
    direction: int
    trip: str
    delay: int | None
    stops: list[StopTime]
    canceled: bool = False


class Vehicle(msgspec.Struct, frozen=True):
    """Where a vehicle of a line was seen, WGS 84, and when (s since 1970; 0 where not told)."""

    id: str
    route: str
    latitude: float
    longitude: float
    time: int


class Feed(msgspec.Struct):
    """One message: when it was made (s since 1970; 0 where not told), what is in it, and what could not be taken."""

    time: int = 0
    differential: bool = False
    trips: list[Trip] = msgspec.field(default_factory=list)
    vehicles: list[Vehicle] = msgspec.field(default_factory=list)
    refusals: list[Refusal] = msgspec.field(default_factory=list)


def read_feed(payload: bytes) -> Feed:
    """Read one message. Never raises for bad content: what is wrong becomes a refusal."""
    feed = Feed()
    headers = entities = damaged = 0
    try:
        for number, value in fields(memoryview(payload)):
            if number == 1:
                headers += 1
                _header(feed, message(value))
            elif number == 2:
                entities += 1
                if entities > MOST_ENTITIES:
                    continue
                try:
                    _entity(feed, message(value))
                except WireProblem as problem:
                    damaged += 1
                    if damaged <= _SHOWN:
                        feed.refusals.append(_refused(f"entity {entities - 1}: {problem}", entities - 1))
    except WireProblem as problem:
        # What was read before the fault may be of anything at all.
        return Feed(refusals=[_refused(f"the message is no GTFS-Realtime: {problem}", 0)])
    if not headers:
        return Feed(refusals=[_refused("the message has no header", 0)])
    if damaged > _SHOWN:
        feed.refusals.append(_refused("further entities are damaged", _SHOWN, damaged - _SHOWN))
    if entities > MOST_ENTITIES:
        feed.refusals.append(
            Refusal(
                reason="too_large",
                field="entity",
                problem=f"the message has more than {MOST_ENTITIES} entities",
                remedy="Ask for a feed of fewer lines.",
                position=MOST_ENTITIES,
                count=entities - MOST_ENTITIES,
            )
        )
    return feed


def _refused(problem: str, position: int, count: int = 1) -> Refusal:
    return Refusal(
        reason="not_gtfs_realtime",
        field="entity",
        problem=problem,
        remedy="Give the address of a GTFS-Realtime feed in protobuf: trip updates or vehicle positions.",
        position=position,
        count=count,
    )


def _header(feed: Feed, data: memoryview) -> None:
    version = ""
    for number, value in fields(data):
        if number == 1:
            version = text(value)
        elif number == 2:
            feed.differential = whole(value) == 1
        elif number == 3:
            feed.time = whole(value)
    if version.partition(".")[0] not in {"1", "2"}:
        raise WireProblem("the header has no version 1 or 2")


def _entity(feed: Feed, data: memoryview) -> None:
    deleted, trips, vehicles = False, [], []
    for number, value in fields(data):
        if number == 2:
            deleted = bool(whole(value))
        elif number == 3:
            trips.append(_trip(message(value)))
        elif number == 4:
            vehicles.append(_vehicle(message(value)))
    if not deleted:
        feed.trips += trips
        feed.vehicles += [one for one in vehicles if one is not None]


def _id(value: int | memoryview) -> str:
    found = text(value).strip()
    if len(found) > _LONGEST_ID or not found.isprintable() or "\ufffd" in found:
        raise WireProblem("an id is too long or has unreadable characters")
    return found


def _descriptor(data: memoryview) -> tuple[str, str, int, bool]:
    """Return (trip, route, direction, whether it is canceled)."""
    trip, route, direction, canceled = "", "", 0, False
    for number, value in fields(data):
        if number == 1:
            trip = _id(value)
        elif number == 4:
            canceled = whole(value) in _CANCELED
        elif number == 5:
            route = _id(value)
        elif number == 6:
            direction = whole(value)
    return trip, route, direction, canceled


def _trip(data: memoryview) -> Trip:
    trip, route, direction, canceled, delay = "", "", 0, False, None
    stops: list[StopTime] = []
    for number, value in fields(data):
        if number == 1:
            trip, route, direction, canceled = _descriptor(message(value))
        elif number == 2:
            stop = _stop(message(value))
            if stop is not None:
                stops.append(stop)
        elif number == 5:
            delay = signed(value)
    return Trip(route, direction, trip, delay, stops, canceled)


def _stop(data: memoryview) -> StopTime | None:
    stop, unknown = "", False
    arrival: tuple[int | None, int | None] = (None, None)
    departure = arrival
    for number, value in fields(data):
        if number == 2:
            arrival = _event(message(value))
        elif number == 3:
            departure = _event(message(value))
        elif number == 4:
            stop = _id(value)
        elif number == 5:
            unknown = whole(value) in _UNKNOWN
    if unknown:
        return None
    delay, time = (first if first is not None else other for first, other in zip(arrival, departure, strict=True))
    return StopTime(stop, time, delay)


def _event(data: memoryview) -> tuple[int | None, int | None]:
    """Return (delay, time) of an arrival or departure."""
    delay = time = None
    for number, value in fields(data):
        if number == 1:
            delay = signed(value)
        elif number == 2:
            time = signed(value)
    return delay, time


def _vehicle(data: memoryview) -> Vehicle | None:
    id, route, canceled, time = "", "", False, 0
    place: tuple[float, float] | None = None
    for number, value in fields(data):
        if number == 1:
            trip, route, _, canceled = _descriptor(message(value))
            id = id or trip
        elif number == 2:
            place = _position(message(value))
        elif number == 5:
            time = whole(value)
        elif number == 8:
            id = next((_id(name) for part, name in fields(message(value)) if part == 1), "") or id
    if canceled or place is None:
        return None
    return Vehicle(id, route, *place, time)


def _position(data: memoryview) -> tuple[float, float]:
    found = {number: single(value) for number, value in fields(data) if number in (1, 2)}
    latitude, longitude = found.get(1, float("nan")), found.get(2, float("nan"))
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise WireProblem("a position is not on the earth")
    return latitude, longitude
