"""Which alerts belong to which incident: putting in and taking out, suggestions, merging and splitting.

An alert stands in one incident at most. Merging moves nothing: the merged incident stands in the other from then on,
and what was written in either is read in one; taking a merge back lets it stand for itself again, with everything it
had. A split moves the chosen alerts and entries into a new incident; taking it back merges that again.
"""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import msgspec

from impetus.alerts import service as alerts
from impetus.alerts.records import Summary
from impetus.incidents import parts_repository, repository, sharing, suggestion_repository
from impetus.incidents.desk import Desk, must_be_home, new_entry, sit, working
from impetus.incidents.records import Incident
from impetus.incidents.sentences import said, span
from impetus.keys.store import KeyStore
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.masking import mask
from impetus.kit.times import as_datetime
from impetus.law.grants import originals
from impetus.model.text import LOCALES, Text
from impetus.people.access import Caller
from impetus.storage.unit import Unit

NEAR_M: Final = 500.0
NEAR_FOR: Final = timedelta(minutes=30)
LOOK_BACK: Final = timedelta(hours=24)
SUGGESTED: Final = 8
MANY: Final = 2000
"""Alerts that one act may put into an incident."""


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that may belong to an incident: `reason` holds the parts of the sentence that says why."""

    alert: Summary
    rules: list[str]
    reason: list[tuple[str, dict[str, Any]]]
    metres: float | None
    seconds: int | None
    group: list[str]


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two (latitude, longitude) on a sphere."""
    lat1, lat2 = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6_371_000 * math.asin(min(1.0, math.sqrt(half)))


async def free(unit: Unit, ids: Sequence[str], *, groups: bool, move: bool = False) -> list[Summary]:
    """Return alerts of the unit's agency; with `groups` also those that triage joined with them.

    Raise NotFound for one that is not there, and without `move` Conflict for one that stands in an incident.
    """
    wanted = list(dict.fromkeys(ids))
    if groups and wanted:
        wanted = list(dict.fromkeys([*wanted, *await suggestion_repository.joined(unit, wanted, MANY)]))
    found = await alerts.by_ids(unit, wanted)
    if missing := set(ids) - {alert.id for alert in found}:
        raise NotFound("There is no such alert.", remedy="It may belong to another agency.", alert=min(missing)[:80])
    held = await parts_repository.where_held(unit, wanted)
    if groups:
        found = [alert for alert in found if alert.id in ids or alert.id not in held]
    if not move and (taken := {alert: held[alert] for alert in ids if alert in held}):
        there = await repository.by_ids(unit, sorted(set(taken.values())))
        raise Conflict(
            "An alert stands in another incident.",
            remedy="Move it, or merge the incidents.",
            field="alerts",
            alerts=dict(sorted(taken.items())),
            numbers=[f"I-{one.number}" for one in there],
        )
    return found


def happened(alert: Summary) -> Text:
    """What an alert says of the city: where or what, and why it stands out."""
    return Text(**{
        locale: _sentence(alert.title.in_(locale), alert.why.in_(locale)) for locale in LOCALES
    })  # fmt: skip


def _sentence(title: str, why: str) -> str:
    """Title and reason in one; a reason that begins with the title says both."""
    return why if why.startswith(title) else ": ".join(filter(None, (title, why)))


async def write_city(desk: Desk, found: Sequence[Summary]) -> None:
    """Write alerts into the city's timeline, each at the time at which it began."""
    for alert in found[:200]:
        await new_entry(
            desk, kind="alert", side="city", words=happened(alert), at=alert.window_start,
            link=alert.id, system=True,
        )  # fmt: skip


async def change_alerts(
    caller: Caller, incident: str, add: Sequence[str], remove: Sequence[str], *, groups: bool, move: bool
) -> None:
    """Put alerts of one's own agency in, take alerts out (at home any, else one's own). Raise NotFound, Conflict."""
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        held = await parts_repository.held(unit, desk.family)
        inside = {one.alert for one in held}
        found = await free(unit, [a for a in add if a not in inside], groups=groups, move=move)
        found = [alert for alert in found if alert.id not in inside]
        leaving = [one for one in held if one.alert in set(remove)]
        if missing := set(remove) - {one.alert for one in leaving}:
            raise NotFound("There is no such alert in the incident.", remedy="Look at it again.", alert=min(missing))
        if any(one.agency != unit.agency and not desk.home for one in leaving):
            raise Conflict("The alert belongs to another agency.", remedy="Ask them to take it out.", field="remove")
        left = await parts_repository.where_held(unit, [alert.id for alert in found])
        for other in sorted(set(left.values())):
            before = await sit(unit, other, caller.person, write=True)
            for alert in found:
                if left.get(alert.id) == other:
                    await before.tell("alert_out", "alert", _line("alert.out", alert), link=alert.id)
        await parts_repository.put(
            unit, home=desk.incident.home, incident=desk.incident.id, alerts=[alert.id for alert in found],
            by=caller.person.id, at=desk.now,
        )  # fmt: skip
        await parts_repository.take_out(unit, desk.family, [one.alert for one in leaving])
        for alert in found:
            await desk.tell("alert_in", "alert", _line("alert.in", alert), link=alert.id)
        await write_city(desk, found)
        for one in leaving:
            await desk.tell("alert_out", "alert", _line("alert.out", one.summary()), link=one.alert)
        if found:
            await sharing.by_rule(await desk.again(), found)


def _line(key: str, alert: Summary) -> Any:
    return said(key, number=f"A-{alert.number}", title=alert.title)


async def merge(caller: Caller, incident: str, into: str, *, extend: bool, reason: str) -> None:
    """Let an incident stand in another from now on; both at home here. Raise NotFound, Conflict, BadInput."""
    async with caller.unit() as unit:
        for id in sorted({incident, into}):
            await repository.hold(unit, id)
        desk = await working(caller, unit, incident)
        other = await working(caller, unit, into)
        must_be_home(desk)
        must_be_home(other)
        if desk.incident.merged_into is not None or other.incident.merged_into is not None:
            raise Conflict("One of them was merged already.", remedy="Look at it again.")
        if incident == into:
            raise BadInput("An incident cannot be merged into itself.", remedy="Pick another.", field="into")
        await _stand_in(desk, other.incident)
        await repository.add_link(
            unit, id=new_id("lnk", unit.clock), kind="merge", source=incident, target=into, detail={},
            reason=mask(reason).text, by=caller.person.id, at=desk.now,
        )  # fmt: skip
        if extend:
            await sharing.copy(unit, into, desk)
            await sharing.copy(unit, incident, other)
        number = f"I-{desk.incident.number}"
        await desk.tell("merged", "merge", said("merged.into", number=f"I-{other.incident.number}"), into=into)
        await other.tell("merged_here", "merge", said("merged.here", number=number), link=incident)


async def _stand_in(desk: Desk, into: Incident) -> None:
    """Let an incident and all that stand in it stand in another; its own agency's part is closed there."""
    below = await repository.descendants(desk.unit, desk.incident.id)
    await repository.change(desk.unit, desk.incident.id, desk.now, {"merged_into": into.id})
    await repository.set_roots(desk.unit, below, into.root)


async def split(
    caller: Caller, keys: KeyStore, incident: str, title: str, chosen: Sequence[str], entries: Sequence[str],
    reason: str,
) -> str:  # fmt: skip
    """Move alerts and entries of an incident at home here into a new one, shared as it is; return that one's id.

    Raise NotFound, Conflict, BadInput where nothing is chosen or something is not in the incident.
    """
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        must_be_home(desk)
        held = {one.alert: one for one in await parts_repository.held(unit, desk.family)}
        written = {one.id: one for one in await parts_repository.entries(unit, desk.family, only=list(entries))}
        if not chosen and not entries:
            raise BadInput("Nothing is chosen to split off.", remedy="Choose alerts or entries.", field="alerts")
        if set(chosen) - held.keys() or set(entries) - written.keys():
            raise BadInput("This is not in the incident.", remedy="Look at it again.", field="alerts")
        if any(one.audience == "own" and one.agency != unit.agency for one in written.values()):
            raise BadInput("An entry cannot be moved.", remedy="Leave it out.", field="entries")
        id, reason = new_id("inc", unit.clock), mask(reason).text
        veiled = await originals.veil(keys, unit.agency, title, category="incident", scope=id)
        title = veiled.text
        now = as_datetime(unit.clock.now_ms())
        before = desk.incident
        severity = max((held[a].summary().severity for a in chosen), key=lambda s: s.rank, default=before.severity)
        await repository.add(
            unit, id=id, title=title, severity=severity, place=before.place, at=now, by=caller.person.id,
            split_from=incident,
        )  # fmt: skip
        await repository.add_sub(
            unit, agency=unit.agency, home=unit.agency, incident=id, name=caller.session.agency_name, at=now,
            started=now, acknowledged=now, owner=caller.person.id,
        )  # fmt: skip
        made = await working(caller, unit, id)
        await originals.keep(
            unit, veiled, kind="incident", item=id, parent=id, about=f"I-{made.incident.number}",
            person=caller.person.id,
        )  # fmt: skip
        await sharing.copy(unit, incident, made)
        for member in desk.family:
            await parts_repository.move(unit, incident=member, to=id, alerts=chosen, entries=entries)
        await repository.add_link(
            unit, id=new_id("lnk", unit.clock), kind="split", source=incident, target=id, reason=reason,
            detail={"alerts": list(chosen), "entries": list(entries)}, by=caller.person.id, at=now,
        )  # fmt: skip
        made = await made.again()
        await desk.tell("split", "merge", said("split.off", number=f"I-{made.incident.number}", title=title), link=id)
        await made.tell("split_from", "merge", said("split.from", number=f"I-{before.number}"), link=incident)
    return id


async def undo(caller: Caller, incident: str) -> str:
    """Take back the last merge of an incident into another, or its splitting off; return where it stands then.

    Raise NotFound, Conflict where there is nothing to take back.
    """
    async with caller.unit() as unit:
        desk = await working(caller, unit, incident)
        must_be_home(desk)
        last = [
            one
            for one in await repository.links(unit, [incident])
            if one.undone_at is None and (one.source if one.kind == "merge" else one.target) == incident
        ]
        if not last:
            raise Conflict("There is no merge or split to take back.", remedy="Look at it again.")
        link = last[-1]
        other = await working(caller, unit, link.target if link.kind == "merge" else link.source)
        number, theirs = f"I-{desk.incident.number}", f"I-{other.incident.number}"
        if link.kind == "merge":
            await repository.change(unit, incident, desk.now, {"merged_into": None})
            await repository.set_roots(unit, await repository.descendants(unit, incident), incident)
            sentence, stands = said("merge.undone", number=number), incident
        elif other.incident.root == incident:
            raise Conflict("What it was split from stands in it.", remedy="Take that merge back first.")
        else:
            await _stand_in(desk, other.incident)
            sentence, stands = said("split.undone", number=number, into=theirs), other.incident.root
        await repository.undo_link(unit, link.id, caller.person.id, desk.now)
        await desk.tell(f"{link.kind}_undone", "merge", sentence, link=other.incident.id)
        await other.tell(f"{link.kind}_undone", "merge", sentence, link=incident)
    return stands


async def related(unit: Unit, incident: Incident, inside: Sequence[Summary]) -> list[Related]:
    """Alerts of the unit's agency that stand in no incident and may belong to this one, the likeliest first.

    Two of four must speak for it, place or subject among them: within `NEAR_M`, within `NEAR_FOR`, of the same
    family of kinds, about the same subject.
    """
    # by when they came: a demonstration or a replay tells of another time
    times = [alert.created_at for alert in inside] or [incident.opened_at]
    ids = await suggestion_repository.loose(unit, min(times) - LOOK_BACK, max(times) + LOOK_BACK, 400)
    scored = []
    for alert in await alerts.by_ids(unit, ids):
        if found := _compare(alert, incident, inside):
            scored.append(found)
    scored.sort(key=lambda one: (-len(one.rules), one.metres or 0, -one.alert.number))
    best = scored[:SUGGESTED]
    groups = await suggestion_repository.groups(unit, [one.alert.id for one in best])
    return [msgspec.structs.replace(one, group=groups.get(one.alert.id, [])) for one in best]


def _compare(alert: Summary, incident: Incident, inside: Sequence[Summary]) -> Related | None:
    rules: list[str] = []
    reason: list[tuple[str, dict[str, Any]]] = []
    metres = _nearest(alert, incident, inside)
    if metres is not None and metres <= NEAR_M:
        rules.append("place")
        reason.append(("place", {"metres": f"{metres:.0f}"}))
    times = [one.window_end for one in inside] or [incident.opened_at]
    nearest = min(times, key=lambda time: abs(time - alert.window_end))
    apart = (alert.window_end - nearest).total_seconds()
    if abs(apart) <= NEAR_FOR.total_seconds():
        rules.append("time")
        when = "together" if abs(apart) < 30 else "after" if apart > 0 else "before"
        reason.append((when, {"time": span(abs(apart))}))
    if any(one.kind.split(".")[0] == alert.kind.split(".")[0] for one in inside):
        rules.append("kind")
        reason.append(("kind", {}))
    if any(one.subject == alert.subject for one in inside):
        rules.append("subject")
        reason.append(("subject", {"subject": alert.subject}))
    if len(rules) < 2 or not {"place", "subject"} & set(rules):
        return None
    return Related(alert=alert, rules=rules, reason=reason, metres=metres, seconds=int(apart), group=[])


def _nearest(alert: Summary, incident: Incident, inside: Sequence[Summary]) -> float | None:
    here = (alert.place.latitude, alert.place.longitude)
    if here[0] is None or here[1] is None:
        return None
    places = [(one.latitude, one.longitude) for one in [incident.place, *(other.place for other in inside)]]
    known = [(lat, lon) for lat, lon in places if lat is not None and lon is not None]
    return min((distance_m((here[0], here[1]), place) for place in known), default=None)
