"""The outbox in the database: what was committed and is to be published, in one order for everybody.

`Unit.emit` adds rows; the relay numbers them. A row's `seq` becomes visible in ascending order (numbering holds a
lock until its commit), so that whoever has seen `seq` n has seen everything before it, or finds it by asking for more.
"""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import load
from impetus.storage.unit import Unit

_NUMBERING: Final = 0x0B0C5  # advisory lock: one numbering at a time, whoever believes to be the relay


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `control_subject` and `control` are what goes into the ordered stream, or None."""

    id: int
    seq: int
    agency: str
    topic: str
    control_subject: str | None
    control: bytes | None
    created_at: datetime


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What consoles are told: `seq` is the id of the server-sent event."""

    seq: int
    agency: str
    topic: str
    payload: Any


async def number(unit: Unit, limit: int = 1000) -> int:
    """Give the next rows their `seq`, oldest first; return how many (purpose `platform.relay`)."""
    await unit.session.execute(text(f"SELECT pg_advisory_xact_lock({_NUMBERING})"))
    done = await unit.session.execute(
        text(
            "UPDATE outbox SET seq = numbered.seq FROM (SELECT id, nextval('outbox_seq') AS seq FROM"
            " (SELECT id FROM outbox WHERE seq IS NULL AND published_at IS NULL ORDER BY id LIMIT :limit) waiting)"
            " numbered WHERE outbox.id = numbered.id"
        ),
        {"limit": limit},
    )
    return int(done.rowcount)


async def unpublished(unit: Unit, limit: int = 1000) -> list[Row]:
    """Numbered rows that are not published yet, in order (purpose `platform.relay`)."""
    rows = await unit.session.execute(
        text(
            "SELECT id, seq, agency_id AS agency, topic, control_subject, control, created_at FROM outbox"
            " WHERE published_at IS NULL AND seq IS NOT NULL ORDER BY seq LIMIT :limit"
        ),
        {"limit": limit},
    )
    return [Row(**row) for row in rows.mappings()]


async def waiting(unit: Unit) -> int:
    """How many events of the unit's agency are not published yet."""
    found = await unit.session.execute(
        text("SELECT count(*) FROM outbox WHERE agency_id = :agency AND published_at IS NULL"), {"agency": unit.agency}
    )
    return int(found.scalar_one())


async def mark_published(unit: Unit, ids: list[int], at: datetime) -> None:
    """Remember that rows are published. Losing this in a crash only publishes them again, so no sync is waited for."""
    await unit.session.execute(text("SET LOCAL synchronous_commit = off"))
    await unit.session.execute(
        text("UPDATE outbox SET published_at = :at WHERE id = ANY(:ids)"), {"at": at, "ids": ids}
    )


async def tidy(unit: Unit, before: datetime, limit: int = 10_000) -> int:
    """Delete published rows made before `before`; return how many."""
    done = await unit.session.execute(
        text(
            "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE published_at IS NOT NULL"
            " AND created_at < :before ORDER BY created_at LIMIT :limit)"
        ),
        {"before": before, "limit": limit},
    )
    return int(done.rowcount)


async def after(unit: Unit, seq: int, *, agency: str | None = None, limit: int = 1000) -> list[Event]:
    """Events after `seq` that consoles are told, in order; of one agency, or (purpose `platform.relay`) of all."""
    rows = await unit.session.execute(
        text(
            "SELECT seq, agency_id AS agency, topic, payload FROM outbox WHERE seq > :seq AND topic <> ''"
            " AND (CAST(:agency AS text) IS NULL OR agency_id = :agency) ORDER BY seq LIMIT :limit"
        ),
        {"seq": seq, "agency": agency, "limit": limit},
    )
    return [Event(**{**row, "payload": load(row["payload"])}) for row in rows.mappings()]


async def bounds(unit: Unit) -> tuple[int, int]:
    """The oldest and the newest `seq` kept (0, 0 where there is none); purpose `platform.relay` for all agencies."""
    row = (await unit.session.execute(text("SELECT min(seq) AS oldest, max(seq) AS newest FROM outbox"))).one()
    return int(row.oldest or 0), int(row.newest or 0)
