"""A breach as the program has it."""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

CLOCK: Final = timedelta(hours=72)
"""From when the controller became aware: the authority is told within (GDPR Article 33(1))."""

FACTS: Final = ("nature", "categories", "persons", "records", "effects", "measures", "contact")
"""What a notice to the authority says at least (Article 33(3)), in this order. `persons` and `records` are counts."""


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """One breach. `facts` holds what of `FACTS` is known."""

    id: str
    number: int
    state: str
    title: str
    aware_at: datetime
    happened_from: datetime | None
    happened_until: datetime | None
    facts: dict[str, Any]
    risk: str
    tell_authority: bool | None
    authority_reason: str
    authority_told_at: datetime | None
    authority_reference: str
    tell_persons: bool | None
    persons_reason: str
    persons_told_at: datetime | None
    persons_how: str
    late_reason: str
    made_at: datetime
    made_by: str
    closed_at: datetime | None
    version: int

    @property
    def due_at(self) -> datetime:
        """By when the authority is told."""
        return self.aware_at + CLOCK

    def missing(self) -> list[str]:
        """What a notice to the authority still lacks."""
        return [name for name in FACTS if self.facts.get(name) in (None, "", [])]


class BreachEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done about a breach."""

    at: datetime
    person: str
    what: str
    detail: dict[str, Any]
