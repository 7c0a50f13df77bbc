"""Chat services through the library Apprise: Slack, Teams, Mattermost, Matrix, Telegram and others."""

import warnings
from functools import lru_cache
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from impetus.contracts import channel
from impetus.contracts.channel import Message, Recipient, Refused
from impetus.kit.forms import words
from impetus.model.alert import Severity
from impetus.model.text import Text

SERVICES: Final = frozenset(
    {
        "discord", "gchat", "line", "matrix", "matrixs", "mmost", "mmosts", "msteams", "nctalk", "nctalks", "ntfy",
        "ntfys", "rocket", "rockets", "signal", "signals", "slack", "tgram", "threema", "twilio", "vonage", "whatsapp",
        "workflows", "wxteams", "zulip",
    }
)  # fmt: skip
"""Chat and short-message services only: Apprise also runs programs and writes files, which nobody may configure."""
_OWN_HOST: Final = frozenset(
    {"mmost", "mmosts", "matrix", "matrixs", "nctalk", "nctalks", "ntfy", "ntfys", "rocket", "rockets", "signal",
     "signals"}
)  # fmt: skip
_KIND: Final = {Severity.CRITICAL: "failure", Severity.HIGH: "warning", Severity.MEDIUM: "warning"}


@lru_cache(maxsize=1)
def library() -> Any:
    """Apprise, loaded with its services when it is first needed; what it says of old modules is its own affair."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        apprise.Apprise.instantiate("json://localhost")
    return apprise


class Settings(BaseModel):
    """The service's address in Apprise's form."""

    model_config = ConfigDict(extra="forbid")

    service: SecretStr = Field(
        min_length=8,
        max_length=2000,
        title="Service address",
        description="In Apprise's form, such as slack://token/#channel or matrixs://user:password@host/#room.",
        json_schema_extra=words(
            "Indirizzo del servizio",
            "Tjenestens adresse",
            it_help="Nella forma di Apprise, per esempio slack://token/#canale.",
            nb_help="På Apprises form, for eksempel slack://token/#kanal.",
            secret=True,
        ),
    )

    @field_validator("service")
    @classmethod
    def _known(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        scheme = url.partition("://")[0].lower()
        if scheme not in SERVICES:
            raise ValueError(f"must begin with one of {', '.join(sorted(SERVICES))}, followed by ://")
        if not url.isprintable() or library().Apprise.instantiate(url, suppress_exceptions=True) is None:
            raise ValueError("is not complete; the service's page in Apprise's guide shows its form")
        return value


class Channel(channel.Channel):
    """Sends to one service."""

    id: ClassVar[str] = "apprise"
    title: ClassVar[Text] = Text(en="Chat service", it="Servizio di chat", nb="Chattetjeneste")
    about: ClassVar[Text] = Text(
        en="Slack, Teams, Mattermost, Matrix, Telegram and other chat services.",
        it="Slack, Teams, Mattermost, Matrix, Telegram e altri servizi di chat.",
        nb="Slack, Teams, Mattermost, Matrix, Telegram og andre chattetjenester.",
    )
    Settings: ClassVar[type[BaseModel]] = Settings

    async def send(self, message: Message, recipient: Recipient) -> str:
        """Send one message. Chat services cannot drop repeats: after a crash a message may stand there twice."""
        settings = self.settings
        assert isinstance(settings, Settings)
        url = settings.service.get_secret_value()
        parts = urlsplit(url)
        if parts.scheme.lower() in _OWN_HOST and parts.hostname:
            await self.context.allowed(parts.hostname, parts.port or 443)
        sender = library().Apprise()
        if not sender.add(url):
            raise Refused("The service's address is not complete.")
        body = message.text + (f"\n{message.link}" if message.link else "")
        done = await sender.async_notify(
            body=body,
            title=message.subject,
            notify_type=_KIND.get(message.severity, "info"),
            interpret_escapes=False,
        )
        if not done:
            raise OSError("The service did not take the message.")
        return "taken"
