"""Deleting 100,000 records by key, and what sealing costs a question to the history.

Deleting: 100,000 alerts of 40 days, each day with its data key, on the program's own PostgreSQL; from the sweep's
start until every key is destroyed, every row is gone and every receipt is written (`delete_100k_s`). Destroying forty
keys alone, which makes what they open unreadable, is `destroy_40_keys_ms`.

Sealing: a year of one kind of reading (200 sensors, one reading in five minutes, twelve files), written by the
product's store and by the same store with plain files, which is this benchmark's own and not in the product. The
questions are one sensor over a year and over a day; `cold` opens every file anew, `warm` finds it in memory.
"""

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import text

from benchmarks.report import Figure, arguments, report
from impetus.agencies import service as agencies
from impetus.keys.master import Master
from impetus.keys.store import KeyStore
from impetus.keys.tables_repository import migrate_keys
from impetus.keys.vault import DataKey
from impetus.kit.clock import SystemClock
from impetus.kit.times import as_datetime
from impetus.launch.folder import DataFolder
from impetus.launch.postgres import EmbeddedPostgres
from impetus.law.retention.sweep import Sweeper
from impetus.storage.bootstrap import prepare, prepare_keys
from impetus.storage.parquet import ParquetStore, Sealed
from impetus.storage.unit import UnitOfWork

DAYS, TARGET_S = 40, 10.0
ROLES = ("impetus_migrator", "impetus_server", "impetus_worker")
KEY = DataKey("key_bench", "bench", "reading", "a year", bytes(range(32)))
DAY_MS = 86_400_000

_ALERTS = text(
    "INSERT INTO alert (agency_id, id, number, tool, tool_version, kind, subject, clock, window_start, window_end,"
    " severity, severity_rank, confidence, title, why, place, evidence, parts, sensors, attributes, search, revision,"
    " created_at, updated_at) SELECT 'bench', 'alr_' || n, n, 'anomaly', '1', 'crowd.surge', 'square', 'live', at,"
    " at, 'high', 3, 0.9, '{\"en\": \"Many more people than usual\"}', '{\"en\": \"412 people, 80 are usual\"}', '{}',"
    " '[]', '[]', '[]', '{}', 'people', 1, at, at FROM (SELECT n, CAST(:newest AS timestamptz)"
    " - n % :days * interval '1 day' AS at FROM generate_series(1, :count) AS n) AS made"
)


async def deletion(base: Path, count: int) -> list[Figure]:
    """Fill, sweep and time it; the last figure says whether nothing is left."""
    folder = DataFolder(base)
    postgres = EmbeddedPostgres(folder)
    postgres.start()
    clock = SystemClock()
    try:
        dsns = await prepare(postgres.superuser_dsn(), {role: folder.secret(role) for role in ROLES})
        keys_dsn = await prepare_keys(postgres.superuser_dsn(), folder.secret("keys"))
        await migrate_keys(keys_dsn)
        async with (
            UnitOfWork.connect(dsns["impetus_server"], clock, name="bench", pool_size=2) as server,
            UnitOfWork.connect(dsns["impetus_worker"], clock, name="bench worker", pool_size=2) as worker,
            KeyStore(UnitOfWork.connect(keys_dsn, clock, name="keys", pool_size=2), Master.of(base / "keys")) as keys,
        ):
            await agencies.ensure(server, "bench", name="Bench")
            newest = as_datetime(clock.now_ms()) - timedelta(days=366)
            async with worker(agency="bench", purpose="platform.tools", actor="platform") as unit:
                await unit.session.execute(_ALERTS, {"newest": newest, "days": DAYS, "count": count})
            days = [(newest - timedelta(days=n)).strftime("%Y-%m-%d") for n in range(DAYS)]
            ids = [(await keys.data_key("bench", "alert", day)).id for day in days]
            begun = time.perf_counter()
            receipts = await Sweeper(worker, keys, base / "objects", {}).sweep("bench")
            took = time.perf_counter() - begun
            left = await keys.keys("bench", ids)
            async with worker(agency="bench", purpose="platform.tools", actor="platform") as unit:
                rows = int((await unit.session.execute(text("SELECT count(*) FROM alert"))).scalar_one())
            fresh = [(await keys.data_key("bench", "case", f"case-{n}")).id for n in range(DAYS)]
            begun = time.perf_counter()
            await keys.destroy("bench", fresh, "measured")
            alone = time.perf_counter() - begun
    finally:
        postgres.stop()
    gone = sum(receipt.items for receipt in receipts)
    whole = count == 100_000
    return [
        Figure("delete_100k_s" if whole else "delete_s", round(took, 2), "s", f"< {TARGET_S:g} s" if whole else "",
               took < TARGET_S if whole else None),
        Figure("destroy_40_keys_ms", round(1000 * alone, 1), "ms"),
        Figure("receipts", len(receipts)),
        Figure("left_behind", rows + len(left) + count - gone, "", "0", rows + len(left) + count - gone == 0),
    ]  # fmt: skip


class _Plain(ParquetStore):
    """The store without sealing, to compare with."""

    def _replace(self, file: Sealed, copy: Callable[[str], None]) -> int:
        target = self.folder / file.path
        copy(str(target))
        return target.stat().st_size

    @contextmanager
    def _kept(self, files: Sequence[Sealed]) -> Iterator[str]:
        yield "[" + ", ".join(f"'{self.folder / file.path}'" for file in files) + "]"


def _write(store: ParquetStore, months: int) -> list[Sealed]:
    generator = np.random.default_rng(7)
    files = []
    for month in range(months):
        times = np.repeat(np.arange(month * 30 * DAY_MS, (month + 1) * 30 * DAY_MS, 300_000, dtype="i8"), 200)
        size = len(times)
        block: dict[str, Any] = {
            "time": times, "value": np.round(generator.gamma(4, 20, size)), "flags": np.zeros(size, "u1"),
            "sequence": np.arange(size, dtype="i8"),
        }  # fmt: skip
        sensors = np.tile(np.arange(200, dtype="u4"), size // 200)
        store.write(f"{month}.parquet", KEY, [f"sensor-{n:03d}" for n in range(200)], sensors, block)
        files.append(Sealed(f"{month}.parquet", KEY))
    return files


def _timed(work: Callable[[], Any], times: int) -> float:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return round(1000 * statistics.median(took), 1)


def sealing(base: Path, months: int, times: int) -> list[Figure]:
    """Ask the same of sealed and of plain files."""
    figures = []
    for name, kind in (("sealed", ParquetStore), ("plain", _Plain)):
        store = kind(base / name)
        begun = time.perf_counter()
        files = _write(store, months)
        written = time.perf_counter() - begun
        last = (months * 30 - 1) * DAY_MS

        def year(store: ParquetStore = store, files: list[Sealed] = files) -> None:
            store.series(files, "sensor-042", 0, 400 * DAY_MS)

        def day(store: ParquetStore = store, files: list[Sealed] = files, last: int = last) -> None:
            store.series(files[-1:], "sensor-042", last, last + DAY_MS)

        for what, ask in (("year", year), ("day", day)):
            if name == "sealed":

                def cold(ask: Callable[[], None] = ask, store: ParquetStore = store) -> None:
                    store._opened.clear()
                    ask()

                figures.append(Figure(f"{what}_sealed_cold_ms", _timed(cold, times), "ms"))
            ask()
            figures.append(Figure(f"{what}_{name}_warm_ms", _timed(ask, times), "ms"))
        size = sum(os.stat(base / name / file.path).st_size for file in files)
        figures.append(Figure(f"write_{name}_s", round(written, 2), "s"))
        figures.append(Figure(f"size_{name}_mb", round(size / 1e6, 2), "MB"))
        store.close()
    return figures


def main() -> int:
    """Measure, print the table; return 1 when anything was left behind."""
    options = arguments("deletion", __doc__ or "")
    base = Path(tempfile.mkdtemp(prefix="impetus-deletion-"))
    base.chmod(0o711)
    try:
        figures = asyncio.run(deletion(base / "city", 2_000 if options.short else 100_000))
        if not options.short:
            figures += sealing(base, 12, 7)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    report("deletion", figures, as_json=options.json)
    return 1 if any(figure.name == "left_behind" and not figure.met for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
