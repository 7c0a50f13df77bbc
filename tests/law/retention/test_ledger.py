"""A restored backup, of the data or of the keys: what was deleted is deleted once more."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg
import msgspec
import pytest
from sqlalchemy import text
from tests.fixtures.storage import Database
from tests.law.retention.rows import add_alerts, alert_ids

from impetus.contracts.retention import Gone
from impetus.keys.errors import KeyGone
from impetus.keys.store import KeyStore
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.law.retention import repository, service
from impetus.law.retention.categories import CATEGORIES
from impetus.law.retention.ledger import Mended, reconcile
from impetus.law.retention.records import Lock, Shortened
from impetus.law.retention.sweep import Sweeper
from impetus.storage.unit import Unit, UnitOfWork

YEAR = timedelta(days=CATEGORIES["alert"].days)


async def without_receipts(database: Database) -> None:
    """As a backup of the data that is older than any deletion."""
    inside = await asyncpg.connect(database.superuser)
    await inside.execute("ALTER TABLE retention_receipt DISABLE TRIGGER append_only")
    for table in ("retention_receipt", "retention_lock", "retention_period", "retention_order"):
        await inside.execute(f"DELETE FROM {table}")
    await inside.execute("ALTER TABLE retention_receipt ENABLE TRIGGER append_only")
    await inside.close()


async def period(uow: UnitOfWork, days: int, at: datetime) -> None:
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        new = Shortened(category="alert", of="", days=days, reason="Enough", by_person="per_1", at=at)
        await repository.shorten(unit, new)


async def test_restored_rows_go_again_even_where_the_period_is_longer_now(
    database: Database, uow: UnitOfWork, worker_uow: UnitOfWork, keys: KeyStore, sweeper: Sweeper,
    manual_clock: ManualClock,
) -> None:  # fmt: skip
    now = as_datetime(manual_clock.now_ms())
    old = now - timedelta(days=40)
    await add_alerts(uow, 5, old)
    kept = await add_alerts(uow, 1, old, prefix="alr_kept", first=50)
    young = await add_alerts(uow, 2, now - timedelta(days=2), prefix="alr_new", first=60)
    await period(uow, 30, now)
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        await repository.lock(
            unit,
            Lock(id="lck_1", category="alert", item=kept[0], reason="A court", by_person="per_1", at=now, until=None),
        )
    [receipt] = await sweeper.sweep("helsinki")
    await without_receipts(database)  # an older backup of the data is put back: rows are there, what was decided is not
    await add_alerts(uow, 5, old)
    assert await sweeper.sweep("helsinki") == []  # a year is the period again
    mended = await reconcile(worker_uow, keys, sweeper, "helsinki")
    assert (mended.things, mended.receipts) == (5, 1)
    assert await alert_ids(uow) == sorted([*kept, *young])
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        assert receipt in await repository.receipts(unit)
    assert await reconcile(worker_uow, keys, sweeper, "helsinki") == Mended(keys=0, things=0, receipts=0)


async def test_what_was_erased_by_name_is_erased_again(
    database: Database, uow: UnitOfWork, worker_uow: UnitOfWork, keys: KeyStore, sweeper: Sweeper,
    manual_clock: ManualClock,
) -> None:  # fmt: skip
    now = as_datetime(manual_clock.now_ms())
    ids = await add_alerts(uow, 3, now)
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        order = await service.erase(unit, "alert", ids[:2], "Asked by the person", "per_1")
    [receipt] = await sweeper.sweep("helsinki")
    assert (receipt.order_id, receipt.by_person, receipt.items) == (order.id, "per_1", 2)
    assert await alert_ids(uow) == ids[2:]
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        [done] = await repository.orders(unit)
        assert (done.receipts, done.kept) == ([receipt.id], [])
    await without_receipts(database)
    await add_alerts(uow, 1, now, first=70)
    assert (await reconcile(worker_uow, keys, sweeper, "helsinki")).things == 1
    assert await alert_ids(uow) == ids[2:]


async def test_restored_keys_are_destroyed_again(
    database: Database, uow: UnitOfWork, worker_uow: UnitOfWork, keys: KeyStore, sweeper: Sweeper,
    manual_clock: ManualClock,
) -> None:  # fmt: skip
    old = as_datetime(manual_clock.now_ms()) - YEAR - timedelta(days=1)
    await add_alerts(uow, 2, old)
    key = await keys.data_key("helsinki", "alert", old.strftime("%Y-%m-%d"))
    inside = await asyncpg.connect(database.keys.replace("impetus_keys:", "impetus_keys:"))
    await inside.execute("SELECT set_config('impetus.agency', 'helsinki', false),"
                         " set_config('impetus.purpose', 'x', false)")  # fmt: skip
    wrapped = await inside.fetchval("SELECT wrapped FROM data_key")
    await sweeper.sweep("helsinki")
    # an older backup of the keys is put back: the key exists, no receipt does
    await inside.execute("ALTER TABLE data_key DISABLE TRIGGER stays_destroyed")
    await inside.execute("UPDATE data_key SET wrapped = $1, destroyed_at = NULL", wrapped)
    await inside.execute("ALTER TABLE data_key ENABLE TRIGGER stays_destroyed")
    await inside.execute("DELETE FROM deletion")
    await inside.close()
    assert await keys.key("helsinki", key.id) == key
    mended = await reconcile(worker_uow, keys, sweeper, "helsinki")
    assert mended.keys == 1
    with pytest.raises(KeyGone):
        await keys.key("helsinki", key.id)
    async with worker_uow(agency="helsinki", purpose="platform.retention", actor="platform") as unit:
        assert (await unit.session.execute(text("SELECT count(*) FROM retention_receipt"))).scalar_one() == 1


async def test_a_locked_thing_is_not_erased_by_order(
    uow: UnitOfWork, sweeper: Sweeper, manual_clock: ManualClock
) -> None:
    now = as_datetime(manual_clock.now_ms())
    ids = await add_alerts(uow, 2, now)
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        await repository.lock(
            unit,
            Lock(id="lck_1", category="alert", item=ids[0], reason="A court", by_person="per_1", at=now, until=None),
        )
        await service.erase(unit, "alert", ids, "Asked by the person", "per_1")
    await sweeper.orders("helsinki")
    assert await alert_ids(uow) == ids[:1]
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        [done] = await repository.orders(unit)
        assert done.kept == ids[:1]
        assert done.done_at == now


async def test_another_agencys_key_that_could_not_be_destroyed_is_tried_again(
    database: Database, uow: UnitOfWork, worker_uow: UnitOfWork, keys: KeyStore, sweeper: Sweeper,
    manual_clock: ManualClock, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    old = as_datetime(manual_clock.now_ms()) - YEAR - timedelta(days=1)
    await add_alerts(uow, 2, old)
    mine = await keys.data_key("helsinki", "alert", old.strftime("%Y-%m-%d"))
    theirs = await keys.data_key("oslo", "incident_evidence", "evd_shared")
    alerts = sweeper._domains["alert"]

    async def shared(unit: Unit, ids: Sequence[str]) -> Gone:
        """What goes was shared: a piece of another agency goes with it."""
        gone = await alerts.delete(unit, ids)
        return msgspec.structs.replace(gone, keys=[("oslo", "incident_evidence", "evd_shared")])

    monkeypatch.setitem(sweeper._domains, "alert", dataclasses.replace(alerts, delete=shared))
    inside = await asyncpg.connect(database.keys)
    await inside.execute(
        "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'"
        " USING ERRCODE = 'disk_full'; END $$"
    )
    await inside.execute(
        "CREATE TRIGGER fails BEFORE UPDATE ON data_key FOR EACH ROW WHEN (NEW.agency_id = 'oslo')"
        " EXECUTE FUNCTION fails()"
    )
    [receipt] = await sweeper.sweep("helsinki")
    assert (receipt.keys, receipt.others) == ([mine.id], [f"oslo/{theirs.id}"])
    with pytest.raises(KeyGone):
        await keys.key("helsinki", mine.id)
    assert await keys.key("oslo", theirs.id) == theirs  # it failed in between, and held nothing else up
    assert await reconcile(worker_uow, keys, sweeper, "helsinki") == Mended(keys=0, things=0, receipts=0)
    await inside.execute("DROP TRIGGER fails ON data_key")
    await inside.close()
    assert await reconcile(worker_uow, keys, sweeper, "helsinki") == Mended(keys=1, things=0, receipts=0)
    with pytest.raises(KeyGone):
        await keys.key("oslo", theirs.id)
    assert await reconcile(worker_uow, keys, sweeper, "helsinki") == Mended(keys=0, things=0, receipts=0)
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        assert await repository.receipts(unit) == [receipt]
