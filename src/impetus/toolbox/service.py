"""What people see of tools and do with them: look, set, stop and start."""

from collections.abc import Mapping
from typing import Any

import msgspec

from impetus.contracts.discovery import FoundTool, ToolBroken
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.model.observation import SettingsChanged, Switched
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.storage.unit import Unit
from impetus.toolbox import forms, repository
from impetus.toolbox.holds import FOLLOWERS, held
from impetus.toolbox.repository import Setting, State
from impetus.toolbox.tally_repository import Tally, by_tool


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Tools of an agency with what showing them needs; `names` are of the people who changed something."""

    states: dict[str, State]
    settings: dict[str, Setting]
    tallies: dict[str, Tally]
    sensors: dict[str, int]
    names: dict[str, str]


def find(tools: Mapping[str, FoundTool], id: str) -> FoundTool:
    """Return a tool. Raises NotFound."""
    found = tools.get(id)
    if found is None:
        raise NotFound("There is no such tool.", remedy="Load the list of tools anew.", tool=id[:80])
    return found


async def look(caller: Caller) -> Seen:
    """Return what is known of the tools at the caller's agency."""
    async with caller.unit() as unit:
        return await _seen(unit)


async def change_settings(
    caller: Caller, tool: FoundTool, values: dict[str, Any], version: int | None = None
) -> Setting:
    """Put settings in force; the tool is told through the ordered stream. Fields left out keep their default.

    Raises BadInput that names the field, Conflict where somebody else changed them first, ToolBroken.
    """
    new = forms.checked(tool, values)
    async with caller.unit() as unit:
        known = (await repository.settings(unit, [tool.id])).get(tool.id, Setting())
        if version is not None and version != known.version:
            raise Conflict(
                "Somebody else changed these settings meanwhile.",
                remedy="Look at them as they are now, then save again.",
                version=known.version,
            )
        before = forms.fitting(tool, known.settings) if known.version else forms.defaults(tool)
        changed = {name: [before.get(name), value] for name, value in new.items() if before.get(name) != value}
        if not changed and known.version:
            return known
        at = as_datetime(unit.clock.now_ms())
        await repository.add_settings(unit, tool.id, known.version + 1, new, caller.person.id, at)
        message = SettingsChanged(id=new_id("set", unit.clock), settings=new)
        unit.emit("tool", {"id": tool.id}, tool=tool.id, what="settings", control=message)
        unit.audit("tool.settings", tool.id, version=known.version + 1, changed=changed)
    for follow in FOLLOWERS:
        await follow(caller.uow, caller.agency, tool)
    return Setting(version=known.version + 1, settings=new, changed_by=caller.person.id, changed_at=at)


async def switch(caller: Caller, tool: FoundTool, running: bool, reason: str) -> bool:
    """Stop or start a tool; it stops within two seconds. Returns whether anything changed.

    Raises BadInput where a stop has no reason, ToolBroken where a broken one is to start, and what `holds` say.
    """
    if not running and not reason.strip():
        raise BadInput("Stopping a tool needs a reason.", remedy="Say in a few words why.", field="reason")
    if running and tool.broken:
        raise ToolBroken("This tool cannot be run.", remedy="Its page says what is wrong with it.", tool=tool.id)
    async with caller.unit() as unit:
        at = as_datetime(unit.clock.now_ms())
        known = (await repository.states(unit)).get(tool.id, State())
        if known.running == running:
            return False
        if running and (why := await held(unit, tool, caller.person.role)):
            raise why
        await repository.switch(unit, tool.id, running, reason.strip(), caller.person.id, at)
        message = Switched(id=new_id("swi", unit.clock), running=running, reason=reason.strip())
        unit.emit("tool", {"id": tool.id}, tool=tool.id, what="switch", control=message)
        unit.audit("tool.started" if running else "tool.stopped", tool.id, reason=reason.strip())
    return True


async def _seen(unit: Unit) -> Seen:
    states, settings = await repository.states(unit), await repository.settings(unit)
    ids = {state.changed_by for state in states.values()} | {setting.changed_by for setting in settings.values()}
    known = await people.names(unit, sorted(ids - {""}))
    return Seen(
        states=states,
        settings=settings,
        tallies=await by_tool(unit, as_datetime(unit.clock.now_ms())),
        sensors=await repository.sensors_by_kind(unit),
        names={id: name for id, (name, _) in known.items()},
    )
