"""Periods, locks, orders and receipts in the words of the person who asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from impetus.contracts.manifest import Manifest
from impetus.kit.times import iso
from impetus.law.retention.categories import CATEGORIES
from impetus.law.retention.records import DeletionReceipt, Lock, Order
from impetus.law.retention.schemas import (
    ActorOut,
    ErasureOut,
    PeriodBy,
    ReceiptOut,
    RetentionLockOut,
    RetentionOut,
)
from impetus.law.retention.service import Standing
from impetus.law.retention.sweep import AGAIN, OVER
from impetus.model.text import Locale, Text

PLATFORM: Final = Text(en="The platform", it="La piattaforma", nb="Plattformen")
CASE: Final = Text(en="Case", it="Caso", nb="Sak")
_REASONS: Final = {
    OVER: Text(en="Its time was over", it="Il tempo era scaduto", nb="Tiden var ute"),
    AGAIN: Text(
        en="Deleted once more after a backup was put back",
        it="Cancellato di nuovo dopo il ripristino di una copia",
        nb="Slettet på nytt etter at en sikkerhetskopi ble lagt tilbake",
    ),
}


class View:
    """How one person sees it: language, names of people, tools."""

    def __init__(self, locale: Locale, names: Mapping[str, str], tools: Mapping[str, Manifest]) -> None:
        self._locale, self._names, self._tools = locale, names, tools

    def _in(self, text: Text) -> str:
        return text.in_(self._locale)

    def _title(self, category: str) -> str:
        if category in CATEGORIES:
            return self._in(CATEGORIES[category].title)
        return self._in(CASE) if category == "case" else category

    def _who(self, id: str) -> ActorOut:
        return ActorOut(id=id, name=self._names.get(id) or self._in(PLATFORM))

    def _reason(self, reason: str) -> str:
        return self._in(_REASONS[reason]) if reason in _REASONS else reason

    def standing(self, one: Standing) -> RetentionOut:
        """A category as it stands."""
        period = one.period
        category = CATEGORIES[period.category]
        tool = self._tools.get(period.of)
        return RetentionOut(
            category=period.category,
            of=period.of,
            of_name=tool.name if tool else period.of,
            title=self._in(category.title),
            begins=self._in(category.begins),
            days=period.days,
            longest=period.longest,
            declared_by="tool" if period.of else "register",
            set=PeriodBy(
                id=period.set.by_person,
                name=self._who(period.set.by_person).name,
                at=iso(period.set.at),
                reason=period.set.reason,
            )
            if period.set
            else None,
            due=one.due,
            soon=one.soon,
            next_at=_time(one.next_at),
        )

    def lock(self, lock: Lock, now: datetime) -> RetentionLockOut:
        """A lock."""
        over = lock.until is not None and lock.until <= now
        ended = lock.ended_at or (lock.until if over else None)
        return RetentionLockOut(
            id=lock.id,
            category=lock.category,
            title=self._title(lock.category),
            item=lock.item,
            reason=lock.reason,
            by=self._who(lock.by_person),
            at=iso(lock.at),
            until=_time(lock.until),
            ended_at=_time(ended),
            ended_by=self._who(lock.ended_by) if lock.ended_by else None,
            end_reason=lock.end_reason,
            active=ended is None,
        )

    def order(self, order: Order) -> ErasureOut:
        """An order to erase."""
        return ErasureOut(
            id=order.id,
            category=order.category,
            title=self._title(order.category),
            items=order.items,
            reason=order.reason,
            by=self._who(order.by_person),
            at=iso(order.at),
            done_at=_time(order.done_at),
            receipts=order.receipts,
            kept=order.kept,
        )

    def receipt(self, receipt: DeletionReceipt) -> ReceiptOut:
        """A receipt."""
        return ReceiptOut(
            id=receipt.id,
            category=receipt.category,
            title=self._title(receipt.category),
            of=receipt.of,
            at=iso(receipt.at),
            days=receipt.days,
            before=_time(receipt.before),
            items=receipt.items,
            rows=receipt.rows,
            files=receipt.files,
            keys=[*receipt.keys, *receipt.others],
            waiting=receipt.waiting,
            kept=receipt.kept,
            oldest=_time(receipt.oldest),
            newest=_time(receipt.newest),
            reason=self._reason(receipt.reason),
            by=self._who(receipt.by_person) if receipt.by_person else None,
            order=receipt.order_id,
        )


def _time(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
