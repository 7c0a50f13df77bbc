"""What messages are about, read from the database: alerts, incidents; and lines of an alert's history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text

from impetus.channels.records import Subject
from impetus.channels.rules import About, Fact
from impetus.model.alert import Severity, Where
from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_ALERTS: Final = (
    "SELECT a.id, a.number, a.tool, a.kind, a.severity, a.state, a.title, a.why, a.place, a.clock, a.over, a.revision,"
    # what triage did not look at yet counts as shown
    " coalesce(a.shown, true) OR a.triaged_revision IS DISTINCT FROM a.revision AS shown, a.created_at AS since"
    # an alert of an incident that somebody works on waits for nobody by itself
    " , NOT EXISTS (SELECT FROM incident_alert h JOIN incident i ON i.agency_id = h.home AND i.id = h.incident"
    " JOIN sub_incident s ON s.agency_id = h.agency_id AND s.incident = i.root AND s.active AND s.closed_at IS NULL"
    " WHERE h.agency_id = a.agency_id AND h.alert = a.id AND (s.owner IS NOT NULL OR s.acknowledged_at IS NOT NULL))"
    " AS waits FROM alert a"
)
_INCIDENTS: Final = (
    "SELECT i.id, i.number, i.title, i.severity, i.place, i.opened_at AS since, i.version,"
    " s.acknowledged_at IS NULL AND s.closed_at IS NULL AND i.merged_into IS NULL AS open"
    " FROM incident i JOIN sub_incident s ON s.incident = i.id AND s.agency_id = :agency AND s.active"
)


async def subjects(unit: Unit, about: About, ids: Sequence[str]) -> dict[str, Subject]:
    """What is known of alerts or incidents, by id; what is gone is absent."""
    if not ids:
        return {}
    if about == "alert":
        rows = await unit.session.execute(text(f"{_ALERTS} WHERE a.id = ANY(:ids)"), {"ids": list(ids)})
        return {row["id"]: _alert(dict(row)) for row in rows.mappings()}
    rows = await unit.session.execute(
        text(f"{_INCIDENTS} WHERE i.id = ANY(:ids)"), {"ids": list(ids), "agency": unit.agency}
    )
    return {row["id"]: _incident(dict(row)) for row in rows.mappings()}


async def undecided(unit: Unit, since: datetime, limit: int = 5000) -> list[str]:
    """Alerts that nobody acknowledged and that were made since then: what to look at where events were missed."""
    rows = await unit.session.execute(
        text("SELECT id FROM alert WHERE state = 'new' AND created_at >= :since ORDER BY created_at LIMIT :limit"),
        {"since": since, "limit": limit},
    )
    return [row.id for row in rows]


async def untriaged(unit: Unit, since: datetime, before: datetime, limit: int = 1000) -> list[str]:
    """Alerts that triage should have looked at before then and did not: nobody was told of them yet."""
    rows = await unit.session.execute(
        text(
            "SELECT id FROM alert WHERE triaged_revision IS DISTINCT FROM revision AND state = 'new'"
            " AND updated_at BETWEEN :since AND :before ORDER BY severity_rank DESC, number LIMIT :limit"
        ),
        {"since": since, "before": before, "limit": limit},
    )
    return [row.id for row in rows]


async def held(unit: Unit, since: datetime, limit: int = 5000) -> list[str]:
    """Alerts that triage held back since then, for rules that ask for those too."""
    rows = await unit.session.execute(
        text("SELECT id FROM alert WHERE NOT shown AND triaged_at >= :since AND state = 'new' LIMIT :limit"),
        {"since": since, "limit": limit},
    )
    return [row.id for row in rows]


def _alert(row: dict[str, Any]) -> Subject:
    place = load(row["place"], Where)
    return Subject(
        fact=Fact(
            about="alert",
            id=row["id"],
            severity=Severity(row["severity"]),
            kind=row["kind"],
            tool=row["tool"],
            shown=row["shown"],
            open=row["state"] == "new" and row["waits"],
            latitude=place.latitude,
            longitude=place.longitude,
        ),
        number=f"A-{row['number']}",
        title=load(row["title"], Text),
        why=load(row["why"], Text),
        place=place.name,
        since=row["since"],
        clock=row["clock"],
        revision=row["revision"],
    )


def _incident(row: dict[str, Any]) -> Subject:
    place = row["place"] or {}
    return Subject(
        fact=Fact(
            about="incident",
            id=row["id"],
            severity=Severity(row["severity"]),
            kind="",
            tool="",
            shown=True,
            open=row["open"],
            latitude=place.get("latitude"),
            longitude=place.get("longitude"),
        ),
        number=f"I-{row['number']}",
        title=Text(en=row["title"]),
        why=Text(en=""),
        place=str(place.get("name") or ""),
        since=row["since"],
        clock="live",
        revision=row["version"],
    )


async def note(unit: Unit, alert: str, what: str, detail: dict[str, Any], at: datetime) -> None:
    """Write a line into an alert's history."""
    await unit.session.execute(
        text(
            "INSERT INTO alert_event (agency_id, alert, at, person, what, detail)"
            " VALUES (:agency, :alert, :at, NULL, :what, CAST(:detail AS jsonb))"
        ),
        {"agency": unit.agency, "alert": alert, "at": at, "what": what, "detail": dump(detail)},
    )
