"""kill -9 of NATS while readings come in: every accepted reading is in the history, once."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from impetus.bus.connection import Bus, connect
from impetus.bus.stream import ensure_stream
from impetus.contracts.format import ColumnReadings
from impetus.history.purge import PurgeKeeper
from impetus.history.questions import SeriesQuestion
from impetus.history.service import History
from impetus.keys.store import KeyStore
from impetus.kit.clock import SystemClock
from impetus.launch.folder import DataFolder
from impetus.launch.nats import EmbeddedNats
from impetus.observations.intake import Intake, Profile
from impetus.storage.unit import UnitOfWork

SENSORS, STEPS, PER_STEP = 30, 60, 50
START = 1_772_798_400_000
PROFILE = Profile(agency="helsinki", source="s", clock="city")


@pytest.fixture
def own_nats() -> Iterator[EmbeddedNats]:
    base = Path(tempfile.mkdtemp(prefix="impetus-crash-", dir="/tmp"))
    base.chmod(0o711)
    server = EmbeddedNats(DataFolder(base))
    server.start()
    yield server
    server.stop()
    shutil.rmtree(base, ignore_errors=True)


def step(number: int) -> ColumnReadings:
    n = SENSORS * PER_STEP
    return ColumnReadings(
        sensors=[f"s{i}" for i in range(SENSORS)],
        index=(np.arange(n) % SENSORS).astype("u4"),
        times=START + (number * PER_STEP + np.arange(n) // SENSORS) * 1000,
        values=np.full(n, float(number)),
    )


async def kill(server: EmbeddedNats, port: int) -> None:
    process = server.child.process
    assert process is not None
    process.kill()
    process.wait()
    await asyncio.sleep(0.1)
    server._wanted_port = port
    await asyncio.to_thread(server.start)


async def test_accepted_means_in_the_history_once(
    own_nats: EmbeddedNats, worker_uow: UnitOfWork, keys: KeyStore, tmp_path: Path
) -> None:
    clock = SystemClock()
    bus: Bus = await connect(own_nats.url, name="test", clock=clock)
    await ensure_stream(bus, max_bytes=1 << 30)
    port = own_nats.port
    intake = Intake(bus, worker_uow, clock)
    history = History(bus, worker_uow, keys, clock, tmp_path, flush_s=0.4)
    purge = PurgeKeeper(bus, worker_uow, clock, margin=0)
    tasks = [asyncio.create_task(intake.run()), asyncio.create_task(history.run())]
    accepted = 0

    async def send(lane: int) -> None:
        nonlocal accepted
        for number in range(lane, STEPS, 3):
            report = await intake.accept(PROFILE, step(number))
            accepted += report.accepted + report.late
            again = await intake.accept(PROFILE, step(number))  # as a sender would that heard no answer
            assert again.accepted + again.late == 0
            await intake.advance("helsinki", "city", START + number * PER_STEP * 1000)
            await asyncio.sleep(0.05)

    async def kill_and_purge() -> None:
        for _ in range(3):
            await asyncio.sleep(0.5)
            await kill(own_nats, port)
            await asyncio.sleep(0.2)
            await purge.purge()

    async with asyncio.timeout(200):
        async with asyncio.TaskGroup() as group:
            for lane in range(3):
                group.create_task(send(lane))
            group.create_task(kill_and_purge())
        assert accepted == SENSORS * STEPS * PER_STEP
        found = 0
        while found < accepted:
            await asyncio.sleep(0.2)
            found = 0
            for sensor in range(SENSORS):
                question = SeriesQuestion(
                    agency="helsinki", purpose="urban_safety", sensor=f"s{sensor}", kind="other",
                    start=START, end=START + STEPS * PER_STEP * 1000, points=20_000,
                )  # fmt: skip
                found += len((await history.series(question)).time)
        assert found == accepted
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await bus.close()
    assert sum(segment.rows for segment in history.segments._known["helsinki"].values()) == accepted
