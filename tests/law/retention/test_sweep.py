"""Deleting: what is over goes with its key and a receipt, what is locked stays, nobody else's is touched."""

from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import text
from tests.fixtures.storage import Database
from tests.law.retention.rows import add_alerts, alert_ids

from impetus.contracts.retention import found
from impetus.keys.errors import KeyGone
from impetus.keys.store import KeyStore
from impetus.keys.vault import Vault
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.law.retention import repository
from impetus.law.retention.categories import CATEGORIES
from impetus.law.retention.records import Lock, Shortened
from impetus.law.retention.sweep import PURPOSE, Sweeper
from impetus.storage.unit import UnitOfWork

YEAR = timedelta(days=CATEGORIES["alert"].days)


async def lock(uow: UnitOfWork, category: str, item: str) -> None:
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        at = as_datetime(unit.clock.now_ms())
        made = Lock(id=f"lck_{item}", category=category, item=item, reason="A court asked", by_person="per_1", at=at,
                    until=None)  # fmt: skip
        await repository.lock(unit, made)


async def test_what_is_over_goes_with_its_key(
    uow: UnitOfWork, keys: KeyStore, sweeper: Sweeper, manual_clock: ManualClock
) -> None:
    now = as_datetime(manual_clock.now_ms())
    old, edge = now - YEAR - timedelta(days=1), now - YEAR
    gone = await add_alerts(uow, 3, old, prefix="alr_old")
    stays = await add_alerts(uow, 1, edge, prefix="alr_edge", first=10)
    others = await add_alerts(uow, 2, old, agency="oslo")
    key = await keys.data_key("helsinki", "alert", old.strftime("%Y-%m-%d"))
    theirs = await keys.data_key("oslo", "alert", old.strftime("%Y-%m-%d"))
    Vault.seal(key, b"Ada Lovelace", "alert_note:1")
    receipts = await sweeper.sweep("helsinki")
    assert await alert_ids(uow) == stays
    assert await alert_ids(uow, "oslo") == others
    assert [(one.category, one.items, one.rows, one.keys, one.kept) for one in receipts] == [
        ("alert", len(gone), len(gone), [key.id], 0)
    ]
    with pytest.raises(KeyGone):
        await keys.key("helsinki", key.id)
    assert await keys.key("oslo", theirs.id) == theirs
    assert await sweeper.sweep("helsinki") == []
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        audited = await unit.session.execute(text("SELECT detail FROM audit_entry WHERE what = 'retention.deleted'"))
        assert [row["keys"] for row in audited.scalars()] == [[key.id]]
        assert await repository.receipts(unit) == receipts


async def test_a_lock_stops_the_clock(
    uow: UnitOfWork, keys: KeyStore, sweeper: Sweeper, manual_clock: ManualClock
) -> None:
    old = as_datetime(manual_clock.now_ms()) - YEAR - timedelta(days=1)
    ids = await add_alerts(uow, 3, old)
    key = await keys.data_key("helsinki", "alert", old.strftime("%Y-%m-%d"))
    await lock(uow, "alert", ids[1])
    [receipt] = await sweeper.sweep("helsinki")
    assert await alert_ids(uow) == [ids[1]]
    assert (receipt.items, receipt.kept, receipt.keys, receipt.waiting) == (2, 1, [], 1)
    assert await keys.key("helsinki", key.id) == key
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        at = as_datetime(unit.clock.now_ms())
        assert await repository.end_lock(unit, f"lck_{ids[1]}", by="per_1", reason="Written", at=at)
    [receipt] = await sweeper.sweep("helsinki")
    assert await alert_ids(uow) == []
    assert receipt.keys == [key.id]


async def test_a_shorter_period_holds_and_a_tools_own(
    uow: UnitOfWork, sweeper: Sweeper, manual_clock: ManualClock
) -> None:
    now = as_datetime(manual_clock.now_ms())
    await add_alerts(uow, 2, now - timedelta(days=40))
    await add_alerts(uow, 2, now - timedelta(days=20), prefix="alr_new", first=10)
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        new = Shortened(category="alert", of="", days=30, reason="Enough", by_person="per_1", at=now)
        await repository.shorten(unit, new)
    [receipt] = await sweeper.sweep("helsinki")
    assert (receipt.items, receipt.days) == (2, 30)
    assert len(await alert_ids(uow)) == 2


async def test_receipts_are_never_changed(
    database: Database, uow: UnitOfWork, sweeper: Sweeper, manual_clock: ManualClock
) -> None:
    await add_alerts(uow, 1, as_datetime(manual_clock.now_ms()) - 2 * YEAR)
    await sweeper.sweep("helsinki")
    inside = await asyncpg.connect(database.migrator)
    await inside.execute("SELECT set_config('impetus.agency', 'helsinki', false),"
                         " set_config('impetus.purpose', 'x', false)")  # fmt: skip
    for statement in ("UPDATE retention_receipt SET items = 0", "DELETE FROM retention_receipt"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await inside.execute(statement)
    await inside.close()


async def test_every_domains_sql_runs_as_the_worker(worker_uow: UnitOfWork, manual_clock: ManualClock) -> None:
    from impetus.contracts.retention import Span

    span = Span(before=as_datetime(manual_clock.now_ms()), after=(as_datetime(0), "a"))
    assert {
        "alert",
        "incident",
        "incident_evidence",
        "shift",
        "session",
        "delivery",
        "refused_reading",
    } <= found().keys()
    assert found().keys() <= CATEGORIES.keys()
    for retained in found().values():
        async with worker_uow(agency="helsinki", purpose=PURPOSE, actor="platform") as unit:
            assert await retained.due(unit, span) == []
            assert await retained.due(unit, Span(before=span.before, of="anomaly")) == []
            assert await retained.named(unit, ["duty/x", "x", "7"]) == []
            assert (await retained.delete(unit, ["duty/x", "shift/x", "x", "7"])).rows == 0
            if retained.left is not None:
                assert await retained.left(unit, ["2026-03-06"]) == []
