"""Being woken by NOTIFY: a connection of its own that sets an event, for work that looks by itself besides."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

_log = logging.getLogger(__name__)
_AGAIN_S: Final = 1.0


class Wakened:
    """Set whenever something is said on the channel. `open` until the connection is lost."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._said = asyncio.Event()

    @property
    def open(self) -> bool:
        """Whether the connection still stands; without it the listener begins anew."""
        return not self._connection.is_closed()

    def hear(self) -> None:
        """Something was said."""
        self._said.set()

    async def wait(self, timeout_s: float) -> None:
        """Wait until something is said, at most so long; what was said since the last wait counts."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._said.wait()
        except TimeoutError:
            return
        finally:
            self._said.clear()


@asynccontextmanager
async def listening(dsn: str, channel: str, *, name: str) -> AsyncIterator[Wakened]:
    """Listen on a channel of NOTIFY; raise OSError or asyncpg's errors where the database is away."""
    connection = await asyncpg.connect(dsn, timeout=5, server_settings={"application_name": name})
    try:
        wakened = Wakened(connection)
        connection.add_termination_listener(lambda *_: wakened.hear())
        await connection.add_listener(channel, lambda *_: wakened.hear())
        yield wakened
    finally:
        connection.terminate()


async def keep_listening(dsn: str, channel: str, awake: asyncio.Event, *, name: str) -> None:
    """Set `awake` whenever something is said, for ever; come back by itself where the database was away."""
    while True:
        try:
            async with listening(dsn, channel, name=name) as wakened:
                while wakened.open:
                    await wakened.wait(3600)
                    awake.set()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.debug("%s is not woken for now: %r", name, error)
        await asyncio.sleep(_AGAIN_S)
