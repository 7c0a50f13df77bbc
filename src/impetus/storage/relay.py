"""The relay: numbers the outbox, tells the servers, and puts control messages into the ordered stream.

Only one works at a time (a lock in PostgreSQL); others wait to take over. It wakes on NOTIFY and looks by itself
every second besides. What it publishes may come twice after a crash and never gets lost; the stream drops repeats by
message id, consoles by `seq`.
"""

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import Final, Protocol

import asyncpg
import msgspec

from impetus.kit.errors import ImpetusError
from impetus.kit.times import as_datetime, as_ms
from impetus.storage import outbox
from impetus.storage.unit import PLATFORM, WAKE, Unit, UnitOfWork

_log = logging.getLogger(__name__)

KEEP: Final = timedelta(hours=24)
"""How long consoles can resume."""
LOOK_S: Final = 1.0
_TIDY_S: Final = 600.0
_LEADER: Final = 0x1A9E7
_BACK_OFF_S: Final = (0.1, 0.2, 0.5, 1.0, 2.0)


class Stream(Protocol):
    """The durable way out (`bus.publisher.Publisher`)."""

    async def publish_one(self, subject: str, payload: bytes, *, key: str | None = None) -> int:
        """Store a message once for each key; wait while that is not possible."""
        ...


class Live(Protocol):
    """The way out that keeps nothing (`bus.connection.Bus`)."""

    async def publish(self, subject: str, payload: bytes) -> None:
        """Publish, or drop it while the server is away."""
        ...


class Relay:
    """Publishes the outbox until cancelled. `dsn` is the workers' role, `uow` on the same database."""

    def __init__(self, dsn: str, uow: UnitOfWork, stream: Stream, live: Live) -> None:
        self._dsn = dsn
        self._uow = uow
        self._stream = stream
        self._live = live
        self._awake = asyncio.Event()
        self.leading = False
        self.published = 0

    async def run(self) -> None:
        """Lead when nobody else does; come back by itself when PostgreSQL or NATS were away."""
        failures = 0
        while True:
            try:
                await self._lead()
                failures = 0
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ImpetusError) as error:
                _log.log(logging.WARNING if failures in (0, 20) else logging.DEBUG, "relay: %r; trying again", error)
                await asyncio.sleep(_BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)])
                failures += 1
            finally:
                self.leading = False

    async def _lead(self) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=5, server_settings={"application_name": "impetus relay"})
        try:
            while not await connection.fetchval(f"SELECT pg_try_advisory_lock({_LEADER})"):  # noqa: ASYNC110 - another process
                await asyncio.sleep(LOOK_S)
            self.leading = True
            connection.add_termination_listener(lambda *_: self._awake.set())
            await connection.add_listener(WAKE, lambda *_: self._awake.set())
            last_tidy = self._uow.clock.monotonic() - _TIDY_S
            while not connection.is_closed():
                self._awake.clear()
                while await self.work():
                    pass
                if self._uow.clock.monotonic() - last_tidy >= _TIDY_S:
                    await self._tidy()
                    last_tidy = self._uow.clock.monotonic()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_S):
                        await self._awake.wait()
        finally:
            self.leading = False
            connection.terminate()

    async def work(self) -> int:
        """Number and publish what waits, once; return how many rows were published."""
        async with self._unit() as unit:
            await outbox.number(unit)
            rows = await outbox.unpublished(unit)
        if not rows:
            return 0
        for agency in dict.fromkeys(row.agency for row in rows if row.topic):
            newest = max(row.seq for row in rows if row.agency == agency)
            await self._live.publish(f"event.{agency}", msgspec.json.encode({"seq": newest}))
        done: list[int] = []
        try:
            for row in rows:
                if row.control_subject is not None and row.control is not None:
                    key = f"outbox-{row.id}-{as_ms(row.created_at)}"
                    await self._stream.publish_one(row.control_subject, row.control, key=key)
                done.append(row.id)
        finally:
            if done:
                async with self._unit() as unit:
                    await outbox.mark_published(unit, done, as_datetime(self._uow.clock.now_ms()))
                self.published += len(done)
        return len(done)

    async def _tidy(self) -> None:
        before = as_datetime(self._uow.clock.now_ms()) - KEEP
        while True:
            async with self._unit() as unit:
                if await outbox.tidy(unit, before) < 10_000:
                    return

    def _unit(self) -> contextlib.AbstractAsyncContextManager[Unit]:
        return self._uow(agency=PLATFORM, purpose="platform.relay", actor="platform")
