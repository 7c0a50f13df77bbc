"""What incidents hold of persons, of the agency's own rows: what people wrote, and what evidence is called."""

from typing import Final

from impetus.contracts.personal import Personal
from impetus.incidents import personal_repository
from impetus.storage.personal_repository import TextRows

_NUMBER: Final = "(SELECT 'I-' || i.number FROM incident i WHERE i.agency_id = {0}.home AND i.id = {0}.incident)"

PERSONAL: Final[list[Personal]] = [
    TextRows(
        kind="incident",
        names={"en": "Incident", "it": "Incidente", "nb": "Hendelse"},
        table="incident",
        texts=("title",),
        jsons=("place",),
        at="opened_at",
        about="'I-' || number",
        place="coalesce(place ->> 'name', '')",
        told=("incident", "id"),
    ),
    TextRows(
        kind="incident_entry",
        names={"en": "Entry of a timeline", "it": "Voce di una cronologia", "nb": "Innslag i en tidslinje"},
        table="incident_entry",
        texts=("by_name",),
        jsons=("text",),
        about=_NUMBER.format("incident_entry"),
        told=("incident", "incident"),
    ),
    TextRows(
        kind="incident_task",
        names={"en": "Task of an incident", "it": "Compito di un incidente", "nb": "Oppgave i en hendelse"},
        table="incident_task",
        texts=("text", "reason"),
        at="made_at",
        about=_NUMBER.format("incident_task"),
        told=("incident", "incident"),
    ),
    TextRows(
        kind="incident_evidence",
        names={"en": "Evidence of an incident", "it": "Prova di un incidente", "nb": "Bevis i en hendelse"},
        table="incident_evidence",
        texts=("name",),
        jsons=("title", "content"),
        about=_NUMBER.format("incident_evidence"),
        kept=personal_repository.locked,
        told=("incident", "incident"),
        where="deleted_at IS NULL",
    ),
]
