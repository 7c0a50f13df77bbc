"""Evacuation plans in the database."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, text

from impetus.storage.unit import Unit

_HEAD: Final = (
    "SELECT id, name, venue, about, longitude, latitude, people, posts, clear_s, version, tasked, made_by, made_at,"
    " changed_by, changed_at FROM evacuation_plan"
)
_WHOLE: Final = (
    "SELECT id, name, venue, about, longitude, latitude, people, posts, clear_s, version, tasked, made_by, made_at,"
    " changed_by, changed_at, content FROM evacuation_plan"
)


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A plan. `about` is an incident; `tasked` the version that became tasks (0: none); `content` is in whole rows."""

    id: str
    name: str
    venue: str
    about: str | None
    longitude: float | None
    latitude: float | None
    people: int
    posts: int
    clear_s: float | None
    version: int
    tasked: int
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    content: bytes = b""


def _row(row: RowMapping) -> PlanRow:
    columns = dict(row)
    if "content" in columns:
        columns["content"] = bytes(columns["content"])
    return PlanRow(**columns)


async def every(unit: Unit, about: str | None, limit: int = 500) -> list[PlanRow]:
    """The agency's plans, newest first, without their content; of one incident where `about` is given."""
    rows = await unit.session.execute(
        text(
            f"{_HEAD} WHERE ended_at IS NULL"
            " AND (CAST(:about AS text) IS NULL OR about = :about) ORDER BY changed_at DESC, id DESC LIMIT :limit"
        ),
        {"about": about, "limit": limit},
    )
    return [_row(row) for row in rows.mappings()]


async def one(unit: Unit, id: str, *, lock: bool = False) -> PlanRow | None:
    """One plan, whole."""
    rows = await unit.session.execute(
        text(f"{_WHOLE} WHERE id = :id AND ended_at IS NULL {'FOR UPDATE' if lock else ''}"),
        {"id": id},
    )
    row = rows.mappings().first()
    return _row(row) if row else None


async def add(unit: Unit, values: dict[str, Any]) -> None:
    """Keep a new plan."""
    await unit.session.execute(
        text(
            "INSERT INTO evacuation_plan (agency_id, id, name, venue, about, longitude, latitude, people, posts,"
            " clear_s, content, version, tasked, made_by, made_at, changed_by, changed_at) VALUES (:agency, :id, :name,"
            " :venue, :about, :longitude, :latitude, :people, :posts, :clear_s, :content, 1, 0, :person, :at, :person,"
            " :at)"
        ),
        {**values, "agency": unit.agency},
    )


async def change(unit: Unit, values: dict[str, Any]) -> None:
    """Replace a plan; its version goes up by one."""
    await unit.session.execute(
        text(
            "UPDATE evacuation_plan SET name = :name, venue = :venue, about = :about, longitude = :longitude,"
            " latitude = :latitude, people = :people, posts = :posts, clear_s = :clear_s, content = :content,"
            " version = version + 1, changed_by = :person, changed_at = :at WHERE id = :id"
        ),
        values,
    )


async def tasked(unit: Unit, id: str) -> None:
    """Note that the present version became tasks."""
    await unit.session.execute(text("UPDATE evacuation_plan SET tasked = version WHERE id = :id"), {"id": id})


async def end(unit: Unit, id: str, person: str, at: datetime) -> None:
    """Put a plan away."""
    await unit.session.execute(
        text("UPDATE evacuation_plan SET ended_by = :person, ended_at = :at, version = version + 1 WHERE id = :id"),
        {"id": id, "person": person, "at": at},
    )


async def zone(unit: Unit) -> str:
    """The IANA name of the time zone of the unit's agency."""
    rows = await unit.session.execute(
        text("SELECT settings ->> 'time_zone' FROM agency WHERE agency_id = :agency"), {"agency": unit.agency}
    )
    return str(rows.scalar_one_or_none() or "UTC")
