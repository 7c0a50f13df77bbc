"""Requests of persons in the database."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from impetus.law.rights.records import Event, Item, Request
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_REQUEST: Final = (
    "SELECT id, number, kind, state, received_at, received_by, way, locale, time_zone, due_at, extended_at,"
    " extension_reason, identity, identity_at, searched_at, outcome, outcome_reason, closed_at, sealed, key_id,"
    " version FROM subject_request"
)
_NUMBERS: Final = 0x3AA
_CHANGES: Final = frozenset(
    {
        "state", "due_at", "extended_at", "extension_reason", "identity", "identity_at", "identity_by", "searched_at",
        "outcome", "outcome_reason", "closed_at", "closed_by", "sealed", "key_id",
    }
)  # fmt: skip


def _row(row: Any) -> Request:
    return Request(**{**row, "sealed": bytes(row["sealed"])})


async def add(unit: Unit, values: dict[str, Any]) -> None:
    """Keep a new request; it gets the agency's next number."""
    await unit.session.execute(text(f"SELECT pg_advisory_xact_lock({_NUMBERS})"))
    await unit.session.execute(
        text(
            "INSERT INTO subject_request (agency_id, id, number, kind, received_at, received_by, way, locale,"
            " time_zone, due_at, sealed, key_id) SELECT :agency, :id, coalesce(max(number), 0) + 1, :kind,"
            " :received_at, :received_by, :way, :locale, :time_zone, :due_at, :sealed, :key_id FROM subject_request"
        ),
        {**values, "agency": unit.agency},
    )


async def one(unit: Unit, id: str, *, lock: bool = False) -> Request | None:
    """A request of the unit's agency."""
    rows = await unit.session.execute(text(f"{_REQUEST} WHERE id = :id{' FOR UPDATE' if lock else ''}"), {"id": id})
    row = rows.mappings().first()
    return _row(row) if row else None


async def every(unit: Unit, state: str, limit: int = 500) -> list[Request]:
    """Requests in a state ("" for all): open ones by what is due first, closed ones newest first."""
    rows = await unit.session.execute(
        text(
            f"{_REQUEST} WHERE :state = '' OR state = :state"
            " ORDER BY state = 'closed', CASE WHEN state = 'open' THEN due_at END, closed_at DESC, number DESC"
            " LIMIT :limit"
        ),
        {"state": state, "limit": limit},
    )
    return [_row(row) for row in rows.mappings()]


async def change(unit: Unit, id: str, changes: dict[str, Any]) -> None:
    """Set columns of a request and count its version up."""
    if not changes.keys() <= _CHANGES:
        raise ValueError(f"not to be changed: {changes.keys() - _CHANGES}")
    columns = "".join(f"{name} = :{name}, " for name in changes)
    await unit.session.execute(
        text(f"UPDATE subject_request SET {columns}version = version + 1 WHERE id = :id"),  # noqa: S608
        {**changes, "id": id},
    )


async def add_event(unit: Unit, id: str, what: str, person: str, at: datetime, detail: dict[str, Any]) -> None:
    """Write into a request's log."""
    await unit.session.execute(
        text(
            "INSERT INTO subject_request_event (agency_id, request, at, person, what, detail)"
            " VALUES (:agency, :id, :at, :person, :what, CAST(:detail AS jsonb))"
        ),
        {"agency": unit.agency, "id": id, "at": at, "person": person, "what": what, "detail": dump(detail)},
    )


async def tried(unit: Unit, person: str, since: datetime) -> int:
    """Count what a person has searched by after `since`, in all requests; until the unit ends nobody else counts it."""
    await unit.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:person, 25))"), {"person": person})
    rows = await unit.session.execute(
        text(
            "SELECT coalesce(sum(coalesce((detail ->> 'tried')::int, 1)), 0) FROM subject_request_event"
            " WHERE person = :person AND what = 'searched' AND at > :since"
        ),
        {"person": person, "since": since},
    )
    return int(rows.scalar_one())


async def events(unit: Unit, id: str) -> list[Event]:
    """A request's log, oldest first."""
    rows = await unit.session.execute(
        text("SELECT at, person, what, detail FROM subject_request_event WHERE request = :id ORDER BY id"), {"id": id}
    )
    return [Event(**{**row, "detail": load(row["detail"])}) for row in rows.mappings()]


async def put_item(unit: Unit, id: str, values: dict[str, Any]) -> None:
    """Keep what was done about one thing; the last word counts."""
    await unit.session.execute(
        text(
            "INSERT INTO subject_request_item (agency_id, request, domain, kind, item, done, reason, person, at)"
            " VALUES (:agency, :request, :domain, :kind, :item, :done, :reason, :person, :at)"
            " ON CONFLICT (agency_id, request, domain, kind, item) DO UPDATE SET done = excluded.done,"
            " reason = excluded.reason, person = excluded.person, at = excluded.at, lifted_at = NULL"
        ),
        {**values, "agency": unit.agency, "request": id},
    )


async def items(unit: Unit, id: str) -> list[Item]:
    """What was done about what, oldest first."""
    rows = await unit.session.execute(
        text(
            "SELECT domain, kind, item, done, reason, person, at, lifted_at FROM subject_request_item"
            " WHERE request = :id ORDER BY at, domain, kind, item"
        ),
        {"id": id},
    )
    return [Item(**row) for row in rows.mappings()]


async def lift(unit: Unit, id: str, at: datetime) -> int:
    """Lift a request's restrictions; return how many there were."""
    done = await unit.session.execute(
        text(
            "UPDATE subject_request_item SET lifted_at = :at WHERE request = :id AND done = 'restricted'"
            " AND lifted_at IS NULL"
        ),
        {"id": id, "at": at},
    )
    return int(done.rowcount)


async def restricted(unit: Unit, kind: str, item: str) -> bool:
    """Whether a person's restriction lies on an item."""
    found = await unit.session.execute(
        text(
            "SELECT EXISTS (SELECT 1 FROM subject_request_item WHERE kind = :kind AND item = :item"
            " AND done = 'restricted' AND lifted_at IS NULL)"
        ),
        {"kind": kind, "item": item},
    )
    return bool(found.scalar_one())
