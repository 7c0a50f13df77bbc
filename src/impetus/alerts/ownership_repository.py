"""Alerts that somebody has in hand, or that nobody has any more, in the database."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.model.text import Text
from impetus.storage.jsonb import load
from impetus.storage.unit import Unit


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """An open alert that was taken in hand at `acknowledged_at`; `owner` is None where nobody has it any more."""

    id: str
    number: int
    kind: str
    severity: str
    state: str
    title: Text
    why: Text
    over: bool
    owner: str | None
    acknowledged_at: datetime | None
    created_at: datetime


async def owned(unit: Unit, owner: str | None = None) -> list[Owned]:
    """Alerts of the unit's agency taken in hand and not closed, or those of one owner; the most severe first."""
    rows = await unit.session.execute(
        text(
            "SELECT id, number, kind, severity, state, title, why, over, owner, acknowledged_at, created_at FROM alert"
            " WHERE state IN ('acknowledged', 'confirmed') AND shown IS NOT FALSE"
            " AND (CAST(:owner AS text) IS NULL OR owner = :owner) ORDER BY severity_rank DESC, number DESC"
        ),
        {"owner": owner},
    )
    return [
        Owned(**{**row, "title": load(row["title"], Text), "why": load(row["why"], Text)}) for row in rows.mappings()
    ]
