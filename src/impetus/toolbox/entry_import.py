"""Entries from a file: all of them or none, and every line that is wrong by its number."""

from typing import Any, Final

from pydantic import ValidationError

from impetus.contracts.discovery import FoundTool
from impetus.contracts.lists import Entry
from impetus.kit.errors import BadInput
from impetus.kit.times import as_datetime
from impetus.people.access import Caller
from impetus.toolbox import entries, forms
from impetus.toolbox.entry_files import Row, read_csv, read_ical
from impetus.toolbox.entry_repository import MOST
from impetus.toolbox.entry_schemas import ListEntryFaultOut, ListEntryFileOut

_FAULTS: Final = 50
"""Wrong lines that are named."""


async def from_file(
    caller: Caller, tool: FoundTool, name: str, format: str, text: str, *, check: bool
) -> ListEntryFileOut:
    """Add a file's entries, or with `check` say what would be. Raises BadInput for a file that cannot be read."""
    model = entries.find(tool, name)
    if not (model.files if format == "csv" else model.calendar):
        raise BadInput("This list takes no such file.", remedy="Write the entries by hand.", field="format")
    now = as_datetime(caller.uow.clock.now_ms())
    rows = read_csv(text, model) if format == "csv" else read_ical(text, model, now)
    if len(rows) > MOST:
        raise BadInput(f"The file has more than {MOST} entries.", remedy="Split it.", field="text")
    faults = [fault for row in rows if (fault := _fault(row, model)) is not None]
    good: list[dict[str, Any]] = [row.values for row in rows]
    if faults or check or not rows:
        return ListEntryFileOut(added=0, rows=len(rows), faults=faults[:_FAULTS])
    try:
        added = await entries.add(caller, tool, name, good, source=format)
    except BadInput as error:  # what only the settings and the sensors can say
        at = rows[error.details.get("position", 0)].number
        return ListEntryFileOut(
            added=0, rows=len(rows), faults=[ListEntryFaultOut(number=at, field=error.field, problem=error.problem)]
        )
    return ListEntryFileOut(added=len(added), rows=len(rows), faults=[])


def _fault(row: Row, model: type[Entry]) -> ListEntryFaultOut | None:
    if row.problem:
        return ListEntryFaultOut(number=row.number, field=row.field, problem=row.problem)
    try:
        forms.finite(row.values, "")
        model.model_validate(row.values)
    except ValidationError as error:
        wrong = forms.refused(error)
        return ListEntryFaultOut(number=row.number, field=wrong.field, problem=wrong.problem)
    except BadInput as error:
        return ListEntryFaultOut(number=row.number, field=error.field, problem=error.problem)
    return None
