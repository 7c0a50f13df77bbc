"""The words of the record of processing and of the citizens' register."""

from typing import Final

from impetus.contracts.manifest import Capability, DataCategory
from impetus.model.sensor import SensorKind
from impetus.model.text import Text


def _t(en: str, it: str, nb: str) -> Text:
    return Text(en=en, it=it, nb=nb)


DATA: Final[dict[str, Text]] = {
    DataCategory.AGGREGATE_COUNTS: _t("counts of many people together", "conteggi di molte persone insieme",
                                      "tall for mange personer samlet"),
    DataCategory.ENVIRONMENT: _t("readings of the environment", "misure dell'ambiente", "målinger av miljøet"),
    DataCategory.INFRASTRUCTURE: _t("states of the city's technical systems", "stati degli impianti della città",
                                    "tilstander i byens tekniske anlegg"),
    DataCategory.MASKED_VIDEO: _t("masked pictures of cameras", "immagini mascherate delle telecamere",
                                  "maskerte kamerabilder"),
    DataCategory.BIOLOGICAL_SAMPLES: _t("samples of air for germs", "campioni d'aria per germi",
                                        "luftprøver for smittestoff"),
    DataCategory.MASKED_PUBLIC_TEXT: _t("public texts with names masked", "testi pubblici con nomi mascherati",
                                        "åpne tekster med maskerte navn"),
    DataCategory.NETWORK_LOGS: _t("logs of the agency's networks", "registri delle reti dell'ente",
                                  "logger fra etatens nett"),
    DataCategory.THREAT_INTELLIGENCE: _t("reports of threats to computers", "segnalazioni di minacce informatiche",
                                         "meldinger om dataangrep"),
    DataCategory.OPERATOR_WORKLOAD: _t("the load of the operators' work", "il carico di lavoro degli operatori",
                                       "operatørenes arbeidsmengde"),
    DataCategory.MAP: _t("the map of the city", "la mappa della città", "bykartet"),
}  # fmt: skip
KINDS: Final[dict[str, Text]] = {
    SensorKind.PEOPLE: _t("people counters", "contatori di persone", "persontellere"),
    SensorKind.TRAFFIC: _t("traffic counters", "contatori di traffico", "trafikktellere"),
    SensorKind.AIR: _t("air sensors", "sensori dell'aria", "luftsensorer"),
    SensorKind.NOISE: _t("noise sensors", "sensori del rumore", "støysensorer"),
    SensorKind.CAMERA: _t("cameras", "telecamere", "kameraer"),
    SensorKind.WEATHER: _t("weather stations", "stazioni meteo", "værstasjoner"),
    SensorKind.WATER: _t("water sensors", "sensori dell'acqua", "vannsensorer"),
    SensorKind.BIOAEROSOL: _t("samplers of germs in the air", "campionatori di germi nell'aria",
                              "prøvetakere for smitte i luft"),
    SensorKind.OTHER: _t("other sensors", "altri sensori", "andre sensorer"),
}  # fmt: skip
DOES: Final[dict[str, Text]] = {
    Capability.DETECT_DEVIATIONS: _t("finds what deviates", "trova ciò che si scosta", "finner det som avviker"),
    Capability.DETECT_OBJECTS: _t("finds objects", "trova oggetti", "finner gjenstander"),
    Capability.ANALYSE_SAMPLES: _t("analyses samples", "analizza campioni", "analyserer prøver"),
    Capability.ANALYSE_PUBLIC_TEXT: _t("analyses public texts", "analizza testi pubblici", "analyserer åpne tekster"),
    Capability.PLAN_ROUTES: _t("plans routes", "pianifica percorsi", "planlegger ruter"),
    Capability.SUPPORT_OPERATORS: _t("supports operators", "aiuta gli operatori", "støtter operatører"),
    Capability.DETECT_INTRUSIONS: _t("finds intrusions", "trova intrusioni", "finner innbrudd i systemer"),
    Capability.GATHER_THREAT_INTELLIGENCE: _t("gathers reports of threats", "raccoglie notizie di minacce",
                                              "samler meldinger om trusler"),
}  # fmt: skip
RISK: Final[dict[str, Text]] = {
    "minimal": _t("minimal risk", "rischio minimo", "minimal risiko"),
    "limited": _t("limited risk", "rischio limitato", "begrenset risiko"),
    "high": _t("high risk", "rischio alto", "høy risiko"),
}
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
