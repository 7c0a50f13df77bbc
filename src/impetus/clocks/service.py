"""Clocks: what they show, how fast they run, who may set them."""

from typing import Final

import msgspec

from impetus.clocks import repository
from impetus.clocks.repository import ClockState
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.times import as_datetime
from impetus.storage.unit import Unit, UnitOfWork

LIVE: Final = "live"
SLOWEST, FASTEST = 0.1, 3600.0


async def ensure(uow: UnitOfWork, agency: str, state: ClockState, *, actor: str = "platform") -> ClockState:
    """Return the clock, making it as `state` says where there is none yet."""
    async with uow(agency=agency, purpose="platform.clocks", actor=actor) as unit:
        if await repository.add(unit, state, as_datetime(uow.clock.now_ms())):
            unit.audit("clock.made", state.clock, realm=state.realm, speed=state.speed)
        return await _known(unit, state.clock)


async def get(uow: UnitOfWork, agency: str, clock: str) -> ClockState:
    """Return a clock of an agency; raise NotFound."""
    async with uow(agency=agency, purpose="platform.clocks", actor="platform") as unit:
        return await _known(unit, clock)


async def shown(unit: Unit) -> ClockState:
    """Return the clock that the consoles of the unit's agency show.

    That is the clock of a demonstration or a replay where there is one, else the wall clock.
    """
    for state in await repository.every(unit):
        if state.realm != "live":
            return state
    return ClockState(clock=LIVE, now=unit.clock.now_ms())


async def times(unit: Unit) -> dict[str, int]:
    """Return what every clock of the unit's agency shows (ms UTC), the wall clock among them."""
    return {LIVE: unit.clock.now_ms()} | {state.clock: state.now for state in await repository.every(unit)}


async def change(unit: Unit, clock: str, *, speed: float | None = None, paused: bool | None = None) -> ClockState:
    """Set a clock's speed (its seconds in a second; 0 stops it), or stop it or let it go on; tell consoles.

    Raise NotFound, Conflict where the clock is not adjustable (the wall clock), BadInput for a speed out of range.
    """
    before = ClockState(clock=LIVE, now=0) if clock == LIVE else await _known(unit, clock)
    if not before.adjustable:
        raise Conflict("This clock follows the time of day.", remedy="Only a demonstration or a replay can be set.")
    if speed is not None and speed != 0 and not SLOWEST <= speed <= FASTEST:
        raise BadInput(
            f"A speed of {speed:g} is out of range.",
            remedy=f"Choose from {SLOWEST:g} to {FASTEST:g}, or 0 to stop.",
            field="speed",
        )
    after = msgspec.structs.replace(
        before,
        speed=speed or before.speed,
        paused=paused if paused is not None else (before.paused if speed is None else speed == 0),
    )
    if after != before:
        await repository.change(
            unit, clock, speed=after.speed, paused=after.paused, at=as_datetime(unit.clock.now_ms())
        )
        unit.emit("clock", as_event(after))
        unit.audit("clock.changed", clock, speed=after.speed, paused=after.paused)
    return after


def as_event(state: ClockState) -> dict[str, object]:
    """What consoles are told of a clock."""
    return {
        "clock": state.clock,
        "now": state.now,
        "realm": state.realm,
        "speed": state.speed,
        "adjustable": state.adjustable,
        "paused": state.paused,
    }


async def _known(unit: Unit, clock: str) -> ClockState:
    found = await repository.get(unit, clock)
    if found is None:
        raise NotFound(f"There is no clock {clock!r}.", remedy="A source that sets its own clock makes one.")
    return found
