"""Counts, refused readings and clocks on their way to the database: gathered, written about once a second."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeVar

import msgspec

from impetus.bus import subjects
from impetus.bus.connection import Bus
from impetus.contracts.format import Refusal
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError
from impetus.kit.times import as_datetime
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.observations import repository
from impetus.observations.clocks import Clocks
from impetus.observations.report import Report
from impetus.storage.unit import UnitOfWork

_T = TypeVar("_T")
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

    def __init__(self, uow: UnitOfWork, clock: Clock, bus: Bus, ticks: Clocks) -> None:
        self._uow, self._clock, self._bus, self._ticks = uow, clock, bus, ticks
        self._sources: dict[tuple[str, str], _Source] = {}
        self._clocks: dict[tuple[str, str], int] = {}
        self._health: dict[tuple[str, str], tuple[HealthState, Text, int]] = {}
        self._told: dict[tuple[str, str], tuple[HealthState, Text]] = {}
        self._progress: dict[tuple[str, str], tuple[float, float, Text]] = {}

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

    def source_health(self, agency: str, source: str, state: HealthState, reason: Text) -> None:
        """Note how a source is; only changes are written and told."""
        if self._told.get((agency, source)) != (state, reason):
            self._told[agency, source] = (state, reason)
            self._health[agency, source] = (state, reason, self._clock.now_ms())

    def progress(self, agency: str, task: str, done: float, total: float, words: Text) -> None:
        """Note how far a long task has come."""
        self._progress[agency, task] = (done, total, words)

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
        health, self._health = self._health, {}
        progress, self._progress = self._progress, {}
        for agency in sorted({agency for agency, _ in (*sources, *clocks, *health, *progress)}):
            mine = _Gathered(_of(agency, sources), _of(agency, clocks), _of(agency, health), _of(agency, progress))
            try:
                await self._write(agency, mine)
            except ImpetusError as error:
                _log.debug("counts of %s wait: %r", agency, error)
                self._put_back(agency, mine)
            except Exception:  # counts are worth less than the readings that go on coming in
                _log.exception("counts of %s were lost", agency)

    async def _write(self, agency: str, gathered: "_Gathered") -> None:
        now = as_datetime(self._clock.now_ms())
        async with self._uow(agency=agency, purpose="platform.intake", actor="platform") as unit:
            for source, tallied in sorted(gathered.sources.items()):
                last = None if tallied.last_ms is None else as_datetime(tallied.last_ms)
                await repository.count(unit, source, tallied.counts, last)
                await repository.keep_refused(unit, source, list(tallied.refusals), now)
            for clock, tick in sorted(gathered.clocks.items()):
                await repository.put_clock(unit, clock, tick)
            for source, (state, reason, since) in sorted(gathered.health.items()):
                await repository.put_source_health(unit, source, state, reason, as_datetime(since))
                unit.emit("source", {"id": source, "health": {"state": state, "reason": reason, "since": since}})
            for task, (done, total, words) in sorted(gathered.progress.items()):
                await repository.put_progress(unit, task, done, total, words)
        for clock, tick in sorted(gathered.clocks.items()):
            await self._ticks.remember(agency, clock, tick)
        for task, (done, total, words) in sorted(gathered.progress.items()):
            word = {"task": task, "done": done, "total": total, "text": words}
            await self._bus.publish(subjects.progress(agency), msgspec.json.encode(word))

    def _put_back(self, agency: str, gathered: "_Gathered") -> None:
        for source, old in gathered.sources.items():
            new = self._sources.setdefault((agency, source), _Source())
            for name, count in old.counts.items():
                new.counts[name] += count
            new.refusals = deque([*old.refusals, *new.refusals], maxlen=WAITING)
            new.last_ms = new.last_ms if new.last_ms is not None else old.last_ms
        for clock, tick in gathered.clocks.items():
            self._clocks.setdefault((agency, clock), tick)
        for source, health in gathered.health.items():
            self._health.setdefault((agency, source), health)
        for task, progress in gathered.progress.items():
            self._progress.setdefault((agency, task), progress)


class _Gathered(NamedTuple):
    """What waits to be written for one agency, by source, clock or task."""

    sources: dict[str, _Source]
    clocks: dict[str, int]
    health: dict[str, tuple[HealthState, Text, int]]
    progress: dict[str, tuple[float, float, Text]]


def _of(agency: str, kept: Mapping[tuple[str, str], _T]) -> dict[str, _T]:
    return {name: value for (owner, name), value in kept.items() if owner == agency}
