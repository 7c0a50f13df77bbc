"""Settings of the Urban Anomaly Detector; they become its form in the console."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from impetus.kit.forms import words
from impetus.tools.anomaly.days_off import country_known


class Settings(BaseModel):
    """What a city can set. Changes take effect from here in the stream; nothing learned is lost."""

    model_config = ConfigDict(extra="forbid")

    timezone: str = Field(
        default="Europe/Helsinki",
        title="Time zone",
        description="Local time of the city: hours and weekdays are counted in it.",
        json_schema_extra=words(
            "Fuso orario",
            "Tidssone",
            it_help="Ora locale della città: ore e giorni della settimana si contano in essa.",
            nb_help="Byens lokale tid: timer og ukedager regnes i den.",
        ),
    )
    holidays: Annotated[list[date], Field(max_length=400)] = Field(
        default_factory=list,
        title="Holidays",
        description="Days on which the city behaves as on a Sunday.",
        json_schema_extra=words(
            "Giorni festivi",
            "Helligdager",
            it_help="Giorni in cui la città si comporta come di domenica.",
            nb_help="Dager da byen oppfører seg som på en søndag.",
        ),
    )
    country: str = Field(
        default="",
        max_length=6,
        title="Country of the public holidays",
        description="ISO 3166 code such as FI, NO or IT, or with its part: IT-BA. Empty: only the days above.",
        json_schema_extra=words(
            "Paese delle festività",
            "Land for helligdagene",
            it_help="Codice ISO 3166, come FI, NO o IT, o con la sua parte: IT-BA. Vuoto: solo i giorni sopra.",
            nb_help="ISO 3166-kode som FI, NO eller IT, eller med del: IT-BA. Tomt: bare dagene over.",
        ),
    )
    false_alerts_per_sensor_month: float = Field(
        default=1.0,
        ge=0.01,
        le=30.0,
        title="False alerts per sensor and month",
        description="The promise: how many alerts without a cause one sensor may give in a month.",
        json_schema_extra=words(
            "Falsi allarmi per sensore e mese",
            "Falske varsler per sensor og måned",
            it_help="La promessa: quanti allarmi senza causa può dare un sensore in un mese.",
            nb_help="Løftet: hvor mange varsler uten årsak én sensor kan gi på en måned.",
            unit="1/month",
        ),
    )
    false_alerts_per_day: float = Field(
        default=5.0,
        ge=0.05,
        le=500.0,
        title="False alerts per day, whole city",
        description="The city's budget; the smaller of this and the promise per sensor holds.",
        json_schema_extra=words(
            "Falsi allarmi al giorno, intera città",
            "Falske varsler per dag, hele byen",
            it_help="Il limite per la città; vale il minore tra questo e la promessa per sensore.",
            nb_help="Byens grense; den minste av denne og løftet per sensor gjelder.",
            unit="1/day",
        ),
    )
    minimum_ratio: float = Field(
        default=1.3,
        ge=1.0,
        le=10.0,
        title="Smallest change worth an alert",
        description="Observed divided by usual must differ by at least this factor, up or down.",
        json_schema_extra=words(
            "Minima variazione degna di un allarme",
            "Minste endring verdt et varsel",
            it_help="Il valore osservato deve scostarsi dal solito almeno di questo fattore, in più o in meno.",
            nb_help="Målt delt på vanlig må avvike minst så mange ganger, opp eller ned.",
            unit="×",
        ),
    )
    warm_up_days: float = Field(
        default=7.0,
        ge=1.0,
        le=60.0,
        title="Days of learning",
        description="How many days of readings a sensor needs before it can raise an alert.",
        json_schema_extra=words(
            "Giorni di apprendimento",
            "Dager med læring",
            it_help="Di quanti giorni di misure un sensore ha bisogno prima di poter dare un allarme.",
            nb_help="Hvor mange dager med målinger en sensor trenger før den kan gi varsel.",
            unit="d",
        ),
    )
    weekly_memory: float = Field(
        default=0.1,
        ge=0.02,
        le=0.5,
        title="Weight of a new week",
        description="How fast the usual week is relearned: 0.1 means about ten weeks.",
        json_schema_extra=words(
            "Peso di una settimana nuova",
            "Vekten av en ny uke",
            it_help="Con che rapidità si riapprende la settimana solita: 0,1 vuol dire circa dieci settimane.",
            nb_help="Hvor raskt den vanlige uken læres på nytt: 0,1 betyr omtrent ti uker.",
        ),
    )
    radius_m: float = Field(
        default=600.0,
        ge=50.0,
        le=5000.0,
        title="Radius of an event",
        description="Sensors that deviate together within this distance are one alert.",
        json_schema_extra=words(
            "Raggio di un evento",
            "En hendelses radius",
            it_help="I sensori che si scostano insieme entro questa distanza sono un solo allarme.",
            nb_help="Sensorer som avviker sammen innenfor denne avstanden, er ett varsel.",
            unit="m",
        ),
    )
    neighbour_distance_m: float = Field(
        default=4000.0,
        ge=100.0,
        le=50000.0,
        title="Farthest neighbour",
        description="Sensors farther away than this are never compared with each other.",
        json_schema_extra=words(
            "Vicino più lontano",
            "Fjerneste nabo",
            it_help="I sensori più lontani di così non si confrontano mai tra loro.",
            nb_help="Sensorer lenger unna enn dette sammenlignes aldri.",
            unit="m",
        ),
    )
    neighbours_by_correlation: bool = Field(
        default=False,
        title="Neighbours by what goes together",
        description="Compares every sensor with those whose deviations go together with its own, once two weeks "
        "have shown which; where none do, with the nearest. Sensors without a place are always compared so.",
        json_schema_extra=words(
            "Vicini secondo ciò che va insieme",
            "Naboer etter hva som følges ad",
            it_help="Confronta ogni sensore con quelli i cui scostamenti vanno insieme ai suoi, quando due settimane "
            "hanno mostrato quali; se non ce ne sono, con i più vicini. I sensori senza luogo si confrontano sempre "
            "così.",
            nb_help="Sammenligner hver sensor med dem som avviker sammen med den, når to uker har vist hvilke; "
            "der ingen gjør det, med de nærmeste. Sensorer uten sted sammenlignes alltid slik.",
        ),
    )
    weather_sensors: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=4)] = Field(
        default_factory=list,
        title="Weather sensors",
        description="Ids of up to four sensors, such as of rain or temperature, whose unusual values may explain part "
        "of what others measure. Empty: the weather is not looked at.",
        json_schema_extra=words(
            "Sensori meteo",
            "Værsensorer",
            it_help="Id di al massimo quattro sensori, per esempio di pioggia o temperatura, i cui valori insoliti "
            "possono spiegare una parte di ciò che misurano gli altri. Vuoto: il tempo non si considera.",
            nb_help="Id til opptil fire sensorer, for eksempel for regn eller temperatur, der uvanlige verdier kan "
            "forklare en del av det andre måler. Tomt: været tas ikke med.",
        ),
    )
    late_after_intervals: float = Field(
        default=3.0,
        ge=1.5,
        le=100.0,
        title="Late after",
        description="A sensor is late when it has been silent for this many of its own intervals.",
        json_schema_extra=words(
            "In ritardo dopo",
            "Forsinket etter",
            it_help="Un sensore è in ritardo quando tace da tanti suoi intervalli.",
            nb_help="En sensor er forsinket når den har tidd i så mange av sine egne intervaller.",
            unit="intervals",
        ),
    )
    blind_after_intervals: float = Field(
        default=12.0,
        ge=2.0,
        le=1000.0,
        title="Blind after",
        description="A sensor is blind when it has been silent for this many of its own intervals.",
        json_schema_extra=words(
            "Cieco dopo",
            "Blind etter",
            it_help="Un sensore è cieco quando tace da tanti suoi intervalli.",
            nb_help="En sensor er blind når den har tidd i så mange av sine egne intervaller.",
            unit="intervals",
        ),
    )
    history_slots: int = Field(
        default=6,
        ge=1,
        le=288,
        title="Slots at once that count as history",
        description="When more slots than this close at once, they are learned from without alerts.",
        json_schema_extra=words(
            "Intervalli insieme che valgono come storia",
            "Antall intervaller på én gang som teller som historie",
            it_help="Quando si chiudono insieme più intervalli di così, si impara da essi senza dare allarmi.",
            nb_help="Når flere intervaller enn dette lukkes på én gang, læres det av dem uten varsler.",
            unit="slots",
        ),
    )

    @field_validator("weather_sensors")
    @classmethod
    def _each_once(cls, value: list[str]) -> list[str]:
        named = [one.strip() for one in value]
        if not all(named) or len(set(named)) != len(named):
            raise ValueError("a weather sensor is named twice or by an empty id; write each id once")
        return named

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        code = value.strip().upper()
        if code and not country_known(code):
            raise ValueError(f"{value!r} is no country with known holidays; write one such as FI or IT-BA")
        return code

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"{value!r} is no time zone; write one such as Europe/Helsinki") from error
        return value
