"""Alerts that stand in no incident, and those that triage joined, in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from impetus.storage.unit import Unit


async def loose(unit: Unit, since: datetime, until: datetime, limit: int) -> list[str]:
    """The newest alerts of the unit's agency within a time that stand in no incident and were not set aside."""
    rows = await unit.session.execute(
        text(
            "SELECT a.id FROM alert a WHERE a.agency_id = :agency AND a.created_at BETWEEN :since AND :until"
            " AND a.shown IS NOT FALSE AND a.state NOT IN ('rejected', 'closed')"
            " AND NOT EXISTS (SELECT 1 FROM incident_alert i"
            " WHERE i.agency_id = a.agency_id AND i.alert = a.id) ORDER BY a.created_at DESC, a.id LIMIT :limit"
        ),
        {"agency": unit.agency, "since": since, "until": until, "limit": limit},
    )
    return list(rows.scalars())


async def joined(unit: Unit, alerts: Sequence[str], limit: int) -> list[str]:
    """All alerts that triage joined with these, oldest first."""
    rows = await unit.session.execute(
        text(
            "SELECT a.id FROM alert a WHERE a.agency_id = :agency AND a.grp IN (SELECT g.grp FROM alert g"
            " WHERE g.agency_id = :agency AND g.id = ANY(:alerts)) ORDER BY a.number LIMIT :limit"
        ),
        {"agency": unit.agency, "alerts": list(alerts), "limit": limit},
    )
    return list(rows.scalars())


async def groups(unit: Unit, alerts: Sequence[str]) -> dict[str, list[str]]:
    """By alert, the ids of all that triage joined with it, itself among them; at most 100."""
    rows = await unit.session.execute(
        text(
            "SELECT a.id AS alert, (array_agg(m.id ORDER BY m.number))[1:100] AS members FROM alert a JOIN alert m"
            " ON m.agency_id = a.agency_id AND (m.grp = a.grp OR m.id = a.id) WHERE a.agency_id = :agency"
            " AND a.id = ANY(:alerts) GROUP BY a.id"
        ),
        {"agency": unit.agency, "alerts": list(alerts)},
    )
    return {row.alert: list(row.members) for row in rows}
