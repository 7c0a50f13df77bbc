"""Roles, permissions and classes of data as people say them, in three languages, for the screen of policies."""

from typing import Final

from impetus.model.text import Text
from impetus.policy.vocabulary import Permission, Resource, Role


def _text(en: str, it: str, nb: str) -> Text:
    return Text(en=en, it=it, nb=nb)


ROLES: Final[dict[Role, Text]] = {
    Role.ADMINISTRATOR: _text("Administrator", "Amministratore", "Administrator"),
    Role.OPERATOR: _text("Operator", "Operatore", "Operatør"),
    Role.SUPERVISOR: _text("Supervisor", "Supervisore", "Vaktleder"),
    Role.ANALYST: _text("Analyst", "Analista", "Analytiker"),
    Role.IT_SECURITY: _text("IT security", "Sicurezza informatica", "IT-sikkerhet"),
    Role.FIELD_RESPONDER: _text("Field responder", "Operatore sul campo", "Utrykker"),
    Role.DATA_PROTECTION_OFFICER: _text(
        "Data protection officer", "Responsabile della protezione dei dati", "Personvernombud"
    ),
    Role.ETHICS_OFFICER: _text("Ethics officer", "Responsabile etico", "Etikkombud"),
    Role.TRAINER: _text("Trainer", "Formatore", "Instruktør"),
    Role.OBSERVER: _text("Observer", "Osservatore", "Observatør"),
    Role.ADVISOR: _text("External advisor", "Consulente esterno", "Ekstern rådgiver"),
}
_P, _R = Permission, Resource
PERMISSIONS: Final[dict[Permission, Text]] = {
    _P.SEE_COLLEAGUES: _text("see colleagues' names", "vedere i nomi dei colleghi", "se kollegers navn"),
    _P.SEE_OPERATIONS: _text("see alerts and the map", "vedere allarmi e mappa", "se varsler og kartet"),
    _P.JUDGE_ALERTS: _text("judge alerts", "valutare allarmi", "vurdere varsler"),
    _P.OVERRULE: _text("act on what others hold", "agire su ciò che altri gestiscono", "handle på andres saker"),
    _P.SILENCE: _text(
        "silence a source or a sensor",
        "silenziare una fonte o un sensore",
        "dempe en kilde eller sensor",
    ),
    _P.SET_TRIAGE: _text("set the rules of triage", "impostare le regole di triage", "sette reglene for triage"),
    _P.SEE_INCIDENTS: _text("see incidents", "vedere gli incidenti", "se hendelser"),
    _P.WORK_INCIDENTS: _text("work on incidents", "lavorare sugli incidenti", "arbeide med hendelser"),
    _P.LEAD_INCIDENTS: _text(
        "merge, split, share and close incidents",
        "unire, dividere, condividere e chiudere incidenti",
        "slå sammen, dele opp, dele og lukke hendelser",
    ),
    _P.SET_INCIDENTS: _text(
        "set goals and sharing rules of incidents",
        "impostare obiettivi e regole di condivisione degli incidenti",
        "sette mål og deleregler for hendelser",
    ),
    _P.SEE_PROCEDURES: _text("see procedures", "vedere le procedure", "se prosedyrer"),
    _P.CHANGE_PROCEDURES: _text("write procedures", "scrivere procedure", "skrive prosedyrer"),
    _P.SEE_SHIFTS: _text("see who is on duty", "vedere chi è in servizio", "se hvem som er på vakt"),
    _P.MANAGE_SHIFTS: _text("arrange shifts", "organizzare i turni", "ordne vakter"),
    _P.SEE_FIGURES: _text("see the figures", "vedere le cifre", "se tallene"),
    _P.SEE_CHANNELS: _text("see channels and warnings", "vedere canali e avvisi", "se kanaler og advarsler"),
    _P.MANAGE_CHANNELS: _text("change channels", "modificare i canali", "endre kanaler"),
    _P.WARN_PUBLIC: _text("warn the public", "avvisare la popolazione", "varsle befolkningen"),
    _P.SHARE_LINKS: _text(
        "share links with responders",
        "condividere link con chi interviene",
        "dele lenker med utrykkere",
    ),
    _P.EXPORT: _text("take lists and reports out", "esportare elenchi e rapporti", "ta ut lister og rapporter"),
    _P.SEE_TOOLS: _text("see tools", "vedere gli strumenti", "se verktøy"),
    _P.ASK_TOOLS: _text("put questions to tools", "interrogare gli strumenti", "stille verktøy spørsmål"),
    _P.CHANGE_TOOLS: _text(
        "set and switch tools",
        "impostare e attivare strumenti",
        "stille inn og slå av og på verktøy",
    ),
    _P.SEE_SOURCES: _text("see sources", "vedere le fonti", "se kilder"),
    _P.CHANGE_SOURCES: _text("change sources", "modificare le fonti", "endre kilder"),
    _P.SET_CLOCK: _text(
        "move a demonstration's clock",
        "muovere l'orologio di una dimostrazione",
        "flytte en demonstrasjons klokke",
    ),
    _P.SEE_AUDIT: _text("read the audit log", "leggere il registro di audit", "lese revisjonsloggen"),
    _P.MANAGE_PEOPLE: _text("manage accounts", "gestire gli account", "administrere kontoer"),
    _P.SEE_CASES: _text("see cases", "vedere i casi", "se saker"),
    _P.OPEN_CASES: _text("open and close cases", "aprire e chiudere casi", "åpne og lukke saker"),
    _P.ASK_UNMASKING: _text("ask to unmask", "chiedere di smascherare", "be om avmaskering"),
    _P.APPROVE_UNMASKING: _text(
        "allow or refuse an unmasking",
        "autorizzare o rifiutare uno smascheramento",
        "tillate eller avslå en avmaskering",
    ),
    _P.OVERRIDE_MASKING: _text(
        "unmask at once in an emergency",
        "smascherare subito in emergenza",
        "avmaskere straks i en nødssituasjon",
    ),
    _P.REVIEW_OVERRIDE: _text("review an override", "riesaminare una deroga", "gjennomgå en overstyring"),
    _P.SEE_UNMASKED: _text(
        "read the original of a masked item",
        "leggere l'originale di un elemento mascherato",
        "lese originalen av noe maskert",
    ),
    _P.LOCK_EVIDENCE: _text(
        "lock evidence against deletion",
        "bloccare prove contro la cancellazione",
        "låse bevis mot sletting",
    ),
    _P.MANAGE_RETENTION: _text(
        "tighten periods of retention",
        "accorciare i termini di conservazione",
        "stramme inn lagringsfrister",
    ),
    _P.ASSESS: _text("write assessments", "scrivere valutazioni", "skrive vurderinger"),
    _P.ADVISE_ASSESSMENT: _text(
        "give an opinion on an assessment",
        "dare un parere su una valutazione",
        "gi råd om en vurdering",
    ),
    _P.DECIDE_ASSESSMENT: _text("decide on an assessment", "decidere su una valutazione", "avgjøre en vurdering"),
    _P.SEE_OVERSIGHT: _text("see the Oversight screen", "vedere la schermata Vigilanza", "se skjermen Tilsyn"),
    _P.SEE_REQUESTS: _text("see requests by people", "vedere le richieste delle persone", "se krav fra personer"),
    _P.APPROVE_OFFICERS: _text(
        "approve new officers and advisors",
        "approvare nuovi responsabili e consulenti",
        "godkjenne nye ombud og rådgivere",
    ),
    _P.SEE_REGISTER_PREVIEW: _text(
        "preview the citizens' register",
        "vedere l'anteprima del registro pubblico",
        "forhåndsvise borgerregisteret",
    ),
    _P.MANAGE_RIGHTS: _text(
        "answer persons' requests",
        "rispondere alle richieste delle persone",
        "besvare krav fra personer",
    ),
    _P.MANAGE_BREACHES: _text("keep the book of breaches", "tenere il registro delle violazioni", "føre bruddloggen"),
    _P.PAUSE_TOOLS: _text("pause a tool", "sospendere uno strumento", "stanse et verktøy"),
    _P.SET_PURPOSES: _text("word the purposes", "formulare le finalità", "formulere formålene"),
}
RESOURCES: Final[dict[Resource, Text]] = {
    _R.ALERT: _text("alert", "allarme", "varsel"),
    _R.EVIDENCE: _text("evidence of an alert", "prova di un allarme", "bevis i et varsel"),
    _R.INCIDENT: _text("incident", "incidente", "hendelse"),
    _R.INCIDENT_EVIDENCE: _text("evidence of an incident", "prova di un incidente", "bevis i en hendelse"),
    _R.OBSERVATION: _text("observation", "osservazione", "observasjon"),
    _R.SENSOR: _text("sensor", "sensore", "sensor"),
    _R.SOURCE: _text("source", "fonte", "kilde"),
    _R.TOOL: _text("tool", "strumento", "verktøy"),
    _R.PROCEDURE: _text("procedure", "procedura", "prosedyre"),
    _R.SHIFT: _text("shift", "turno", "vakt"),
    _R.HANDOVER: _text("duty and handover", "servizio e passaggio di consegne", "tjeneste og vaktoverlevering"),
    _R.PERSON: _text("account", "account", "konto"),
    _R.CHANNEL: _text("channel", "canale", "kanal"),
    _R.WARNING: _text("public warning", "avviso alla popolazione", "befolkningsvarsel"),
    _R.FIGURES: _text("verdicts and figures", "esiti e cifre", "avgjørelser og tall"),
    _R.SEARCH: _text("list and search", "elenco e ricerca", "liste og søk"),
    _R.AUDIT: _text("audit log", "registro di audit", "revisjonslogg"),
    _R.GRANT: _text("grant", "autorizzazione", "tillatelse"),
    _R.UNMASKED_ITEM: _text(
        "original of a masked item",
        "originale di un elemento mascherato",
        "original av noe maskert",
    ),
    _R.CASE: _text("case", "caso", "sak"),
    _R.ASSESSMENT: _text("assessment", "valutazione", "vurdering"),
    _R.RECORD: _text("record of processing", "registro dei trattamenti", "behandlingsprotokoll"),
    _R.REGISTER: _text("citizens' register", "registro pubblico", "borgerregister"),
    _R.SUBJECT_REQUEST: _text("request by a person", "richiesta di una persona", "krav fra en person"),
    _R.BREACH: _text("breach", "violazione", "brudd"),
    _R.RETENTION: _text("retention and deletion", "conservazione e cancellazione", "lagring og sletting"),
    _R.KEY: _text("key", "chiave", "nøkkel"),
    _R.POLICY: _text("policy and purposes", "politica e finalità", "regler og formål"),
}
