"""Periods, locks, orders and receipts: what people decide. What follows from it is done by `sweep`."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import msgspec

from impetus.contracts.discovery import FoundTool
from impetus.contracts.manifest import Manifest
from impetus.contracts.retention import Span, found
from impetus.kit.errors import BadInput, Conflict, ImpetusError, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.law.retention import repository
from impetus.law.retention.categories import CATEGORIES, caps
from impetus.law.retention.records import DeletionReceipt, Lock, Order, Period, Shortened
from impetus.people.access import Caller
from impetus.storage.unit import Unit

SCOPES = ("case", "reading")
"""What may be locked besides things of the categories: a case, a kind of sensor's readings."""
SOON = timedelta(days=7)
_COUNTED = 10_000


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a category stands: its period, how many things are due and due within a week (at most `_COUNTED`)."""

    period: Period
    due: int | None
    soon: int | None
    next_at: datetime | None


def manifests(tools: Mapping[str, FoundTool]) -> dict[str, Manifest]:
    """The manifests of the tools that are whole."""
    return {id: tool.manifest for id, tool in tools.items() if tool.manifest is not None}


async def periods(unit: Unit, tools: Mapping[str, Manifest]) -> list[Period]:
    """Return the periods of the unit's agency: what it shortened, and else the longest that is allowed."""
    known = {(one.category, one.of): one for one in await repository.shortened(unit)}
    found_caps = caps(tools)
    whole = {cap.category: cap.days for cap in found_caps if not cap.of}
    made = []
    for cap in found_caps:
        own, general = known.get((cap.category, cap.of)), known.get((cap.category, ""))
        longest = min(cap.days, whole[cap.category])
        days = min(longest, *(one.days for one in (own, general) if one is not None), longest)
        made.append(Period(category=cap.category, of=cap.of, days=days, longest=longest, set=own))
    return made


async def days(unit: Unit, category: str, of: str, tools: Mapping[str, Manifest]) -> int:
    """Return for how many days a category of a tool (or kind of reading) is kept."""
    every = {(one.category, one.of): one.days for one in await periods(unit, tools)}
    return every.get((category, of), every[category, ""])


async def shorten(
    caller: Caller, tools: Mapping[str, Manifest], category: str, of: str, wanted: int, reason: str
) -> None:
    """Set a period. Raise BadInput where it would be longer than is allowed, NotFound for an unknown category."""
    longest = {(cap.category, cap.of): cap.days for cap in caps(tools)}
    if (category, of) not in longest:
        raise NotFound("There is no such category.", remedy="Take one of the list.", category=category, of=of)
    if wanted > longest[category, of]:
        raise BadInput(
            f"At most {longest[category, of]} days are allowed here.",
            remedy="A period can be shortened, never lengthened past what was declared.",
            field="days",
            longest=longest[category, of],
        )
    if wanted < CATEGORIES[category].least:
        raise BadInput(
            f"At least {CATEGORIES[category].least} days are kept here.",
            remedy="Give a longer period: who did what has to stay provable for a while.",
            field="days",
            least=CATEGORIES[category].least,
        )
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        before = await days(unit, category, of, tools)
        new = Shortened(category=category, of=of, days=wanted, reason=reason, by_person=caller.person.id, at=now)
        await repository.shorten(unit, new)
        unit.audit("retention.period_set", category, of=of, days=wanted, before=before, reason=reason)
        unit.emit("retention", {"category": category})


async def standing(caller: Caller, tools: Mapping[str, Manifest]) -> list[Standing]:
    """Return how every category stands: what is due now and within a week, counted by the platform itself.

    Whoever oversees may know how much is due, but not see what.
    """
    async with caller.unit() as unit:
        unit.audit("retention.read")
    async with _counting(caller) as unit:
        return await _standing(unit, tools)


def _counting(caller: Caller) -> AbstractAsyncContextManager[Unit]:
    return caller.uow(agency=caller.agency, purpose="platform.retention", actor="platform")


async def _standing(unit: Unit, tools: Mapping[str, Manifest]) -> list[Standing]:
    now = as_datetime(unit.clock.now_ms())
    domains, made = found(), []
    for period in await periods(unit, tools):
        retained = domains.get(period.category)
        if retained is None:
            made.append(Standing(period=period, due=None, soon=None, next_at=None))
            continue
        before = now - timedelta(days=period.days)
        of = period.of or None
        soon = await retained.due(unit, Span(before=before + SOON, of=of, limit=_COUNTED))
        due = sum(one.at < before for one in soon)
        first = next((one.at for one in soon if one.at >= before), None)
        next_at = None if first is None else first + timedelta(days=period.days)
        made.append(Standing(period=period, due=due, soon=len(soon) - due, next_at=next_at))
    return made


async def lock(caller: Caller, category: str, item: str, reason: str, until: datetime | None) -> Lock:
    """Keep an item from deletion. Raise BadInput, NotFound where there is none, Conflict where it is kept already."""
    if category in found() and category not in SCOPES:
        async with _counting(caller) as unit:
            if not await found()[category].named(unit, [item]):
                raise await _why_not(unit, category, item)
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        if until is not None and until <= now:
            raise BadInput("The end lies in the past.", remedy="Give a later time, or none.", field="until")
        if category not in found() and category not in SCOPES:
            raise BadInput(
                "This cannot be locked.",
                remedy=f"Use one of: {', '.join(sorted({*found(), *SCOPES}))}.",
                field="category",
            )
        await repository.end_over(unit, now)
        if any(one.category == category and one.item == item for one in await repository.locks(unit, now=now)):
            raise Conflict("It is kept from deletion already.", remedy="Look at the list of locks.")
        new = Lock(
            id=new_id("lck", unit.clock), category=category, item=item, reason=reason, by_person=caller.person.id,
            at=now, until=until,
        )  # fmt: skip
        await repository.lock(unit, new)
        unit.audit("retention.locked", item, category=category, lock=new.id, reason=reason, until=until)
        unit.emit("retention", {"lock": new.id})
    return new


async def _why_not(unit: Unit, category: str, item: str) -> ImpetusError:
    """Why an item cannot be locked that is not among those which may ever be deleted now."""
    stays = found()[category].stays
    match await stays(unit, item) if stays is not None else "":
        case "open":
            return Conflict(
                "It is still being worked on, and nothing of it is deleted.",
                remedy="Lock it once it is closed, or lock its evidence in the incident now.",
                category=category,
            )
        case "kept":
            return Conflict(
                "It is kept from deletion already, by a lock in its incident.",
                remedy="Look at the evidence of the incident: who keeps it, and why, stands there.",
                category=category,
            )
        case _:
            return NotFound("There is no such item.", remedy="Look at the list again.", category=category)


async def unlock(caller: Caller, lock: str, reason: str) -> Lock:
    """End a lock; the item's time had gone on, so it may be due at once. Raise NotFound."""
    async with caller.unit() as unit:
        now = as_datetime(unit.clock.now_ms())
        ended = await repository.end_lock(unit, lock, by=caller.person.id, reason=reason, at=now)
        if ended is None:
            raise NotFound("There is no such lock in force.", remedy="Look at the list of locks.")
        unit.audit("retention.unlocked", ended.item, category=ended.category, lock=lock, reason=reason)
        unit.emit("retention", {"lock": lock})
    return ended


async def erase(unit: Unit, category: str, items: Sequence[str], reason: str, by: str) -> Order:
    """Order that items are erased before their time; the workers do it within seconds. What is locked stays.

    Raise BadInput for a category that cannot be erased.
    """
    erasable = sorted(id for id, retained in found().items() if retained.erasable)
    if category not in erasable:
        raise BadInput("This cannot be erased.", remedy=f"Use one of: {', '.join(erasable)}.", field="category")
    new = Order(
        id=new_id("ord", unit.clock), category=category, items=list(dict.fromkeys(items)), reason=reason, by_person=by,
        at=as_datetime(unit.clock.now_ms()),
    )  # fmt: skip
    await repository.order(unit, new)
    unit.audit("retention.erasure_ordered", new.id, category=category, items=new.items, reason=reason)
    unit.emit("retention", {"order": new.id})
    return new


async def receipts(caller: Caller, skip: int, limit: int) -> list[DeletionReceipt]:
    """Return receipts, newest first, after the first `skip`."""
    async with caller.unit() as unit:
        unit.audit("retention.receipts_read")
        return await repository.receipts(unit, skip=skip, limit=limit)
