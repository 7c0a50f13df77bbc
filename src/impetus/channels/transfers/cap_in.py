"""Warnings of others (weather services) become alerts of the kind `weather.warning`, from the tool `cap`.

They are context: what a weather service says is on the map and in the queue like what a tool says. A message that
updates or cancels an earlier one changes that one's alert, found by the first message of the chain.
"""

from collections.abc import Callable
from typing import Final

from impetus.alerts import repository as alerts
from impetus.alerts.intake import alert_id, intake
from impetus.alerts.records import Summary
from impetus.formats.cap_model import CapAlert, CapSeverity, Certainty, Info, MessageType, Status, Urgency
from impetus.formats.imported import Imported
from impetus.kit.clock import Clock
from impetus.model.alert import AlertDraft, Severity, Where
from impetus.model.evidence import AreaEvidence, Evidence, TextEvidence
from impetus.model.text import Text
from impetus.storage.unit import UnitOfWork

TOOL: Final = "cap"
KIND: Final = "weather.warning"
_SEVERITY: Final = {
    CapSeverity.EXTREME: Severity.CRITICAL,
    CapSeverity.SEVERE: Severity.HIGH,
    CapSeverity.MODERATE: Severity.MEDIUM,
    CapSeverity.MINOR: Severity.LOW,
    CapSeverity.UNKNOWN: Severity.INFO,
}
_CONFIDENCE: Final = {
    Certainty.OBSERVED: 1.0,
    Certainty.LIKELY: 0.75,
    Certainty.POSSIBLE: 0.5,
    Certainty.UNLIKELY: 0.25,
    Certainty.UNKNOWN: 0.5,
}
_TITLE: Final = Text(en="Warning", it="Allerta", nb="Varsel")
_WORDING: Final = Text(en="What the sender says", it="Che cosa dice il mittente", nb="Hva avsenderen sier")
_AREA: Final = Text(en="Where it holds", it="Dove vale", nb="Hvor det gjelder")
_FAR_S: Final = 400 * 86_400


def drafts_of(read: Imported[CapAlert], clock: Clock) -> list[AlertDraft]:
    """Return the alerts that messages become; what is not taken is noted in `read`."""
    made = []
    for alert, position in zip(read.items, read.positions, strict=True):
        if alert.status is not Status.ACTUAL:
            read.refuse(position, "not_actual", "status", f"Its status is {alert.status}.", "Send actual messages.")
        elif alert.type in (MessageType.ACK, MessageType.ERROR):
            read.refuse(position, "no_warning", "msgType", "It is no warning.", "Send Alert, Update or Cancel.")
        elif abs(alert.sent - clock.now_ms()) > _FAR_S * 1000:
            read.refuse(position, "far_off", "sent", "It was sent more than a year from now.", "Send current ones.")
        else:
            made.append(_draft(alert, position, read))
    return made


def _draft(alert: CapAlert, position: int, read: Imported[CapAlert]) -> AlertDraft:
    known = [reference for reference in alert.references if reference.sent <= alert.sent]
    first = min(known, key=lambda one: (one.sent, one.identifier), default=None)
    subject, start = (first.identifier, first.sent) if first else (alert.identifier, alert.sent)
    infos = {info.language[:2].lower(): info for info in reversed(alert.infos)}
    infos = {("nb" if code in ("no", "nn") else code): info for code, info in infos.items()}
    main = infos.get("en") or (alert.infos[0] if alert.infos else None)
    for code in sorted(infos.keys() - {"en", "it", "nb"}):
        if infos[code] is not main:
            read.lose(position, f"info[{code}]", infos[code].headline or infos[code].event)
    over = alert.type is MessageType.CANCEL or (main is not None and main.urgency is Urgency.PAST)
    if main is None:
        return AlertDraft(
            kind=KIND, subject=subject, window_start=start, window_end=alert.sent, severity=Severity.INFO,
            confidence=1.0, title=_TITLE, why=Text(en=alert.note[:200]), where=Where(name=alert.sender[:200]),
            evidence=[], revision=_revision(alert, start), over=over, signature=f"cap:{alert.sender}"[:200],
        )  # fmt: skip
    if len(main.areas) > 1:
        read.lose(position, "info/area", f"{len(main.areas) - 1} more areas")
    for name in ("web", "contact", "audience"):
        if getattr(main, name):
            read.lose(position, f"info/{name}", getattr(main, name))
    where = _where(main, alert)
    evidence: list[Evidence] = [
        TextEvidence(title=_WORDING, body="\n\n".join(part for part in (main.description, main.instruction) if part))
    ]
    if where.area:
        evidence.append(AreaEvidence(title=_AREA, ring=where.area))
    return AlertDraft(
        kind=KIND,
        subject=subject,
        window_start=start,
        window_end=max(alert.sent, main.expires or alert.sent),
        severity=_SEVERITY[main.severity],
        confidence=_CONFIDENCE[main.certainty],
        title=_said(infos, main, lambda info: info.event, 120),
        why=_said(infos, main, lambda info: info.headline or info.event, 200),
        where=where,
        evidence=evidence,
        revision=_revision(alert, start),
        over=over,
        signature=f"cap:{alert.sender}:{main.event}"[:200],
        attributes={"identifier": alert.identifier, "sender": alert.sender, "expires": main.expires, "context": True},
    )


def _revision(alert: CapAlert, start: int) -> int:
    return max(0, min((alert.sent - start) // 1000, 2**31 - 1))


def _said(infos: dict[str, Info], main: Info, what: Callable[[Info], str], most: int) -> Text:
    said = {code: what(info)[:most] for code, info in infos.items()}
    return Text(en=what(main)[:most], it=said.get("it", ""), nb=said.get("nb", ""))


def _where(info: Info, alert: CapAlert) -> Where:
    if not info.areas:
        return Where(name=(info.sender_name or alert.sender)[:200])
    area = info.areas[0]
    if area.polygons:
        ring = area.polygons[0][:500]
        longitude = sum(point[0] for point in ring[:-1]) / (len(ring) - 1)
        latitude = sum(point[1] for point in ring[:-1]) / (len(ring) - 1)
        return Where(name=area.description[:200], latitude=latitude, longitude=longitude, area=ring)
    if area.circles:
        circle = area.circles[0]
        return Where(name=area.description[:200], latitude=circle.latitude, longitude=circle.longitude)
    return Where(name=area.description[:200])


async def take(uow: UnitOfWork, agency: str, read: Imported[CapAlert]) -> int:
    """Commit messages as alerts; return how many were new or changed. The same again changes nothing."""
    drafts = drafts_of(read, uow.clock)
    bare = [draft for draft in drafts if not draft.evidence]
    if bare:  # a cancellation without words keeps those of what it cancels
        async with uow(agency=agency, purpose="urban_safety", actor=f"tool:{TOOL}") as unit:
            ids = {alert_id(agency, TOOL, draft) for draft in bare}
            known = {alert.id: alert for alert in await alerts.by_ids(unit, ids)}
        drafts = [_kept(draft, known.get(alert_id(agency, TOOL, draft))) for draft in drafts]
    taken = await intake(uow, agency, TOOL, "1.2", drafts)
    return len(taken.new) + len(taken.updated)


def _kept(draft: AlertDraft, known: Summary | None) -> AlertDraft:
    if known is None or draft.evidence:
        return draft
    return AlertDraft(
        kind=draft.kind, subject=draft.subject, window_start=draft.window_start, window_end=draft.window_end,
        severity=known.severity, confidence=known.confidence, title=known.title,
        why=draft.why if draft.why.en else known.why, where=known.place, evidence=[], revision=draft.revision,
        over=draft.over, signature=known.signature,
    )  # fmt: skip
