"""Being woken by NOTIFY."""

import asyncio

import asyncpg
from tests.fixtures.storage import Database

from impetus.storage.listening import listening


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
