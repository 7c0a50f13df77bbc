"""What the law costs: decisions, audit entries, the API's answers with everything on, deletion by key, the kill switch.

Overhead: the program's own routes in this process, on its own PostgreSQL and NATS, asked in turn with and without:
the stubs (policy says yes, audit writes nothing, sealing copies) live in this benchmark; the product has no switch.
Audit entries are written in units of work as the server writes them, then linked and verified by the program's parts.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from benchmarks.deletion import deletion
from benchmarks.desk_load import Load, apart
from benchmarks.kill_switch import kill_switch
from benchmarks.policy import decisions
from benchmarks.report import Figure, arguments, report
from benchmarks.spine_load import percentile
from impetus.agencies import service as agencies
from impetus.alerts.intake import intake
from impetus.audit.task import PURPOSE, Sequencer, signer_of
from impetus.audit.verify import verify
from impetus.bus.connection import connected
from impetus.keys.tables_repository import migrate_keys
from impetus.keys.vault import DataKey, Vault
from impetus.kit.clock import SystemClock
from impetus.kit.ids import new_id
from impetus.kit.settings import PlatformSettings
from impetus.kit.times import as_datetime
from impetus.launch.folder import DataFolder
from impetus.launch.nats import EmbeddedNats
from impetus.launch.postgres import EmbeddedPostgres
from impetus.people import passwords, repository
from impetus.people.access import CSRF_HEADER
from impetus.people.permissions import Role
from impetus.policy.engine import Decision, Engine
from impetus.server.app import create_app
from impetus.storage.bootstrap import prepare, prepare_keys
from impetus.storage.unit import Unit, UnitOfWork

ROLES = ("impetus_migrator", "impetus_server", "impetus_worker")
WORD = "a word only this benchmark knows 61"
WRITERS = 4
RIGHT = ("audit_wrong", "api_refused", "left_behind", "kill_switch_ran_after")
"""Figures of correctness: the others are of speed."""
BARE = b"bare:"
_OPEN = Vault.open


class City:
    """An empty installation on this machine's own servers."""

    def __init__(self, settings: PlatformSettings, server: UnitOfWork, worker: UnitOfWork) -> None:
        self.settings, self.server, self.worker = settings, server, worker


@asynccontextmanager
async def city(base: Path) -> AsyncIterator[City]:
    """Start PostgreSQL and NATS, make the tables and one agency; stop them at the end."""
    folder, clock = DataFolder(base), SystemClock()
    postgres, nats = EmbeddedPostgres(folder), EmbeddedNats(folder)
    postgres.start()
    nats.start()
    try:
        dsns = await prepare(postgres.superuser_dsn(), {role: folder.secret(role) for role in ROLES})
        keys = await prepare_keys(postgres.superuser_dsn(), folder.secret("keys"))
        await migrate_keys(keys)
        settings = PlatformSettings(
            data_dir=base, database_url=dsns["impetus_server"], worker_database_url=dsns["impetus_worker"],
            keys_url=keys, nats_url=nats.url,
        )  # fmt: skip
        async with (
            UnitOfWork.connect(settings.database_url, clock, name="bench", pool_size=8) as server,
            UnitOfWork.connect(settings.worker_database_url, clock, name="bench worker", pool_size=2) as worker,
        ):
            await agencies.ensure(server, "bench", name="Bench")
            yield City(settings, server, worker)
    finally:
        nats.stop()
        postgres.stop()


async def entries(of: City, count: int) -> list[Figure]:
    """Write entries one to a transaction from several writers, and in batches; link and verify them all."""

    async def one_by_one(many: int) -> None:
        for number in range(many):
            async with of.server(agency="bench", purpose="urban_safety", actor="platform", address="::1") as unit:
                unit.audit("alert.seen", f"alr_{number}", revision=number)

    alone = count // 10
    begun = time.perf_counter()
    await asyncio.gather(*(one_by_one(alone // WRITERS) for _ in range(WRITERS)))
    single = alone / (time.perf_counter() - begun)
    begun = time.perf_counter()
    for first in range(0, count, 500):
        async with of.server(agency="bench", purpose="urban_safety", actor="platform", address="::1") as unit:
            for number in range(first, first + 500):
                unit.audit("alert.seen", f"alr_{number}", revision=number)
    batched = count / (time.perf_counter() - begun)
    sequencer = Sequencer(of.worker, signer_of(of.settings))
    begun = time.perf_counter()
    linked = await sequencer.link()
    linking = linked / (time.perf_counter() - begun)
    await sequencer.sign(now=True)
    begun = time.perf_counter()
    async with of.worker(agency="bench", purpose=PURPOSE, actor="platform") as unit:
        found = await verify(unit, signer_of(of.settings).verifier)
    verifying = found.entries / (time.perf_counter() - begun)
    wrong = abs(found.entries - linked) + int(not found.whole)
    return [
        Figure("audit_entries_per_s", round(batched), "1/s", ">= 2,000", batched >= 2000),
        Figure("audit_entries_alone_per_s", round(single), "1/s"),
        Figure("audit_linked_per_s", round(linking), "1/s"),
        Figure("audit_verified_per_s", round(verifying), "1/s"),
        Figure("audit_wrong", wrong, "", "0", wrong == 0),
    ]


def _open_bare(key: DataKey, sealed: bytes, for_: str) -> bytes:
    """What the stub sealed is there as it is; what was sealed before is opened."""
    return sealed.removeprefix(BARE) if sealed.startswith(BARE) else _OPEN(key, sealed, for_)


@contextmanager
def without() -> Iterator[None]:
    """Policy, audit and sealing stubbed, in this process only."""
    yes = Decision(True, ("stub",))
    with ExitStack() as stack:
        for owner, name, stub in (
            (Engine, "decide", lambda *_: yes),
            (Unit, "audit", lambda *_, **__: None),
            (Vault, "seal", staticmethod(lambda _, plaintext, __: BARE + plaintext)),
            (Vault, "open", staticmethod(_open_bare)),
        ):
            stack.enter_context(patch.object(owner, name, stub))
        yield


async def overhead(of: City, rounds: int) -> list[Figure]:
    """Ask what a console asks, with everything and without, in turn."""
    async with AsyncExitStack() as stack:
        bus = await stack.enter_async_context(connected(of.settings.nats_url, name="bench", clock=SystemClock()))
        app = create_app(of.settings, uow=of.server, bus=bus)
        await stack.enter_async_context(app.router.lifespan_context(app))
        transport = httpx.ASGITransport(app)
        browser = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://localhost"))
        await _sign_in(of, browser)
        asks = await _asks(of, browser)
        took: dict[bool, list[float]] = {True: [], False: []}
        bad = 0
        for turn in range(2 * rounds):
            on = turn % 2 == 0
            with ExitStack() as stubs:
                if not on:
                    stubs.enter_context(without())
                for method, path, body in asks:
                    begun = time.perf_counter()
                    answer = await browser.request(method, path, json=body)
                    took[on].append(1000 * (time.perf_counter() - begun))
                    bad += answer.status_code >= 400
    whole, bare = (percentile(took[on], 0.95) for on in (True, False))
    share = whole / bare - 1
    return [
        Figure("api_p95_ms", round(whole, 2), "ms"),
        Figure("api_p95_bare_ms", round(bare, 2), "ms"),
        Figure("api_p50_overhead_share", round(percentile(took[True], 0.5) / percentile(took[False], 0.5) - 1, 3)),
        Figure("api_p95_overhead_share", round(share, 3), "", "< 0.2", share < 0.2),
        Figure("api_refused", bad, "", "0", bad == 0),
    ]


async def _sign_in(of: City, browser: httpx.AsyncClient) -> None:
    now = as_datetime(of.server.clock.now_ms())
    async with of.server(agency="bench", purpose="platform.setup", actor="platform") as unit:
        await repository.add_person(
            unit, id=new_id("per", of.server.clock), login="bench", name="Bench", initials="B",
            password_hash=await passwords.hash_password(WORD), role=Role.SUPERVISOR, locale="en", at=now,
        )  # fmt: skip
    (await browser.post("/api/session", json={"login": "bench", "password": WORD})).raise_for_status()
    browser.headers[CSRF_HEADER] = (await browser.get("/api/session")).json()["csrf"]


async def _asks(of: City, browser: httpx.AsyncClient) -> list[tuple[str, str, Any]]:
    """What is asked in each turn: the desk's reads and writes, some with personal data in them."""
    load = Load(dsn="", agency="bench", what="apart", count=200, rate=0, start=of.server.clock.now_ms())
    await intake(of.worker, "bench", "anomaly", "1.0.0", [apart(load, number) for number in range(load.count)])
    [alert, *_] = (await browser.get("/api/alerts", params={"shown": "all"})).json()["items"]
    made = await browser.post("/api/incidents", json={"title": "Bench", "alerts": [alert["id"]]})
    incident = made.raise_for_status().json()["id"]
    note = {"side": "centre", "kind": "note", "text": "Ring 040 123 4567 about the van", "audience": "own"}
    return [
        ("GET", "/api/alerts?shown=all", None),
        ("GET", f"/api/alerts/{alert['id']}", None),
        ("GET", "/api/incidents", None),
        ("GET", f"/api/incidents/{incident}", None),
        ("GET", f"/api/incidents/{incident}/timeline", None),
        ("POST", f"/api/incidents/{incident}/entries", note),
        ("GET", "/api/sensors", None),
        ("GET", "/api/tools", None),
    ]


async def measured(base: Path, *, short: bool) -> list[Figure]:
    """Everything that needs servers."""
    figures: list[Figure] = []
    async with city(base / "city") as of:
        figures += await entries(of, 2_000 if short else 100_000)
        figures += await overhead(of, 3 if short else 100)
    return figures


def main() -> int:
    """Measure, print the table; return 1 when a figure of correctness fails."""
    options = arguments("law", __doc__ or "")
    figures = decisions(100_000 if options.short else 1_000_000)
    base = Path(tempfile.mkdtemp(prefix="impetus-law-"))
    base.chmod(0o711)
    try:
        figures += asyncio.run(measured(base, short=options.short))
        figures += asyncio.run(deletion(base / "deletion", 2_000 if options.short else 100_000))
        figures += kill_switch(2 if options.short else 20)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    if options.short:
        figures = [each if each.name in RIGHT else each._replace(target="", met=None) for each in figures]
    report("law", figures, as_json=options.json)
    return int(any(each.met is False for each in figures if each.name in RIGHT))


if __name__ == "__main__":
    sys.exit(main())
