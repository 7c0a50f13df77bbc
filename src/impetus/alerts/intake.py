"""Taking alerts in from tools: idempotent, numbered, and in one transaction with the outbox."""

import math
from collections.abc import Sequence

import msgspec

from impetus.alerts import intake_repository, repository
from impetus.alerts.triage import repository as triage
from impetus.kit.ids import derived_id
from impetus.kit.times import as_datetime
from impetus.model.alert import AlertDraft
from impetus.storage.unit import UnitOfWork


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """Ids of alerts that are new, that were updated, and that were known as they are (a replay)."""

    new: list[str]
    updated: list[str]
    known: list[str]


def alert_id(agency: str, tool: str, draft: AlertDraft) -> str:
    """The id of an alert: the same for the same agency, tool, kind, subject and start of the window."""
    return derived_id("alr", agency, tool, draft.kind, draft.subject, draft.window_start)


async def intake(
    uow: UnitOfWork,
    agency: str,
    tool: str,
    tool_version: str,
    drafts: Sequence[AlertDraft],
    *,
    purpose: str = "urban_safety",
) -> Taken:
    """Commit what a tool tells: new alerts get a number, a higher revision of a known one updates it.

    Everything of one call is committed together, or nothing is; triage is woken, and consoles are told what it
    decides. Calling again with the same
    drafts changes nothing. Raise NotFound where the agency does not exist, Unavailable where the database is away.
    """
    latest: dict[str, AlertDraft] = {}
    for draft in drafts:
        id = alert_id(agency, tool, draft)
        if id not in latest or draft.revision > latest[id].revision:
            latest[id] = draft
    taken = Taken(new=[], updated=[], known=[])
    if not latest:
        return taken
    async with uow(agency=agency, purpose=purpose, actor=f"tool:{tool}") as unit:
        number, existing = await intake_repository.lock(unit, list(latest))
        at = as_datetime(uow.clock.now_ms())
        added: list[intake_repository.Row] = []
        raised: list[intake_repository.Row] = []
        events: list[repository.Line] = []
        for id, draft in latest.items():
            known = existing.get(id)
            if known is not None and draft.revision <= known.revision:
                taken.known.append(id)
                continue
            row = intake_repository.row(unit, id, tool, tool_version, sound(draft), at)
            if known is None:
                number += 1
                added.append(row | {"number": number})
                taken.new.append(id)
            else:
                raised.append(row)
                taken.updated.append(id)
            what = "raised" if known is None else _what_changed(known, draft)
            if what:
                events.append(repository.Line(alert=id, what=what, detail={"severity": draft.severity.value}))
        await intake_repository.write(unit, added, raised)
        await repository.add_events(unit, events, person=None, at=at)
        if taken.new or taken.updated:
            await triage.wake(unit)
        if taken.new:
            await intake_repository.set_last_number(unit, number)
    return taken


def sound(draft: AlertDraft) -> AlertDraft:
    """Return the draft with a confidence from 0 to 1 and without parts that have no finite weight.

    A tool's slip in a figure must not keep an alert from people; what cannot be shown is left out.
    """
    confidence = min(max(draft.confidence, 0.0), 1.0) if math.isfinite(draft.confidence) else 0.0
    parts = [part for part in draft.parts if math.isfinite(part.weight)]
    return msgspec.structs.replace(draft, confidence=confidence, parts=parts)


def _what_changed(known: intake_repository.Known, draft: AlertDraft) -> str:
    """The word for the history; "" for small changes, which would only fill it."""
    if draft.over and not known.over:
        return "over"
    return "severity_changed" if draft.severity.value != known.severity else ""
