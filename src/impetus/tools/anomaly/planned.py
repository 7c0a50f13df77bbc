"""Planned events: where and while they take place, more is to be expected."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from impetus.contracts.lists import AlertFacts, Entry, Happening
from impetus.kit.fields import Line, MaskedName
from impetus.kit.forms import words
from impetus.tools.anomaly.choices import EVENT_WORDS, WHOLE_CITY, choice
from impetus.tools.anomaly.settings import Settings

_YEARS: Final = range(1990, 2100)
_LONGEST: Final = timedelta(days=31)
EventKind = Literal["match", "concert", "market", "march", "roadworks", "strike", "holiday", "other"]


def zone_of(settings: BaseModel) -> ZoneInfo:
    """The city's time zone."""
    return ZoneInfo(Settings.model_validate(settings.model_dump()).timezone)


def moment(value: datetime, zone: ZoneInfo) -> int:
    """Return ms UTC of a time; one without a zone is the city's own."""
    known = value if value.tzinfo is not None else value.replace(tzinfo=zone)
    return int(known.timestamp() * 1000)


def _said(value: datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M") + (
        " UTC" if value.tzinfo is UTC or value.utcoffset() == timedelta() else ""
    )


class Planned(Entry):
    """An event that is planned: where and while it takes place, more is to be expected."""

    files: ClassVar[bool] = True
    calendar: ClassVar[bool] = True

    name: MaskedName = Field(
        title="Name",
        description="What it is called, such as “Cup final”.",
        json_schema_extra=words("Nome", "Navn", it_help="Come si chiama.", nb_help="Hva det heter."),
    )
    kind: EventKind = Field(
        default="other",
        title="Kind",
        description="What sort of event it is.",
        json_schema_extra=choice(
            EVENT_WORDS, words("Tipo", "Type", it_help="Che genere di evento è.", nb_help="Hva slags hendelse det er.")
        ),
    )
    starts: datetime = Field(
        title="Starts",
        description="Local time of the city, unless a zone is given.",
        json_schema_extra=words(
            "Inizio",
            "Starter",
            it_help="Ora locale, se non è dato un fuso.",
            nb_help="Byens tid, om ingen sone er gitt.",
        ),
    )
    ends: datetime = Field(
        title="Ends",
        description="Local time of the city, unless a zone is given.",
        json_schema_extra=words(
            "Fine", "Slutter", it_help="Ora locale, se non è dato un fuso.", nb_help="Byens tid, om ingen sone er gitt."
        ),
    )
    area: Line = Field(
        default="",
        title="Area",
        description="Name of the area or square, as sensors have it. Without area and coordinates: the whole city.",
        json_schema_extra=words(
            "Area",
            "Område",
            it_help="Nome della zona o piazza, come nei sensori. Senza area né coordinate: tutta la città.",
            nb_help="Navn på området eller plassen, slik sensorene har det. Uten område og koordinater: hele byen.",
        ),
    )
    latitude: float | None = Field(
        default=None,
        ge=-90,
        le=90,
        title="Latitude",
        description="WGS 84 degrees; with longitude.",
        json_schema_extra=words(
            "Latitudine", "Breddegrad", it_help="Gradi WGS 84; con la longitudine.", nb_help="WGS 84; med lengdegrad."
        ),
    )
    longitude: float | None = Field(
        default=None,
        ge=-180,
        le=180,
        validate_default=True,
        title="Longitude",
        description="WGS 84 degrees; with latitude.",
        json_schema_extra=words(
            "Longitudine", "Lengdegrad", it_help="Gradi WGS 84; con la latitudine.", nb_help="WGS 84; med breddegrad."
        ),
    )
    radius_m: float = Field(
        default=1000.0,
        ge=50,
        le=20000,
        title="Radius",
        description="How far around the coordinates more is to be expected.",
        json_schema_extra=words(
            "Raggio",
            "Radius",
            it_help="Fin dove, attorno alle coordinate, ci si aspetta di più.",
            nb_help="Hvor langt rundt koordinatene mer er å vente.",
            unit="m",
        ),
    )
    widening: float = Field(
        default=3.0,
        ge=1.2,
        le=10,
        title="Wider expectation",
        description="How many times as wide the expected range is while it takes place.",
        json_schema_extra=words(
            "Attesa più ampia",
            "Videre forventning",
            it_help="Di quante volte è più ampio l’intervallo atteso mentre si svolge.",
            nb_help="Hvor mange ganger så vidt det ventede området er mens det pågår.",
            unit="×",
        ),
    )
    before_min: int = Field(
        default=60,
        ge=0,
        le=720,
        title="Before it starts",
        description="So many minutes before, people are on their way.",
        json_schema_extra=words(
            "Prima dell’inizio",
            "Før start",
            it_help="Da tanti minuti prima la gente è in arrivo.",
            nb_help="Så mange minutter før er folk på vei.",
            unit="min",
            advanced=True,
        ),
    )
    after_min: int = Field(
        default=90,
        ge=0,
        le=720,
        title="After it ends",
        description="So many minutes after, people are still leaving.",
        json_schema_extra=words(
            "Dopo la fine",
            "Etter slutt",
            it_help="Fino a tanti minuti dopo la gente sta ancora andando via.",
            nb_help="Så mange minutter etter er folk fortsatt på vei bort.",
            unit="min",
            advanced=True,
        ),
    )

    @field_validator("starts", "ends")
    @classmethod
    def _of_our_time(cls, value: datetime) -> datetime:
        if value.year not in _YEARS:
            raise ValueError("this lies outside the years 1990 to 2099")
        return value if value.tzinfo is None else value.astimezone(UTC)

    @field_validator("ends")
    @classmethod
    def _after_start(cls, value: datetime, info: ValidationInfo) -> datetime:
        starts = info.data.get("starts")
        if starts is None:
            return value
        if (starts.tzinfo is None) != (value.tzinfo is None):
            raise ValueError("give both times with a zone, or both without")
        if not starts < value:
            raise ValueError("it ends before it starts")
        if value - starts > _LONGEST:
            raise ValueError("it lasts longer than 31 days")
        return value

    @field_validator("longitude")
    @classmethod
    def _both(cls, value: float | None, info: ValidationInfo) -> float | None:
        if "latitude" in info.data and (value is None) != (info.data["latitude"] is None):
            raise ValueError("give latitude and longitude, or neither")
        return value

    def title(self) -> str:
        """The event's name."""
        return self.name

    def detail(self, locale: str) -> str:
        """What sort, when, where."""
        place = self.area or (
            f"{self.latitude:.4f}, {self.longitude:.4f}"
            if self.latitude is not None and self.longitude is not None
            else WHOLE_CITY.get(locale, WHOLE_CITY["en"])
        )
        kind = EVENT_WORDS.get(locale, EVENT_WORDS["en"])[self.kind]
        end = self.ends.strftime("%H:%M") if self.ends.date() == self.starts.date() else _said(self.ends)
        return f"{kind} · {_said(self.starts)}–{end} · {place}"

    def ends_at(self, settings: BaseModel) -> int | None:
        """When nobody is on the way home any more."""
        return moment(self.ends, zone_of(settings)) + self.after_min * 60_000

    @classmethod
    def of_alert(cls, alert: AlertFacts, settings: BaseModel, now: int) -> dict[str, Any] | None:
        """An event that was not in the calendar: while and where the alert was."""
        zone = zone_of(settings)
        start, end = (
            datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
            for at in (alert.window_start, max(alert.window_end, alert.window_start + 3_600_000))
        )
        return {"name": alert.place[:120] or "?", "starts": start.isoformat(), "ends": end.isoformat()}

    @classmethod
    def of_happening(cls, happening: Happening) -> dict[str, Any] | None:
        """An event of a calendar: its place is an area by name, unless it has coordinates."""
        values: dict[str, Any] = {
            "name": happening.name or happening.place or "?",
            "starts": happening.starts.isoformat(),
            "ends": happening.ends.isoformat(),
        }
        if happening.latitude is not None and happening.longitude is not None:
            return values | {"latitude": happening.latitude, "longitude": happening.longitude}
        return values | {"area": happening.place}
