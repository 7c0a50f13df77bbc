"""Alerts that somebody has in hand, in the database."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.model.text import Text
from impetus.storage.jsonb import load
from impetus.storage.unit import Unit


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """An open alert with an owner; `acknowledged_at` is when it was taken in hand."""

    id: str
    number: int
    kind: str
    severity: str
    state: str
    title: Text
    why: Text
    over: bool
    owner: str
    acknowledged_at: datetime | None
    created_at: datetime


async def owned(unit: Unit, owner: str | None = None) -> list[Owned]:
    """Open alerts of the unit's agency that have an owner, or this one; the most severe first."""
    rows = await unit.session.execute(
        text(
            "SELECT id, number, kind, severity, state, title, why, over, owner, acknowledged_at, created_at FROM alert"
            " WHERE owner IS NOT NULL AND state IN ('acknowledged', 'confirmed') AND shown IS NOT FALSE"
            " AND (CAST(:owner AS text) IS NULL OR owner = :owner) ORDER BY severity_rank DESC, number DESC"
        ),
        {"owner": owner},
    )
    return [
        Owned(**{**row, "title": load(row["title"], Text), "why": load(row["why"], Text)}) for row in rows.mappings()
    ]
