"""The words of a steward's brief, in three languages."""

from typing import Final

from impetus.model.text import Locale, Text

_WORDS: Final[dict[str, Text]] = {
    "brief": Text(en="Steward brief", it="Istruzioni per lo steward", nb="Instruks for vaktpost"),
    "post": Text(en="Post", it="Postazione", nb="Post"),
    "from": Text(en="From", it="Dalle", nb="Fra"),
    "until": Text(en="Until", it="Alle", nb="Til"),
    "end": Text(en="the end", it="la fine", nb="slutten"),
    "way": Text(en="Send people by", it="Manda le persone per", nb="Send folk langs"),
    "towards": Text(en="Towards exit", it="Verso l’uscita", nb="Mot utgang"),
    "direction": Text(en="Direction", it="Direzione", nb="Retning"),
    "say": Text(en="What to say", it="Che cosa dire", nb="Hva du sier"),
    "times": Text(
        en="Times are minutes and seconds after the start is given.",
        it="I tempi sono minuti e secondi dopo il via.",
        nb="Tidene er minutter og sekunder etter startordren.",
    ),
    "rules": Text(
        en="Stand where people see you. Point one way at a time. If the way is blocked, stop people and call the"
        " control room.",
        it="Stai dove ti vedono. Indica una sola direzione per volta. Se la via è bloccata, ferma le persone e"
        " chiama la sala operativa.",
        nb="Stå der folk ser deg. Pek én vei om gangen. Er veien sperret, stans folk og ring sentralen.",
    ),
    "people": Text(en="people will pass here", it="persone passeranno di qui", nb="personer vil passere her"),
    "no_map": Text(en="No place is known.", it="Il luogo non è noto.", nb="Stedet er ikke kjent."),
    "note": Text(
        en="A planning aid, not a regulatory proof.",
        it="Un aiuto alla pianificazione, non una prova regolamentare.",
        nb="Et hjelpemiddel til planlegging, ikke et bevis etter regelverket.",
    ),
    "made": Text(en="Printed", it="Stampato", nb="Skrevet ut"),
    "inputs": Text(en="inputs", it="dati", nb="inndata"),
    "this_way": Text(en="this way", it="questa via", nb="denne veien"),
    "task": Text(
        en="Post {number} at {place}: {orders}", it="Postazione {number}, {place}: {orders}",
        nb="Post {number} ved {place}: {orders}",
    ),
    "task_plain": Text(
        en="Post {number}: {orders}", it="Postazione {number}: {orders}", nb="Post {number}: {orders}"
    ),
    "task_again": Text(en="New order. {task}", it="Nuovo ordine. {task}", nb="Ny ordre. {task}"),
    "task_down": Text(
        en="Post {number} at {place} stands down", it="La postazione {number}, {place}, non serve più",
        nb="Post {number} ved {place} trekkes tilbake",
    ),
    "task_down_plain": Text(
        en="Post {number} stands down", it="La postazione {number} non serve più", nb="Post {number} trekkes tilbake"
    ),
    "task_order": Text(
        en="from {first} send people {compass} by {way}",
        it="dal minuto {first} manda le persone verso {compass} per {way}",
        nb="fra {first} send folk mot {compass} langs {way}",
    ),
    "task_leave": Text(en="leave at {last}", it="al minuto {last} lascia la postazione", nb="forlat posten {last}"),
    "message": Text(
        en="Walk {compass}, this way. Do not run. Help those beside you.",
        it="Andate verso {compass}, da questa parte. Non correte. Aiutate chi vi sta accanto.",
        nb="Gå mot {compass}, denne veien. Ikke løp. Hjelp dem ved siden av deg.",
    ),
    "message_plain": Text(
        en="Walk this way. Do not run. Help those beside you.",
        it="Andate da questa parte. Non correte. Aiutate chi vi sta accanto.",
        nb="Gå denne veien. Ikke løp. Hjelp dem ved siden av deg.",
    ),
}  # fmt: skip
_COMPASS: Final = (
    Text(en="north", it="nord", nb="nord"),
    Text(en="north-east", it="nord-est", nb="nordøst"),
    Text(en="east", it="est", nb="øst"),
    Text(en="south-east", it="sud-est", nb="sørøst"),
    Text(en="south", it="sud", nb="sør"),
    Text(en="south-west", it="sud-ovest", nb="sørvest"),
    Text(en="west", it="ovest", nb="vest"),
    Text(en="north-west", it="nord-ovest", nb="nordvest"),
)


def words(locale: Locale) -> dict[str, str]:
    """Every word in a language."""
    return {key: text.in_(locale) for key, text in _WORDS.items()}


def compass(bearing: float | None, locale: Locale) -> str:
    """A bearing as one of eight directions; "" where none is known."""
    return "" if bearing is None else _COMPASS[round(bearing / 45) % 8].in_(locale)
