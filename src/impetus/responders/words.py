"""The words of the responder's page, in three languages."""

from typing import Final

from impetus.model.text import Text

SEVERITY: Final = {
    "critical": Text(en="Critical", it="Critico", nb="Kritisk"),
    "high": Text(en="High", it="Alto", nb="Høy"),
    "medium": Text(en="Medium", it="Medio", nb="Middels"),
    "low": Text(en="Low", it="Basso", nb="Lav"),
    "info": Text(en="Information", it="Informazione", nb="Informasjon"),
}
STATUS: Final = {
    "coming": Text(en="On my way", it="Sto arrivando", nb="På vei"),
    "there": Text(en="On scene", it="Sul posto", nb="På stedet"),
    "help": Text(en="I need help", it="Ho bisogno di aiuto", nb="Jeg trenger hjelp"),
}
SAID: Final = {
    "coming": Text(en="{who} is on the way.", it="{who} sta arrivando.", nb="{who} er på vei."),
    "there": Text(en="{who} is on scene.", it="{who} è sul posto.", nb="{who} er på stedet."),
    "help": Text(en="{who} needs help.", it="{who} ha bisogno di aiuto.", nb="{who} trenger hjelp."),
    "opened": Text(en="{who} opened the link.", it="{who} ha aperto il link.", nb="{who} åpnet lenken."),
    "shared": Text(en="Shared with {who}.", it="Condiviso con {who}.", nb="Delt med {who}."),
    "revoked": Text(
        en="The link for {who} was ended.", it="Il link per {who} è stato chiuso.", nb="Lenken for {who} er avsluttet."
    ),
}
TO: Final = Text(en="to {who}", it="a {who}", nb="til {who}")
UNTIL: Final = Text(en="until {time}", it="fino alle {time}", nb="til {time}")
SEEN: Final = Text(en="Last seen {time}.", it="Ultimo dato alle {time}.", nb="Sist sett {time}.")
CONFIRMED: Final = Text(en="Confirmed by a person.", it="Confermato da una persona.", nb="Bekreftet av en person.")
UNCONFIRMED: Final = Text(
    en="Not confirmed by a person yet.",
    it="Non ancora confermato da una persona.",
    nb="Ikke bekreftet av en person ennå.",
)
LEAD: Final = Text(en="Open in my map", it="Apri nella mia mappa", nb="Åpne i kartet mitt")
CALL: Final = Text(en="Call the desk", it="Chiama la sala", nb="Ring sentralen")
TOLD: Final = Text(en="The desk knows: {what}.", it="La sala lo sa: {what}.", nb="Sentralen vet: {what}.")
LOGGED: Final = Text(
    en="Opening is logged. For {who} only.",
    it="L’apertura viene registrata. Solo per {who}.",
    nb="Åpning logges. Bare for {who}.",
)
ENDED: Final = Text(en="This link has ended.", it="Questo link è scaduto.", nb="Denne lenken er avsluttet.")
WHOM: Final = Text(
    en="Call the desk that sent it.", it="Chiama la sala che l’ha inviato.", nb="Ring sentralen som sendte den."
)
BOX: Final = {
    "gun": Text(en="Gun", it="Arma", nb="Våpen"),
    "person": Text(en="Person", it="Persona", nb="Person"),
    "bystander": Text(en="Other", it="Altro", nb="Annet"),
}
OUTLINES: Final = Text(
    en="Outlines only: the picture itself stays at the desk.",
    it="Solo contorni: l’immagine resta in sala.",
    nb="Bare omriss: selve bildet blir på sentralen.",
)
MAP: Final = Text(en="Map of {where}", it="Mappa di {where}", nb="Kart over {where}")
