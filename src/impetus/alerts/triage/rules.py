"""The rules of triage: an id each, and what it is called and does, for the console's list of rules."""

from typing import Final, Literal

import msgspec

from impetus.model.text import Text

Effect = Literal["holds", "joins", "shows"]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`effect` says what it does to an alert: hold it back, join it to a group, or show it all the same."""

    id: str
    effect: Effect
    title: Text
    what: Text


def _rule(rule: str, effect: Effect, title: tuple[str, str, str], what: tuple[str, str, str]) -> Rule:
    return Rule(
        id=rule,
        effect=effect,
        title=Text(en=title[0], it=title[1], nb=title[2]),
        what=Text(en=what[0], it=what[1], nb=what[2]),
    )


_RULES: Final = (
    _rule(
        "repeat",
        "holds",
        ("Repeat", "Ripetizione", "Gjentakelse"),
        (
            "The same alert of the same source, shown a short while ago.",
            "Lo stesso allarme della stessa sorgente, mostrato da poco.",
            "Samme varsel fra samme kilde, vist for kort tid siden.",
        ),
    ),
    _rule(
        "chatter",
        "holds",
        ("Chattering", "Intermittenza", "Flimring"),
        (
            "A source that keeps switching the same alert on and off.",
            "Una sorgente che accende e spegne di continuo lo stesso allarme.",
            "En kilde som slår samme varsel av og på hele tiden.",
        ),
    ),
    _rule(
        "habit",
        "holds",
        ("Shown often of late", "Mostrato spesso di recente", "Vist ofte i det siste"),
        (
            "Its like was shown several times of late; it waits until the desk is quiet.",
            "Simili sono stati mostrati più volte di recente; attende che la sala sia tranquilla.",
            "Slikt er vist flere ganger i det siste; det venter til sentralen er rolig.",
        ),
    ),
    _rule(
        "joined",
        "holds",
        ("Part of a shown group", "Parte di un gruppo mostrato", "Del av en vist gruppe"),
        (
            "It belongs to something just shown and adds no severity: it stands under it.",
            "Appartiene a qualcosa appena mostrato e non aggiunge gravità: sta sotto di esso.",
            "Det hører til noe som nettopp ble vist og er ikke mer alvorlig: det står under det.",
        ),
    ),
    _rule(
        "silence",
        "holds",
        ("Silence", "Silenzio", "Demping"),
        (
            "A person silenced it until a set time.",
            "Una persona l'ha silenziato fino a un'ora stabilita.",
            "En person har dempet det til et fastsatt tidspunkt.",
        ),
    ),
    _rule(
        "maintenance",
        "holds",
        ("Maintenance", "Manutenzione", "Vedlikehold"),
        (
            "A maintenance window covers it.",
            "È coperto da una finestra di manutenzione.",
            "Det dekkes av et vedlikeholdsvindu.",
        ),
    ),
    _rule(
        "condition",
        "holds",
        ("Condition not met", "Condizione non soddisfatta", "Betingelse ikke oppfylt"),
        (
            "Shown only once enough of these have come together.",
            "Mostrato solo quando ne sono arrivati abbastanza insieme.",
            "Vises først når nok av disse har kommet sammen.",
        ),
    ),
    _rule(
        "budget",
        "holds",
        ("City budget", "Limite della città", "Byens grense"),
        (
            "A storm: as many as the desk can take were shown; only low and medium severity wait.",
            "Una tempesta: ne sono stati mostrati quanti la sala ne regge; attendono solo gravità bassa e media.",
            "En storm: det er vist så mange som sentralen tåler; bare lav og middels alvorlighet venter.",
        ),
    ),
    _rule(
        "place",
        "joins",
        ("Near in place and time", "Vicino nello spazio e nel tempo", "Nær i sted og tid"),
        (
            "Kinds that go together, near one another, within the look-back.",
            "Tipi compatibili, vicini tra loro, entro la finestra temporale.",
            "Typer som hører sammen, nær hverandre, innen tilbakeblikket.",
        ),
    ),
    _rule(
        "same",
        "joins",
        ("Same thing", "Stessa cosa", "Samme ting"),
        (
            "The same subject or source, within the look-back.",
            "Lo stesso soggetto o la stessa sorgente, entro la finestra temporale.",
            "Samme gjenstand eller kilde, innen tilbakeblikket.",
        ),
    ),
    _rule(
        "name",
        "joins",
        ("Same name elsewhere", "Stesso nome altrove", "Samme navn et annet sted"),
        (
            "The same sort of alert from another source at the same moment.",
            "Lo stesso genere di allarme da un'altra sorgente nello stesso momento.",
            "Samme slags varsel fra en annen kilde i samme øyeblikk.",
        ),
    ),
    _rule(
        "burst",
        "joins",
        ("Same burst", "Stessa raffica", "Samme bølge"),
        (
            "Alerts that follow one another within seconds, of the same source or family.",
            "Allarmi che si susseguono in pochi secondi, della stessa sorgente o famiglia.",
            "Varsler som følger hverandre innen sekunder, fra samme kilde eller familie.",
        ),
    ),
    _rule(
        "together",
        "joins",
        ("Same condition", "Stessa condizione", "Samme betingelse"),
        (
            "They count towards the same condition.",
            "Contano per la stessa condizione.",
            "De teller mot samme betingelse.",
        ),
    ),
    _rule(
        "rise",
        "shows",
        ("Rise in severity", "Aumento di gravità", "Økt alvorlighet"),
        (
            "More severe than all before in its group: never held back.",
            "Più grave di tutti i precedenti nel suo gruppo: mai trattenuto.",
            "Mer alvorlig enn alt tidligere i gruppen: holdes aldri tilbake.",
        ),
    ),
    _rule(
        "met",
        "shows",
        ("Condition met", "Condizione soddisfatta", "Betingelse oppfylt"),
        (
            "Enough of these came together.",
            "Ne sono arrivati abbastanza insieme.",
            "Nok av disse har kommet sammen.",
        ),
    ),
    _rule(
        "ended",
        "shows",
        ("Silence ended", "Silenzio terminato", "Demping over"),
        (
            "It still goes on after its silence or maintenance ended.",
            "Continua dopo la fine del silenzio o della manutenzione.",
            "Det varer fortsatt etter at dempingen eller vedlikeholdet er over.",
        ),
    ),
    _rule(
        "room",
        "shows",
        ("Room in the budget", "Spazio nel limite", "Plass innen grensen"),
        (
            "It waited, or repeats, and the desk has been quiet: there is room.",
            "Attendeva, o si ripete, e la sala è tranquilla: c'è spazio.",
            "Det ventet, eller gjentas, og sentralen har vært rolig: det er plass.",
        ),
    ),
    _rule(
        "lasting",
        "shows",
        ("Still lasting", "Dura ancora", "Varer fortsatt"),
        (
            "High or critical, and shown last a long while ago.",
            "Alto o critico, e mostrato l'ultima volta molto tempo fa.",
            "Høy eller kritisk, og sist vist for lenge siden.",
        ),
    ),
)

RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _RULES}
"""Every rule a `Reason` can name, by id."""
