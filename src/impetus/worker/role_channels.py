"""The role `channels`: who is told what, sent by one process at a time; and warnings that are fetched from feeds."""

import asyncio
import contextlib
import logging
from typing import Final

import asyncpg

from impetus.channels import deliver, follow
from impetus.channels.discovery import ChannelKinds
from impetus.channels.transfers.feeds import run as fetch_feeds
from impetus.kit.errors import ImpetusError
from impetus.storage.lease import while_holding
from impetus.storage.unit import WAKE
from impetus.worker.parts import Parts

_log = logging.getLogger(__name__)

LEASE: Final = "impetus channels"
_LOOK_S: Final = 1.0
_OVERLOOKED_S: Final = 5.0


async def run(parts: Parts) -> None:
    """Plan, send and fetch until cancelled, whenever no other process does."""
    kinds = ChannelKinds.load(parts.settings, parts.clock)

    async def work() -> None:
        deliverer = deliver.Deliverer(parts.uow, kinds)
        async with asyncio.TaskGroup() as group:
            group.create_task(_follow(parts))
            group.create_task(deliver.run(deliverer))
            group.create_task(fetch_feeds(parts.uow, kinds.guard))

    await while_holding(parts.uow, LEASE, work)


async def _follow(parts: Parts) -> None:
    """Follow the outbox: woken by its NOTIFY, and looking by itself every second besides."""
    awake = asyncio.Event()
    connection = await asyncpg.connect(parts.dsn, timeout=5, server_settings={"application_name": "impetus channels"})
    due = 0.0
    try:
        await connection.add_listener(WAKE, lambda *_: awake.set())
        while not connection.is_closed():
            awake.clear()
            try:
                if parts.clock.monotonic() >= due:
                    await follow.overlooked(parts.uow)
                    due = parts.clock.monotonic() + _OVERLOOKED_S
                while await follow.follow(parts.uow) >= follow.BATCH:
                    pass
            except ImpetusError as fault:
                _log.debug("events wait: %r", fault)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(awake.wait(), _LOOK_S)
            await asyncio.sleep(0.1)  # the relay numbers what was just committed; many commits are one look
    finally:
        connection.terminate()
