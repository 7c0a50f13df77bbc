"""What keeps an account from being erased."""

from sqlalchemy import text

from impetus.storage.unit import Unit


async def in_use(unit: Unit, person: str) -> str:
    """Return `in_use` where somebody can still sign in with an account, else an empty text."""
    found = await unit.session.execute(text("SELECT active FROM person WHERE id = :id"), {"id": person})
    return "in_use" if found.scalar_one_or_none() else ""
