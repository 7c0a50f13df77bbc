"""Settings of triage, per agency; they become its form in the console. Those that ship need no tuning."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from impetus.kit.forms import words
from impetus.model.alert import Severity


class Family(BaseModel):
    """How far and how long alerts of one family of kinds belong together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = Field(
        min_length=1,
        max_length=80,
        title="Kind or family",
        description="A kind such as crowd.surge, or what several begin with, such as crowd.",
        json_schema_extra=words(
            "Tipo o famiglia",
            "Type eller familie",
            it_help="Un tipo come crowd.surge, o l'inizio comune di più tipi, come crowd.",
            nb_help="En type som crowd.surge, eller det flere begynner med, som crowd.",
        ),
    )
    radius_m: float = Field(
        default=250.0,
        ge=0.0,
        le=50_000.0,
        title="Radius",
        description="Alerts this near one another can be one event.",
        json_schema_extra=words(
            "Raggio",
            "Radius",
            it_help="Allarmi così vicini possono essere un solo evento.",
            nb_help="Varsler så nær hverandre kan være én hendelse.",
            unit="m",
        ),
    )
    look_back_s: int = Field(
        default=900,
        ge=1,
        le=86_400,
        title="Look-back",
        description="An alert joins a group that had its last alert within this time.",
        json_schema_extra=words(
            "Finestra temporale",
            "Tilbakeblikk",
            it_help="Un allarme si unisce a un gruppo il cui ultimo allarme rientra in questo tempo.",
            nb_help="Et varsel slutter seg til en gruppe som fikk sitt siste varsel innen denne tiden.",
            unit="s",
        ),
    )
    goes_with: Annotated[list[str], Field(max_length=40)] = Field(
        default_factory=list,
        title="Goes with",
        description="Other kinds or families that can be part of the same event.",
        json_schema_extra=words(
            "Si accompagna a",
            "Hører sammen med",
            it_help="Altri tipi o famiglie che possono far parte dello stesso evento.",
            nb_help="Andre typer eller familier som kan være del av samme hendelse.",
        ),
    )


class Part(BaseModel):
    """One part of a condition: so many alerts of a kind, of a signature or from a source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = Field(default="", max_length=80, title="Kind or family", json_schema_extra=words("Tipo", "Type"))
    signature: str = Field(default="", max_length=200, title="Signature", json_schema_extra=words("Firma", "Signatur"))
    source: str = Field(default="", max_length=200, title="Source", json_schema_extra=words("Sorgente", "Kilde"))
    count: int = Field(default=1, ge=1, le=1000, title="How many", json_schema_extra=words("Quanti", "Antall"))


class Condition(BaseModel):
    """Alerts that are shown only once all parts came together: three of these within ten minutes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=80, title="Name", json_schema_extra=words("Nome", "Navn"))
    parts: Annotated[list[Part], Field(min_length=1, max_length=8)] = Field(
        title="Parts", json_schema_extra=words("Parti", "Deler")
    )
    within_s: int = Field(
        default=600, ge=1, le=86_400, title="Within", json_schema_extra=words("Entro", "Innen", unit="s")
    )
    radius_m: float = Field(
        default=0.0,
        ge=0.0,
        le=50_000.0,
        title="Within this radius",
        description="0 counts them anywhere.",
        json_schema_extra=words(
            "Entro questo raggio", "Innen denne radien", it_help="0 li conta ovunque.", nb_help="0 teller overalt."
        ),
    )
    severity: Severity | None = Field(
        default=None,
        title="Severity once met",
        description="What the alert that completes the condition is ranked as.",
        json_schema_extra=words(
            "Gravità quando soddisfatta",
            "Alvorlighet når oppfylt",
            it_help="Il rango dell'allarme che completa la condizione.",
            nb_help="Hva varselet som fullfører betingelsen rangeres som.",
        ),
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        for part in self.parts:
            if not (part.kind or part.signature or part.source):
                raise ValueError("each part needs a kind, a signature or a source")
        return self


def _families() -> list[Family]:
    return [
        Family(kind="crowd", radius_m=300, look_back_s=900, goes_with=["firearm", "traffic", "air", "noise", "social"]),
        Family(kind="traffic", radius_m=400, look_back_s=900, goes_with=["crowd", "air", "noise", "social"]),
        Family(kind="air", radius_m=1000, look_back_s=1800, goes_with=["crowd", "traffic", "bacteria", "social"]),
        Family(kind="bacteria", radius_m=1500, look_back_s=7200, goes_with=["air"]),
        Family(kind="noise", radius_m=200, look_back_s=600, goes_with=["crowd", "traffic", "firearm"]),
        Family(kind="firearm", radius_m=500, look_back_s=1800, goes_with=["crowd", "noise", "social"]),
        Family(kind="social", radius_m=1000, look_back_s=3600, goes_with=["crowd", "traffic", "air", "firearm"]),
        Family(kind="anomaly", radius_m=200, look_back_s=900, goes_with=["crowd", "traffic", "air", "noise"]),
    ]


class TriageSettings(BaseModel):
    """What an agency can set. A change takes effect from the next alert; nothing learned is lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    budget_an_hour: int = Field(
        default=6,
        ge=1,
        le=600,
        title="Alerts an hour, whole city",
        description="How many alerts of low and medium severity may be shown an hour. High and critical always are.",
        json_schema_extra=words(
            "Allarmi all'ora, intera città",
            "Varsler i timen, hele byen",
            it_help="Quanti allarmi di gravità bassa e media si mostrano all'ora. Alti e critici sempre.",
            nb_help="Hvor mange varsler med lav og middels alvorlighet som vises i timen. Høye og kritiske alltid.",
            unit="1/h",
        ),
    )
    repeat_after_s: int = Field(
        default=1080,
        ge=1,
        le=7 * 86_400,
        title="Repeat after",
        description="The same alert of the same source counts as new after this much quiet, at first.",
        json_schema_extra=words(
            "Ripeti dopo",
            "Gjenta etter",
            it_help="Lo stesso allarme della stessa sorgente vale come nuovo dopo questa quiete, all'inizio.",
            nb_help="Samme varsel fra samme kilde regnes som nytt etter så lang stillhet, til å begynne med.",
            unit="s",
        ),
    )
    repeat_growth: float = Field(
        default=1.8,
        ge=1.0,
        le=10.0,
        title="Longer each time",
        description="Each time the same alert is shown in a day, the quiet it needs grows by this factor.",
        json_schema_extra=words(
            "Più lungo ogni volta",
            "Lengre hver gang",
            it_help="Ogni volta che lo stesso allarme si mostra in un giorno, la quiete richiesta cresce così.",
            nb_help="Hver gang samme varsel vises i løpet av et døgn, vokser stillheten det trenger så mye.",
            unit="×",
        ),
    )
    repeat_longest_s: int = Field(
        default=21_600,
        ge=60,
        le=7 * 86_400,
        title="Longest quiet asked for",
        description="However often it was shown, after this much quiet it counts as new.",
        json_schema_extra=words(
            "Quiete massima richiesta",
            "Lengste stillhet som kreves",
            it_help="Per quanto spesso sia stato mostrato, dopo questa quiete vale come nuovo.",
            nb_help="Uansett hvor ofte det ble vist, regnes det som nytt etter så lang stillhet.",
            unit="s",
        ),
    )
    again_after_s: int = Field(
        default=3600,
        ge=60,
        le=86_400,
        title="Show a lasting one again after",
        description="What lasts is shown again at most this often: high and critical always, others if there is room.",
        json_schema_extra=words(
            "Mostra di nuovo ciò che dura dopo",
            "Vis det som varer igjen etter",
            it_help="Ciò che dura si ripete al massimo così spesso: alto e critico sempre, il resto se c'è spazio.",
            nb_help="Det som varer vises igjen høyst så ofte: høy og kritisk alltid, resten når det er plass.",
            unit="s",
        ),
    )
    quiet_desk: bool = Field(
        default=True,
        title="Use a quiet desk",
        description="When nothing was shown for a while and the budget has room, show a held repeat all the same.",
        json_schema_extra=words(
            "Usa una sala tranquilla",
            "Bruk en rolig sentral",
            it_help="Se da un po' non si mostra nulla e c'è spazio nel limite, mostra comunque una ripetizione.",
            nb_help="Når ingenting er vist på en stund og grensen har plass, vis likevel en gjentakelse.",
        ),
    )
    storm_ten_minutes: int = Field(
        default=30,
        ge=1,
        le=1000,
        title="Most in ten minutes",
        description="In a storm no more alerts of low and medium severity than this are shown in ten minutes.",
        json_schema_extra=words(
            "Massimo in dieci minuti",
            "Flest på ti minutter",
            it_help="In una tempesta non si mostrano in dieci minuti più allarmi bassi e medi di così.",
            nb_help="I en storm vises ikke flere varsler med lav og middels alvorlighet enn dette på ti minutter.",
        ),
    )
    together_s: int = Field(
        default=2,
        ge=0,
        le=600,
        title="At the same moment",
        description="What comes from the same source, or under the same name, this soon after is not shown by itself.",
        json_schema_extra=words(
            "Nello stesso momento",
            "I samme øyeblikk",
            it_help="Ciò che segue così presto dalla stessa sorgente, o con lo stesso nome, non si mostra da solo.",
            nb_help="Det som følger så raskt fra samme kilde, eller med samme navn, vises ikke for seg selv.",
            unit="s",
        ),
    )
    burst_s: int = Field(
        default=5,
        ge=0,
        le=3600,
        title="Gap that ends a burst",
        description="Alerts without a place belong together while they follow one another this closely.",
        json_schema_extra=words(
            "Pausa che chiude una raffica",
            "Pause som avslutter en bølge",
            it_help="Gli allarmi senza luogo vanno insieme finché si susseguono così da vicino.",
            nb_help="Varsler uten sted hører sammen så lenge de følger så tett på hverandre.",
            unit="s",
        ),
    )
    recurring_slots: int = Field(
        default=6,
        ge=2,
        le=1000,
        title="Recurring after",
        description="An alert seen in this many different ten-minute spans recurs: it keeps one group of its own.",
        json_schema_extra=words(
            "Ricorrente dopo",
            "Tilbakevendende etter",
            it_help="Un allarme visto in tanti intervalli di dieci minuti è ricorrente: ha un gruppo tutto suo.",
            nb_help="Et varsel sett i så mange ulike timinuttersrom er tilbakevendende: det har sin egen gruppe.",
        ),
    )
    chatter_count: int = Field(
        default=10,
        ge=2,
        le=10_000,
        title="Chattering from",
        description="A repeat that came this often since it was shown is called chattering.",
        json_schema_extra=words(
            "Intermittente da",
            "Flimrer fra",
            it_help="Una ripetizione giunta così spesso da quando fu mostrata si dice intermittente.",
            nb_help="En gjentakelse som er kommet så ofte siden den ble vist, kalles flimrende.",
        ),
    )
    families: Annotated[list[Family], Field(max_length=100)] = Field(
        default_factory=_families,
        title="What belongs together",
        description="Radius and look-back for each family of kinds.",
        json_schema_extra=words(
            "Che cosa va insieme",
            "Hva som hører sammen",
            it_help="Raggio e finestra temporale per ogni famiglia di tipi.",
            nb_help="Radius og tilbakeblikk for hver familie av typer.",
        ),
    )
    conditions: Annotated[list[Condition], Field(max_length=100)] = Field(
        default_factory=list,
        title="Conditions",
        description="Alerts that are shown only when so many come together.",
        json_schema_extra=words(
            "Condizioni",
            "Betingelser",
            it_help="Allarmi mostrati solo quando ne arrivano tanti insieme.",
            nb_help="Varsler som bare vises når så mange kommer sammen.",
        ),
    )

    def family(self, kind: str) -> Family:
        """Return the family that `kind` falls under: the longest name that matches, else one of usual size."""
        best: Family | None = None
        for family in self.families:
            if under(kind, family.kind) and (best is None or len(family.kind) > len(best.kind)):
                best = family
        return best or Family(kind=kind.split(".")[0] or "other")


def under(kind: str, family: str) -> bool:
    """Return whether `kind` is `family` or lies under it (`crowd.surge` under `crowd`)."""
    return kind == family or kind.startswith(family + ".")
