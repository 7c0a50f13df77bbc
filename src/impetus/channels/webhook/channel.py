"""Webhooks: a CloudEvent as JSON, signed, to an address of another program.

The signature: header `X-Impetus-Signature: v1=<hex>`, HMAC-SHA256 under the shared secret over the value of
`X-Impetus-Timestamp` (seconds since 1970), a full stop, and the body. `Idempotency-Key` is the event's id: a repeat
has the same.
"""

import hashlib
import hmac
from typing import ClassVar, Final

import msgspec
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from impetus.channels.guard import Guard, request, split
from impetus.contracts import channel
from impetus.contracts.channel import Message, Recipient, Refused
from impetus.kit.forms import words
from impetus.model.text import Text

_NEVER: Final = frozenset({400, 405, 410, 413, 415, 422})
"""Answers after which the same message is never taken."""


class Settings(BaseModel):
    """Where events go, and the secret that signs them."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=1000, title="Address", json_schema_extra=words("Indirizzo", "Adresse"))
    secret: SecretStr = Field(
        min_length=16,
        max_length=200,
        title="Shared secret",
        description="At least 16 characters. The other side checks the signature with it.",
        json_schema_extra=words(
            "Segreto condiviso",
            "Delt hemmelighet",
            it_help="Almeno 16 caratteri. L'altra parte lo usa per controllare la firma.",
            nb_help="Minst 16 tegn. Mottakeren kontrollerer signaturen med den.",
            secret=True,
        ),
    )
    authorization: SecretStr = Field(
        SecretStr(""),
        max_length=2000,
        title="Authorization header",
        description="Sent as it is, where the other side asks for one.",
        json_schema_extra=words(
            "Intestazione Authorization",
            "Authorization-hode",
            it_help="Inviata così com'è, se l'altra parte la richiede.",
            nb_help="Sendes som den er, når mottakeren krever det.",
            secret=True,
        ),
    )

    @field_validator("url")
    @classmethod
    def _http(cls, value: str) -> str:
        split(value)
        return value

    @field_validator("authorization")
    @classmethod
    def _header(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().isprintable() or not value.get_secret_value().isascii():
            raise ValueError("must be one line of plain characters")
        return value


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the signature header holds."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Channel(channel.Channel):
    """Posts to one address."""

    id: ClassVar[str] = "webhook"
    title: ClassVar[Text] = Text(en="Webhook", it="Webhook", nb="Webhook")
    about: ClassVar[Text] = Text(
        en="Signed events to another program, as CloudEvents over HTTP.",
        it="Eventi firmati verso un altro programma, come CloudEvents via HTTP.",
        nb="Signerte hendelser til et annet program, som CloudEvents over HTTP.",
    )
    Settings: ClassVar[type[BaseModel]] = Settings

    async def send(self, message: Message, recipient: Recipient) -> str:
        """Post the event; any 2xx is taken as received."""
        settings = self.settings
        assert isinstance(settings, Settings)
        assert isinstance(self.context, Guard)
        body = msgspec.json.encode(message.event)
        timestamp = str(self.context.clock.now_ms() // 1000)
        headers = {
            "Content-Type": "application/cloudevents+json",
            "User-Agent": "IMPETUS",
            "Idempotency-Key": message.key,
            "X-Impetus-Timestamp": timestamp,
            "X-Impetus-Signature": signature(settings.secret.get_secret_value(), timestamp, body),
        }
        if settings.authorization.get_secret_value():
            headers["Authorization"] = settings.authorization.get_secret_value()
        status, _, _ = await request(self.context, "POST", settings.url, headers=headers, body=body)
        if 200 <= status < 300:
            return f"HTTP {status}"
        if status in _NEVER:
            raise Refused(f"The other side refused it: HTTP {status}.")
        raise OSError(f"The other side answered HTTP {status}.")
