"""The live clock: a tick each second, wall clock less a grace for readings that are still on their way."""

import asyncio
from typing import Final

from impetus.agencies import service as agencies
from impetus.kit.clock import Clock
from impetus.observations.clocks import LIVE
from impetus.observations.intake import Intake
from impetus.storage.lease import while_holding
from impetus.storage.unit import UnitOfWork

GRACE_MS: Final = 10_000
"""How long after a slot's end its readings may come and still count."""
_EVERY_MS: Final = 1000
_AGENCIES_EVERY: Final = 10  # ticks


class ClockKeeper:
    """Ticks the clock `live` of every agency; one keeper at a time among all processes."""

    def __init__(self, intake: Intake, uow: UnitOfWork, clock: Clock, *, grace_ms: int = GRACE_MS) -> None:
        self._intake, self._uow, self._clock, self._grace_ms = intake, uow, clock, grace_ms

    async def run(self) -> None:
        """Keep the clock whenever no other process does, until cancelled."""
        await while_holding(self._uow, "impetus clock", self.keep)

    async def keep(self) -> None:
        """Tick at every full second, until cancelled or the database is away."""
        known: list[str] = []
        turn = 0
        while True:
            if turn % _AGENCIES_EVERY == 0 or not known:
                known = [agency.id for agency in await agencies.every(self._uow)]
            turn += 1
            now = self._clock.now_ms()
            await self.tick(known, now)
            await asyncio.sleep((_EVERY_MS - self._clock.now_ms() % _EVERY_MS) / 1000)

    async def tick(self, known: list[str], now: int) -> None:
        """Put one tick for each agency into the stream: the last full second before `now`, less the grace."""
        tick = (now - self._grace_ms) // _EVERY_MS * _EVERY_MS
        await asyncio.gather(*(self._intake.advance(agency, LIVE, tick) for agency in known))
