"""Measures of security: what the installation does about each, checked by program where that can be done.

The headings follow the groups of measures in ENISA's Handbook on Security of Personal Data Processing (not read
here, without its text); the sentences are ours.
"""

from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

from impetus.kit.settings import PlatformSettings
from impetus.law.assessments import repository
from impetus.model.text import Text
from impetus.storage.unit import Unit

MeasureState = Literal["in_place", "lacking", "by_people"]


class Measure(NamedTuple):
    """One measure. `check` names the program's check, "" where only people can see to it."""

    id: str
    group: str
    text: Text
    check: str = ""


GROUPS: Final[dict[str, Text]] = {
    "organisation": Text(en="Organisation", it="Organizzazione", nb="Organisasjon"),
    "access": Text(en="Access", it="Accessi", nb="Tilgang"),
    "logging": Text(en="Logging", it="Registrazione", nb="Logging"),
    "data": Text(en="Data at rest and in transit", it="Dati archiviati e in transito", nb="Data lagret og underveis"),
    "ending": Text(en="Backup and deletion", it="Copie e cancellazione", nb="Sikkerhetskopi og sletting"),
}


def _m(id: str, en: str, it: str, nb: str, check: str = "") -> Measure:
    return Measure(id, id.partition(".")[0], Text(en=en, it=it, nb=nb), check)


MEASURES: Final[tuple[Measure, ...]] = (
    _m("organisation.officer", "A data protection officer is named and can be reached",
       "Il responsabile della protezione dei dati è nominato e raggiungibile",
       "Et personvernombud er utpekt og kan nås", "officer"),
    _m("organisation.training", "People are trained before they get an account",
       "Le persone sono formate prima di avere un account", "Folk får opplæring før de får en konto"),
    _m("organisation.processors", "Contracts with processors are in place",
       "I contratti con i responsabili del trattamento sono in essere", "Avtaler med databehandlere er på plass"),
    _m("access.default_deny", "What no policy grants is refused, in the program and again in the database",
       "Ciò che nessuna regola concede è rifiutato, nel programma e di nuovo nella base di dati",
       "Det ingen regel tillater, avslås, i programmet og igjen i databasen", "tables"),
    _m("access.confined", "The program's database account cannot pass by row-level security",
       "L'account del programma non può aggirare la sicurezza per riga",
       "Programmets databasekonto kan ikke omgå radsikkerheten", "confined"),
    _m("access.masked", "Personal data is masked until a second person allows otherwise",
       "I dati personali sono mascherati finché una seconda persona non consente altrimenti",
       "Personopplysninger er maskert til en annen person tillater noe annet", "built"),
    _m("logging.every", "Every consultation of personal data is written down and cannot be changed",
       "Ogni consultazione di dati personali è registrata e non si può modificare",
       "Hver visning av personopplysninger skrives ned og kan ikke endres", "built"),
    _m("logging.second", "Signed checkpoints of the log go to a second party",
       "I punti di controllo firmati del registro vanno a una seconda parte",
       "Signerte kontrollpunkter av loggen går til en annen part", "export"),
    _m("data.keys", "Keys live in a database of their own",
       "Le chiavi stanno in una base di dati propria", "Nøkler ligger i en egen database", "keys"),
    _m("data.transit", "The console is reached by an encrypted connection",
       "Si accede alla console con una connessione cifrata", "Konsollen nås over en kryptert forbindelse", "transit"),
    _m("data.sites", "Servers stand where only those in charge can enter",
       "I server stanno dove entra solo chi ne ha la responsabilità",
       "Servere står der bare de ansvarlige kommer inn"),
    _m("ending.deletion", "What is over its period is deleted every hour, with a receipt",
       "Ciò che supera il periodo è cancellato ogni ora, con ricevuta",
       "Det som er over fristen, slettes hver time, med kvittering", "built"),
    _m("ending.backup", "Backups of data and of keys are kept apart, and restoring them is tried",
       "Le copie di dati e chiavi sono separate, e il ripristino viene provato",
       "Sikkerhetskopier av data og nøkler holdes atskilt, og gjenoppretting blir prøvd"),
)  # fmt: skip


async def check(unit: Unit, settings: PlatformSettings) -> dict[str, MeasureState]:
    """Return the state of every measure; what no program can see is `by_people`."""
    said = await repository.setting(unit)
    host = urlsplit(settings.address)
    found = {
        "built": True,
        "officer": bool(said.officer),
        "tables": not await repository.open_tables(unit),
        "confined": await repository.confined(unit),
        "export": bool(settings.audit_export or settings.audit_webhook),
        "keys": bool(settings.keys_url) and settings.keys_url != settings.database_url,
        "transit": host.scheme == "https" or host.hostname in ("localhost", "127.0.0.1", "::1"),
    }
    return {one.id: ("in_place" if found[one.check] else "lacking") if one.check else "by_people" for one in MEASURES}
