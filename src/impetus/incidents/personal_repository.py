"""What keeps evidence of an incident from being erased."""

from sqlalchemy import text

from impetus.storage.unit import Unit


async def locked(unit: Unit, evidence: str) -> str:
    """Return `locked` where somebody keeps a piece of evidence by name and reason, else an empty text."""
    found = await unit.session.execute(
        text("SELECT EXISTS (SELECT 1 FROM incident_lock WHERE evidence = :evidence AND released_at IS NULL)"),
        {"evidence": evidence},
    )
    return "locked" if found.scalar_one() else ""
