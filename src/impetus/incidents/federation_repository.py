"""Other installations, what is to be sent to them, and what came from them, in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit

_PARTNER: Final = "agency_id AS agency, id, name, address, secret, enabled, notes, gone_at"


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Another installation; `secret` is sealed."""

    agency: str
    id: str
    name: str
    address: str
    secret: str
    enabled: bool
    notes: bool
    gone_at: datetime | None


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """An incident whose public form a partner does not have yet."""

    incident: str
    partner: str
    attempts: int
    ended: bool


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """How sending to a partner goes: incidents that wait, when one arrived last, what went wrong last."""

    waiting: int
    last_at: datetime | None
    last_error: str | None


async def partners(unit: Unit) -> list[Partner]:
    """The agency's partners, by name (with the purpose `platform.federation`, all agencies')."""
    rows = await unit.session.execute(
        text(f"SELECT {_PARTNER} FROM incident_partner WHERE gone_at IS NULL ORDER BY name, id")  # noqa: S608
    )
    return [Partner(**row) for row in rows.mappings()]


async def partner(unit: Unit, id: str) -> Partner | None:
    """One partner (with the purpose `platform.federation`, of any agency)."""
    rows = await unit.session.execute(
        text(f"SELECT {_PARTNER} FROM incident_partner WHERE id = :id AND gone_at IS NULL"),  # noqa: S608
        {"id": id},
    )
    row = rows.mappings().first()
    return Partner(**row) if row else None


async def add_partner(unit: Unit, partner: Partner, at: datetime) -> None:
    """Remember another installation."""
    values: dict[str, Any] = msgspec.structs.asdict(partner)
    await unit.session.execute(
        text(
            "INSERT INTO incident_partner (agency_id, id, name, address, secret, enabled, notes, made_at)"
            " VALUES (:agency, :id, :name, :address, :secret, :enabled, :notes, :at)"
        ),
        {**{key: value for key, value in values.items() if key != "gone_at"}, "at": at},
    )


async def change_partner(unit: Unit, partner: Partner) -> None:
    """Write a partner of the unit's agency down as it is now."""
    await unit.session.execute(
        text(
            "UPDATE incident_partner SET name = :name, address = :address, secret = :secret, enabled = :enabled,"
            " notes = :notes, gone_at = :gone_at WHERE id = :id"
        ),
        {key: value for key, value in msgspec.structs.asdict(partner).items() if key != "agency"},
    )


async def sent(unit: Unit, partner: str) -> Sent:
    """How sending to a partner goes."""
    rows = await unit.session.execute(
        text(
            "SELECT count(*) FILTER (WHERE dirty) AS waiting, max(sent_at) AS last_at,"
            " max(error) FILTER (WHERE dirty AND error <> '') AS last_error FROM incident_federation"
            " WHERE partner = :partner"
        ),
        {"partner": partner},
    )
    return Sent(**rows.mappings().one())


async def begin(unit: Unit, incident: str, partner: str, at: datetime, *, dirty: bool = True) -> None:
    """Share an incident with a partner from now on."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_federation (agency_id, incident, partner, began_at, next_at, sent_at, dirty)"
            " VALUES (:agency, :incident, :partner, :at, :at, :at, :dirty) ON CONFLICT (agency_id, incident, partner)"
            " DO UPDATE SET ended_at = NULL, dirty = true, attempts = 0, next_at = :at"
        ),
        {"agency": unit.agency, "incident": incident, "partner": partner, "at": at, "dirty": dirty},
    )


async def end(unit: Unit, incident: str, partner: str, at: datetime) -> bool:
    """Stop sharing with a partner, which is told once more; False where it was not shared."""
    done = await unit.session.execute(
        text(
            "UPDATE incident_federation SET ended_at = :at, dirty = true, attempts = 0, next_at = :at"
            " WHERE incident = :incident AND partner = :partner AND ended_at IS NULL"
        ),
        {"incident": incident, "partner": partner, "at": at},
    )
    return done.rowcount == 1


async def shared_with(unit: Unit, incident: str) -> list[str]:
    """Ids of the partners that an incident is shared with."""
    rows = await unit.session.execute(
        text(
            "SELECT partner FROM incident_federation WHERE incident = :incident AND ended_at IS NULL ORDER BY partner"
        ),
        {"incident": incident},
    )
    return list(rows.scalars())


async def mark(unit: Unit, incidents: Sequence[str], at: datetime) -> None:
    """Incidents changed: partners of the unit's agency are to be told."""
    await unit.session.execute(
        text(
            "UPDATE incident_federation SET dirty = true, attempts = 0, next_at = :at"
            " WHERE incident = ANY(:ids) AND ended_at IS NULL"
        ),
        {"ids": list(incidents), "at": at},
    )


async def agencies(unit: Unit) -> list[str]:
    """Agencies that share anything with a partner (purpose `platform.federation`)."""
    rows = await unit.session.execute(
        text("SELECT DISTINCT agency_id FROM incident_federation WHERE dirty OR ended_at IS NULL ORDER BY agency_id")
    )
    return list(rows.scalars())


async def due(unit: Unit, at: datetime, until: datetime, limit: int = 20) -> list[Due]:
    """Take what is to be sent by now, so that nobody else does before `until`.

    That is what was marked, and what guests have written since it was sent last.
    """
    rows = await unit.session.execute(
        text(
            "UPDATE incident_federation SET dirty = true, next_at = :until WHERE (incident, partner) IN"
            " (SELECT f.incident, f.partner FROM incident_federation f JOIN incident_partner p"
            " ON p.agency_id = f.agency_id AND p.id = f.partner WHERE f.next_at <= :at AND p.enabled"
            " AND p.address <> '' AND p.gone_at IS NULL AND (f.dirty OR (f.ended_at IS NULL AND EXISTS"
            " (SELECT 1 FROM incident_entry e WHERE e.home = f.agency_id AND e.incident = f.incident"
            " AND e.agency_id <> f.agency_id AND e.written_at > f.sent_at)))"
            " ORDER BY f.next_at LIMIT :limit FOR UPDATE OF f SKIP LOCKED)"
            " RETURNING incident, partner, attempts, ended_at IS NOT NULL AS ended"
        ),
        {"at": at, "until": until, "limit": limit},
    )
    return [Due(**row) for row in rows.mappings()]


async def went(unit: Unit, due: Due, at: datetime, until: datetime) -> None:
    """A message arrived; the incident may have changed since it was taken (`until` as `due` was told)."""
    await unit.session.execute(
        text(
            "UPDATE incident_federation SET dirty = (next_at <> :until), attempts = 0, sent_at = :at, error = ''"
            " WHERE incident = :incident AND partner = :partner"
        ),
        {"incident": due.incident, "partner": due.partner, "at": at, "until": until},
    )


async def failed(unit: Unit, due: Due, error: str, again: datetime) -> None:
    """A message did not arrive; it is tried again."""
    await unit.session.execute(
        text(
            "UPDATE incident_federation SET attempts = attempts + 1, error = :error, next_at = :again"
            " WHERE incident = :incident AND partner = :partner"
        ),
        {"incident": due.incident, "partner": due.partner, "error": error, "again": again},
    )


async def first_time(unit: Unit, partner: str, id: str, at: datetime, since: datetime) -> bool:
    """Remember a message of a partner, and forget those before `since`; False where it came before."""
    await unit.session.execute(text("DELETE FROM incident_message WHERE at < :since"), {"since": since})
    done = await unit.session.execute(
        text(
            "INSERT INTO incident_message (agency_id, partner, id, at) VALUES (:agency, :partner, :id, :at)"
            " ON CONFLICT DO NOTHING"
        ),
        {"agency": unit.agency, "partner": partner, "id": id, "at": at},
    )
    return done.rowcount == 1


async def mirrored(unit: Unit, partner: str, remote: str) -> str | None:
    """The incident here that a partner's incident is mirrored in."""
    rows = await unit.session.execute(
        text("SELECT id FROM incident WHERE agency_id = :agency AND partner = :partner AND remote = :remote"),
        {"agency": unit.agency, "partner": partner, "remote": remote},
    )
    return rows.scalar_one_or_none()


async def settled(unit: Unit, incident: str, partner: str) -> None:
    """Nothing more is to be sent to a partner about an incident."""
    await unit.session.execute(
        text("UPDATE incident_federation SET dirty = false WHERE incident = :incident AND partner = :partner"),
        {"incident": incident, "partner": partner},
    )


async def own_name(unit: Unit) -> str:
    """The name of the unit's agency."""
    rows = await unit.session.execute(
        text("SELECT name FROM agency WHERE agency_id = :agency"), {"agency": unit.agency}
    )
    return str(rows.scalar_one_or_none() or unit.agency)


async def own_zone(unit: Unit) -> str:
    """The IANA name of the time zone of the unit's agency."""
    rows = await unit.session.execute(
        text("SELECT settings ->> 'time_zone' FROM agency WHERE agency_id = :agency"), {"agency": unit.agency}
    )
    return str(rows.scalar_one_or_none() or "UTC")
