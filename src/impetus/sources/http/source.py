"""HTTP push. The work is done by the server's endpoints; here the source only says that it is there."""

import asyncio
from typing import ClassVar

from pydantic import BaseModel

from impetus.contracts.source import Source as BaseSource
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.sources import words
from impetus.sources.http.settings import Settings


class Source(BaseSource):
    """A way in that waits to be called."""

    id: ClassVar[str] = "http"
    title: ClassVar[Text] = Text(en="HTTP push", it="Invio HTTP", nb="HTTP-mottak")
    about: ClassVar[Text] = Text(
        en="Others send readings with a token: JSON, NDJSON, CSV, SensorThings, NGSI-LD",
        it="Altri inviano misure con un token: JSON, NDJSON, CSV, SensorThings, NGSI-LD",
        nb="Andre sender målinger med en nøkkel: JSON, NDJSON, CSV, SensorThings, NGSI-LD",
    )
    Settings: ClassVar[type[BaseModel]] = Settings

    async def run(self) -> None:
        """Wait until cancelled."""
        self.context.health(HealthState.FRESH, words.LISTENING)
        await asyncio.Event().wait()
