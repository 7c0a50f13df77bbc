"""Being woken by NOTIFY."""

import asyncio

import asyncpg
from sqlalchemy import text
from tests.fixtures.storage import Database

from impetus.storage.listening import keep_listening, listening
from impetus.storage.unit import UnitOfWork


async def test_a_word_wakes_and_silence_ends_by_itself(database: Database) -> None:
    admin = await asyncpg.connect(database.superuser)
    async with listening(database.worker, "impetus_test", name="listener") as wakened:
        await admin.execute("NOTIFY impetus_test")
        async with asyncio.timeout(20):
            await wakened.wait(60)
        await wakened.wait(0.01)
        assert wakened.open
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listener'"
        )
        async with asyncio.timeout(20):
            await wakened.wait(60)
            while wakened.open:
                await asyncio.sleep(0.01)
    await admin.close()


async def test_a_wake_up_comes_also_after_the_connection_was_lost(database: Database, worker_uow: UnitOfWork) -> None:
    awake = asyncio.Event()
    task = asyncio.create_task(keep_listening(database.worker, "a_channel", awake, name="impetus sleeper"))
    admin = await asyncpg.connect(database.superuser)
    kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'impetus sleeper'"
    try:
        for _ in range(2):
            while not awake.is_set():
                async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
                    await unit.session.execute(text("SELECT pg_notify('a_channel', '')"))
                await asyncio.sleep(0.05)
            awake.clear()
            while not await admin.fetchval(kill):
                await asyncio.sleep(0.05)  # it comes back in a second
    finally:
        await admin.close()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
