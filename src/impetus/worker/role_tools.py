"""The role `tools`, put together: every tool found, or those named, on the real bus and database."""

import asyncio
import logging

from impetus.contracts.discovery import discover
from impetus.storage.lease import Leases
from impetus.worker.adapters import Alerts, BusReader, Health, PostgresTruth, Recalled
from impetus.worker.parts import Parts
from impetus.worker.tools import ToolsRole

_log = logging.getLogger(__name__)


async def run(parts: Parts) -> None:
    """Run tools until cancelled, then let each leave a snapshot. Raises WorkerStuck."""
    found = discover()
    for tool in found.values():
        for problem in tool.problems:
            _log.error("tool %s is broken: %s", tool.id, problem)
    if parts.tools is not None:
        found = {id: tool for id, tool in found.items() if id in parts.tools}
    truth = PostgresTruth(parts.uow)
    role = ToolsRole(
        found,
        reader=BusReader(parts.bus),
        truth=truth,
        alerts=lambda tool: Alerts(parts.uow, tool),
        health=Health(parts.uow),
        signals=parts.bus,
        objects=parts.settings.objects_dir,
        clock=parts.clock,
        told=truth,
        leases=Leases(parts.uow),
        recalling=Recalled(parts.bus),
        spawn=parts.tools is None,
    )
    working = asyncio.ensure_future(role.run())
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        role.stop()
        await working
        raise
