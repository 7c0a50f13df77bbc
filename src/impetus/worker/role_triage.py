"""The role `triage`: one holder for the installation decides what consoles show."""

import asyncio
import contextlib
import logging

from impetus.alerts.triage.desk import TriageDesk
from impetus.alerts.triage.repository import WAKE
from impetus.kit.errors import ImpetusError
from impetus.storage.lease import while_holding
from impetus.storage.listening import keep_listening
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
    listening = asyncio.create_task(keep_listening(parts.dsn, WAKE, awake, name="impetus triage"))
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
                async with asyncio.timeout(LOOK_S):
                    await awake.wait()
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        with contextlib.suppress(ImpetusError, OSError, TimeoutError):
            async with asyncio.timeout(5):
                await desk.save()
