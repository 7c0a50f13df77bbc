"""Entries of the lists that people keep for tools, in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

MOST: Final = 2000
"""Entries in force that a list may have."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `over_at` is when it is over by itself; it has ended where a person ended it."""

    id: str
    tool: str
    list: str
    values: dict[str, Any]
    version: int
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    over_at: datetime | None


_COLUMNS = (
    "id, tool, list, entry, version, made_by, made_at, changed_by, changed_at, ended_by, ended_at, over_at"
    " FROM tool_entry"
)


def _stored(row: Any) -> Stored:
    return Stored(
        id=row.id,
        tool=row.tool,
        list=row.list,
        values=load(row.entry),
        version=row.version,
        made_by=row.made_by,
        made_at=row.made_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        over_at=row.over_at,
    )


async def of_tool(unit: Unit, tool: str, since: datetime, *, limit: int = 3 * MOST) -> list[Stored]:
    """Entries in force or over since `since`, the newest first."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_COLUMNS} WHERE tool = :tool AND coalesce(ended_at, over_at, 'infinity') >= :since"
            " ORDER BY made_at DESC, id DESC LIMIT :limit"
        ),
        {"tool": tool, "since": since, "limit": limit},
    )
    return [_stored(row) for row in rows]


async def in_force(unit: Unit, tool: str) -> dict[str, dict[str, dict[str, Any]]]:
    """What people have not ended, by list and id; what is over by itself is for the tool to know."""
    rows = await unit.session.execute(
        text("SELECT id, list, entry FROM tool_entry WHERE tool = :tool AND ended_at IS NULL ORDER BY id"),
        {"tool": tool},
    )
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.list, {})[row.id] = load(row.entry)
    return found


async def count(unit: Unit, tool: str, name: str, now: datetime) -> int:
    """How many entries of a list are in force."""
    rows = await unit.session.execute(
        text(
            "SELECT count(*) AS n FROM tool_entry WHERE tool = :tool AND list = :list AND ended_at IS NULL"
            " AND (over_at IS NULL OR over_at > :now)"
        ),
        {"tool": tool, "list": name, "now": now},
    )
    return int(rows.one().n)


async def get(unit: Unit, tool: str, name: str, id: str) -> Stored | None:
    """One entry, locked until the unit ends."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} WHERE id = :id AND tool = :tool AND list = :list FOR UPDATE"),
        {"id": id, "tool": tool, "list": name},
    )
    row = rows.first()
    return None if row is None else _stored(row)


async def add(unit: Unit, entries: Sequence[Stored]) -> None:
    """Add entries."""
    if not entries:
        return
    await unit.session.execute(
        text(
            "INSERT INTO tool_entry (agency_id, id, tool, list, entry, version, made_by, made_at, changed_by,"
            " changed_at, over_at) VALUES (:agency, :id, :tool, :list, CAST(:entry AS jsonb), 1, :by, :at, :by, :at,"
            " :over)"
        ),
        [
            {
                "agency": unit.agency,
                "id": one.id,
                "tool": one.tool,
                "list": one.list,
                "entry": dump(one.values),
                "by": one.made_by,
                "at": one.made_at,
                "over": one.over_at,
            }
            for one in entries
        ],
    )


async def change(unit: Unit, entry: Stored) -> None:
    """Put an entry as it is now in the place of what was."""
    await unit.session.execute(
        text(
            "UPDATE tool_entry SET entry = CAST(:entry AS jsonb), version = :version, changed_by = :by,"
            " changed_at = :at, ended_by = :ended_by, ended_at = :ended_at, over_at = :over WHERE id = :id"
        ),
        {
            "id": entry.id,
            "entry": dump(entry.values),
            "version": entry.version,
            "by": entry.changed_by,
            "at": entry.changed_at,
            "ended_by": entry.ended_by,
            "ended_at": entry.ended_at,
            "over": entry.over_at,
        },
    )


async def unknown_sensors(unit: Unit, ids: Sequence[str]) -> set[str]:
    """Which of these sensors there are not."""
    rows = await unit.session.execute(text("SELECT id FROM sensor WHERE id = ANY(:ids)"), {"ids": list(ids)})
    return set(ids) - {row.id for row in rows}


async def alert_facts(unit: Unit, id: str) -> Any | None:
    """What an alert is about, and the tool that raised it."""
    rows = await unit.session.execute(
        text("SELECT tool, kind, subject, place, window_start, window_end FROM alert WHERE id = :id"), {"id": id}
    )
    return rows.first()
