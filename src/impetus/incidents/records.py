"""Incidents as the database keeps them."""

from datetime import datetime
from typing import Any

import msgspec

from impetus.alerts.records import Summary
from impetus.incidents.words import EntryKind, Part, Side, Stage, TaskState
from impetus.model.alert import Severity, Where
from impetus.model.text import Text


class Sub(msgspec.Struct, frozen=True, kw_only=True):
    """The sub-incident of one agency; `active` until it is no longer shared with it."""

    agency: str
    incident: str
    name: str
    stage: Stage
    stages: list[dict[str, Any]]
    owner: str | None
    joined_at: datetime
    started_at: datetime
    acknowledged_at: datetime | None
    dispatched_at: datetime | None
    closed_at: datetime | None
    close_reason: str
    active: bool
    version: int


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with the sub-incidents of its agencies. `home` has it; `root` is where it stands after merging."""

    id: str
    home: str
    number: int
    title: str
    severity: Severity
    place: Where
    opened_at: datetime
    opened_by: str | None
    updated_at: datetime
    version: int
    merged_into: str | None
    root: str
    split_from: str | None
    partner: str | None
    remote: str | None
    remote_number: str | None
    subs: list[Sub]

    @property
    def taking_part(self) -> list[Sub]:
        """The sub-incidents that count: those of agencies that still take part."""
        return [sub for sub in self.subs if sub.active]

    @property
    def closed_at(self) -> datetime | None:
        """When the last agency closed its part; None while one has not."""
        times = [sub.closed_at for sub in self.taking_part]
        closed = [time for time in times if time is not None]
        return max(closed) if closed and len(closed) == len(times) else None

    @property
    def whole_version(self) -> int:
        """Counts every change of the incident and of its parts."""
        return self.version + sum(sub.version for sub in self.subs)

    def sub(self, agency: str) -> Sub | None:
        """The sub-incident of an agency."""
        return next((sub for sub in self.subs if sub.agency == agency), None)


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What a guest sees."""

    incident: str
    home: str
    guest: str
    guest_name: str
    parts: list[Part]
    rule: str | None
    reason: str
    by_person: str | None
    at: datetime
    revoked_at: datetime | None


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An alert in an incident, with what other agencies may see of it."""

    agency: str
    home: str
    incident: str
    alert: str
    shown: dict[str, Any]
    added_at: datetime
    added_agency: str
    added_by: str | None

    def summary(self) -> Summary:
        """The alert as the queue shows it, without what its own agency decided on it."""
        unknown: dict[str, Any] = {**dict.fromkeys(Summary.__struct_fields__), "joined": 0}
        return msgspec.convert(unknown | self.shown, Summary)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a timeline; `seq` is the order of writing."""

    id: str
    seq: int
    agency: str
    home: str
    incident: str
    part: Part
    side: Side
    at: datetime
    written_at: datetime
    kind: EntryKind
    text: Text
    person: str | None
    by_name: str | None
    audience: str
    mentions: list[dict[str, str]]
    link: str | None
    system: bool


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do."""

    id: str
    agency: str
    home: str
    incident: str
    text: str
    for_agency: str
    owner: str | None
    state: TaskState
    due_at: datetime | None
    audience: str
    reason: str
    made_at: datetime
    made_by: str | None
    changed_at: datetime
    version: int


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence or an attachment; `path` is relative to the object store."""

    id: str
    agency: str
    home: str
    incident: str
    part: Part
    kind: str
    title: Text
    name: str
    media_type: str
    size: int
    sha256: str
    path: str
    alert: str | None
    content: dict[str, Any] | None
    entry: str | None
    by_person: str | None
    at: datetime
    audience: str
    deleted_at: datetime | None


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody keeps a piece of evidence from deletion."""

    id: str
    agency: str
    evidence: str
    reason: str
    by_person: str | None
    at: datetime


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A merge or a split."""

    id: str
    kind: str
    source: str
    target: str
    reason: str
    detail: dict[str, Any]
    by_person: str | None
    at: datetime
    undone_at: datetime | None


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """Where an incident stands in the list, sorted descending: open (1 or 0), severity's rank, opened (ms), number."""

    open: int
    rank: int
    opened: int
    number: int


class Figures(msgspec.Struct, kw_only=True):
    """Counts of one incident, of what the unit's agency may see."""

    alerts: int = 0
    unread: int = 0
    tasks: dict[str, tuple[int, int]] = {}
    """By agency: open ones, and those done."""


Names = dict[tuple[str, str], tuple[str, str]]
"""(agency, person) to (name, initials), of the people that the unit's agency may see."""
