"""What was committed is published, once, in order, whatever dies meanwhile."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import msgspec
import pytest
from sqlalchemy import text
from tests.fixtures.storage import Database, count

from impetus.bus.connection import Bus
from impetus.bus.publisher import Publisher
from impetus.bus.reader import read
from impetus.kit.clock import ManualClock
from impetus.launch.nats import EmbeddedNats
from impetus.model.observation import Control, SettingsChanged
from impetus.storage import outbox
from impetus.storage.relay import KEEP, Relay
from impetus.storage.unit import PLATFORM, UnitOfWork


async def emit(uow: UnitOfWork, number: int) -> None:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        control = SettingsChanged(id=str(number), settings={})
        unit.emit("settings", {"n": number}, tool="anomaly", what="settings", control=control)


async def numbers(bus: Bus, wanted: int) -> list[int]:
    """The numbers of the first `wanted` messages in the stream."""
    reader = read(bus, 1, ["ctl.>"])
    found: list[int] = []
    async with asyncio.timeout(30):
        async for message in reader:
            control: Control = msgspec.msgpack.decode(message.payload, type=Control)
            assert isinstance(control, SettingsChanged)
            found.append(int(control.id))
            if len(found) == wanted:
                break
    return found


class Running:
    """A relay that can be stopped and started."""

    def __init__(self, database: Database, uow: UnitOfWork, bus: Bus) -> None:
        self.relay = Relay(database.worker, uow, Publisher(bus), bus)
        self.task = asyncio.create_task(self.relay.run())

    async def stop(self) -> None:
        self.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self.task

    async def until(self, published: int) -> None:
        async with asyncio.timeout(30):
            while self.relay.published < published:
                await asyncio.sleep(0.01)


@pytest.fixture
async def running(database: Database, worker_uow: UnitOfWork, bus: Bus) -> AsyncIterator[Running]:
    made = Running(database, worker_uow, bus)
    yield made
    if not made.task.done():
        await made.stop()


async def test_in_order_and_once(running: Running, worker_uow: UnitOfWork, bus: Bus) -> None:
    for number in range(20):
        await emit(worker_uow, number)
    await running.until(20)
    assert await numbers(bus, 20) == list(range(20))
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        events = await outbox.after(unit, 0, agency="helsinki")
    assert [event.payload["n"] for event in events] == list(range(20))
    assert [event.seq for event in events] == sorted({event.seq for event in events})


async def test_a_crash_between_publishing_and_noting_it(
    running: Running, worker_uow: UnitOfWork, bus: Bus, database: Database
) -> None:
    await emit(worker_uow, 1)
    await running.until(1)
    await running.stop()
    admin = await asyncpg.connect(database.superuser)
    await admin.execute("UPDATE outbox SET published_at = NULL")  # as if the note had been lost
    await admin.close()
    again = Running(database, worker_uow, bus)
    await emit(worker_uow, 2)
    await again.until(2)
    await again.stop()
    assert await numbers(bus, 2) == [1, 2]


async def test_only_one_leads_and_another_takes_over(
    running: Running, worker_uow: UnitOfWork, bus: Bus, database: Database
) -> None:
    await emit(worker_uow, 1)
    await running.until(1)
    second = Running(database, worker_uow, bus)
    await emit(worker_uow, 2)
    await running.until(2)
    assert not second.relay.leading
    await running.stop()
    await emit(worker_uow, 3)
    await second.until(1)
    assert second.relay.leading
    await second.stop()
    assert await numbers(bus, 3) == [1, 2, 3]


async def test_lost_connections_to_the_database(
    running: Running, worker_uow: UnitOfWork, bus: Bus, database: Database
) -> None:
    await emit(worker_uow, 1)
    await running.until(1)
    admin = await asyncpg.connect(database.superuser)
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
        database.name,
    )
    await admin.close()
    await emit(worker_uow, 2)
    await running.until(2)
    assert await numbers(bus, 2) == [1, 2]


async def test_nats_away(running: Running, worker_uow: UnitOfWork, bus: Bus, nats_server: EmbeddedNats) -> None:
    await emit(worker_uow, 1)
    await running.until(1)
    nats_server.stop()
    for number in (2, 3):
        await emit(worker_uow, number)
    nats_server.start()
    await running.until(3)
    assert await numbers(bus, 3) == [1, 2, 3]


async def test_old_rows_go(running: Running, worker_uow: UnitOfWork, manual_clock: ManualClock) -> None:
    await emit(worker_uow, 1)
    await running.until(1)
    manual_clock.advance(int(KEEP.total_seconds() * 1000) + 1)
    await emit(worker_uow, 2)
    async with asyncio.timeout(30):
        while await count(worker_uow, "outbox") != 1:
            manual_clock.advance(700_000)  # it tidies every ten minutes
            await asyncio.sleep(0.05)


async def test_rolled_back_work_publishes_nothing(worker_uow: UnitOfWork) -> None:
    async def fail() -> None:
        async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
            unit.emit("settings", {})
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await fail()
    assert await count(worker_uow, "outbox") == 0


async def test_numbers_become_visible_in_order(worker_uow: UnitOfWork) -> None:
    async def number() -> None:
        async with worker_uow(agency=PLATFORM, purpose="platform.relay", actor="platform") as unit:
            await outbox.number(unit, limit=3)
            await asyncio.sleep(0.01)

    for n in range(12):
        await emit(worker_uow, n)
    await asyncio.gather(*(number() for _ in range(4)))
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(text("SELECT payload FROM outbox ORDER BY seq"))
        assert [row.payload["n"] for row in rows] == list(range(12))
