"""The role `history`: writes every reading to files, answers questions, tells latest values, keeps the stream short."""

import asyncio

from impetus.contracts.discovery import discover
from impetus.history.purge import PurgeKeeper
from impetus.history.service import History
from impetus.law.retention.service import manifests
from impetus.storage.lease import while_holding
from impetus.worker.parts import Parts


async def run(parts: Parts) -> None:
    """Keep the history until cancelled. One process at a time does, however many have the role."""

    async def keep() -> None:
        tools = manifests(discover())
        await History(parts.bus, parts.uow, parts.keys, parts.clock, parts.settings.objects_dir, tools=tools).run()

    async with asyncio.TaskGroup() as group:
        group.create_task(while_holding(parts.uow, "impetus history", keep))
        group.create_task(PurgeKeeper(parts.bus, parts.uow, parts.clock).run())
