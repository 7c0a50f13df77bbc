"""Preparing the demonstration: its agency, its source with a token, its clock and its sensors."""

import asyncio
import os
from pathlib import Path

from impetus.agencies import service as agencies
from impetus.clocks import service as clocks
from impetus.clocks.repository import ClockState
from impetus.exercises.city.scenario import Scenario
from impetus.observations.sources import repository as source_repository
from impetus.observations.sources import service as sources
from impetus.observations.sources.access import Kinds
from impetus.places import service as places
from impetus.storage import outbox
from impetus.storage.unit import UnitOfWork

MAPPING = {"sensor": "sensor.*", "time": "time.*", "time_form": "ms", "values": [{"path": "value.*"}]}
"""The city pushes columns: {"sensor": […], "time": […], "value": […]}."""
SETTINGS = {"format": "json", "clock": "own"}


async def prepare_demo(uow: UnitOfWork, kinds: Kinds, scenario: Scenario, keys: Path) -> str:
    """Make what the city needs to push, where it is missing; return the token of its source.

    Safe to call again and again: the token is kept in `keys` (0600), and made anew only where it no longer works.
    """
    await agencies.ensure(uow, scenario.agency, name=scenario.name, realm="demo", time_zone=scenario.timezone)
    scope = {"agency": scenario.agency, "purpose": "platform.sources", "actor": "platform"}
    async with uow(**scope) as unit:
        if await source_repository.get(unit, scenario.source) is None:
            await sources.save(
                unit,
                kinds,
                id=scenario.source,
                name=f"{scenario.name}, demonstration",
                type="http",
                settings=SETTINGS,
                mapping=MAPPING,
                enabled=True,
            )
    await clocks.ensure(
        uow,
        scenario.agency,
        ClockState(
            clock=scenario.clock, now=scenario.history_start, realm="demo", speed=scenario.speed, adjustable=True
        ),
    )
    known = {sensor.id: sensor for sensor in await places.every(uow, scenario.agency)}
    missing = [sensor for sensor in scenario.sensors if sensor.id not in known]
    await places.register(uow, scenario.agency, missing, actor=f"source:{scenario.source}")
    kept = keys / f"{scenario.source}.token"
    token = kept.read_text("ascii").strip() if kept.is_file() else ""
    found = await sources.of_token(uow, token) if token else None
    if found is None or found.id != scenario.source:
        async with uow(**scope) as unit:
            token, _ = await sources.new_token(unit, scenario.source)
        _keep(kept, token)
    return token


async def sensors_told(uow: UnitOfWork, agency: str) -> None:
    """Wait until everything committed so far is in the stream, so that tools know the sensors before their readings."""
    while True:
        async with uow(agency=agency, purpose="platform.sources", actor="platform") as unit:
            if not await outbox.waiting(unit):
                return
        await asyncio.sleep(0.1)


def _keep(path: Path, token: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(token + "\n")
