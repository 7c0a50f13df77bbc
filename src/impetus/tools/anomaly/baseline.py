"""The usual week: level and spread by hour of week, learned robustly, shrunk while young.

Each sensor has 168 bins that stand for the middles of hours; between them the baseline runs straight.
A bin is a running mean at first and forgets exponentially later (`weekly_memory`); residuals are
clipped (Huber) so that what is unusual teaches little. A young bin is drawn toward the same hour on
days of its type, and that toward the sensor's overall level.
"""

from typing import Final, NamedTuple

import numpy as np

from impetus.tools.anomaly.arrays import F32, U16, Bool
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.slots import LOG, ROOT, WeekPlace

VISIT: Final = 2048.0
"""Visits are counted in fixed point: this many for one whole visit (one hour of one week)."""
_GROWN: Final = 6.0
"""Visits after which a level stands on its own."""
_PULL: Final = np.float32(1.5)
_SPREAD_PULL: Final = np.float32(3.0)
_CLIP: Final = np.float32(2.5)
"""Huber bound in spreads; 95 % of a normal residual passes unclipped."""
_MEAN_TO_SPREAD: Final = np.float32(1.2533)
"""Standard deviation over mean absolute deviation of a normal variable."""
FLOOR: Final = {ROOT: 0.4, LOG: 0.08}
"""Smallest spread after the transform: a Poisson count has 0.5 after the root."""

_ONE: Final = np.float32(1.0)
_TINY: Final = np.float32(1e-6)


class Prediction(NamedTuple):
    """The usual level and its spread of each sensor in one slot, transformed units, shape (n,)."""

    level: F32
    spread: F32


def _visits(counts: U16) -> F32:
    return counts.astype(np.float32) * np.float32(1.0 / VISIT)


def _shrunk(state: Columns, bins: list[int], days: list[int]) -> tuple[F32, F32]:
    """Return level and spread at the bins, shape (len(bins), n), drawn toward day type and overall."""
    count = state.count
    day_n = _visits(state.day_visits[days, :count])
    own_n = _visits(state.visits[bins, :count])
    pull = np.maximum(_PULL - day_n * np.float32(_PULL / _GROWN), _TINY)
    level = (day_n * state.day_level[days, :count] + pull * state.overall_level[:count]) / (day_n + pull)
    pull = np.maximum(_PULL - own_n * np.float32(_PULL / _GROWN), _TINY)
    level = (own_n * state.level[bins, :count] + pull * level) / (own_n + pull)
    spread = (day_n * state.day_scale[days, :count] + _SPREAD_PULL * state.overall_scale[:count]) / (
        day_n + _SPREAD_PULL
    )
    spread = (own_n * state.scale[bins, :count] + _SPREAD_PULL * spread) / (own_n + _SPREAD_PULL)
    # A level known from few visits is itself uncertain by spread / sqrt(visits).
    spread *= np.sqrt(_ONE + _ONE / (own_n + np.float32(0.3) * day_n + _ONE))
    return level, spread


def predict(state: Columns, place: WeekPlace, floor: F32) -> Prediction:
    """Return what is usual at `place`; `floor` is the smallest spread, shape (n,)."""
    if place.share == 0.0:
        levels, spreads = _shrunk(state, [place.low], [place.day_low])
        level, spread = levels[0], spreads[0]
    else:
        levels, spreads = _shrunk(state, [place.low, place.high], [place.day_low, place.day_high])
        share = np.float32(place.share)
        level = levels[0] + share * (levels[1] - levels[0])
        spread = spreads[0] + share * (spreads[1] - spreads[0])
    least = np.maximum(floor, np.float32(0.2) * state.overall_scale[: state.count])
    return Prediction(level, np.maximum(spread * _MEAN_TO_SPREAD, least))


class Applied(NamedTuple):
    """What one slot did to the levels of one bin: the bin, and the change of each sensor, shape (n,)."""

    bin: int
    change: F32


def learn(
    state: Columns, place: WeekPlace, value: F32, usual: Prediction, ok: Bool, slots_per_hour: int, memory: float
) -> list[Applied]:
    """Learn one slot's values (transformed) where `ok`; returns what it did to the hour-of-week levels."""
    count = state.count
    residual = value - usual.level
    young = _ONE + np.float32(3.0) / (_ONE + state.seen[:count].astype(np.float32) / np.float32(24 * slots_per_hour))
    bound = _CLIP * usual.spread * young
    clipped = np.clip(residual, -bound, bound)
    first = state.seen[:count] == 0
    clipped = np.where(first, residual, clipped)
    size = np.abs(clipped)
    weight = ok.astype(np.float32)
    applied: list[Applied] = []
    pairs = [(place.low, place.day_low, 1.0 - place.share)]
    if place.share:
        pairs.append((place.high, place.day_high, place.share))
    most = 1.0 / memory
    for hour_bin, day_bin, share in pairs:
        part = weight * np.float32(share / slots_per_hour)
        _into(
            state.day_visits[day_bin],
            state.day_level[day_bin],
            state.day_scale[day_bin],
            part,
            value,
            size,
            20.0,
            usual,
            clipped,
            count,
        )
        change = _into(
            state.visits[hour_bin],
            state.level[hour_bin],
            state.scale[hour_bin],
            part,
            value,
            size,
            most,
            usual,
            clipped,
            count,
        )
        applied.append(Applied(hour_bin, change))
    rate = weight / np.minimum(state.seen[:count] + _ONE, np.float32(24 * 28 * slots_per_hour))
    rate = rate.astype(np.float32)
    state.overall_level[:count] += rate * (np.where(first, value, clipped + usual.level) - state.overall_level[:count])
    state.overall_scale[:count] += rate * (size - state.overall_scale[:count])
    return applied


def _into(
    visits: U16,
    level: F32,
    scale: F32,
    part: F32,
    value: F32,
    size: F32,
    most: float,
    usual: Prediction,
    clipped: F32,
    count: int,
) -> F32:
    """Move one bin toward the clipped value by its rate; returns the change of the level."""
    known = _visits(visits[:count])
    rate = part / np.maximum(np.minimum(known, np.float32(most)) + part, _TINY)
    change = rate * (usual.level + clipped - level[:count])
    # A bin that has seen much moves by the clipped residual, not toward the interpolated line:
    # else the curve between bins would flatten out.
    change = np.where(known >= _ONE, rate * clipped, change)
    level[:count] += change
    scale[:count] += rate * (size - scale[:count])
    grown = np.minimum(known + part, np.float32(30.0)) * np.float32(VISIT)
    visits[:count] = np.rint(grown).astype(np.uint16)
    return change
