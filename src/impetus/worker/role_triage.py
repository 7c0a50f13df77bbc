"""The role `triage`: one holder for the installation decides what consoles show."""

import asyncio
import contextlib
import logging

import asyncpg

from impetus.alerts.triage.desk import TriageDesk
from impetus.alerts.triage.repository import WAKE
from impetus.kit.errors import ImpetusError
from impetus.storage.lease import while_holding
from impetus.worker.parts import Parts

_log = logging.getLogger(__name__)

LOOK_S = 0.5
"""It looks by itself so often: clocks move on, silences end, and a wake-up can be lost."""
SAVE_S = 30.0
_BACK_OFF_S = (0.1, 0.2, 0.5, 1.0, 2.0)


async def run(parts: Parts) -> None:
    """Triage until cancelled, whenever no other process does."""
    await while_holding(parts.uow, "impetus triage", lambda: _work(parts))


async def _work(parts: Parts) -> None:
    desk, awake = TriageDesk(parts.uow), asyncio.Event()
    listening = asyncio.create_task(_listen(parts.dsn, awake))
    failures, saved_at = 0, parts.clock.monotonic()
    try:
        while True:
            awake.clear()
            try:
                await desk.work()
                if parts.clock.monotonic() - saved_at > SAVE_S:
                    await desk.save()
                    saved_at = parts.clock.monotonic()
                failures = 0
            except (ImpetusError, OSError, TimeoutError) as error:
                _log.log(logging.WARNING if failures in (0, 20) else logging.DEBUG, "triage waits: %r", error)
                await asyncio.sleep(_BACK_OFF_S[min(failures, len(_BACK_OFF_S) - 1)])
                failures += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(awake.wait(), LOOK_S)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        with contextlib.suppress(ImpetusError, OSError, TimeoutError):
            await asyncio.wait_for(desk.save(), 5)


async def _listen(dsn: str, awake: asyncio.Event) -> None:
    """Set `awake` on every wake-up; come back where the database was away."""
    while True:
        try:
            connection = await asyncpg.connect(dsn, timeout=5, server_settings={"application_name": "impetus triage"})
            try:
                lost = asyncio.Event()
                connection.add_termination_listener(lambda *_, lost=lost: lost.set())
                await connection.add_listener(WAKE, lambda *_: awake.set())
                await lost.wait()
            finally:
                connection.terminate()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.debug("triage is not woken for now: %r", error)
        await asyncio.sleep(1)
