"""Tools that an officer paused, in the database."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A tool that an officer stopped; only an officer or an administrator lets it start again."""

    id: str
    tool: str
    reason: str
    by_person: str
    by_name: str
    at: datetime
    ended_at: datetime | None
    ended_by_name: str | None
    end_reason: str


_PAUSE = "SELECT id, tool, reason, by_person, by_name, at, ended_at, ended_by_name, end_reason FROM tool_pause"


async def add(unit: Unit, *, id: str, tool: str, reason: str, person: str, name: str, at: datetime) -> None:
    """Keep a pause. The database refuses a second open one."""
    await unit.session.execute(
        text(
            "INSERT INTO tool_pause (agency_id, id, tool, reason, by_person, by_name, at)"
            " VALUES (:agency, :id, :tool, :reason, :person, :name, :at)"
        ),
        {"agency": unit.agency, "id": id, "tool": tool, "reason": reason, "person": person, "name": name, "at": at},
    )


async def open_(unit: Unit, tool: str) -> Pause | None:
    """The pause that a tool stands under."""
    rows = await unit.session.execute(
        text(f"{_PAUSE} WHERE tool = :tool AND ended_at IS NULL FOR UPDATE"), {"tool": tool}
    )
    row = rows.mappings().first()
    return Pause(**row) if row else None


async def recent(unit: Unit, limit: int = 100) -> list[Pause]:
    """Pauses, those in force first, then the newest."""
    rows = await unit.session.execute(
        text(f"{_PAUSE} ORDER BY ended_at IS NOT NULL, at DESC LIMIT :limit"), {"limit": limit}
    )
    return [Pause(**row) for row in rows.mappings()]


async def end(unit: Unit, id: str, *, person: str, name: str, reason: str, at: datetime) -> None:
    """Lift a pause."""
    await unit.session.execute(
        text(
            "UPDATE tool_pause SET ended_at = :at, ended_by = :person, ended_by_name = :name, end_reason = :reason"
            " WHERE id = :id"
        ),
        {"id": id, "at": at, "person": person, "name": name, "reason": reason},
    )
