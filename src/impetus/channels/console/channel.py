"""Notices in the console: kept in the database with the rule's own transaction, so each exists exactly once."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from impetus.contracts import channel
from impetus.contracts.channel import Message, Recipient
from impetus.model.text import Text


class Settings(BaseModel):
    """Nothing to set."""

    model_config = ConfigDict(extra="forbid")


class Channel(channel.Channel):
    """Shown to whoever it is for, wherever they are signed in."""

    id: ClassVar[str] = "console"
    title: ClassVar[Text] = Text(en="Console", it="Console", nb="Konsoll")
    about: ClassVar[Text] = Text(
        en="A notice in the console of the people it is for.",
        it="Un avviso nella console delle persone a cui è destinato.",
        nb="Et varsel i konsollen til dem det gjelder.",
    )
    Settings: ClassVar[type[BaseModel]] = Settings

    async def send(self, message: Message, recipient: Recipient) -> str:
        """Nothing has to leave: the delivery itself is what the console shows."""
        return "shown"
