import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impetus.clocks import repository, service
from impetus.clocks.repository import ClockState
from impetus.clocks.schemas import clock_out
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.storage.unit import UnitOfWork

DEMO = ClockState(clock="demo-city", now=1_795_188_480_000, realm="demo", speed=10, adjustable=True)


def opened(uow: UnitOfWork, agency: str = "helsinki"):
    return uow(agency=agency, purpose="urban_safety", actor="person:p")


async def test_a_clock_is_made_once(uow: UnitOfWork) -> None:
    made = await service.ensure(uow, "helsinki", DEMO)
    assert (made.now, made.speed, made.realm, made.adjustable) == (DEMO.now, 10, "demo", True)
    again = await service.ensure(uow, "helsinki", ClockState(clock="demo-city", now=5, speed=3))
    assert again == made


async def test_the_console_shows_the_demonstration_else_the_wall(uow: UnitOfWork) -> None:
    async with opened(uow) as unit:
        state = await service.shown(unit)
        assert (state.clock, state.now, state.adjustable) == ("live", unit.clock.now_ms(), False)
    await service.ensure(uow, "helsinki", DEMO)
    async with opened(uow) as unit:
        assert (await service.shown(unit)).clock == "demo-city"


async def test_another_agency_has_its_own_clocks(uow: UnitOfWork) -> None:
    await service.ensure(uow, "helsinki", DEMO)
    with pytest.raises(NotFound):
        await service.get(uow, "oslo", "demo-city")
    async with opened(uow, "oslo") as unit:
        assert (await service.shown(unit)).clock == "live"


async def test_speed_and_pause(uow: UnitOfWork) -> None:
    await service.ensure(uow, "helsinki", DEMO)
    async with opened(uow) as unit:
        assert (await service.change(unit, "demo-city", speed=60)).speed == 60
        stopped = await service.change(unit, "demo-city", speed=0)
        assert (stopped.speed, stopped.paused) == (60, True)
        assert (await service.change(unit, "demo-city", paused=False)).paused is False
        await service.change(unit, "demo-city", paused=True)
        assert (await service.change(unit, "demo-city", speed=1)).paused is False
        state = await repository.get(unit, "demo-city")
    assert state is not None
    assert (state.speed, state.paused) == (1, False)


async def test_the_wall_clock_cannot_be_set(uow: UnitOfWork) -> None:
    async with opened(uow) as unit:
        with pytest.raises(Conflict):
            await service.change(unit, "live", speed=2)
    with pytest.raises(NotFound):
        async with opened(uow) as unit:
            await service.change(unit, "nowhere", speed=2)


@given(speed=st.floats(allow_nan=True))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_speed_is_taken_or_refused(uow: UnitOfWork, speed: float) -> None:
    await service.ensure(uow, "helsinki", DEMO)
    async with opened(uow) as unit:
        if speed == 0 or service.SLOWEST <= speed <= service.FASTEST:
            state = await service.change(unit, "demo-city", speed=speed)
            assert state.paused == (speed == 0)
        else:
            with pytest.raises(BadInput):
                await service.change(unit, "demo-city", speed=speed)


def test_the_api_speaks_iso() -> None:
    shown = clock_out(DEMO, 0)
    assert (shown.now, shown.wall) == ("2026-11-20T15:28:00.000Z", "1970-01-01T00:00:00.000Z")
