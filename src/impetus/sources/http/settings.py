"""The form of an HTTP push source."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from impetus.kit.forms import words


class Settings(BaseModel):
    """What a sender may send."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "csv", "sensorthings", "ngsi_ld"] = Field(
        "json",
        title="Format of what is sent",
        description="The addresses …/sensorthings and …/ngsi-ld take their own format whatever is set here",
        json_schema_extra=words(
            "Formato dei dati",
            "Format på det som sendes",
            it_help="Gli indirizzi …/sensorthings e …/ngsi-ld accettano comunque il proprio formato",
            nb_help="Adressene …/sensorthings og …/ngsi-ld tar sitt eget format uansett",
        ),
    )
    own_clock: bool = Field(
        False,
        title="The sender sets the clock",
        description="With the header X-Impetus-Clock; for exercises and simulations",
        json_schema_extra=words(
            "Il mittente regola l'orologio",
            "Avsenderen stiller klokken",
            it_help="Con l'intestazione X-Impetus-Clock; per esercitazioni e simulazioni",
            nb_help="Med hodefeltet X-Impetus-Clock; for øvelser og simuleringer",
        ),
    )
    largest_mb: int = Field(
        16,
        ge=1,
        le=256,
        title="Largest message",
        json_schema_extra=words("Messaggio più grande", "Største melding", unit="MB"),
    )
    late_after_s: int = Field(
        0,
        ge=0,
        le=604_800,
        title="Report silence after",
        description="0 never does",
        json_schema_extra=words(
            "Segnala il silenzio dopo", "Meld stillhet etter", it_help="0: mai", nb_help="0: aldri", unit="s"
        ),
    )
