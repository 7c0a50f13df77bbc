"""Whoever waits for readings to be stored is told when the process stops."""

import asyncio

import pytest

from impetus.bus.connection import Bus
from impetus.bus.publisher import Outgoing, Publisher
from impetus.kit.clock import SystemClock
from impetus.kit.errors import Unavailable
from impetus.observations.coalescer import Coalescer


async def test_a_stop_refuses_what_waits_and_what_still_comes(bus: Bus) -> None:
    coalescer = Coalescer(Publisher(bus), SystemClock())
    running = asyncio.create_task(coalescer.run())
    await coalescer.control([Outgoing("obs.oslo.other.00", b"x")])
    await bus.client.close()  # from here on nothing can be stored
    waiting = [coalescer.control([Outgoing("obs.oslo.other.00", b"y")]) for _ in range(2)]
    await asyncio.sleep(0.1)
    waiting.append(coalescer.control([Outgoing("obs.oslo.other.00", b"z")]))
    assert not any(stored.done() for stored in waiting)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    for stored in [*waiting, coalescer.control([])]:
        with pytest.raises(Unavailable):
            await stored
    await coalescer.room()
