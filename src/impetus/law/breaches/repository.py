"""Breaches in the database."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from impetus.law.breaches.records import Breach, BreachEvent
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_BREACH: Final = (
    "SELECT id, number, state, title, aware_at, happened_from, happened_until, facts, risk, tell_authority,"
    " authority_reason, authority_told_at, authority_reference, tell_persons, persons_reason, persons_told_at,"
    " persons_how, late_reason, made_at, made_by, closed_at, version FROM breach"
)
_NUMBERS: Final = 0x3AB
_FIXED: Final = {"id", "number", "made_at", "made_by", "version"}
_CHANGES: Final = frozenset(Breach.__struct_fields__) - _FIXED | {"closed_by"}


def _row(row: Any) -> Breach:
    return Breach(**{**row, "facts": load(row["facts"])})


async def add(unit: Unit, values: dict[str, Any]) -> None:
    """Keep a new breach; it gets the agency's next number."""
    await unit.session.execute(text(f"SELECT pg_advisory_xact_lock({_NUMBERS})"))
    await unit.session.execute(
        text(
            "INSERT INTO breach (agency_id, id, number, title, aware_at, facts, made_at, made_by)"
            " SELECT :agency, :id, coalesce(max(number), 0) + 1, :title, :aware_at, CAST(:facts AS jsonb), :made_at,"
            " :made_by FROM breach"
        ),
        {**values, "facts": dump(values["facts"]), "agency": unit.agency},
    )


async def one(unit: Unit, id: str, *, lock: bool = False) -> Breach | None:
    """A breach of the unit's agency."""
    rows = await unit.session.execute(text(f"{_BREACH} WHERE id = :id{' FOR UPDATE' if lock else ''}"), {"id": id})
    row = rows.mappings().first()
    return _row(row) if row else None


async def every(unit: Unit, limit: int = 500) -> list[Breach]:
    """Breaches: open ones by when their clock runs out, then closed ones, newest first."""
    rows = await unit.session.execute(
        text(
            f"{_BREACH} ORDER BY state = 'closed', CASE WHEN state = 'open' THEN aware_at END, number DESC LIMIT :limit"
        ),
        {"limit": limit},
    )
    return [_row(row) for row in rows.mappings()]


async def change(unit: Unit, id: str, changes: dict[str, Any]) -> None:
    """Set columns of a breach and count its version up."""
    if not changes.keys() <= _CHANGES:
        raise ValueError(f"not to be changed: {changes.keys() - _CHANGES}")
    columns = "".join(
        f"{name} = CAST(:{name} AS jsonb), " if name == "facts" else f"{name} = :{name}, " for name in changes
    )
    values = {name: dump(value) if name == "facts" else value for name, value in changes.items()}
    await unit.session.execute(
        text(f"UPDATE breach SET {columns}version = version + 1 WHERE id = :id"),  # noqa: S608
        {**values, "id": id},
    )


async def add_event(unit: Unit, id: str, what: str, person: str, at: datetime, detail: dict[str, Any]) -> None:
    """Write into a breach's log."""
    await unit.session.execute(
        text(
            "INSERT INTO breach_event (agency_id, breach, at, person, what, detail)"
            " VALUES (:agency, :id, :at, :person, :what, CAST(:detail AS jsonb))"
        ),
        {"agency": unit.agency, "id": id, "at": at, "person": person, "what": what, "detail": dump(detail)},
    )


async def events(unit: Unit, id: str) -> list[BreachEvent]:
    """A breach's log, oldest first."""
    rows = await unit.session.execute(
        text("SELECT at, person, what, detail FROM breach_event WHERE breach = :id ORDER BY id"), {"id": id}
    )
    return [BreachEvent(**{**row, "detail": load(row["detail"])}) for row in rows.mappings()]
