"""kill -9 of NATS in the middle of publishing and reading: nothing accepted is lost, nothing is stored twice."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from impetus.bus import subjects
from impetus.bus.connection import connect
from impetus.bus.publisher import Outgoing, Publisher
from impetus.bus.reader import read
from impetus.bus.stream import ensure_stream, stream_state
from impetus.kit.clock import SystemClock
from impetus.launch.folder import DataFolder
from impetus.launch.nats import EmbeddedNats


@pytest.fixture
def own_nats() -> Iterator[EmbeddedNats]:
    base = Path(tempfile.mkdtemp(prefix="impetus-crash-", dir="/tmp"))
    base.chmod(0o711)
    server = EmbeddedNats(DataFolder(base))
    server.start()
    yield server
    server.stop()
    shutil.rmtree(base, ignore_errors=True)


async def test_kill_while_publishing_and_reading(own_nats: EmbeddedNats) -> None:
    bus = await connect(own_nats.url, name="test", clock=SystemClock())
    await ensure_stream(bus, max_bytes=1 << 30)
    port, publisher, calls = own_nats.port, Publisher(bus), 240
    found: list[bytes] = []
    wanted = calls * 40

    async def listen() -> None:
        async for message in read(bus, 1, ["obs.>"]):
            found.append(message.payload)
            if len(found) == wanted:
                return

    async def send(lane: int) -> None:
        for call in range(lane, calls, 3):
            batch = [
                Outgoing(subjects.observations("oslo", "air", i), f"{call}:{i}".encode() + b"." * 500)
                for i in range(40)
            ]
            await publisher.publish(batch)

    async def kill() -> None:
        for _ in range(3):
            await asyncio.sleep(0.15)
            process = own_nats.child.process
            assert process is not None
            process.kill()
            process.wait()
            await asyncio.sleep(0.1)
            own_nats._wanted_port = port
            await asyncio.to_thread(own_nats.start)

    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        group.create_task(listen())
        for lane in range(3):
            group.create_task(send(lane))
        group.create_task(kill())
    assert len(set(found)) == wanted
    assert (await stream_state(bus)).messages == wanted
    for lane in range(3):
        order = [int(payload.split(b":")[0]) for payload in found if int(payload.split(b":")[0]) % 3 == lane]
        assert order == sorted(order)
    await bus.close()
