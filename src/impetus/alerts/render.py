"""Alerts in a person's language."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from impetus.alerts.laboratory import AFTER, track
from impetus.alerts.records import Event, Summary
from impetus.alerts.schemas import (
    AlertDetailOut,
    AlertIncidentOut,
    AlertOut,
    CustodyOut,
    HistoryOut,
    LaboratoryOut,
    PartOut,
    PersonRef,
    ReasonOut,
    SampleOut,
    TrackRecord,
    VerdictOut,
    WhereOut,
)
from impetus.alerts.service import Names, Shown, Whole
from impetus.alerts.triage.facts import Reason
from impetus.alerts.triage.rules import RULES
from impetus.contracts.discovery import FoundTool, alert_kinds
from impetus.kit.masking import shown as masked_words
from impetus.kit.times import iso
from impetus.model.alert import RejectReason, Severity, Word
from impetus.model.kinds import AlertKind
from impetus.model.text import in_locale as in_locale

GOAL_S: Final[dict[Severity, int | None]] = {
    Severity.CRITICAL: 60,
    Severity.HIGH: 180,
    Severity.MEDIUM: 600,
    Severity.LOW: 1800,
    Severity.INFO: None,
}
"""Seconds until somebody should have acknowledged."""


class Catalogue:
    """Names of tools and titles of kinds. One for each process."""

    def __init__(self, tools: Mapping[str, FoundTool]) -> None:
        self._tools = tools
        self._kinds = alert_kinds(tools.values())

    def tool_name(self, tool: str, locale: str) -> str:
        """The tool's name in `locale`, or its id where it is gone."""
        found = self._tools.get(tool)
        if found is None or found.manifest is None:
            return tool
        return found.strings(locale).get("name") or found.manifest.name

    def kind(self, name: str, locale: str) -> tuple[str, str]:
        """Title and icon of a kind of alert; its name and a general icon where its tool is gone."""
        found: AlertKind | None = self._kinds.get(name)
        return (name, "anomaly") if found is None else (found.title.in_(locale), found.icon)


def _person(id: str | None, names: Names) -> PersonRef | None:
    if not id:
        return None
    name, initials = names.get(id, (id, "??"))
    return PersonRef(id=id, name=name, initials=initials)


def alert_out(alert: Summary, shown: Shown, catalogue: Catalogue, locale: str) -> AlertOut:
    """Return an alert as the queue shows it."""
    return AlertOut(**_fields(alert, shown, catalogue, locale))


def _fields(alert: Summary, shown: Shown, catalogue: Catalogue, locale: str) -> dict[str, Any]:
    title, icon = catalogue.kind(alert.kind, locale)
    record = shown.records.get((alert.tool, alert.kind))
    verdict = alert.verdict
    incident = shown.incidents.get(alert.id)
    return {
        "id": alert.id,
        "number": f"A-{alert.number}",
        "tool": alert.tool,
        "tool_name": catalogue.tool_name(alert.tool, locale),
        "kind": alert.kind,
        "kind_title": title,
        "icon": icon,
        "subject": alert.subject,
        "severity": alert.severity,
        "confidence": alert.confidence,
        "state": alert.state,
        "title": alert.title.in_(locale),
        "why": alert.why.in_(locale),
        "where": WhereOut(
            name=alert.place.name,
            latitude=alert.place.latitude,
            longitude=alert.place.longitude,
            area=alert.place.area,
        ),
        "clock": alert.clock,
        "window_start": iso(alert.window_start),
        "window_end": iso(alert.window_end),
        "over": alert.over,
        "created_at": iso(alert.created_at),
        "updated_at": iso(alert.updated_at),
        "revision": alert.revision,
        "version": alert.version,
        "owner": _person(alert.owner, shown.names),
        "acknowledged_at": iso(alert.acknowledged_at) if alert.acknowledged_at else None,
        "verdict": None
        if verdict is None
        else VerdictOut(
            id=verdict.id,
            masked=verdict.id in shown.masked,
            word=Word(verdict.word),
            reason=RejectReason(verdict.reason) if verdict.reason else None,
            note=masked_words(verdict.note, locale) or None,
            by=_person(verdict.by, shown.names),
            at=iso(verdict.at),
        ),
        "track_record": TrackRecord(real=record.real, judged=record.judged) if record else None,
        "goal_s": GOAL_S[alert.severity],
        "seen_by": [ref for id in shown.seen.get(alert.id, ()) if (ref := _person(id, shown.names))],
        "group": alert.group,
        "joined": alert.joined,
        "held": reason_out(alert.held, locale) if not alert.shown else None,
        "joined_reason": reason_out(alert.joined_reason, locale),
        "raised_reason": reason_out(alert.raised_reason, locale),
        "incident": None
        if incident is None
        else AlertIncidentOut(
            id=incident.id,
            number=f"I-{incident.number}",
            title=masked_words(incident.title, locale),
            own=incident.own,
            worked=incident.worked,
        ),
    }


def reason_out(reason: Reason | None, locale: str) -> ReasonOut | None:
    """Return what a rule of triage did, in a person's language."""
    if reason is None:
        return None
    rule = RULES.get(reason.rule)
    return ReasonOut(
        rule=reason.rule,
        title=rule.title.in_(locale) if rule else reason.rule,
        text=reason.text.in_(locale),
        alert=reason.alert or None,
        silence=reason.window or None,
    )


def detail_out(whole: Whole, catalogue: Catalogue, locale: str) -> AlertDetailOut:
    """Return an alert with everything; the heaviest parts of the explanation first."""
    alert, detail = whole.shown.alerts[0], whole.detail
    parts = sorted(detail.parts, key=lambda part: -abs(part.weight))
    return AlertDetailOut(
        **_fields(alert, whole.shown, catalogue, locale),
        parts_for=[PartOut(text=p.text.in_(locale), weight=p.weight) for p in parts if p.weight >= 0],
        parts_against=[PartOut(text=p.text.in_(locale), weight=p.weight) for p in parts if p.weight < 0],
        evidence=[in_locale(piece, locale) for piece in detail.evidence],
        sensors=alert.sensors,
        history=[_history(event, whole.shown.names, locale) for event in whole.events],
        tool_version=alert.tool_version,
        laboratory=laboratory_out(whole.events, whole.shown.names, locale),
    )


def laboratory_out(events: Sequence[Event], names: Names, locale: str) -> LaboratoryOut | None:
    """Return the samples that an alert's history tells of; None where there are none."""
    found = track(events)
    if found is None:
        return None
    samples = [
        SampleOut(
            label=sample.label,
            state=sample.state,
            holder=masked_words(sample.holder, locale),
            resealed=sample.resealed,
            next=list(AFTER[sample.state]),
            chain=[
                CustodyOut(
                    at=iso(line.at),
                    by=_person(line.by, names),
                    step=line.step,
                    holder=masked_words(line.holder, locale),
                    seal=line.seal,
                    temperature_c=line.temperature_c,
                    note=masked_words(line.note, locale),
                )
                for line in sample.chain
            ],
        )
        for sample in found.samples
    ]
    return LaboratoryOut(state=found.state, samples=samples)


def _history(event: Event, names: Names, locale: str) -> HistoryOut:
    detail = {key: value for key, value in event.detail.items() if key != "before" and value not in ("", None)}
    if isinstance(detail.get("note"), str):
        detail["note"] = masked_words(detail["note"], locale)
    if isinstance(detail.get("holder"), str):
        detail["holder"] = masked_words(detail["holder"], locale)
    return HistoryOut(at=iso(event.at), by=_person(event.person, names), what=event.what, detail=detail)
