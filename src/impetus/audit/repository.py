"""Audit entries in the database: read only, here."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import load
from impetus.storage.unit import Unit


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log."""

    id: int
    at: datetime
    actor: str
    what: str
    subject: str
    purpose: str
    address: str
    detail: dict[str, Any]


async def page(
    unit: Unit, *, before: int | None, what: str, actor: str, since: datetime | None, until: datetime | None, limit: int
) -> list[Entry]:
    """The newest entries before the id `before`; `what` matches a word or its beginning (`login`, `alert.`)."""
    rows = await unit.session.execute(
        text(
            "SELECT id, at, actor, what, subject, purpose, address, detail FROM audit_entry"
            " WHERE (CAST(:before AS bigint) IS NULL OR id < :before)"
            " AND (:what = '' OR starts_with(what, :what)) AND (:actor = '' OR actor = :actor)"
            " AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)"
            " AND (CAST(:until AS timestamptz) IS NULL OR at < :until)"
            " ORDER BY id DESC LIMIT :limit"
        ),
        {"before": before, "what": what, "actor": actor, "since": since, "until": until, "limit": limit},
    )
    return [Entry(**{**row, "detail": load(row["detail"])}) for row in rows.mappings()]
