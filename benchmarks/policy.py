"""What the law costs before anything is read: decisions a second, and the second wall on a query.

Decisions: `decide` with answers remembered, over every role, permission, purpose and case in turn, on one core; and
Cedar asked each time (`ask`). The wall: the page of fifty alerts that the console asks for most, of 20,000, and one
alert by id, as the server's role on the program's own PostgreSQL, in a transaction with its scope; the same after the
wall's policies have been dropped from this benchmark's own database (the product has no switch for it).
"""

import asyncio
import itertools
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
from sqlalchemy import text

from benchmarks.deletion import _ALERTS
from benchmarks.report import Figure, arguments, report
from impetus.agencies import service as agencies
from impetus.kit.clock import SystemClock
from impetus.kit.times import as_datetime
from impetus.launch.folder import DataFolder
from impetus.launch.postgres import EmbeddedPostgres
from impetus.policy.engine import Question, engine
from impetus.policy.vocabulary import REACH, Permission, Purpose, Role
from impetus.storage.bootstrap import prepare
from impetus.storage.unit import UnitOfWork

TARGET = 100_000
ROLES = ("impetus_migrator", "impetus_server", "impetus_worker")
PAGE = text(
    "SELECT id, number, severity, state, title, why, created_at FROM alert WHERE state IN ('new', 'acknowledged')"
    " ORDER BY severity_rank DESC, number DESC LIMIT 50"
)
ONE = text("SELECT id, number, severity, state, title, why, created_at FROM alert WHERE id = :id")


def decisions(count: int) -> list[Figure]:
    """Count answers a second, remembered and asked anew."""
    questions = [
        Question(role, permission, REACH[permission].about, purpose, case, case)
        for role in Role
        for permission in Permission
        for purpose in Purpose
        for case in (False, True)
    ]
    asked, decide = engine(), engine().decide
    for question in questions:
        decide(question)
    turn = list(itertools.islice(itertools.cycle(questions), count))
    begun = time.perf_counter()
    for question in turn:
        decide(question)
    remembered = count / (time.perf_counter() - begun)
    begun = time.perf_counter()
    for question in questions[:2000]:
        asked.ask((question,))
    anew = 2000 / (time.perf_counter() - begun)
    return [
        Figure("decisions_per_s", round(remembered), "1/s", f">= {TARGET:,}", remembered >= TARGET),
        Figure("decisions_anew_per_s", round(anew), "1/s"),
    ]


async def wall(base: Path, count: int, times: int) -> list[Figure]:
    """Time the two queries with and without the wall, in turn, so that a busy machine slows both alike."""
    folder = DataFolder(base)
    postgres = EmbeddedPostgres(folder)
    postgres.start()
    clock = SystemClock()
    try:
        took: dict[str, list[float]] = {"page": [], "one": [], "page_bare": [], "one_bare": []}
        databases = {}
        for name in ("walled", "bare"):
            dsns = await prepare(postgres.superuser_dsn(), {role: folder.secret(role) for role in ROLES}, name)
            databases[name] = UnitOfWork.connect(dsns["impetus_server"], clock, name="bench", pool_size=2)
            await agencies.ensure(databases[name], "bench", name="Bench")
            migrator = await asyncpg.connect(dsns["impetus_migrator"])
            if name == "bare":
                for policy in ("wall_read", "wall_add", "wall_change", "wall_remove"):
                    await migrator.execute(f"DROP POLICY {policy} ON alert")
            async with databases[name](agency="bench", purpose="platform.tools", actor="platform") as unit:
                newest = as_datetime(clock.now_ms())
                await unit.session.execute(_ALERTS, {"newest": newest, "days": 1, "count": count})
            await migrator.execute("ANALYZE alert")
            await migrator.close()
        for round_ in range(times):
            for name, ending in (("walled", ""), ("bare", "_bare")):
                uow = databases[name]
                some = {"id": f"alr_{1 + round_ % count}"}
                for query, values in ((f"page{ending}", {}), (f"one{ending}", some)):
                    begun = time.perf_counter()
                    async with uow(
                        agency="bench", purpose="urban_safety", actor="person:p", role="operator"
                    ) as unit:  # fmt: skip
                        await unit.session.execute(PAGE if query.startswith("page") else ONE, values)
                    took[query].append(1000 * (time.perf_counter() - begun))
        for uow in databases.values():
            await uow.close()
    finally:
        postgres.stop()
    figures = []
    for query in ("page", "one"):
        with_wall, without = (statistics.median(took[name]) for name in (query, f"{query}_bare"))
        figures += [
            Figure(f"{query}_ms", round(with_wall, 2), "ms"),
            Figure(f"{query}_bare_ms", round(without, 2), "ms"),
            Figure(f"{query}_wall_ms", round(with_wall - without, 3), "ms"),
        ]
    return figures


def main() -> int:
    """Measure and report."""
    options = arguments("policy", __doc__ or "")
    figures = decisions(100_000 if options.short else 1_000_000)
    base = Path(tempfile.mkdtemp(prefix="impetus-policy-"))
    base.chmod(0o711)
    try:
        count, times = (2_000, 100) if options.short else (20_000, 1_000)
        figures += asyncio.run(wall(base / "city", count, times))
    finally:
        shutil.rmtree(base, ignore_errors=True)
    report("policy", figures, as_json=options.json)
    return 0 if all(figure.met is not False for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
