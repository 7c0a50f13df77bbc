"""What happens at a desk. Queue events concern the work; own events concern whoever sits there.

The desk's view takes queue events and cannot be given own ones. No event names a person.
"""

from collections.abc import Iterator
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from impetus.kit.errors import BadInput
from impetus.tools.workload.task.limits import Severity

At = Annotated[int, Meta(ge=0, le=4_102_444_800_000)]
"""Milliseconds since 1970, UTC, until 2100."""
Item = Annotated[str, Meta(min_length=1, max_length=200)]
Scale = Annotated[float, Meta(ge=0, le=100)]

_HOW: Final = "Each line is one event: see docs/workload.md."


class Arrived(msgspec.Struct, frozen=True, tag_field="event", tag="arrived", forbid_unknown_fields=True):
    """An alert came to the desk's queue."""

    at: At
    item: Item
    severity: Severity


class Closed(msgspec.Struct, frozen=True, tag_field="event", tag="closed", forbid_unknown_fields=True):
    """An item left the queue, by whatever way."""

    at: At
    item: Item


class Feed(msgspec.Struct, frozen=True, tag_field="event", tag="feed", forbid_unknown_fields=True):
    """The way that alerts come by works, or does not. Silence of a dead feed is no quiet."""

    at: At
    works: bool


class Taken(msgspec.Struct, frozen=True, tag_field="event", tag="taken", forbid_unknown_fields=True):
    """The operator turned to an item."""

    at: At
    item: Item


class Shift(msgspec.Struct, frozen=True, tag_field="event", tag="shift", forbid_unknown_fields=True):
    """The operator's shift began or ended."""

    at: At
    begins: bool


class Rest(msgspec.Struct, frozen=True, tag_field="event", tag="break", forbid_unknown_fields=True):
    """The operator's break began or ended."""

    at: At
    begins: bool


class Rated(msgspec.Struct, frozen=True, tag_field="event", tag="rated", forbid_unknown_fields=True):
    """The operator rated the work by NASA-TLX, by free will: its six scales in its order, each 0 to 100."""

    at: At
    scales: tuple[Scale, Scale, Scale, Scale, Scale, Scale]

    def load(self) -> float:
        """Return the raw TLX, the mean of the six (Hart 2006), 0 to 100."""
        return sum(self.scales) / len(self.scales)


QueueEvent = Arrived | Closed | Feed
OwnEvent = Taken | Shift | Rest | Rated
Event = QueueEvent | OwnEvent


def read_events(said: bytes) -> Iterator[Event]:
    """Read events, one JSON object a line. Raise BadInput naming the line and the field."""
    decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
    before = 0
    for number, line in enumerate(said.splitlines(), 1):
        if not line.strip():
            continue
        try:
            event = decoder.decode(line)
        except (msgspec.DecodeError, RecursionError) as error:
            what, _, where = str(error).partition(" - at `$")
            field = where.rstrip("`").lstrip(".") or "event"
            raise BadInput(f"Line {number}, {field}: {what}.", remedy=_HOW, field=field) from error
        if event.at < before:
            raise BadInput(f"Line {number} is earlier than the one before.", remedy="Sort the lines by at.", field="at")
        before = event.at
        yield event
