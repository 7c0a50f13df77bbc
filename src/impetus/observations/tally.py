"""Counts, refused readings and clocks on their way to the database: gathered, written about once a second."""

import asyncio
import logging
from collections import deque
from typing import Final

from impetus.contracts.format import Refusal
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError
from impetus.kit.times import as_datetime
from impetus.observations import repository
from impetus.observations.report import Report
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)

EVERY_S: Final = 1.0
WAITING: Final = 200
"""Refused readings of a source that wait to be written; of more, the newest stay."""


class _Source:
    def __init__(self) -> None:
        self.counts = {"accepted": 0, "late": 0, "repeated": 0, "refused": 0}
        self.refusals: deque[Refusal] = deque(maxlen=WAITING)
        self.last_ms: int | None = None


class Tally:
    """What the intake has counted since the last write. A killed process loses about a second of counts."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow, self._clock = uow, clock
        self._sources: dict[tuple[str, str], _Source] = {}
        self._clocks: dict[tuple[str, str], int] = {}

    def count(self, agency: str, source: str, report: Report) -> None:
        """Count a report in."""
        tallied = self._sources.setdefault((agency, source), _Source())
        for name in tallied.counts:
            tallied.counts[name] += getattr(report, name)
        tallied.refusals.extend(report.refusals)
        if report.accepted or report.late:
            tallied.last_ms = self._clock.now_ms()

    def tick(self, agency: str, clock: str, now: int) -> None:
        """Note how far a clock has come."""
        self._clocks[agency, clock] = now

    async def run(self) -> None:
        """Write about once a second until cancelled, and once more then."""
        try:
            while True:
                await asyncio.sleep(EVERY_S)
                await self.write()
        finally:
            await self.write()

    async def write(self) -> None:
        """Write what was gathered; what the database does not take now is written next time."""
        sources, self._sources = self._sources, {}
        clocks, self._clocks = self._clocks, {}
        for agency in sorted({agency for agency, _ in (*sources, *clocks)}):
            mine = {source: tallied for (owner, source), tallied in sources.items() if owner == agency}
            ticks = {clock: now for (owner, clock), now in clocks.items() if owner == agency}
            try:
                await self._write(agency, mine, ticks)
            except ImpetusError as error:
                _log.debug("counts of %s wait: %r", agency, error)
                self._put_back(agency, mine, ticks)

    async def _write(self, agency: str, sources: dict[str, _Source], ticks: dict[str, int]) -> None:
        now = as_datetime(self._clock.now_ms())
        async with self._uow(agency=agency, purpose="platform.intake", actor="platform") as unit:
            for source, tallied in sorted(sources.items()):
                last = None if tallied.last_ms is None else as_datetime(tallied.last_ms)
                await repository.count(unit, source, tallied.counts, last)
                await repository.keep_refused(unit, source, list(tallied.refusals), now)
            for clock, tick in sorted(ticks.items()):
                await repository.put_clock(unit, clock, tick)

    def _put_back(self, agency: str, sources: dict[str, _Source], ticks: dict[str, int]) -> None:
        for source, old in sources.items():
            new = self._sources.setdefault((agency, source), _Source())
            for name, count in old.counts.items():
                new.counts[name] += count
            new.refusals = deque([*old.refusals, *new.refusals], maxlen=WAITING)
            new.last_ms = new.last_ms if new.last_ms is not None else old.last_ms
        for clock, tick in ticks.items():
            self._clocks.setdefault((agency, clock), tick)
