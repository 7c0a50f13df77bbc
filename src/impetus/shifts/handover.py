"""Handover: what is open passes from one person to the next, item by item or all at once, and a record is kept."""

import msgspec

from impetus.clocks import service as clocks
from impetus.keys.store import KeyStore
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.masking import mask
from impetus.kit.times import parse_iso
from impetus.law.grants import originals
from impetus.law.grants.originals import Veiled
from impetus.people.access import Caller
from impetus.shifts import handover_repository as repository
from impetus.shifts import repository as duty
from impetus.shifts import service
from impetus.shifts.open_items import Open, everything, now_of, pass_on
from impetus.shifts.records import PASSED, Desk, Duty, Handover, Item, ShiftNote, Somebody
from impetus.storage.unit import Unit

NOTE = "shift_note"
HANDOVER = "handover"
"""The kinds of a masked note for the next shift, and of a masked last word of a handover."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk would pass on now, from whom, and the handover under way if there is one.

    `times` is what each clock shows (ms UTC), so that an item's age is told in its own.
    """

    desk: Desk
    open: Open
    leaver: Duty | None
    handover: Handover | None
    decided: list[Item]
    notes: list[ShiftNote]
    team: dict[str, Somebody]
    times: dict[str, int]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A handover as it is kept."""

    handover: Handover
    desk: str
    items: list[Item]
    team: dict[str, Somebody]
    times: dict[str, int]


async def offer(caller: Caller, desk: str) -> Offer:
    """Return what is open at a desk, with the one on duty there whom the caller would take over from."""
    async with caller.unit() as unit:
        at = await service.desk(unit, desk)
        others = [one for one in await duty.on_duty(unit, at.id) if one.person != caller.person.id]
        leaver = others[0] if others else None
        going = await repository.open_of(unit, at.id, leaver.person) if leaver else None
        mine = going if going is not None and going.taker == caller.person.id else None
        return Offer(
            desk=at, open=await everything(unit, at.id), leaver=leaver, handover=mine,
            decided=await repository.items(unit, mine.id) if mine else [],
            notes=await _notes(unit, at.id), team=await service.team(unit),
            times=await clocks.times(unit),
        )  # fmt: skip


async def start(caller: Caller, desk: str, leaver: str) -> Record:
    """Begin to take a desk over, and write down what is open. A handover under way of the caller's is returned.

    Raise NotFound, BadInput, Conflict where somebody else is taking it over.
    """
    async with caller.unit() as unit:
        at = await service.desk(unit, desk)
        if leaver == caller.person.id:
            raise BadInput("One does not take over from oneself.", remedy="Check in instead.", field="leaver")
        if leaver not in await service.team(unit):
            raise BadInput("There is no such person in your agency.", remedy="Choose another.", field="leaver")
        going = await repository.open_of(unit, at.id, leaver)
        if going is not None and going.taker == caller.person.id:
            return await _record(unit, going)
        if going is not None:
            if going.taker not in await service.absent(unit, [going.taker]):
                raise Conflict("Somebody else is taking this desk over.", remedy="Ask them.", taker=going.taker)
            await repository.end(unit, going.id, "dropped", going.note, now_of(unit))
        made = Handover(
            id=new_id("hov", unit.clock), desk=at.id, leaver=leaver, taker=caller.person.id, started_at=now_of(unit),
            ended_at=None, state="open", note="",
        )  # fmt: skip
        await repository.add(unit, made)
        await repository.keep_items(unit, made.id, (await everything(unit, at.id)).items)
        unit.audit("handover.began", made.id, desk=at.id, leaver=leaver)
        return await _record(unit, made)


async def decide(caller: Caller, id: str, which: list[tuple[str, str]] | None, *, take: bool, note: str = "") -> Record:
    """Take or leave items, or with None everything that is not decided. What the leaver had is the taker's then.

    What somebody else took meanwhile is marked and stays theirs. Raise NotFound, Conflict, NotAllowed.
    """
    async with caller.unit() as unit:
        going = await _mine(unit, caller, id)
        note = mask(note, keep=await _two(unit, going)).text
        items = await repository.items(unit, id)
        wanted = None if which is None else set(which)
        if wanted is not None and not wanted <= {(one.kind, one.subject) for one in items}:
            raise NotFound("This handover has no such item.", remedy="Load it anew.")
        for item in items:
            if (wanted is None and item.done == "open") or (wanted is not None and (item.kind, item.subject) in wanted):
                await _decide(unit, caller, going, item, take=take, note=note)
        return await _record(unit, going)


async def _decide(unit: Unit, caller: Caller, going: Handover, item: Item, *, take: bool, note: str) -> None:
    kept = note or item.note
    if take and item.done != "taken" and item.kind in PASSED:
        await pass_on(unit, item, to=going.taker, by=caller.person, note=note)
    elif not take and item.done == "taken" and item.kind in PASSED:
        back = msgspec.structs.replace(item, owner=going.taker)
        await pass_on(unit, back, to=item.owner, by=caller.person, note=note)
    await repository.decide(unit, going.id, item, "taken" if take else "left", kept, now_of(unit))


async def take_unowned(caller: Caller, desk: str, which: list[tuple[str, str]] | None, note: str = "") -> int:
    """Take what nobody has, or with None all of it, where there is nobody to take over from; return how many.

    Raise Conflict where one of `which` is somebody's by now, or done.
    """
    note = mask(note).text
    async with caller.unit() as unit:
        at = await service.desk(unit, desk)
        free = {
            (one.kind, one.subject): one
            for one in (await everything(unit, at.id)).items
            if one.kind in PASSED and one.owner is None
        }
        wanted = free.keys() if which is None else dict.fromkeys(which)
        taken = 0
        for key in wanted:
            done = key in free and await pass_on(unit, free[key], to=caller.person.id, by=caller.person, note=note)
            if not done and which is not None:
                raise Conflict("Somebody has this by now, or it is done.", remedy="Look at the list again.")
            taken += done
        unit.emit("shift", {"desk": at.id})
    return taken


async def finish(caller: Caller, keys: KeyStore, id: str, note: str) -> Record:
    """The desk is the caller's: the leaver goes off duty, the caller comes on. Raise as `decide` does.

    Everything has to be taken or left first, so that nothing is passed over.
    """
    async with caller.unit() as unit:
        going = await _mine(unit, caller, id)
        waiting = [item for item in await repository.items(unit, id) if item.done == "open"]
        if waiting:
            raise Conflict("Not everything is taken or left.", remedy="Take the rest, or leave it.", left=len(waiting))
        now = now_of(unit)
        two = await _two(unit, going)
        veiled = await originals.veil(keys, unit.agency, note, category="shift", scope=id, keep=two)
        await repository.end(unit, id, "done", veiled.text, now)
        await _keep(unit, veiled, HANDOVER, id, going.desk, caller.person.id)
        await duty.end_duty(unit, going.leaver, "handed_over", now)
        await service.begin(unit, await service.desk(unit, going.desk), caller.person.id)
        unit.audit("handover.done", id, desk=going.desk, leaver=going.leaver)
        unit.emit("shift", {"desk": going.desk})
        done = await repository.one(unit, id)
        assert done is not None
        return await _record(unit, done)


async def drop(caller: Caller, id: str) -> Record:
    """Stop; what was taken stays taken."""
    async with caller.unit() as unit:
        going = await _mine(unit, caller, id)
        await repository.end(unit, id, "dropped", going.note, now_of(unit))
        unit.audit("handover.dropped", id, desk=going.desk)
        dropped = await repository.one(unit, id)
        assert dropped is not None
        return await _record(unit, dropped)


async def record(caller: Caller, id: str) -> Record:
    """One handover as it was. Raise NotFound."""
    async with caller.unit() as unit:
        found = await repository.one(unit, id)
        if found is None:
            raise _none(id)
        unit.audit("handover.read", id)
        return await _record(unit, found)


async def page(caller: Caller, limit: int) -> list[Record]:
    """The last handovers, newest first, without their items."""
    async with caller.unit() as unit:
        names = {one.id: one.name for one in await service.desks(unit)}
        team = await service.team(unit)
        return [
            Record(handover=one, desk=names.get(one.desk, one.desk), items=[], team=team, times={})
            for one in await repository.page(unit, limit)
        ]


async def add_note(caller: Caller, keys: KeyStore, desk: str, text: str, due_at: str) -> ShiftNote:
    """Tell the next shift something; with a time it is a promise that somebody has."""
    async with caller.unit() as unit:
        at, id = await service.desk(unit, desk), new_id("snt", unit.clock)
        veiled = await originals.veil(keys, unit.agency, text, category="shift", scope=id)
        made = ShiftNote(
            id=id, desk=at.id, text=veiled.text, author=caller.person.id, owner=caller.person.id,
            due_at=parse_iso(due_at, field="due_at") if due_at else None, made_at=now_of(unit),
        )  # fmt: skip
        await repository.add_note(unit, made)
        await _keep(unit, veiled, NOTE, id, at.id, caller.person.id)
        unit.audit("shift_note.written", made.id, desk=at.id)
        masked = await originals.which_masked(unit, NOTE, [id])
    return msgspec.structs.replace(made, masked=id in masked)


async def _two(unit: Unit, going: Handover) -> list[str]:
    """The names of those who pass on and take over: they stand in the record anyway."""
    team = await service.team(unit)
    return [team[id].name for id in (going.leaver, going.taker) if id in team]


async def _keep(unit: Unit, veiled: Veiled, kind: str, item: str, desk: str, person: str) -> None:
    """Seal what was taken out of a note."""
    about = (await service.desk(unit, desk)).name
    await originals.keep(unit, veiled, kind=kind, item=item, parent=desk, about=about, person=person)


async def _notes(unit: Unit, desk: str) -> list[ShiftNote]:
    found = await repository.notes(unit, desk)
    masked = await originals.which_masked(unit, NOTE, [one.id for one in found])
    return [msgspec.structs.replace(one, masked=one.id in masked) for one in found]


async def finish_note(caller: Caller, id: str) -> None:
    """A note is done with. Raise NotFound."""
    async with caller.unit() as unit:
        if not await repository.finish_note(unit, id, caller.person.id, now_of(unit)):
            raise NotFound("There is no such note.", remedy="It may be done already.", note=id[:80])
        unit.audit("shift_note.done", id)


async def _mine(unit: Unit, caller: Caller, id: str) -> Handover:
    found = await repository.one(unit, id, lock=True)
    if found is None:
        raise _none(id)
    if found.state != "open":
        raise Conflict("This handover is over.", remedy="Begin another.", state=found.state)
    if found.taker != caller.person.id:
        raise Conflict("Somebody else is taking this desk over.", remedy="Ask them.", taker=found.taker)
    return found


async def _record(unit: Unit, handover: Handover) -> Record:
    names = {one.id: one.name for one in await service.desks(unit)}
    masked = await originals.which_masked(unit, HANDOVER, [handover.id])
    return Record(
        handover=msgspec.structs.replace(handover, masked=bool(masked)),
        desk=names.get(handover.desk, handover.desk), team=await service.team(unit),
        items=await repository.items(unit, handover.id), times=await clocks.times(unit),
    )  # fmt: skip


def _none(id: str) -> NotFound:
    return NotFound("There is no such handover.", remedy="Look at the list.", handover=id[:80])
