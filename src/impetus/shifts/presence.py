"""Who is there and who has left: one pure rule that everything else asks."""

from datetime import datetime, timedelta

import msgspec
from pydantic import BaseModel, ConfigDict, Field


class ShiftSettings(BaseModel):
    """When somebody counts as gone, and when what they held goes on."""

    model_config = ConfigDict(extra="forbid")

    away_min: int = Field(
        15,
        ge=1,
        le=480,
        title="Away after",
        description="Minutes without a sign of a person's console until they count as gone.",
    )
    return_after_min: int = Field(
        5,
        ge=0,
        le=240,
        title="Goes on after",
        description="Minutes until what a person who has left held goes to the desk, or back to the queue.",
    )
    overtime_min: int = Field(
        60,
        ge=0,
        le=720,
        title="Overtime",
        description="Minutes after the end of a shift for which somebody who is still at work counts as there.",
    )


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a person: the last sign of a console, whether on duty, until when, when a duty last ended."""

    person: str
    seen_at: datetime | None = None
    on_duty: bool = False
    until: datetime | None = None
    off_since: datetime | None = None


def left_since(known: Presence, settings: ShiftSettings, now: datetime) -> datetime | None:
    """Return since when a person has left, None while they are there.

    Somebody is there who has an open console that gave a sign within `away_min`, has not gone off duty since, and
    whose shift did not end more than `overtime_min` ago. Where nothing tells the time, it is `now`.
    """
    off = known.off_since
    # going off duty is a statement; a console used afterwards is somebody back at work without a shift
    if off is not None and not known.on_duty and (known.seen_at is None or known.seen_at <= off):
        return off
    if known.until is not None and known.on_duty and now - known.until >= timedelta(minutes=settings.overtime_min):
        return known.until
    if known.seen_at is None:
        return min(known.until, now) if known.on_duty and known.until is not None else now
    if now - known.seen_at >= timedelta(minutes=settings.away_min):
        return known.seen_at
    return None


def goes_on(since: datetime, settings: ShiftSettings, now: datetime) -> bool:
    """Whether the time is over that things stay with somebody who has left."""
    return now - since >= timedelta(minutes=settings.return_after_min)
