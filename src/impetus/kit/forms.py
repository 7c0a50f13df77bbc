"""Words for forms: settings are Pydantic models, and their titles and descriptions speak three languages.

The JSON Schema of such a model carries the English words as `title` and `description`, the others under
`x-text` as `{"it": {"title", "description"}, "nb": {…}}`, a unit under `x-unit`, and `x-secret` for what
is never shown again.
"""

from typing import Any


def words(it: str, nb: str, *, it_help: str = "", nb_help: str = "", unit: str = "", **more: Any) -> dict[str, Any]:
    """Return what goes into `json_schema_extra`: title and description in Italian and Norwegian, the unit."""
    extra: dict[str, Any] = {
        "x-text": {"it": {"title": it, "description": it_help}, "nb": {"title": nb, "description": nb_help}}
    }
    if unit:
        extra["x-unit"] = unit
    return extra | {f"x-{name}": value for name, value in more.items()}
