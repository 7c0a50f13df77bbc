"""Mapping: which field of a foreign message is sensor, time, value, unit and place."""

from typing import Annotated, Any, Final, Literal
from zoneinfo import available_timezones

import msgspec
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from impetus.kit.forms import words
from impetus.model.sensor import Aggregate, Sensor, SensorKind

PathText = Annotated[str, Field(max_length=300)]
_ZONES: Final = frozenset(available_timezones())


class ValueField(BaseModel):
    """One measured quantity in a message. Several of them make several sensors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: PathText = Field(
        title="Field",
        description="Where the number stands, e.g. data.value",
        json_schema_extra=words(
            "Campo",
            "Felt",
            it_help="Dove si trova il numero, ad es. data.value",
            nb_help="Hvor tallet står, f.eks. data.value",
        ),
    )
    suffix: str = Field(
        "",
        max_length=80,
        title="Added to the sensor's name",
        description="Keeps several quantities of one device apart, e.g. /no2",
        json_schema_extra=words(
            "Aggiunto al nome del sensore",
            "Legges til sensorens navn",
            it_help="Distingue le grandezze di uno stesso dispositivo, ad es. /no2",
            nb_help="Skiller flere størrelser fra samme enhet, f.eks. /no2",
        ),
    )
    unit: str = Field("", max_length=40, title="Unit", json_schema_extra=words("Unità", "Enhet"))
    quantity: str = Field("", max_length=80, title="Quantity", json_schema_extra=words("Grandezza", "Størrelse"))
    kind: SensorKind | None = Field(None, title="Kind of sensor", json_schema_extra=words("Tipo", "Sensortype"))
    aggregate: Aggregate | None = Field(
        None,
        title="Readings of one slot are",
        json_schema_extra=words("Le misure di un intervallo", "Målinger i samme tidsrom"),
    )
    minimum: float | None = Field(
        None, allow_inf_nan=False, title="Smallest possible", json_schema_extra=words("Minimo possibile", "Minst mulig")
    )
    maximum: float | None = Field(
        None,
        allow_inf_nan=False,
        title="Largest possible",
        json_schema_extra=words("Massimo possibile", "Størst mulig"),
    )


class Mapping(BaseModel):
    """How messages of one source are read. Paths are dotted, or JSON pointers; `*` means every item."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    records: PathText = Field(
        "",
        title="List of records",
        description="Where the records stand; empty if the message is a record or a list of them",
        json_schema_extra=words(
            "Elenco dei record",
            "Liste med poster",
            it_help="Dove stanno i record; vuoto se il messaggio è un record o un elenco",
            nb_help="Hvor postene står; tomt hvis meldingen er en post eller en liste",
        ),
    )
    sensor: PathText = Field(
        "",
        title="Sensor",
        description="Field with the sensor's name",
        json_schema_extra=words(
            "Sensore", "Sensor", it_help="Campo con il nome del sensore", nb_help="Felt med sensorens navn"
        ),
    )
    topic_level: int | None = Field(
        None,
        ge=1,
        le=50,
        title="Level of the topic with the sensor",
        description="For MQTT: 3 takes c from a/b/c",
        json_schema_extra=words(
            "Livello del topic con il sensore",
            "Nivå i emnet med sensoren",
            it_help="Per MQTT: 3 prende c da a/b/c",
            nb_help="For MQTT: 3 tar c fra a/b/c",
        ),
    )
    fixed_sensor: str = Field(
        "",
        max_length=200,
        title="Always this sensor",
        description="For a source that is one sensor",
        json_schema_extra=words(
            "Sempre questo sensore",
            "Alltid denne sensoren",
            it_help="Per una sorgente che è un solo sensore",
            nb_help="For en kilde som er én sensor",
        ),
    )
    prefix: str = Field(
        "",
        max_length=80,
        title="Before every sensor's name",
        json_schema_extra=words("Prima di ogni nome", "Foran hvert sensornavn"),
    )
    layout: Literal["long", "wide"] = Field(
        "long",
        title="Form of a table",
        description="long: a row is a reading; wide: every further column is a sensor",
        json_schema_extra=words(
            "Forma della tabella",
            "Tabellens form",
            it_help="long: ogni riga è una misura; wide: ogni altra colonna è un sensore",
            nb_help="long: hver rad er en måling; wide: hver kolonne ellers er en sensor",
        ),
    )
    values: list[ValueField] = Field(
        default_factory=list, max_length=100, title="Values", json_schema_extra=words("Valori", "Verdier")
    )
    time: PathText = Field(
        "",
        title="Time",
        description="Field with the time of measurement; empty takes the time of receipt",
        json_schema_extra=words(
            "Ora",
            "Tidspunkt",
            it_help="Campo con l'ora della misura; vuoto usa l'ora di ricezione",
            nb_help="Felt med måletidspunktet; tomt bruker mottakstiden",
        ),
    )
    time_form: Literal["auto", "iso", "s", "ms", "us", "ns", "pattern"] = Field(
        "auto", title="Form of the time", json_schema_extra=words("Forma dell'ora", "Tidsformat")
    )
    time_pattern: str = Field(
        "",
        max_length=80,
        title="Pattern of the time",
        description="As in strptime, e.g. %d/%m/%Y %H:%M",
        json_schema_extra=words(
            "Modello dell'ora",
            "Tidsmønster",
            it_help="Come in strptime, ad es. %d/%m/%Y %H:%M",
            nb_help="Som i strptime, f.eks. %d/%m/%Y %H:%M",
        ),
    )
    time_zone: str = Field(
        "UTC",
        title="Time zone",
        description="Of times without an offset, e.g. Europe/Oslo",
        json_schema_extra=words(
            "Fuso orario",
            "Tidssone",
            it_help="Delle ore senza scostamento, ad es. Europe/Rome",
            nb_help="For tider uten forskyvning, f.eks. Europe/Oslo",
        ),
    )
    ambiguous: Literal["earlier", "later", "refuse"] = Field(
        "earlier",
        title="When clocks go back",
        description="Which of the two equal local times is meant",
        json_schema_extra=words(
            "Quando l'orologio torna indietro",
            "Når klokken stilles tilbake",
            it_help="Quale delle due ore locali uguali si intende",
            nb_help="Hvilken av de to like lokale tidene som menes",
        ),
    )
    skipped: Literal["refuse", "shift"] = Field(
        "refuse",
        title="When clocks go forward",
        description="What becomes of local times that do not exist",
        json_schema_extra=words(
            "Quando l'orologio va avanti",
            "Når klokken stilles fram",
            it_help="Che fare delle ore locali che non esistono",
            nb_help="Hva som skjer med lokale tider som ikke finnes",
        ),
    )
    interval: Literal["start", "end"] = Field(
        "start",
        title="Time of an interval",
        json_schema_extra=words("Ora di un intervallo", "Tidspunkt for et intervall"),
    )
    unit: PathText = Field(
        "",
        title="Unit",
        description="Field with the unit",
        json_schema_extra=words("Unità", "Enhet", it_help="Campo con l'unità", nb_help="Felt med enheten"),
    )
    latitude: PathText = Field("", title="Latitude", json_schema_extra=words("Latitudine", "Breddegrad"))
    longitude: PathText = Field("", title="Longitude", json_schema_extra=words("Longitudine", "Lengdegrad"))
    kind: SensorKind = Field(
        SensorKind.OTHER, title="Kind of sensor", json_schema_extra=words("Tipo di sensore", "Sensortype")
    )
    aggregate: Aggregate = Field(
        Aggregate.MEAN,
        title="Readings of one slot are",
        description="Counts are summed, levels averaged",
        json_schema_extra=words(
            "Le misure di un intervallo",
            "Målinger i samme tidsrom",
            it_help="I conteggi si sommano, i livelli si mediano",
            nb_help="Antall summeres, nivåer midles",
        ),
    )
    interval_s: int = Field(
        60,
        ge=1,
        le=604_800,
        title="A reading is due every",
        json_schema_extra=words("Una misura ogni", "En måling hvert", unit="s"),
    )
    missing: list[Annotated[str, Field(max_length=40)]] = Field(
        default_factory=list,
        max_length=20,
        title="Words for a missing value",
        description="e.g. -1; empty, NA and null always are",
        json_schema_extra=words(
            "Parole per un valore mancante",
            "Ord for manglende verdi",
            it_help="ad es. -1; vuoto, NA e null lo sono sempre",
            nb_help="f.eks. -1; tomt, NA og null er det alltid",
        ),
    )
    delimiter: Literal["", ",", ";", "\t", "|"] = Field(
        "",
        title="Delimiter",
        description="Of a table; empty finds it",
        json_schema_extra=words(
            "Separatore", "Skilletegn", it_help="Di una tabella; vuoto lo trova", nb_help="I en tabell; tomt finner det"
        ),
    )
    others: bool = Field(
        False,
        title="Also sensors of other sources",
        description="Else readings for sensors that another source made are refused",
        json_schema_extra=words(
            "Anche sensori di altre sorgenti",
            "Også sensorer fra andre kilder",
            it_help="Altrimenti le misure per sensori creati da un'altra sorgente sono rifiutate",
            nb_help="Ellers avvises målinger for sensorer som en annen kilde har laget",
        ),
    )
    decimal_comma: bool = Field(
        False, title="Numbers have a decimal comma", json_schema_extra=words("Virgola decimale", "Desimalkomma")
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in _ZONES:
            raise ValueError("not the name of a time zone such as Europe/Oslo")
        return zone

    @model_validator(mode="after")
    def _complete(self) -> "Mapping":
        if self.time_form == "pattern" and not self.time_pattern:
            raise ValueError("time_pattern is needed where time_form is pattern")
        return self

    def key(self) -> bytes:
        """Return the mapping as canonical bytes, equal for equal mappings."""
        return msgspec.json.encode(self.model_dump(mode="json"))

    def field_of(self, sensor: str) -> ValueField | None:
        """Return the value field that a sensor's name ends with, the only one if there is one."""
        fitting = [field for field in self.values if field.suffix and sensor.endswith(field.suffix)]
        if fitting:
            return max(fitting, key=lambda field: len(field.suffix))
        return self.values[0] if len(self.values) == 1 and not self.values[0].suffix else None

    def sensor_from(
        self, name: str, *, source: str, clock: str = "live", unit: str = "", place: tuple[float, float] | None = None
    ) -> Sensor:
        """Return what is known of a sensor that a source named for the first time."""
        field = self.field_of(name)
        return Sensor(
            id=name,
            name=name,
            source=source,
            kind=(field.kind if field and field.kind else self.kind),
            unit=unit or (field.unit if field else ""),
            quantity=field.quantity if field else "",
            latitude=place[0] if place else None,
            longitude=place[1] if place else None,
            aggregate=(field.aggregate if field and field.aggregate else self.aggregate),
            interval_s=self.interval_s,
            minimum=field.minimum if field else None,
            maximum=field.maximum if field else None,
            clock=clock,
        )


def read_mapping(raw: Any) -> Mapping:
    """Return a validated mapping of what was stored; raises pydantic's ValidationError."""
    return raw if isinstance(raw, Mapping) else Mapping.model_validate(dict(raw or {}))
