"""The clock that the console shows, and the control that sets it."""

from typing import Annotated

from fastapi import APIRouter, Depends

from impetus.clocks import service
from impetus.clocks.schemas import ClockIn, ClockOut, clock_out
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter(tags=["clocks"])


@router.get("/clock")
async def read_clock(caller: Annotated[Caller, Depends(permitted(Permission.SEE_OPERATIONS))]) -> ClockOut:
    """The clock that the console shows."""
    async with caller.unit() as unit:
        return clock_out(await service.shown(unit), unit.clock.now_ms())


@router.put("/clock")
async def set_clock(body: ClockIn, caller: Annotated[Caller, Depends(permitted(Permission.SET_CLOCK))]) -> ClockOut:
    """Set the speed of a demonstration or a replay, stop it, or let it go on."""
    async with caller.unit() as unit:
        clock = (await service.shown(unit)).clock
        state = await service.change(unit, clock, speed=body.speed, paused=body.paused)
        return clock_out(state, unit.clock.now_ms())
