"""Evidence, attachments, who keeps them, and an agency's settings of incidents, in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import text

from impetus.incidents.records import Evidence, Lock
from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_EVIDENCE: Final = (
    "id, agency_id AS agency, home, incident, part, kind, title, name, media_type, size, sha256, path, alert, content,"
    " entry, by_person, at, audience, deleted_at"
)


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """Settings as they were last written."""

    version: int
    settings: dict[str, Any]
    changed_at: datetime


async def add(unit: Unit, evidence: Evidence) -> None:
    """Write down a piece of evidence or an attachment."""
    values = {key: getattr(evidence, key) for key in evidence.__struct_fields__}
    values |= {"title": dump(evidence.title), "content": None if evidence.content is None else dump(evidence.content)}
    await unit.session.execute(
        text(
            "INSERT INTO incident_evidence (agency_id, home, incident, id, part, kind, title, name, media_type, size,"
            " sha256, path, alert, content, entry, by_person, at, audience) VALUES (:agency, :home, :incident, :id,"
            " :part, :kind, CAST(:title AS jsonb), :name, :media_type, :size, :sha256, :path, :alert,"
            " CAST(:content AS jsonb), :entry, :by_person, :at, :audience)"
        ),
        {key: value for key, value in values.items() if key != "deleted_at"},
    )


async def listed(unit: Unit, ids: Sequence[str]) -> list[Evidence]:
    """Evidence and attachments of incidents, oldest first."""
    return await _find(unit, "incident = ANY(:ids)", {"ids": list(ids)})


async def one(unit: Unit, id: str) -> Evidence | None:
    """One piece."""
    found = await _find(unit, "id = :id", {"id": id})
    return found[0] if found else None


async def _find(unit: Unit, where: str, values: dict[str, Any]) -> list[Evidence]:
    rows = await unit.session.execute(
        text(f"SELECT {_EVIDENCE} FROM incident_evidence WHERE {where} ORDER BY at, id"),  # noqa: S608
        values,
    )
    return [
        Evidence(**{**row, "title": load(row["title"], Text), "content": load(row["content"])})
        for row in rows.mappings()
    ]


async def attach(unit: Unit, ids: Sequence[str], entry: str, part: str, audience: str) -> int:
    """Hang files of the unit's agency on an entry; they are seen by whom the entry is. Return how many could be."""
    done = await unit.session.execute(
        text(
            "UPDATE incident_evidence SET entry = :entry, part = :part, audience = :audience WHERE id = ANY(:ids)"
            " AND agency_id = :agency AND kind = 'attachment' AND entry IS NULL"
        ),
        {"ids": list(ids), "entry": entry, "part": part, "audience": audience, "agency": unit.agency},
    )
    return int(done.rowcount)


async def lock(unit: Unit, piece: Evidence, *, id: str, reason: str, by: str, at: datetime) -> None:
    """The unit's agency keeps a piece of evidence; whoever sees the piece sees that."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_lock (agency_id, home, incident, id, evidence, reason, by_person, at, audience)"
            " VALUES (:agency, :home, :incident, :id, :evidence, :reason, :by, :at, :audience)"
        ),
        {
            "agency": unit.agency, "home": piece.home, "incident": piece.incident, "id": id, "evidence": piece.id,
            "reason": reason, "by": by, "at": at, "audience": piece.audience,
        },
    )  # fmt: skip


async def locks(unit: Unit, ids: Sequence[str]) -> dict[str, list[Lock]]:
    """Locks in force, by piece."""
    rows = await unit.session.execute(
        text(
            "SELECT id, agency_id AS agency, evidence, reason, by_person, at FROM incident_lock"
            " WHERE evidence = ANY(:ids) AND released_at IS NULL ORDER BY at, id"
        ),
        {"ids": list(ids)},
    )
    found: dict[str, list[Lock]] = {}
    for row in rows.mappings():
        found.setdefault(row["evidence"], []).append(Lock(**row))
    return found


async def unlock(unit: Unit, evidence: str, *, reason: str, by: str, at: datetime) -> int:
    """Release the locks that the unit's agency has on a piece; return how many."""
    done = await unit.session.execute(
        text(
            "UPDATE incident_lock SET released_at = :at, released_by = :by, release_reason = :reason"
            " WHERE agency_id = :agency AND evidence = :evidence AND released_at IS NULL"
        ),
        {"agency": unit.agency, "evidence": evidence, "reason": reason, "by": by, "at": at},
    )
    return int(done.rowcount)


async def settings(unit: Unit) -> Stored | None:
    """The agency's settings of incidents, or None where the shipped ones hold."""
    rows = await unit.session.execute(
        text(
            "SELECT version, settings, changed_at FROM incident_setting WHERE agency_id = :agency"
            " ORDER BY version DESC LIMIT 1"
        ),
        {"agency": unit.agency},
    )
    row = rows.mappings().first()
    return Stored(**{**row, "settings": load(row["settings"])}) if row else None


async def set_settings(unit: Unit, version: int, settings: object, by: str, at: datetime) -> None:
    """Write the next version of the settings; another of that number raises Conflict."""
    await unit.session.execute(
        text(
            "INSERT INTO incident_setting (agency_id, version, settings, changed_by, changed_at)"
            " VALUES (:agency, :version, CAST(:settings AS jsonb), :by, :at)"
        ),
        {"agency": unit.agency, "version": version, "settings": dump(settings), "by": by, "at": at},
    )
