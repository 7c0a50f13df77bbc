"""What shifts keep: desks, roster, duty, handovers and notes."""

from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from impetus.model.text import Text

ItemKind = Literal["alert", "incident", "task", "note", "silence", "sensor", "source", "run"]
PASSED: Final = ("alert", "incident", "task", "note")
"""Kinds of item that have an owner, who changes at a handover; the others are made known."""


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """A desk owns the alerts whose kind begins with one of `kinds`; without any, all that no other owns."""

    id: str
    name: str
    kinds: list[str]


class Somebody(msgspec.Struct, frozen=True, kw_only=True):
    """A person as shifts show them."""

    id: str
    login: str
    name: str
    initials: str
    role: str


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the roster."""

    id: str
    desk: str
    person: str
    starts_at: datetime
    ends_at: datetime
    origin: str


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a desk; `until` is the end of the shift, as planned."""

    id: str
    desk: str
    person: str
    since: datetime
    until: datetime | None


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """A desk passed from one person to another."""

    id: str
    desk: str
    leaver: str
    taker: str
    started_at: datetime
    ended_at: datetime | None
    state: str
    note: str
    masked: bool = False


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something open that the next shift has to know of; `owner` is None where nobody has it.

    `since` is a time of `clock`, which is the wall's for all that people do.
    """

    kind: ItemKind
    subject: str
    title: Text
    line: Text = Text(en="")
    severity: str = ""
    owner: str | None = None
    due_at: datetime | None = None
    since: datetime | None = None
    address: str = ""
    clock: str = "live"
    done: str = "open"
    note: str = ""
    at: datetime | None = None


class ShiftNote(msgspec.Struct, frozen=True, kw_only=True):
    """What one shift tells the next; with `due_at` it is a promise."""

    id: str
    desk: str
    text: str
    due_at: datetime | None
    author: str
    owner: str | None
    made_at: datetime
    masked: bool = False


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """A thing whose owner has left, and since when."""

    kind: str
    subject: str
    owner: str
    since: datetime


Values = dict[str, Any]
