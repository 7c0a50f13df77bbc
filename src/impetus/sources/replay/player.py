"""Plays a table of readings on its own clock: as fast as it goes, or so many times faster than they were taken."""

import asyncio
from typing import Final

from impetus.contracts.format import Readings
from impetus.contracts.source import IntakeReport, SourceContext
from impetus.sources import words
from impetus.sources.replay.repository import Table

AT_ONCE: Final = 50_000
"""Readings handed on together when it plays as fast as it goes."""
_FRAME_S: Final = 0.2


class Player:
    """Plays once from the first reading to the last, then returns from `run`.

    Each part is handed in before the clock is moved to the end of it, so that no reading is ever late.
    `speed` is a factor of real time, 0 means as fast as it goes. `start` is how far its clock came before (ms UTC):
    what is earlier is there already. `done` counts the readings handed in.
    """

    def __init__(
        self, table: Table, context: SourceContext, *, speed: float = 0.0, tail_ms: int = 0, start: int = 0
    ) -> None:
        self._table = table
        self._context = context
        self._speed = speed
        self._tail_ms = tail_ms
        self._running = asyncio.Event()
        self._running.set()
        self._changed = asyncio.Event()
        self.done = table.row_at(start)
        self.now = max(table.first, start)
        self.accepted = self.late = self.repeated = self.refused = 0

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return not self._running.is_set()

    def pause(self) -> None:
        """Stand still after the part that is on its way."""
        self._running.clear()
        self._changed.set()

    def resume(self) -> None:
        """Go on."""
        self._running.set()
        self._changed.set()

    def set_speed(self, speed: float) -> None:
        """Play `speed` times faster than real time, 0 as fast as it goes."""
        self._speed = max(speed, 0.0)
        self._changed.set()

    async def run(self) -> None:
        """Play to the end; returns at once after the last reading is durable."""
        if self._table.refusals and self.done == 0:
            self._count(await self._context.accept(Readings(refusals=self._table.refusals)))
        while self.done < self._table.rows:
            await self._running.wait()
            self._changed.clear()
            if self._speed == 0:
                await self._burst()
            else:
                await self._paced(self._speed)
        await self._context.advance(max(self.now, self._table.last + 1 + self._tail_ms))
        self._report()

    async def _burst(self) -> None:
        """Hand on part after part until done, paused or slowed down; the next is read while one is stored."""
        reading = asyncio.create_task(asyncio.to_thread(self._table.part, self.done, AT_ONCE))
        try:
            while self.done < self._table.rows and not self._changed.is_set():
                readings, clock = await reading
                self.done += len(readings)
                reading = asyncio.create_task(asyncio.to_thread(self._table.part, self.done, AT_ONCE))
                self._count(await self._context.accept(readings))
                if clock is not None:
                    self.now = clock
                    await self._context.advance(clock)
                self._report()
        finally:
            await asyncio.gather(reading, return_exceptions=True)

    async def _paced(self, speed: float) -> None:
        """Follow the wall clock until done, paused, or the speed is changed."""
        clock = self._context.clock
        began, base = clock.monotonic(), self.now
        while self.done < self._table.rows and not self._changed.is_set():
            target = base + int((clock.monotonic() - began) * 1000 * speed)
            while not self._changed.is_set():
                readings = await asyncio.to_thread(self._table.until, self.done, target, AT_ONCE)
                if not len(readings):
                    break
                self._count(await self._context.accept(readings))
                self.done += len(readings)
                self.now = max(self.now, int(readings.times[-1]))
            else:
                return
            self.now = target
            await self._context.advance(target)
            self._report()
            try:
                async with asyncio.timeout(_FRAME_S):
                    await self._changed.wait()
            except TimeoutError:
                continue

    def _count(self, report: IntakeReport) -> None:
        self.accepted += report.accepted
        self.late += report.late
        self.repeated += report.repeated
        self.refused += report.refused

    def _report(self) -> None:
        self._context.progress(self.done, self._table.rows, words.replayed(self.done, self._table.rows))
