"""Counts of sources, refused readings, clocks and progress in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text

from impetus.contracts.format import Refusal
from impetus.kit.masking import mask
from impetus.kit.times import as_datetime, as_ms
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.storage.jsonb import dump
from impetus.storage.unit import Unit

KEPT: Final = 1000
"""Refused readings kept of each source."""

_COUNT: Final = text(
    "INSERT INTO source_count (agency_id, source, accepted, late, repeated, refused, last_at)"
    " VALUES (:agency, :source, :accepted, :late, :repeated, :refused, :last_at)"
    " ON CONFLICT (agency_id, source) DO UPDATE SET accepted = source_count.accepted + excluded.accepted,"
    " late = source_count.late + excluded.late, repeated = source_count.repeated + excluded.repeated,"
    " refused = source_count.refused + excluded.refused,"
    " last_at = coalesce(excluded.last_at, source_count.last_at)"
)
_REFUSED: Final = text(
    "INSERT INTO refused_reading (agency_id, source, at, reason, field, problem, remedy, position, sample, count)"
    " VALUES (:agency, :source, :at, :reason, :field, :problem, :remedy, :position, :sample, :count)"
)
_TRIM: Final = text(
    "DELETE FROM refused_reading WHERE source = :source AND id <= (SELECT id FROM refused_reading"
    " WHERE source = :source ORDER BY id DESC OFFSET :kept LIMIT 1)"
)
_TICK: Final = text(
    "INSERT INTO clock_state (agency_id, clock, now, changed_at) VALUES (:agency, :clock, :now, :at)"
    " ON CONFLICT (agency_id, clock) DO UPDATE SET now = greatest(clock_state.now, excluded.now),"
    " changed_at = excluded.changed_at"
)

_PROGRESS: Final = text(
    "INSERT INTO job_progress (agency_id, task, done, total, text, changed_at, finished_at)"
    " VALUES (:agency, :task, :done, :total, CAST(:text AS jsonb), :at, :finished)"
    " ON CONFLICT (agency_id, task) DO UPDATE SET done = excluded.done, total = excluded.total,"
    " text = excluded.text, changed_at = excluded.changed_at, finished_at = excluded.finished_at"
)


async def count(unit: Unit, source: str, counts: Mapping[str, int], last_at: datetime | None) -> None:
    """Add to a source's counts: accepted, late, repeated, refused."""
    await unit.session.execute(_COUNT, {"agency": unit.agency, "source": source, "last_at": last_at, **counts})


async def keep_refused(unit: Unit, source: str, found: Sequence[Refusal], at: datetime) -> None:
    """Keep refused readings for people to look at; the newest 1000 of each source stay."""
    rows = [
        {
            "agency": unit.agency,
            "source": source,
            "at": at,
            "reason": refusal.reason[:100],
            "field": refusal.field[:200],
            "problem": _storable(mask(refusal.problem).text),
            "remedy": _storable(refusal.remedy),
            "position": min(max(refusal.position, 0), 2**31 - 1),
            "sample": _storable(mask(refusal.sample).text),
            "count": min(refusal.count, 2**31 - 1),
        }
        for refusal in found
    ]
    if rows:
        await unit.session.execute(_REFUSED, rows)
        await unit.session.execute(_TRIM, {"source": source, "kept": KEPT})


async def put_clock(unit: Unit, clock: str, now: int) -> None:
    """Note how far a clock of the unit's agency has come."""
    await unit.session.execute(
        _TICK,
        {"agency": unit.agency, "clock": clock, "now": as_datetime(now), "at": as_datetime(unit.clock.now_ms())},
    )


async def clocks(unit: Unit) -> dict[tuple[str, str], int]:
    """How far clocks have come by (agency, clock): the unit's agency's, or all under `platform.positions`."""
    rows = await unit.session.execute(text("SELECT agency_id, clock, now FROM clock_state"))
    return {(row.agency_id, row.clock): as_ms(row.now) for row in rows}


async def put_source_health(unit: Unit, source: str, state: HealthState, reason: Text, since: datetime) -> None:
    """Note how a source is."""
    await unit.session.execute(
        text("UPDATE source SET state = :state, reason = CAST(:reason AS jsonb), since = :since WHERE id = :id"),
        {"id": source, "state": state.value, "reason": dump(reason), "since": since},
    )


async def put_progress(unit: Unit, task: str, done: float, total: float, words: Text) -> None:
    """Note how far a long task has come; it is finished when `done` reaches `total`."""
    now = as_datetime(unit.clock.now_ms())
    await unit.session.execute(
        _PROGRESS,
        {
            "agency": unit.agency,
            "task": task,
            "done": done,
            "total": total,
            "text": dump(words),
            "at": now,
            "finished": now if total > 0 and done >= total else None,
        },
    )


def _storable(words: str) -> str:
    """Return a text PostgreSQL can hold: no NUL, no lone surrogates, 500 characters at most."""
    return words.replace("\x00", "␀").encode("utf-8", "replace").decode()[:500]
