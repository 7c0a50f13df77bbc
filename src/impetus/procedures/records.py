"""Procedures as the database keeps them."""

from datetime import datetime
from typing import Any

import msgspec


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version. `content` is a published procedure, or a draft that may be unfinished."""

    procedure: str
    version: int
    state: str
    content: dict[str, Any]
    edits: int
    changed_at: datetime
    changed_by: str | None
    note: str
    origin: str = ""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A procedure in the list: its newest versions by state, and how often it was run."""

    id: str
    origin: str
    published: Version | None
    draft: Version | None
    newest: Version
    versions: int
    runs: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run; it stays on the version it began with."""

    id: str
    procedure: str
    version: int
    alert: str | None
    incident: str | None
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    state: str
    content: dict[str, Any]
