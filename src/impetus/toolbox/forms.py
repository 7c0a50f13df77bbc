"""A tool's settings as a form: JSON Schema with words in three languages, and values checked by its own model."""

from math import isfinite
from typing import Any

from pydantic import BaseModel, ValidationError

from impetus.contracts.discovery import FoundTool, ToolBroken
from impetus.contracts.validate import setting_fields
from impetus.kit.errors import BadInput

_WORDS = ("title", "description", "unit")


def form(tool: FoundTool) -> dict[str, Any]:
    """Return the JSON Schema of a tool's settings.

    Each field carries English `title` and `description`, its unit in `x-unit` where it has one, and the other
    languages in `x-text`: from the model itself, or from the tool's strings. Raises ToolBroken.
    """
    schema = tool.settings_class().model_json_schema()
    schema["title"] = tool.strings("en").get("name", tool.id)
    for name, node in setting_fields(schema):
        texts = node.setdefault("x-text", {})
        for locale in ("it", "nb"):
            strings, own = tool.strings(locale), texts.setdefault(locale, {})
            for word in _WORDS:
                found = strings.get(f"settings.{name}.{word}")
                if found and not own.get(word):
                    own[word] = found
    return schema


def defaults(tool: FoundTool) -> dict[str, Any]:
    """Return the settings that hold where nobody changed any. Raises ToolBroken."""
    try:
        return tool.settings_class()().model_dump(mode="json")
    except ToolBroken:
        raise
    except Exception as error:
        raise ToolBroken(f"its settings have no valid defaults: {error}", tool=tool.id) from error


def checked(tool: FoundTool, values: dict[str, Any]) -> dict[str, Any]:
    """Check values by the tool's own model; return them complete. Raises BadInput that names the field."""
    model = tool.settings_class()
    finite(values, "")
    try:
        return _validated(model, values).model_dump(mode="json")
    except ValidationError as error:
        raise refused(error) from error
    except (ToolBroken, BadInput):
        raise
    except Exception as error:  # a validator of the tool's own that raises what it should not
        raise BadInput(f"The tool does not take these settings: {error}", remedy="Nothing was changed.") from error


def refused(error: ValidationError) -> BadInput:
    """Return what a model says is wrong, field by field."""
    faults = [
        {"field": ".".join(map(str, fault["loc"])) or None, "problem": _sentence(fault["msg"])}
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    first = faults[0]
    return BadInput(
        f"{first['field']}: {first['problem']}" if first["field"] else str(first["problem"]),
        remedy="Correct the field and save again; nothing was changed.",
        field=first["field"],
        fields=faults,
    )


def form_of(tool: FoundTool, model: type[BaseModel], where: str) -> dict[str, Any]:
    """Return the JSON Schema of an entry or a question, worded as `form` words settings.

    `where` is under what the tool's strings stand, such as `lists.planned`.
    """
    schema = model.model_json_schema()
    schema["title"] = tool.strings("en").get(f"{where}.title", where)
    for name, node in setting_fields(schema):
        own = node.get("x-text", {})
        for locale in ("it", "nb"):
            for word in ("title", "description"):
                if not own.get(locale, {}).get(word) and (found := tool.strings(locale).get(f"{where}.{name}.{word}")):
                    node.setdefault("x-text", {}).setdefault(locale, {})[word] = found
    return schema


def fitting(tool: FoundTool, values: dict[str, Any]) -> dict[str, Any]:
    """Return stored values as they are in force: completed, or the defaults where they no longer fit."""
    try:
        return checked(tool, values)
    except BadInput:
        return defaults(tool)


def _validated(model: type[BaseModel], values: dict[str, Any]) -> BaseModel:
    return model.model_validate(values)


def finite(value: Any, field: str) -> None:
    """Raise BadInput for a number that neither JSON nor the database can hold (NaN, Infinity), wherever it is."""
    if isinstance(value, float) and not isfinite(value):
        raise BadInput(
            "This is not a finite number.", remedy="Correct the field; nothing was changed.", field=field or None
        )
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            finite(item, f"{field}.{key}" if field else str(key))


def _sentence(message: str) -> str:
    plain = message.removeprefix("Value error, ").rstrip(".")
    return plain[:1].upper() + plain[1:] + "."
