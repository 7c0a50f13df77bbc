"""The role `tools` on real PostgreSQL and NATS: alerts committed, settings and switches obeyed, failures apart."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from tests.fixtures.tools import CountingTool, found_tool, people
from tests.fixtures.world import World, until

from impetus.bus import subjects
from impetus.kit.clock import SystemClock
from impetus.kit.times import as_datetime
from impetus.model.observation import SensorsChanged, SettingsChanged, Switched, Tick
from impetus.model.sensor import HealthState, Sensor, SensorKind
from impetus.places import service as places
from impetus.toolbox import repository
from impetus.toolbox.board import Board
from impetus.worker.stuck import WorkerStuck
from impetus.worker.tools import ToolsRole

SQUARE = Sensor(id="square", name="Square", kind=SensorKind.PEOPLE, source="test")


async def test_alerts_health_and_position_are_committed(world: World) -> None:
    await places.register(world.uow, "helsinki", [SQUARE], actor="platform")
    await world.send(people(1, 2), Tick(clock="live", now=10_000))
    async with world.going(found_tool(world.folder)):
        alerts = await until(lambda: world.rows("SELECT tool, tool_version, kind FROM alert"))
        assert tuple(alerts[0]) == ("counter", "1.0.0", "anomaly.other")
        await until(lambda: world.rows("SELECT * FROM sensor_health WHERE sensor = 'square' AND tool = 'counter'"))
    positions = await world.rows("SELECT reader, sequence FROM stream_position")
    assert [row.reader for row in positions] == ["tool:counter"]
    assert await world.rows("SELECT * FROM alert", agency="oslo") == []


async def test_every_agency_has_its_own_run(world: World) -> None:
    board = Board(SystemClock())
    await board.listen(world.bus)

    async def both() -> bool:
        return board.last("helsinki", "counter") is not None and board.last("oslo", "counter") is not None

    async with world.going(found_tool(world.folder)):
        await until(both)
    assert {path.name for path in (world.folder / "snapshots" / "counter").iterdir()} == {"helsinki", "oslo"}


async def test_registered_sensors_reach_the_tool_through_the_stream(world: World) -> None:
    async with world.going(found_tool(world.folder)):
        await until(lambda: world.rows("SELECT * FROM stream_position"))
        await places.register(world.uow, "helsinki", [SQUARE], actor="platform")
        await until(lambda: world.rows("SELECT * FROM sensor_health WHERE sensor = 'square'"))


async def test_the_truth_stops_and_starts_a_tool(world: World) -> None:
    board = Board(SystemClock())
    await board.listen(world.bus)

    async def running(wanted: bool) -> bool:
        beat = board.last("helsinki", "counter")
        return beat is not None and beat.running is wanted

    async def switch(to: bool) -> None:
        async with world.uow(agency="helsinki", purpose="test", actor="platform") as unit:
            await repository.switch(unit, "counter", to, "test", "per_1", as_datetime(unit.clock.now_ms()))
            message = Switched(id=f"swi_{to}", running=to, reason="test")
            unit.emit("tool", {"id": "counter"}, tool="counter", what="switch", control=message)

    async with world.going(found_tool(world.folder)):
        await until(lambda: running(True))
        await switch(False)
        await until(lambda: running(False))
        await world.send(people(5), Tick(clock="live", now=10_000))
        await switch(True)
        await until(lambda: running(True))
        await world.send(people(1), Tick(clock="live", now=20_000))
        await until(lambda: world.rows("SELECT * FROM alert WHERE why ->> 'en' LIKE '%\"sum\": 1.0%'"))
    assert len(await world.rows("SELECT * FROM alert")) == 1


async def test_the_signal_stops_a_tool_before_the_truth_is_read(world: World) -> None:
    role = world.role(found_tool(world.folder))
    task = asyncio.create_task(role.run())

    async def running() -> list[bool]:
        return [run.wanted.running for run, _ in role._runs.values()]

    assert await until(running) == [True, True]
    await world.bus.publish(subjects.kill_switch("oslo", "counter"), b"0")
    await until(lambda: _is(running, [True, False]))
    role.stop()
    await task


async def _is(get: Callable[[], Awaitable[list[bool]]], wanted: list[bool]) -> bool:
    return await get() == wanted


async def test_a_failing_tool_leaves_the_others_alone(world: World) -> None:
    class Failing(CountingTool):
        def tick(self, tick: Tick) -> Any:
            raise ValueError("always")

    await world.send(people(1), Tick(clock="live", now=10_000))
    async with world.going(found_tool(world.folder, Failing, id="failing"), found_tool(world.folder)):
        await until(lambda: world.rows("SELECT * FROM alert WHERE tool = 'counter'"))
        health = await until(lambda: world.rows("SELECT health, health_reason FROM tool_state WHERE health = 'blind'"))
        assert "always" in health[0].health_reason["en"]
        assert await until(lambda: world.rows("SELECT * FROM outbox WHERE topic = 'tool'"))


async def test_settings_come_through_the_stream(world: World) -> None:
    async with world.going(found_tool(world.folder)):
        await until(lambda: world.rows("SELECT * FROM stream_position"))
        async with world.uow(agency="helsinki", purpose="test", actor="platform") as unit:
            message = SettingsChanged(id="set_1", settings={"every": 9})
            unit.emit("tool", {"id": "counter"}, tool="counter", what="settings", control=message)
        await until(lambda: _mentions(world, "ctl.helsinki.counter.settings"))
        await world.send(Tick(clock="live", now=10_000))
        await until(lambda: world.rows("SELECT * FROM alert WHERE why ->> 'en' LIKE '%\"every\": 9%'"))


async def _mentions(world: World, subject: str) -> bool:
    answer = await world.bus.request(
        "$JS.API.STREAM.INFO.CITY", msgspec.json.encode({"subjects_filter": subject}), timeout_s=5
    )
    return bool(msgspec.json.decode(answer)["state"].get("subjects"))


async def test_of_two_workers_one_runs_a_tool_and_the_other_takes_over(world: World) -> None:
    first, second = world.role(found_tool(world.folder)), world.role(found_tool(world.folder))
    tasks = [asyncio.create_task(first.run())]
    await until(lambda: _running(first, 2))
    tasks.append(asyncio.create_task(second.run()))
    await world.send(people(1), Tick(clock="live", now=10_000))
    await until(lambda: world.rows("SELECT * FROM alert"))
    assert await _running(second, 0)
    first.stop()
    await until(lambda: _running(second, 2))
    await world.send(people(1), Tick(clock="live", now=20_000))
    await until(lambda: world.rows("SELECT * FROM alert WHERE why ->> 'en' LIKE '%\"sum\": 2.0%'"))
    second.stop()
    await asyncio.gather(*tasks)


async def _running(role: ToolsRole, n: int) -> bool:
    return len(role._runs) == n


async def test_a_stuck_tool_costs_its_process(world: World) -> None:
    import threading

    release = threading.Event()

    class Stuck(CountingTool):
        def tick(self, tick: Tick) -> Any:
            release.wait()
            return ()

    await world.send(people(1), Tick(clock="live", now=10_000))
    role = world.role(found_tool(world.folder, Stuck, id="stuck"), found_tool(world.folder))
    task = asyncio.create_task(role.run())
    await until(lambda: world.rows("SELECT * FROM alert WHERE tool = 'counter'"))
    async with world.uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await repository.switch(unit, "stuck", False, "test", "per_1", as_datetime(unit.clock.now_ms()))
    with pytest.raises(WorkerStuck, match="stuck"):
        await task
    release.set()
    assert list((world.folder / "snapshots" / "counter" / "helsinki").glob("*.snap"))


def test_health_words() -> None:
    assert HealthState("blind") is HealthState.BLIND
    assert SensorsChanged(sensors=[SQUARE]).sensors == [SQUARE]
