"""Reports of a period, for the agency, one desk or one tool."""

import asyncio
import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from impetus.kit.errors import BadInput, NotFound
from impetus.kit.times import as_datetime, iso_ms, parse_iso
from impetus.people.access import Caller
from impetus.shifts import service as shifts
from impetus.shifts.figures import repository
from impetus.shifts.figures.compute import STALE, Figures, compute
from impetus.shifts.figures.limits import Judged, judge
from impetus.shifts.figures.repository import Change, Raised
from impetus.shifts.records import Desk
from impetus.storage.unit import Unit

LONGEST: Final = timedelta(days=400)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A desk or a tool beside the others."""

    id: str
    name: str
    figures: Figures


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a period with their limits, and the same by tool and by desk."""

    since: datetime
    until: datetime
    desk: str
    tool: str
    figures: Figures
    judged: list[Judged]
    tools: list[Line]
    desks: list[Line]
    known_tools: list[str]
    known_desks: list[Desk]


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of the event log."""

    raised: list[Raised]
    changes: list[Change]
    standing: list[Raised]


def period(since: str, until: str, now: datetime) -> tuple[datetime, datetime]:
    """Return a period, the last 24 hours by default. Raise BadInput."""
    end = parse_iso(until, field="to") if until else now
    start = parse_iso(since, field="from") if since else max(end, as_datetime(0)) - timedelta(hours=24)
    if start >= end:
        raise BadInput("The period ends before it begins.", remedy="Choose a later end.", field="to")
    if end - start > LONGEST:
        raise BadInput(f"A period has at most {LONGEST.days} days.", remedy="Choose a shorter one.", field="from")
    if start < as_datetime(0) or end.year > 2200:
        raise BadInput("There are no figures of that time.", remedy="Choose a period from 1970 to 2200.", field="from")
    return start, min(end, max(now, start + timedelta(minutes=10)))


async def report(caller: Caller, since: str, until: str, desk: str, tool: str, *, export: str = "") -> Report:
    """Compute the figures from the event log. Raise BadInput, NotFound."""
    async with caller.unit() as unit:
        start, end = period(since, until, as_datetime(unit.clock.now_ms()))
        desks, tools = await shifts.desks(unit), await repository.tools(unit)
        if desk and desk not in {one.id for one in desks}:
            raise NotFound("There is no such desk.", remedy="Choose another.", desk=desk[:80])
        log = await read(unit, start, end, tool)
        if export:
            unit.audit("figures.exported", export, since=start, until=end, desk=desk, tool=tool)
    if len(log.raised) > repository.MOST:
        raise BadInput("So many alerts are not counted at once.", remedy="Choose a shorter period.", field="from")
    return await asyncio.to_thread(_report, log, start, end, desk, tool, desks, tools)


async def read(unit: Unit, since: datetime, until: datetime, tool: str) -> Log:
    """Read what the figures of a period are computed from."""
    return Log(
        raised=await repository.raised(unit, since, until, tool),
        changes=await repository.changes(unit, since, until, tool),
        standing=await repository.standing(unit, until - STALE, until, tool),
    )


def _report(
    log: Log, start: datetime, end: datetime, desk: str, tool: str, desks: Sequence[Desk], tools: list[str]
) -> Report:
    of_desk: dict[str, str] = {}
    for one in [*log.raised, *log.standing]:
        if one.kind not in of_desk:
            owner = shifts.owner_of(one.kind, desks)
            of_desk[one.kind] = owner.id if owner else ""

    def figures(at: str, by: str) -> Figures:
        def wanted(one: Raised) -> bool:
            return (not at or of_desk[one.kind] == at) and (not by or one.tool == by)

        raised = [one for one in log.raised if wanted(one)]
        ids = {one.id for one in raised}
        changes = [change for change in log.changes if change.alert in ids]
        return compute(raised, changes, sum(map(wanted, log.standing)), start, end)

    whole = figures(desk, tool)
    return Report(
        since=start, until=end, desk=desk, tool=tool, figures=whole, judged=judge(whole),
        tools=[Line(id=one, name=one, figures=figures(desk, one)) for one in tools if not tool or one == tool],
        desks=[Line(id=one.id, name=one.name, figures=figures(one.id, tool)) for one in desks if desk in ("", one.id)],
        known_tools=tools, known_desks=list(desks),
    )  # fmt: skip


def as_csv(report: Report) -> str:
    """The report as a table: scope, figure, value, unit, limit and how it stands; then the hours."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["scope", "name", "figure", "key", "value", "unit", "limit", "stands"])
    judged = {one.id: one for one in report.judged}
    whole = report.figures
    for id, value, unit in _values(whole):
        known = judged.get(id)
        limit = "" if known is None or known.limit is None else known.limit
        table.writerow(["whole", "", id, "", _shown(value), unit, limit, known.stand if known else ""])
    for scope, lines in (("tool", report.tools), ("desk", report.desks)):
        for line in lines:
            for id, value, unit in _values(line.figures):
                table.writerow([scope, _safe(line.name), id, "", _shown(value), unit, "", ""])
    for busy in whole.busiest:
        key = _safe(f"{busy.tool} / {busy.kind} / {busy.place}")
        table.writerow(["whole", "", "busiest_alarm", key, busy.count, "alerts", "", ""])
    for figure, counts in (
        ("priority", whole.priorities), ("held_by_rule", whole.held_by_rule), ("verdict", whole.verdicts)
    ):  # fmt: skip
        for key, count in counts.items():
            table.writerow(["whole", "", figure, key, count, "alerts", "", ""])
    for at, shown, held in whole.hourly:
        table.writerow(["whole", "", "shown_in_hour", iso_ms(at), shown, "alerts", "", ""])
        table.writerow(["whole", "", "held_in_hour", iso_ms(at), held, "alerts", "", ""])
    return out.getvalue()


def _values(found: Figures) -> list[tuple[str, float | None, str]]:
    return [
        ("hours", found.hours, "h"), ("raised", found.raised, "alerts"), ("shown", found.shown, "alerts"),
        ("held", found.held, "alerts"), ("per_hour", found.per_hour_mean, "alerts/h"),
        ("per_hour_most", found.per_hour_most, "alerts/h"), ("per_ten", found.per_ten_mean, "alerts/10 min"),
        ("per_ten_most", found.per_ten_most, "alerts/10 min"), ("windows", found.windows, "windows"),
        ("floods", found.flood_share, "share of windows"), ("flood_windows", found.floods, "windows"),
        ("chattering", found.chattering, "alarms"), ("fleeting", found.fleeting, "alerts"),
        ("stale", found.stale, "alerts"), ("busiest", found.busiest_share, "share of alerts"),
        ("acknowledged", found.acknowledged, "alerts"), ("acknowledge", found.acknowledge_median_s, "s"),
        ("acknowledge_p95", found.acknowledge_p95_s, "s"),
    ]  # fmt: skip


def _shown(value: float | None) -> str | int:
    return "" if value is None else value if isinstance(value, int) else f"{value:.6g}"


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
