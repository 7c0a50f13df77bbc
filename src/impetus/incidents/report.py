"""The report of an incident, as data and as PDF: what the caller's agency may see of it, and nothing else."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typst

from impetus.alerts.render import Catalogue
from impetus.incidents import evidence, service, tasks, timeline
from impetus.incidents.desk import sit
from impetus.incidents.federation_repository import own_zone
from impetus.incidents.render import View, detail_out, entry_out, evidence_out, task_out
from impetus.incidents.report_map import Dot, draw
from impetus.incidents.report_words import words
from impetus.incidents.schemas import (
    AgencyRef,
    IncidentDetailOut,
    IncidentReportOut,
    TimerOut,
    Who,
)
from impetus.incidents.sentences import SEVERITY_NAMES, STAGE_NAMES, STATE_NAMES, span
from impetus.kit.times import iso, parse_iso
from impetus.model.alert import Where
from impetus.people.access import Caller

_MINUTE, _HOUR = 60, 3600
_TEMPLATE = Path(__file__).with_name("report.typ")


class Report(msgspec.Struct, frozen=True):
    """The report as data, and the time zone that the city lives in."""

    out: IncidentReportOut
    zone: str


async def collect(caller: Caller, incident: str, catalogue: Catalogue, form: str) -> Report:
    """Collect a report; taking it out of the platform is audited. Raise NotFound."""
    whole = await service.look(caller, incident, seen=False)
    async with caller.unit() as unit:
        desk = await sit(unit, incident, caller.person)
        lines = await timeline.all_lines(desk)
        given = await tasks.all_tasks(desk)
        kept = await evidence.all_evidence(desk)
        zone = await own_zone(unit)
        unit.audit("incident.exported", incident, form=form)
    view = View(desk.incident, lines.names, caller, lines.partner)
    person = caller.person
    made = Who(
        id=person.id, name=person.name, initials=person.initials,
        agency=AgencyRef(id=caller.agency, name=caller.session.agency_name),
    )  # fmt: skip
    out = IncidentReportOut(
        incident=detail_out(whole, caller, catalogue),
        timeline=[entry_out(entry, lines.attached, view) for entry in reversed(lines.entries)],
        tasks=[task_out(task, view, given.now) for task in given.tasks],
        evidence=[evidence_out(one, kept.locks.get(one.id, []), view, kept.days) for one in kept.pieces],
        made_at=iso(desk.now),
        made_by=made,
    )
    return Report(out, zone)


async def pdf(report: Report, locale: str, maps: Sequence[Path]) -> bytes:
    """Return a report as PDF in a language; `maps` are folders of base maps."""
    return await asyncio.to_thread(_compile, report, locale, maps)


def _compile(report: Report, locale: str, maps: Sequence[Path]) -> bytes:
    data = msgspec.json.encode(_told(report, locale, maps)).decode()
    template = _TEMPLATE.read_bytes()
    made = typst.compile(template, format="pdf", sys_inputs={"report": data})
    assert isinstance(made, bytes)
    return made


def _told(report: Report, locale: str, maps: Sequence[Path]) -> dict[str, Any]:
    """What the template shows, every word in its language."""
    out, incident, said = report.out, report.out.incident, words(locale)
    try:
        zone = ZoneInfo(report.zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")

    def when(text: str | None, *, day: bool = True) -> str:
        if text is None:
            return ""
        local = parse_iso(text, field="at").astimezone(zone)
        return local.strftime("%Y-%m-%d %H:%M" if day else "%H:%M:%S")

    place = incident.place
    closed = when(incident.closed_at) or said["still_open"]
    svg = _map(incident, maps)
    shown = said["shows"].format(agency=out.made_by.agency.name)
    return {
        "words": said, "lang": locale, "number": incident.number, "title": incident.title, "zone": zone.key,
        "agency": out.made_by.agency.name, "severity": incident.severity.value, "sentence": incident.sentence,
        "severity_name": SEVERITY_NAMES[incident.severity].in_(locale),
        "footer": f"{incident.number} · {said['made']} {when(out.made_at)} {said['by']} {out.made_by.name}. {shown}",
        "facts": [
            {"name": name, "value": value}
            for name, value in (
                (said["opened"], when(incident.opened_at)),
                (said["closed"], closed),
                (said["place"], place.name or "–"),
                (said["home"], incident.home.name), (said["stage"], STAGE_NAMES[incident.stage].in_(locale)),
                (said["lead"], _name(incident.owner)),
            )
        ],
        "timers": [
            _timer(said[key], getattr(incident.timers, key), said, out.made_at)
            for key in ("acknowledge", "dispatch", "close")
        ],
        "agencies": [
            {
                "name": sub.name, "stage": STAGE_NAMES[sub.stage].in_(locale), "lead": _name(sub.owner),
                "acknowledged": when(sub.acknowledged_at), "dispatched": when(sub.dispatched_at),
                "closed": when(sub.closed_at),
            }
            for sub in incident.agencies
        ],
        "map": svg or "", "has_area": bool(place.area), "map_alt": f"{said['map']}: {place.name}",
        "alerts": [
            {
                "number": one.alert.number, "severity": one.alert.severity.value, "title": one.alert.title,
                "severity_name": SEVERITY_NAMES[one.alert.severity].in_(locale), "why": one.alert.why,
                "place": one.alert.where.name, "time": when(one.alert.window_end),
            }
            for one in incident.alert_list
        ],
        "timeline": _days(out, when),
        "tasks": [
            {
                "text": task.text, "who": " · ".join(filter(None, (task.agency.name, _name(task.owner, "")))),
                "state": STATE_NAMES[task.state].in_(locale), "due": when(task.due_at), "reason": task.reason,
            }
            for task in out.tasks
        ],
        "evidence": [
            {
                "title": piece.title, "sha256": f"{piece.sha256[:32]} {piece.sha256[32:]}",
                "detail": " · ".join(filter(None, (
                    piece.name, _size(piece.size), when(piece.at), said["deleted"] if piece.deleted_at else "",
                ))),
                "kept": ", ".join(f"{lock.agency.name}: {lock.reason}" for lock in piece.locks),
            }
            for piece in out.evidence
        ],
        "people": [f"{_name(one)} ({one.agency.name})" for one in incident.people],
    }  # fmt: skip


def _days(out: IncidentReportOut, when: Any) -> list[dict[str, str]]:
    """Entries with their times; the first of each day carries its date."""
    found, day = [], ""
    for entry in out.timeline:
        today = when(entry.at)[:10]
        clock = when(entry.at, day=False)
        author = (
            ""
            if entry.author is None
            else " · ".join(filter(None, (_name(entry.author, ""), entry.author.agency.name)))
        )
        found.append({
            "time": clock if today == day else f"{today}\n{clock}", "side": entry.side, "text": entry.text,
            "author": author,
        })  # fmt: skip
        day = today
    return found


def _name(who: Who | None, nobody: str = "–") -> str:
    return nobody if who is None or who.name is None else who.name


def _timer(name: str, timer: TimerOut, said: dict[str, str], made_at: str) -> dict[str, str]:
    until: datetime = parse_iso(timer.stopped_at or made_at, field="at")
    took = (until - parse_iso(timer.started_at, field="at")).total_seconds()
    running = "" if timer.stopped_at else f" ({said['running']})"
    return {
        "name": name,
        "goal": span(timer.goal_s) if timer.goal_s is not None else "–",
        "took": _exact(took) + running,
        "over": f"{_exact(timer.over_s)} {said['over']}" if timer.over else "",
    }


def _exact(seconds: float) -> str:
    """`0:45`, `12:03`, `1:02:11`."""
    whole = int(seconds)
    head = f"{whole // _HOUR}:{whole % _HOUR // _MINUTE:02}" if whole >= _HOUR else f"{whole // _MINUTE}"
    return f"{head}:{whole % _MINUTE:02}"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1000:.1f} kB"


def _map(incident: IncidentDetailOut, maps: Sequence[Path]) -> str | None:
    place = incident.place
    dots: Sequence[Dot] = [
        Dot(label=one.number, severity=one.severity, latitude=one.where.latitude, longitude=one.where.longitude)
        for one in (held.alert for held in incident.alert_list)
        if one.where.latitude is not None and one.where.longitude is not None
    ]
    where = Where(name=place.name, latitude=place.latitude, longitude=place.longitude, area=place.area)
    return draw(where, dots, maps)
