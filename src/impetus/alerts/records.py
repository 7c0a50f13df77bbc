"""An alert as the database keeps it."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from impetus.alerts.triage.facts import Reason
from impetus.model.alert import AlertState, Part, Severity, Where
from impetus.model.text import Text


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict in force: `by` is a person's id."""

    id: str
    word: str
    reason: str
    note: str
    by: str
    at: datetime


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What the queue shows of an alert. `version` counts every change, `revision` only the tool's.

    `shown` is what triage decided, None while it has not; `held` says which rule holds it back. `group` is what it
    belongs to, and `joined` how many of that group stand under it.
    """

    id: str
    number: int
    tool: str
    tool_version: str
    kind: str
    subject: str
    clock: str
    window_start: datetime
    window_end: datetime
    severity: Severity
    confidence: float
    state: AlertState
    title: Text
    why: Text
    place: Where
    signature: str
    over: bool
    revision: int
    version: int
    owner: str | None
    acknowledged_at: datetime | None
    created_at: datetime
    updated_at: datetime
    sensors: list[str]
    verdict: Given | None
    group: str | None
    shown: bool | None
    joined: int
    held: Reason | None
    joined_reason: Reason | None
    raised_reason: Reason | None


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """What judging needs besides: explanation and evidence, as the tool gave them."""

    evidence: list[dict[str, Any]]
    parts: list[Part]
    attributes: dict[str, Any]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an alert's history. `detail["before"]` holds what undoing restores."""

    id: int
    at: datetime
    person: str | None
    what: str
    detail: dict[str, Any]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """How often alerts of a tool and kind turned out real: `real` of `judged`."""

    real: int
    judged: int


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts a list shows; empty means any."""

    states: tuple[AlertState, ...] = ()
    severities: tuple[Severity, ...] = ()
    kind: str = ""
    tool: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    shown: Literal["shown", "held", "all"] = "all"
    group: str = ""
    rule: str = ""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """Where an alert stands in the queue: undecided (1 or 0), severity's rank, number; sorted descending."""

    undecided: int
    rank: int
    number: int
