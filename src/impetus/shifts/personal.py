"""What shifts hold of persons: what people wrote for the next. Who was on duty is in what `people` finds."""

from typing import Final

from impetus.contracts.personal import Personal
from impetus.storage.personal_repository import TextRows

PERSONAL: Final[list[Personal]] = [
    TextRows(
        kind="shift_note",
        names={"en": "Note for the next shift", "it": "Nota per il turno seguente", "nb": "Merknad til neste vakt"},
        table="shift_note",
        texts=("text",),
        at="made_at",
        about="(SELECT d.name FROM desk d WHERE d.agency_id = shift_note.agency_id AND d.id = shift_note.desk)",
        sealed="shift_note",
        told=("shift", "id"),
    ),
    TextRows(
        kind="handover",
        names={"en": "Handover", "it": "Passaggio di consegne", "nb": "Vaktoverlevering"},
        table="handover",
        texts=("note",),
        at="started_at",
        about="(SELECT d.name FROM desk d WHERE d.agency_id = handover.agency_id AND d.id = handover.desk)",
        sealed="handover",
        told=("handover", "id"),
    ),
    TextRows(
        kind="handover_item",
        names={"en": "Item of a handover", "it": "Punto di una consegna", "nb": "Punkt i en vaktoverlevering"},
        table="handover_item",
        texts=("note",),
        jsons=("title", "detail"),
        id="handover || '/' || kind || '/' || subject",
        at="coalesce(at, (SELECT h.started_at FROM handover h WHERE h.agency_id = handover_item.agency_id"
        " AND h.id = handover_item.handover))",
    ),
]
