"""The words of the record of processing and of the citizens' register."""

from typing import Final

from impetus.model.text import Text


def _t(en: str, it: str, nb: str) -> Text:
    return Text(en=en, it=it, nb=nb)


OPERATORS: Final = _t("operators and others with an account", "operatori e altri con un account",
                      "operatører og andre med konto")  # fmt: skip
PUBLIC: Final = _t("people in the places that sensors see", "persone nei luoghi coperti dai sensori",
                   "folk på stedene som sensorene dekker")  # fmt: skip
NOBODY: Final = _t("nobody who could be recognised", "nessuna persona riconoscibile", "ingen som kan kjennes igjen")
THOSE_WHO_ASK: Final = _t("people who make a request", "persone che presentano una richiesta", "folk som ber om noe")
NO_TRANSFERS: Final = _t("None has been declared.", "Nessuno dichiarato.", "Ingen er oppgitt.")
DAYS: Final = _t("{what}: {days} days", "{what}: {days} giorni", "{what}: {days} dager")
BASIS: Final = _t(
    "A task in the public interest laid down by national law; the agency names the law.",
    "Un compito di interesse pubblico previsto dalla legge nazionale; l'ente indica la legge.",
    "En oppgave i allmennhetens interesse etter nasjonal lov; etaten nevner loven.",
)
DUTY: Final = _t(
    "A legal duty of the agency (data-protection law).", "Un obbligo di legge dell'ente (protezione dei dati).",
    "En rettslig plikt for etaten (personvernlovgivningen).",
)  # fmt: skip
MEASURES: Final = _t(
    "Access by purpose, masking, four eyes for unmasking, deletion by key, a log that shows tampering.",
    "Accesso per finalità, mascheramento, doppio controllo per rivelare, cancellazione tramite chiave, registro a prova"
    " di manomissione.",
    "Tilgang etter formål, maskering, to par øyne for avmaskering, sletting ved nøkkel, logg som viser tukling.",
)

PLATFORM: Final[dict[str, tuple[Text, Text, Text, Text, tuple[str, ...]]]] = {
    "desk": (
        _t("The operations desk", "La sala operativa", "Operasjonssentralen"),
        _t("Alerts of tools are judged, incidents are worked on, warnings go out in somebody's name.",
           "Si valutano gli allarmi, si gestiscono gli incidenti, gli avvisi escono a nome di qualcuno.",
           "Varsler vurderes, hendelser håndteres, advarsler går ut i noens navn."),
        PUBLIC, BASIS, ("alert", "incident", "incident_evidence"),
    ),
    "accounts": (
        _t("Accounts and shifts", "Account e turni", "Kontoer og skift"),
        _t("Who works at the desk, when, and how they sign in.", "Chi lavora in sala, quando e come accede.",
           "Hvem som arbeider ved sentralen, når, og hvordan de logger inn."),
        OPERATORS, BASIS, ("handover", "roster", "shift", "session"),
    ),
    "oversight": (
        _t("Oversight and the audit log", "Vigilanza e registro degli accessi", "Tilsyn og revisjonslogg"),
        _t("What is done with personal data is written down; requests of persons and breaches are worked on.",
           "Si registra ciò che si fa con i dati personali; si trattano richieste e violazioni.",
           "Det som gjøres med personopplysninger, skrives ned; henvendelser og brudd behandles."),
        THOSE_WHO_ASK, DUTY, ("subject_request", "unmask_grant", "case_file", "breach", "assessment"),
    ),
}  # fmt: skip
"""Activities of the platform itself: name, purpose, whose data, legal basis, categories of retention."""

CELLS: Final[dict[str, Text]] = {
    "name": _t("Activity", "Attività", "Aktivitet"),
    "controller": _t("Controller", "Titolare", "Behandlingsansvarlig"),
    "officer": _t("Data protection officer", "Responsabile della protezione dei dati", "Personvernombud"),
    "purpose": _t("Purpose", "Finalità", "Formål"),
    "legal_basis": _t("Legal basis", "Base giuridica", "Rettslig grunnlag"),
    "subjects": _t("Persons concerned", "Persone interessate", "Berørte personer"),
    "data": _t("Data", "Dati", "Data"),
    "recipients": _t("Recipients", "Destinatari", "Mottakere"),
    "transfers": _t("Transfers outside the EEA", "Trasferimenti fuori dal SEE", "Overføringer ut av EØS"),
    "retention": _t("Kept for", "Conservazione", "Lagringstid"),
    "measures": _t("Security", "Sicurezza", "Sikkerhet"),
    "sources": _t("Sources", "Fonti", "Kilder"),
}
TITLE: Final = _t("Record of processing activities", "Registro delle attività di trattamento",
                  "Protokoll over behandlingsaktiviteter")  # fmt: skip
MADE: Final = _t("Made by the program from what ran at {at}.",
                 "Creato dal programma da ciò che era in funzione il {at}.",
                 "Laget av programmet ut fra det som kjørte {at}.")  # fmt: skip
NONE: Final = _t("none", "nessuno", "ingen")
