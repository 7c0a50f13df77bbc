"""A person's request as the program has it."""

from datetime import datetime
from typing import Any

import msgspec

from impetus.contracts.personal import Given, Identifier

CATEGORY = "subject_request"
"""The category of the keys that requests are sealed with; one key a request."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, how to reach them, what they say, and what they gave to be found by. Sealed."""

    name: str
    contact: str
    text: str = ""
    identifiers: list[Identifier] = []
    since: datetime | None = None
    until: datetime | None = None
    place: str = ""

    def given(self) -> Given:
        """What the search looks for."""
        return Given(identifiers=tuple(self.identifiers), since=self.since, until=self.until, place=self.place)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request, without who asks."""

    id: str
    number: int
    kind: str
    state: str
    received_at: datetime
    received_by: str
    way: str
    locale: str
    time_zone: str
    due_at: datetime
    extended_at: datetime | None
    extension_reason: str
    identity: str
    identity_at: datetime | None
    searched_at: datetime | None
    outcome: str
    outcome_reason: str
    closed_at: datetime | None
    sealed: bytes
    key_id: str
    version: int


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done about a request."""

    at: datetime
    person: str
    what: str
    detail: dict[str, Any]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What was done about one thing that is held of the person."""

    domain: str
    kind: str
    item: str
    done: str
    reason: str
    person: str
    at: datetime
    lifted_at: datetime | None
