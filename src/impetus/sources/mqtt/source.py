"""Listens to topics of an MQTT broker; a message is acknowledged once its readings are durable."""

import asyncio
from typing import ClassVar, Final, cast

from pydantic import BaseModel

from impetus.contracts.source import Source as BaseSource
from impetus.contracts.source import SourceContext
from impetus.formats.collect import merge
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.sources import words
from impetus.sources.discovery import formats
from impetus.sources.mqtt.client import Connection, Disconnected
from impetus.sources.mqtt.settings import Settings

_FIRST_WAIT_S: Final = 0.5
_LONGEST_WAIT_S: Final = 30.0
_STEADY_S: Final = 60.0
_BATCH: Final = 500
"""Messages that are handed on together at most, when they come faster than one by one."""


class Source(BaseSource):
    """A client of a broker that comes back by itself and misses nothing that the broker kept."""

    id: ClassVar[str] = "mqtt"
    title: ClassVar[Text] = Text(en="MQTT broker", it="Broker MQTT", nb="MQTT-megler")
    about: ClassVar[Text] = Text(
        en="Listens to topics of any MQTT 5 or 3.1.1 broker",
        it="Ascolta i topic di qualsiasi broker MQTT 5 o 3.1.1",
        nb="Lytter til emner hos en MQTT-megler, 5 eller 3.1.1",
    )
    Settings: ClassVar[type[BaseModel]] = Settings

    def __init__(self, settings: BaseModel, context: SourceContext) -> None:
        super().__init__(settings, context)
        self._own = cast(Settings, settings)
        self._format = formats()[self._own.format]
        self._client_id = self._own.client_id or f"impetus-{context.source_id}"[:64]

    async def run(self) -> None:
        """Connect, listen, and connect again with back-off, until cancelled."""
        wait = _FIRST_WAIT_S
        where = f"{self._own.host}:{self._own.port}"
        self.context.health(HealthState.UNKNOWN, words.connecting(where))
        while True:
            began = self.context.clock.monotonic()
            try:
                await self._listen()
            except Disconnected as fault:
                if self.context.clock.monotonic() - began > _STEADY_S:
                    wait = _FIRST_WAIT_S
                self.context.health(HealthState.BLIND, words.away(str(fault), wait))
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)

    async def _listen(self) -> None:
        connection = Connection(self._own, self._client_id)
        try:
            await connection.open()
            self.context.health(HealthState.FRESH, words.CONNECTED)
            while True:
                messages = await connection.batch(_BATCH)
                received = self.context.clock.now_ms()
                parts = [
                    self._format.parse(
                        bytes(message.payload), mapping=self.context.mapping, topic=message.topic, received=received
                    )
                    for message in messages
                ]
                await self.context.accept(merge(parts))
                connection.acknowledge(messages)
        finally:
            await connection.close()
