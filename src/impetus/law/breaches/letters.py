"""Notices of a breach: to the supervisory authority (GDPR Article 33), to the persons (Article 34)."""

from typing import Any, Final

from impetus.agencies import service as agencies
from impetus.law.breaches.records import FACTS, Breach
from impetus.law.breaches.service import To, WholeBreach
from impetus.law.letters import Letter, Part, Row, local
from impetus.model.text import Text
from impetus.people.access import Caller

_TO: Final[dict[str, Text]] = {
    "authority": Text(
        en="To the supervisory authority for data protection",
        it="All'autorità di controllo per la protezione dei dati",
        nb="Til tilsynsmyndigheten for personvern",
    ),
    "persons": Text(
        en="To everybody whose data are affected", it="A tutte le persone i cui dati sono coinvolti",
        nb="Til alle som er berørt",
    ),
}  # fmt: skip
_SUBJECT: Final[dict[str, Text]] = {
    "authority": Text(
        en="Notice of a personal data breach", it="Notifica di una violazione di dati personali",
        nb="Melding om brudd på personopplysningssikkerheten",
    ),
    "persons": Text(
        en="Your data were affected by a breach", it="I suoi dati sono stati coinvolti in una violazione",
        nb="Opplysningene dine er berørt av et sikkerhetsbrudd",
    ),
}  # fmt: skip
_FIRST: Final[dict[str, Text]] = {
    "authority": Text(
        en="We became aware of this breach on {aware} and notify it under GDPR Article 33. What is not known yet"
        " follows without undue delay.",
        it="Siamo venuti a conoscenza di questa violazione il {aware} e la notifichiamo ai sensi dell'articolo 33 del"
        " GDPR. Ciò che ancora non è noto seguirà senza ingiustificato ritardo.",
        nb="Vi ble kjent med bruddet {aware} og melder det etter GDPR artikkel 33. Det som ikke er kjent ennå, følger"
        " uten ugrunnet opphold.",
    ),
    "persons": Text(
        en="On {aware} we became aware of a breach that may affect you. We tell you what happened, what it may lead to,"
        " and what you can do (GDPR Article 34).",
        it="Il {aware} siamo venuti a conoscenza di una violazione che può riguardarla. Le diciamo che cosa è successo,"
        " a che cosa può portare e che cosa può fare (GDPR, articolo 34).",
        nb="{aware} ble vi kjent med et brudd som kan berøre deg. Vi forteller hva som skjedde, hva det kan føre til,"
        " og hva du kan gjøre (GDPR artikkel 34).",
    ),
}
_LATE: Final = Text(
    en="This notice comes later than 72 hours after we became aware. The reasons for the delay: {reason}",
    it="Questa notifica arriva oltre 72 ore dopo che ne siamo venuti a conoscenza. I motivi del ritardo: {reason}",
    nb="Denne meldingen kommer mer enn 72 timer etter at vi ble kjent med bruddet. Grunnene til forsinkelsen: {reason}",
)
_NAMES: Final[dict[str, Text]] = {
    "nature": Text(en="What happened", it="Che cosa è successo", nb="Hva som skjedde"),
    "when": Text(en="When", it="Quando", nb="Når"),
    "categories": Text(en="Whose data, and which", it="Quali dati, e di chi", nb="Hvilke opplysninger, og om hvem"),
    "persons": Text(en="Persons, about", it="Persone, circa", nb="Personer, omtrent"),
    "records": Text(en="Records, about", it="Registrazioni, circa", nb="Registreringer, omtrent"),
    "effects": Text(en="What it may lead to", it="A che cosa può portare", nb="Hva det kan føre til"),
    "measures": Text(
        en="What was done, and what will be", it="Che cosa è stato fatto, e che cosa sarà fatto",
        nb="Hva som er gjort, og hva som skal gjøres",
    ),
    "contact": Text(en="Who answers questions", it="Chi risponde alle domande", nb="Hvem som svarer på spørsmål"),
}  # fmt: skip
_UNKNOWN: Final = Text(en="not known yet", it="non ancora noto", nb="ikke kjent ennå")
_PART: Final = Text(en="What we know", it="Che cosa sappiamo", nb="Det vi vet")
_REFERENCE: Final = Text(en="Our reference: {ref}", it="Nostro riferimento: {ref}", nb="Vår referanse: {ref}")
_SIGNED: Final = Text(en="{who}, for {agency}", it="{who}, per {agency}", nb="{who}, for {agency}")
_FOOTER: Final = Text(
    en="{ref}, made on {date} from the breach workbook.",
    it="{ref}, prodotta il {date} dal registro delle violazioni.",
    nb="{ref}, laget {date} fra registeret over brudd.",
)


async def letter(caller: Caller, whole: WholeBreach, to: To, locale: str) -> Letter:
    """Return a notice in a language, filled in as far as things are known."""
    agency = next(one for one in await agencies.every(caller.uow) if one.id == caller.agency)
    found, reference = whole.breach, f"B-{whole.breach.number}"
    today = local(whole.now, agency.time_zone)
    paragraphs = [_FIRST[to].in_(locale).format(aware=local(found.aware_at, agency.time_zone, minutes=True))]
    if to == "authority" and (found.late_reason or whole.now > found.due_at) and found.authority_told_at is None:
        paragraphs.append(_LATE.in_(locale).format(reason=found.late_reason or "…"))
    elif to == "authority" and found.late_reason:
        paragraphs.append(_LATE.in_(locale).format(reason=found.late_reason))
    return Letter(
        lang=locale,
        agency=agency.name,
        to=[_TO[to].in_(locale)],
        date=today,
        reference=_REFERENCE.in_(locale).format(ref=reference),
        subject=_SUBJECT[to].in_(locale),
        paragraphs=paragraphs,
        parts=[Part(title=_PART.in_(locale), rows=_rows(found, to, locale, agency.time_zone))],
        signed=_SIGNED.in_(locale).format(who=caller.person.name, agency=agency.name),
        footer=_FOOTER.in_(locale).format(ref=reference, date=today),
    )


def _rows(found: Breach, to: To, locale: str, zone: str) -> list[Row]:
    names = FACTS if to == "authority" else ("nature", "categories", "effects", "measures", "contact")
    rows = [Row(_NAMES[name].in_(locale), _said(found.facts.get(name), locale)) for name in names]
    span = [local(at, zone, minutes=True) for at in (found.happened_from, found.happened_until) if at is not None]
    rows.insert(1, Row(_NAMES["when"].in_(locale), " – ".join(span) or _UNKNOWN.in_(locale)))
    return rows


def _said(value: Any, locale: str) -> str:
    return _UNKNOWN.in_(locale) if value in (None, "") else str(value)
