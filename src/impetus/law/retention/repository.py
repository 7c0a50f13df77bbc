"""Periods, locks, orders and receipts in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import text

from impetus.law.retention.records import DeletionReceipt, Lock, Order, Shortened
from impetus.storage.unit import Unit

_LOCK: Final = "id, category, item, reason, by_person, at, until, ended_at, ended_by, end_reason"
_ORDER: Final = "id, category, items, reason, by_person, at, done_at, receipts, kept"
_RECEIPT: Final = (
    "id, category, of, at, days, before, items, rows, files, keys, waiting, kept, oldest, newest, reason, by_person,"
    " order_id, others"
)


async def shortened(unit: Unit) -> list[Shortened]:
    """The periods that the unit's agency has set: the newest of each."""
    rows = await unit.session.execute(
        text(
            "SELECT DISTINCT ON (category, of) category, of, days, reason, by_person, at FROM retention_period"
            " ORDER BY category, of, id DESC"
        )
    )
    return [Shortened(**row) for row in rows.mappings()]


async def shorten(unit: Unit, new: Shortened) -> None:
    """Write a period down."""
    await unit.session.execute(
        text(
            "INSERT INTO retention_period (agency_id, category, of, days, reason, by_person, at)"
            " VALUES (:agency, :category, :of, :days, :reason, :by_person, :at)"
        ),
        {**msgspec.structs.asdict(new), "agency": unit.agency},
    )


async def locks(unit: Unit, *, now: datetime | None = None, limit: int = 100_000) -> list[Lock]:
    """Locks, newest first; with `now` those in force then."""
    force = " WHERE ended_at IS NULL AND (until IS NULL OR until > :now)" if now is not None else ""
    rows = await unit.session.execute(
        text(f"SELECT {_LOCK} FROM retention_lock{force} ORDER BY at DESC, id DESC LIMIT :limit"),  # noqa: S608
        {"now": now, "limit": limit} if now is not None else {"limit": limit},
    )
    return [Lock(**row) for row in rows.mappings()]


async def lock(unit: Unit, new: Lock) -> None:
    """Write a lock down; raise Conflict where the item has one."""
    await unit.session.execute(
        text(
            "INSERT INTO retention_lock (agency_id, id, category, item, reason, by_person, at, until)"
            " VALUES (:agency, :id, :category, :item, :reason, :by_person, :at, :until)"
        ),
        {**msgspec.structs.asdict(new), "agency": unit.agency},
    )


async def end_lock(unit: Unit, id: str, *, by: str, reason: str, at: datetime) -> Lock | None:
    """End a lock that is in force and return it."""
    rows = await unit.session.execute(
        text(
            f"UPDATE retention_lock SET ended_at = :at, ended_by = :by, end_reason = :reason WHERE id = :id"  # noqa: S608
            f" AND ended_at IS NULL RETURNING {_LOCK}"
        ),
        {"id": id, "by": by, "reason": reason, "at": at},
    )
    row = rows.mappings().one_or_none()
    return None if row is None else Lock(**row)


async def end_over(unit: Unit, now: datetime) -> int:
    """End the locks whose time is over."""
    done = await unit.session.execute(
        text(
            "UPDATE retention_lock SET ended_at = until, ended_by = 'platform', end_reason = 'its time was over'"
            " WHERE ended_at IS NULL AND until <= :now"
        ),
        {"now": now},
    )
    return int(done.rowcount)


async def order(unit: Unit, new: Order) -> None:
    """Write an order down."""
    await unit.session.execute(
        text(
            "INSERT INTO retention_order (agency_id, id, category, items, reason, by_person, at)"
            " VALUES (:agency, :id, :category, :items, :reason, :by_person, :at)"
        ),
        {**msgspec.structs.asdict(new), "agency": unit.agency},
    )


async def orders(unit: Unit, *, open_only: bool = False, limit: int = 1000) -> list[Order]:
    """Orders, newest first."""
    where = " WHERE done_at IS NULL" if open_only else ""
    rows = await unit.session.execute(
        text(f"SELECT {_ORDER} FROM retention_order{where} ORDER BY at DESC, id DESC LIMIT :limit"),  # noqa: S608
        {"limit": limit},
    )
    return [Order(**row) for row in rows.mappings()]


async def order_done(unit: Unit, id: str, receipts: Sequence[str], kept: Sequence[str], at: datetime) -> None:
    """Note that an order was carried out."""
    await unit.session.execute(
        text("UPDATE retention_order SET done_at = :at, receipts = :receipts, kept = :kept WHERE id = :id"),
        {"id": id, "receipts": list(receipts), "kept": list(kept), "at": at},
    )


async def add_receipt(unit: Unit, new: DeletionReceipt) -> None:
    """Write a receipt down; one that is there stays as it is."""
    names = list(new.__struct_fields__)
    await unit.session.execute(
        text(
            f"INSERT INTO retention_receipt (agency_id, {', '.join(names)})"  # noqa: S608
            f" VALUES (:agency, {', '.join(f':{name}' for name in names)}) ON CONFLICT DO NOTHING"
        ),
        {**msgspec.structs.asdict(new), "agency": unit.agency},
    )


async def receipts(unit: Unit, *, skip: int = 0, limit: int = 100) -> list[DeletionReceipt]:
    """Receipts, newest first, after the first `skip`."""
    rows = await unit.session.execute(
        text(f"SELECT {_RECEIPT} FROM retention_receipt ORDER BY at DESC, id DESC OFFSET :skip LIMIT :limit"),  # noqa: S608
        {"limit": limit, "skip": skip},
    )
    return [DeletionReceipt(**row) for row in rows.mappings()]


async def receipt_keys(unit: Unit) -> dict[str, list[str]]:
    """The keys that each receipt names, by the receipt's id."""
    rows = await unit.session.execute(text("SELECT id, keys FROM retention_receipt"))
    return {row["id"]: list(row["keys"]) for row in rows.mappings()}


async def receipt_others(unit: Unit) -> dict[str, list[str]]:
    """The keys of other agencies (`agency/key`) that each receipt names, by the receipt's id."""
    rows = await unit.session.execute(text("SELECT id, others FROM retention_receipt WHERE others <> '{}'"))
    return {row["id"]: list(row["others"]) for row in rows.mappings()}


async def indexing_keys(unit: Unit) -> set[str]:
    """Ids of the keys under which something masked is found without being opened."""
    return set((await unit.session.execute(text("SELECT DISTINCT key_id FROM masked_index"))).scalars())
