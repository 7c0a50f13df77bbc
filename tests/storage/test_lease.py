"""Leases on a real database: one holder at a time, another takes over."""

import asyncio

from impetus.storage.lease import while_holding
from impetus.storage.unit import UnitOfWork


async def test_one_at_a_time_and_the_next_takes_over(uow: UnitOfWork, worker_uow: UnitOfWork) -> None:
    holders: list[str] = []

    async def hold(name: str) -> None:
        holders.append(name)
        try:
            await asyncio.Event().wait()
        finally:
            holders.remove(name)

    first = asyncio.create_task(while_holding(uow, "test", lambda: hold("first")))
    async with asyncio.timeout(30):
        while holders != ["first"]:
            await asyncio.sleep(0.02)
        second = asyncio.create_task(while_holding(worker_uow, "test", lambda: hold("second")))
        await asyncio.sleep(1.5)
        assert holders == ["first"]
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        while holders != ["second"]:
            await asyncio.sleep(0.02)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    assert holders == []


async def test_work_that_fails_is_begun_again(uow: UnitOfWork) -> None:
    tries = 0
    done = asyncio.Event()

    async def fail() -> None:
        nonlocal tries
        tries += 1
        if tries == 2:
            done.set()
        raise ValueError("work that fails")

    task = asyncio.create_task(while_holding(uow, "test", fail))
    async with asyncio.timeout(30):
        await done.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
