"""Public warnings in the database."""

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, text

from impetus.channels.warnings.content import WarningContent
from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit

_WARNING: Final = (
    "SELECT agency_id AS agency, id, number, state, message_type, content, about, replaces, replaced_by, editors,"
    " drafted_by, drafted_at, changed_at, released_by, released_at, expires_at, identifier, cap, status, version"
    " FROM warning"
)
_NUMBERS: Final = 0x3A9


class WarningRow(msgspec.Struct, frozen=True, kw_only=True):
    """A warning. `editors` are ids of everybody who wrote in the draft; `cap` the message as it was released."""

    agency: str
    id: str
    number: int
    state: str
    message_type: str
    content: WarningContent
    about: str | None
    replaces: str | None
    replaced_by: str | None
    editors: list[str]
    drafted_by: str
    drafted_at: datetime
    changed_at: datetime
    released_by: str | None
    released_at: datetime | None
    expires_at: datetime | None
    identifier: str | None
    cap: bytes | None
    status: str | None
    version: int


def _row(row: RowMapping) -> WarningRow:
    columns = dict(row)
    columns["content"] = WarningContent.model_validate(columns["content"])
    columns["cap"] = None if columns["cap"] is None else bytes(columns["cap"])
    return WarningRow(**columns)


async def every(unit: Unit, limit: int = 500) -> list[WarningRow]:
    """The agency's warnings, newest first; dropped drafts are not among them."""
    rows = await unit.session.execute(
        text(f"{_WARNING} WHERE state <> 'dropped' ORDER BY number DESC LIMIT :limit"), {"limit": limit}
    )
    return [_row(row) for row in rows.mappings()]


async def one(unit: Unit, id: str, *, lock: bool = False) -> WarningRow | None:
    """One warning of the agency."""
    rows = await unit.session.execute(text(f"{_WARNING} WHERE id = :id {'FOR UPDATE' if lock else ''}"), {"id": id})
    row = rows.mappings().first()
    return _row(row) if row else None


async def add(
    unit: Unit, id: str, *, person: str, type: str, content: WarningContent, about: str | None, replaces: str | None,
    at: datetime,
) -> None:  # fmt: skip
    """Make a draft; it gets the agency's next number."""
    await unit.session.execute(text(f"SELECT pg_advisory_xact_lock({_NUMBERS})"))
    await unit.session.execute(
        text(
            "INSERT INTO warning (agency_id, id, number, message_type, content, about, replaces, editors, drafted_by,"
            " drafted_at, changed_at) SELECT :agency, :id, coalesce(max(number), 0) + 1, :type,"
            " CAST(:content AS jsonb), :about, :replaces, ARRAY[CAST(:person AS text)], :person, :at, :at FROM warning"
        ),
        {
            "agency": unit.agency, "id": id, "type": type, "content": dump(content.model_dump(mode="json")),
            "about": about, "replaces": replaces, "person": person, "at": at,
        },
    )  # fmt: skip


async def change(unit: Unit, id: str, *, person: str, content: WarningContent, at: datetime) -> None:
    """Replace what a draft says; whoever does is one of its editors from then on."""
    await unit.session.execute(
        text(
            "UPDATE warning SET content = CAST(:content AS jsonb), changed_at = :at, version = version + 1,"
            " editors = CASE WHEN :person = ANY (editors) THEN editors ELSE array_append(editors, :person) END"
            " WHERE id = :id AND state = 'draft'"
        ),
        {"id": id, "content": dump(content.model_dump(mode="json")), "person": person, "at": at},
    )


async def release(unit: Unit, id: str, values: dict[str, Any]) -> None:
    """Release a draft; the database itself refuses one of its editors. What it replaces ends with it."""
    await unit.session.execute(
        text(
            "UPDATE warning SET state = 'released', released_by = :person, released_at = :at, expires_at = :expires,"
            " identifier = :identifier, cap = :cap, status = :status, version = version + 1 WHERE id = :id"
        ),
        {**values, "id": id},
    )
    await unit.session.execute(
        text(
            "UPDATE warning SET replaced_by = :id, version = version + 1"
            " WHERE id = (SELECT replaces FROM warning WHERE id = :id)"
        ),
        {"id": id},
    )


async def drop(unit: Unit, id: str, at: datetime) -> None:
    """Put a draft away."""
    await unit.session.execute(
        text("UPDATE warning SET state = 'dropped', changed_at = :at, version = version + 1 WHERE id = :id"),
        {"id": id, "at": at},
    )


async def running(unit: Unit, agency: str, at: datetime) -> list[WarningRow]:
    """Released messages that hold, of an agency or ("") of all, newest first (purpose `platform.public`)."""
    rows = await unit.session.execute(
        text(
            f"{_WARNING} WHERE state = 'released' AND expires_at > :at AND replaced_by IS NULL"
            " AND (:agency = '' OR agency_id = :agency) ORDER BY released_at DESC, id LIMIT 200"
        ),
        {"at": at, "agency": agency},
    )
    return [_row(row) for row in rows.mappings()]


async def by_identifier(unit: Unit, identifier: str) -> WarningRow | None:
    """A released message, running or not (purpose `platform.public`)."""
    rows = await unit.session.execute(
        text(f"{_WARNING} WHERE state = 'released' AND identifier = :identifier"), {"identifier": identifier}
    )
    row = rows.mappings().first()
    return _row(row) if row else None


async def last_change(unit: Unit, agency: str) -> datetime | None:
    """When a message was released last (purpose `platform.public`)."""
    found = await unit.session.execute(
        text("SELECT max(released_at) FROM warning WHERE state = 'released' AND (:agency = '' OR agency_id = :agency)"),
        {"agency": agency},
    )
    value: datetime | None = found.scalar_one_or_none()
    return value
