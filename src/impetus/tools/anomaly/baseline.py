"""The usual week: level and spread by hour of week, learned robustly, shrunk while young.

Each sensor has 168 bins that stand for the middles of hours; between them the baseline runs straight.
A bin is a running mean at first and forgets exponentially later (`weekly_memory`); residuals are
clipped (Huber) so that what is unusual teaches little. A young bin is drawn toward the same hour on
days of its type, and that toward the sensor's overall level.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from impetus.tools.anomaly.arrays import F32, U16, Bool
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.slots import LOG, ROOT, SIGNED, WeekPlace

VISIT: Final = 2048.0
"""Visits are counted in fixed point: this many for one whole visit (one hour of one week)."""
_GROWN: Final = 6.0
"""Visits after which a level stands on its own."""
_PULL: Final = np.float32(1.5)
_SPREAD_PULL: Final = np.float32(3.0)
_CLIP: Final = np.float32(3.0)
"""Huber bound in spreads."""
_MEAN_TO_SPREAD: Final = np.float32(1.2533)
"""Standard deviation over mean absolute deviation of a normal variable."""
FLOOR: Final = {ROOT: 0.4, LOG: 0.08, SIGNED: 0.15}
"""Smallest spread after the transform: a Poisson count has 0.5 after the root."""

_SEEN: Final = np.float32(0.9)
"""Visits of an hour on days of its type before anything is said of it: one, with a gap or two."""

_ONE: Final = np.float32(1.0)
_TINY: Final = np.float32(1e-6)


class Prediction(NamedTuple):
    """The usual level and its spread of each sensor in one slot, transformed units, shape (n,).

    `own` and `day` are the visits of the bins that were asked, shape (1 or 2, n).
    """

    level: F32
    spread: F32
    own: F32
    day: F32


class Applied(NamedTuple):
    """What one slot did to the levels of one bin: the bin, and the change of each sensor, shape (n,)."""

    bin: int
    change: F32


def _block(array: NDArray[Any], low: int, high: int, count: int) -> NDArray[Any]:
    """Return the rows of one or two bins, shape (1 or 2, n): a view where they lie side by side."""
    if high == low:
        return array[low : low + 1, :count]
    if high == low + 1:
        return array[low : low + 2, :count]
    return np.stack((array[low, :count], array[high, :count]))


def _write(array: NDArray[Any], low: int, high: int, count: int, values: NDArray[Any]) -> None:
    array[low, :count] = values[0]
    if high != low:
        array[high, :count] = values[1]


def predict(state: Columns, place: WeekPlace, floor: F32) -> Prediction:
    """Return what is usual at `place`; `floor` is the smallest spread, shape (n,)."""
    count = state.count
    own_bins, day_bins = (place.low, place.high), (place.day_low, place.day_high)
    if place.share == 0.0:
        own_bins, day_bins = (place.low, place.low), (place.day_low, place.day_low)
    own: F32 = _block(state.visits, *own_bins, count) * np.float32(1.0 / VISIT)
    day: F32 = _block(state.day_visits, *day_bins, count) * np.float32(1.0 / VISIT)
    overall_scale = state.overall_scale[:count]
    pull = np.maximum(_PULL - day * np.float32(_PULL / _GROWN), _TINY)
    level = (day * _block(state.day_level, *day_bins, count) + pull * state.overall_level[:count]) / (day + pull)
    pull = np.maximum(_PULL - own * np.float32(_PULL / _GROWN), _TINY)
    level = (own * _block(state.level, *own_bins, count) + pull * level) / (own + pull)
    spread = (day * _block(state.day_scale, *day_bins, count) + _SPREAD_PULL * overall_scale) / (day + _SPREAD_PULL)
    spread = (own * _block(state.scale, *own_bins, count) + _SPREAD_PULL * spread) / (own + _SPREAD_PULL)
    # A level known from few visits is itself uncertain by spread / sqrt(visits).
    spread *= np.sqrt(_ONE + _ONE / (own + np.float32(0.3) * day + _ONE))
    if place.share == 0.0:
        middle, half = level[0], spread[0]
    else:
        share = np.float32(place.share)
        middle = level[0] + share * (level[1] - level[0])
        half = spread[0] + share * (spread[1] - spread[0])
    least = np.maximum(floor, np.float32(0.2) * overall_scale)
    return Prediction(middle, np.maximum(half * _MEAN_TO_SPREAD, least), own, day)


def seen(usual: Prediction) -> Bool:
    """Whether this hour was seen on an earlier day of this type, shape (n,)."""
    result: Bool = np.min(usual.day, axis=0) >= _SEEN
    return result


def learn(
    state: Columns, place: WeekPlace, value: F32, usual: Prediction, weight: F32, slots_per_hour: int, memory: float
) -> list[Applied]:
    """Learn one slot's values (transformed); returns what it did to the hour-of-week levels.

    `weight` is 1 where the sensor was well and heard of, else 0, shape (n,).
    """
    count = state.count
    seen = state.seen[:count]
    first = seen == 0
    days = seen * np.float32(1.0 / (24 * slots_per_hour))
    bound = _CLIP * usual.spread * (_ONE + np.float32(3.0) / (_ONE + days))
    # What an open event does is not learned from until somebody has judged it.
    if np.count_nonzero(state.busy[:count]):
        bound = np.where(state.busy[:count] > 0, usual.spread, bound)
    residual = value - usual.level
    clipped = np.minimum(np.maximum(residual, -bound), bound)
    if np.count_nonzero(first):
        clipped = np.where(first, residual, clipped)
    size = np.abs(clipped)
    target = usual.level + clipped
    shares = np.array([[1.0 - place.share], [place.share]], dtype=np.float32)[: 2 if place.share else 1]
    part = weight * (shares * np.float32(1.0 / slots_per_hour))
    day_high = place.day_high if place.share else place.day_low
    high = place.high if place.share else place.low
    _into(
        state.day_visits,
        state.day_level,
        state.day_scale,
        place.day_low,
        day_high,
        count,
        usual.day,
        part,
        size,
        clipped,
        target,
        _DAY_MEMORY,
    )
    change = _into(
        state.visits,
        state.level,
        state.scale,
        place.low,
        high,
        count,
        usual.own,
        part,
        size,
        clipped,
        target,
        np.float32(1.0 / memory),
    )
    rate = weight / np.minimum(seen + _ONE, np.float32(24 * 28 * slots_per_hour)).astype(np.float32)
    state.overall_level[:count] += rate * (target - state.overall_level[:count])
    state.overall_scale[:count] += rate * (size - state.overall_scale[:count])
    bins = (place.low, high) if place.share else (place.low,)
    return [Applied(bin_, row) for bin_, row in zip(bins, change, strict=True)]


_DAY_MEMORY: Final = np.float32(20.0)
_MOST_VISITS: Final = np.float32(30.0)


def _into(
    visits: U16,
    levels: F32,
    scales: F32,
    low: int,
    high: int,
    count: int,
    known: F32,
    part: F32,
    size: F32,
    clipped: F32,
    target: F32,
    most: np.float32,
) -> F32:
    """Move one or two bins toward the clipped value by their rates; returns the changes of the levels."""
    rate = part / (np.minimum(known, most) + part + _TINY)
    level: F32 = _block(levels, low, high, count)
    # A bin that has seen much moves by the clipped residual, not toward the interpolated line:
    # else the curve between bins would flatten out.
    change: F32 = rate * np.where(known >= _ONE, clipped, target - level)
    scale: F32 = _block(scales, low, high, count)
    _write(levels, low, high, count, level + change)
    _write(scales, low, high, count, scale + rate * (size - scale))
    grown = np.minimum(known + part, _MOST_VISITS) * np.float32(VISIT) + np.float32(0.5)
    _write(visits, low, high, count, grown.astype(np.uint16))
    return change
