"""Alerts: what tools tell people, what people say of them."""

from enum import StrEnum
from typing import Any

import msgspec

from impetus.model.evidence import Evidence
from impetus.model.text import Text


class Severity(StrEnum):
    """What an alert would mean if true; separate from how sure the tool is."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return list(Severity).index(self)


class AlertState(StrEnum):
    """How far people have come with an alert."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CLOSED = "closed"


class Word(StrEnum):
    """A person's verdict."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


class RejectReason(StrEnum):
    """Why an alert was rejected; keys 1 to 6 on the console."""

    NORMAL = "normal"
    PLANNED = "planned"
    SENSOR_FAULT = "sensor_fault"
    TOO_SMALL = "too_small"
    WRONG_PLACE = "wrong_place"
    OTHER = "other"


class Where(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The place an alert is about. Degrees WGS 84; `area` a closed ring of (longitude, latitude)."""

    name: str
    latitude: float | None = None
    longitude: float | None = None
    area: list[tuple[float, float]] = []


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One additive part of an explanation: `weight` in units of the score, negative speaks against."""

    text: Text
    weight: float


class AlertDraft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="alert"):
    """What a tool hands to the platform.

    The platform gives it its id from agency, tool, `kind`, `subject` and `window_start`, so a replay
    makes no second alert; a higher `revision` of the same id updates it.

    `subject` is what deviates (a sensor or area id), `window_start` and `window_end` the time it is
    about (ms UTC on the clock `clock`). `title` names the place or thing in few words. `why` says in one
    sentence what deviates and by how much (at most 200 characters). `confidence` is 0 to 1.
    `over` is true once what was alerted has ended.
    """

    kind: str
    subject: str
    window_start: int
    window_end: int
    severity: Severity
    confidence: float
    title: Text
    why: Text
    where: Where
    evidence: list[Evidence]
    parts: list[Part] = []
    sensors: list[str] = []
    revision: int = 0
    over: bool = False
    clock: str = "live"
    signature: str = ""
    attributes: dict[str, Any] = {}
