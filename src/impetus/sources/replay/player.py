"""Plays a table of readings on its own clock: as fast as it goes, or so many times faster than they were taken."""

import asyncio
from typing import Final

import numpy as np

from impetus.contracts.format import ColumnReadings, Readings
from impetus.contracts.source import IntakeReport, SourceContext
from impetus.sources import words
from impetus.sources.replay.repository import Table

AT_ONCE: Final = 50_000
"""Readings handed on together when it plays as fast as it goes."""
_FRAME_S: Final = 0.2
LIVE_DAYS: Final = 28.0
"""Days at a file's end that are played as if live, unless told otherwise."""
_DAY_MS: Final = 86_400_000
_STEP_INTERVALS: Final = 5
_SHORTEST_SLOT_MS: Final = 300_000
"""Tools take ticks that close many slots at once for history and learn in silence; so live steps stay below that."""


class Player:
    """Plays once from the first reading to the last, then returns from `run`.

    Each part is handed in before the clock is moved to the end of it, so that no reading is ever late.
    What is older than the last `live_days` comes in large parts: tools learn from it without alerts. What is
    younger comes in steps of a few intervals at most, as it did when it was measured.
    `speed` is a factor of real time, 0 means as fast as it goes. `start` is how far its clock came before (ms UTC):
    what is earlier is there already. `done` counts the readings handed in.
    """

    def __init__(
        self,
        table: Table,
        context: SourceContext,
        *,
        speed: float = 0.0,
        tail_ms: int = 0,
        start: int = 0,
        live_days: float = LIVE_DAYS,
    ) -> None:
        self._table = table
        self._context = context
        self._speed = speed
        self._tail_ms = tail_ms
        self._live_from = table.last - int(live_days * _DAY_MS)
        self._step_ms = _STEP_INTERVALS * max(tail_ms, _SHORTEST_SLOT_MS)
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
        reading = asyncio.create_task(asyncio.to_thread(self._part, self.done, self.now))
        try:
            while self.done < self._table.rows and not self._changed.is_set():
                readings, clock = await reading
                self.done += len(readings)
                now = self.now if clock is None else clock
                reading = asyncio.create_task(asyncio.to_thread(self._part, self.done, now))
                if len(readings):
                    self._count(await self._context.accept(readings))
                if clock is not None:
                    self.now = clock
                    await self._context.advance(clock)
                self._report()
        finally:
            await asyncio.gather(reading, return_exceptions=True)

    def _part(self, start: int, now: int) -> tuple[ColumnReadings, int | None]:
        """Return the readings from row `start` on and how far the clock comes with them (None: no further yet)."""
        readings, clock = self._table.part(start, AT_ONCE)
        if not len(readings) or (clock is not None and clock <= self._live_from):
            return readings, clock
        first = int(readings.times[0])
        if max(now, first) < self._live_from:
            end = self._live_from
        else:
            end = (max(now, first) // self._step_ms + 1) * self._step_ms
        cut = int(np.searchsorted(readings.times, end, "left"))
        if cut == len(readings):
            return readings, clock
        return readings.first(cut), end

    async def _paced(self, speed: float) -> None:
        """Follow the wall clock until done, paused, or the speed is changed."""
        clock = self._context.clock
        began, base = clock.monotonic(), self.now
        while self.done < self._table.rows and not self._changed.is_set():
            due = base + int((clock.monotonic() - began) * 1000 * speed)
            target = min(due, self.now + self._step_ms) if self.now >= self._live_from else due
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
            if target < due:
                continue
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
