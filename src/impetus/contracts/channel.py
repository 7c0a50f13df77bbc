"""The contract of a channel: a way out (e-mail, webhook, CAP feed)."""

from typing import Any, Protocol

from pydantic import BaseModel


class Channel(Protocol):
    """A way out. Sending twice with the same `key` must do no harm."""

    id: str
    Settings: type[BaseModel]

    async def send(self, key: str, message: dict[str, Any]) -> None:
        """Send one message; raise to have it tried again with back-off."""
        ...
