"""What the ids in the log are called: numbers and names, never content."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text

from impetus.storage.unit import Unit

_NAMED: Final = {
    "alert": "SELECT id, 'A-' || number FROM alert WHERE agency_id = :agency AND id = ANY(:ids)",
    "incident": "SELECT id, 'I-' || number FROM incident WHERE id = ANY(:ids)",
    "person": "SELECT id, name FROM person WHERE agency_id = :agency AND id = ANY(:ids)",
    "responder": "SELECT id, responder FROM responder_link WHERE agency_id = :agency AND id = ANY(:ids)",
    "source": "SELECT id, name FROM source WHERE agency_id = :agency AND id = ANY(:ids)",
    "sensor": "SELECT id, name FROM sensor WHERE agency_id = :agency AND id = ANY(:ids)",
    "desk": "SELECT id, name FROM desk WHERE agency_id = :agency AND id = ANY(:ids)",
    "channel": "SELECT id, name FROM channel WHERE agency_id = :agency AND id = ANY(:ids)",
    "partner": "SELECT id, name FROM incident_partner WHERE agency_id = :agency AND id = ANY(:ids)",
    "case": "SELECT id, reference FROM case_file WHERE agency_id = :agency AND id = ANY(:ids)",
    "agency": "SELECT agency_id, name FROM agency WHERE agency_id = :agency AND agency_id = ANY(:ids)",
}
_ALL: Final = text(" UNION ALL ".join(f"SELECT '{kind}', n.* FROM ({sql}) n" for kind, sql in _NAMED.items()))  # noqa: S608 - constants


async def names(unit: Unit, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """(kind, name) by id, such as ("incident", "I-12"); ids that nothing has any more are absent."""
    if not ids:
        return {}
    rows = await unit.session.execute(_ALL, {"agency": unit.agency, "ids": list(ids)})
    return {id: (kind, name) for kind, id, name in rows}


async def called(unit: Unit, word: str) -> list[str]:
    """Ids of what has `word` in its name, or that number (I-12, A-12)."""
    rows = await unit.session.execute(
        text(
            "SELECT id FROM person WHERE agency_id = :agency AND name ILIKE :like UNION ALL"
            " SELECT id FROM source WHERE agency_id = :agency AND name ILIKE :like UNION ALL"
            " SELECT id FROM sensor WHERE agency_id = :agency AND name ILIKE :like UNION ALL"
            " SELECT id FROM case_file WHERE agency_id = :agency AND reference ILIKE :like UNION ALL"
            " SELECT id FROM alert WHERE agency_id = :agency AND 'A-' || number = upper(:word) UNION ALL"
            " SELECT id FROM incident WHERE agency_id = :agency AND 'I-' || number = upper(:word) LIMIT 2000"
        ),
        {"agency": unit.agency, "like": _like(word), "word": word},
    )
    return [row[0] for row in rows]


def _like(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
