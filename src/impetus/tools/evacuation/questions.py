"""What the optimiser can be asked on its page, and by other tools and procedures."""

from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, StringConstraints

from impetus.contracts.questions import ToolQuestion
from impetus.kit.fields import PLAIN
from impetus.kit.forms import words
from impetus.tools.evacuation.choices import Place, Precision, Trigger

Long = Annotated[str, StringConstraints(max_length=450_000), PLAIN]


def _choice(it: str, nb: str, it_help: str, nb_help: str, **named: tuple[str, str, str]) -> dict[str, Any]:
    """Words of a field and of its options; each option in en, it, nb."""
    extra = words(it, nb, it_help=it_help, nb_help=nb_help)
    for at, locale in enumerate(("it", "nb"), start=1):
        extra["x-text"][locale]["options"] = {key: said[at] for key, said in named.items()}
    return extra | {"x-options": {key: said[0] for key, said in named.items()}}


class Bound(ToolQuestion):
    """In what time can a place be cleared at best, whatever the plan?"""

    place: Place = Field(
        default="fenced_square",
        title="Model place",
        description="Where no graph is given.",
        json_schema_extra=_choice(
            "Luogo modello", "Modellsted", "Se non è dato un grafo.", "Der ingen graf er gitt.",
            fenced_square=("Fenced square", "Piazza recintata", "Inngjerdet plass"),
            protest=("Protest in a square", "Protesta in piazza", "Protest på en plass"),
            stadium=("Stadium", "Stadio", "Stadion"),
            metro=("Metro mouth", "Stazione della metropolitana", "T-banestasjon"),
        ),
    )  # fmt: skip
    graph: Long = Field(
        default="",
        title="Graph",
        description="A walking graph as JSON, or gzipped in base64; empty: the model place.",
        json_schema_extra=words(
            "Grafo", "Graf",
            it_help="Un grafo pedonale in JSON, o compresso gzip in base64; vuoto: il luogo modello.",
            nb_help="En ganggraf som JSON, eller gzip i base64; tom: modellstedet.",
            lines=True,
        ),
    )  # fmt: skip
    people: int | None = Field(
        default=None,
        ge=1,
        le=5_000_000,
        title="People",
        description="How many there are; empty: as the graph says.",
        json_schema_extra=words(
            "Persone", "Personer", it_help="Quante sono; vuoto: come dice il grafo.",
            nb_help="Hvor mange det er; tom: som grafen sier.",
        ),
    )  # fmt: skip
    situation: Long = Field(
        default="",
        title="Situation",
        description="Closed streets and threats as JSON; empty: none.",
        json_schema_extra=words(
            "Situazione", "Situasjon", it_help="Strade chiuse e minacce in JSON; vuoto: nessuna.",
            nb_help="Stengte gater og trusler som JSON; tom: ingen.",
            lines=True,
        ),
    )  # fmt: skip
    precision: Precision = Field(
        default="usual",
        title="Precision",
        description="The finer, the higher the bound and the longer the wait.",
        json_schema_extra=_choice(
            "Precisione", "Nøyaktighet", "Più è fine, più alto il limite e più lunga l'attesa.",
            "Jo finere, desto høyere grense og lengre ventetid.",
            quick=("Quick (10 s)", "Rapida (10 s)", "Rask (10 s)"),
            usual=("Usual (5 s)", "Usuale (5 s)", "Vanlig (5 s)"),
            fine=("Fine (2 s)", "Fine (2 s)", "Fin (2 s)"),
        ),
    )  # fmt: skip


class Plan(Bound):
    """How should people leave, and how far is that from the best there can be?"""

    posts: int = Field(
        default=0,
        ge=0,
        le=60,
        title="Stewards' posts",
        description="At most so many, each with one direction at a time; 0: none. Takes longer.",
        json_schema_extra=words(
            "Postazioni", "Poster",
            it_help="Al massimo, ognuna con una sola direzione per volta; 0: nessuna. Richiede più tempo.",
            nb_help="Høyst så mange, hver med én retning om gangen; 0: ingen. Tar lengre tid.",
        ),
    )  # fmt: skip

    previous: Long = Field(
        default="",
        title="Plan in use",
        description="An earlier answer as JSON: its posts keep their orders unless one is unsafe or gains 30 s.",
        json_schema_extra=words(
            "Piano in uso", "Plan i bruk",
            it_help="Una risposta precedente in JSON: gli ordini restano, salvo pericolo o 30 s di guadagno.",
            nb_help="Et tidligere svar som JSON: postene beholder ordrene, om ikke én er farlig eller sparer 30 s.",
            lines=True,
        ),
    )  # fmt: skip
    elapsed_s: float = Field(
        default=0.0,
        ge=0.0,
        le=86_400.0,
        allow_inf_nan=False,
        title="In use for",
        description="Seconds since the plan in use began.",
        json_schema_extra=words(
            "In uso da", "I bruk i", unit="s",
            it_help="Secondi dall'inizio del piano in uso.", nb_help="Sekunder siden planen i bruk begynte.",
        ),
    )  # fmt: skip
    counts_age_s: float = Field(
        default=0.0,
        ge=0.0,
        le=1e7,
        allow_inf_nan=False,
        title="Age of the counts",
        description="From 2 minutes on the plan in use is kept, less what is unsafe.",
        json_schema_extra=words(
            "Età dei conteggi", "Tellingenes alder", unit="s",
            it_help="Oltre 2 minuti il piano in uso resta, tranne ciò che è pericoloso.",
            nb_help="Etter 2 minutter beholdes planen i bruk, uten det som er farlig.",
        ),
    )  # fmt: skip


class Simulate(Bound):
    """How does the plan do with people as they are, and how do they do without one?"""

    venue: Long = Field(
        default="",
        title="Area between walls",
        description="Walls, exits and crowd as JSON, walked person by person in place of a graph; empty: streets.",
        json_schema_extra=words(
            "Area tra muri", "Område mellom vegger",
            it_help="Muri, uscite e folla in JSON, percorsi persona per persona al posto di un grafo; vuoto: strade.",
            nb_help="Vegger, utganger og folk som JSON, gått person for person i stedet for en graf; tom: gater.",
            lines=True,
        ),
    )  # fmt: skip
    compliance: float = Field(
        default=0.7,
        ge=0.0,
        le=1.0,
        title="Share who do as told",
        description="All others take the nearest exit.",
        json_schema_extra=words(
            "Quota che segue le indicazioni", "Andel som gjør som de blir bedt om",
            it_help="Gli altri vanno all'uscita più vicina.", nb_help="Alle andre går til nærmeste utgang.",
        ),
    )  # fmt: skip
    slow: float = Field(
        default=0.05,
        ge=0.0,
        le=1.0,
        title="Share who walk slowly",
        description="People who need help or push something, 0.6 m/s.",
        json_schema_extra=words(
            "Quota che cammina lentamente", "Andel som går langsomt",
            it_help="Persone che hanno bisogno d'aiuto o spingono qualcosa, 0,6 m/s.",
            nb_help="Folk som trenger hjelp eller skyver noe, 0,6 m/s.",
        ),
    )  # fmt: skip
    trigger: Trigger = Field(
        default="announcement",
        title="What makes people go",
        description="It sets how long they take before they set out.",
        json_schema_extra=_choice(
            "Che cosa fa muovere le persone", "Hva som får folk til å gå",
            "Stabilisce quanto aspettano prima di muoversi.", "Det avgjør hvor lenge de venter før de går.",
            announcement=("Announcement", "Annuncio", "Beskjed over høyttaler"),
            shots=("Shots", "Spari", "Skudd"),
            firecrackers=("Firecrackers", "Petardi", "Kinaputter"),
            smoke=("Smoke", "Fumo", "Røyk"),
            brawl=("Brawl", "Rissa", "Slagsmål"),
            none=("All set out at once", "Tutti partono subito", "Alle går med en gang"),
        ),
    )  # fmt: skip


class ModelPlace(ToolQuestion):
    """What does a model place look like? For the planner's screen, which draws it and sends it back changed."""

    asked: ClassVar[bool] = False

    place: Place = Field(default="fenced_square", title="Model place")


class MapFile(ToolQuestion):
    """What streets and areas does a map's file hold? For the planner's screen; see *A map* in `docs/evacuation.md`."""

    asked: ClassVar[bool] = False

    name: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^/\\\x00-\x1f]+$")] = Field(title="File name")
    content: Long = Field(title="The file, gzipped, in base64")


QUESTIONS: Final[dict[str, type[ToolQuestion]]] = {
    "plan": Plan,
    "bound": Bound,
    "simulate": Simulate,
    "place": ModelPlace,
    "map": MapFile,
}
