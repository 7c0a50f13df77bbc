"""Readings whose time is over go with their keys; a restored backup brings nothing back."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from impetus.history.expiry import Expiry
from impetus.history.segments import Segments
from impetus.history.tail import DAY_MS, Group
from impetus.keys.store import KeyStore
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.law.retention import repository
from impetus.law.retention.records import Lock, Shortened
from impetus.storage.parquet import ParquetStore
from impetus.storage.unit import UnitOfWork

NOON = 1_772_798_400_000
GROUP = Group("helsinki", "people", "urban_safety")
TODAY = NOON // DAY_MS


class City:
    """Files of a city, and what deletes them."""

    def __init__(self, uow: UnitOfWork, keys: KeyStore, clock: ManualClock, folder: Path) -> None:
        self.uow, self.keys, self.clock, self.folder = uow, keys, clock, folder
        self.segments = Segments(uow, keys, ParquetStore(folder), clock)
        self.expiry = Expiry(uow, keys, self.segments, {})

    async def add(self, day: int, sequence: int, group: Group = GROUP) -> None:
        """One day's readings, taken in as they were measured."""
        times = day * DAY_MS + np.arange(0, DAY_MS, DAY_MS // 24, dtype="i8")
        block: dict[str, Any] = {
            "sensor": np.zeros(24, "u4"), "time": times, "value": np.arange(24.0), "flags": np.zeros(24, "u1"),
            "sequence": np.full(24, sequence, "i8"),
        }  # fmt: skip
        now = self.clock.now_ms()
        self.clock.set(min(now, (day + 1) * DAY_MS))
        made = await self.segments.write(group, day, ["gate"], block)
        self.clock.set(now)
        await self.segments.save(group.agency, [made], sequence)

    async def times(self) -> list[int]:
        """The days that a question about all times sees, by number of readings."""
        files = await self.segments.files("helsinki", ["people"], "urban_safety", 0, NOON * 2)
        found = await asyncio.to_thread(self.segments.store.series, files, "gate", 0, NOON * 2)
        return sorted({int(time) // DAY_MS - TODAY for time in found["time"]})


@pytest.fixture
async def city(
    worker_uow: UnitOfWork, keys: KeyStore, manual_clock: ManualClock, tmp_path: Path
) -> AsyncIterator[City]:
    made = City(worker_uow, keys, manual_clock, tmp_path / "history")
    await made.segments.load(["helsinki", "oslo"])
    yield made
    made.segments.store.close()


async def keep(uow: UnitOfWork, days: int) -> None:
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        at = as_datetime(unit.clock.now_ms())
        new = Shortened(category="reading", of="", days=days, reason="Enough", by_person="per_1", at=at)
        await repository.shorten(unit, new)


async def test_days_that_are_over_go_with_their_keys(city: City, uow: UnitOfWork, keys: KeyStore) -> None:
    await keep(uow, 10)
    for day in (-12, -11, -10, -1):
        await city.add(TODAY + day, 100 + day)
    await city.add(TODAY - 12, 500, Group("oslo", "people", "urban_safety"))
    old = {segment.key for segment in city.segments.of("helsinki") if segment.day.toordinal() - 719163 < TODAY - 10}
    [receipt] = await city.expiry.expire()
    assert await city.times() == [-10, -1]
    assert (receipt.items, receipt.files, set(receipt.keys)) == (48, 2, old)
    assert await keys.destroyed("helsinki", sorted(old)) == sorted(old)
    assert await city.expiry.expire() == []
    assert len(city.segments.of("oslo")) == 1
    assert len(list(city.folder.rglob("*.parquet"))) == 3


async def test_a_merged_month_is_written_anew_without_the_days(
    city: City, uow: UnitOfWork, keys: KeyStore, manual_clock: ManualClock
) -> None:
    first = TODAY - 33  # 1 February
    for day in range(10):
        await city.add(first + day, day + 1)
    await city.add(TODAY, 99)
    keys_before = {segment.key for segment in city.segments.of("helsinki")}
    assert await city.segments.tidy() == 1
    manual_clock.advance(61_000)
    await city.segments.tidy()
    [month] = [segment for segment in city.segments.of("helsinki") if segment.rows == 240]
    assert month.key not in keys_before
    assert len(await keys.destroyed("helsinki", sorted(keys_before))) == 10  # of the days that were merged
    await keep(uow, 28)
    [receipt] = await city.expiry.expire()
    assert await city.times() == [*range(-28, -23), 0]
    assert (receipt.items, receipt.keys) == (5 * 24, [month.key])
    manual_clock.advance(61_000)
    await city.segments.tidy()
    assert len(list(city.folder.rglob("*.parquet"))) == 2


async def test_a_lock_on_a_kind_stops_the_clock(city: City, uow: UnitOfWork) -> None:
    await keep(uow, 10)
    await city.add(TODAY - 12, 1)
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        at = as_datetime(unit.clock.now_ms())
        await repository.lock(
            unit,
            Lock(id="lck_1", category="reading", item="people", reason="A court", by_person="per_1", at=at,
                 until=at + timedelta(days=1)),
        )  # fmt: skip
    assert await city.expiry.expire() == []
    city.clock.advance(DAY_MS + 1)
    assert len(await city.expiry.expire()) == 1


async def test_an_import_of_old_readings_counts_from_when_it_came(city: City, uow: UnitOfWork) -> None:
    await keep(uow, 10)
    city.clock.set((TODAY - 400) * DAY_MS)
    await city.add(TODAY - 400, 1)
    city.clock.set(NOON)
    block = {
        "sensor": np.zeros(1, "u4"), "time": np.array([(TODAY - 300) * DAY_MS]), "value": np.ones(1),
        "flags": np.zeros(1, "u1"), "sequence": np.full(1, 2, "i8"),
    }  # fmt: skip
    await city.segments.save("helsinki", [await city.segments.write(GROUP, TODAY - 300, ["gate"], block)], 2)
    await city.expiry.expire()
    assert await city.times() == [-300]
    city.clock.advance(11 * DAY_MS)
    await city.expiry.expire()
    assert await city.times() == []


async def test_a_restored_backup_of_files_and_rows_shows_nothing_that_is_over(
    city: City, uow: UnitOfWork, worker_uow: UnitOfWork, keys: KeyStore, tmp_path: Path
) -> None:
    await keep(uow, 10)
    await city.add(TODAY - 12, 1)
    await city.add(TODAY - 1, 2)
    shutil.copytree(city.folder, tmp_path / "backup")
    async with worker_uow(agency="helsinki", purpose="platform.history", actor="platform") as unit:
        await unit.session.execute(
            text("CREATE TEMP TABLE kept ON COMMIT PRESERVE ROWS AS SELECT * FROM history_segment")
        )
        rows = (await unit.session.execute(text("SELECT * FROM kept"))).mappings().all()
    await city.expiry.expire()
    shutil.rmtree(city.folder)
    shutil.copytree(tmp_path / "backup", city.folder)
    async with worker_uow(agency="helsinki", purpose="platform.history", actor="platform") as unit:
        names = [str(name) for name in rows[0]]
        await unit.session.execute(
            text(f"INSERT INTO history_segment ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)})"
                 " ON CONFLICT DO NOTHING"),
            [dict(row) for row in rows],
        )  # fmt: skip
    assert len(list(city.folder.rglob("*.parquet"))) == 2
    again = City(worker_uow, keys, city.clock, city.folder)
    await again.segments.load(["helsinki"])
    assert await again.times() == [-1]
    assert len(list(city.folder.rglob("*.parquet"))) == 1
    again.segments.store.close()


async def test_files_whose_key_is_merely_unknown_stay(
    city: City, worker_uow: UnitOfWork, tmp_path: Path, make_store: Callable[[], KeyStore]
) -> None:
    await city.add(TODAY - 1, 1)
    other = City(worker_uow, make_store(), city.clock, city.folder)  # an empty database of keys, by mistake
    await other.segments.load(["helsinki"])
    assert await other.times() == []
    assert len(list(city.folder.rglob("*.parquet"))) == 1
    other.segments.store.close()
    assert await city.times() == [-1]


@pytest.fixture
async def make_store(
    database: Any, postgres: Any, manual_clock: ManualClock, tmp_path: Path
) -> AsyncIterator[Callable[[], KeyStore]]:
    """Makes a key store on an empty database of its own."""
    import asyncpg
    from tests.fixtures.storage import KEYS_PASSWORD

    from impetus.keys.master import Master
    from impetus.storage.bootstrap import KEYS_ROLE, with_login

    name = f"keys_empty_{database.name}"
    admin = await asyncpg.connect(postgres.superuser_dsn())
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE impetus_keys_template OWNER {KEYS_ROLE}")
    pool = UnitOfWork.connect(
        with_login(postgres.superuser_dsn(), KEYS_ROLE, KEYS_PASSWORD, name), manual_clock, name="empty", pool_size=1
    )
    yield lambda: KeyStore(pool, Master.of(tmp_path / "keys"))
    await pool.close()
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()
