"""What alerts hold of persons: what tools wrote, what people noted with a verdict, and what the history says."""

from typing import Final

from impetus.contracts.personal import Personal
from impetus.storage.personal_repository import TextRows

_NUMBER: Final = "(SELECT 'A-' || a.number FROM alert a WHERE a.agency_id = {0}.agency_id AND a.id = {0}.alert)"

PERSONAL: Final[list[Personal]] = [
    TextRows(
        kind="alert",
        names={"en": "Alert", "it": "Allarme", "nb": "Varsel"},
        table="alert",
        texts=("subject",),
        jsons=("title", "why", "evidence", "attributes"),
        hidden=("search",),
        at="created_at",
        about="'A-' || number",
        place="coalesce(place ->> 'name', '')",
        told=("alert", "id"),
    ),
    TextRows(
        kind="alert_note",
        names={"en": "Note of a verdict", "it": "Nota di un giudizio", "nb": "Merknad til en vurdering"},
        table="verdict",
        texts=("note",),
        about=_NUMBER.format("verdict"),
        sealed="alert_note",
        told=("alert", "alert"),
    ),
    TextRows(
        kind="alert_event",
        names={"en": "History of an alert", "it": "Storia di un allarme", "nb": "Historikken til et varsel"},
        table="alert_event",
        jsons=("detail",),
        id="id::text",
        about=_NUMBER.format("alert_event"),
        told=("alert", "alert"),
    ),
]
