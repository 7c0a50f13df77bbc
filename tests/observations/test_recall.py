"""What a process that has just begun knows of what came in before."""

import asyncio

import pytest

from impetus.bus.connection import Bus
from impetus.bus.publisher import Outgoing, Publisher
from impetus.bus.stream import purge_before, stored_at, stream_state
from impetus.contracts.format import Readings
from impetus.kit.clock import SystemClock
from impetus.kit.errors import Unavailable
from impetus.observations.intake import Intake, Profile
from impetus.observations.recall import LEAST
from impetus.storage.unit import UnitOfWork

NOON = 1_772_798_400_000
OWN = Profile(agency="helsinki", source="city", clock="city")
SAME = Readings(sensors=["a", "b"], times=[NOON, NOON], values=[1, 2], units=[])


async def accepted(bus: Bus, uow: UnitOfWork, times: int = 1) -> list[tuple[int, int]]:
    """What a new process says to the same readings, sent `times` times at once: (accepted, repeated)."""
    intake = Intake(bus, uow, SystemClock())
    running = asyncio.create_task(intake.run())
    try:
        reports = await asyncio.gather(*(intake.accept(OWN, SAME) for _ in range(times)))
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return [(report.accepted, report.repeated) for report in reports]


async def test_a_new_process_knows_what_was_taken_however_much_came_since(bus: Bus, worker_uow: UnitOfWork) -> None:
    assert await accepted(bus, worker_uow) == [(2, 0)]
    await Publisher(bus).publish([Outgoing("obs.oslo.other.00", b"x")] * (2 * LEAST + 100))
    assert await accepted(bus, worker_uow, times=3) == [(0, 2)] * 3


async def test_a_stream_without_what_was_taken(bus: Bus, worker_uow: UnitOfWork) -> None:
    assert await accepted(bus, worker_uow) == [(2, 0)]
    await purge_before(bus, (await stream_state(bus)).last + 1)
    assert await accepted(bus, worker_uow) == [(2, 0)]


async def test_when_a_message_was_stored(bus: Bus) -> None:
    last = await Publisher(bus).publish_one("obs.oslo.other.00", b"x")
    stored = await stored_at(bus, last)
    assert stored is not None
    assert abs(stored - SystemClock().now_ms()) < 600_000
    assert await stored_at(bus, last + 1) is None


async def test_a_process_without_nats_takes_nothing(bus: Bus, worker_uow: UnitOfWork) -> None:
    intake = Intake(bus, worker_uow, SystemClock())
    await bus.close()
    with pytest.raises(Unavailable):
        await intake.accept(OWN, SAME)
