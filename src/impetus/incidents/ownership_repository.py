"""Incidents and tasks that somebody leads or has, in the database."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.incidents.words import Stage
from impetus.storage.unit import Unit


class Led(msgspec.Struct, frozen=True, kw_only=True):
    """An open part of an incident of the unit's agency that somebody leads."""

    id: str
    number: int
    home: str
    title: str
    severity: str
    stage: Stage
    owner: str
    since: datetime


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """An open task of the unit's agency that somebody has."""

    id: str
    incident: str
    text: str
    state: str
    owner: str
    due_at: datetime | None


async def led(unit: Unit, owner: str | None = None) -> list[Led]:
    """Open incidents whose part here has an owner, or this one; the most severe first."""
    rows = await unit.session.execute(
        text(
            "SELECT i.id, i.number, i.agency_id AS home, i.title, i.severity, s.stage, s.owner, s.started_at AS since"
            " FROM sub_incident s JOIN incident i ON i.agency_id = s.home AND i.id = s.incident"
            " WHERE s.agency_id = :agency AND s.active AND s.closed_at IS NULL AND s.owner IS NOT NULL"
            " AND i.merged_into IS NULL AND (CAST(:owner AS text) IS NULL OR s.owner = :owner)"
            " ORDER BY i.severity_rank DESC, i.number DESC"
        ),
        {"owner": owner, "agency": unit.agency},
    )
    return [Led(**row) for row in rows.mappings()]


async def given(unit: Unit, owner: str | None = None) -> list[Given]:
    """Open tasks for the unit's agency that have an owner, or this one; the next due first."""
    rows = await unit.session.execute(
        text(
            "SELECT id, incident, text, state, owner, due_at FROM incident_task WHERE for_agency = :agency"
            " AND state IN ('open', 'doing') AND owner IS NOT NULL"
            " AND (CAST(:owner AS text) IS NULL OR owner = :owner) ORDER BY due_at NULLS LAST, id"
        ),
        {"owner": owner, "agency": unit.agency},
    )
    return [Given(**row) for row in rows.mappings()]
