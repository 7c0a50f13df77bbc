"""What the API says of clocks."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from impetus.clocks.repository import ClockState
from impetus.kit.times import as_datetime, iso


class ClockOut(BaseModel):
    """How a clock stands. `now` is its time, `wall` the time of day, both ISO 8601 UTC."""

    clock: str
    now: str
    wall: str
    realm: Literal["live", "demo", "replay"]
    speed: float = Field(description="Its seconds in a second")
    adjustable: bool
    paused: bool


class ClockIn(BaseModel):
    """What to change. A speed of 0 stops the clock, another one lets it go on."""

    model_config = ConfigDict(extra="forbid")

    speed: float | None = Field(None, ge=0, le=3600, allow_inf_nan=False)
    paused: bool | None = None


def clock_out(state: ClockState, wall_ms: int) -> ClockOut:
    """Return the clock as the API shows it."""
    return ClockOut(
        clock=state.clock,
        now=_iso(state.now),
        wall=_iso(wall_ms),
        realm=state.realm,
        speed=state.speed,
        adjustable=state.adjustable,
        paused=state.paused,
    )


def _iso(ms: int) -> str:
    return iso(as_datetime(ms))
