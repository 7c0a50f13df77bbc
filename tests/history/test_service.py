"""The history on a real NATS server, a real database and real files."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import numpy as np
import pytest
from sqlalchemy import text

from impetus.bus import subjects
from impetus.bus.codec import encode, make_batch
from impetus.bus.connection import Bus
from impetus.bus.publisher import Outgoing, Publisher
from impetus.bus.stream import stream_state
from impetus.history import questions
from impetus.history.purge import PurgeKeeper
from impetus.history.questions import SeriesQuestion, SumQuestion
from impetus.history.service import History
from impetus.keys.store import KeyStore
from impetus.kit.clock import SystemClock
from impetus.kit.errors import BadInput, NotAllowed, Unavailable
from impetus.model.observation import Tick
from impetus.storage import positions
from impetus.storage.unit import PLATFORM, UnitOfWork

DAY = 86_400_000
NOON = 1_772_798_400_000


def question(sensor: str = "a", **changes: object) -> SeriesQuestion:
    plain = SeriesQuestion(
        agency="helsinki", purpose="urban_safety", sensor=sensor, kind="air", start=0, end=NOON * 2, points=20_000
    )
    return msgspec.structs.replace(plain, **changes)


async def send(bus: Bus, times: list[int], values: list[float], *, sensor: str = "a", agency: str = "helsinki") -> int:
    batch = make_batch(
        agency=agency, source="s", kind="air", clock="live", received=0, sensors=[sensor],
        index=np.zeros(len(times), "u4"), time=np.array(times), value=np.array(values, "f8"),
    )  # fmt: skip
    return await Publisher(bus).publish_one(subjects.observations(agency, "air", 3), encode(batch))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(history: History) -> AsyncIterator[History]:
    task = asyncio.create_task(history.run())
    try:
        await until(lambda: history.answering)
        yield history
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def make(bus: Bus, worker_uow: UnitOfWork, keys: KeyStore, tmp_path: Path) -> Callable[[], History]:
    return lambda: History(bus, worker_uow, keys, SystemClock(), tmp_path, flush_s=600)


async def test_from_the_stream_to_memory_to_files(bus: Bus, make: Callable[[], History]) -> None:
    async with running(make()) as history:
        last = await send(bus, [NOON, NOON + 1, NOON + DAY], [1, 2, 3])
        await until(lambda: history.position == last)
        in_memory = await questions.series(bus, question())
        assert (in_memory.time, in_memory.value) == ([NOON, NOON + 1, NOON + DAY], [1, 2, 3])
        await history.flush()
        assert await questions.series(bus, question()) == in_memory
        assert history.saved == last
        last = await send(bus, [NOON + 1, NOON + 2], [20, 21])
        await until(lambda: history.position == last)
        assert (await questions.series(bus, question())).value == [1, 20, 21, 3]
        assert (await questions.series(bus, question(start=NOON + 1, end=NOON + 2))).value == [20]
        thin = await questions.series(bus, question(points=1))
        assert (thin.low, thin.high, thin.count) == ([1], [21], [4])
    again = make()
    async with running(again):
        assert (await questions.series(bus, question())).value == [1, 20, 21, 3]


async def test_questions_keep_to_agency_and_purpose(bus: Bus, make: Callable[[], History]) -> None:
    with pytest.raises(Unavailable):
        await questions.series(bus, question(), timeout_s=1)
    async with running(make()) as history:
        last = await send(bus, [NOON], [1])
        await until(lambda: history.position == last)
        await history.flush()
        assert (await questions.series(bus, question(agency="oslo"))).time == []
        assert (await questions.series(bus, question(purpose="marketing"))).time == []
        assert (await questions.series(bus, question(sensor="x' OR 1=1 --"))).time == []
        for bad in (question(agency=""), question(purpose="")):
            with pytest.raises(NotAllowed):
                await questions.series(bus, bad)
        for bad in (question(points=0), question(start=2, end=1)):
            with pytest.raises(BadInput):
                await questions.series(bus, bad)
        with pytest.raises(Unavailable):
            await questions._ask(bus, subjects.HISTORY_QUERY, "nonsense", 2)  # type: ignore[arg-type]


async def test_latest_values_and_what_changed(bus: Bus, make: Callable[[], History]) -> None:
    told: list[dict[str, list[object]]] = []

    async def hear(_: str, payload: bytes) -> None:
        told.append(msgspec.json.decode(payload))

    beats: list[dict[str, float]] = []

    async def beat(_: str, payload: bytes) -> None:
        beats.append(msgspec.json.decode(payload))

    await bus.subscribe(subjects.live("helsinki"), hear)
    await bus.subscribe(subjects.health("platform", "history"), beat)
    async with running(make()) as history:
        await send(bus, [NOON + 5, NOON], [2, 1])
        await send(bus, [NOON], [7], sensor="b")
        await until(lambda: len(told) > 0 and sum(len(delta["ids"]) for delta in told) >= 2)
        assert {i: v for delta in told for i, v in zip(delta["ids"], delta["values"], strict=True)} == {"a": 2, "b": 7}
        latest = await questions.latest(bus, "helsinki", "urban_safety")
        assert (latest.ids, latest.values, latest.times) == (["a", "b"], [2, 7], [NOON + 5, NOON])
        assert (await questions.latest(bus, "oslo", "urban_safety")).ids == []
        await until(lambda: len(beats) > 0)
        assert (beats[-1]["position"], beats[-1]["behind"]) == (2, 0)
        await history.flush()
    count = len(told)
    again = make()
    async with running(again):
        async with asyncio.timeout(5):
            while (await questions.latest(bus, "helsinki", "urban_safety")).values != [2, 7]:
                await asyncio.sleep(0.05)
    assert len(told) == count


async def test_a_crash_between_file_and_commit_doubles_nothing(
    bus: Bus, make: Callable[[], History], worker_uow: UnitOfWork, tmp_path: Path
) -> None:
    first = make()
    await first._open()
    last = await send(bus, [NOON, NOON + 1], [1, 2])
    await send(bus, [NOON], [3], agency="oslo")
    reading = asyncio.create_task(first._read())
    await until(lambda: first.position == last + 1)
    reading.cancel()
    saves = 0
    save = first.segments.save

    async def die(agency: str, *rest: object) -> None:
        nonlocal saves
        saves += 1
        if saves == 2:
            raise Unavailable("killed after the first agency's commit")
        await save(agency, *rest)  # type: ignore[arg-type]

    first.segments.save = die  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        await first.flush()
    assert len(list(tmp_path.rglob("*.parquet"))) == 2
    first.segments.store.close()
    second = make()
    async with running(second):
        await until(lambda: second.position == last + 1)
        await second.flush()
        assert (await questions.series(bus, question())).value == [1, 2]
        assert (await questions.series(bus, question(agency="oslo"))).value == [3]
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        rows = await unit.session.execute(text("SELECT count(*), sum(rows) FROM history_segment"))
        assert tuple(rows.one()) == (1, 2)
    assert len(list(tmp_path.rglob("*.parquet"))) == 2


async def test_small_files_become_one(bus: Bus, make: Callable[[], History], tmp_path: Path) -> None:
    async with running(make()) as history:
        for i in range(7):
            last = await send(bus, [NOON + i, NOON + 99], [i, i])
            await until(lambda: history.position == last)  # noqa: B023
            await history.flush()
        before = await questions.series(bus, question())
        assert await history.segments.tidy() == 1
        assert await history.segments.tidy() == 0
        assert await questions.series(bus, question()) == before
        assert before.value == [0, 1, 2, 3, 4, 5, 6, 6]
        assert len(await history.segments.files("helsinki", ["air"], "urban_safety", 0, NOON * 2)) == 1
        assert len(list(tmp_path.rglob("*.parquet"))) == 8
        for day in range(1, 60):
            last = await send(bus, [NOON + day * DAY], [day])
        await until(lambda: history.position == last)
        await history.flush()
        assert await history.segments.tidy() == 2  # March and April are over
        assert len((await questions.series(bus, question())).time) == 8 + 59
    again = make()
    async with running(again):
        assert len((await questions.series(bus, question())).time) == 8 + 59
        left = {str(path.relative_to(tmp_path / "history")) for path in tmp_path.rglob("*.parquet")}
        found = await again.segments.files("helsinki", ["air"], "urban_safety", 0, NOON * 2)
        assert left == {file.path for file in found}


async def test_an_unreadable_message_stops_nothing(bus: Bus, make: Callable[[], History]) -> None:
    async with running(make()) as history:
        await Publisher(bus).publish(
            [
                Outgoing(subjects.observations("helsinki", "air", 1), b"\xff"),
                Outgoing(subjects.tick("helsinki", "live"), encode(Tick(clock="live", now=1))),
            ]
        )
        last = await send(bus, [NOON], [1], agency="bergen")
        await until(lambda: history.position == last)
        assert history.bad_messages == 1


async def test_the_stream_is_purged_up_to_what_all_have_saved(bus: Bus, worker_uow: UnitOfWork) -> None:
    for i in range(10):
        await send(bus, [NOON + i], [1])
    keeper = PurgeKeeper(bus, worker_uow, SystemClock(), margin=2)

    async def save(agency: str, reader: str, sequence: int) -> None:
        async with worker_uow(agency=agency, purpose="platform.history", actor="platform") as unit:
            await positions.put(unit, reader, sequence)

    await save("helsinki", "tool:anomaly", 9)
    assert await keeper.purge() == 0
    await save(PLATFORM, "history", 6)
    assert await keeper.purge() == 4
    assert (await stream_state(bus)).first == 5
    await save("oslo", "tool:anomaly", 5)
    await save(PLATFORM, "history", 10)
    assert await keeper.purge() == 0


async def test_a_stream_that_was_lost_is_begun_anew(
    bus: Bus, make: Callable[[], History], worker_uow: UnitOfWork
) -> None:
    async with worker_uow(agency=PLATFORM, purpose="platform.history", actor="platform") as unit:
        await positions.put(unit, "history", 1000)
    async with running(make()) as history:
        last = await send(bus, [NOON], [1])
        await until(lambda: history.position == last)
        await history.flush()
        assert (history.saved, (await questions.series(bus, question())).value) == (last, [1])


async def test_the_sum_of_a_kind_from_memory_and_files(bus: Bus, make: Callable[[], History]) -> None:
    whole = SumQuestion(agency="helsinki", purpose="urban_safety", kind="air", start=NOON, end=NOON + 40, points=4)
    async with running(make()) as history:
        await send(bus, [NOON, NOON + 11], [1, 3])
        last = await send(bus, [NOON + 12, NOON + 50], [10, 99], sensor="b")
        await until(lambda: history.position == last)
        in_memory = await questions.summed(bus, whole)
        assert (in_memory.value, in_memory.heard, in_memory.sensors) == ([2, 13, 13, 13], [1, 2, 2, 2], 2)
        assert in_memory.time == [NOON + 5, NOON + 15, NOON + 25, NOON + 35]
        await history.flush()
        last = await send(bus, [NOON + 31], [7])
        await until(lambda: history.position == last)
        assert (await questions.summed(bus, whole)).value == [2, 13, 13, 17]
        for other in ({"kind": "noise"}, {"purpose": "exercise"}, {"agency": "oslo"}):
            assert (await questions.summed(bus, msgspec.structs.replace(whole, **other))).sensors == 0
        with pytest.raises(BadInput):
            await questions.summed(bus, msgspec.structs.replace(whole, points=0))
        with pytest.raises(NotAllowed):
            await questions.summed(bus, msgspec.structs.replace(whole, purpose=""))
