"""The form of a GTFS-Realtime source."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from impetus.kit.forms import words


class Settings(BaseModel):
    """Where the feeds are, how often they are asked, and what is made of them."""

    model_config = ConfigDict(extra="forbid")

    urls: list[Annotated[str, Field(max_length=1000)]] = Field(
        min_length=1,
        max_length=10,
        title="Addresses of the feeds",
        description="Trip updates and vehicle positions in protobuf",
        json_schema_extra=words(
            "Indirizzi dei feed",
            "Strømmenes adresser",
            it_help="Aggiornamenti delle corse e posizioni dei veicoli in protobuf",
            nb_help="Turoppdateringer og kjøretøyposisjoner i protobuf",
        ),
    )
    every_s: int = Field(
        30,
        ge=10,
        le=300,
        title="Ask every",
        json_schema_extra=words("Interroga ogni", "Spør hvert", unit="s"),
    )
    header: str = Field(
        "",
        max_length=80,
        pattern=r"^[A-Za-z0-9-]*$",
        title="Header with the key",
        description="Where the operator asks for a key, e.g. x-api-key",
        json_schema_extra=words(
            "Intestazione con la chiave",
            "Hode med nøkkelen",
            it_help="Se il gestore chiede una chiave, ad es. x-api-key",
            nb_help="Når operatøren krever en nøkkel, f.eks. x-api-key",
        ),
    )
    key: SecretStr = Field(
        SecretStr(""), max_length=2000, title="Key", json_schema_extra=words("Chiave", "Nøkkel", secret=True)
    )
    stops: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field(
        default_factory=list,
        max_length=500,
        title="Stops",
        description="Ids of stops that get delay and headway of their own, besides the lines",
        json_schema_extra=words(
            "Fermate",
            "Stoppesteder",
            it_help="Id delle fermate che hanno ritardo e intervallo propri, oltre alle linee",
            nb_help="Id til stoppesteder som får egen forsinkelse og eget intervall, i tillegg til linjene",
        ),
    )
    prefix: str = Field(
        "transit",
        min_length=1,
        max_length=40,
        pattern=r"^[A-Za-z0-9_.-]+$",
        title="Before every sensor's name",
        json_schema_extra=words("Prima di ogni nome", "Foran hvert sensornavn"),
    )
    line_word: str = Field(
        "Line",
        max_length=40,
        title="Word for a line",
        description="As people of the city say it: Line 6",
        json_schema_extra=words(
            "Parola per una linea",
            "Ord for en linje",
            it_help="Come si dice in città: Linea 6",
            nb_help="Slik byens folk sier det: Linje 6",
        ),
    )
    stop_word: str = Field(
        "Stop",
        max_length=40,
        title="Word for a stop",
        json_schema_extra=words("Parola per una fermata", "Ord for et stoppested"),
    )
    most_sensors: int = Field(
        3000,
        ge=1,
        le=20_000,
        title="Sensors at most",
        json_schema_extra=words("Numero massimo di sensori", "Høyst så mange sensorer"),
    )

    @field_validator("urls")
    @classmethod
    def _addresses(cls, urls: list[str]) -> list[str]:
        for url in urls:
            try:
                parts = urlsplit(url)
                usable = parts.port != 0
            except ValueError:
                raise ValueError(f"{url[:80]!r} is no address") from None
            if parts.scheme not in ("http", "https") or not parts.hostname or not usable or not url.isprintable():
                raise ValueError("an address begins with http:// or https:// and names a host")
            if parts.username or parts.password or " " in url:
                raise ValueError("an address holds no password and no blank; a key goes into its own field")
        if len(set(urls)) != len(urls):
            raise ValueError("an address is there twice")
        return urls
