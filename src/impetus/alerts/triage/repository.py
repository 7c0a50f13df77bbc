"""Triage in the database: alerts that wait for it, what it decided, its state."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, text

from impetus.alerts.triage.facts import AlertFact, Decided, Decision, Reason
from impetus.kit.times import as_ms
from impetus.model.alert import Severity, Where
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

WAKE: Final = "impetus_triage"
"""The channel of NOTIFY that wakes triage; its payload is the agency."""

_FACT: Final = (
    "id, tool, kind, subject, severity, window_end, signature, sensors, confidence, place, over, revision,"
    " title ->> 'en' AS title, attributes, clock,"
    " (SELECT s.source FROM sensor s WHERE s.agency_id = alert.agency_id AND s.id = alert.sensors ->> 0) AS feed"
)
_DECIDE: Final = text(
    "UPDATE alert a SET triaged_revision = d.revision, triaged_rank = coalesce(d.rank, a.triaged_rank),"
    " triaged_at = :at, triage_seq = coalesce(d.seq, a.triage_seq),"
    " shown = d.shown, grp = d.grp, lead = d.lead, held_rule = d.held_rule, priority = d.priority,"
    # a revision is decided in fewer words: the sentence of the first decision stays while it holds
    " held_reason = CASE WHEN d.held_rule = a.held_rule THEN coalesce(a.held_reason, d.held) ELSE d.held END,"
    " joined_reason = coalesce(d.joined, a.joined_reason), raised_reason = coalesce(d.raised, a.raised_reason),"
    " version = a.version + 1"
    " FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS d(id text, revision integer, rank smallint,"
    " seq bigint, shown boolean, grp text,"
    " lead boolean, held_rule text, held jsonb, joined jsonb, raised jsonb, priority double precision)"
    " WHERE a.id = d.id"
)
_SEVERITIES: Final = tuple(Severity)
_UNLEAD: Final = text("UPDATE alert SET lead = false WHERE grp = ANY(:groups) AND lead AND NOT (id = ANY(:ids))")


def fact_of(row: RowMapping) -> AlertFact:
    """Return an alert as triage takes it: its first sensor, else what deviates, is its source."""
    place, sensors = load(row["place"], Where), load(row["sensors"], list[str])
    attributes = {key: str(value)[:200] for key, value in (load(row["attributes"]) or {}).items()}
    return AlertFact(
        id=row["id"],
        tool=row["tool"],
        kind=row["kind"],
        subject=row["subject"],
        severity=Severity(row["severity"]),
        at=as_ms(row["window_end"]),
        signature=row["signature"],
        source=sensors[0] if sensors else row["subject"],
        confidence=row["confidence"],
        latitude=place.latitude,
        longitude=place.longitude,
        over=row["over"],
        revision=row["revision"],
        title=row["title"] or "",
        attributes=attributes,
        clock=row["clock"],
        feed=row["feed"] or "",
    )


async def waiting(unit: Unit, limit: int) -> list[AlertFact]:
    """Alerts that are new or changed since triage saw them, oldest first; nobody else changes them until the commit."""
    rows = await unit.session.execute(
        text(
            f"SELECT {_FACT} FROM alert WHERE triaged_revision IS DISTINCT FROM revision"  # noqa: S608
            " ORDER BY number LIMIT :limit FOR NO KEY UPDATE"
        ),
        {"limit": limit},
    )
    return [fact_of(row) for row in rows.mappings()]


async def decided_after(unit: Unit, seq: int) -> list[tuple[AlertFact, Decided]]:
    """Alerts that were decided after `seq`, in the order in which they came: what a state saved at `seq` lacks.

    A later revision gives an alert a later place in the order of decisions; its number is the order in which it came.
    Each has the revision and the severity that were decided on: a newer one still waits.
    """
    rows = await unit.session.execute(
        text(
            f"SELECT {_FACT}, shown, grp, priority, held_rule, held_reason ->> 'window' AS held_window,"  # noqa: S608
            " triaged_revision, triaged_rank"
            " FROM alert WHERE triage_seq > :seq AND shown IS NOT NULL ORDER BY number"
        ),
        {"seq": seq},
    )
    return [
        (
            msgspec.structs.replace(
                fact_of(row), revision=row["triaged_revision"], severity=_SEVERITIES[row["triaged_rank"]]
            ),
            Decided(
                shown=row["shown"], group=row["grp"], priority=row["priority"],
                held=row["held_rule"] or "", window=row["held_window"] or "",
            ),
        )
        for row in rows.mappings()
    ]  # fmt: skip


async def decide(
    unit: Unit, decisions: Sequence[tuple[Decision, int | None]], ranks: Mapping[str, int], at: datetime
) -> None:
    """Write decisions, each with its place in the order (None for a release), on alerts of these severities' ranks."""
    last: dict[str, tuple[Decision, int | None]] = {}
    for decision, seq in decisions:
        before = last.get(decision.alert)
        last[decision.alert] = (decision, before[1] if seq is None and before is not None else seq)
    rows = [
        {
            "id": decision.alert, "revision": decision.revision, "rank": ranks.get(decision.alert), "seq": seq,
            "shown": decision.shown,
            "grp": decision.group, "lead": decision.lead, "priority": decision.priority,
            "held_rule": decision.held_by.rule if decision.held_by else None,
            "held": _plain(decision.held_by), "joined": _plain(decision.joined), "raised": _plain(decision.raised_by),
        }
        for decision, seq in last.values()
    ]  # fmt: skip
    await unit.session.execute(_DECIDE, {"rows": dump(rows), "at": at})
    leads = {decision.group: decision.alert for decision, _ in decisions if decision.lead}
    if leads:
        await unit.session.execute(_UNLEAD, {"groups": list(leads), "ids": list(leads.values())})


async def leads_of(unit: Unit, groups: Sequence[str]) -> list[str]:
    """Ids of the alerts that stand for these groups on the consoles."""
    rows = await unit.session.execute(
        text("SELECT id FROM alert WHERE grp = ANY(:groups) AND shown"), {"groups": list(groups)}
    )
    return [row.id for row in rows]


async def state(unit: Unit) -> tuple[bytes, int] | None:
    """The engine's saved state and the order's place it stands at."""
    rows = await unit.session.execute(text("SELECT state, seq FROM triage_state"))
    row = rows.first()
    return (bytes(row.state), int(row.seq)) if row else None


async def save_state(unit: Unit, saved: bytes, seq: int, at: datetime) -> None:
    """Keep the engine's state."""
    await unit.session.execute(
        text(
            "INSERT INTO triage_state (agency_id, state, seq, at) VALUES (:agency, :state, :seq, :at)"
            " ON CONFLICT (agency_id) DO UPDATE SET state = excluded.state, seq = excluded.seq, at = excluded.at"
        ),
        {"agency": unit.agency, "state": saved, "seq": seq, "at": at},
    )


async def last_seq(unit: Unit) -> int:
    """The last place in the order that was given."""
    rows = await unit.session.execute(text("SELECT coalesce(max(triage_seq), 0) FROM alert"))
    return int(rows.scalar_one())


async def held_counts(unit: Unit, since: datetime) -> dict[str, int]:
    """How many alerts created since `since` are held back, by rule."""
    rows = await unit.session.execute(
        text(
            "SELECT coalesce(held_rule, '') AS rule, count(*) AS n FROM alert"
            " WHERE NOT shown AND created_at >= :since GROUP BY 1"
        ),
        {"since": since},
    )
    return {row.rule: row.n for row in rows}


async def settings(unit: Unit) -> tuple[int, dict[str, Any], str, datetime] | None:
    """The settings in force: version, values, who and when; None where nobody changed any."""
    rows = await unit.session.execute(
        text("SELECT version, settings, changed_by, changed_at FROM triage_setting ORDER BY version DESC LIMIT 1")
    )
    row = rows.first()
    return (row.version, load(row.settings), row.changed_by, row.changed_at) if row else None


async def add_settings(unit: Unit, version: int, values: dict[str, Any], by: str, at: datetime) -> None:
    """Put settings in force. Raises Conflict where the version exists."""
    await unit.session.execute(
        text(
            "INSERT INTO triage_setting (agency_id, version, settings, changed_by, changed_at)"
            " VALUES (:agency, :version, CAST(:settings AS jsonb), :by, :at)"
        ),
        {"agency": unit.agency, "version": version, "settings": dump(values), "by": by, "at": at},
    )


async def wake(unit: Unit) -> None:
    """Wake triage with the commit."""
    await unit.session.execute(text(f"SELECT pg_notify('{WAKE}', :agency)"), {"agency": unit.agency})


def _plain(reason: Reason | None) -> Any:
    return None if reason is None else msgspec.to_builtins(reason)
