"""What the demonstration needs before the city pushes, and the clock it asks for, on the real database and bus."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from impetus.bus.connection import Bus
from impetus.cli.demo import prepare_demo
from impetus.clocks import service as clocks
from impetus.exercises.city.generator import City
from impetus.exercises.city.happenings import DAY
from impetus.exercises.city.push import Push as Line
from impetus.exercises.city.scenario import Scenario, load
from impetus.kit.clock import SystemClock
from impetus.kit.errors import NotAllowed
from impetus.kit.resources import scenario
from impetus.observations.intake import Intake
from impetus.observations.sources import service as sources
from impetus.places import service as places
from impetus.server import errors
from impetus.sources.http.endpoints import router
from impetus.sources.http.push import Push
from impetus.sources.kinds import LoadedKinds
from impetus.storage.unit import UnitOfWork


@pytest.fixture
def helsinki() -> Scenario:
    return load(scenario("helsinki"))


async def test_preparing_twice_changes_nothing(uow: UnitOfWork, helsinki: Scenario, tmp_path: Path) -> None:
    kinds = LoadedKinds.load(tmp_path)
    first = await prepare_demo(uow, kinds, helsinki, tmp_path)
    assert await prepare_demo(uow, kinds, helsinki, tmp_path) == first
    assert (tmp_path / "demo-city.token").stat().st_mode & 0o777 == 0o600
    source = await sources.of_token(uow, first)
    assert source is not None
    assert (source.id, source.agency, source.clock) == ("demo-city", "helsinki", "demo-city")
    assert len(await places.every(uow, "helsinki")) == len(helsinki.sensors)
    clock = await clocks.get(uow, "helsinki", "demo-city")
    assert (clock.now, clock.realm, clock.speed, clock.adjustable) == (helsinki.history_start, "demo", 10, True)


async def test_a_lost_token_is_made_anew(uow: UnitOfWork, helsinki: Scenario, tmp_path: Path) -> None:
    kinds = LoadedKinds.load(tmp_path)
    first = await prepare_demo(uow, kinds, helsinki, tmp_path)
    (tmp_path / "demo-city.token").write_text("nonsense")
    second = await prepare_demo(uow, kinds, helsinki, tmp_path)
    assert second != first
    assert await sources.of_token(uow, first) is None


async def test_the_city_pushes_a_day_and_reads_its_clock(
    uow: UnitOfWork, bus: Bus, helsinki: Scenario, tmp_path: Path
) -> None:
    import asyncio

    token = await prepare_demo(uow, LoadedKinds.load(tmp_path), helsinki, tmp_path)
    clock = SystemClock()
    intake = Intake(bus, uow, clock)
    app = FastAPI()
    app.include_router(router, prefix="/api")
    errors.install(app)
    app.state.push = Push(uow, intake, clock)
    running = asyncio.create_task(intake.run())
    names = [sensor.id for sensor in helsinki.sensors]
    transport = httpx.ASGITransport(app)
    try:
        async with Line("http://city", "demo-city", token, names, clock, transport=transport) as line:
            start = helsinki.history_start
            assert (await line.setting()).now == start
            readings = City(helsinki).means(start, start + DAY // 4)
            receipt = await line.send(readings, start + DAY // 4)
            assert receipt.accepted == len(readings.time)
            assert receipt.refused_total == receipt.late == receipt.repeated == 0
            setting = await line.setting()
            assert setting.now == start + DAY // 4  # at once, though the database may lag behind
            assert (setting.speed, setting.paused) == (10, False)
            async with uow(agency="helsinki", purpose="urban_safety", actor="person:p", role="operator") as unit:
                await clocks.change(unit, "demo-city", speed=0)
            assert (await line.setting()).paused
            again = await line.send(readings, start + DAY // 4)
            assert (again.accepted, again.repeated) == (0, len(readings.time))
        async with Line("http://city", "demo-city", "wrong", names, clock, transport=transport) as line:
            with pytest.raises(NotAllowed):
                await line.setting()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
