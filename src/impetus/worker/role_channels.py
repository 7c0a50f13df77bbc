"""The role `channels`: who is told what, sent by one process at a time; and what is fetched and handed over.

Warnings are fetched from feeds; checkpoints of the audit log are handed over to a second party.
"""

import asyncio
import logging
from typing import Final

from impetus.channels import checkpoints, deliver, follow
from impetus.channels.discovery import ChannelKinds
from impetus.channels.transfers.feeds import run as fetch_feeds
from impetus.kit.errors import ImpetusError
from impetus.storage.lease import while_holding
from impetus.storage.listening import listening
from impetus.storage.unit import WAKE
from impetus.worker.parts import Parts

_log = logging.getLogger(__name__)

LEASE: Final = "impetus channels"
_LOOK_S: Final = 1.0
_OVERLOOKED_S: Final = 5.0


async def run(parts: Parts) -> None:
    """Plan, send and fetch until cancelled, whenever no other process does."""
    kinds = ChannelKinds.load(parts.settings, parts.clock)
    second_party = checkpoints.hook_of(parts.settings)

    async def work() -> None:
        deliverer = deliver.Deliverer(parts.uow, kinds)
        async with asyncio.TaskGroup() as group:
            group.create_task(_follow(parts))
            group.create_task(deliver.run(deliverer))
            group.create_task(fetch_feeds(parts.uow, kinds.guard))
            group.create_task(checkpoints.run(parts.uow, kinds.guard, second_party))

    await while_holding(parts.uow, LEASE, work)


async def _follow(parts: Parts) -> None:
    """Follow the outbox: woken by its NOTIFY, and looking by itself every second besides."""
    due = 0.0
    async with listening(parts.dsn, WAKE, name="impetus channels") as wakened:
        while wakened.open:
            try:
                if parts.clock.monotonic() >= due:
                    await follow.overlooked(parts.uow)
                    due = parts.clock.monotonic() + _OVERLOOKED_S
                while await follow.follow(parts.uow) >= follow.BATCH:
                    pass
            except ImpetusError as fault:
                _log.debug("events wait: %r", fault)
            await wakened.wait(_LOOK_S)
            await asyncio.sleep(0.1)  # the relay numbers what was just committed; many commits are one look
