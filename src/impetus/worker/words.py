"""What the runtime says of a tool, in three languages."""

from typing import Final

from impetus.model.text import Text

STARTING: Final = Text(en="Starting", it="In avvio", nb="Starter")
STOPPED: Final = Text(
    en="Stopped by a person; it works on nothing",
    it="Fermato da una persona; non elabora nulla",
    nb="Stanset av en person; det behandler ingenting",
)
AWAY: Final = Text(
    en="Database or message server is away; the stream waits and nothing is lost",
    it="Database o server dei messaggi non disponibile; il flusso attende e nulla va perso",
    nb="Database eller meldingstjener er borte; strømmen venter og ingenting går tapt",
)


def failed(problem: str) -> Text:
    """The tool raised."""
    short = problem[:160]
    return Text(
        en=f"It failed and starts again: {short}",
        it=f"Ha avuto un errore e riparte: {short}",
        nb=f"Det feilet og starter igjen: {short}",
    )


def broken(problem: str) -> Text:
    """The tool cannot be run."""
    short = problem[:160]
    return Text(
        en=f"It cannot be run: {short}",
        it=f"Non può essere eseguito: {short}",
        nb=f"Det kan ikke kjøres: {short}",
    )


def intake_failed(problem: str) -> Text:
    """Its own intake raised."""
    short = problem[:160]
    return Text(
        en=f"Its own intake failed and starts again: {short}",
        it=f"La sua acquisizione ha avuto un errore e riparte: {short}",
        nb=f"Dets eget inntak feilet og starter igjen: {short}",
    )


def silent(seconds: int) -> Text:
    """The tool does not come back."""
    return Text(
        en=f"It has not answered for {seconds} s",
        it=f"Non risponde da {seconds} s",
        nb=f"Det har ikke svart på {seconds} s",
    )
