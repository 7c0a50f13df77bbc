"""Data keys and what was destroyed, in the keys' database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit


class Wrapped(msgspec.Struct, frozen=True, kw_only=True):
    """A key as it lies in the database; `wrapped` is None where it was destroyed."""

    id: str
    agency: str
    category: str
    scope: str
    generation: int
    wrapped: bytes | None
    created_at: datetime
    destroyed_at: datetime | None
    reason: str


_KEY: Final = "id, agency_id AS agency, category, scope, generation, wrapped, created_at, destroyed_at, reason"


async def newest(unit: Unit, category: str, scope: str) -> Wrapped | None:
    """The newest key of a scope, destroyed or not."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_KEY} FROM data_key WHERE category = :category AND scope = :scope"  # noqa: S608
            " ORDER BY generation DESC LIMIT 1"
        ),
        {"category": category, "scope": scope},
    )
    row = rows.mappings().one_or_none()
    return None if row is None else Wrapped(**row)


async def add(unit: Unit, new: Wrapped, master: str) -> bool:
    """Write a key down; False where another was first."""
    done = await unit.session.execute(
        text(
            "INSERT INTO data_key (agency_id, id, category, scope, generation, master, wrapped, created_at)"
            " VALUES (:agency, :id, :category, :scope, :generation, :master, :wrapped, :at) ON CONFLICT DO NOTHING"
        ),
        {
            "agency": new.agency, "id": new.id, "category": new.category, "scope": new.scope,
            "generation": new.generation, "master": master, "wrapped": new.wrapped, "at": new.created_at,
        },
    )  # fmt: skip
    return bool(done.rowcount)


async def of_ids(unit: Unit, ids: Sequence[str]) -> list[Wrapped]:
    """Keys by id, destroyed ones too; unknown ids are left out."""
    rows = await unit.session.execute(
        text(f"SELECT {_KEY} FROM data_key WHERE id = ANY(:ids)"),  # noqa: S608
        {"ids": list(ids)},
    )
    return [Wrapped(**row) for row in rows.mappings()]


async def of_scopes(unit: Unit, category: str, scopes: Sequence[str]) -> list[str]:
    """Ids of the keys of scopes that still exist."""
    rows = await unit.session.execute(
        text("SELECT id FROM data_key WHERE category = :category AND scope = ANY(:scopes) AND wrapped IS NOT NULL"),
        {"category": category, "scopes": list(scopes)},
    )
    return list(rows.scalars())


async def of_category(unit: Unit, category: str) -> list[str]:
    """Ids of all keys of a category that still exist."""
    rows = await unit.session.execute(
        text("SELECT id FROM data_key WHERE category = :category AND wrapped IS NOT NULL"), {"category": category}
    )
    return list(rows.scalars())


async def destroy(unit: Unit, ids: Sequence[str], *, reason: str, receipt: str, at: datetime) -> list[str]:
    """Destroy keys; return those that existed until now."""
    rows = await unit.session.execute(
        text(
            "UPDATE data_key SET wrapped = NULL, destroyed_at = :at, reason = :reason, receipt = :receipt"
            " WHERE id = ANY(:ids) AND wrapped IS NOT NULL RETURNING id"
        ),
        {"ids": list(ids), "at": at, "reason": reason, "receipt": receipt},
    )
    return sorted(rows.scalars())


async def note(unit: Unit, id: str, at: datetime, receipt: object) -> None:
    """Keep a copy of a receipt beside the keys; one that is known stays as it is."""
    await unit.session.execute(
        text(
            "INSERT INTO deletion (agency_id, id, at, receipt) VALUES (:agency, :id, :at, CAST(:receipt AS jsonb))"
            " ON CONFLICT DO NOTHING"
        ),
        {"agency": unit.agency, "id": id, "at": at, "receipt": dump(receipt)},
    )


async def note_units(unit: Unit, receipt: str, category: str, units: Sequence[str]) -> None:
    """Keep in mind what a receipt deleted, so that a restored backup of the data forgets it again."""
    await unit.session.execute(
        text(
            "INSERT INTO deleted_unit (agency_id, category, unit, receipt) SELECT :agency, :category, unit, :receipt"
            " FROM unnest(CAST(:units AS text[])) AS unit ON CONFLICT DO NOTHING"
        ),
        {"agency": unit.agency, "category": category, "receipt": receipt, "units": list(units)},
    )


async def noted_units(unit: Unit, category: str, after: str, limit: int) -> list[str]:
    """What was deleted of a category, by name, after `after`."""
    rows = await unit.session.execute(
        text("SELECT unit FROM deleted_unit WHERE category = :category AND unit > :after ORDER BY unit LIMIT :limit"),
        {"category": category, "after": after, "limit": limit},
    )
    return list(rows.scalars())


async def noted(unit: Unit) -> list[Any]:
    """Copies of all receipts, oldest first."""
    rows = await unit.session.execute(text("SELECT receipt FROM deletion ORDER BY at, id"))
    return list(rows.scalars())


async def counts(unit: Unit) -> dict[str, int]:
    """How many keys exist and how many were destroyed."""
    row = (
        (
            await unit.session.execute(
                text("SELECT count(wrapped) AS live, count(destroyed_at) AS destroyed FROM data_key")
            )
        )
        .mappings()
        .one()
    )
    return dict(row)
