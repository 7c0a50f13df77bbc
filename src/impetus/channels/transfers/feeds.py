"""Fetches warnings from the feeds that an agency named, each as often as it asked."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from impetus.agencies import service as agencies
from impetus.channels.guard import Guard, request
from impetus.channels.transfers import cap_in, feeds_repository
from impetus.channels.transfers.feeds_repository import FeedRow
from impetus.contracts.channel import Refused
from impetus.formats import cap
from impetus.formats.xml import MAX_BYTES
from impetus.kit.errors import ImpetusError
from impetus.kit.times import as_datetime
from impetus.model.text import Text
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)

PURPOSE: Final = "urban_safety"
_LOOK_S: Final = 5.0
_READ: Final = Text(
    en="Read: {taken} new, {refused} refused, {lost} parts left out.",
    it="Letto: {taken} nuovi, {refused} rifiutati, {lost} parti tralasciate.",
    nb="Lest: {taken} nye, {refused} avvist, {lost} deler utelatt.",
)
_AWAY: Final = Text(
    en="The feed cannot be read: {why}", it="Il feed non è leggibile: {why}", nb="Strømmen kan ikke leses: {why}"
)


async def run(uow: UnitOfWork, guard: Guard) -> None:
    """Fetch until cancelled."""
    while True:
        try:
            for agency in await agencies.every(uow):
                await look(uow, guard, agency.id)
        except ImpetusError as fault:
            _log.debug("feeds wait: %r", fault)
        await asyncio.sleep(_LOOK_S)


async def look(uow: UnitOfWork, guard: Guard, agency: str) -> int:
    """Fetch the agency's feeds that are due; return how many."""
    now = as_datetime(uow.clock.now_ms())
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        due = await feeds_repository.due(unit, now)
    for feed in due:
        await fetch(uow, guard, agency, feed)
    return len(due)


async def fetch(uow: UnitOfWork, guard: Guard, agency: str, feed: FeedRow) -> None:
    """Fetch one feed, take what is in it, and note how it went."""
    taken, refused, state, reason = 0, 0, "fresh", _READ
    try:
        status, body, _ = await request(
            guard, "GET", feed.url, headers={"Accept": "application/cap+xml, application/atom+xml, text/xml"},
            most=MAX_BYTES,
        )  # fmt: skip
        if status != 200:
            raise OSError(f"HTTP {status}")
        read = await asyncio.to_thread(cap.read, body)
        taken = await cap_in.take(uow, agency, read)
        refused = len(read.refused)
        values: dict[str, object] = {"taken": taken, "refused": refused, "lost": len(read.lost)}
    except (OSError, TimeoutError, Refused, ImpetusError) as fault:
        state, reason, values = "blind", _AWAY, {"why": (str(fault) or type(fault).__name__)[:200]}
    said = Text(en=reason.en.format(**values), it=reason.it.format(**values), nb=reason.nb.format(**values))
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        now = as_datetime(uow.clock.now_ms())
        following = now + timedelta(seconds=feed.every_s)
        await feeds_repository.note(unit, feed.id, state, said, now, following, taken, refused)
        unit.emit("feed", {"id": feed.id})
