"""One tool at one agency on a real stream: order, snapshots, replay, failures, the kill switch."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.fixtures.tools import BAD_KIND, POISON, CountingTool, Town, found_tool, people, verdict

from impetus.contracts.tool import Finding, Tool, ToolContext
from impetus.kit.errors import BadInput, Unavailable
from impetus.model.observation import ObservationBatch, SensorsChanged, SettingsChanged, Switched, Tick
from impetus.model.sensor import HealthState, Sensor, SensorKind
from impetus.worker.runtime import ToolRun
from impetus.worker.snapshots import SnapshotStore

SQUARE = Sensor(id="square", name="Square", kind=SensorKind.PEOPLE, source="test")


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.01)


@asynccontextmanager
async def going(run: ToolRun) -> AsyncIterator[ToolRun]:
    task = asyncio.create_task(run.run())
    try:
        yield run
    finally:
        run.stop()
        await task


def tick(seconds: int) -> Tick:
    return Tick(clock="live", now=seconds * 1000)


def last(town: Town) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(town.alerts[-1][1].why.en)
    return said


async def test_takes_everything_in_order(town: Town) -> None:
    town.known = [Sensor(id="old", name="Old", kind=SensorKind.PEOPLE, source="test")]
    await town.send(SensorsChanged(sensors=[SQUARE]), people(1, 2), SettingsChanged(id="s1", settings={"every": 5}))
    await town.send(verdict("v1"), people(3), tick(10), people(100))
    async with going(town.run()):
        await until(lambda: len(town.alerts) == 1)
    assert last(town) == {"sum": 6, "n": 3, "verdicts": 1, "sensors": ["old", "square"], "every": 5}
    assert [health.sensor for health in town.health] == ["old", "square"]


async def test_control_that_comes_twice_is_taken_once(town: Town) -> None:
    await town.send(verdict("v1"), verdict("v1"), SettingsChanged(id="s1", settings={"every": 2}))
    await town.send(SettingsChanged(id="s2", settings={"every": 3}), SettingsChanged(id="s1", settings={"every": 2}))
    await town.send(tick(10))
    async with going(town.run()):
        await until(lambda: len(town.alerts) == 1)
    assert (last(town)["verdicts"], last(town)["every"]) == (1, 3)


async def test_a_clean_stop_leaves_a_snapshot_and_nothing_is_done_twice(town: Town) -> None:
    await town.send(people(1), tick(10))
    async with going(town.run()):
        await until(lambda: len(town.alerts) == 1)
    position = await town.send(people(2), tick(20))
    async with going(town.run()) as run:
        await until(lambda: run.report()["position"] == position)
    assert set(town.times_taken.values()) == {1}
    assert last(town)["sum"] == 3
    assert town.positions["helsinki tool:counter"] <= position


async def test_a_stop_in_the_middle_of_much_loses_nothing(town: Town) -> None:
    for n in range(1, 61):
        await town.send(people(n), *(tick(10 * n) for _ in range(20)))
    for stop in range(5, 60, 9):
        async with going(town.run()):
            await until(lambda stop=stop: len(town.distinct) >= stop)
    async with going(town.run()):
        await until(lambda: len(town.distinct) == 60)
    assert last(town)["n"] == 60


async def test_a_crash_replays_to_the_same_alerts(town: Town) -> None:
    whole = Town(town.bus, town.objects / "whole")
    for n in range(1, 6):
        await town.send(people(n, n), verdict(f"v{n}"), tick(10 * n))
    async with going(whole.run()):
        await until(lambda: len(whole.alerts) == 5)
    run = town.run()
    task = asyncio.create_task(run.run())  # killed without a word, right after its first snapshot
    await until(lambda: len(town.alerts) >= 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with going(town.run()):
        await until(lambda: len(town.distinct) == 5)
    assert town.distinct == whole.distinct


async def test_a_spoilt_snapshot_is_skipped(town: Town) -> None:
    for n in range(1, 4):
        position = await town.send(people(n), tick(10 * n))
        async with going(town.run()) as run:
            await until(lambda run=run, position=position: run.report()["position"] == position)
    store = SnapshotStore(town.objects, "counter", "helsinki")
    newest = sorted(store.folder.glob("*.snap"))[-1]
    assert int(newest.stem) == position
    newest.write_bytes(newest.read_bytes()[:-1] + b"!")
    await town.send(tick(40))
    async with going(town.run()):
        await until(lambda: len(town.distinct) == 4)
    assert last(town)["sum"] == 6
    assert len(list(store.folder.glob("*.snap"))) <= 3


async def test_a_snapshot_that_the_tool_refuses_is_skipped(town: Town) -> None:
    await town.send(people(1), tick(10))
    async with going(town.run()):
        await until(lambda: len(town.alerts) == 1)

    class Newer(CountingTool):
        def restore(self, state: bytes) -> None:
            raise ValueError("made by another version")

    await town.send(people(2), tick(20))
    async with going(town.run(found_tool(town.objects, Newer))):
        await until(lambda: len(town.distinct) == 2)
    assert last(town)["sum"] == 3


async def test_waits_while_the_database_is_away(town: Town) -> None:
    town.away = Unavailable("away")
    await town.send(people(1), tick(10), tick(20))
    async with going(town.run()) as run:
        await until(lambda: town.refused > 2)
        assert run.report()["state"] is HealthState.LATE
        town.away = None
        await until(lambda: len(town.alerts) == 2)
    assert set(town.times_taken.values()) == {1}


async def test_stopped_while_the_database_is_away(town: Town) -> None:
    town.away = Unavailable("away")
    await town.send(people(1), tick(10))
    async with going(town.run()):
        await until(lambda: town.refused > 0)
    town.away = None
    async with going(town.run()):
        await until(lambda: len(town.alerts) == 1)


async def test_what_is_refused_for_good_stops_nothing(town: Town) -> None:
    town.refuse = BadInput("no")
    await town.send(tick(10), tick(20))
    async with going(town.run()) as run:
        await until(lambda: len(town.alerts) == 1)
        assert run.report()["counts"]["refused"] == 1
    assert "no" in (town.objects / "refused" / "counter" / "helsinki.ndjson").read_text()


async def test_a_poisonous_batch_is_skipped_and_counted(town: Town) -> None:
    await town.send(people(1), people(2, POISON), people(3), tick(10))
    async with going(town.run()) as run:
        await until(lambda: len(town.alerts) == 1)
        assert run.report()["counts"]["failed"] == 1
    assert last(town)["sum"] == 4  # nothing of the half-taken batch stayed behind


async def test_a_tool_that_exits_ends_nobody(town: Town) -> None:
    class Quitting(CountingTool):
        def observe(self, batch: ObservationBatch) -> list[Finding]:
            raise SystemExit(3)

    await town.send(people(1), tick(10))
    async with going(town.run(found_tool(town.objects, Quitting))):
        await until(lambda: len(town.alerts) == 1)
    assert last(town)["n"] == 0


async def test_a_tool_that_fails_says_so(town: Town) -> None:
    await town.send(people(POISON))
    async with going(town.run()) as run:
        await until(lambda: run.report()["state"] is HealthState.BLIND)
        assert "a poisonous reading" in run.report()["reason"].en
        await until(lambda: run.report()["counts"].get("failed") == 1)
        await town.send(people(1))
        await until(lambda: run.report()["state"] is HealthState.FRESH)


async def test_a_tool_that_always_fails_does_not_hold_the_stream(town: Town) -> None:
    for _ in range(40):
        position = await town.send(people(POISON))
    async with going(town.run()) as run:
        await until(lambda: run.report()["position"] == position)
        assert run.report()["state"] is HealthState.BLIND
        await town.send(people(1), tick(10))
        await until(lambda: run.report()["position"] == position + 2)


async def test_a_tool_that_cannot_start_is_shown_broken(town: Town) -> None:
    class Broken(CountingTool):
        def __init__(self, context: ToolContext) -> None:
            raise OSError("no model file")

    async with going(town.run(found_tool(town.objects, Broken))) as run:
        await until(lambda: "no model file" in run.report()["reason"].en)
        assert run.report()["state"] is HealthState.BLIND


async def test_what_the_manifest_lacks_is_not_let_through(town: Town) -> None:
    await town.send(people(BAD_KIND), tick(10))
    async with going(town.run()) as run:
        await until(lambda: len(town.alerts) == 1)
        assert run.report()["counts"]["undeclared"] == 1
    assert town.alerts[0][1].kind == "anomaly.other"


async def test_unreadable_messages_are_counted(town: Town) -> None:
    await town.publisher.publish_one("obs.helsinki.people.01", b"\xc1nonsense")
    await town.publisher.publish_one("ctl.helsinki.all.sensors", b"")
    await town.send(tick(10))
    async with going(town.run()) as run:
        await until(lambda: len(town.alerts) == 1)
        assert run.report()["counts"]["unreadable"] == 2


async def test_the_switch_in_the_stream(town: Town) -> None:
    await town.send(people(1), Switched(id="w1", running=False, reason="test"), people(10), tick(10), verdict("v1"))
    await town.send(SensorsChanged(sensors=[SQUARE]), SettingsChanged(id="s1", settings={"every": 7}))
    await town.send(Switched(id="w2", running=True, reason="test"), people(2), tick(20))
    async with going(town.run()):
        await until(lambda: len(town.alerts) == 1)
    assert last(town) == {"sum": 3, "n": 2, "verdicts": 1, "sensors": ["square"], "every": 7}


async def test_the_kill_switch_needs_no_stream(town: Town) -> None:
    await town.send(people(1), tick(10))
    async with going(town.run()) as run:
        await until(lambda: len(town.alerts) == 1)
        run.allow(False)
        position = await town.send(people(2), tick(20), verdict("v1"))
        await until(lambda: run.report()["position"] == position)
        assert not run.report()["running"]
        assert len(town.alerts) == 1
        run.allow(True)
        await town.send(people(3), tick(30))
        await until(lambda: len(town.alerts) == 2)
    assert (last(town)["sum"], last(town)["verdicts"]) == (4, 1)


async def test_a_stopped_tool_is_not_even_built(town: Town) -> None:
    town.running = False

    class Never(Tool):
        def __init__(self, context: ToolContext) -> None:
            raise AssertionError("built although stopped")

    position = await town.send(people(1), tick(10))
    async with going(town.run(found_tool(town.objects, Never))) as run:
        await until(lambda: run.report()["position"] == position)
    assert town.alerts == []


async def test_what_it_was_thinking_when_killed_is_dropped(town: Town) -> None:
    started, finish = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    class Slow(CountingTool):
        def tick(self, tick: Tick) -> list[Finding]:
            loop.call_soon_threadsafe(started.set)
            asyncio.run_coroutine_threadsafe(finish.wait(), loop).result()
            return list(super().tick(tick))

    position = await town.send(tick(10))
    async with going(town.run(found_tool(town.objects, Slow))) as run:
        await started.wait()
        assert run.busy_since is not None
        run.allow(False)
        finish.set()
        await until(lambda: run.report()["position"] == position)
    assert town.alerts == []


async def test_other_agencies_and_kinds_are_not_read(town: Town) -> None:
    await town.publisher.publish_one("ctl.oslo.all.tick.live", b"\xc1")
    await town.publisher.publish_one("obs.helsinki.noise.01", b"\xc1")
    await town.publisher.publish_one("ctl.helsinki.other.verdict", b"\xc1")
    await town.send(tick(10))
    async with going(town.run()) as run:
        await until(lambda: len(town.alerts) == 1)
        assert run.report()["counts"]["messages"] == 1


async def test_a_stream_that_began_anew(town: Town) -> None:
    for n in range(5):
        await town.send(people(n))
    await town.send(tick(10))
    async with going(town.run()):
        await until(lambda: len(town.alerts) == 1)
    await town.bus.request("$JS.API.STREAM.DELETE.CITY", b"")
    from impetus.bus.stream import ensure_stream

    await ensure_stream(town.bus, max_bytes=64 << 20)
    await town.send(people(1), tick(20))
    async with going(town.run()):
        await until(lambda: len(town.alerts) == 2)
    assert last(town)["sum"] == 1


@pytest.mark.parametrize("health", [lambda self: 1 / 0])
async def test_a_tool_that_cannot_say_how_it_is(town: Town, health: Any) -> None:
    mute = type("Mute", (CountingTool,), {"health": health, "figures": health})
    await town.send(tick(10))
    async with going(town.run(found_tool(town.objects, mute))) as run:
        await until(lambda: run.report()["state"] is HealthState.BLIND)
        assert "ZeroDivisionError" in run.report()["figures"]["error"]


def test_a_batch_knows_its_length() -> None:
    assert isinstance(people(1, 2), ObservationBatch)
    assert len(people(1, 2)) == 2
