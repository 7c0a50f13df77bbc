"""The lists that people keep for tools: look, add, change, end, put back. Every act names its author and is audited."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from pydantic import BaseModel, ValidationError

from impetus.contracts.discovery import FoundTool
from impetus.contracts.lists import AlertFacts, Entry
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import MAX_MS, as_datetime, as_ms
from impetus.model.observation import EntriesChanged
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.storage.jsonb import load
from impetus.storage.unit import Unit
from impetus.toolbox import entry_repository as repository
from impetus.toolbox import forms
from impetus.toolbox import repository as tools
from impetus.toolbox.entry_repository import MOST, Stored
from impetus.toolbox.repository import Setting

SHOWN_FOR: Final = timedelta(days=30)
"""For so long what has ended is still shown, to be put back."""
_CHUNK: Final = 200
"""Entries in one control message, well below what NATS takes."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Entries of a tool with what showing them needs; `names` are of the people who wrote them."""

    entries: list[Stored]
    names: dict[str, str]
    now: datetime
    settings: BaseModel


def find(tool: FoundTool, name: str) -> type[Entry]:
    """Return the model of a list's entries. Raises NotFound, ToolBroken."""
    found = tool.lists().get(name)
    if found is None:
        raise NotFound("This tool has no such list.", remedy="Load the tool anew.", list=name[:80])
    return found


async def look(caller: Caller, tool: FoundTool) -> Shown:
    """Return the entries of all lists: those in force, and those over for at most `SHOWN_FOR`."""
    async with caller.unit() as unit:
        return await _shown(unit, tool)


async def add(
    caller: Caller, tool: FoundTool, name: str, several: Sequence[dict[str, Any]], *, source: str = "form"
) -> list[Stored]:
    """Add entries, all or none. Raises BadInput that names the field, Conflict where the list would grow too long."""
    model = find(tool, name)
    async with caller.unit() as unit:
        settings, at = await _settings(unit, tool), as_datetime(unit.clock.now_ms())
        if len(several) + await repository.count(unit, tool.id, name, at) > MOST:
            raise Conflict(f"A list holds at most {MOST} entries.", remedy="End some that are no longer needed.")
        checked = []
        for position, values in enumerate(several):
            try:
                checked.append(await _checked(unit, model, values, settings))
            except BadInput as error:
                error.details["position"] = position
                raise
        entries = [
            Stored(
                id=new_id("ent", unit.clock), tool=tool.id, list=name, values=one.model_dump(mode="json"), version=1,
                made_by=caller.person.id, made_at=at, changed_by=caller.person.id, changed_at=at,
                ended_by=None, ended_at=None, over_at=_over(one, settings),
            )
            for one in checked
        ]  # fmt: skip
        await repository.add(unit, entries)
        for entry in entries:
            unit.audit("tool.entry.added", tool.id, list=name, entry=entry.id, source=source, values=entry.values)
        _tell(unit, tool, name, entries)
    return entries


async def change(
    caller: Caller, tool: FoundTool, name: str, id: str, values: dict[str, Any], version: int | None
) -> Stored:
    """Put other values into an entry. Raises NotFound, BadInput, Conflict where somebody else changed it first."""
    model = find(tool, name)
    async with caller.unit() as unit:
        known = await _known(unit, tool, name, id, version)
        settings, at = await _settings(unit, tool), as_datetime(unit.clock.now_ms())
        one = await _checked(unit, model, values, settings)
        new = one.model_dump(mode="json")
        changed = {key: [known.values.get(key), new[key]] for key in new if known.values.get(key) != new[key]}
        if not changed:
            return known
        entry = msgspec.structs.replace(
            known, values=new, version=known.version + 1, changed_by=caller.person.id, changed_at=at,
            over_at=_over(one, settings),
        )  # fmt: skip
        await repository.change(unit, entry)
        unit.audit("tool.entry.changed", tool.id, list=name, entry=id, changed=changed)
        _tell(unit, tool, name, [entry])
    return entry


async def end(caller: Caller, tool: FoundTool, name: str, id: str, ended: bool, version: int | None) -> Stored:
    """End an entry early, or put one back that was ended. Raises NotFound, Conflict."""
    find(tool, name)
    async with caller.unit() as unit:
        known = await _known(unit, tool, name, id, version)
        if (known.ended_at is not None) == ended:
            return known
        at, who = as_datetime(unit.clock.now_ms()), caller.person.id
        entry = msgspec.structs.replace(
            known, version=known.version + 1, changed_by=who, changed_at=at, ended_by=who if ended else None,
            ended_at=at if ended else None,
        )  # fmt: skip
        await repository.change(unit, entry)
        unit.audit("tool.entry.ended" if ended else "tool.entry.put_back", tool.id, list=name, entry=id)
        _tell(unit, tool, name, [entry])
    return entry


async def draft(caller: Caller, tool: FoundTool, name: str, alert: str) -> dict[str, Any]:
    """Return what the form begins with for an entry made of an alert of this tool. Raises NotFound, BadInput."""
    model = find(tool, name)
    async with caller.unit() as unit:
        row = await repository.alert_facts(unit, alert)
        if row is None or row.tool != tool.id:
            raise NotFound("This tool has no such alert.", remedy="Load the alert anew.", alert=alert[:80])
        facts = AlertFacts(
            kind=row.kind,
            subject=row.subject,
            place=str(load(row.place).get("name", "")),
            window_start=as_ms(row.window_start),
            window_end=as_ms(row.window_end),
        )
        values = model.of_alert(facts, await _settings(unit, tool), unit.clock.now_ms())
    if values is None:
        raise BadInput("Nothing of this list can be made of this alert.", remedy="Write an entry by hand.")
    return values


async def shown(caller: Caller, tool: FoundTool, entries: Sequence[Stored]) -> Shown:
    """Return just these entries with what showing them needs."""
    async with caller.unit() as unit:
        return await _shown(unit, tool, list(entries))


async def _shown(unit: Unit, tool: FoundTool, entries: list[Stored] | None = None) -> Shown:
    now = as_datetime(unit.clock.now_ms())
    found = await repository.of_tool(unit, tool.id, now - SHOWN_FOR) if entries is None else entries
    ids = {id for entry in found for id in (entry.made_by, entry.changed_by, entry.ended_by or "")}
    known = await people.names(unit, sorted(ids - {""}))
    return Shown(
        entries=found,
        names={id: name for id, (name, _) in known.items()},
        now=now,
        settings=await _settings(unit, tool),
    )


async def _known(unit: Unit, tool: FoundTool, name: str, id: str, version: int | None) -> Stored:
    known = await repository.get(unit, tool.id, name, id)
    if known is None:
        raise NotFound("There is no such entry.", remedy="Load the list anew.")
    if version is not None and version != known.version:
        raise Conflict(
            "Somebody else changed this entry meanwhile.",
            remedy="Look at it as it is now, then change it again.",
            version=known.version,
        )
    return known


async def _settings(unit: Unit, tool: FoundTool) -> BaseModel:
    held = (await tools.settings(unit, [tool.id])).get(tool.id, Setting())
    return tool.settings_class().model_validate(forms.fitting(tool, held.settings) if held.version else {})


async def _checked(unit: Unit, model: type[Entry], values: dict[str, Any], settings: BaseModel) -> Entry:
    try:
        forms.finite(values, "")
        entry = model.model_validate(values)
    except ValidationError as error:
        raise forms.refused(error) from error
    except RecursionError as error:
        raise BadInput("This entry is nested too deeply.", remedy="Write it flat; nothing was changed.") from error
    for fault in entry.faults(settings, unit.clock.now_ms()):
        raise BadInput(fault.problem, remedy=fault.remedy, field=fault.field)
    named = list(entry.sensors_named())
    missing = await repository.unknown_sensors(unit, [id for _, id in named]) if named else set()
    for field, id in named:
        if id in missing:
            remedy = "Choose one of the list of sensors."
            raise BadInput(f"There is no sensor {id[:80]}.", remedy=remedy, field=field)
    return entry


def _over(entry: Entry, settings: BaseModel) -> datetime | None:
    at = entry.ends_at(settings)
    return None if at is None or at > MAX_MS else as_datetime(at)


def _tell(unit: Unit, tool: FoundTool, name: str, entries: Sequence[Stored]) -> None:
    for start in range(0, len(entries), _CHUNK):
        some = {entry.id: None if entry.ended_at else entry.values for entry in entries[start : start + _CHUNK]}
        message = EntriesChanged(id=new_id("lst", unit.clock), list=name, entries=some)
        unit.emit("tool", {"id": tool.id}, tool=tool.id, what="list", control=message)
