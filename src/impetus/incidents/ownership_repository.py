"""Incidents and tasks that somebody leads or has, in the database."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.incidents.words import Stage
from impetus.storage.unit import Unit


class Led(msgspec.Struct, frozen=True, kw_only=True):
    """An open part of an incident of the unit's agency; `owner` leads it, None where nobody does."""

    id: str
    number: int
    home: str
    title: str
    severity: str
    stage: Stage
    owner: str | None
    since: datetime


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """An open task of the unit's agency; `owner` has it, None where nobody does."""

    id: str
    incident: str
    text: str
    state: str
    owner: str | None
    due_at: datetime | None


async def led(unit: Unit, owner: str | None = None) -> list[Led]:
    """Open incidents, or those whose part here this owner leads; the most severe first."""
    rows = await unit.session.execute(
        text(
            "SELECT i.id, i.number, i.agency_id AS home, i.title, i.severity, s.stage, s.owner, s.started_at AS since"
            " FROM sub_incident s JOIN incident i ON i.agency_id = s.home AND i.id = s.incident"
            " WHERE s.agency_id = :agency AND s.active AND s.closed_at IS NULL"
            " AND i.merged_into IS NULL AND (CAST(:owner AS text) IS NULL OR s.owner = :owner)"
            " ORDER BY i.severity_rank DESC, i.number DESC"
        ),
        {"owner": owner, "agency": unit.agency},
    )
    return [Led(**row) for row in rows.mappings()]


async def given(unit: Unit, owner: str | None = None) -> list[Given]:
    """Open tasks for the unit's agency, or those of this owner; the next due first.

    Nobody has to take what is left over of an incident that is closed.
    """
    rows = await unit.session.execute(
        text(
            "SELECT t.id, t.incident, t.text, t.state, t.owner, t.due_at FROM incident_task t"
            " WHERE t.for_agency = :agency AND t.state IN ('open', 'doing') AND (t.owner IS NOT NULL"
            " OR EXISTS (SELECT FROM sub_incident s WHERE s.agency_id = :agency AND s.home = t.agency_id"
            " AND s.incident = t.incident AND s.active AND s.closed_at IS NULL))"
            " AND (CAST(:owner AS text) IS NULL OR t.owner = :owner) ORDER BY t.due_at NULLS LAST, t.id"
        ),
        {"owner": owner, "agency": unit.agency},
    )
    return [Given(**row) for row in rows.mappings()]
