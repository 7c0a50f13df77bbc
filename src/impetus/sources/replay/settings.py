"""The form of a replay."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from impetus.kit.forms import words


class Settings(BaseModel):
    """Which file, and how fast."""

    model_config = ConfigDict(extra="forbid")

    file: str = Field(
        min_length=1,
        max_length=300,
        title="File",
        description="CSV (also .gz) or Parquet in the folder `replay` of the data folder",
        json_schema_extra=words(
            "File",
            "Fil",
            it_help="CSV (anche .gz) o Parquet nella cartella `replay` dei dati",
            nb_help="CSV (også .gz) eller Parquet i mappen `replay` i datamappen",
        ),
    )
    sensors: str = Field(
        "",
        max_length=300,
        title="File with the sensors' places",
        description="CSV with sensor, name, latitude, longitude; a missing place stays unknown",
        json_schema_extra=words(
            "File con le posizioni dei sensori",
            "Fil med sensorenes plasser",
            it_help="CSV con sensore, nome, latitudine, longitudine; una posizione mancante resta ignota",
            nb_help="CSV med sensor, navn, breddegrad, lengdegrad; en manglende plass forblir ukjent",
        ),
    )
    speed: float = Field(
        0,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        title="Speed",
        description="Times faster than real; 0 is as fast as it goes",
        json_schema_extra=words(
            "Velocità",
            "Hastighet",
            it_help="Volte più veloce del reale; 0: più veloce possibile",
            nb_help="Ganger raskere enn virkeligheten; 0 er så fort det går",
        ),
    )
    live_days: float = Field(
        28,
        ge=0,
        le=36_500,
        allow_inf_nan=False,
        title="Played as if live",
        description="Days at the file's end that raise alerts; from what is older the tools learn in silence",
        json_schema_extra=words(
            "Riprodotti come dal vivo",
            "Spilles som direkte",
            it_help="Giorni alla fine del file che danno allarmi; dal resto gli strumenti imparano in silenzio",
            nb_help="Dager på slutten av filen som gir varsler; av det som er eldre, lærer verktøyene i stillhet",
            unit="d",
        ),
    )
    guess: bool = Field(
        True,
        title="Guess the mapping",
        description="Where none is given, by the names of the columns",
        json_schema_extra=words(
            "Indovina la mappatura",
            "Gjett koblingen",
            it_help="Se non è data, dai nomi delle colonne",
            nb_help="Hvis ingen er gitt, ut fra kolonnenavnene",
        ),
    )

    @field_validator("file", "sensors")
    @classmethod
    def _inside(cls, path: str) -> str:
        if "\0" in path or path.startswith(("/", "\\", "~")) or ".." in path.replace("\\", "/").split("/"):
            raise ValueError("give a path below the folder `replay`, without ..")
        return path

    @model_validator(mode="after")
    def _different(self) -> Self:
        if self.sensors and self.sensors == self.file:
            raise ValueError("readings and places stand in different files")
        return self
