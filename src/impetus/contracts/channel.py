"""The contract of a channel: a way out (e-mail, webhook, chat).

A channel lives in one folder of `impetus.channels` (or in a package with an entry point in the group
`impetus.channels`) that has a module `channel` with a class `Channel` derived from the one here.
"""

from typing import Any, ClassVar, Protocol

import msgspec
from pydantic import BaseModel

from impetus.kit.clock import Clock
from impetus.model.alert import Severity
from impetus.model.text import Text


class Refused(Exception):
    """The other side will never take this message; it is not tried again. The text says why, in English."""


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told: an address of the channel's own form ("" where the channel has only one), a name, a language."""

    address: str = ""
    name: str = ""
    locale: str = "en"


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is told, in the recipient's language. `event` is the same as a CloudEvent's JSON object."""

    key: str
    severity: Severity
    subject: str
    text: str
    link: str = ""
    event: dict[str, Any] = {}


class ChannelContext(Protocol):
    """What the platform gives a channel."""

    @property
    def clock(self) -> Clock:
        """The injected clock."""
        ...

    async def allowed(self, host: str, port: int) -> list[str]:
        """The addresses of `host` that may be connected to; raise Refused where there is none."""
        ...


class Channel:
    """A way out. `Settings` becomes its form in the console.

    `needs` says what of a person it needs: `email`, or "" where all messages go to one place.
    """

    id: ClassVar[str]
    title: ClassVar[Text]
    about: ClassVar[Text]
    Settings: ClassVar[type[BaseModel]]
    needs: ClassVar[str] = ""

    def __init__(self, settings: BaseModel, context: ChannelContext) -> None:
        self.settings = settings
        self.context = context

    async def send(self, message: Message, recipient: Recipient) -> str:
        """Send one message; return what the other side answered, in few words.

        Sending twice with the same `message.key` must do no harm: after a crash nobody knows whether a message had
        left, so it leaves again. Raise Refused where trying again is useless, anything else to be tried again.
        """
        raise NotImplementedError
