"""Asks GTFS-Realtime feeds for what changed; a feed is read once, however often it is offered."""

import asyncio
from typing import ClassVar, Final, cast

import httpx
from pydantic import BaseModel

from impetus.contracts.format import Readings
from impetus.contracts.source import Source as BaseSource
from impetus.contracts.source import SourceContext
from impetus.formats.collect import merge
from impetus.formats.gtfs_realtime import read_feed
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.sources import words
from impetus.sources.gtfs_realtime.lines import Lines
from impetus.sources.gtfs_realtime.settings import Settings

LARGEST: Final = 32 * 2**20
"""Bytes of one feed at most; a large country's has a tenth of it."""
_OLD_S: Final = 600
"""A feed that was made longer ago is late."""
_LONGEST_WAIT_S: Final = 300.0


class Source(BaseSource):
    """Delays, headways and vehicles in service of lines and stops, every half minute or so."""

    id: ClassVar[str] = "gtfs_realtime"
    title: ClassVar[Text] = Text(
        en="Public transport (GTFS-Realtime)",
        it="Trasporto pubblico (GTFS-Realtime)",
        nb="Kollektivtrafikk (GTFS-Realtime)",
    )
    about: ClassVar[Text] = Text(
        en="Asks an operator's feeds for delays, headways and vehicles in service, by line and stop",
        it="Chiede ai feed di un gestore ritardi, intervalli e veicoli in servizio, per linea e fermata",
        nb="Spør en operatørs strømmer om forsinkelser, intervaller og kjøretøy i drift, etter linje og stoppested",
    )
    Settings: ClassVar[type[BaseModel]] = Settings

    def __init__(self, settings: BaseModel, context: SourceContext) -> None:
        super().__init__(settings, context)
        own = self._own = cast(Settings, settings)
        self._lines = Lines(
            own.prefix, (own.line_word, own.stop_word), frozenset(own.stops), own.every_s, own.most_sensors
        )
        self._read: dict[str, int] = {}

    async def run(self) -> None:
        """Ask again and again until cancelled; after a fault ever more seldom."""
        self.context.health(HealthState.UNKNOWN, words.connecting(", ".join(self._own.urls)[:200]))
        secret = self._own.key.get_secret_value()
        headers = {self._own.header: secret} if self._own.header and secret else {}
        wait = float(self._own.every_s)
        async with httpx.AsyncClient(headers=headers, timeout=httpx.Timeout(30, connect=10), trust_env=False) as client:
            while True:
                try:
                    await self._ask(client)
                    wait = float(self._own.every_s)
                except (httpx.HTTPError, Unreadable) as fault:
                    wait = min(2 * wait, max(_LONGEST_WAIT_S, float(self._own.every_s)))
                    why = str(fault) or type(fault).__name__
                    self.context.health(HealthState.BLIND, words.away(why[:200], wait))
                await asyncio.sleep(wait)

    async def _ask(self, client: httpx.AsyncClient) -> None:
        parts: list[Readings] = []
        oldest, unreadable = 0, ""
        for url in self._own.urls:
            feed = read_feed(await _fetch(client, url))
            received = self.context.clock.now_ms()
            time = feed.time * 1000 or received
            oldest = max(oldest, received - time)
            if self._read.get(url) == feed.time != 0:
                continue
            self._read[url] = feed.time
            readings, new = self._lines.readings(feed, time)
            if new:
                await self.context.register(new)
            if feed.refusals and not feed.trips and not feed.vehicles:
                unreadable = f"{url[:120]}: {feed.refusals[0].problem}"
            parts.append(readings)
        if parts:
            await self.context.accept(merge(parts))
        if unreadable:
            raise Unreadable(unreadable)
        if oldest > 1000 * _OLD_S:
            self.context.health(HealthState.LATE, words.stale(oldest // 60_000))
        else:
            self.context.health(HealthState.FRESH, words.CONNECTED)


class Unreadable(Exception):
    """A feed came that cannot be used; the message says which and why."""


async def _fetch(client: httpx.AsyncClient, url: str) -> bytes:
    async with client.stream("GET", url, follow_redirects=False) as answer:
        if answer.status_code != 200:
            raise Unreadable(f"{url[:120]} answers {answer.status_code}")
        held = bytearray()
        async for part in answer.aiter_bytes():
            held += part
            if len(held) > LARGEST:
                raise Unreadable(f"{url[:120]} sends more than {LARGEST // 2**20} MiB")
    return bytes(held)
