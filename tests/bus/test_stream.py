"""The stream on a real NATS server: order, atomic batches, back-pressure, reading from a position."""

import asyncio

import numpy as np
import pytest

from impetus.bus import subjects
from impetus.bus.codec import encode, make_batch
from impetus.bus.connection import Bus, connect
from impetus.bus.publisher import Outgoing, Publisher
from impetus.bus.reader import StreamMessage, read
from impetus.bus.stream import ensure_stream, last_payload, purge_before, stream_state
from impetus.kit.clock import SystemClock
from impetus.kit.errors import Unavailable
from impetus.model.observation import ObservationBatch, Tick


async def take(bus: Bus, start: int, wanted: int, on: tuple[str, ...] = ("obs.>", "ctl.>")) -> list[StreamMessage]:
    found = []
    async with asyncio.timeout(30):
        async for message in read(bus, start, on):
            found.append(message)
            if len(found) == wanted:
                return found
    return found


def some(n: int, agency: str = "helsinki", size: int = 50) -> list[Outgoing]:
    return [Outgoing(subjects.observations(agency, "people", i % 64), bytes([i % 256]) * size) for i in range(n)]


async def test_a_batch_comes_back_in_order(bus: Bus) -> None:
    publisher = Publisher(bus)
    last = await publisher.publish(some(200))
    assert last == 200
    found = await take(bus, 1, 200)
    assert [m.sequence for m in found] == list(range(1, 201))
    assert [m.payload for m in found] == [m.payload for m in some(200)]
    assert found[-1].pending == 0


async def test_more_messages_than_one_batch_holds(bus: Bus) -> None:
    assert await Publisher(bus).publish(some(1300)) == 1300
    assert [m.sequence for m in await take(bus, 1250, 51)] == list(range(1250, 1301))


async def test_the_same_key_is_stored_once(bus: Bus) -> None:
    publisher = Publisher(bus)
    await publisher.publish(some(10), key="k")
    await publisher.publish(some(10), key="k")
    await publisher.publish(some(1), key="one")
    await publisher.publish(some(1), key="one")
    assert (await stream_state(bus)).messages == 11


async def test_a_batch_that_was_stored_in_part_is_completed(bus: Bus) -> None:
    publisher = Publisher(bus)
    await publisher.publish(some(10)[:4], key="torn")
    await publisher.publish(some(10), key="torn")
    found = await take(bus, 1, 10)
    assert [m.payload for m in found] == [m.payload for m in some(10)]
    assert (await stream_state(bus)).messages == 10


async def test_a_reader_sees_only_its_subjects(bus: Bus) -> None:
    tick = encode(Tick(clock="live", now=7))
    await Publisher(bus).publish([*some(5), Outgoing(subjects.tick("helsinki", "live"), tick), *some(5, "oslo")])
    only = await take(bus, 1, 6, (subjects.observations("helsinki"), *subjects.of_tool("helsinki", "anomaly")))
    assert [m.sequence for m in only] == [1, 2, 3, 4, 5, 6]
    assert only[-1].decode() == Tick(clock="live", now=7)
    assert await last_payload(bus, subjects.tick("helsinki", "live")) == (6, tick)
    assert await last_payload(bus, subjects.tick("helsinki", "other")) is None


async def test_a_reader_waits_for_what_comes_later(bus: Bus) -> None:
    waiting = asyncio.create_task(take(bus, 1, 3))
    await asyncio.sleep(0.3)
    for one in some(3):
        await Publisher(bus).publish([one])
    assert [m.sequence for m in await waiting] == [1, 2, 3]


@pytest.mark.parametrize("stream_bytes", [1 << 20])
async def test_a_full_stream_makes_senders_wait_and_loses_nothing(bus: Bus) -> None:
    publisher = Publisher(bus)
    messages = some(20, size=40_000)
    sent = [asyncio.create_task(publisher.publish(messages)) for _ in range(3)]
    async with asyncio.timeout(20):
        while publisher.waiting != "full":
            await asyncio.sleep(0.01)
    state = await stream_state(bus)
    assert state.share > 0.7
    assert sum(task.done() for task in sent) == 1
    for _ in range(2):
        done = sum(task.done() for task in sent)
        await purge_before(bus, (await stream_state(bus)).last + 1)
        async with asyncio.timeout(20):
            while sum(task.done() for task in sent) == done:
                await asyncio.sleep(0.01)
    assert sorted(task.result() for task in sent) == [20, 40, 60]
    with pytest.raises(Unavailable):
        await publisher.publish(some(30, size=40_000), patience_s=0.1)


async def test_a_reader_tells_what_was_deleted_before_it_came(bus: Bus) -> None:
    await Publisher(bus).publish(some(10))
    await purge_before(bus, 6)
    reader = read(bus, 3, ["obs.>"])
    async for message in reader:
        assert message.sequence == 6
        break
    assert reader.missed == (3, 6)


async def test_core_messages_and_questions(bus: Bus) -> None:
    heard: list[tuple[str, bytes]] = []

    async def hear(subject: str, payload: bytes) -> None:
        heard.append((subject, payload))
        if payload == b"bad":
            raise ValueError("a handler's error does not end the subscription")

    async def answer(payload: bytes) -> bytes:
        if payload == b"bad":
            raise ValueError("no answer")
        return payload * 2

    listening = await bus.subscribe("live.*", hear)
    answering = await bus.answer("history.query", answer)
    for payload in (b"bad", b"one"):
        await bus.publish("live.helsinki", payload)
    assert await bus.request("history.query", b"x") == b"xx"
    assert await bus.request("history.query", b"bad") == b""
    assert heard == [("live.helsinki", b"bad"), ("live.helsinki", b"one")]
    await listening.unsubscribe()
    await answering.unsubscribe()
    with pytest.raises(Unavailable):
        await bus.request("history.query", b"x", timeout_s=1)


async def test_the_size_of_the_stream_can_be_changed(bus: Bus) -> None:
    assert (await ensure_stream(bus, max_bytes=3 << 20)).max_bytes == 3 << 20


async def test_nobody_there() -> None:
    with pytest.raises(Unavailable):
        await connect("nats://127.0.0.1:1", name="test", clock=SystemClock(), patience_s=0.5)


async def test_reading_batches(bus: Bus) -> None:
    n = 1000
    batch = make_batch(
        agency="helsinki",
        source="s",
        kind="people",
        clock="live",
        received=1,
        sensors=["a", "b"],
        index=np.arange(n) % 2,
        time=np.arange(n),
        value=np.linspace(0, 1, n),
    )
    await Publisher(bus).publish_one(subjects.observations("helsinki", "people", 3), encode(batch))
    back = (await take(bus, 1, 1))[0].decode()
    assert isinstance(back, ObservationBatch)
    assert np.array_equal(back.times, np.arange(n))
    assert np.array_equal(back.indices, np.arange(n) % 2)
