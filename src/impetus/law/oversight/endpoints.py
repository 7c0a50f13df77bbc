"""Human oversight: confirmations, how people judge, pausing a tool."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from impetus.bus import subjects
from impetus.contracts.discovery import FoundTool
from impetus.kit.times import as_datetime, iso, iso_ms
from impetus.law.oversight import confirmations, pauses, statistics
from impetus.law.oversight.outward import SAID
from impetus.law.oversight.schemas import (
    ConfirmationOut,
    ConfirmIn,
    PauseIn,
    PauseOut,
    ShareOut,
    StatisticsOut,
)
from impetus.people.access import Caller, permitted, signed_in
from impetus.people.permissions import Permission
from impetus.toolbox import service as toolbox
from impetus.toolbox.access import Bus, Tools

router = APIRouter(tags=["oversight"])

Anybody = Annotated[Caller, Depends(signed_in)]
Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OVERSIGHT))]
Pauser = Annotated[Caller, Depends(permitted(Permission.PAUSE_TOOLS))]
ToolId = Annotated[str, Path(max_length=64)]


@router.post("/confirmations", status_code=201)
async def confirm(body: ConfirmIn, caller: Anybody) -> ConfirmationOut:
    """Confirm in one's own name that something shall go out; whether one may is decided where it goes out."""
    token, until = await confirmations.confirm(caller, body.act, body.subject)
    return ConfirmationOut(
        token=token,
        expires_at=iso_ms(until),
        sentence=SAID[body.act].in_(caller.locale).format(who=caller.person.name),
    )


@router.get("/oversight/statistics")
async def oversight_statistics(
    caller: Viewer, found: Tools, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> StatisticsOut:
    """How many confirmations came in under five seconds, by tool, never by person."""
    async with caller.unit() as unit:
        until = as_datetime(unit.clock.now_ms())
        since = until - timedelta(days=days)
        counted = await statistics.shares(unit, since, until + timedelta(milliseconds=1))
    return StatisticsOut(
        since=iso(since),
        until=iso(until),
        quick_s=statistics.QUICK_S,
        least=statistics.LEAST,
        watch_above=statistics.WATCH,
        tools=[ShareOut(name=_name(found.get(one.tool), one.tool, caller), **one._asdict()) for one in counted],
    )


@router.get("/oversight/pauses")
async def tool_pauses(caller: Viewer, found: Tools) -> list[PauseOut]:
    """Tools that officers paused, those still paused first."""
    return [
        PauseOut(
            tool=one.tool,
            name=_name(found.get(one.tool), one.tool, caller),
            reason=one.reason,
            by=one.by_name,
            at=iso(one.at),
            ended_at=iso(one.ended_at) if one.ended_at else None,
            ended_by=one.ended_by_name,
            end_reason=one.end_reason,
        )
        for one in await pauses.recent(caller)
    ]


@router.post("/oversight/tools/{tool}/pause", status_code=204)
async def pause_tool(tool: ToolId, body: PauseIn, caller: Pauser, found: Tools, bus: Bus) -> None:
    """Stop a tool everywhere within two seconds; only officers and administrators start it again."""
    one = toolbox.find(found, tool)
    await pauses.pause(caller, one, body.reason)
    if bus is not None:
        await bus.publish(subjects.kill_switch(caller.agency, one.id), b"0")


@router.post("/oversight/tools/{tool}/lift", status_code=204)
async def lift_pause(tool: ToolId, body: PauseIn, caller: Pauser, found: Tools, bus: Bus) -> None:
    """Lift a pause and start the tool again."""
    one = toolbox.find(found, tool)
    await pauses.lift(caller, one, body.reason)
    if bus is not None:
        await bus.publish(subjects.kill_switch(caller.agency, one.id), b"1")


def _name(tool: FoundTool | None, id: str, caller: Caller) -> str:
    if tool is None:
        return id
    return tool.strings(caller.locale).get("name") or (tool.manifest.name if tool.manifest else id)
