"""Sensors made of others: their sum, their difference, their ratio, such as across a cordon."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, Field

from impetus.contracts.lists import Entry, Fault
from impetus.kit.fields import Line, MaskedName
from impetus.kit.forms import words
from impetus.tools.anomaly.choices import HOW_WORDS, choice

_MOST: Final = 50
How = Literal["sum", "difference", "ratio"]
Ids = Annotated[list[Line], Field(max_length=_MOST)]


class Combination(BaseModel):
    """How sensors are taken together."""

    how: How = Field(
        default="sum",
        title="How",
        description="Sum of the first; first less second; first divided by second.",
        json_schema_extra=choice(
            HOW_WORDS,
            words(
                "Come",
                "Hvordan",
                it_help="Somma dei primi; primi meno secondi; primi divisi per i secondi.",
                nb_help="Summen av de første; første minus andre; første delt på andre.",
            ),
        ),
    )
    sensors: Ids = Field(
        min_length=1,
        title="First sensors",
        description="Their values are added up.",
        json_schema_extra=words(
            "Primi sensori",
            "Første sensorer",
            it_help="I loro valori si sommano.",
            nb_help="Verdiene deres legges sammen.",
            of="sensor",
        ),
    )
    against: Ids = Field(
        default_factory=list,
        title="Second sensors",
        description="Added up too; taken away from the first, or what the first are divided by.",
        json_schema_extra=words(
            "Secondi sensori",
            "Andre sensorer",
            it_help="Anch’essi sommati; si tolgono dai primi, o li dividono.",
            nb_help="Legges også sammen; trekkes fra de første, eller deler dem.",
            of="sensor",
        ),
    )

    def wrong(self) -> Iterator[Fault]:
        """What does not fit together."""
        if self.how == "sum" and self.against:
            yield Fault("against", "A sum has no second sensors.", "Take them away, or choose difference or ratio.")
        if self.how != "sum" and not self.against:
            yield Fault("against", "There is nothing to compare with.", "Give second sensors, or choose the sum.")
        for field, ids in (("sensors", self.sensors), ("against", self.against)):
            if len(set(ids)) < len(ids):
                yield Fault(field, "A sensor stands there twice.", "Take one of the two away.")

    def named(self) -> Iterator[tuple[str, str]]:
        """The sensors it is made of: field and id."""
        yield from (("sensors", id) for id in self.sensors)
        yield from (("against", id) for id in self.against)


class _Named(Entry):
    name: MaskedName = Field(
        title="Name",
        description="What it is called, such as “Old town, in less out”.",
        json_schema_extra=words(
            "Nome", "Navn", it_help="Come si chiama, per esempio «Centro, entrate meno uscite».",
            nb_help="Hva den heter, for eksempel «Gamlebyen, inn minus ut».",
        ),
    )  # fmt: skip


class Made(Combination, _Named):
    """A sensor made of others; it is scored as sensors are."""

    preview: ClassVar[str] = "preview"

    def title(self) -> str:
        """Its name."""
        return self.name

    def detail(self, locale: str) -> str:
        """How it is made."""
        how = HOW_WORDS.get(locale, HOW_WORDS["en"])[self.how]
        sign = {"difference": " − ", "ratio": " ÷ "}.get(self.how, "")
        sides = [" + ".join(ids) for ids in (self.sensors, self.against) if ids]
        return f"{how}: {sign.join(sides)}"

    def faults(self, settings: BaseModel, now: int) -> Iterator[Fault]:
        """What does not fit together."""
        yield from self.wrong()

    def sensors_named(self) -> Iterator[tuple[str, str]]:
        """Everything it is made of."""
        yield from self.named()
