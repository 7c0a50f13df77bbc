"""Clocks in the database."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from impetus.kit.times import as_datetime, as_ms
from impetus.storage.unit import Unit


class ClockState(msgspec.Struct, frozen=True, kw_only=True):
    """How a clock stands. `now` is ms UTC; `speed` is its seconds in a second; `changed_at` is ms UTC of the wall."""

    clock: str
    now: int
    realm: str = "live"
    speed: float = 1.0
    adjustable: bool = False
    paused: bool = False
    changed_at: int = 0


_COLUMNS = "clock, now, realm, speed, adjustable, paused, changed_at"


async def get(unit: Unit, clock: str) -> ClockState | None:
    """One clock of the unit's agency."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM clock_state WHERE clock = :clock"),  # noqa: S608
        {"clock": clock},
    )
    row = rows.mappings().first()
    return _state(dict(row)) if row else None


async def every(unit: Unit) -> list[ClockState]:
    """All clocks of the unit's agency, the one changed last first."""
    rows = await unit.session.execute(
        text(f"SELECT {_COLUMNS} FROM clock_state ORDER BY changed_at DESC, clock")  # noqa: S608
    )
    return [_state(dict(row)) for row in rows.mappings()]


async def add(unit: Unit, state: ClockState, at: datetime) -> bool:
    """Make a clock; False where it exists."""
    done = await unit.session.execute(
        text(
            "INSERT INTO clock_state (agency_id, clock, now, realm, speed, adjustable, paused, changed_at)"
            " VALUES (:agency, :clock, :now, :realm, :speed, :adjustable, :paused, :at)"
            " ON CONFLICT (agency_id, clock) DO NOTHING"
        ),
        {
            "agency": unit.agency,
            "clock": state.clock,
            "now": as_datetime(state.now),
            "realm": state.realm,
            "speed": state.speed,
            "adjustable": state.adjustable,
            "paused": state.paused,
            "at": at,
        },
    )
    return done.rowcount == 1


async def change(unit: Unit, clock: str, *, speed: float, paused: bool, at: datetime) -> None:
    """Set a clock's speed, or stop it."""
    await unit.session.execute(
        text("UPDATE clock_state SET speed = :speed, paused = :paused, changed_at = :at WHERE clock = :clock"),
        {"clock": clock, "speed": speed, "paused": paused, "at": at},
    )


def _state(row: dict[str, object]) -> ClockState:
    now, changed = row["now"], row["changed_at"]
    assert isinstance(now, datetime)
    assert isinstance(changed, datetime)
    return msgspec.convert({**row, "now": as_ms(now), "changed_at": as_ms(changed)}, ClockState)
