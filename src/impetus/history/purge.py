"""Keeps the stream short: what every reader has saved is deleted, less a margin."""

import asyncio
import logging
from typing import Final

from impetus.bus.connection import Bus
from impetus.bus.stream import purge_before, stream_state
from impetus.history.segments import READER
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError
from impetus.storage import positions
from impetus.storage.lease import while_holding
from impetus.storage.unit import PLATFORM, UnitOfWork

_log = logging.getLogger(__name__)

EVERY_S: Final = 10.0
MARGIN: Final = 5_000
"""Messages kept although all have saved them: new processes learn from them what was taken already."""
FULL: Final = 0.5
"""Share of the stream from which no margin is kept."""
GONE_MS: Final = 24 * 3_600_000
"""A tool that saved nothing for so long holds nobody up any more once the stream is nearly full."""
NEARLY_FULL: Final = 0.8


class PurgeKeeper:
    """Purges the stream; one keeper at a time among all processes."""

    def __init__(self, bus: Bus, uow: UnitOfWork, clock: Clock, *, margin: int = MARGIN) -> None:
        self._bus, self._uow, self._clock, self._margin = bus, uow, clock, margin

    async def run(self) -> None:
        """Purge now and then, until cancelled."""
        await while_holding(self._uow, "impetus purge", self._keep)

    async def _keep(self) -> None:
        while True:
            try:
                await self.purge()
            except ImpetusError as error:
                _log.debug("the stream is not purged now: %s", error)
            await asyncio.sleep(EVERY_S)

    async def purge(self) -> int:
        """Delete what all have saved; return how many messages went. Without a history's position nothing goes."""
        async with self._uow(agency=PLATFORM, purpose="platform.positions", actor="platform") as unit:
            saved = await positions.every(unit)
        if (PLATFORM, READER) not in saved:
            return 0
        state = await stream_state(self._bus)
        needed = [saved[PLATFORM, READER][0]]
        for (agency, reader), (sequence, at) in saved.items():
            if not reader.startswith("tool:"):
                continue
            if state.share > NEARLY_FULL and self._clock.now_ms() - at > GONE_MS:
                _log.error("%s of %s has saved nothing for a day; the stream goes on without it", reader, agency)
                continue
            needed.append(sequence)
        first = min(needed) + 1
        if state.share < FULL:
            first -= self._margin
        if first <= state.first:
            return 0
        return await purge_before(self._bus, first)
