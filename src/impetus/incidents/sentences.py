"""What the centre's timeline says of each act, in three languages. The author stands beside it, never in it."""

from collections.abc import Mapping
from typing import Any, Final

from impetus.incidents.words import Part, Stage
from impetus.model.alert import Severity
from impetus.model.text import LOCALES, Text

STAGE_NAMES: Final[dict[Stage, Text]] = {
    "collect": Text(en="Collect", it="Raccolta", nb="Innsamling"),
    "analyse": Text(en="Analyse", it="Analisi", nb="Analyse"),
    "respond": Text(en="Respond", it="Risposta", nb="Innsats"),
    "evaluate": Text(en="Evaluate", it="Valutazione", nb="Evaluering"),
}
SEVERITY_NAMES: Final[dict[Severity, Text]] = {
    Severity.INFO: Text(en="info", it="informativo", nb="info"),
    Severity.LOW: Text(en="low", it="basso", nb="lav"),
    Severity.MEDIUM: Text(en="medium", it="medio", nb="middels"),
    Severity.HIGH: Text(en="high", it="alto", nb="høy"),
    Severity.CRITICAL: Text(en="critical", it="critico", nb="kritisk"),
}
PART_NAMES: Final[dict[Part, Text]] = {
    "summary": Text(en="summary", it="sintesi", nb="sammendrag"),
    "timeline": Text(en="timelines", it="cronologie", nb="tidslinjer"),
    "alerts": Text(en="alerts", it="allarmi", nb="varsler"),
    "tasks": Text(en="tasks", it="compiti", nb="oppgaver"),
    "evidence": Text(en="evidence", it="prove", nb="bevis"),
    "chat": Text(en="chat", it="chat", nb="chat"),
    "people": Text(en="people", it="persone", nb="personer"),
}
STATE_NAMES: Final[dict[str, Text]] = {
    "open": Text(en="open", it="da fare", nb="åpen"),
    "doing": Text(en="begun", it="iniziato", nb="påbegynt"),
    "done": Text(en="done", it="fatto", nb="gjort"),
    "dropped": Text(en="dropped", it="abbandonato", nb="droppet"),
}
_SAID: Final[dict[str, tuple[str, str, str]]] = {
    "opened": ("Opened the incident.", "Ha aperto l'incidente.", "Åpnet hendelsen."),
    "opened.alerts": (
        "Opened the incident with {alerts}.",
        "Ha aperto l'incidente con {alerts}.",
        "Åpnet hendelsen med {alerts}.",
    ),
    "opened.partner": (
        "{partner} shared this incident, there {number}.",
        "{partner} ha condiviso questo incidente, là {number}.",
        "{partner} delte denne hendelsen, der {number}.",
    ),
    "alert.in": ("Put in {number}: {title}", "Ha aggiunto {number}: {title}", "La til {number}: {title}"),
    "alert.out": ("Took out {number}: {title}", "Ha tolto {number}: {title}", "Tok ut {number}: {title}"),
    "stage": ("Stage: {stage}.", "Fase: {stage}.", "Fase: {stage}."),
    "title": ("New title: {title}", "Nuovo titolo: {title}", "Ny tittel: {title}"),
    "severity": ("Severity is now {severity}.", "La gravità ora è {severity}.", "Alvorligheten er nå {severity}."),
    "place": ("New place: {place}.", "Nuovo luogo: {place}.", "Nytt sted: {place}."),
    "owner": ("New lead in {agency}.", "Nuova guida in {agency}.", "Ny leder i {agency}."),
    "acknowledged": ("Took it in hand.", "Ha preso in carico.", "Tok saken."),
    "closed": (
        "Closed for {agency}: {reason}",
        "Chiuso per {agency}: {reason}",
        "Lukket for {agency}: {reason}",
    ),
    "closed.all": (
        "The incident is closed: all agencies have closed their parts.",
        "L'incidente è chiuso: tutti gli enti hanno chiuso la propria parte.",
        "Hendelsen er lukket: alle etater har lukket sine deler.",
    ),
    "reopened": (
        "Reopened for {agency}: {reason}",
        "Riaperto per {agency}: {reason}",
        "Gjenåpnet for {agency}: {reason}",
    ),
    "task.new": (
        "New task for {agency}: {task}",
        "Nuovo compito per {agency}: {task}",
        "Ny oppgave til {agency}: {task}",
    ),
    "task.state": ("Task {state}: {task}", "Compito {state}: {task}", "Oppgave {state}: {task}"),
    "task.reason": (
        "Task {state}: {task} ({reason})",
        "Compito {state}: {task} ({reason})",
        "Oppgave {state}: {task} ({reason})",
    ),
    "task.changed": ("Changed the task: {task}", "Ha cambiato il compito: {task}", "Endret oppgaven: {task}"),
    "share": (
        "{agency} now sees: {parts}.",
        "{agency} ora vede: {parts}.",
        "{agency} ser nå: {parts}.",
    ),
    "share.rule": (
        "{agency} now sees: {parts}. Rule: {rule}.",
        "{agency} ora vede: {parts}. Regola: {rule}.",
        "{agency} ser nå: {parts}. Regel: {rule}.",
    ),
    "share.ended": (
        "{agency} no longer takes part.",
        "{agency} non partecipa più.",
        "{agency} deltar ikke lenger.",
    ),
    "evidence.in": ("Evidence: {title}", "Prova: {title}", "Bevis: {title}"),
    "evidence.kept": ("Keeps {title}: {reason}", "Conserva {title}: {reason}", "Beholder {title}: {reason}"),
    "evidence.released": (
        "No longer keeps {title}: {reason}",
        "Non conserva più {title}: {reason}",
        "Beholder ikke lenger {title}: {reason}",
    ),
    "merged.into": ("Merged into {number}.", "Unito a {number}.", "Slått sammen inn i {number}."),
    "merged.here": ("Merged {number} into this.", "{number} unito a questo.", "Slo {number} inn i denne."),
    "merge.undone": (
        "{number} stands for itself again.",
        "{number} è di nuovo separato.",
        "{number} står for seg selv igjen.",
    ),
    "split.off": ("Split off {number}: {title}", "Separato {number}: {title}", "Skilt ut {number}: {title}"),
    "split.from": ("Split off {number}.", "Separato da {number}.", "Skilt ut fra {number}."),
    "split.undone": (
        "{number} is part of {into} again.",
        "{number} è di nuovo parte di {into}.",
        "{number} er igjen en del av {into}.",
    ),
    "partner.left": (
        "{partner} no longer shares this incident.",
        "{partner} non condivide più questo incidente.",
        "{partner} deler ikke lenger denne hendelsen.",
    ),
    "partner": (
        "Shared with the installation {partner}.",
        "Condiviso con l'installazione {partner}.",
        "Delt med installasjonen {partner}.",
    ),
    "partner.ended": (
        "No longer shared with the installation {partner}.",
        "Non più condiviso con l'installazione {partner}.",
        "Ikke lenger delt med installasjonen {partner}.",
    ),
}  # fmt: skip


def said(key: str, **values: Any) -> Text:
    """Return the sentence of an act; a `Text` among the values is put in by language."""
    made = {}
    for place, locale in enumerate(LOCALES):
        filled = {name: value.in_(locale) if isinstance(value, Text) else value for name, value in values.items()}
        made[locale] = _SAID[key][place].format(**filled)
    return Text(**made)


def plain(words: str) -> Text:
    """What a person wrote, in the language it was written in."""
    return Text(en=words)


def listed(texts: list[Text]) -> Text:
    """Join texts by commas."""
    return Text(**{locale: ", ".join(text.in_(locale) for text in texts) for locale in LOCALES})


def counted(number: int) -> Text:
    """`one alert`, `3 alerts`."""
    if number == 1:
        return Text(en="one alert", it="un allarme", nb="ett varsel")
    return Text(en=f"{number} alerts", it=f"{number} allarmi", nb=f"{number} varsler")


def state_of(alerts: int, tasks_open: int, agencies: list[str], closed: bool, locale: str) -> str:
    """The sentence that leads an incident: how much there is, and who works on it."""
    one = tasks_open == 1
    tasks: Mapping[str, str] = {
        "en": "one task open" if one else f"{tasks_open} tasks open",
        "it": "un compito aperto" if one else f"{tasks_open} compiti aperti",
        "nb": "én åpen oppgave" if one else f"{tasks_open} åpne oppgaver",
    }
    head = f"{counted(alerts).in_(locale).capitalize()}, {tasks[locale]}"
    names = ", ".join(agencies)
    tails: Mapping[str, tuple[str, str, str]] = {
        "en": (f"; {names} {'works' if len(agencies) == 1 else 'work'} on it.", "; closed.", "."),
        "it": (f"; {'se ne occupa' if len(agencies) == 1 else 'se ne occupano'} {names}.", "; chiuso.", "."),
        "nb": (f"; {names} arbeider med den.", "; lukket.", "."),
    }
    tail = tails[locale][1] if closed else tails[locale][0] if agencies else tails[locale][2]
    return head + tail


REASONS: Final[dict[str, tuple[str, str, str]]] = {
    "place": ("{metres} m away", "a {metres} m", "{metres} m unna"),
    "before": ("{time} earlier", "{time} prima", "{time} tidligere"),
    "after": ("{time} later", "{time} dopo", "{time} senere"),
    "together": ("at the same time", "nello stesso momento", "samtidig"),
    "kind": ("the same kind", "dello stesso tipo", "samme slag"),
    "subject": ("the same {subject}", "lo stesso {subject}", "samme {subject}"),
}
"""Why an alert may belong to an incident, part by part."""


def why_related(parts: list[tuple[str, dict[str, Any]]], locale: str) -> str:
    """One sentence from the parts of a reason."""
    place = LOCALES.index(locale)
    words = ", ".join(REASONS[key][place].format(**values) for key, values in parts)
    return f"{words[:1].upper()}{words[1:]}."


def span(seconds: float) -> str:
    """A length of time: `40 s`, `4 min`, `2 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"
