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
    clock: Literal["live", "own"] = Field(
        "live",
        title="Clock",
        description="own: the sender sets it with X-Impetus-Clock, for exercises and simulations",
        json_schema_extra=words(
            "Orologio",
            "Klokke",
            it_help="own: lo regola il mittente con X-Impetus-Clock, per esercitazioni e simulazioni",
            nb_help="own: avsenderen stiller den med X-Impetus-Clock, for øvelser og simuleringer",
        ),
    )
    largest_mb: int = Field(
        16,
        ge=1,
        le=256,
        title="Largest message, unpacked",
        json_schema_extra=words("Messaggio più grande, decompresso", "Største melding, utpakket", unit="MB"),
    )
