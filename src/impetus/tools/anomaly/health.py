"""Is the sensor itself well? A stream of its own: a faulty sensor is no event in the city.

Late and blind follow from silence. Stuck follows from a run of equal slot values that is improbable
given how often this sensor repeats itself at this hour. Impossible are values outside the sensor's
bounds. Such a sensor is not scored and says nothing about its neighbours. Drifting (`drift.py`) is a slow
departure over days that the neighbours do not share; its level is excused, and it is scored all the same.
"""

from typing import Final

import numpy as np

from impetus.model.sensor import HealthState, SensorHealth
from impetus.model.text import Text
from impetus.tools.anomaly.arrays import F32, F64, I64, U8, Bool
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.sentences import health_reason
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.slots import Week

STATES: Final = (
    HealthState.FRESH,
    HealthState.LATE,
    HealthState.BLIND,
    HealthState.STUCK,
    HealthState.IMPOSSIBLE,
    HealthState.DRIFTING,
)
FRESH, LATE, BLIND, STUCK, IMPOSSIBLE, DRIFTING = range(6)

SUSPECT: Final = np.float32(4.6)
"""Surprise (minus log probability) of a run from which on a sensor is not believed: one in a hundred."""
_STUCK: Final = np.float32(18.0)
"""Surprise of a run from which on a sensor is called stuck: about one in sixty million."""
_LEARNS: Final = np.float32(9.2)
_SHORTEST_RUN: Final = 3


def runs(
    state: Columns, values: F64, present: Bool, hour: int, repeat_chance: F32, mature: Bool, slots_per_hour: int
) -> Bool:
    """Follow runs of equal values through one slot; returns which sensors are to be believed, shape (n,).

    `repeat_chance` is how probable the value is to repeat by itself: small counts do, and zeros where zero is usual.
    """
    count = state.count
    last = state.last_value[:count]
    same = present & (np.abs(values - last) <= 1e-6 * np.abs(last) + 1e-9)
    chance = state.same[hour, :count]
    surprise = state.surprise[:count]
    usual = np.minimum(np.maximum(np.maximum(chance, repeat_chance), np.float32(0.01)), np.float32(0.999))
    surprise = np.where(same, surprise - np.log(usual), np.where(present, np.float32(0.0), surprise))
    learns = present & (~mature | (surprise < _LEARNS))
    pace = np.float32(1.0 / (2.0 * slots_per_hour + 4.0))
    chance += np.where(learns, pace, np.float32(0.0)) * (same.astype(np.float32) - chance)
    state.surprise[:count] = surprise
    state.run[:count] = np.where(same, state.run[:count] + 1, np.where(present, 0, state.run[:count]))
    np.copyto(last, values, where=present)
    believed: Bool = ~mature | (surprise < SUSPECT)
    return believed


def repeat_chance(values: F64, rooted: Bool, zero_chance: F32) -> F32:
    """Return how probable a value is to come again by chance: for a Poisson count v about 1 / (2 sqrt(pi v))."""
    counts = np.where(rooted & (values > 0.0), np.float32(0.2821) / np.sqrt(np.maximum(values, 1.0)), 0.0)
    return np.maximum(counts.astype(np.float32), zero_chance)


def lone_zeros(
    state: Columns, values: F64, ok: Bool, rooted: Bool, zero_chance: F32, median: F32, mature: Bool
) -> Bool:
    """Return sensors that suddenly count nothing while their neighbours go on as ever: a fault until proven."""
    lone: Bool = ok & mature & rooted & (values == 0.0) & (zero_chance < 1e-4) & (np.abs(median) < 1.5)
    if np.count_nonzero(lone):
        place = np.flatnonzero(lone)
        state.surprise[place] = np.maximum(state.surprise[place], SUSPECT + np.float32(0.1))
    return lone


def excuse(state: Columns, now: int, unheard: int, interval: I64, late_after: float) -> None:
    """Count silence from `now` on (ms UTC) where the clock jumped, by `unheard` ms, further than makes a sensor late.

    The platform was away then, or the clock runs in long steps: neither is a sensor's fault. One that was late or
    blind before stays so.
    """
    count = state.count
    well = (state.health[:count] != LATE) & (state.health[:count] != BLIND)
    known = state.known_since[:count]
    known[well & (unheard > late_after * interval)] = now


def changes(
    state: Columns,
    now: int,
    interval: I64,
    late_after: float,
    blind_after: float,
    slot_ms: int,
    mature: Bool,
    drifting: I64,
) -> list[tuple[int, int, int]]:
    """Bring every sensor's health up to `now` (ms UTC); returns (place, new state, since) where it changed.

    `drifting` is since when each drifts (ms UTC), -1 where it does not.
    """
    count = state.count
    known = state.known_since[:count]
    known[known < 0] = now
    silent = now - np.maximum(state.last_time[:count], known)
    # A slot's worth is forgiven: readings may be dated at the start of what they sum up.
    health = np.zeros(count, dtype=np.uint8)
    health[drifting >= 0] = DRIFTING
    health[(state.surprise[:count] > _STUCK) & (state.run[:count] >= _SHORTEST_RUN) & mature] = STUCK
    health[state.impossible[:count] > 0] = IMPOSSIBLE
    health[silent > late_after * interval + np.minimum(interval, slot_ms)] = LATE
    health[silent > blind_after * interval + np.minimum(interval, slot_ms)] = BLIND
    health[~state.active[:count]] = FRESH
    before: U8 = state.health[:count]
    changed = np.flatnonzero(health != before)
    result = []
    for place in changed.tolist():
        code = int(health[place])
        since = now
        if code in (LATE, BLIND) and state.last_time[place] >= 0:
            since = int(state.last_time[place])
        elif code == STUCK:
            since = now - now % slot_ms - (int(state.run[place]) + 1) * slot_ms
        elif code == DRIFTING:
            since = int(drifting[place])
        result.append((place, code, since))
    before[:] = health
    return result


def look(
    state: Columns,
    roster: Roster,
    settings: Settings,
    week: Week,
    now: int,
    unheard: int,
    mature: Bool,
    drifting: I64,
) -> list[tuple[int, SensorHealth]]:
    """Return (place, in words) what changed in the health of sensors by `now`, `unheard` ms after the last look.

    `mature` and `drifting` have shape (n,); `drifting` is since when (ms UTC), -1 where not.
    """
    late, blind = settings.late_after_intervals, settings.blind_after_intervals
    excuse(state, now, unheard, roster.intervals, late)
    found = changes(state, now, roster.intervals, late, blind, roster.slot_ms, mature, drifting)
    return [
        (
            place,
            finding(
                roster.sensors[place].id,
                code,
                since,
                float(state.last_value[place]),
                week.local(since).strftime("%Y-%m-%d" if code == DRIFTING else "%H:%M"),
                int(state.last_time[place]) < 0,
            ),
        )
        for place, code, since in found
    ]


def finding(sensor: str, code: int, since: int, value: float, clock_time: str, never: bool) -> SensorHealth:
    """Put one change into words.

    `clock_time` is `since` in local time: a date for what drifts, else hours and minutes.
    """
    reason: Text = health_reason("never" if never and code in (LATE, BLIND) else STATES[code].value, clock_time, value)
    return SensorHealth(sensor=sensor, state=STATES[code], since=since, reason=reason)
