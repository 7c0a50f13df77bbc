"""The register of what is kept, and for how long at most. A city may shorten a period, never lengthen it.

The periods are ours, chosen as short as the desk's work bears; no law names them. Whoever runs an installation decides
with their data protection officer, and writes the reasons into the record of processing.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from impetus.contracts.manifest import Manifest
from impetus.model.text import Text


class Category(NamedTuple):
    """One category. `begins` says when its time begins to run; `tools` whether tools may give periods of their own.

    `least` is the shortest period that a city may set, in days.
    """

    id: str
    days: int
    title: Text
    begins: Text
    tools: bool = False
    least: int = 1


CATEGORIES: Final[dict[str, Category]] = {
    category.id: category
    for category in (
        Category(
            "reading",
            730,
            Text(en="Readings of sensors", it="Letture dei sensori", nb="Målinger fra sensorer"),
            Text(en="the day they were measured or taken in", it="il giorno della misura o dell'acquisizione",
                 nb="dagen de ble målt eller tatt inn"),
            True,
        ),
        Category(
            "alert",
            365,
            Text(en="Alerts, with verdicts and notes", it="Allarmi, con verdetti e note",
                 nb="Varsler, med vurderinger og notater"),
            Text(en="when they were raised", it="quando sono stati generati", nb="da de ble utløst"),
            True,
        ),
        Category(
            "incident",
            730,
            Text(en="Incidents, with timeline and tasks", it="Incidenti, con cronologia e compiti",
                 nb="Hendelser, med tidslinje og oppgaver"),
            Text(en="when the last agency closed them", it="quando l'ultimo ente li ha chiusi",
                 nb="da den siste etaten lukket dem"),
        ),
        Category(
            "incident_evidence",
            365,
            Text(en="Evidence of incidents", it="Prove degli incidenti", nb="Bevis i hendelser"),
            Text(en="when the incident was closed", it="quando l'incidente è stato chiuso",
                 nb="da hendelsen ble lukket"),
        ),
        Category(
            "procedure_run",
            730,
            Text(en="Answers in procedures", it="Risposte nelle procedure", nb="Svar i prosedyrer"),
            Text(en="when the procedure was ended", it="quando la procedura è terminata",
                 nb="da prosedyren ble avsluttet"),
        ),
        Category(
            "shift",
            365,
            Text(en="Shifts, duties and handovers", it="Turni, servizi e passaggi di consegne",
                 nb="Vakter, tjeneste og overleveringer"),
            Text(en="when they ended", it="quando sono terminati", nb="da de ble avsluttet"),
        ),
        Category(
            "delivery",
            180,
            Text(en="Messages that were sent", it="Messaggi inviati", nb="Sendte meldinger"),
            Text(en="when they were made", it="quando sono stati creati", nb="da de ble laget"),
        ),
        Category(
            "session",
            30,
            Text(en="Sessions and sign-ins", it="Sessioni e accessi", nb="Økter og pålogginger"),
            Text(en="when they ended", it="quando sono terminate", nb="da de ble avsluttet"),
        ),
        Category(
            "subject_request",
            1095,
            Text(en="Requests of persons", it="Richieste delle persone", nb="Henvendelser fra personer"),
            Text(en="when they were closed", it="quando sono state chiuse", nb="da de ble avsluttet"),
        ),
        Category(
            "unmask_grant",
            1095,
            Text(en="Grants to see what is masked", it="Autorizzazioni a vedere ciò che è mascherato",
                 nb="Tillatelser til å se det som er maskert"),
            Text(en="when they ended; an override, once it was reviewed",
                 it="quando sono terminate; un accesso d'emergenza, dopo il suo riesame",
                 nb="da de tok slutt; en nødåpning, når den er gjennomgått"),
        ),
        Category(
            "case_file",
            1825,
            Text(en="Cases", it="Casi", nb="Saker"),
            Text(en="when they ended, after the last grant under them is gone",
                 it="quando sono terminati, dopo che l'ultima autorizzazione relativa è stata cancellata",
                 nb="da de tok slutt, når den siste tillatelsen under dem er slettet"),
        ),
        Category(
            "breach",
            1825,
            Text(en="Breaches of data", it="Violazioni dei dati", nb="Brudd på personopplysningssikkerheten"),
            Text(en="when they were closed", it="quando sono state chiuse", nb="da de ble avsluttet"),
        ),
        Category(
            "assessment",
            3650,
            Text(en="Assessments that were replaced or refused", it="Valutazioni sostituite o respinte",
                 nb="Vurderinger som er erstattet eller avslått"),
            Text(en="when they were no longer valid", it="quando non erano più valide",
                 nb="da de ikke lenger gjaldt"),
        ),
        Category(
            "audit_entry",
            1825,
            Text(en="Persons in the audit log (the entries' places and hashes stay)",
                 it="Persone nel registro di controllo (posizione e impronta delle voci restano)",
                 nb="Personer i revisjonsloggen (oppføringenes plass og hash blir stående)"),
            Text(en="when the entry was written, once a signed checkpoint covers it",
                 it="quando la voce è stata scritta, se coperta da un punto di controllo firmato",
                 nb="da oppføringen ble skrevet, når et signert kontrollpunkt dekker den"),
            least=365,
        ),
        Category(
            "refused_reading",
            30,
            Text(en="Samples of refused readings", it="Campioni di letture rifiutate",
                 nb="Prøver av avviste målinger"),
            Text(en="when they were refused", it="quando sono state rifiutate", nb="da de ble avvist"),
        ),
    )
}  # fmt: skip


class Cap(NamedTuple):
    """The longest period of a category, in days, and whose word it is: a tool's manifest or the register's ("")."""

    category: str
    of: str
    days: int


def caps(manifests: Mapping[str, Manifest]) -> list[Cap]:
    """Return the longest periods: of each category, and of each tool that gives its own, never longer than those.

    For readings `of` is a kind of sensor: as long as one tool that takes the kind in may keep it.
    """
    found = [Cap(category.id, "", category.days) for category in CATEGORIES.values()]
    kinds: dict[str, list[int]] = {}
    for tool, manifest in sorted(manifests.items()):
        if "alert" in manifest.retention:
            found.append(Cap("alert", tool, min(manifest.retention["alert"], CATEGORIES["alert"].days)))
        for kind in manifest.inputs:
            kinds.setdefault(kind.value, []).append(manifest.retention.get("reading", CATEGORIES["reading"].days))
    longest = CATEGORIES["reading"].days
    return found + [Cap("reading", kind, max(days)) for kind, days in sorted(kinds.items()) if max(days) < longest]
