"""What of incidents is over, and deleting it. Time runs from when the last agency closed the incident or its family."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import text

from impetus.contracts.retention import Due, Gone, Span
from impetus.incidents.files import KEYS, paths
from impetus.kit.times import as_datetime
from impetus.storage.unit import Unit

_CLOSED: Final = (
    "LATERAL (SELECT max(s.closed_at) AS at, bool_and(s.closed_at IS NOT NULL) AS closed FROM incident o"
    " JOIN incident i ON i.agency_id = o.agency_id AND i.root = o.root JOIN sub_incident s ON s.home = i.agency_id"
    " AND s.incident = i.id AND s.active WHERE o.agency_id = {home} AND o.id = {id}) c"
)
_KEPT: Final = "EXISTS (SELECT 1 FROM incident_lock l WHERE l.{column} = {of} AND l.released_at IS NULL)"
_AFTER: Final = " AND (CAST(:after_at AS timestamptz) IS NULL OR (found.at, found.id) > (:after_at, :after_id))"
_INCIDENTS: Final = (
    "SELECT i.id, c.at FROM incident i, "  # noqa: S608
    + _CLOSED.format(home="i.agency_id", id="i.id")
    + " WHERE"
    " i.agency_id = :agency"
)
# what lies at home here, and what an agency has for itself in another's incident
_EVIDENCE: Final = (
    "SELECT e.id, c.at, c.closed FROM incident_evidence e, "  # noqa: S608
    + _CLOSED.format(home="e.home", id="e.incident")
    + " WHERE"
    " e.deleted_at IS NULL AND e.home = :agency AND NOT " + _KEPT.format(column="evidence", of="e.id") + " UNION ALL"
    " SELECT e.id, s.closed_at AS at, s.closed_at IS NOT NULL AS closed FROM incident_evidence e JOIN sub_incident s"
    " ON s.agency_id = e.agency_id AND s.incident = e.incident WHERE e.deleted_at IS NULL AND e.agency_id = :agency"
    " AND e.home <> :agency AND e.audience = 'own' AND NOT " + _KEPT.format(column="evidence", of="e.id")
)
_DAYS: Final = (
    "SELECT coalesce((settings ->> 'evidence_days')::integer, :days) FROM incident_setting WHERE agency_id = :agency"
    " ORDER BY version DESC LIMIT 1"
)
DAYS: Final = 30
"""For how long evidence is kept after closing where an agency has set nothing (`IncidentSettingsIn.evidence_days`)."""


def _values(unit: Unit, span: Span) -> dict[str, Any]:
    at, id = span.after or (None, "")
    return {"agency": unit.agency, "before": span.before, "after_at": at, "after_id": id, "limit": span.limit}


async def due(unit: Unit, span: Span) -> list[Due]:
    """Incidents at home here that all agencies closed before a time, and of which nobody keeps evidence."""
    rows = await unit.session.execute(
        text(
            f"SELECT id, at FROM ({_INCIDENTS} AND c.closed AND c.at < :before AND NOT"  # noqa: S608
            f" {_KEPT.format(column='incident', of='i.id')}) found WHERE true{_AFTER} ORDER BY at, id LIMIT :limit"
        ),
        _values(unit, span),
    )
    return [Due(id=row.id, at=row.at, scope=row.id) for row in rows]


async def named(unit: Unit, ids: Sequence[str]) -> list[Due]:
    """Those of the incidents that exist, are at home here and are closed."""
    rows = await unit.session.execute(
        text(f"{_INCIDENTS} AND i.id = ANY(:ids) AND c.closed"), {"agency": unit.agency, "ids": list(ids)}
    )
    return [Due(id=row.id, at=row.at, scope=row.id) for row in rows]


async def stays(unit: Unit, id: str) -> str:
    """`open` where an incident at home here is still worked on; "" where there is none or it is closed."""
    rows = await unit.session.execute(
        text(f"SELECT 1 FROM ({_INCIDENTS} AND i.id = :id AND NOT c.closed) found"),  # noqa: S608
        {"agency": unit.agency, "id": id},
    )
    return "open" if rows.first() else ""


async def stays_evidence(unit: Unit, id: str) -> str:
    """`kept` where somebody keeps a piece that lies at home here or is the agency's own; "" where nobody does."""
    rows = await unit.session.execute(
        text(
            "SELECT 1 FROM incident_evidence e WHERE e.id = :id AND e.deleted_at IS NULL"  # noqa: S608
            f" AND :agency IN (e.home, e.agency_id) AND {_KEPT.format(column='evidence', of='e.id')}"
        ),
        {"agency": unit.agency, "id": id},
    )
    return "kept" if rows.first() else ""


async def delete(unit: Unit, ids: Sequence[str]) -> Gone:
    """Delete incidents with all that hangs on them; the files of evidence and their keys go too."""
    values = {"agency": unit.agency, "ids": list(ids)}
    evidence = await unit.session.execute(
        text(
            "SELECT agency_id, id, path, media_type FROM incident_evidence WHERE home = :agency"
            " AND incident = ANY(:ids) AND path <> ''"
        ),
        values,
    )
    files = list(evidence)
    guests = await unit.session.execute(
        text(
            "SELECT agency_id, incident FROM sub_incident WHERE home = :agency AND agency_id <> :agency"
            " AND incident = ANY(:ids)"
        ),
        values,
    )
    keys = [(row.agency_id, KEYS, row.id) for row in files]
    keys += [(row.agency_id, "incident", row.incident) for row in guests]
    rows = 0
    for table, column in (("incident_seen", "incident"), ("incident_link", "source"), ("incident_link", "target")):
        done = await unit.session.execute(
            text(f"DELETE FROM {table} WHERE agency_id = :agency AND {column} = ANY(:ids)"),  # noqa: S608
            values,
        )
        rows += int(done.rowcount)
    done = await unit.session.execute(text("DELETE FROM incident WHERE agency_id = :agency AND id = ANY(:ids)"), values)
    lying = [path for row in files for path in paths(row.path, row.media_type)]
    return Gone(rows=rows + int(done.rowcount), files=lying, keys=keys)


async def due_evidence(unit: Unit, span: Span) -> list[Due]:
    """Evidence of incidents that were closed before a time, or before the agency's own days, and that nobody keeps."""
    found = await unit.session.execute(text(_DAYS), {"agency": unit.agency, "days": DAYS})
    own = as_datetime(unit.clock.now_ms()) - timedelta(days=found.scalar_one_or_none() or DAYS)
    rows = await unit.session.execute(
        text(
            f"SELECT id, at FROM ({_EVIDENCE}) found WHERE closed AND at < :before{_AFTER}"  # noqa: S608
            " ORDER BY at, id LIMIT :limit"
        ),
        {**_values(unit, span), "before": max(span.before, own)},
    )
    return [Due(id=row.id, at=row.at, scope=row.id) for row in rows]


async def named_evidence(unit: Unit, ids: Sequence[str]) -> list[Due]:
    """Those of the pieces that exist and that nobody keeps."""
    rows = await unit.session.execute(
        text(f"SELECT id, at FROM ({_EVIDENCE}) found WHERE id = ANY(:ids)"),  # noqa: S608
        {"agency": unit.agency, "ids": list(ids)},
    )
    at = as_datetime(unit.clock.now_ms())
    return [Due(id=row.id, at=row.at or at, scope=row.id) for row in rows]


async def delete_evidence(unit: Unit, ids: Sequence[str]) -> Gone:
    """Delete what pieces hold; that there was a piece, and its fingerprint, stays in the incident."""
    rows = await unit.session.execute(
        text(
            "UPDATE incident_evidence SET deleted_at = :at, content = NULL WHERE id = ANY(:ids)"
            " AND deleted_at IS NULL RETURNING agency_id, id, incident, sha256, path, media_type"
        ),
        {"ids": list(ids), "at": as_datetime(unit.clock.now_ms())},
    )
    gone = list(rows)
    for row in gone:
        unit.audit("incident.evidence_deleted", row.incident, evidence=row.id, sha256=row.sha256)
    return Gone(
        rows=len(gone),
        files=[path for row in gone if row.path for path in paths(row.path, row.media_type)],
        keys=[(row.agency_id, KEYS, row.id) for row in gone if row.agency_id != unit.agency],
    )
