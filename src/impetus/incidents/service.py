"""Opening incidents, looking at them, and how far each agency has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from impetus.alerts import service as alerts
from impetus.alerts.records import Summary
from impetus.incidents import belonging, goals, parts_repository, repository, sharing
from impetus.incidents.desk import Desk, must_be_home, must_be_seen, note_step, sit, working
from impetus.incidents.records import Figures, Held, Incident, Key, Link, Names, Share, Sub
from impetus.incidents.requests import IncidentChange, IncidentIn, PlaceIn
from impetus.incidents.schemas import IncidentSettingsOut
from impetus.incidents.sentences import SEVERITY_NAMES, STAGE_NAMES, counted, said
from impetus.incidents.words import Stage
from impetus.keys.store import KeyStore
from impetus.kit.errors import BadInput, Conflict
from impetus.kit.ids import new_id
from impetus.kit.masking import mask
from impetus.kit.paging import decode_cursor, encode_cursor
from impetus.kit.times import as_datetime, as_ms
from impetus.law.grants import originals
from impetus.law.grants.originals import Veiled
from impetus.model.alert import Severity, Where
from impetus.model.text import Text
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.storage.unit import Unit

__all__ = ["change", "close", "look", "note_step", "open_", "page", "reopen"]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents with what a list shows of them: `masked` have a masked title, `closings` such a reason."""

    incidents: list[Incident]
    figures: dict[str, Figures]
    names: Names
    settings: IncidentSettingsOut
    partners: dict[str, str]
    now: datetime
    masked: set[str] = set()
    closings: set[str] = set()
    total: int = 0
    next: str | None = None


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """One incident with everything but its lists."""

    listed: Listed
    held: list[Held]
    own: alerts.Shown
    shares: list[Share]
    links: list[Link]
    numbers: dict[str, str]
    suggestions: list[belonging.Related]
    suggested: alerts.Shown
    federated: list[str]


async def page(caller: Caller, state: str, words: str, alert: str, cursor: str, limit: int) -> Listed:
    """Return incidents that the caller's agency sees: open before closed, then severity, then newest."""
    after = None
    if cursor:
        open_now, rank, opened, number = decode_cursor(cursor, 4)
        after = Key(open=open_now, rank=rank % 8, opened=opened, number=number)
    async with caller.unit() as unit:
        found, total = await repository.page(unit, state, words, alert, after, limit + 1)
        shown = await listed(unit, found[:limit], caller.person.id)
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = encode_cursor(int(last.closed_at is None), last.severity.rank, as_ms(last.opened_at), last.number)
    return msgspec.structs.replace(shown, total=total, next=following)


async def listed(unit: Unit, found: Sequence[Incident], person: str) -> Listed:
    """Collect what showing incidents needs."""
    families = await repository.families(unit, found)
    ids = [one.id for one in found]
    return Listed(
        masked=await originals.which_masked(unit, TITLE, ids),
        closings=await originals.which_masked(unit, CLOSING, ids),
        incidents=list(found),
        figures=await repository.figures(unit, families, person),
        names=await repository.people(unit, [member for members in families.values() for member in members]),
        settings=await goals.current(unit),
        partners=await sharing.partner_names(unit),
        now=as_datetime(unit.clock.now_ms()),
    )


async def look(caller: Caller, incident: str, *, seen: bool = True) -> Whole:
    """Return one incident; what is in it counts as read by the caller. Raise NotFound."""
    async with caller.unit() as unit:
        desk = await sit(unit, incident, caller.person)
        whole = await _whole(desk, caller)
        if seen:
            await repository.mark_seen(unit, desk.family, caller.person.id, desk.now)
        unit.audit("incident.seen", incident)
    return whole


TITLE: Final = "incident"
CLOSING: Final = "incident_close"
"""The kinds of a masked title, and of a masked reason for closing."""
LOOKS_FOR: Final = timedelta(seconds=60)
"""Whoever's console said so recently still has the incident open; consoles say so three times as often."""


async def looking(caller: Caller, incident: str) -> list[tuple[str, str, str]]:
    """Note that the caller has an incident open; return who of the agency does: id, name, initials. Raise NotFound."""
    async with caller.unit() as unit:
        desk = await sit(unit, incident, caller.person)
        await repository.mark_seen(unit, desk.family, caller.person.id, desk.now)
        ids = await repository.looking(unit, desk.family, desk.now - LOOKS_FOR)
        names = await people.names(unit, ids)
    return [(id, *names[id]) for id in ids if id in names]


async def _whole(desk: Desk, caller: Caller) -> Whole:
    unit = desk.unit
    held = await parts_repository.held(unit, desk.family)
    own = await alerts.by_ids(unit, [one.alert for one in held if one.agency == unit.agency])
    theirs = [one.summary() for one in held if one.agency != unit.agency]
    related = await belonging.related(unit, desk.incident, [*own, *theirs])
    links = await repository.links(unit, desk.family)
    mentioned = {id for link in links for id in (link.source, link.target)} | {desk.incident.id}
    numbers = {one.id: f"I-{one.number}" for one in await repository.by_ids(unit, sorted(mentioned))}
    return Whole(
        listed=await listed(unit, [desk.incident], caller.person.id),
        held=held,
        own=await alerts.show(unit, own),
        shares=await parts_repository.shares(unit, [desk.incident.id]),
        links=links,
        numbers=numbers,
        suggestions=related,
        suggested=await alerts.show(unit, [one.alert for one in related]),
        federated=await sharing.federated(unit, desk.incident.id),
    )


def _place(given: PlaceIn | None, found: Sequence[Summary]) -> Where:
    if given is not None:
        return where(given)
    placed = [alert.place for alert in found if alert.place.latitude is not None]
    return placed[0] if placed else found[0].place if found else Where(name="")


def where(given: PlaceIn) -> Where:
    """A place from outside; latitude and longitude go together. Raise BadInput."""
    if (given.latitude is None) != (given.longitude is None):
        raise BadInput(
            "A place needs both latitude and longitude, or neither.", remedy="Give both.", field="place.latitude"
        )
    if given.area and len(given.area) < 3:
        raise BadInput("An area needs three corners or more.", remedy="Draw one more.", field="place.area")
    ring = list(given.area)
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    return Where(name=given.name, latitude=given.latitude, longitude=given.longitude, area=ring)


async def open_(caller: Caller, keys: KeyStore, wanted: IncidentIn) -> str:
    """Open an incident from alerts or by hand; return its id.

    Raise NotFound for an alert that is not there, Conflict where one stands in another incident, BadInput without
    both title and alerts.
    """
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        found = await belonging.free(unit, wanted.alerts, groups=wanted.groups)
        found.sort(key=lambda alert: (-alert.severity.rank, alert.created_at))
        id, given = new_id("inc", unit.clock), wanted.title.strip()
        veiled = await originals.veil(keys, unit.agency, given, category="incident", scope=id)
        title = veiled.text or (found[0].title.en if found else "")
        if not title:
            raise BadInput("An incident needs a title or an alert.", remedy="Write what happens.", field="title")
        severity = wanted.severity or max((a.severity for a in found), key=lambda s: s.rank, default=Severity.MEDIUM)
        place = _place(wanted.place, found)
        await repository.add(
            unit, id=id, title=title[:200], severity=severity, place=place, at=now, by=caller.person.id
        )
        acknowledged = min((a.acknowledged_at for a in found if a.acknowledged_at), default=now)
        await repository.add_sub(
            unit, agency=unit.agency, home=unit.agency, incident=id, name=caller.session.agency_name, at=now,
            started=min([now, *(alert.created_at for alert in found)]), acknowledged=acknowledged,
            owner=caller.person.id,
        )  # fmt: skip
        await parts_repository.put(
            unit, home=unit.agency, incident=id, alerts=[a.id for a in found], by=caller.person.id, at=now
        )
        desk = await working(caller, unit, id)
        await _keep(desk, veiled, TITLE)
        opened = said("opened.alerts", alerts=counted(len(found))) if found else said("opened")
        await desk.tell("opened", "system", opened, alerts=[alert.id for alert in found])
        await belonging.write_city(desk, found)
        await sharing.by_rule(desk, found)
    return id


async def _keep(desk: Desk, veiled: Veiled, kind: str) -> None:
    """Seal what was taken out of a title or a reason."""
    await originals.keep(
        desk.unit, veiled, kind=kind, item=desk.incident.id, parent=desk.incident.id,
        about=f"I-{desk.incident.number}", person=desk.person.id if desk.person else None,
    )  # fmt: skip


async def change(caller: Caller, keys: KeyStore, incident: str, wanted: IncidentChange) -> None:
    """Change title, severity or place (home), stage or who leads (each agency its own). Raise NotFound, Conflict."""
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        must_be_seen(desk, wanted.version)
        veiled = None
        if wanted.title is not None:
            veiled = await originals.veil_over(
                caller.uow, keys, unit.agency, desk.incident.title, wanted.title, kind=TITLE, item=incident,
                category="incident", scope=incident,
            )  # fmt: skip
        await _change_whole(desk, wanted.model_copy(update={"title": None if veiled is None else veiled.text}))
        if veiled is not None:
            await _keep(desk, veiled, TITLE)
        if wanted.stage is not None:
            await _enter(desk, wanted.stage)
        if wanted.owner is not None:
            await _lead(desk, wanted.owner)


async def _change_whole(desk: Desk, wanted: IncidentChange) -> None:
    before = desk.incident
    changes: dict[str, Any] = {}
    told: list[tuple[str, Text]] = []
    if wanted.title is not None and wanted.title != before.title:
        changes["title"] = wanted.title
        told.append(("title", said("title", title=wanted.title)))
    if wanted.severity is not None and wanted.severity is not before.severity:
        changes |= {"severity": wanted.severity.value, "severity_rank": wanted.severity.rank}
        told.append(("severity", said("severity", severity=SEVERITY_NAMES[wanted.severity])))
    if wanted.place is not None and (place := where(wanted.place)) != before.place:
        changes["place"] = msgspec.json.encode(place).decode()
        told.append(("place", said("place", place=place.name or f"{place.latitude}, {place.longitude}")))
    if not changes:
        return
    must_be_home(desk)
    if before.partner is not None:
        raise Conflict("Another installation has this incident.", remedy="Write what you know in the timeline.")
    await repository.change(desk.unit, before.id, desk.now, changes)
    for what, sentence in told:
        await desk.tell(what, "system", sentence)
    if {"severity", "place"} & changes.keys():
        held = await parts_repository.held(desk.unit, desk.family)
        await sharing.by_rule(await desk.again(), [one.summary() for one in held])


async def _enter(desk: Desk, stage: Stage) -> None:
    sub = _own(desk)
    if sub.stage == stage:
        return
    if sub.closed_at is not None:
        raise Conflict("Your part of the incident is closed.", remedy="Reopen it first.", field="stage")
    changes: dict[str, Any] = {"stage": stage, "stages": [*sub.stages, {"stage": stage, "since": desk.now}]}
    if sub.acknowledged_at is None:
        changes["acknowledged_at"] = desk.now
    await repository.change_sub(desk.unit, desk.unit.agency, desk.incident.id, changes)
    await desk.tell("stage", "stage", said("stage", stage=STAGE_NAMES[stage]), stage=stage)


async def _lead(desk: Desk, person: str) -> None:
    sub = _own(desk)
    known = await people.names(desk.unit, [person])
    if person not in known:
        raise BadInput("There is no such person in your agency.", remedy="Pick another.", field="owner")
    name, initials = known[person]
    await repository.join(
        desk.unit, home=desk.incident.home, incident=desk.incident.id, person=person, name=name, initials=initials,
        at=desk.now,
    )  # fmt: skip
    await repository.change_sub(
        desk.unit, desk.unit.agency, desk.incident.id,
        {"owner": person, "acknowledged_at": sub.acknowledged_at or desk.now},
    )  # fmt: skip
    named = [{"kind": "person", "id": person, "agency": desk.unit.agency}]
    await desk.tell("owner", "system", said("owner", agency=sub.name), mentions=named, owner=person)


def _own(desk: Desk) -> Sub:
    if desk.sub is None:
        raise Conflict("Your agency does not take part.", remedy="Ask for the incident to be shared.")
    return desk.sub


async def acknowledge(caller: Caller, incident: str) -> None:
    """Take one's agency's part in hand: its first timer stops, and the caller leads. Done twice, nothing changes."""
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        sub = _own(desk)
        if sub.acknowledged_at is not None and sub.owner is not None:
            return
        changes = {"acknowledged_at": sub.acknowledged_at or desk.now, "owner": sub.owner or caller.person.id}
        await repository.change_sub(unit, unit.agency, incident, changes)
        await desk.tell("acknowledged", "system", said("acknowledged"))


async def close(caller: Caller, keys: KeyStore, incident: str, reason: str, version: int | None) -> None:
    """Close the part of the caller's agency, with what was merged into it; the incident closes with the last.

    Raise Conflict where it is closed, or changed since the caller looked.
    """
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        must_be_seen(desk, version)
        sub = _own(desk)
        if sub.closed_at is not None:
            raise Conflict("Your part of the incident is closed already.", remedy="Look at it again.")
        veiled = await originals.veil(keys, unit.agency, reason, category="incident", scope=incident)
        await _keep(desk, veiled, CLOSING)
        reason = veiled.text
        for member in desk.family if desk.home else [incident]:
            await repository.change_sub(unit, unit.agency, member, {"closed_at": desk.now, "close_reason": reason})
        await desk.tell("closed", "stage", said("closed", agency=sub.name, reason=reason), reason=reason)
        after = await desk.again()
        if after.incident.closed_at is not None:
            await after.tell("closed_by_all", "stage", said("closed.all"))


async def reopen(caller: Caller, incident: str, reason: str) -> None:
    """Reopen the part of the caller's agency. Raise Conflict where it is open."""
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        sub = _own(desk)
        if sub.closed_at is None:
            raise Conflict("Your part of the incident is open.", remedy="Look at it again.")
        if desk.incident.merged_into is not None:
            raise Conflict("The incident was merged into another.", remedy="Take the merge back, or reopen the other.")
        reason = mask(reason).text
        await originals.forget(unit, CLOSING, incident)
        for member in desk.family if desk.home else [incident]:
            await repository.change_sub(unit, unit.agency, member, {"closed_at": None, "close_reason": ""})
        await desk.tell("reopened", "stage", said("reopened", agency=sub.name, reason=reason), reason=reason)
