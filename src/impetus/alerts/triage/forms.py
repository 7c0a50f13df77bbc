"""An agency's settings of triage: those in force, the form, and checking new ones."""

from typing import Any

from pydantic import ValidationError

from impetus.alerts.triage import repository
from impetus.alerts.triage.settings import TriageSettings
from impetus.kit.errors import BadInput
from impetus.storage.unit import Unit


async def in_force(unit: Unit) -> tuple[int, TriageSettings]:
    """The version in force (0: nobody changed any) and its settings; what no longer fits becomes the default."""
    found = await repository.settings(unit)
    if found is None:
        return 0, TriageSettings()
    try:
        return found[0], TriageSettings.model_validate(found[1])
    except ValidationError:
        return found[0], TriageSettings()


def checked(values: dict[str, Any]) -> TriageSettings:
    """Check new settings; raise BadInput that names the field."""
    try:
        return TriageSettings.model_validate(values)
    except ValidationError as error:
        faults = [
            {
                "field": ".".join(map(str, fault["loc"])) or None,
                "problem": fault["msg"].removeprefix("Value error, ").rstrip(".").capitalize() + ".",
            }
            for fault in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        first = faults[0]
        raise BadInput(
            f"{first['field']}: {first['problem']}" if first["field"] else str(first["problem"]),
            remedy="Correct the field and save again; nothing was changed.",
            field=first["field"],
            fields=faults,
        ) from error
