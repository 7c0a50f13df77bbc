"""E-mail over SMTP, encrypted unless told otherwise."""

import re
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import ClassVar, Final, Literal, Self

import aiosmtplib
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from impetus.contracts import channel
from impetus.contracts.channel import Message, Recipient, Refused
from impetus.kit.fields import Line
from impetus.kit.forms import words
from impetus.kit.times import as_datetime
from impetus.model.text import Text

TIMEOUT_S: Final = 20.0
ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
"""What counts as an e-mail address here: the plain form, nothing quoted."""


class Settings(BaseModel):
    """The mail server and who sends."""

    model_config = ConfigDict(extra="forbid")

    host: Line = Field(min_length=1, title="Mail server", json_schema_extra=words("Server di posta", "E-posttjener"))
    port: int = Field(587, ge=1, le=65535, title="Port", json_schema_extra=words("Porta", "Port"))
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        title="Encryption",
        description="STARTTLS on port 587, TLS on port 465; none only to a server on the same machine.",
        json_schema_extra=words(
            "Cifratura",
            "Kryptering",
            it_help="STARTTLS sulla porta 587, TLS sulla 465; nessuna solo verso un server sulla stessa macchina.",
            nb_help="STARTTLS på port 587, TLS på port 465; ingen bare til en tjener på samme maskin.",
        ),
    )
    ca_certificate: str = Field(
        "",
        max_length=20_000,
        title="Authority's certificate",
        description="PEM text, where the server's certificate comes from an authority of your own.",
        json_schema_extra=words(
            "Certificato dell'autorità",
            "Utstederens sertifikat",
            it_help="Testo PEM, se il certificato del server viene da un'autorità propria.",
            nb_help="PEM-tekst, når tjenerens sertifikat kommer fra en egen utsteder.",
            rows=4,
        ),
    )
    username: Line = Field("", title="User", json_schema_extra=words("Utente", "Bruker"))
    password: SecretStr = Field(
        SecretStr(""), max_length=500, title="Password", json_schema_extra=words("Password", "Passord", secret=True)
    )
    sender: Line = Field(
        min_length=3,
        title="Sender's address",
        json_schema_extra=words("Indirizzo del mittente", "Avsenderadresse"),
    )
    sender_name: Line = Field(
        "IMPETUS", title="Sender's name", json_schema_extra=words("Nome del mittente", "Avsendernavn")
    )

    @field_validator("sender")
    @classmethod
    def _address(cls, value: str) -> str:
        if not ADDRESS.fullmatch(value):
            raise ValueError("is not an e-mail address")
        return value

    @model_validator(mode="after")
    def _no_password_in_the_open(self) -> Self:
        if self.security == "none" and self.password.get_secret_value():
            raise ValueError("a password is never sent without encryption")
        return self


class Channel(channel.Channel):
    """Sends to the addresses of people."""

    id: ClassVar[str] = "email"
    title: ClassVar[Text] = Text(en="E-mail", it="E-mail", nb="E-post")
    about: ClassVar[Text] = Text(
        en="Messages to people's addresses through your mail server.",
        it="Messaggi agli indirizzi delle persone tramite il vostro server di posta.",
        nb="Meldinger til folks adresser gjennom deres e-posttjener.",
    )
    Settings: ClassVar[type[BaseModel]] = Settings
    needs: ClassVar[str] = "email"

    async def send(self, message: Message, recipient: Recipient) -> str:
        """Send one e-mail; its Message-ID is made from the key, so that mail programs drop a repeat."""
        settings = self.settings
        assert isinstance(settings, Settings)
        if not ADDRESS.fullmatch(recipient.address):
            raise Refused("There is no e-mail address.")
        mail = EmailMessage()
        mail["From"] = Address(settings.sender_name, addr_spec=settings.sender)
        mail["To"] = Address(" ".join(recipient.name.split()), addr_spec=recipient.address)
        mail["Subject"] = " ".join(message.subject.split())[:200]
        mail["Date"] = format_datetime(as_datetime(self.context.clock.now_ms()))
        mail["Message-ID"] = f"<{message.key}@{settings.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = recipient.locale
        mail.set_content(message.text + (f"\n\n{message.link}\n" if message.link else "\n"))
        try:
            _, answer = await aiosmtplib.send(
                mail,
                hostname=settings.host,
                port=settings.port,
                use_tls=settings.security == "tls",
                start_tls=settings.security == "starttls",
                username=settings.username or None,
                password=settings.password.get_secret_value() or None,
                timeout=TIMEOUT_S,
                tls_context=_context(settings),
            )
        except aiosmtplib.SMTPRecipientsRefused as fault:
            first = fault.recipients[0]
            raise _judged(first.code, first.message) from fault
        except aiosmtplib.SMTPResponseException as fault:
            raise _judged(fault.code, fault.message) from fault
        except aiosmtplib.SMTPException as fault:
            raise OSError(f"The mail server does not answer as it should: {fault}"[:300]) from fault
        return answer[:200]


def _context(settings: Settings) -> ssl.SSLContext | None:
    if settings.security == "none":
        return None
    try:
        return ssl.create_default_context(cadata=settings.ca_certificate or None)
    except (ssl.SSLError, ValueError) as fault:
        raise Refused("The authority's certificate cannot be read.") from fault


def _judged(code: int, text: str) -> Exception:
    """4xx is tried again, 5xx never."""
    words_ = f"{code} {text}"[:300]
    return Refused(words_) if 500 <= code < 600 else OSError(words_)
