"""Sentences that sources say of themselves, in three languages."""

from impetus.model.text import Text

CONNECTED = Text(en="Connected", it="Connesso", nb="Tilkoblet")
WAITING = Text(en="Waiting for the first reading", it="In attesa della prima misura", nb="Venter på første måling")
LISTENING = Text(en="Takes readings over HTTP", it="Riceve misure via HTTP", nb="Tar imot målinger over HTTP")
PAUSED = Text(en="Paused", it="In pausa", nb="Satt på pause")
REPLAYING = Text(en="Replaying the file", it="Riproduzione del file", nb="Spiller av filen")
FINISHED = Text(en="The file has been replayed", it="Il file è stato riprodotto", nb="Filen er spilt av")
STOPPED = Text(en="Switched off", it="Spenta", nb="Slått av")


def connecting(where: str) -> Text:
    """While a connection is being made."""
    return Text(en=f"Connecting to {where}", it=f"Connessione a {where}", nb=f"Kobler til {where}")


def away(why: str, again_s: float) -> Text:
    """The other side cannot be reached; `why` is as technical as it comes."""
    return Text(
        en=f"No connection: {why}. Next try in {again_s:g} s",
        it=f"Nessuna connessione: {why}. Nuovo tentativo tra {again_s:g} s",
        nb=f"Ingen forbindelse: {why}. Nytt forsøk om {again_s:g} s",
    )


def failed(why: str, again_s: float) -> Text:
    """The source itself failed and will be started again."""
    return Text(
        en=f"Stopped by a fault: {why}. Starts again in {again_s:g} s",
        it=f"Fermata da un errore: {why}. Riparte tra {again_s:g} s",
        nb=f"Stoppet av en feil: {why}. Starter igjen om {again_s:g} s",
    )


def unusable(why: str) -> Text:
    """The settings cannot be used as they are."""
    return Text(
        en=f"The settings need a change: {why}",
        it=f"Le impostazioni vanno corrette: {why}",
        nb=f"Innstillingene må endres: {why}",
    )


def replayed(done: int, total: int) -> Text:
    """How far a replay has come, in rows."""
    return Text(
        en=f"{done:,} of {total:,} rows replayed",
        it=f"{done:,} righe su {total:,} riprodotte".replace(",", "."),
        nb=f"{done:,} av {total:,} rader spilt av".replace(",", "\u00a0"),
    )


def stale(minutes: int) -> Text:
    """What comes is fetched in time, but was made long ago."""
    return Text(
        en=f"The feed was made {minutes} min ago",
        it=f"Il feed è di {minutes} min fa",
        nb=f"Strømmen er {minutes} min gammel",
    )
