"""Known patterns: what people said is normal here, with their reason and an end.

A pattern lowers what such deviations weigh to the floor of their kind, and never below: what is severe is told all
the same where it is large. It is over by itself.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, StringConstraints, ValidationInfo, field_validator

from impetus.contracts.lists import AlertFacts, Entry, Fault
from impetus.kit.fields import MASKED, ONE_LINE, Line
from impetus.kit.forms import words
from impetus.tools.anomaly.choices import DAY_WORDS, DAYS, KIND_WORDS, choice
from impetus.tools.anomaly.planned import moment, zone_of

_MOST_DAYS: Final = 366
"""For a year at most: then somebody has to say again that it is normal."""
_FIRST_DAYS: Final = 90
Days = Literal["every", "working", "weekend", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Kind = Literal[
    "crowd.surge", "crowd.flight", "crowd.void", "traffic.blockage", "traffic.surge", "air.plume", "noise.high",
    "anomaly.other",
]  # fmt: skip
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200), ONE_LINE, MASKED]


class Known(Entry):
    """A rule "this is normal here"."""

    reason: Reason = Field(
        title="Reason",
        description="Why this is normal here.",
        json_schema_extra=words(
            "Motivo", "Grunn", it_help="Perché qui è normale.", nb_help="Hvorfor dette er normalt her."
        ),
    )
    kind: Kind = Field(
        title="What",
        description="The kind of alert.",
        json_schema_extra=choice(
            KIND_WORDS, words("Che cosa", "Hva", it_help="Il tipo di allarme.", nb_help="Typen varsel.")
        ),
    )
    sensor: Line = Field(
        default="",
        title="Sensor",
        description="Where; or give an area.",
        json_schema_extra=words(
            "Sensore", "Sensor", it_help="Dove; oppure un’area.", nb_help="Hvor; eller et område.", of="sensor"
        ),
    )
    area: Line = Field(
        default="",
        validate_default=True,
        title="Area",
        description="Name of the area or square, as sensors have it.",
        json_schema_extra=words(
            "Area",
            "Område",
            it_help="Nome della zona o piazza, come nei sensori.",
            nb_help="Navn på området eller plassen, slik sensorene har det.",
        ),
    )
    days: Days = Field(
        default="every",
        title="Days",
        description="On which days.",
        json_schema_extra=choice(
            DAY_WORDS, words("Giorni", "Dager", it_help="In quali giorni.", nb_help="På hvilke dager.")
        ),
    )
    from_hour: int = Field(
        default=0,
        ge=0,
        le=23,
        title="From hour",
        description="Local hour from which it holds.",
        json_schema_extra=words(
            "Dall’ora", "Fra time", it_help="Ora locale da cui vale.", nb_help="Lokal time det gjelder fra.", unit="h"
        ),
    )
    to_hour: int = Field(
        default=24,
        ge=1,
        le=24,
        title="To hour",
        description="Local hour before which it holds; past midnight where it is smaller than the first.",
        json_schema_extra=words(
            "All’ora",
            "Til time",
            it_help="Ora locale prima della quale vale; oltre mezzanotte se minore della prima.",
            nb_help="Lokal time det gjelder til; over midnatt om den er mindre enn den første.",
            unit="h",
        ),
    )
    until: date = Field(
        title="Until",
        description="The last day on which it holds, a year ahead at most.",
        json_schema_extra=words(
            "Fino al",
            "Til og med",
            it_help="L’ultimo giorno in cui vale, al massimo tra un anno.",
            nb_help="Den siste dagen den gjelder, høyst et år fram.",
        ),
    )

    @field_validator("area")
    @classmethod
    def _somewhere(cls, value: str, info: ValidationInfo) -> str:
        if not value.strip() and not str(info.data.get("sensor", "?")).strip():
            raise ValueError("give a sensor or an area: a pattern never holds for the whole city")
        return value

    def title(self) -> str:
        """The reason."""
        return self.reason

    def detail(self, locale: str) -> str:
        """What, where, when, until when."""
        kind = KIND_WORDS.get(locale, KIND_WORDS["en"])[self.kind]
        days = DAY_WORDS.get(locale, DAY_WORDS["en"])[self.days]
        place = ", ".join(part for part in (self.sensor, self.area) if part)
        return f"{kind} · {place} · {days} {self.from_hour:02d}–{self.to_hour:02d} · → {self.until.isoformat()}"

    def ends_at(self, settings: BaseModel) -> int | None:
        """The end of its last day."""
        return self.over_at(zone_of(settings))

    def over_at(self, zone: ZoneInfo) -> int:
        """When its last day is over (ms UTC)."""
        last = min(max(self.until, date(1990, 1, 1)), date(9998, 1, 1))
        return moment(datetime.combine(last + timedelta(days=1), time()), zone)

    def faults(self, settings: BaseModel, now: int) -> Iterator[Fault]:
        """An end that has passed, or lies more than a year ahead."""
        today = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone_of(settings)).date()
        if self.until < today:
            yield Fault("until", "This day has passed.", "Give a day to come.")
        if self.until > today + timedelta(days=_MOST_DAYS):
            yield Fault("until", "A pattern holds for a year at most.", "Give an earlier day.")

    def sensors_named(self) -> Iterator[tuple[str, str]]:
        """The one sensor, where it is about one; sensors made of others are the detector's own."""
        if self.sensor and not self.sensor.startswith("virtual:"):
            yield "sensor", self.sensor

    def holds(self, weekday: int, hour: int) -> bool:
        """Whether it holds at a local hour of a weekday (0: Monday)."""
        if self.from_hour < self.to_hour:
            inside, day = self.from_hour <= hour < self.to_hour, weekday
        else:  # past midnight it is still the day on which it began
            inside = hour >= self.from_hour or hour < self.to_hour
            day = weekday if hour >= self.from_hour else (weekday - 1) % 7
        chosen = {"every": range(7), "working": range(5), "weekend": range(5, 7)}.get(self.days)
        return inside and (day in chosen if chosen is not None else DAYS[day] == self.days)

    @classmethod
    def of_alert(cls, alert: AlertFacts, settings: BaseModel, now: int) -> dict[str, Any] | None:
        """The same kind at the same sensor, an hour to either side, on the same day of the week, for three months."""
        zone = zone_of(settings)
        start, end = (
            datetime.fromtimestamp(at / 1000, UTC).astimezone(zone) for at in (alert.window_start, alert.window_end)
        )
        hours = min(24, max(1, int((end - start).total_seconds() // 3600) + 3))
        first = (start.hour - 1) % 24 if hours < 24 else 0
        last = (first + hours) % 24 or 24
        today = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).date()
        return {
            "reason": "",
            "kind": alert.kind,
            "sensor": alert.subject,
            "days": DAYS[start.weekday()] if start.hour else "every",
            "from_hour": first,
            "to_hour": last if last != first else 24,
            "until": (today + timedelta(days=_FIRST_DAYS)).isoformat(),
        }
