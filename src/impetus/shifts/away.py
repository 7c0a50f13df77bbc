"""Owners who have left: what they held shows it at once, and goes on after the stated time.

Runs under a lease, in one server at a time. It holds no state of its own: whoever has the lease next goes on from
what the database says.
"""

import asyncio
from typing import Final

import msgspec

from impetus.agencies import service as agencies
from impetus.shifts import handover_repository as repository
from impetus.shifts import repository as duty
from impetus.shifts import service
from impetus.shifts.open_items import now_of, owned, pass_on
from impetus.shifts.presence import goes_on
from impetus.shifts.records import Left
from impetus.storage.unit import Unit, UnitOfWork

LEASE: Final = "shifts"
LOOK_S: Final = 5.0
PURPOSE: Final = "platform.shifts"


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """How many things have an absent owner, and how many went on."""

    waiting: int
    passed: int
    returned: int


async def look(unit: Unit) -> Looked:
    """Mark what belongs to somebody who has left, and pass on what has waited long enough.

    It goes to who is on duty at the desk and there, the one who came last first; else to nobody: an alert in hand
    then needs a decision again.
    """
    items = await owned(unit)
    known = {(one.kind, one.subject): one for one in await repository.left(unit)}
    _, settings = await service.settings(unit)
    now = now_of(unit)
    duties = await duty.on_duty(unit)
    gone = await service.absent(unit, {item.owner for item in items if item.owner} | {one.person for one in duties})
    takers = [one.person for one in duties if one.person not in gone]
    waiting = passed = returned = 0
    still: set[tuple[str, str]] = set()
    for item in items:
        key = (item.kind, item.subject)
        if item.owner is None or item.owner not in gone:
            continue
        before = known.get(key)
        # the time runs from when it was first shown that the owner has left, so nothing moves unannounced
        since = before.since if before is not None and before.owner == item.owner else now
        found = Left(kind=item.kind, subject=item.subject, owner=item.owner, since=since)
        if not goes_on(since, settings, now):
            await repository.note_left(unit, found)
            still.add(key)
            waiting += 1
        elif await pass_on(unit, item, to=takers[0] if takers else None, by=None):
            passed, returned = (passed + 1, returned) if takers else (passed, returned + 1)
    for before_key, one in known.items():
        if before_key not in still:
            await repository.forget_left(unit, one)
    if still - known.keys() or passed or returned:
        unit.emit("shift", {"waiting": waiting, "passed": passed, "returned": returned})
    return Looked(waiting=waiting, passed=passed, returned=returned)


async def watch(uow: UnitOfWork) -> None:
    """Look at every agency, for ever."""
    while True:
        for agency in await agencies.every(uow):
            async with uow(agency=agency.id, purpose=PURPOSE, actor="platform") as unit:
                await look(unit)
        await asyncio.sleep(LOOK_S)
