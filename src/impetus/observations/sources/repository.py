"""Sources, their tokens and what became of their readings, in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, text

from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A configured source. Secrets in `settings` are sealed. Counts are readings since it was made."""

    agency: str
    id: str
    name: str
    type: str
    settings: dict[str, Any]
    mapping: dict[str, Any]
    enabled: bool
    clock: str
    state: HealthState
    reason: Text
    since: datetime | None
    created_at: datetime
    changed_at: datetime
    changed_by: str
    accepted: int = 0
    late: int = 0
    repeated: int = 0
    refused: int = 0
    last_at: datetime | None = None
    token_hint: str | None = None


class RefusedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A refused reading that was kept, or the last of `count` like ones."""

    id: int
    at: datetime
    reason: str
    field: str
    problem: str
    remedy: str
    position: int
    sample: str
    count: int


_SELECT: Final = (
    "SELECT s.agency_id AS agency, s.id, s.name, s.type, s.settings, s.mapping, s.enabled, s.clock, s.state, s.reason,"
    " s.since, s.created_at, s.changed_at, s.changed_by, coalesce(c.accepted, 0) AS accepted,"
    " coalesce(c.late, 0) AS late, coalesce(c.repeated, 0) AS repeated, coalesce(c.refused, 0) AS refused, c.last_at,"
    " (SELECT t.hint FROM source_token t WHERE t.agency_id = s.agency_id AND t.source = s.id"
    "  AND t.revoked_at IS NULL ORDER BY t.created_at DESC LIMIT 1) AS token_hint"
    " FROM source s LEFT JOIN source_count c ON c.agency_id = s.agency_id AND c.source = s.id"
)
_BARE: Final = (
    "SELECT s.agency_id AS agency, s.id, s.name, s.type, s.settings, s.mapping, s.enabled, s.clock, s.state, s.reason,"
    " s.since, s.created_at, s.changed_at, s.changed_by FROM source s"
)


def _row(found: RowMapping) -> SourceRow:
    row: dict[str, Any] = dict(found)
    reason = load(row["reason"]) or {}
    row |= {
        "settings": load(row["settings"]) or {},
        "mapping": load(row["mapping"]) or {},
        "state": HealthState(row["state"]),
        "reason": Text(**reason) if reason else Text(en=""),
    }
    return SourceRow(**row)


async def every(unit: Unit) -> list[SourceRow]:
    """The sources of the unit's agency by name."""
    rows = await unit.session.execute(text(f"{_SELECT} ORDER BY s.name, s.id"))
    return [_row(row) for row in rows.mappings()]


async def running(unit: Unit) -> list[SourceRow]:
    """The sources of all agencies that are switched on; needs the purpose `platform.push`. Without counts."""
    rows = await unit.session.execute(text(f"{_BARE} WHERE s.enabled ORDER BY s.agency_id, s.id"))
    return [_row(row) for row in rows.mappings()]


async def get(unit: Unit, id: str) -> SourceRow | None:
    """One source of the unit's agency."""
    rows = await unit.session.execute(text(f"{_SELECT} WHERE s.id = :id"), {"id": id})
    row = rows.mappings().first()
    return _row(row) if row else None


async def by_token(unit: Unit, digest: bytes) -> SourceRow | None:
    """The source that a token's hash belongs to, in any agency; needs the purpose `platform.push`."""
    rows = await unit.session.execute(
        text(
            f"{_BARE} JOIN source_token t ON t.agency_id = s.agency_id AND t.source = s.id"
            " WHERE t.token_hash = :digest AND t.revoked_at IS NULL"
        ),
        {"digest": digest},
    )
    row = rows.mappings().first()
    return _row(row) if row else None


async def put(
    unit: Unit,
    id: str,
    *,
    name: str,
    type: str,
    settings: Mapping[str, Any],
    mapping: Mapping[str, Any],
    enabled: bool,
    clock: str,
    at: datetime,
    by: str,
) -> None:
    """Make a source, or replace its configuration."""
    await unit.session.execute(
        text(
            "INSERT INTO source (agency_id, id, name, type, settings, mapping, enabled, clock, created_at, changed_at,"
            " changed_by) VALUES (:agency, :id, :name, :type, CAST(:settings AS jsonb), CAST(:mapping AS jsonb),"
            " :enabled, :clock, :at, :at, :by) ON CONFLICT (agency_id, id) DO UPDATE SET name = excluded.name,"
            " settings = excluded.settings, mapping = excluded.mapping, enabled = excluded.enabled,"
            " clock = excluded.clock, changed_at = excluded.changed_at, changed_by = excluded.changed_by"
        ),
        {
            "agency": unit.agency,
            "id": id,
            "name": name,
            "type": type,
            "settings": dump(settings),
            "mapping": dump(mapping),
            "enabled": enabled,
            "clock": clock,
            "at": at,
            "by": by,
        },
    )


async def remove(unit: Unit, id: str) -> bool:
    """Delete a source with its tokens, counts and refused readings; its sensors and their history stay."""
    for table in ("refused_reading", "source_count"):
        await unit.session.execute(text(f"DELETE FROM {table} WHERE source = :id"), {"id": id})  # noqa: S608
    done = await unit.session.execute(text("DELETE FROM source WHERE id = :id"), {"id": id})
    return done.rowcount == 1


async def put_token(unit: Unit, source: str, *, digest: bytes, hint: str, at: datetime, by: str) -> None:
    """Give a source a new token; older ones end at once."""
    await unit.session.execute(
        text("UPDATE source_token SET revoked_at = :at WHERE source = :source AND revoked_at IS NULL"),
        {"source": source, "at": at},
    )
    await unit.session.execute(
        text(
            "INSERT INTO source_token (agency_id, token_hash, source, hint, created_at, created_by)"
            " VALUES (:agency, :digest, :source, :hint, :at, :by)"
        ),
        {"agency": unit.agency, "digest": digest, "source": source, "hint": hint, "at": at, "by": by},
    )


async def refused(unit: Unit, source: str, *, before: int, limit: int) -> list[RefusedRow]:
    """Refused readings of a source with ids below `before`, newest first."""
    rows = await unit.session.execute(
        text(
            "SELECT id, at, reason, field, problem, remedy, position, sample, count FROM refused_reading"
            " WHERE source = :source AND id < :before ORDER BY id DESC LIMIT :limit"
        ),
        {"source": source, "before": before, "limit": limit},
    )
    return [RefusedRow(**row) for row in rows.mappings()]
