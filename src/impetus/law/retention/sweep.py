"""Deleting what is over: rows in one transaction with the receipt, then the keys, then the files.

Whatever is killed in between is made up for: a receipt whose keys still exist has them destroyed again (`ledger`), rows
of a receipt that was not committed are due once more, and a file without its key is worth nothing.
"""

import asyncio
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from impetus.contracts.manifest import Manifest
from impetus.contracts.retention import Due, Retained, Span, found
from impetus.keys.store import KeyStore
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime, iso
from impetus.law.retention import repository, service
from impetus.law.retention.records import DeletionReceipt, Order
from impetus.storage.unit import Unit, UnitOfWork

_log = logging.getLogger(__name__)

PURPOSE: Final = "platform.retention"
BATCH: Final = 20_000
OVER: Final = "its time was over"
AGAIN: Final = "deleted once more after a backup was put back"
_LEAST: Final = timedelta(microseconds=1)


class Deleted(NamedTuple):
    """A receipt, and the files that go after its commit."""

    receipt: DeletionReceipt
    files: list[str]


class Sweeper:
    """Deletes one agency after another. `objects` is the object store's folder."""

    def __init__(self, uow: UnitOfWork, keys: KeyStore, objects: Path, tools: Mapping[str, Manifest]) -> None:
        self._uow, self._keys, self._objects, self._tools = uow, keys, objects, tools
        self._domains = found()

    async def sweep(self, agency: str) -> list[DeletionReceipt]:
        """Delete everything of an agency that is due and carry out its orders; return the receipts."""
        made = await self.orders(agency)
        async with self._unit(agency) as unit:
            await repository.end_over(unit, as_datetime(unit.clock.now_ms()))
            periods = await service.periods(unit, self._tools)
        # a tool's own period first: what it leaves, the category's own takes
        for period in sorted(periods, key=lambda one: not one.of):
            retained = self._domains.get(period.category)
            if retained is None:
                continue  # readings are deleted by the history itself
            before = as_datetime(self._uow.clock.now_ms()) - timedelta(days=period.days)
            after: tuple[datetime, str] | None = None
            while True:
                span = Span(before=before, of=period.of or None, after=after, limit=BATCH)
                deleted, after = await self._span(agency, retained, span, period.days)
                if deleted is not None:
                    made.append(deleted.receipt)
                if after is None:
                    break
        return made

    async def orders(self, agency: str) -> list[DeletionReceipt]:
        """Carry out what people ordered to erase."""
        made: list[DeletionReceipt] = []
        async with self._unit(agency) as unit:
            waiting = await repository.orders(unit, open_only=True)
        for order in reversed(waiting):
            retained = self._domains[order.category]
            async with self._unit(agency) as unit:
                things = await retained.named(unit, order.items)
                kept = await self._locked(unit, retained.category, things)
                deleted = await self._delete(unit, retained, things, kept, order.reason, order=order)
                done = [] if deleted is None else [deleted.receipt.id]
                at = as_datetime(unit.clock.now_ms())
                await repository.order_done(unit, order.id, done, sorted(kept), at)
                unit.emit("retention", {"order": order.id})
            if deleted is not None:
                gone = [thing.id for thing in things if thing.id not in kept]
                await self._finish(agency, deleted, {order.category: gone})
                made.append(deleted.receipt)
        return made

    async def again(self, agency: str, receipt: DeletionReceipt, spared: Collection[str]) -> int:
        """Delete once more what an old receipt deleted by age: it came back with a backup. Return how many things."""
        retained = self._domains.get(receipt.category)
        if retained is None or receipt.oldest is None or receipt.newest is None or receipt.order_id:
            return 0
        after: tuple[datetime, str] | None = (receipt.oldest, "")
        count = 0
        while after is not None:
            span = Span(before=receipt.newest + _LEAST, of=receipt.of or None, after=after, limit=BATCH)
            deleted, after = await self._span(agency, retained, span, None, spared)
            count += 0 if deleted is None else deleted.receipt.items
        return count

    async def named_again(self, agency: str, category: str, ids: Sequence[str]) -> int:
        """Delete once more what was erased by name, whatever keeps it now; return how many things."""
        retained = self._domains[category]
        async with self._unit(agency) as unit:
            things = await retained.named(unit, ids)
            deleted = await self._delete(unit, retained, things, (), AGAIN)
        if deleted is None:
            return 0
        await self._finish(agency, deleted, {})
        return deleted.receipt.items

    async def _span(
        self, agency: str, retained: Retained, span: Span, days: int | None, spared: Collection[str] = ()
    ) -> tuple[Deleted | None, tuple[datetime, str] | None]:
        """Delete one batch; return what went and where the next begins, None at the end."""
        async with self._unit(agency) as unit:
            things = await retained.due(unit, span)
            kept = {*await self._locked(unit, retained.category, things), *spared}
            reason = AGAIN if days is None else OVER
            deleted = await self._delete(unit, retained, things, kept, reason, span=span, days=days)
        if deleted is not None:
            await self._finish(agency, deleted, {}, [thing.id for thing in things if thing.id in kept])
        return deleted, (things[-1].at, things[-1].id) if len(things) >= span.limit else None

    async def _locked(self, unit: Unit, category: str, things: Sequence[Due]) -> set[str]:
        now = as_datetime(unit.clock.now_ms())
        locks = {lock.item for lock in await repository.locks(unit, now=now) if lock.category in (category, "case")}
        return {thing.id for thing in things if thing.id in locks or thing.scope in locks}

    async def _delete(
        self, unit: Unit, retained: Retained, things: Sequence[Due], kept: Collection[str], reason: str, *,
        span: Span | None = None, days: int | None = None, order: Order | None = None,
    ) -> Deleted | None:  # fmt: skip
        going = [thing for thing in things if thing.id not in kept]
        if not going:
            return None
        gone = await retained.delete(unit, [thing.id for thing in going])
        scopes = sorted({thing.scope for thing in going if thing.scope}) if retained.keys else []
        left = set(await retained.left(unit, scopes)) if retained.left and scopes else set()
        ended = [scope for scope in scopes if scope not in left]
        wanted: dict[tuple[str, str], list[str]] = {(unit.agency, retained.keys): ended} if ended else {}
        for of, category, scope in gone.keys:
            wanted.setdefault((of, category), []).append(scope)
        live = [(of, key) for (of, category), these in wanted.items()
                for key in await self._keys.live(of, category, these)]  # fmt: skip
        keys = [key for of, key in live if of == unit.agency]
        others = [f"{of}/{key}" for of, key in live if of != unit.agency]
        receipt = DeletionReceipt(
            id=new_id("rcp", unit.clock), category=retained.category, of=(span.of or "") if span else "",
            at=as_datetime(unit.clock.now_ms()), days=days, before=span.before if span else None, items=len(going),
            rows=gone.rows, files=len(gone.files), keys=keys, waiting=len(left), kept=len(things) - len(going),
            oldest=min(thing.at for thing in going), newest=max(thing.at for thing in going), reason=reason,
            by_person=order.by_person if order else None, order_id=order.id if order else None,
            others=others,
        )  # fmt: skip
        await write(unit, receipt)
        return Deleted(receipt, gone.files)

    async def _finish(
        self, agency: str, deleted: Deleted, named: Mapping[str, Sequence[str]], kept: Sequence[str] = ()
    ) -> None:
        """After the commit: keys, the copy of the receipt beside the keys, files."""
        await finish(self._keys, agency, deleted.receipt, named, kept)
        await asyncio.to_thread(_unlink, self._objects, deleted.files)
        receipt = deleted.receipt
        _log.info("%s: %d of %s deleted, %d keys destroyed", agency, receipt.items, receipt.category, len(receipt.keys))

    def _unit(self, agency: str) -> AbstractAsyncContextManager[Unit]:
        return self._uow(agency=agency, purpose=PURPOSE, actor="platform")


async def write(unit: Unit, receipt: DeletionReceipt) -> None:
    """Write a receipt down, with its line in the audit log; consoles are told."""
    await repository.add_receipt(unit, receipt)
    unit.audit(
        "retention.deleted", receipt.id, category=receipt.category, of=receipt.of, items=receipt.items,
        rows=receipt.rows, files=receipt.files, keys=[*receipt.keys, *receipt.others], kept=receipt.kept,
        reason=receipt.reason, before=iso(receipt.before) if receipt.before else None, order=receipt.order_id,
    )  # fmt: skip
    unit.emit("retention", {"receipt": receipt.id})


async def finish(
    keys: KeyStore, agency: str, receipt: DeletionReceipt, named: Mapping[str, Sequence[str]], kept: Sequence[str] = ()
) -> None:
    """Destroy a receipt's keys and keep its copy beside them, with what a restored backup needs to forget again."""
    if receipt.keys:
        await keys.destroy(agency, receipt.keys, receipt.reason, receipt=receipt.id)
    await destroy_others(keys, receipt.others, receipt.reason, receipt.id)
    copy = {"receipt": msgspec.to_builtins(receipt), "spared": sorted(kept)}
    await keys.note(agency, receipt.id, receipt.at, copy, named)


async def destroy_others(keys: KeyStore, others: Iterable[str], reason: str, receipt: str) -> int:
    """Destroy keys of other agencies (`agency/key`) that a receipt names; return how many went.

    One that cannot be destroyed now holds nothing else up: the ledger goes through all receipts each hour.
    """
    count = 0
    for agency, ids in by_agency(others).items():
        try:
            count += len((await keys.destroy(agency, ids, reason, receipt=receipt)).keys)
        except Exception as error:  # whatever it is: nothing else waits for it
            _log.warning("%s: %d keys of %s stay for now: %s", receipt, len(ids), agency, error)
    return count


def by_agency(others: Iterable[str]) -> dict[str, list[str]]:
    """Keys of others, written as `agency/key`, by agency."""
    found: dict[str, list[str]] = {}
    for agency, _, key in (one.partition("/") for one in sorted(others)):
        found.setdefault(agency, []).append(key)
    return found


def _unlink(objects: Path, files: Sequence[str]) -> None:
    for file in files:
        (objects / file).unlink(missing_ok=True)
