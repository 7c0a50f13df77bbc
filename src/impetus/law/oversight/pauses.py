"""Pausing a tool: an officer stops it everywhere, with a reason, and only an officer or administrator lifts that."""

from impetus.contracts.discovery import FoundTool
from impetus.kit.errors import BadInput, Conflict, ImpetusError, NotAllowed
from impetus.kit.ids import new_id
from impetus.kit.times import as_datetime
from impetus.law.oversight import pause_repository as repository
from impetus.law.oversight.pause_repository import Pause
from impetus.people.access import Caller
from impetus.storage.unit import Unit
from impetus.toolbox import service as toolbox
from impetus.toolbox.holds import HOLDS


async def pause(caller: Caller, tool: FoundTool, reason: str) -> None:
    """Stop a tool of the caller's agency. Raise BadInput without a reason, Conflict where it is paused already."""
    if not reason.strip():
        raise BadInput("Pausing a tool needs a reason.", remedy="Say in a few words why.", field="reason")
    async with caller.unit() as unit:
        if await repository.open_(unit, tool.id) is not None:
            raise Conflict("This tool is paused already.", remedy="Look at who paused it, and why.", field="tool")
    await toolbox.switch(caller, tool, False, reason)  # it stops even where what follows fails
    async with caller.unit() as unit:
        await repository.add(
            unit, id=new_id("pau", unit.clock), tool=tool.id, reason=reason.strip(), person=caller.person.id,
            name=caller.person.name, at=as_datetime(unit.clock.now_ms()),
        )  # fmt: skip
        unit.audit("tool.paused", tool.id, reason=reason.strip())
        unit.emit("oversight", {"what": "pause", "tool": tool.id})


async def lift(caller: Caller, tool: FoundTool, reason: str) -> None:
    """Lift a pause and start the tool again. Raise Conflict where it is not paused, BadInput without a reason."""
    if not reason.strip():
        raise BadInput("Lifting a pause needs a reason.", remedy="Say in a few words why.", field="reason")
    async with caller.unit() as unit:
        found = await repository.open_(unit, tool.id)
        if found is None:
            raise Conflict("This tool is not paused.", remedy="Load the list anew.", field="tool")
        await repository.end(
            unit, found.id, person=caller.person.id, name=caller.person.name, reason=reason.strip(),
            at=as_datetime(unit.clock.now_ms()),
        )  # fmt: skip
        unit.audit("tool.pause_lifted", tool.id, reason=reason.strip())
        unit.emit("oversight", {"what": "pause", "tool": tool.id})
    await toolbox.switch(caller, tool, True, reason)


async def recent(caller: Caller) -> list[Pause]:
    """Pauses of the caller's agency, those in force first."""
    async with caller.unit() as unit:
        return await repository.recent(unit)


async def _paused(unit: Unit, tool: FoundTool, _role: str) -> ImpetusError | None:
    found = await repository.open_(unit, tool.id)
    if found is None:
        return None
    return NotAllowed(
        f"{found.by_name} paused this tool: {found.reason}",
        remedy="An officer of oversight lifts the pause.",
        reason="paused",
        tool=tool.id,
    )


if _paused not in HOLDS:
    HOLDS.append(_paused)
