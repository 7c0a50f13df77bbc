"""The roster: who sits at which desk, when; changed by hand, copied forward by the week, or imported."""

import asyncio
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from impetus.agencies import service as agencies
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime, parse_iso
from impetus.people.access import Caller
from impetus.shifts import imports, repository, service
from impetus.shifts.records import Shift
from impetus.storage.unit import Unit

LONGEST = timedelta(hours=36)
WEEK = timedelta(days=7)


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: lines added, lines that were there, and what could not be mapped."""

    added: int
    same: int
    unmapped: list[imports.Unmapped]


async def lines(caller: Caller, since: datetime, until: datetime, desk: str) -> list[Shift]:
    """Lines of the roster that touch a time."""
    async with caller.unit() as unit:
        return await repository.shifts(unit, since, until, desk)


async def add(caller: Caller, desk: str, person: str, starts: str, ends: str) -> Shift:
    """Add a line. Raise BadInput, NotFound, Conflict where it exists."""
    async with caller.unit() as unit:
        made = await _line(unit, new_id("shf", unit.clock), desk, person, starts, ends, "hand")
        if not await repository.add_shift(unit, made, caller.person.id, as_datetime(unit.clock.now_ms())):
            raise Conflict("This person begins there at this time already.", remedy="Change that line.")
        unit.audit("shift.added", made.id, desk=made.desk, person=made.person, starts=starts, ends=ends)
    return made


async def change(caller: Caller, id: str, desk: str, person: str, starts: str, ends: str) -> Shift:
    """Change a line. Raise as `add` does."""
    async with caller.unit() as unit:
        before = await repository.shift(unit, id)
        if before is None:
            raise _none(id)
        made = await _line(unit, id, desk, person, starts, ends, before.origin)
        await repository.change_shift(unit, made)
        unit.audit("shift.changed", id, desk=made.desk, person=made.person, starts=starts, ends=ends)
    return made


async def drop(caller: Caller, id: str) -> None:
    """Take a line out. Raise NotFound."""
    async with caller.unit() as unit:
        if not await repository.drop_shift(unit, id):
            raise _none(id)
        unit.audit("shift.removed", id)


async def copy(caller: Caller, week: str, weeks: int, desk: str) -> int:
    """Copy the seven days from `week` forward so many weeks, at the same local times; return how many lines."""
    first = parse_iso(week, field="week")
    async with caller.unit() as unit:
        zone = ZoneInfo(await _zone(caller, unit))
        now = as_datetime(unit.clock.now_ms())
        given = [one for one in await repository.shifts(unit, first, _until(first), desk) if one.starts_at >= first]
        added = 0
        for ahead in range(1, weeks + 1):
            for one in given:
                # local times stay the same across a change of the clocks
                starts, ends = (
                    ((moment.astimezone(zone).replace(tzinfo=None) + ahead * WEEK).replace(tzinfo=zone))
                    for moment in (one.starts_at, one.ends_at)
                )
                made = msgspec.structs.replace(
                    one, id=new_id("shf", unit.clock), starts_at=starts, ends_at=ends, origin="copied"
                )
                added += await repository.add_shift(unit, made, caller.person.id, now)
        unit.audit("shift.copied", desk, week=week, weeks=weeks, added=added)
    return added


def _until(first: datetime) -> datetime:
    try:
        return first + WEEK
    except OverflowError:
        raise BadInput("This is not a week of a roster.", remedy="Choose another.", field="week") from None


async def take_in(caller: Caller, text: str, form: Literal["ical", "csv"], desk: str, *, dry: bool) -> Imported:
    """Add what a calendar or a table holds, and report what could not be mapped; with `dry` only report."""
    async with caller.unit() as unit:
        at = await service.desk(unit, desk)
        team = list((await service.team(unit)).values())
        zone = await _zone(caller, unit)
        found = await asyncio.to_thread(imports.read, text, form, team, zone)
        now = as_datetime(unit.clock.now_ms())
        read = [one for one in found if isinstance(one, imports.Line)]
        added = 0
        for one in read if not dry else ():
            made = Shift(
                id=new_id("shf", unit.clock), desk=at.id, person=one.person, starts_at=one.starts_at,
                ends_at=one.ends_at, origin=form,
            )  # fmt: skip
            added += await repository.add_shift(unit, made, caller.person.id, now)
        unmapped = [one for one in found if isinstance(one, imports.Unmapped)]
        if not dry:
            unit.audit("shift.imported", at.id, form=form, added=added, unmapped=len(unmapped))
    return Imported(added=len(read) if dry else added, same=0 if dry else len(read) - added, unmapped=unmapped)


async def _zone(caller: Caller, unit: Unit) -> str:
    for one in await agencies.every(caller.uow):
        if one.id == unit.agency:
            return one.time_zone
    return "UTC"


async def _line(unit: Unit, id: str, desk: str, person: str, starts: str, ends: str, origin: str) -> Shift:
    at = await service.desk(unit, desk)
    if person not in await service.team(unit):
        raise BadInput("There is no such person in your agency.", remedy="Choose another.", field="person")
    begin, end = parse_iso(starts, field="starts_at"), parse_iso(ends, field="ends_at")
    if not (1990 <= begin.year <= 2200 and 1990 <= end.year <= 2200):
        raise BadInput("This is no year for a roster.", remedy="Choose one from 1990 to 2200.", field="starts_at")
    if end <= begin:
        raise BadInput("The shift ends before it begins.", remedy="Choose a later end.", field="ends_at")
    if end - begin > LONGEST:
        raise BadInput("A shift lasts at most 36 hours.", remedy="Part it into several.", field="ends_at")
    return Shift(id=id, desk=at.id, person=person, starts_at=begin, ends_at=end, origin=origin)


def _none(id: str) -> NotFound:
    return NotFound("There is no such line in the roster.", remedy="Load it anew.", shift=id[:80])
