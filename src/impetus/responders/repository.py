"""Links for responders and what became of them, in the database."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from impetus.model.alert import Where
from impetus.model.evidence import ImageEvidence, SeriesEvidence
from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows, as it was when it was shared; `place` is None where it is not shown."""

    kind: Text
    title: Text
    why: Text | None
    severity: str
    seen_at: datetime
    confirmed: bool
    place: Where | None
    time_zone: str
    desk: str
    picture: ImageEvidence | SeriesEvidence | None = None


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link: for whom, until when, with which instruction; `status` is the last that came back."""

    agency: str
    id: str
    alert: str
    responder: str
    instruction: str
    phone: str
    locale: str
    shown: Shown
    by_person: str
    by_name: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    status: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a link: opened, coming, there, help, revoked."""

    at: datetime
    what: str
    address: str
    device: str


_LINK = (
    "SELECT agency_id AS agency, id, alert, responder, instruction, phone, locale, shown, by_person, by_name, made_at,"
    " expires_at, revoked_at, status FROM responder_link"
)


def _link(row: Any) -> Link:
    return Link(**{**row, "shown": load(row["shown"], Shown)})


async def add(unit: Unit, link: Link, token_hash: bytes) -> None:
    """Keep a new link of the unit's agency."""
    values = {name: getattr(link, name) for name in Link.__struct_fields__}
    await unit.session.execute(
        text(
            "INSERT INTO responder_link (agency_id, id, token_hash, alert, responder, instruction, phone, locale,"
            " shown, by_person, by_name, made_at, expires_at)"
            " VALUES (:agency, :id, :hash, :alert, :responder, :instruction, :phone, :locale,"
            " CAST(:shown AS jsonb), :by_person, :by_name, :made_at, :expires_at)"
        ),
        {**values, "shown": dump(link.shown), "hash": token_hash},
    )


async def by_token(unit: Unit, token_hash: bytes) -> Link | None:
    """The link with that token, ended or not, of any agency (purpose `platform.responder`)."""
    rows = await unit.session.execute(text(f"{_LINK} WHERE token_hash = :hash"), {"hash": token_hash})
    row = rows.mappings().first()
    return _link(row) if row else None


async def one(unit: Unit, id: str) -> Link | None:
    """A link of the unit's agency, held until the commit."""
    rows = await unit.session.execute(text(f"{_LINK} WHERE id = :id FOR UPDATE"), {"id": id})
    row = rows.mappings().first()
    return _link(row) if row else None


async def of_alert(unit: Unit, alert: str) -> list[Link]:
    """Links of an alert, newest first."""
    rows = await unit.session.execute(
        text(f"{_LINK} WHERE alert = :alert ORDER BY made_at DESC, id LIMIT 100"), {"alert": alert}
    )
    return [_link(row) for row in rows.mappings()]


async def events(unit: Unit, links: list[str]) -> dict[str, list[Event]]:
    """What happened to links, oldest first."""
    found: dict[str, list[Event]] = {id: [] for id in links}
    rows = await unit.session.execute(
        text("SELECT link, at, what, address, device FROM responder_event WHERE link = ANY(:links) ORDER BY id"),
        {"links": links},
    )
    for row in rows:
        found[row.link].append(Event(at=row.at, what=row.what, address=row.address, device=row.device))
    return found


async def add_event(unit: Unit, link: str, what: str, at: datetime, device: str) -> None:
    """Write down what happened to a link of the unit's agency."""
    await unit.session.execute(
        text(
            "INSERT INTO responder_event (agency_id, link, at, what, address, device)"
            " VALUES (:agency, :link, :at, :what, :address, :device)"
        ),
        {"agency": unit.agency, "link": link, "at": at, "what": what, "address": unit.address, "device": device},
    )


async def set_status(unit: Unit, id: str, status: str) -> None:
    """The last that came back from the responder."""
    await unit.session.execute(
        text("UPDATE responder_link SET status = :status WHERE id = :id"), {"status": status, "id": id}
    )


async def revoke(unit: Unit, id: str, at: datetime) -> bool:
    """End a link; False where it had ended."""
    done = await unit.session.execute(
        text("UPDATE responder_link SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL AND expires_at > :at"),
        {"at": at, "id": id},
    )
    return done.rowcount == 1


async def incident_of(unit: Unit, alert: str) -> str | None:
    """The incident that an alert of the unit's agency stands in."""
    rows = await unit.session.execute(
        text("SELECT incident FROM incident_alert WHERE agency_id = :agency AND alert = :alert"),
        {"agency": unit.agency, "alert": alert},
    )
    found: str | None = rows.scalar_one_or_none()
    return found
