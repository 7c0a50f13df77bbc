"""Desks, settings, and who is on duty."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec
from pydantic import ValidationError

from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import derived_id, new_id
from impetus.kit.times import as_datetime
from impetus.people.access import Caller
from impetus.shifts import repository
from impetus.shifts.presence import Presence, ShiftSettings, left_since
from impetus.shifts.records import Desk, Duty, Shift, Somebody
from impetus.storage.unit import Unit


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Desks, who is on duty, who comes next, and who of those has left without a word."""

    desks: list[Desk]
    duties: list[Duty]
    coming: list[Shift]
    team: dict[str, Somebody]
    away: set[str]


async def settings(unit: Unit) -> tuple[int, ShiftSettings]:
    """The agency's settings and their version; those that ship, at version 0."""
    version, values, _, _ = await repository.settings(unit)
    return version, ShiftSettings.model_validate(values)


async def change_settings(caller: Caller, values: dict[str, Any], version: int) -> tuple[int, ShiftSettings]:
    """Set the agency's settings; `version` is the one that was seen. Raise BadInput, Conflict."""
    try:
        wanted = ShiftSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{first['msg']}.", remedy="Choose a value within the limits.", field=field) from None
    async with caller.unit() as unit:
        now, _ = await settings(unit)
        if now != version:
            raise Conflict("Somebody changed these settings meanwhile.", remedy="Look at them again.", version=now)
        at = as_datetime(unit.clock.now_ms())
        await repository.set_settings(unit, now + 1, wanted.model_dump(), caller.person.id, at)
        unit.audit("shifts.settings", "", version=now + 1, **wanted.model_dump())
    return now + 1, wanted


async def desks(unit: Unit) -> list[Desk]:
    """The agency's desks; there is always one that owns what no other does."""
    found = await repository.desks(unit)
    if not any(not desk.kinds for desk in found):
        first = Desk(id=derived_id("dsk", unit.agency, unit.clock.now_ms()), name="Operations", kinds=[])
        await repository.first_desk(unit, first, as_datetime(unit.clock.now_ms()))
        found = await repository.desks(unit)
    return found


async def desk(unit: Unit, id: str) -> Desk:
    """One desk; the first for "". Raise NotFound."""
    every = await desks(unit)
    found = every[0] if not id else next((one for one in every if one.id == id), None)
    if found is None:
        raise NotFound("There is no such desk.", remedy="Choose another.", desk=id[:80])
    return found


async def add_desk(caller: Caller, name: str, kinds: list[str]) -> Desk:
    """Make a desk for some kinds of alerts. Raise BadInput without kinds: one desk already has the rest."""
    if not kinds:
        raise BadInput("One desk has the rest already.", remedy="Name the kinds this one owns.", field="kinds")
    async with caller.unit() as unit:
        await desks(unit)
        made = Desk(id=new_id("dsk", unit.clock), name=name, kinds=sorted(set(kinds)))
        await repository.add_desk(unit, made, caller.person.id, as_datetime(unit.clock.now_ms()))
        unit.audit("desk.made", made.id, name=name, kinds=made.kinds)
    return made


async def change_desk(caller: Caller, id: str, name: str, kinds: list[str]) -> Desk:
    """Rename a desk or change its kinds; the one with the rest keeps the rest. Raise NotFound, BadInput."""
    async with caller.unit() as unit:
        before = await desk(unit, id)
        if bool(before.kinds) != bool(kinds):
            raise BadInput("Exactly one desk has what no other does.", remedy="Leave that as it is.", field="kinds")
        made = Desk(id=before.id, name=name, kinds=sorted(set(kinds)))
        await repository.change_desk(unit, made)
        unit.audit("desk.changed", made.id, name=name, kinds=made.kinds)
    return made


async def close_desk(caller: Caller, id: str) -> None:
    """Close a desk that nobody sits at. Raise NotFound, Conflict."""
    async with caller.unit() as unit:
        before = await desk(unit, id)
        if not before.kinds:
            raise Conflict("This desk has what no other does.", remedy="Rename it instead.")
        if await repository.on_duty(unit, before.id):
            raise Conflict("Somebody is on duty there.", remedy="Close it when nobody is.")
        await repository.close_desk(unit, before.id, as_datetime(unit.clock.now_ms()))
        unit.audit("desk.closed", before.id)


def owner_of(kind: str, every: Iterable[Desk]) -> Desk | None:
    """The desk whose longest kind an alert's kind begins with, else the one with the rest."""
    best: Desk | None = None
    length = -1
    for one in every:
        fits = [len(each) for each in one.kinds if kind == each or kind.startswith(f"{each}.")]
        if not one.kinds and length < 0:
            best, length = one, 0
        elif fits and max(fits) > length:
            best, length = one, max(fits)
    return best


async def team(unit: Unit) -> dict[str, Somebody]:
    """People of the agency by id."""
    return {one.id: one for one in await repository.team(unit)}


async def presences(unit: Unit, people: Iterable[str]) -> dict[str, Presence]:
    """What is known of the presence of people."""
    wanted = sorted(set(people))
    return await repository.presences(unit, wanted, as_datetime(unit.clock.now_ms())) if wanted else {}


async def absent(unit: Unit, people: Iterable[str]) -> dict[str, Any]:
    """Those of `people` who have left, and since when."""
    _, chosen = await settings(unit)
    now = as_datetime(unit.clock.now_ms())
    known = await presences(unit, people)
    found = {person: left_since(presence, chosen, now) for person, presence in known.items()}
    return {person: since for person, since in found.items() if since is not None}


async def on_duty(unit: Unit) -> frozenset[str]:
    """Ids of the people of the unit's agency who are on duty; needs no right to sessions."""
    return frozenset(duty.person for duty in await repository.on_duty(unit))


async def board(caller: Caller) -> Board:
    """Who is on duty at which desk now, and who comes within twelve hours."""
    async with caller.unit() as unit:
        every = await desks(unit)
        duties = await repository.on_duty(unit)
        now = as_datetime(unit.clock.now_ms())
        coming = await repository.shifts(unit, now, now + timedelta(hours=12))
        there = {(duty.desk, duty.person) for duty in duties}
        return Board(
            desks=every,
            duties=duties,
            coming=[
                line
                for line in coming
                if (line.desk, line.person) not in there and now - line.starts_at < timedelta(minutes=30)
            ],
            team=await team(unit),
            away=set(await absent(unit, [duty.person for duty in duties])),
        )


async def begin(unit: Unit, at_desk: Desk, person: str) -> Duty:
    """Put somebody on duty at a desk, until their shift there ends; they leave the desk they were at."""
    now = as_datetime(unit.clock.now_ms())
    here = [one for one in await repository.on_duty(unit) if one.person == person]
    if here and here[0].desk == at_desk.id:
        return here[0]
    if here:
        await repository.end_duty(unit, person, "moved", now)
    lines = await repository.shifts(unit, now, now + timedelta(minutes=30), at_desk.id)
    until = max((line.ends_at for line in lines if line.person == person), default=None)
    duty = Duty(id=new_id("dty", unit.clock), desk=at_desk.id, person=person, since=now, until=until)
    await repository.begin_duty(unit, duty)
    unit.audit("duty.began", at_desk.id, person=person)
    return duty


async def check_in(caller: Caller, id: str) -> None:
    """The caller begins at a desk. Raise NotFound."""
    async with caller.unit() as unit:
        await begin(unit, await desk(unit, id), caller.person.id)


async def check_out(caller: Caller) -> None:
    """The caller goes off duty; what they hold goes on by itself after the stated time. Raise Conflict."""
    async with caller.unit() as unit:
        if not await repository.end_duty(unit, caller.person.id, "checked_out", as_datetime(unit.clock.now_ms())):
            raise Conflict("You are not on duty.", remedy="Nothing is to be ended.")
        unit.audit("duty.ended", caller.person.id, how="checked_out")
