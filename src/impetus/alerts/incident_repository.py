"""The incidents that alerts belong to, as alerts show them, in the database."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import text

from impetus.storage.unit import Unit


class InIncident(msgspec.Struct, frozen=True, kw_only=True):
    """The open incident of an alert, `own` where it is at home here.

    `worked` once somebody of the unit's agency acknowledged or leads it.
    """

    id: str
    number: int
    title: str
    own: bool
    worked: bool


async def of_alerts(unit: Unit, alerts: Sequence[str]) -> dict[str, InIncident]:
    """The incident of each of the agency's own alerts that stands in one whose part here is open.

    Of incidents that were merged it is the one they stand in.
    """
    if not alerts:
        return {}
    rows = await unit.session.execute(
        text(
            "SELECT a.alert, r.id, r.number, r.title, r.agency_id = :agency AS own,"
            " s.owner IS NOT NULL OR s.acknowledged_at IS NOT NULL AS worked"
            " FROM incident_alert a JOIN incident i ON i.agency_id = a.home AND i.id = a.incident"
            " JOIN incident r ON r.agency_id = i.agency_id AND r.id = i.root"
            " JOIN sub_incident s ON s.agency_id = :agency AND s.incident = r.id AND s.active AND s.closed_at IS NULL"
            " WHERE a.agency_id = :agency AND a.alert = ANY(:alerts)"
        ),
        {"agency": unit.agency, "alerts": list(alerts)},
    )
    return {
        row.alert: InIncident(id=row.id, number=row.number, title=row.title, own=row.own, worked=row.worked)
        for row in rows
    }
