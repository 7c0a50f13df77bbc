"""Runs of procedures and every answer in the database. Nothing here is ever changed but a run's end."""

from datetime import datetime
from typing import Any

from sqlalchemy import text

from impetus.procedures.records import Run
from impetus.procedures.walk import Event
from impetus.storage.jsonb import load
from impetus.storage.unit import Unit

_COLUMNS = (
    "r.id, r.procedure, r.version, r.alert, r.incident, r.started_at, r.started_by, r.ended_at, r.state, v.content"
    " FROM procedure_run r JOIN procedure_version v ON v.agency_id = r.agency_id AND v.procedure = r.procedure"
    " AND v.version = r.version"
)


def _run(row: Any) -> Run:
    return Run(**{**row, "content": load(row["content"])})


async def add(
    unit: Unit, *, id: str, procedure: str, version: int, alert: str | None, incident: str | None, at: datetime,
    person: str,
) -> None:  # fmt: skip
    """Begin a run."""
    await unit.session.execute(
        text(
            "INSERT INTO procedure_run (agency_id, id, procedure, version, alert, incident, started_at, started_by,"
            " state) VALUES (:agency, :id, :procedure, :version, :alert, :incident, :at, :by, 'running')"
        ),
        {
            "agency": unit.agency, "id": id, "procedure": procedure, "version": version, "alert": alert,
            "incident": incident, "at": at, "by": person,
        },
    )  # fmt: skip


async def one(unit: Unit, id: str, *, lock: bool = False) -> Run | None:
    """A run; `lock` holds it until the commit."""
    if lock:
        await unit.session.execute(text("SELECT 1 FROM procedure_run WHERE id = :id FOR UPDATE"), {"id": id})
    rows = await unit.session.execute(text(f"SELECT {_COLUMNS} WHERE r.id = :id"), {"id": id})
    row = rows.mappings().first()
    return _run(row) if row else None


async def of(unit: Unit, alert: str, incident: str) -> list[Run]:
    """Runs of an alert or of an incident, newest first."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} WHERE r.alert = :alert OR r.incident = :incident ORDER BY r.id DESC LIMIT 50"),
        {"alert": alert or None, "incident": incident or None},
    )
    return [_run(row) for row in rows.mappings()]


async def end(unit: Unit, id: str, state: str, at: datetime | None) -> None:
    """Say that a run is done or stopped; `running` with None where an answer was taken back."""
    await unit.session.execute(
        text("UPDATE procedure_run SET state = :state, ended_at = :at WHERE id = :id"),
        {"id": id, "state": state, "at": at},
    )


async def add_event(
    unit: Unit, run: str, what: str, step: str, *, at: datetime, person: str, answer: int | None = None,
    note: str = "", undoes: int | None = None,
) -> None:  # fmt: skip
    """Keep what somebody did."""
    await unit.session.execute(
        text(
            "INSERT INTO procedure_event (agency_id, run, at, person, what, step, answer, note, undoes)"
            " VALUES (:agency, :run, :at, :person, :what, :step, :answer, :note, :undoes)"
        ),
        {
            "agency": unit.agency, "run": run, "at": at, "person": person, "what": what, "step": step,
            "answer": answer, "note": note, "undoes": undoes,
        },
    )  # fmt: skip


async def events(unit: Unit, runs: list[str]) -> dict[str, list[Event]]:
    """What was done in runs, oldest first."""
    rows = await unit.session.execute(
        text(
            "SELECT id, run, at, person, what, step, answer, note, undoes FROM procedure_event"
            " WHERE run = ANY(:runs) ORDER BY id"
        ),
        {"runs": runs},
    )
    found: dict[str, list[Event]] = {}
    for row in rows.mappings():
        found.setdefault(row["run"], []).append(Event(**row))
    return found
