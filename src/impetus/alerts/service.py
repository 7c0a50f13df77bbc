"""What people do with alerts: look, acknowledge, judge, hand over, undo."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any, Final

import msgspec

from impetus.alerts import incident_repository, members_repository, repository
from impetus.alerts.incident_repository import InIncident
from impetus.alerts.ownership import MOVED
from impetus.alerts.records import Detail, Event, Filter, Given, Key, Record, Summary
from impetus.alerts.transitions import Act, act_of, after
from impetus.keys.store import KeyStore
from impetus.kit.errors import BadInput, Conflict, NotAllowed, NotFound
from impetus.kit.ids import derived_id, new_id
from impetus.kit.paging import decode_cursor, encode_cursor
from impetus.kit.times import as_datetime, as_ms
from impetus.law.grants import originals
from impetus.model.alert import AlertState, RejectReason, Word
from impetus.model.observation import VerdictGiven
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.people.permissions import Permission
from impetus.storage.unit import Unit

UNDO_FOR: Final = timedelta(minutes=10)
SEEN_FOR: Final = timedelta(minutes=2)
"""Somebody who opened an alert this recently is looking at it."""
WITHDRAWN: Final = "withdrawn"

Names = dict[str, tuple[str, str]]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Alerts with what showing them needs: records by (tool, kind), names of people, who looks, open incidents.

    `masked` are verdicts with a masked note.
    """

    alerts: list[Summary]
    records: dict[tuple[str, str], Record]
    names: Names
    seen: dict[str, list[str]]
    incidents: dict[str, InIncident] = {}
    masked: set[str] = set()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the queue; `next` is None at its end."""

    shown: Shown
    total: int
    next: str | None


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """One alert with everything."""

    shown: Shown
    detail: Detail
    events: list[Event]


async def by_ids(unit: Unit, ids: Sequence[str]) -> list[Summary]:
    """Return alerts of the unit's agency by id; unknown ones are absent."""
    return await repository.by_ids(unit, ids)


async def details(unit: Unit, alert: str) -> Detail:
    """Return evidence and explanation of an alert that exists."""
    return await repository.detail(unit, alert)


async def note(unit: Unit, alert: str, what: str, person: str | None, **detail: Any) -> None:
    """Write a line into an alert's history that changes nothing of it, and tell the consoles."""
    at = as_datetime(unit.clock.now_ms())
    await repository.add_event(unit, alert, what, person=person, at=at, detail=detail)
    unit.emit("alert", {"id": alert})


async def show(unit: Unit, alerts: Sequence[Summary], extra_people: Sequence[str] = ()) -> Shown:
    """Collect what showing `alerts` needs."""
    seen = await repository.seen(unit, [a.id for a in alerts], as_datetime(unit.clock.now_ms()) - SEEN_FOR)
    ids = {a.owner for a in alerts if a.owner} | {a.verdict.by for a in alerts if a.verdict} | set(extra_people)
    ids |= {person for looking in seen.values() for person in looking}
    return Shown(
        alerts=list(alerts),
        records=await repository.track_records(unit, [(a.tool, a.kind) for a in alerts]),
        names=await people.names(unit, sorted(ids)),
        seen=seen,
        incidents=await incident_repository.of_alerts(unit, [a.id for a in alerts]),
        masked=await originals.which_masked(unit, "alert_note", [a.verdict.id for a in alerts if a.verdict]),
    )


async def page(caller: Caller, wanted: Filter, cursor: str, limit: int) -> Page:
    """Return a part of the queue: undecided first, then severity, then newest."""
    after_key = None
    if cursor:
        undecided, rank, number = decode_cursor(cursor, 3)
        after_key = Key(undecided=undecided, rank=rank % 8, number=number)
    async with caller.unit() as unit:
        found, total = await repository.page(unit, wanted, after_key, limit + 1)
        shown = await show(unit, found[:limit])
    following = None
    if len(found) > limit:
        key = repository.key_of(found[limit - 1])
        following = encode_cursor(key.undecided, key.rank, key.number)
    return Page(shown=shown, total=total, next=following)


async def look(caller: Caller, alert: str) -> Whole:
    """Return one alert with its evidence, and note who looks. Raise NotFound."""
    async with caller.unit() as unit:
        found = await repository.one(unit, alert)
        if found is None:
            raise _not_found(alert)
        await repository.mark_seen(unit, alert, caller.person.id, as_datetime(unit.clock.now_ms()))
        events = await repository.events(unit, alert)
        detail = await repository.detail(unit, alert)
        shown = await show(unit, [found], [event.person for event in events if event.person])
    return Whole(shown=shown, detail=detail, events=events)


async def act(
    caller: Caller,
    alert: str,
    wanted: Act,
    *,
    expected_state: AlertState | None = None,
    revision: int | None = None,
) -> Shown:
    """Do something with an alert; return it as it is afterwards.

    Raise NotFound, Conflict (not possible in its state, or changed meanwhile), NotAllowed (held by another).
    """
    async with caller.unit() as unit:
        before = await _held(unit, caller, alert, expected_state, revision, wanted)
        state = after(before.state, wanted)
        changes: dict[str, Any] = {"state": state.value}
        now = as_datetime(unit.clock.now_ms())
        if wanted in (Act.ACKNOWLEDGE, Act.TAKE_OVER, Act.REOPEN):
            changes["owner"] = caller.person.id
            changes["acknowledged_at"] = before.acknowledged_at or now
        if wanted is Act.RELEASE:
            changes |= {"owner": None, "acknowledged_at": None}
        if wanted is Act.REOPEN and before.verdict is not None:
            changes["verdict"] = None
            await _withdraw(unit, before, before.verdict, caller.person.id)
        await _change(unit, caller, before, changes, wanted.value)
        return await _shown_after(unit, alert)


async def judge(
    caller: Caller,
    alert: str,
    word: Word,
    reason: RejectReason | None,
    note: str,
    keys: KeyStore,
    *,
    same_as: str | None = None,
    expected_state: AlertState | None = None,
    revision: int | None = None,
) -> Shown:
    """Give a verdict; the tool is told through the ordered stream. Raise as `act` does, BadInput for `same_as`.

    `same_as` is the alert that this one repeats: its number stands before the note, here and in the history.

    Identifiers in the note are masked, and the original sealed with the key of the alert's day.
    """
    async with caller.unit() as unit:
        wanted = act_of(word)
        if same_as is not None:
            note = " ".join(filter(None, (await _repeated(unit, alert, word, same_as), note)))
        before = await _held(unit, caller, alert, expected_state, revision, wanted)
        state, now = after(before.state, wanted), as_datetime(unit.clock.now_ms())
        day = before.created_at.astimezone(UTC).strftime("%Y-%m-%d")
        veiled = await originals.veil(keys, unit.agency, note, category="alert", scope=day)
        note = veiled.text
        given = Given(
            id=new_id("ver", unit.clock), word=word.value, reason=reason.value if reason else "", note=note,
            by=caller.person.id, at=now,
        )  # fmt: skip
        await repository.add_verdict(
            unit, id=given.id, alert=before, person=given.by, word=given.word, reason=given.reason, note=note, at=now
        )
        await originals.keep(
            unit, veiled, kind="alert_note", item=given.id, parent=alert, about=f"A-{before.number}", person=given.by
        )
        _tell(unit, before, given, given.id)
        changes = {
            "state": state.value, "verdict": given.id, "owner": before.owner or caller.person.id,
            "acknowledged_at": before.acknowledged_at or now,
        }  # fmt: skip
        await _change(unit, caller, before, changes, f"verdict.{word.value}", reason=given.reason, note=note)
        return await _shown_after(unit, alert)


async def _repeated(unit: Unit, alert: str, word: Word, same_as: str) -> str:
    """The number of the alert that another repeats."""
    if word is not Word.DUPLICATE or same_as == alert:
        raise BadInput("An alert repeats another one.", remedy="Choose the one that stays.", field="same_as")
    found = await repository.by_ids(unit, [same_as])
    if not found:
        raise _not_found(same_as)
    return f"A-{found[0].number}"


async def undo(caller: Caller, alert: str) -> Shown:
    """Take back the caller's own last act on an alert, within `UNDO_FOR`. Raise Conflict where there is none."""
    async with caller.unit() as unit:
        found = await repository.one(unit, alert, lock=True)
        if found is None:
            raise _not_found(alert)
        now = as_datetime(unit.clock.now_ms())
        acts = [
            event for event in await repository.events(unit, alert) if event.person is not None or event.what in MOVED
        ]
        last = acts[-1] if acts else None
        if last is None or last.person != caller.person.id or "before" not in last.detail:
            raise Conflict("There is nothing of yours to take back.", remedy="Somebody else may have acted since.")
        if now - last.at > UNDO_FOR:
            raise Conflict("This was more than ten minutes ago.", remedy="Reopen the alert instead.")
        before = last.detail["before"]
        previous = await repository.verdict(unit, before["verdict"]) if before["verdict"] else None
        if found.verdict is not None and found.verdict.id != before["verdict"]:
            await _withdraw(unit, found, found.verdict, caller.person.id)
        if previous is not None and (found.verdict is None or found.verdict.id != previous.id):
            await repository.take_back_verdict(unit, previous.id, None, None)
            _tell(unit, found, previous, derived_id("ver", previous.id, "again", last.id))
        changes = {
            "state": before["state"],
            "owner": before["owner"],
            "verdict": before["verdict"],
            "acknowledged_at": None if before["acknowledged_at"] is None else as_datetime(before["acknowledged_at"]),
        }
        await repository.change(unit, alert, changes, now)
        await _carry(unit, found, changes, "undone", caller.person.id)
        detail = {"took_back": last.what}
        await repository.add_event(unit, alert, "undone", person=caller.person.id, at=now, detail=detail)
        unit.audit("alert.undone", alert, **detail)
        unit.emit("alert", {"id": alert})
        return await _shown_after(unit, alert)


async def _held(
    unit: Unit, caller: Caller, alert: str, expected: AlertState | None, revision: int | None, wanted: Act
) -> Summary:
    found = await repository.one(unit, alert, lock=True)
    if found is None:
        raise _not_found(alert)
    if expected is not None and found.state is not expected:
        raise Conflict(f"The alert is {found.state.value} by now.", remedy="Look at it again.", state=found.state.value)
    if revision is not None and found.revision != revision:
        raise Conflict("The tool has changed the alert meanwhile.", remedy="Look at it again.", revision=found.revision)
    others = found.owner is not None and found.owner != caller.person.id
    if others and wanted is Act.RELEASE and not caller.may(Permission.OVERRULE):
        raise NotAllowed("Somebody else has this alert in hand.", remedy="Take it over first.")
    return found


async def _change(unit: Unit, caller: Caller, before: Summary, changes: dict[str, Any], what: str, **more: Any) -> None:
    now = as_datetime(unit.clock.now_ms())
    kept = {
        "state": before.state.value,
        "owner": before.owner,
        "verdict": before.verdict.id if before.verdict else None,
        "acknowledged_at": as_ms(before.acknowledged_at) if before.acknowledged_at else None,
    }
    await repository.change(unit, before.id, changes, now)
    await repository.add_event(unit, before.id, what, person=caller.person.id, at=now, detail={**more, "before": kept})
    followed = await _carry(unit, before, changes, what, caller.person.id)
    told: dict[str, Any] = {"with": followed} if followed else {}
    unit.audit(f"alert.{what}", before.id, state=changes["state"], **more, **told)
    unit.emit("alert", {"id": before.id})


async def _carry(unit: Unit, before: Summary, changes: dict[str, Any], what: str, person: str) -> int:
    """Let what stands under an alert follow it; return how many did. Tools hear of the one verdict alone.

    What was rejected, or set aside as the same as another, takes only its own kind along.
    """
    now = as_datetime(unit.clock.now_ms())
    set_aside = changes["state"] == AlertState.REJECTED.value
    members = await members_repository.follow(unit, before, changes, now, same_kind=set_aside)
    await members_repository.note(unit, members, before, what, person, now)
    return len(members)


async def _withdraw(unit: Unit, alert: Summary, given: Given, person: str) -> None:
    await repository.take_back_verdict(unit, given.id, person, as_datetime(unit.clock.now_ms()))
    taken_back = msgspec.structs.replace(given, word=WITHDRAWN, at=as_datetime(unit.clock.now_ms()))
    _tell(unit, alert, taken_back, new_id("ver", unit.clock), withdraws=given.id)


def _tell(unit: Unit, alert: Summary, given: Given, id: str, withdraws: str = "") -> None:
    """Put a verdict into the ordered stream, for the tool that raised the alert."""
    message = VerdictGiven(
        id=id,
        alert=alert.id,
        kind=alert.kind,
        subject=alert.subject,
        word=given.word,
        reason=given.reason,
        at=as_ms(given.at),
        window_start=as_ms(alert.window_start),
        window_end=as_ms(alert.window_end),
        sensors=alert.sensors,
        signature=alert.signature,
        withdraws=withdraws,
    )
    unit.emit("", {"id": id}, tool=alert.tool, what="verdict", control=message)


async def _shown_after(unit: Unit, alert: str) -> Shown:
    found = await repository.one(unit, alert)
    assert found is not None
    return await show(unit, [found])


def _not_found(alert: str) -> NotFound:
    return NotFound("There is no such alert.", remedy="It may belong to another agency.", alert=alert[:80])
