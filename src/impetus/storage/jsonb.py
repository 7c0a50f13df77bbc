"""jsonb columns: text on the way in, plain types on the way out (the engine decodes them)."""

from typing import Any

import msgspec


def dump(value: object) -> str:
    """Return `value` (structs, lists, plain types) as JSON text for `CAST(:x AS jsonb)`."""
    return msgspec.json.encode(value).decode()


def load(value: Any, kind: Any = Any) -> Any:
    """Return what a jsonb column holds as `kind` (a struct, say), plain types by default; None for NULL."""
    return None if value is None else msgspec.convert(value, kind)
