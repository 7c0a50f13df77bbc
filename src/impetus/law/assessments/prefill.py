"""Answers that the program can give by itself, from the manifest and what runs. People complete and correct them."""

from collections.abc import Callable
from typing import Final

from impetus.agencies.repository import Agency
from impetus.contracts.discovery import FoundTool
from impetus.law.assessments.facts import Running, kept
from impetus.law.assessments.facts import said as worded
from impetus.law.assessments.questions import asked
from impetus.law.assessments.records import PLATFORM, Answer, Content, LawSetting
from impetus.law.retention.categories import CATEGORIES
from impetus.model.text import Locale, Text

_RUNS: Final = Text(
    en="The agency's own installation of IMPETUS: PostgreSQL, NATS and the program's processes, on its own machines.",
    it="L'installazione di IMPETUS dell'ente: PostgreSQL, NATS e i processi del programma, sulle sue macchine.",
    nb="Etatens egen installasjon av IMPETUS: PostgreSQL, NATS og programmets prosesser, på egne maskiner.",
)
_PLATFORM: Final = Text(
    en="The operations desk: alerts of tools, decisions, incidents, shifts, channels and the audit log.",
    it="La sala operativa: allarmi degli strumenti, decisioni delle persone, incidenti, turni, canali e registro.",
    nb="Operasjonssentralen: varsler fra verktøy, det folk avgjør, hendelser, skift, kanaler og revisjonsloggen.",
)
_BASIS: Final = Text(
    en="A task in the public interest laid down by national law; name the law here.",
    it="Un compito di interesse pubblico previsto dalla legge nazionale; indicare qui la legge.",
    nb="En oppgave i allmennhetens interesse etter nasjonal lov; nevn loven her.",
)
_RIGHTS: Final = Text(
    en="By a request to the agency; it is worked on in Oversight, with deadlines and letters.",
    it="Con una richiesta all'ente; viene trattata nella Vigilanza, con scadenze e lettere.",
    nb="Ved en henvendelse til etaten; den behandles i Tilsyn, med frister og brev.",
)
_TOLD: Final = Text(
    en="By the citizens' register, a public page of this installation.",
    it="Con il registro dei cittadini, una pagina pubblica di questa installazione.",
    nb="Gjennom innbyggerregisteret, en åpen side på denne installasjonen.",
)
_MEASURES: Final = Text(
    en="Access by purpose, masking, a second person for unmasking, deletion by key, a log that shows tampering;"
    " nothing goes out without a named person. Oversight lists each measure with its check.",
    it="Accesso per finalità, mascheramento, una seconda persona per rivelare, cancellazione tramite chiave, un"
    " registro che rivela manomissioni; nulla esce senza una persona nominata. La Vigilanza elenca ogni misura.",
    nb="Tilgang etter formål, maskering, en annen person for avmaskering, sletting ved nøkkel, en logg som viser"
    " tukling; ingenting går ut uten en navngitt person. Tilsyn viser hvert tiltak med kontroll.",
)
_OVERSEEN: Final = Text(
    en="Alerts are advice: a person judges each, sees reasons and limits, and can stop the tool within seconds.",
    it="Gli allarmi sono consigli: una persona valuta ciascuno, ne vede ragioni e limiti, e può fermare lo strumento.",
    nb="Varsler er råd: et menneske vurderer hvert, ser grunner og grenser, og kan stanse verktøyet på sekunder.",
)
_KEPT: Final = Text(en="{what}: {days} days", it="{what}: {days} giorni", nb="{what}: {days} dager")
_NONE: Final = Text(
    en="None is known to the program.", it="Nessuno noto al programma.", nb="Ingen er kjent for programmet."
)
_MADE_UP: Final = Text(
    en="A made-up city: nobody's data is processed. A real city answers this itself.",
    it="Una città inventata: non si trattano dati di nessuno. Una città vera risponde da sé.",
    nb="En oppdiktet by: ingens data behandles. En virkelig by svarer på dette selv.",
)
DEMONSTRATION: Final = Text(
    en="Written by the demonstration installation for its made-up city. It holds nowhere else.",
    it="Scritta dall'installazione dimostrativa per la sua città inventata. Non vale altrove.",
    nb="Skrevet av demonstrasjonsinstallasjonen for sin oppdiktede by. Den gjelder ikke noe annet sted.",
)


def prefilled(now: Running, subject: str, agency: Agency, said: LawSetting, locale: Locale) -> Content:
    """Return what the program can say of a subject by itself, in one language."""
    tool = None if subject == PLATFORM else now.tools[subject]
    known = {id: text(locale) for id, text in _known(now, tool, agency, said).items()}
    high = tool is not None and tool.declared.risk_class == "high"
    return Content(
        answers={
            question.id: Answer(text=known[question.id], final=not question.context)
            for question in asked(high)
            if known.get(question.id)
        }
    )


def demonstration(now: Running, subject: str, agency: Agency, said: LawSetting) -> Content:
    """The whole of what a demonstration says; every answer says that it is one."""
    content = prefilled(now, subject, agency, said, "en")
    high = subject != PLATFORM and now.tools[subject].declared.risk_class == "high"
    for question in asked(high):
        found = content.answers.setdefault(question.id, Answer(text=_MADE_UP.en))
        found.gauge = 1 if question.gauge else 0
    content.affected.text = _MADE_UP.en
    return content


def _known(
    now: Running, tool: FoundTool | None, agency: Agency, said: LawSetting
) -> dict[str, Callable[[Locale], str]]:
    def always(text: Text) -> Callable[[Locale], str]:
        return text.in_

    def plain(text: str) -> Callable[[Locale], str]:
        return lambda _locale: text

    periods = kept(now, tool) if tool else [one for one in now.periods if not one.of]
    kinds = set(tool.declared.inputs) if tool else None
    names = sorted({f"{feed.name} ({feed.type})" for feed in now.feeds if kinds is None or feed.kind in kinds})

    def how_long(locale: Locale) -> str:
        return "\n".join(
            _KEPT.in_(locale).format(
                what=CATEGORIES[one.category].title.in_(locale)
                + (f" ({worded(one.of, 'inputs', locale)})" if one.category == "reading" else ""),
                days=one.days,
            )
            for one in periods
        )

    found = {
        "description.responsible": plain("; ".join(filter(None, (said.controller or agency.name, said.contact)))),
        "description.cycle": plain("\n".join(names)) if names else always(_NONE),
        "description.assets": always(_RUNS),
        "necessity.kept": how_long,
        "rights.informed": always(_TOLD),
        "rights.access": always(_RIGHTS),
        "rights.object": always(_RIGHTS),
        "rights.processors": always(_NONE),
        "rights.transfers": plain(said.transfers) if said.transfers else always(_NONE),
        "risks.measures": always(_MEASURES),
        "fundamental.oversight": always(_OVERSEEN),
    }
    if tool is None:
        return found | {"description.what": always(_PLATFORM), "necessity.basis": always(_BASIS)}
    declared = tool.declared

    def accurate(locale: Locale) -> str:
        measured = [one.said(locale) for one in declared.figures]
        models = [f"{model.name}: {one.said(locale)}" for model in tool.models() for one in model.figures]
        return "\n".join((*measured, *models, *(one.text().in_(locale) for one in declared.limits)))

    return found | {
        "description.what": always(declared.summary.text()),
        "description.data": lambda locale: worded(list(declared.data_categories), "data_categories", locale),
        "necessity.purpose": lambda locale: worded(declared.purpose, "purpose", locale),
        "necessity.basis": always(declared.legal_basis.text()),
        "necessity.accurate": accurate,
    }
