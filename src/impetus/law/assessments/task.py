"""The law's task that looks after assessments."""

import asyncio
from typing import Final

from impetus.agencies import service as agencies
from impetus.contracts.discovery import discover
from impetus.law.assessments.watch import look
from impetus.law.tasks import LawParts

EVERY_S: Final = 10.0


async def run(parts: LawParts) -> None:
    """Look at every agency's assessments every ten seconds, until cancelled."""
    tools = discover()
    while True:
        for agency in await agencies.every(parts.uow):
            await look(parts.uow, agency.id, tools)
        await asyncio.sleep(EVERY_S)
