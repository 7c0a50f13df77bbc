"""Desks, roster, duty and presence in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from impetus.shifts.presence import Presence
from impetus.shifts.records import Desk, Duty, Shift, Somebody
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_SHIFT: Final = "id, desk, person, starts_at, ends_at, origin"
_DUTY: Final = "id, desk, person, since, until"


async def run(unit: Unit, statement: str, **values: Any) -> int:
    """Run one statement of this module's; return how many rows it changed."""
    return (await unit.session.execute(text(statement), values)).rowcount


async def settings(unit: Unit) -> tuple[int, Any, str, datetime | None]:
    """(version, settings, by, at) of the agency; version 0 where nobody has set any."""
    rows = await unit.session.execute(
        text("SELECT version, settings, changed_by, changed_at FROM shift_setting ORDER BY version DESC LIMIT 1")
    )
    row = rows.first()
    return (row.version, load(row.settings), row.changed_by, row.changed_at) if row else (0, {}, "", None)


async def set_settings(unit: Unit, version: int, values: object, by: str, at: datetime) -> None:
    """Keep a new version; one that exists raises Conflict."""
    await run(
        unit,
        "INSERT INTO shift_setting (agency_id, version, settings, changed_by, changed_at)"
        " VALUES (:agency, :version, CAST(:values AS jsonb), :by, :at)",
        agency=unit.agency, version=version, values=dump(values), by=by, at=at,
    )  # fmt: skip


async def desks(unit: Unit) -> list[Desk]:
    """The agency's desks, the one that owns the rest first."""
    rows = await unit.session.execute(
        text("SELECT id, name, kinds FROM desk WHERE closed_at IS NULL ORDER BY kinds <> '{}', name, id")
    )
    return [Desk(id=row.id, name=row.name, kinds=list(row.kinds)) for row in rows]


async def add_desk(unit: Unit, desk: Desk, by: str | None, at: datetime) -> None:
    """Make a desk; a second one for the rest raises Conflict."""
    await run(
        unit,
        "INSERT INTO desk (agency_id, id, name, kinds, made_at, made_by)"
        " VALUES (:agency, :id, :name, :kinds, :at, :by)",
        agency=unit.agency, id=desk.id, name=desk.name, kinds=desk.kinds, at=at, by=by,
    )  # fmt: skip


async def first_desk(unit: Unit, desk: Desk, at: datetime) -> None:
    """Make the desk that owns everything, where the agency has none; safe to run twice at once."""
    await run(
        unit,
        "INSERT INTO desk (agency_id, id, name, kinds, made_at) VALUES (:agency, :id, :name, '{}', :at)"
        " ON CONFLICT (agency_id) WHERE kinds = '{}' AND closed_at IS NULL DO NOTHING",
        agency=unit.agency, id=desk.id, name=desk.name, at=at,
    )  # fmt: skip


async def change_desk(unit: Unit, desk: Desk) -> None:
    """Rename a desk, or give it other kinds."""
    await run(
        unit, "UPDATE desk SET name = :name, kinds = :kinds WHERE id = :id",
        id=desk.id, name=desk.name, kinds=desk.kinds,
    )  # fmt: skip


async def close_desk(unit: Unit, desk: str, at: datetime) -> None:
    """Close a desk; its past stays."""
    await run(unit, "UPDATE desk SET closed_at = :at WHERE id = :id", id=desk, at=at)


async def team(unit: Unit) -> list[Somebody]:
    """Active people of the agency by name."""
    rows = await unit.session.execute(
        text("SELECT id, login, name, initials, role FROM person WHERE active ORDER BY name, id")
    )
    return [Somebody(**row) for row in rows.mappings()]


async def shifts(unit: Unit, since: datetime, until: datetime, desk: str = "") -> list[Shift]:
    """Lines of the roster that touch a time, by start."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_SHIFT} FROM shift WHERE ends_at > :since AND starts_at < :until"  # noqa: S608
            " AND (:desk = '' OR desk = :desk) ORDER BY starts_at, desk, id"
        ),
        {"since": since, "until": until, "desk": desk},
    )
    return [Shift(**row) for row in rows.mappings()]


async def shift(unit: Unit, id: str) -> Shift | None:
    """One line of the roster."""
    rows = await unit.session.execute(text(f"SELECT {_SHIFT} FROM shift WHERE id = :id"), {"id": id})  # noqa: S608
    row = rows.mappings().first()
    return Shift(**row) if row else None


async def add_shift(unit: Unit, line: Shift, by: str, at: datetime) -> bool:
    """Add a line; False where this person begins at this desk at this time already."""
    added = await run(
        unit,
        "INSERT INTO shift (agency_id, id, desk, person, starts_at, ends_at, origin, made_at, made_by)"
        " VALUES (:agency, :id, :desk, :person, :starts_at, :ends_at, :origin, :at, :by)"
        " ON CONFLICT (agency_id, desk, person, starts_at) DO NOTHING",
        agency=unit.agency, id=line.id, desk=line.desk, person=line.person, starts_at=line.starts_at,
        ends_at=line.ends_at, origin=line.origin, at=at, by=by,
    )  # fmt: skip
    return added == 1


async def change_shift(unit: Unit, line: Shift) -> None:
    """Change who, where and when."""
    await run(
        unit,
        "UPDATE shift SET desk = :desk, person = :person, starts_at = :starts_at, ends_at = :ends_at WHERE id = :id",
        id=line.id, desk=line.desk, person=line.person, starts_at=line.starts_at, ends_at=line.ends_at,
    )  # fmt: skip


async def drop_shift(unit: Unit, id: str) -> bool:
    """Take a line out."""
    return await run(unit, "DELETE FROM shift WHERE id = :id", id=id) == 1


async def on_duty(unit: Unit, desk: str = "") -> list[Duty]:
    """Who is on duty, the one who came last first."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_DUTY} FROM duty WHERE ended_at IS NULL AND (:desk = '' OR desk = :desk)"  # noqa: S608
            " ORDER BY since DESC, id DESC"
        ),
        {"desk": desk},
    )
    return [Duty(**row) for row in rows.mappings()]


async def begin_duty(unit: Unit, duty: Duty) -> None:
    """Somebody begins; whoever is on duty already has to end it first (Conflict)."""
    await run(
        unit,
        "INSERT INTO duty (agency_id, id, desk, person, since, until)"
        " VALUES (:agency, :id, :desk, :person, :since, :until)",
        agency=unit.agency, id=duty.id, desk=duty.desk, person=duty.person, since=duty.since, until=duty.until,
    )  # fmt: skip


async def end_duty(unit: Unit, person: str, how: str, at: datetime) -> bool:
    """Somebody goes; False where they were not on duty."""
    ended = "UPDATE duty SET ended_at = :at, ended_how = :how WHERE person = :person AND ended_at IS NULL"
    return await run(unit, ended, person=person, how=how, at=at) > 0


async def presences(unit: Unit, people: Sequence[str], now: datetime) -> dict[str, Presence]:
    """What is known of people's presence, by id."""
    rows = await unit.session.execute(
        text(
            "SELECT p.id AS person, (SELECT max(s.seen_at) FROM session s WHERE s.person = p.id"
            " AND s.expires_at > :now) AS seen_at, d.id IS NOT NULL AS on_duty, d.until,"
            " (SELECT max(e.ended_at) FROM duty e WHERE e.person = p.id) AS off_since"
            " FROM unnest(CAST(:people AS text[])) AS p (id)"
            " LEFT JOIN duty d ON d.person = p.id AND d.ended_at IS NULL"
        ),
        {"people": list(people), "now": now},
    )
    return {row["person"]: Presence(**row) for row in rows.mappings()}
