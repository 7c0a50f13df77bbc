"""Rules of notification: what they are about, who is told in which steps, quiet hours. Pure, no clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from impetus.kit.fields import Line, Slug
from impetus.model.alert import Severity

About = Literal["alert", "incident"]
ReceiverKind = Literal["everybody", "person", "role", "desk", "on_call", "address"]
_DAY_S = 86_400


class NotifyReceiver(BaseModel):
    """Who is told: a person, a role, the people on duty, who is on call, an address; `everybody` is the channel's own.

    `id` is a person's id, a role, or the address; empty otherwise.
    """

    model_config = ConfigDict(extra="forbid")

    kind: ReceiverKind
    id: Line = ""

    @model_validator(mode="after")
    def _named(self) -> "NotifyReceiver":
        if (self.kind in ("person", "role", "address")) != bool(self.id):
            raise ValueError("id must name the person, the role or the address, and be empty otherwise")
        return self


class NotifyStep(BaseModel):
    """One step: after so many seconds without anybody acknowledging, over which channel, to whom."""

    model_config = ConfigDict(extra="forbid")

    after_s: int = Field(0, ge=0, le=_DAY_S)
    channel: Slug
    to: list[NotifyReceiver] = Field(default_factory=list, max_length=20)


NotifySteps = Annotated[list[NotifyStep], Field(min_length=1, max_length=8)]


def _alerts() -> list[About]:
    return ["alert"]


class NotifyConditions(BaseModel):
    """What a rule is about. Empty lists mean any; kinds match whole words from the left (`crowd` is `crowd.surge`).

    `area` is a ring of (longitude, latitude).
    """

    model_config = ConfigDict(extra="forbid")

    about: list[About] = Field(default_factory=_alerts, min_length=1, max_length=2)
    minimum: Severity = Severity.HIGH
    kinds: list[Slug] = Field(default_factory=list, max_length=50)
    tools: list[Slug] = Field(default_factory=list, max_length=50)
    area: list[tuple[float, float]] = Field(default_factory=list, max_length=200)
    shown_only: bool = True

    @field_validator("area")
    @classmethod
    def _ring(cls, value: list[tuple[float, float]]) -> list[tuple[float, float]]:
        if value and len(value) < 3:
            raise ValueError("needs three points at least")
        if any(not (abs(longitude) <= 180 and abs(latitude) <= 90) for longitude, latitude in value):
            raise ValueError("lies outside the earth")
        return value


class QuietHours(BaseModel):
    """Quiet hours of a channel, local time of day; empty means none. Critical messages pass always."""

    model_config = ConfigDict(extra="forbid")

    start: str = Field("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")
    end: str = Field("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")
    zone: str = Field("UTC", max_length=64)

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise ValueError("is no time zone; write one such as Europe/Helsinki") from None
        return value

    @model_validator(mode="after")
    def _both(self) -> "QuietHours":
        if bool(self.start) != bool(self.end):
            raise ValueError("needs a beginning and an end")
        return self


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule looks at. `open` while nobody acknowledged."""

    about: About
    id: str
    severity: Severity
    kind: str
    tool: str
    shown: bool
    open: bool
    latitude: float | None = None
    longitude: float | None = None


def matches(wanted: NotifyConditions, fact: Fact) -> bool:
    """Whether a rule is about something. Kinds and tools are of alerts only; without a place no area matches."""
    if fact.about not in wanted.about or fact.severity.rank < wanted.minimum.rank:
        return False
    if fact.about == "alert":
        if wanted.shown_only and not fact.shown:
            return False
        if wanted.kinds and not any(fact.kind == kind or fact.kind.startswith(f"{kind}.") for kind in wanted.kinds):
            return False
        if wanted.tools and fact.tool not in wanted.tools:
            return False
    if wanted.area:
        if fact.latitude is None or fact.longitude is None:
            return False
        return inside(wanted.area, fact.longitude, fact.latitude)
    return True


def inside(ring: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a point lies in a ring (even-odd rule; degrees are taken as a plane, which does for a city)."""
    found = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found


def quiet_until(quiet: QuietHours, severity: Severity, at: datetime) -> datetime | None:
    """Until when a message waits because of quiet hours; None where it goes at once. Critical never waits."""
    if severity is Severity.CRITICAL or not quiet.start or quiet.start == quiet.end:
        return None
    local = at.astimezone(ZoneInfo(quiet.zone))
    now = local.strftime("%H:%M")
    over_midnight = quiet.start > quiet.end
    during = (now >= quiet.start or now < quiet.end) if over_midnight else quiet.start <= now < quiet.end
    if not during:
        return None
    hour, minute = (int(part) for part in quiet.end.split(":"))
    end = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if end <= local:
        end = (local + timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return end.astimezone(at.tzinfo)
