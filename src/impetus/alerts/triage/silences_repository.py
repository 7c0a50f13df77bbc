"""Silences and maintenance windows in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import text

from impetus.alerts.triage.facts import Scope
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A silence as it is kept; `author` and `ended_by` are people's ids. It always has an end."""

    id: str
    kind: str
    scope: Scope
    author: str
    reason: str
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    ended_by: str | None


_COLUMNS: Final = "id, kind, scope, author, reason, made_at, starts_at, ends_at, ended_by"


def _kept(rows: Sequence[object]) -> list[Kept]:
    return [Kept(**{**row, "scope": load(row["scope"], Scope)}) for row in rows]  # type: ignore[dict-item,index]


async def running(unit: Unit, now: datetime) -> list[Kept]:
    """Those in force now."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM silence WHERE starts_at <= :now AND ends_at > :now ORDER BY ends_at, id"),  # noqa: S608
        {"now": now},
    )
    return _kept(rows.mappings().all())


async def of(unit: Unit, since: datetime) -> list[Kept]:
    """Those that end, or ended, after `since`: running ones, coming ones, and the latest past ones."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM silence WHERE ends_at > :since ORDER BY ends_at, id LIMIT 500"),  # noqa: S608
        {"since": since},
    )
    return _kept(rows.mappings().all())


async def one(unit: Unit, id: str) -> Kept | None:
    """One of them, held until the commit."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM silence WHERE id = :id FOR UPDATE"),  # noqa: S608
        {"id": id},
    )
    found = _kept(rows.mappings().all())
    return found[0] if found else None


async def add(unit: Unit, made: Kept) -> None:
    """Keep a new one."""
    await unit.session.execute(
        text(
            f"INSERT INTO silence (agency_id, {_COLUMNS}) VALUES (:agency, :id, :kind, CAST(:scope AS jsonb), :author,"  # noqa: S608
            " :reason, :made_at, :starts_at, :ends_at, :ended_by)"
        ),
        {**msgspec.structs.asdict(made), "scope": dump(made.scope), "agency": unit.agency},
    )


async def end(unit: Unit, id: str, at: datetime, by: str) -> None:
    """Let one end at `at`, or before it began."""
    await unit.session.execute(
        text("UPDATE silence SET ends_at = greatest(:at, starts_at), ended_by = :by WHERE id = :id"),
        {"at": at, "by": by, "id": id},
    )


async def held(unit: Unit, ids: Sequence[str]) -> dict[str, int]:
    """How many alerts each of them holds back or held back until it ended."""
    if not ids:
        return {}
    rows = await unit.session.execute(
        text(
            "SELECT held_reason ->> 'window' AS id, count(*) AS n FROM alert"
            " WHERE NOT shown AND held_rule IN ('silence', 'maintenance') AND held_reason ->> 'window' = ANY(:ids)"
            " GROUP BY 1"
        ),
        {"ids": list(ids)},
    )
    return {row.id: row.n for row in rows}
