"""jsonb columns: SQLAlchemy's asyncpg dialect hands them over as text, both ways."""

from typing import Any

import msgspec


def dump(value: object) -> str:
    """Return `value` (structs, lists, plain types) as JSON text for `CAST(:x AS jsonb)`."""
    return msgspec.json.encode(value).decode()


def load(text: str | None) -> Any:
    """Return what a jsonb column holds as plain types; None for NULL."""
    return None if text is None else msgspec.json.decode(text)
