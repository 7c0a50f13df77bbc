"""What goes out of the control room, and needs the confirmation of a named person each time.

Outward is what reaches the public, another installation, or somebody without an account, by somebody's own act.
Messages to the agency's own people go by rules that a named person set; agencies of one installation share incidents
under the database's own wall. A checkpoint of the audit
log is a size and a hash, and goes where whoever runs the installation said. None of these is on this list.
"""

from enum import StrEnum
from typing import Final

from impetus.model.text import Text


class Outward(StrEnum):
    """An act that goes out."""

    RELEASE_WARNING = "warning.release"
    SHARE_LINK = "responder.share"
    FEDERATE = "incident.federate"


SAID: Final[dict[Outward, Text]] = {
    Outward.RELEASE_WARNING: Text(
        en="{who} releases this warning to the public.",
        it="{who} diffonde questo avviso al pubblico.",
        nb="{who} sender denne advarselen ut til publikum.",
    ),
    Outward.SHARE_LINK: Text(
        en="{who} shares this alert with somebody outside the control room.",
        it="{who} condivide questo allarme con qualcuno fuori dalla centrale.",
        nb="{who} deler dette varselet med noen utenfor sentralen.",
    ),
    Outward.FEDERATE: Text(
        en="{who} shares this incident with another installation.",
        it="{who} condivide questo incidente con un'altra installazione.",
        nb="{who} deler denne hendelsen med en annen installasjon.",
    ),
}
"""What the person confirms, with their name in it."""

SUBJECT: Final[dict[Outward, tuple[str, ...]]] = {
    Outward.RELEASE_WARNING: ("path:id", "body:version"),
    Outward.SHARE_LINK: ("body:alert",),
    Outward.FEDERATE: ("path:incident", "body:partner"),
}
"""From what of the request the subject is put together, joined by `@`: `wrn_1@3` is a warning as it was read."""
