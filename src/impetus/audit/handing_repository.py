"""Which checkpoints a second party has taken."""

from datetime import datetime

from sqlalchemy import text

from impetus.audit.chain_repository import Signed
from impetus.storage.unit import Unit


async def waiting(unit: Unit, limit: int) -> list[Signed]:
    """Checkpoints of the unit's agency that were not taken yet, oldest first."""
    found = await unit.session.execute(
        text(
            "SELECT c.size, c.root, c.note, c.at FROM audit_checkpoint c WHERE c.agency_id = :agency AND NOT EXISTS"
            " (SELECT FROM audit_handed h WHERE h.agency_id = c.agency_id AND h.size = c.size)"
            " ORDER BY c.size LIMIT :limit"
        ),
        {"agency": unit.agency, "limit": limit},
    )
    return [Signed(**{**row, "root": bytes(row["root"])}) for row in found.mappings()]


async def taken(unit: Unit, size: int, at: datetime) -> None:
    """Note that the checkpoint of `size` entries was taken."""
    await unit.session.execute(
        text("INSERT INTO audit_handed (agency_id, size, at) VALUES (:agency, :size, :at) ON CONFLICT DO NOTHING"),
        {"agency": unit.agency, "size": size, "at": at},
    )
