"""Saved views in the database."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A search or a filter of a screen that somebody kept; `query` is what stands in the screen's address."""

    id: str
    person: str
    screen: str
    name: str
    query: dict[str, str]
    shared: bool
    made_at: datetime


_COLUMNS: Final = "id, person, screen, name, query, shared, made_at"
_KEEP: Final = text(
    f"INSERT INTO saved_view (agency_id, {_COLUMNS}) VALUES (:agency, :id, :person, :screen, :name,"  # noqa: S608
    " CAST(:query AS jsonb), :shared, :made_at) ON CONFLICT (agency_id, person, screen, lower(name)) DO UPDATE"
    " SET name = excluded.name, query = excluded.query, shared = excluded.shared, made_at = excluded.made_at"
    f" RETURNING {_COLUMNS}"
)


def _view(row: Any) -> View:
    return View(**{**row, "query": load(row["query"])})


async def of(unit: Unit, person: str) -> list[View]:
    """A person's own views and those shared in the agency, by name."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM saved_view WHERE person = :person OR shared ORDER BY lower(name), id"),  # noqa: S608
        {"person": person},
    )
    return [_view(row) for row in rows.mappings()]


async def one(unit: Unit, id: str) -> View | None:
    """One view."""
    rows = await unit.session.execute(text(f"SELECT {_COLUMNS} FROM saved_view WHERE id = :id"), {"id": id})  # noqa: S608
    row = rows.mappings().first()
    return _view(row) if row else None


async def count(unit: Unit, person: str) -> int:
    """How many views a person has."""
    rows = await unit.session.execute(
        text("SELECT count(*) FROM saved_view WHERE person = :person"), {"person": person}
    )
    return int(rows.scalar_one())


async def put(unit: Unit, view: View) -> View:
    """Keep a view; one of the same person, screen and name is replaced. Returns it as kept."""
    rows = await unit.session.execute(
        _KEEP,
        {**msgspec.structs.asdict(view), "query": dump(view.query), "agency": unit.agency},
    )
    return _view(rows.mappings().one())


async def delete(unit: Unit, id: str) -> None:
    """Delete a view."""
    await unit.session.execute(text("DELETE FROM saved_view WHERE id = :id"), {"id": id})
