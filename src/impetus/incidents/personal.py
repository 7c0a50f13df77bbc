"""What incidents hold of persons, of the agency's own rows: what people wrote, and what evidence is called."""

from typing import Any, Final

from impetus.contracts.personal import Done, Given, Personal
from impetus.incidents import personal_repository
from impetus.law.retention import service as retention
from impetus.storage.personal_repository import TextRows

_NUMBER: Final = "(SELECT 'I-' || i.number FROM incident i WHERE i.agency_id = {0}.home AND i.id = {0}.incident)"


class EvidenceRows(TextRows):
    """Evidence: a file cannot be mended, so a piece is erased as a whole, file and key with it, within seconds."""

    async def erase(self, unit: Any, item: str, given: Given) -> Done:
        """Order that a piece is deleted before its time, unless somebody keeps it."""
        why = await personal_repository.locked(unit, item)
        if why:
            return Done(False, why)
        by = unit.actor.removeprefix("person:")
        await retention.erase(unit, "incident_evidence", [item], "rights of the person", by)
        return Done(True)


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
        sealed="incident",
        told=("incident", "id"),
    ),
    TextRows(
        kind="incident_close",
        names={"en": "Reason for closing", "it": "Motivo della chiusura", "nb": "Grunn til å lukke"},
        table="sub_incident",
        texts=("close_reason",),
        id="incident",
        at="closed_at",
        about="(SELECT 'I-' || i.number FROM incident i WHERE i.agency_id = sub_incident.home"
        " AND i.id = sub_incident.incident)",
        sealed="incident_close",
        told=("incident", "incident"),
        where="closed_at IS NOT NULL",
    ),
    TextRows(
        kind="incident_entry",
        names={"en": "Entry of a timeline", "it": "Voce di una cronologia", "nb": "Innslag i en tidslinje"},
        table="incident_entry",
        texts=("by_name",),
        jsons=("text",),
        about=_NUMBER.format("incident_entry"),
        sealed="incident_entry",
        told=("incident", "incident"),
    ),
    TextRows(
        kind="incident_task",
        names={"en": "Task of an incident", "it": "Compito di un incidente", "nb": "Oppgave i en hendelse"},
        table="incident_task",
        texts=("text", "reason"),
        at="made_at",
        about=_NUMBER.format("incident_task"),
        sealed="incident_task",
        told=("incident", "incident"),
    ),
    EvidenceRows(
        kind="incident_evidence",
        names={"en": "Evidence of an incident", "it": "Prova di un incidente", "nb": "Bevis i en hendelse"},
        table="incident_evidence",
        texts=("name",),
        jsons=("title", "content"),
        about=_NUMBER.format("incident_evidence"),
        sealed="incident_evidence",
        told=("incident", "incident"),
        where="deleted_at IS NULL",
    ),
]
