"""kill -9 of PostgreSQL, of NATS and of the worker while a tool works: every alert is there, each once."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from tests.fixtures.storage import PASSWORDS
from tests.fixtures.tools import found_tool, people, subject_of

from impetus.bus.codec import encode
from impetus.bus.connection import Bus, connect
from impetus.bus.publisher import Outgoing, Publisher
from impetus.bus.stream import ensure_stream
from impetus.kit.clock import SystemClock
from impetus.launch.folder import DataFolder
from impetus.launch.nats import EmbeddedNats
from impetus.launch.postgres import EmbeddedPostgres
from impetus.model.observation import Tick
from impetus.storage.bootstrap import prepare, with_login
from impetus.storage.lease import Leases
from impetus.storage.unit import UnitOfWork
from impetus.worker.adapters import Alerts, BusReader, Health, PostgresTruth
from impetus.worker.runtime import Pace
from impetus.worker.tools import ToolsRole

TICKS = 120


@pytest.fixture
def folder() -> Iterator[DataFolder]:
    base = Path(tempfile.mkdtemp(prefix="impetus-tools-", dir="/tmp"))
    base.chmod(0o711)
    yield DataFolder(base)
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def own_nats(folder: DataFolder) -> Iterator[EmbeddedNats]:
    server = EmbeddedNats(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_postgres(folder: DataFolder) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder)
    server.start()
    asyncio.run(prepare(server.superuser_dsn(), PASSWORDS, "impetus"))
    yield server
    server.stop()


def role(bus: Bus, uow: UnitOfWork, objects: Path) -> ToolsRole:
    tool, truth = found_tool(objects), PostgresTruth(uow)
    return ToolsRole(
        {tool.id: tool},
        reader=BusReader(bus),
        truth=truth,
        alerts=lambda tool: Alerts(uow, tool),
        health=Health(uow),
        signals=bus,
        objects=objects,
        clock=SystemClock(),
        told=truth,
        leases=Leases(uow),
        pace=Pace(snapshot_messages=17, first_backoff_s=0.05, longest_backoff_s=0.2),
    )


async def alerts(postgres: EmbeddedPostgres) -> list[tuple[int, str]]:
    connection = await asyncpg.connect(postgres.superuser_dsn("impetus"), timeout=5)
    try:
        rows = await connection.fetch("SELECT number, why ->> 'en' AS why FROM alert ORDER BY window_start")
        return [(row["number"], row["why"]) for row in rows]
    finally:
        await connection.close()


@pytest.mark.slow
async def test_every_alert_once(folder: DataFolder, own_nats: EmbeddedNats, own_postgres: EmbeddedPostgres) -> None:
    admin = await asyncpg.connect(own_postgres.superuser_dsn("impetus"))
    await admin.execute("INSERT INTO agency (agency_id, name, created_at) VALUES ('helsinki', 'Helsinki', now())")
    await admin.close()
    dsn = with_login(own_postgres.superuser_dsn(), "impetus_worker", PASSWORDS["impetus_worker"], "impetus")
    bus = await connect(own_nats.url, name="test", clock=SystemClock())
    await ensure_stream(bus, max_bytes=64 << 20)
    publisher, objects = Publisher(bus), folder.base / "objects"

    async def send() -> None:
        for n in range(1, TICKS + 1):
            content = (people(float(n)), Tick(clock="live", now=n * 10_000))
            await publisher.publish([Outgoing(subject_of(one), encode(one)) for one in content])
            await asyncio.sleep(0.02)

    uow = UnitOfWork.connect(dsn, SystemClock(), name="test worker", pool_size=4)
    working = asyncio.create_task(role(bus, uow, objects).run())
    sending = asyncio.create_task(send())
    for kill in (own_postgres, own_nats, None):
        await asyncio.sleep(0.5)
        if kill is None:  # the worker, without a word
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            working = asyncio.create_task(role(bus, uow, objects).run())
        else:
            assert kill.child.process is not None
            kill.child.process.kill()
            await asyncio.to_thread(kill.child.process.wait)
            await asyncio.sleep(0.3)
            await asyncio.to_thread(kill.start)
    await sending
    while len(found := await alerts(own_postgres)) < TICKS:
        await asyncio.sleep(0.1)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await uow.close()
    await bus.close()
    await asyncio.sleep(0.2)  # connections that died with their server are put away
    assert sorted(number for number, _ in found) == list(range(1, TICKS + 1))
    sums = [json.loads(why)["sum"] for _, why in found]
    assert sums == [n * (n + 1) / 2 for n in range(1, TICKS + 1)]
