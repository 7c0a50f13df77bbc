"""Runs the configured sources of all agencies: starts, restarts with back-off, follows changes, stops cleanly."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from impetus.clocks import service as clocks
from impetus.clocks.repository import ClockState
from impetus.contracts.source import Source
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError, NotFound
from impetus.kit.settings import PlatformSettings
from impetus.model.sensor import HealthState
from impetus.observations.context import RunningSource
from impetus.observations.intake import Intake
from impetus.observations.sources import secrets, service
from impetus.observations.sources.repository import SourceRow
from impetus.sources import words
from impetus.sources.kinds import LoadedKinds, profile_of
from impetus.storage.lease import while_holding
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)

LOOK_S: Final = 1.0
"""How often the configuration is looked at: changes are in force within two seconds."""
_FIRST_WAIT_S: Final = 1.0
_LONGEST_WAIT_S: Final = 60.0
_STEADY_S: Final = 300.0
LEASE: Final = "impetus sources"


async def run_sources(intake: Intake, uow: UnitOfWork, clock: Clock, settings: PlatformSettings) -> None:
    """Run all sources whenever no other process does, until cancelled. `intake.run` must be running."""
    kinds = LoadedKinds.load(settings.keys_dir)
    await while_holding(uow, LEASE, Runner(intake, uow, clock, kinds).run)


class Runner:
    """The sources of this process."""

    def __init__(self, intake: Intake, uow: UnitOfWork, clock: Clock, kinds: LoadedKinds) -> None:
        self._intake, self._uow, self._clock, self._kinds = intake, uow, clock, kinds
        self._tasks: dict[tuple[str, str], tuple[datetime, asyncio.Task[None]]] = {}
        self._sources: dict[tuple[str, str], Source] = {}
        self._orders: dict[tuple[str, str], dict[str, Any]] = {}

    async def run(self) -> None:
        """Follow the configuration until cancelled; then stop every source."""
        try:
            while True:
                try:
                    await self.look()
                except ImpetusError as fault:
                    _log.debug("the configuration of sources cannot be read: %r", fault)
                await asyncio.sleep(LOOK_S)
        finally:
            await self._stop(list(self._tasks))

    async def look(self) -> None:
        """Start what is new, restart what changed, stop what is gone, pass on what clocks were told."""
        wanted = {(row.agency, row.id): row for row in await service.running(self._uow)}
        gone = [
            key for key, (changed, _) in self._tasks.items() if key not in wanted or wanted[key].changed_at != changed
        ]
        stopped = [key for key in gone if key not in wanted]
        await self._stop(gone)
        for agency, id in stopped:
            self._intake.tally.source_health(agency, id, HealthState.SILENCED, words.STOPPED)
        for key, row in wanted.items():
            if key not in self._tasks:
                task = asyncio.create_task(self._keep(row), name=f"source {row.id}")
                self._tasks[key] = (row.changed_at, task)
        for key, source in list(self._sources.items()):
            if source.own_clock:
                await self._order(key, source, wanted[key].clock)

    async def _stop(self, keys: list[tuple[str, str]]) -> None:
        tasks = [self._tasks.pop(key)[1] for key in keys]
        for key in keys:
            self._orders.pop(key, None)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, row: SourceRow) -> None:
        """Run one source again and again; wait longer each time it fails."""
        wait = _FIRST_WAIT_S
        context = RunningSource(self._intake, profile_of(row), self._clock, row.mapping)
        while True:
            began = self._clock.monotonic()
            try:
                await self._once(row, context)
                why = "it ended"
            except asyncio.CancelledError:
                raise
            except ImpetusError as fault:
                why = fault.problem.rstrip(".")
            except Exception as fault:
                _log.exception("the source %s of %s failed", row.id, row.agency)
                why = f"{type(fault).__name__}: {str(fault)[:150]}"
            if self._clock.monotonic() - began > _STEADY_S:
                wait = _FIRST_WAIT_S
            context.health(HealthState.BLIND, words.failed(why, wait))
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)

    async def _once(self, row: SourceRow, context: RunningSource) -> None:
        kind = self._kinds.types.get(row.type)
        if kind is None:
            raise NotFound(f"there is no type of source {row.type!r}")
        key = (row.agency, row.id)
        opened = secrets.opened(row.settings, self._kinds.seal, for_=f"{row.agency}/{row.id}")
        try:
            settings = kind.Settings.model_validate(opened)
        except ValidationError as fault:
            context.health(HealthState.BLIND, words.unusable(str(fault.errors()[0]["msg"])))
            await asyncio.Event().wait()
            return
        source = kind(settings, context)
        if kind.own_clock:
            state = await self._made_clock(row, opened)
            await source.control({"from": state.now})
        self._sources[key] = source
        try:
            await source.run()
        finally:
            self._sources.pop(key, None)
            self._orders.pop(key, None)

    async def _made_clock(self, row: SourceRow, settings: Mapping[str, Any]) -> ClockState:
        speed = float(settings.get("speed") or service.FASTEST)
        state = ClockState(clock=row.clock, now=0, realm="replay", speed=speed, adjustable=True)
        return await clocks.ensure(self._uow, row.agency, state, actor=f"source:{row.id}")

    async def _order(self, key: tuple[str, str], source: Source, clock: str) -> None:
        """Tell a source how fast its clock is to run, when that changed."""
        state = await clocks.get(self._uow, key[0], clock)
        order = {"speed": 0.0 if state.speed >= service.FASTEST else state.speed, "paused": state.paused}
        if self._orders.get(key) != order:
            self._orders[key] = order
            await source.control(order)
