"""The words of the report, in three languages."""

from typing import Final

from impetus.model.text import LOCALES

_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "incident": ("Incident", "Incidente", "Hendelse"),
    "report": ("Incident report", "Rapporto sull'incidente", "Hendelsesrapport"),
    "opened": ("Opened", "Aperto", "Åpnet"),
    "closed": ("Closed", "Chiuso", "Lukket"),
    "still_open": ("open", "aperto", "åpen"),
    "severity": ("Severity", "Gravità", "Alvorlighet"),
    "place": ("Place", "Luogo", "Sted"),
    "home": ("Agency", "Ente", "Etat"),
    "agencies": ("Agencies", "Enti", "Etater"),
    "stage": ("Stage", "Fase", "Fase"),
    "joined": ("Joined", "Dal", "Med fra"),
    "acknowledged": ("Acknowledged", "Preso in carico", "Kvittert"),
    "dispatched": ("Help sent", "Soccorsi inviati", "Hjelp sendt"),
    "lead": ("Lead", "Guida", "Leder"),
    "timers": ("Response", "Risposta", "Respons"),
    "goal": ("Goal", "Obiettivo", "Mål"),
    "took": ("Took", "Tempo", "Tok"),
    "over": ("over", "oltre", "over"),
    "running": ("running", "in corso", "løper"),
    "acknowledge": ("To acknowledge", "Alla presa in carico", "Til kvittering"),
    "dispatch": ("To send help", "All'invio dei soccorsi", "Til hjelp ble sendt"),
    "close": ("To close", "Alla chiusura", "Til lukking"),
    "area": ("Affected area", "Area interessata", "Berørt område"),
    "map": ("Map", "Mappa", "Kart"),
    "no_place": ("No place is known.", "Nessun luogo noto.", "Ikke noe sted er kjent."),
    "alerts": ("Alerts", "Allarmi", "Varsler"),
    "timelines": ("Timelines", "Cronologie", "Tidslinjer"),
    "time": ("Time", "Ora", "Tid"),
    "city": ("In the city", "In città", "I byen"),
    "centre": ("In the centre", "Nel centro", "I sentralen"),
    "tasks": ("Tasks", "Compiti", "Oppgaver"),
    "task": ("Task", "Compito", "Oppgave"),
    "who": ("Who", "Chi", "Hvem"),
    "state": ("State", "Stato", "Status"),
    "due": ("Due", "Scadenza", "Frist"),
    "evidence": ("Evidence", "Prove", "Bevis"),
    "kept_by": ("Kept by", "Conservato da", "Beholdt av"),
    "deleted": ("deleted", "eliminato", "slettet"),
    "people": ("People", "Persone", "Personer"),
    "none": ("None.", "Nessuno.", "Ingen."),
    "made": ("Made", "Creato", "Laget"),
    "by": ("by", "da", "av"),
    "shows": (
        "It shows what {agency} may see of this incident.",
        "Mostra ciò che {agency} può vedere di questo incidente.",
        "Den viser det {agency} kan se av denne hendelsen.",
    ),
    "page": ("Page", "Pagina", "Side"),
    "times": ("Times", "Orari", "Tider"),
}


def words(locale: str) -> dict[str, str]:
    """All words in a language."""
    place = next((index for index, known in enumerate(LOCALES) if known == locale), 0)
    return {key: said[place] for key, said in _WORDS.items()}
