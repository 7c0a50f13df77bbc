"""What channels say, in three languages."""

from typing import Final

from impetus.model.alert import Severity
from impetus.model.text import Text

SEVERITY: Final = {
    Severity.INFO: Text(en="Info", it="Informazione", nb="Info"),
    Severity.LOW: Text(en="Low", it="Bassa", nb="Lav"),
    Severity.MEDIUM: Text(en="Medium", it="Media", nb="Middels"),
    Severity.HIGH: Text(en="High", it="Alta", nb="Høy"),
    Severity.CRITICAL: Text(en="Critical", it="Critica", nb="Kritisk"),
}
PLACE: Final = Text(en="Place", it="Luogo", nb="Sted")
SINCE: Final = Text(en="Since", it="Dalle", nb="Siden")
UNACKNOWLEDGED: Final = Text(
    en="Nobody has acknowledged this for {minutes} min.",
    it="Nessuno l'ha preso in carico da {minutes} min.",
    nb="Ingen har kvittert på {minutes} min.",
)
TEST_SUBJECT: Final = Text(
    en="Test of the channel “{name}”", it="Prova del canale “{name}”", nb="Prøve av kanalen «{name}»"
)
TEST_TEXT: Final = Text(
    en="This is a test. Nothing has happened in the city.",
    it="Questa è una prova. In città non è successo nulla.",
    nb="Dette er en prøve. Ingenting har skjedd i byen.",
)
INCIDENT: Final = Text(en="Incident", it="Incidente", nb="Hendelse")
SENT: Final = Text(en="The last message left.", it="L'ultimo messaggio è partito.", nb="Siste melding er sendt.")
FAILED: Final = Text(
    en="The last message did not leave: {why}",
    it="L'ultimo messaggio non è partito: {why}",
    nb="Siste melding ble ikke sendt: {why}",
)
NO_ADDRESS: Final = "There is no address of this person."
NOBODY: Final = "There was nobody to tell: {who}."


def filled(text: Text, **values: object) -> Text:
    """Put values into the places of a text, in every language."""
    return Text(en=text.en.format(**values), it=text.it.format(**values), nb=text.nb.format(**values))
