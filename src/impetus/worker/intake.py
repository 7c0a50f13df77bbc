"""The role `intake`: runs the configured sources and keeps the live clock ticking."""

import asyncio

from impetus.observations.clockkeeper import ClockKeeper
from impetus.observations.intake import Intake
from impetus.sources.runner import run_sources
from impetus.worker.parts import Parts


async def run(parts: Parts) -> None:
    """Take in until cancelled. One process at a time runs the sources, one the clock."""
    intake = Intake(parts.bus, parts.uow, parts.clock)
    async with asyncio.TaskGroup() as group:
        group.create_task(intake.run())
        group.create_task(run_sources(intake, parts.uow, parts.clock, parts.settings))
        group.create_task(ClockKeeper(intake, parts.uow, parts.clock).run())
