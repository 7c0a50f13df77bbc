"""Alerts, their history and verdicts in the database: reading, and what people change."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import RowMapping, text

from impetus.alerts.records import Detail, Event, Filter, Given, Key, Record, Summary
from impetus.alerts.transitions import UNDECIDED
from impetus.alerts.triage.facts import Reason
from impetus.kit.times import as_datetime
from impetus.model.alert import AlertState, Part, Severity, Where
from impetus.model.text import Text
from impetus.storage.jsonb import dump, load
from impetus.storage.unit import Unit

_COLUMNS: Final = (
    "a.id, a.number, a.tool, a.tool_version, a.kind, a.subject, a.clock, a.window_start, a.window_end, a.severity,"
    " a.confidence, a.state, a.title, a.why, a.place, a.signature, a.over, a.revision, a.version, a.owner,"
    " a.acknowledged_at, a.created_at, a.updated_at, a.sensors, a.grp, a.shown, a.held_reason, a.joined_reason,"
    " a.raised_reason, CASE WHEN a.shown THEN (SELECT count(*) FROM alert m WHERE m.grp = a.grp AND NOT m.shown)"
    " ELSE 0 END AS joined, v.id AS v_id, v.word AS v_word, v.reason AS v_reason,"
    " v.note AS v_note, v.person AS v_by, v.at AS v_at"
)
_FROM: Final = "FROM alert a LEFT JOIN verdict v ON v.agency_id = a.agency_id AND v.id = a.verdict"
_NUMBER: Final = re.compile(r"a-?(\d{1,15})")
UNTRIAGED_FOR: Final = timedelta(seconds=2)
"""An alert that triage has not come to for so long is shown: silence is never assumed to be well."""
_SHOWN: Final = "(a.shown OR (a.triaged_at IS NULL AND a.created_at <= :untriaged))"
_UNDECIDED: Final = "(a.state IN ('new', 'acknowledged'))"


def summary_of(row: RowMapping) -> Summary:
    """Return a row of `_COLUMNS` as a Summary."""
    columns = {key: value for key, value in row.items() if not key.startswith("v_")}
    for key, kind in (("title", Text), ("why", Text), ("place", Where), ("sensors", list[str])):
        columns[key] = load(columns[key], kind)
    for key in ("held", "joined", "raised"):
        raw = columns.pop(f"{key}_reason")
        columns[f"{key}_reason" if key != "held" else "held"] = load(raw, Reason) if raw is not None else None
    columns["group"] = columns.pop("grp")
    columns["state"], columns["severity"] = AlertState(columns["state"]), Severity(columns["severity"])
    given = None
    if row["v_id"] is not None:
        given = Given(**{key: row[f"v_{key}"] for key in ("id", "word", "reason", "note", "by", "at")})
    return Summary(**columns, verdict=given)


def key_of(alert: Summary) -> Key:
    """Where an alert stands in the queue."""
    return Key(undecided=int(alert.state in UNDECIDED), rank=alert.severity.rank, number=alert.number)


def _condition(wanted: Filter, now: datetime) -> tuple[str, dict[str, Any]]:
    terms: list[str] = ["true"]
    values: dict[str, Any] = {}
    if wanted.shown == "shown":
        terms.append(_SHOWN)
        values["untriaged"] = now - UNTRIAGED_FOR
    elif wanted.shown == "held":
        terms.append("NOT a.shown")
    for column, value in (("grp", wanted.group), ("held_rule", wanted.rule)):
        if value:
            terms.append(f"a.{column} = :{column}")
            values[column] = value
    if wanted.states:
        terms.append("a.state = ANY(:states)")
        values["states"] = list(wanted.states)
    if wanted.severities:
        terms.append("a.severity = ANY(:severities)")
        values["severities"] = list(wanted.severities)
    for column, value in (("kind", wanted.kind), ("tool", wanted.tool)):
        if value:
            terms.append(f"(a.{column} = :{column} OR starts_with(a.{column}, :{column} || '.'))")
            values[column] = value
    for number, word in enumerate(wanted.words.casefold().split()[:8]):
        term = f"strpos(a.search, :word{number}) > 0"
        values[f"word{number}"] = word
        if numbered := _NUMBER.fullmatch(word):
            term = f"({term} OR a.number = :number{number})"
            values[f"number{number}"] = int(numbered[1])
        terms.append(term)
    if wanted.since is not None:
        terms.append("a.created_at >= :since")
        values["since"] = wanted.since
    if wanted.until is not None:
        terms.append("a.created_at < :until")
        values["until"] = wanted.until
    return " AND ".join(terms), values


async def page(unit: Unit, wanted: Filter, after: Key | None, limit: int) -> tuple[list[Summary], int]:
    """Alerts of the queue after a key (undecided first, then severity, then newest), and how many there are in all."""
    where, values = _condition(wanted, as_datetime(unit.clock.now_ms()))
    total = await unit.session.execute(text(f"SELECT count(*) FROM alert a WHERE {where}"), values)  # noqa: S608
    if after is not None:
        where += f" AND ({_UNDECIDED}, a.severity_rank, a.number) < (:undecided, :rank, :number)"
        values |= {"undecided": bool(after.undecided), "rank": after.rank, "number": after.number}
    rows = await unit.session.execute(
        text(
            f"SELECT {_COLUMNS} {_FROM} WHERE {where}"
            f" ORDER BY {_UNDECIDED} DESC, a.severity_rank DESC, a.number DESC LIMIT :limit"
        ),
        {**values, "limit": limit},
    )
    return [summary_of(row) for row in rows.mappings()], int(total.scalar_one())


async def by_ids(unit: Unit, ids: Iterable[str]) -> list[Summary]:
    """Alerts of the unit's agency by id; unknown ones are absent."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} {_FROM} WHERE a.id = ANY(:ids)"),
        {"ids": list(ids)},
    )
    return [summary_of(row) for row in rows.mappings()]


async def one(unit: Unit, alert: str, *, lock: bool = False) -> Summary | None:
    """One alert; `lock` holds it until the commit, so that two people cannot decide at once."""
    if lock:  # a statement of its own: a joined one would wait, then show the verdict as it was before the wait
        await unit.session.execute(text("SELECT 1 FROM alert WHERE id = :id FOR UPDATE"), {"id": alert})
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} {_FROM} WHERE a.id = :id"),
        {"id": alert},
    )
    row = rows.mappings().first()
    return summary_of(row) if row else None


async def detail(unit: Unit, alert: str) -> Detail:
    """Evidence and explanation of an alert that exists."""
    rows = await unit.session.execute(
        text("SELECT evidence, parts, attributes FROM alert WHERE id = :id"), {"id": alert}
    )
    row = rows.one()
    return Detail(evidence=load(row.evidence), parts=load(row.parts, list[Part]), attributes=load(row.attributes))


async def change(unit: Unit, alert: str, changes: dict[str, Any], at: datetime) -> None:
    """Set what people decide: state, owner, verdict, acknowledged_at; counts the version up."""
    if not changes.keys() <= {"state", "owner", "verdict", "acknowledged_at"}:
        raise ValueError(f"not columns to change: {sorted(changes)}")
    columns = "".join(f"{column} = :{column}, " for column in changes)
    await unit.session.execute(
        text(f"UPDATE alert SET {columns}version = version + 1, updated_at = :at WHERE id = :id"),  # noqa: S608
        {**changes, "at": at, "id": alert},
    )


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line for an alert's history."""

    alert: str
    what: str
    detail: dict[str, Any] = {}


async def add_event(
    unit: Unit, alert: str, what: str, *, person: str | None, at: datetime, detail: dict[str, Any] | None = None
) -> None:
    """Add a line to an alert's history."""
    await add_events(unit, [Line(alert=alert, what=what, detail=detail or {})], person=person, at=at)


async def add_events(unit: Unit, lines: Sequence[Line], *, person: str | None, at: datetime) -> None:
    """Add lines to the histories of alerts, in one go."""
    if lines:
        await unit.session.execute(
            text(
                "INSERT INTO alert_event (agency_id, alert, at, person, what, detail)"
                " VALUES (:agency, :alert, :at, :person, :what, CAST(:detail AS jsonb))"
            ),
            [
                {
                    "agency": unit.agency, "alert": line.alert, "at": at, "person": person, "what": line.what,
                    "detail": dump(line.detail),
                }
                for line in lines
            ],
        )  # fmt: skip


async def events(unit: Unit, alert: str) -> list[Event]:
    """An alert's history, oldest first."""
    rows = await unit.session.execute(
        text("SELECT id, at, person, what, detail FROM alert_event WHERE alert = :alert ORDER BY id"), {"alert": alert}
    )
    return [Event(**{**row, "detail": load(row["detail"])}) for row in rows.mappings()]


async def add_verdict(
    unit: Unit, *, id: str, alert: Summary, person: str, word: str, reason: str, note: str, at: datetime
) -> None:
    """Keep a person's verdict."""
    await unit.session.execute(
        text(
            "INSERT INTO verdict (agency_id, id, alert, tool, kind, person, word, reason, note, at)"
            " VALUES (:agency, :id, :alert, :tool, :kind, :person, :word, :reason, :note, :at)"
        ),
        {
            "agency": unit.agency, "id": id, "alert": alert.id, "tool": alert.tool, "kind": alert.kind,
            "person": person, "word": word, "reason": reason, "note": note, "at": at,
        },
    )  # fmt: skip


async def verdict(unit: Unit, id: str) -> Given | None:
    """A verdict, in force or taken back."""
    rows = await unit.session.execute(
        text("SELECT id, word, reason, note, person AS by, at FROM verdict WHERE id = :id"), {"id": id}
    )
    row = rows.mappings().first()
    return Given(**row) if row else None


async def take_back_verdict(unit: Unit, id: str, person: str | None, at: datetime | None) -> None:
    """Mark a verdict as taken back; with None for both, as in force again."""
    await unit.session.execute(
        text("UPDATE verdict SET taken_back_at = :at, taken_back_by = :person WHERE id = :id"),
        {"at": at, "person": person, "id": id},
    )


async def track_records(unit: Unit, kinds: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Record]:
    """How often alerts were real, by (tool, kind). Duplicates count neither way."""
    wanted = sorted(set(kinds))
    if not wanted:
        return {}
    rows = await unit.session.execute(
        text(
            "SELECT tool, kind, count(*) FILTER (WHERE word = 'confirmed') AS real, count(*) AS judged FROM verdict"
            " WHERE taken_back_at IS NULL AND word IN ('confirmed', 'rejected')"
            " AND tool = ANY(:tools) AND kind = ANY(:kinds) GROUP BY tool, kind"
        ),
        {"tools": sorted({tool for tool, _ in wanted}), "kinds": sorted({kind for _, kind in wanted})},
    )
    return {(row.tool, row.kind): Record(real=row.real, judged=row.judged) for row in rows}


async def mark_seen(unit: Unit, alert: str, person: str, at: datetime) -> None:
    """A person looked at an alert; when they did first is kept."""
    await unit.session.execute(
        text(
            "INSERT INTO alert_seen (agency_id, alert, person, at, first_at)"
            " VALUES (:agency, :alert, :person, :at, :at)"
            " ON CONFLICT (agency_id, alert, person) DO UPDATE SET at = excluded.at"
        ),
        {"agency": unit.agency, "alert": alert, "person": person, "at": at},
    )


async def seen(unit: Unit, alerts: Iterable[str], since: datetime) -> dict[str, list[str]]:
    """Ids of people who looked at each alert since `since`."""
    rows = await unit.session.execute(
        text("SELECT alert, person FROM alert_seen WHERE alert = ANY(:alerts) AND at > :since ORDER BY at"),
        {"alerts": list(alerts), "since": since},
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.alert, []).append(row.person)
    return found


async def count_since(unit: Unit, since: datetime) -> int:
    """How many alerts were raised since `since`."""
    counted = await unit.session.execute(text("SELECT count(*) FROM alert WHERE created_at > :since"), {"since": since})
    return int(counted.scalar_one())


async def count_by_day(unit: Unit, since: datetime) -> dict[str, dict[int, int]]:
    """Alerts raised since `since`, by tool and whole days (0 first) after it."""
    rows = await unit.session.execute(
        text(
            "SELECT tool, floor(extract(epoch FROM created_at - :since) / 86400)::int AS day, count(*) AS n"
            " FROM alert WHERE created_at >= :since GROUP BY tool, day"
        ),
        {"since": since},
    )
    found: dict[str, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row.tool, {})[row.day] = row.n
    return found


async def judged_by_tool(unit: Unit) -> dict[str, Record]:
    """How often the alerts of each tool were real."""
    rows = await unit.session.execute(
        text(
            "SELECT tool, count(*) FILTER (WHERE word = 'confirmed') AS real, count(*) AS judged FROM verdict"
            " WHERE taken_back_at IS NULL AND word IN ('confirmed', 'rejected') GROUP BY tool"
        )
    )
    return {row.tool: Record(real=row.real, judged=row.judged) for row in rows}
