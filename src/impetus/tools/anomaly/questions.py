"""What the detector can be asked on its page."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final

from pydantic import Field, field_validator

from impetus.contracts.lists import Fault
from impetus.contracts.questions import ToolQuestion
from impetus.kit.fields import Line
from impetus.kit.forms import words
from impetus.tools.anomaly.made import Combination


class Normal(ToolQuestion):
    """What would have been normal at a sensor in hours that are past?"""

    sensor: Line = Field(
        min_length=1,
        title="Sensor",
        description="Whose course is to be shown.",
        json_schema_extra=words(
            "Sensore", "Sensor", it_help="Di cui mostrare l’andamento.", nb_help="Den forløpet skal vises for.",
            of="sensor",
        ),
    )  # fmt: skip
    start: datetime = Field(
        title="From",
        description="Local time of the city, unless a zone is given.",
        json_schema_extra=words(
            "Da", "Fra", it_help="Ora locale, se non è dato un fuso.", nb_help="Byens tid, om ingen sone er gitt."
        ),
    )
    hours: int = Field(
        default=24,
        ge=1,
        le=168,
        title="Hours",
        description="How many hours to show.",
        json_schema_extra=words(
            "Ore", "Timer", it_help="Quante ore mostrare.", nb_help="Hvor mange timer som vises.", unit="h"
        ),
    )

    @field_validator("start")
    @classmethod
    def _of_our_time(cls, value: datetime) -> datetime:
        if not 1990 <= value.year <= 2099:
            raise ValueError("this lies outside the years 1990 to 2099")
        return value


class Budget(ToolQuestion):
    """Which alerts would last month have had with another promise?"""

    times: float = Field(
        default=0.5,
        ge=0.01,
        le=10,
        title="Budget, times today's",
        description="0.5 is half the false alerts that are promised now, 2 is twice as many.",
        json_schema_extra=words(
            "Limite, volte quello attuale",
            "Grense, ganger dagens",
            it_help="0,5 è la metà dei falsi allarmi promessi ora, 2 il doppio.",
            nb_help="0,5 er halvparten av de falske varslene som er lovet nå, 2 er dobbelt så mange.",
            unit="×",
        ),
    )


class Preview(Combination, ToolQuestion):
    """What would a sensor made of these have measured last week?"""

    asked: ClassVar[bool] = False

    name: Line = Field(
        default="",
        title="Name",
        description="What it is to be called.",
        json_schema_extra=words("Nome", "Navn", it_help="Come si chiamerà.", nb_help="Hva den skal hete."),
    )

    def faults(self) -> Iterator[Fault]:
        """What does not fit together."""
        yield from self.wrong()


QUESTIONS: Final[dict[str, type[ToolQuestion]]] = {"budget": Budget, "normal": Normal, "preview": Preview}
