"""Retention under /api: periods, locks, orders to erase, receipts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from impetus.contracts.manifest import Manifest
from impetus.keys.store import KeyStore
from impetus.kit.paging import decode_cursor, encode_cursor
from impetus.kit.times import as_datetime, parse_iso
from impetus.law.retention import repository, service
from impetus.law.retention.render import View
from impetus.law.retention.schemas import (
    EndIn,
    ErasureIn,
    ErasureOut,
    KeysOut,
    LockIn,
    PeriodIn,
    ReceiptsOut,
    RetentionLockOut,
    RetentionOut,
)
from impetus.people import service as people
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter(prefix="/retention", tags=["retention"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OVERSIGHT))]
Locker = Annotated[Caller, Depends(permitted(Permission.LOCK_EVIDENCE))]
Keeper = Annotated[Caller, Depends(permitted(Permission.MANAGE_RETENTION))]
Id = Annotated[str, Path(max_length=80)]


def tools(request: Request) -> dict[str, Manifest]:
    """The manifests of the tools that are whole."""
    return service.manifests(request.app.state.tools)


Tools = Annotated[dict[str, Manifest], Depends(tools)]


async def _view(caller: Caller, known: dict[str, Manifest], ids: list[str | None]) -> View:
    async with caller.unit() as unit:
        found = await people.names(unit, sorted({id for id in ids if id}))
    return View(caller.locale, {id: name for id, (name, _) in found.items()}, known)


@router.get("")
async def list_retention(caller: Viewer, known: Tools) -> list[RetentionOut]:
    """Every category with its period, and what is due."""
    standing = await service.standing(caller, known)
    view = await _view(caller, known, [one.period.set.by_person for one in standing if one.period.set])
    return [view.standing(one) for one in standing]


@router.put("")
async def set_period(body: PeriodIn, caller: Keeper, known: Tools) -> list[RetentionOut]:
    """Shorten a period (or give it back up to the longest that is allowed). It holds from the next hour on."""
    await service.shorten(caller, known, body.category, body.of, body.days, body.reason)
    return await list_retention(caller, known)


@router.get("/locks")
async def list_locks(caller: Viewer, known: Tools) -> list[RetentionLockOut]:
    """Locks, newest first, those that ended too."""
    async with caller.unit() as unit:
        unit.audit("retention.locks_read")
        now = as_datetime(unit.clock.now_ms())
        locks = await repository.locks(unit, limit=500)
    view = await _view(caller, known, [id for lock in locks for id in (lock.by_person, lock.ended_by)])
    return [view.lock(lock, now) for lock in locks]


@router.post("/locks", status_code=201)
async def lock_item(body: LockIn, caller: Locker, known: Tools) -> RetentionLockOut:
    """Keep an item from deletion, by name and reason."""
    until = parse_iso(body.until, field="until") if body.until else None
    made = await service.lock(caller, body.category, body.item, body.reason, until)
    return (await _view(caller, known, [made.by_person])).lock(made, made.at)


@router.post("/locks/{lock}/end")
async def end_lock(lock: Id, body: EndIn, caller: Locker, known: Tools) -> RetentionLockOut:
    """No longer keep it. What is over by then is deleted within the hour."""
    ended = await service.unlock(caller, lock, body.reason)
    assert ended.ended_at is not None
    return (await _view(caller, known, [ended.by_person, ended.ended_by])).lock(ended, ended.ended_at)


@router.get("/erasures")
async def list_erasures(caller: Viewer, known: Tools) -> list[ErasureOut]:
    """Orders to erase, newest first."""
    async with caller.unit() as unit:
        unit.audit("retention.erasures_read")
        orders = await repository.orders(unit, limit=500)
    view = await _view(caller, known, [order.by_person for order in orders])
    return [view.order(order) for order in orders]


@router.post("/erasures", status_code=202)
async def order_erasure(body: ErasureIn, caller: Keeper, known: Tools) -> ErasureOut:
    """Erase items before their time; it is done within seconds. What is locked stays, and is named."""
    async with caller.unit() as unit:
        made = await service.erase(unit, body.category, body.items, body.reason, caller.person.id)
    return (await _view(caller, known, [made.by_person])).order(made)


@router.get("/receipts")
async def list_receipts(
    caller: Viewer,
    known: Tools,
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ReceiptsOut:
    """What was deleted, newest first."""
    skip = max(0, decode_cursor(cursor, 1)[0]) if cursor else 0
    found = await service.receipts(caller, skip, limit + 1)
    shown = found[:limit]
    view = await _view(caller, known, [one.by_person for one in shown])
    following = encode_cursor(skip + limit) if len(found) > limit else None
    return ReceiptsOut(items=[view.receipt(one) for one in shown], next=following)


@router.get("/keys")
async def count_keys(caller: Viewer, request: Request) -> KeysOut:
    """How many data keys there are and were."""
    keys: KeyStore = request.app.state.keys
    async with caller.unit() as unit:
        unit.audit("retention.keys_counted")
    return KeysOut(**await keys.counts(caller.agency))
