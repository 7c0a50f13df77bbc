"""The form of an MQTT source."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from impetus.kit.forms import words


def check_filter(topic: str) -> str:
    """Return a topic filter if it is one (MQTT 5, section 4.7), else raise ValueError."""
    if not topic or len(topic.encode()) > 65_535 or "\0" in topic:
        raise ValueError("a topic filter has 1 to 65,535 bytes")
    levels = topic.split("/")
    for at, level in enumerate(levels):
        if ("#" in level and (level != "#" or at != len(levels) - 1)) or ("+" in level and level != "+"):
            raise ValueError("# stands alone at the end of a topic filter, + alone in a level")
    return topic


class Settings(BaseModel):
    """How to reach the broker, and what to listen to."""

    model_config = ConfigDict(extra="forbid")

    host: str = Field(
        min_length=1,
        max_length=255,
        title="Broker",
        json_schema_extra=words("Broker", "Megler"),
        examples=["localhost"],
    )
    port: int = Field(1883, ge=1, le=65_535, title="Port", json_schema_extra=words("Porta", "Port"))
    topics: list[Annotated[str, Field(max_length=1000)]] = Field(
        min_length=1,
        max_length=100,
        title="Topics",
        description="With + for one level and # for all that follow",
        json_schema_extra=words(
            "Topic",
            "Emner",
            it_help="Con + per un livello e # per tutti i seguenti",
            nb_help="Med + for ett nivå og # for alle som følger",
        ),
    )
    format: Literal["json", "csv", "sensorthings", "ngsi_ld"] = Field(
        "json", title="Format of the messages", json_schema_extra=words("Formato dei messaggi", "Meldingsformat")
    )
    version: Literal["5", "3.1.1"] = Field(
        "5", title="Version of MQTT", json_schema_extra=words("Versione di MQTT", "MQTT-versjon")
    )
    qos: Literal[0, 1] = Field(
        1,
        title="Quality of service",
        description="1: the broker repeats what was not stored here; 0: what is missed is lost",
        json_schema_extra=words(
            "Qualità del servizio",
            "Tjenestekvalitet",
            it_help="1: il broker ripete ciò che qui non è stato salvato; 0: ciò che manca è perso",
            nb_help="1: megleren gjentar det som ikke ble lagret her; 0: det som går tapt, er tapt",
        ),
    )
    session_hours: int = Field(
        24,
        ge=0,
        le=8760,
        title="The broker keeps messages while away for",
        json_schema_extra=words(
            "Il broker conserva i messaggi durante un'assenza per", "Megleren tar vare på meldinger i", unit="h"
        ),
    )
    client_id: str = Field(
        "",
        max_length=64,
        title="Client id",
        description="Empty makes one; two clients of one id push each other out",
        json_schema_extra=words(
            "Id del client",
            "Klient-id",
            it_help="Se vuoto viene creato; due client con lo stesso id si escludono",
            nb_help="Tomt lager en; to klienter med samme id kaster hverandre ut",
        ),
    )
    username: str = Field("", max_length=255, title="Login", json_schema_extra=words("Utente", "Bruker"))
    password: SecretStr = Field(
        SecretStr(""), title="Password", json_schema_extra=words("Password", "Passord", secret=True)
    )
    tls: bool = Field(False, title="Encrypted (TLS)", json_schema_extra=words("Cifrato (TLS)", "Kryptert (TLS)"))
    ca_certificate: str = Field(
        "",
        max_length=100_000,
        title="Certificate of the authority",
        description="PEM; empty trusts those of this machine",
        json_schema_extra=words(
            "Certificato dell'autorità",
            "Utstederens sertifikat",
            it_help="PEM; se vuoto valgono quelli di questa macchina",
            nb_help="PEM; tomt stoler på maskinens egne",
            lines=6,
        ),
    )
    check_hostname: bool = Field(
        True,
        title="The certificate must name the broker",
        json_schema_extra=words("Il certificato deve nominare il broker", "Sertifikatet må navngi megleren"),
    )
    client_certificate: str = Field(
        "",
        max_length=100_000,
        title="Our certificate",
        description="PEM, where the broker asks for one",
        json_schema_extra=words(
            "Il nostro certificato",
            "Vårt sertifikat",
            it_help="PEM, se il broker lo chiede",
            nb_help="PEM, hvis megleren krever det",
            lines=6,
        ),
    )
    client_key: SecretStr = Field(
        SecretStr(""), title="Its key", json_schema_extra=words("La sua chiave", "Nøkkelen", secret=True, lines=6)
    )
    keepalive_s: int = Field(
        30,
        ge=5,
        le=3600,
        title="Sign of life every",
        json_schema_extra=words("Segno di vita ogni", "Livstegn hvert", unit="s"),
    )

    @field_validator("topics")
    @classmethod
    def _filters(cls, topics: list[str]) -> list[str]:
        return [check_filter(topic) for topic in topics]

    @model_validator(mode="after")
    def _pairs(self) -> "Settings":
        if bool(self.client_certificate) != bool(self.client_key.get_secret_value()):
            raise ValueError("a client certificate needs its key, and the other way round")
        return self
