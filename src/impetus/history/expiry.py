"""Readings whose time is over: their files go, their keys are destroyed, a receipt is written.

Time runs from when readings were measured; for those that were taken in much later (an import), from then. A month that
was merged into one file is written anew without the days that are over.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from impetus.contracts.manifest import Manifest
from impetus.history.repository import Segment
from impetus.history.segments import KEYS, PURPOSE, Segments, ordinary
from impetus.history.tail import DAY_MS
from impetus.keys.store import KeyStore
from impetus.kit.ids import derived_id, new_id
from impetus.kit.times import as_datetime
from impetus.law.retention import repository, service
from impetus.law.retention.records import DeletionReceipt
from impetus.law.retention.sweep import OVER, finish, write
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)


class _Over(NamedTuple):
    """What of a kind of reading is over: files that go, and files that are written anew from `horizon` on."""

    kind: str
    days: int
    horizon: int
    gone: list[Segment]
    cut: list[Segment]


class Expiry:
    """Lets go of what is over, agency by agency."""

    def __init__(self, uow: UnitOfWork, keys: KeyStore, segments: Segments, tools: Mapping[str, Manifest]) -> None:
        self._uow, self._keys, self._segments, self._tools = uow, keys, segments, tools

    async def expire(self) -> list[DeletionReceipt]:
        """Delete what is over in all agencies; return the receipts."""
        made = []
        for agency in self._segments.agencies():
            for over in await self._over(agency):
                made.append(await self._delete(agency, over))
        return made

    async def _over(self, agency: str) -> list[_Over]:
        segments = self._segments.of(agency)
        if not segments:
            return []
        async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            periods = await service.periods(unit, self._tools)
            now = unit.clock.now_ms()
            locks = await repository.locks(unit, now=as_datetime(now))
        days = {period.of: period.days for period in periods if period.category == "reading"}
        kept = {lock.item for lock in locks if lock.category == "reading"}
        found = []
        for kind in sorted({segment.kind for segment in segments} - kept):
            period = days.get(kind, days[""])
            horizon = (now - period * DAY_MS) // DAY_MS * DAY_MS
            mine = [segment for segment in segments if segment.kind == kind]
            gone = [one for one in mine if (one.last_time if ordinary(one) else one.taken) < horizon]
            cut = [one for one in mine if ordinary(one) and one.first_time < horizon <= one.last_time]
            if gone or cut:
                found.append(_Over(kind, period, horizon, gone, cut))
        return found

    async def _delete(self, agency: str, over: _Over) -> DeletionReceipt:
        rows = sum(segment.rows for segment in over.gone)
        for segment in over.cut:
            rows += segment.rows - await self._cut(agency, segment, over.horizon)
        old = [*over.gone, *over.cut]
        await self._segments.forget(agency, old)
        async with self._uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            receipt = DeletionReceipt(
                id=new_id("rcp", unit.clock), category=KEYS, of=over.kind, at=as_datetime(unit.clock.now_ms()),
                days=over.days, before=as_datetime(over.horizon), items=rows, rows=len(over.gone), files=len(old),
                keys=self._segments.unused(agency, {segment.key for segment in old}), waiting=0, kept=0,
                oldest=as_datetime(min(segment.first_time for segment in old)),
                newest=min(
                    as_datetime(max(segment.last_time for segment in old)),
                    as_datetime(over.horizon) - timedelta(milliseconds=1),
                ),
                reason=OVER,
            )  # fmt: skip
            await write(unit, receipt)
        await finish(self._keys, agency, receipt, {})
        _log.info("%s: %d readings of %s deleted, %d keys destroyed", agency, rows, over.kind, len(receipt.keys))
        return receipt

    async def _cut(self, agency: str, segment: Segment, horizon: int) -> int:
        """Write a file anew without what is over; return how many readings stay."""
        name = derived_id("seg", "cut", segment.id, horizon)
        scope = f"{segment.kind}/{segment.purpose}/{segment.day:%Y-%m}/{name}"
        key = await self._keys.data_key(agency, KEYS, scope, renew=True)
        parts: Sequence[Segment] = [segment]
        made = await self._segments.rewrite(agency, name, list(parts), key, once=False, since=horizon)
        return made.rows
