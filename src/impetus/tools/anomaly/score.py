"""How far a reading is from what was to be expected: an exact sum of named parts.

In units of the usual spread: deviation from the season = today + neighbours + residual. `today` is
what the last hours of the same sensor say, `neighbours` what all sensors of its kind
(the city's median) and its six nearest say in the same slot.
Four statistics are made of it: the residual itself (step), two one-sided CUSUMs of it (what is
small but lasts), and the mean over sensor and neighbours of what the city's median leaves (what a
whole neighbourhood does, and the city does not), and the load of the longer view (`longer.py`).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from impetus.tools.anomaly.arrays import F32, I32, I64, STATISTICS, Bool
from impetus.tools.anomaly.baseline import Prediction
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.longer import learn as learn_load
from impetus.tools.anomaly.longer import load
from impetus.tools.anomaly.neighbours import around

_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)
_BOUND: Final = np.float32(4.0)
"""Standardised residuals teach and accumulate no more than this."""
_WIDEST: Final = np.float32(6.0)
"""What one sensor may say to the medians and means of others."""
_CITY: Final = 8
_ALLOWANCE: Final = np.float32(0.75)
"""CUSUM reference value k in spreads: best for shifts of 1.5 (Page 1954: half the shift)."""
_SHARE: Final = 0.02
"""The per-sensor quantile of each statistic that scores are measured by: one in fifty is above it."""
_TODAY_HOURS: Final = 8.0
"""Time constant of today's level."""
_MEMORY_DAYS: Final = 21.0
"""Time constant of a sensor's regression weights and spreads."""
_HOUR_DAYS: Final = 40.0
"""Days that an hour's spread remembers."""
_HOUR_PULL: Final = np.float32(15.0)
_PACE: Final[F32] = np.array([[0.05], [0.05], [0.05], [0.002]], dtype=np.float32)
_SHORT_PACE: Final[F32] = np.array([[0.02], [0.02], [0.02], [0.002]], dtype=np.float32)
"""Least pace of each statistic's quantile. The load's is slow: it must not learn a fortnight of matches as usual."""
_FADE: Final = np.float32(0.9)
_MEAN_TO_SPREAD: Final = np.float32(1.2533)


class Scores(NamedTuple):
    """One slot's scores, shape (n,) each, `statistic` and `score` (4, n).

    Deviation, today and near are in units of the usual spread; `score` in units of the sensor's own
    98 % quantile.
    """

    deviation: F32
    today: F32
    near: F32
    local: F32
    shared: F32
    city: F32
    median: F32
    number: I32
    residual: F32
    unit: F32
    wide: F32
    step: F32
    area: F32
    excess: F32
    statistic: F32
    score: F32


def score(
    state: Columns,
    value: F32,
    usual: Prediction,
    ok: Bool,
    kinds: list[tuple[Bool, Bool]] | None = None,
    groups: list[I64] | None = None,
    hour: int = 0,
    longer: tuple[F32, F32] | None = None,
) -> Scores:
    """Score one slot and move the CUSUMs.

    `kinds`: for sensors without a place, (same kind, of them placeless). `groups`: the places of each kind.
    `hour` is the local hour: residuals are measured by what is usual at this hour of day. `longer` is the longer view's
    excess and the direction in which it counts, shape (n,) each.
    """
    count = state.count
    heard = ok.astype(np.float32)
    deviation = (value - usual.level) / usual.spread * heard
    weight = np.minimum(np.maximum(state.today_cross[:count] / state.today_power[:count], _ZERO), _ONE)
    today = weight * state.today[:count]
    local = deviation - today
    bounded = np.minimum(np.maximum(local, -_WIDEST), _WIDEST)
    city = city_wide(bounded, ok, groups or ())
    shared = np.minimum(np.maximum(state.city_cross[:count] / state.city_power[:count], _ZERO), _ONE) * city
    apart = np.minimum(np.maximum(local - shared, -_WIDEST), _WIDEST)
    near_by = around(apart, ok, state.neighbour[:, :count])
    median, number = near_by.median, near_by.number
    for same, placeless in kinds or ():
        others = apart[same & ok]
        if len(others) >= 4:
            median = np.where(placeless, np.float32(middle(others)), median)
            number = np.where(placeless, np.int32(len(others) - 1), number)
    factor = np.minimum(np.maximum(state.near_cross[:count] / state.near_power[:count], _ZERO), _ONE)
    near = shared + factor * median
    residual = local - near
    unit = _hourly(state.hour_step, state.hour_visits, state.spread_step, hour, count)
    step = residual / unit * heard
    wide = _hourly(state.hour_area, state.hour_visits, state.spread_area, hour, count)
    area = (apart + near_by.total) / ((near_by.number + _ONE) * wide) * heard
    bounded = np.minimum(np.maximum(step, -_BOUND), _BOUND)
    up = np.maximum(state.cusum_up[:count] + bounded - _ALLOWANCE, _ZERO)
    down = np.maximum(state.cusum_down[:count] - bounded - _ALLOWANCE, _ZERO)
    if np.count_nonzero(ok) < count:
        # A missing slot proves nothing: the sums fade instead of growing.
        up = np.where(ok, up, _FADE * state.cusum_up[:count])
        down = np.where(ok, down, _FADE * state.cusum_down[:count])
    state.cusum_up[:count], state.cusum_down[:count] = up, down
    statistic = np.empty((STATISTICS, count), dtype=np.float32)
    np.abs(step, out=statistic[0])
    np.maximum(up, down, out=statistic[1])
    np.abs(area, out=statistic[2])
    excess, way = longer or (np.zeros(count, dtype=np.float32), np.ones(count, dtype=np.float32))
    statistic[3] = load(state, excess, way) * heard
    return Scores(
        deviation,
        today,
        near,
        local,
        shared,
        city,
        median,
        number,
        residual,
        unit,
        wide,
        step,
        area,
        excess,
        statistic,
        statistic / state.quantile[:, :count],
    )


def city_wide(values: F32, ok: Bool, groups: Sequence[I64]) -> F32:
    """Return the median of `values` over all sensors of the same kind, shape (n,): what the whole city does.

    Zero for kinds with fewer than `_CITY` sensors that are heard of: so few are no city.
    """
    result = np.zeros(len(values), dtype=np.float32)
    for members in groups:
        heard = members[ok[members]]
        if len(heard) >= _CITY:
            result[members] = middle(values[heard])
    return result


def middle(values: F32) -> float:
    """Return the median of finite values, shape (n,) with n > 0; for a few of them ten times as fast as numpy's."""
    half = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, half)[half])
    two = np.partition(values, (half - 1, half))
    return 0.5 * (float(two[half - 1]) + float(two[half]))


def learn(state: Columns, scores: Scores, weight: F32, slots_per_day: int, hour: int = 0) -> None:
    """Learn today's level, the weights, the spreads and the quantiles from one slot, where `weight` is 1.

    Sensors in an event (`busy`) keep today's level, so that the event cannot explain itself away.
    """
    count = state.count
    most = np.float32(_MEMORY_DAYS * slots_per_day)
    rate = weight / np.minimum(state.seen[:count].astype(np.float32) + np.float32(30.0), most)
    now = state.today[:count]
    deviation = np.minimum(np.maximum(scores.deviation, -_BOUND), _BOUND)
    state.today_cross[:count] += rate * (deviation * now - state.today_cross[:count])
    state.today_power[:count] += rate * (now * now + np.float32(0.02) - state.today_power[:count])
    local = np.minimum(np.maximum(scores.local, -_BOUND), _BOUND)
    city = scores.city
    city_rate = rate * (city != 0)
    state.city_cross[:count] += city_rate * (local * city - state.city_cross[:count])
    state.city_power[:count] += city_rate * (city * city + np.float32(0.02) - state.city_power[:count])
    apart = np.minimum(np.maximum(scores.local - scores.shared, -_BOUND), _BOUND)
    near_rate = rate * (scores.number > 0)
    state.near_cross[:count] += near_rate * (apart * scores.median - state.near_cross[:count])
    square = scores.median * scores.median + np.float32(0.02)
    state.near_power[:count] += near_rate * (square - state.near_power[:count])
    _spread(state.spread_step[:count], np.abs(scores.residual), rate)
    learn_load(state, scores.excess, rate)
    mean = scores.statistic[2] * scores.wide
    _spread(state.spread_area[:count], mean, rate)
    visits = state.hour_visits[hour, :count]
    pace = weight / (np.minimum(visits, np.float32(_HOUR_DAYS * slots_per_day / 24.0)) + _ONE)
    for spreads, size in ((state.hour_step, np.abs(scores.residual)), (state.hour_area, mean)):
        held = spreads[hour, :count]
        unit = scores.unit if spreads is state.hour_step else scores.wide
        held += pace * (np.minimum(size, _BOUND * unit) * _MEAN_TO_SPREAD - held)
    visits += weight
    free = weight * (state.busy[:count] == 0)
    state.today[:count] += free * np.float32(1.0 / (_TODAY_HOURS * slots_per_day / 24.0)) * (deviation - now)
    pace = np.maximum(rate, weight * (_SHORT_PACE if slots_per_day > 50 else _PACE))
    above = scores.score > _ONE
    factor = _ONE + pace * np.where(above, np.float32(1.0 - _SHARE), np.float32(-_SHARE))
    state.quantile[:, :count] = np.maximum(state.quantile[:, :count] * factor, np.float32(0.3))


def _hourly(spreads: F32, visits: F32, overall: F32, hour: int, count: int) -> F32:
    """Return the spread at `hour` of day, drawn toward the sensor's overall spread while the hour is young."""
    known = visits[hour, :count]
    held: F32 = (known * spreads[hour, :count] + _HOUR_PULL * overall[:count]) / (known + _HOUR_PULL)
    return np.maximum(held, np.float32(0.1))


def _spread(spread: F32, size: F32, rate: F32) -> None:
    bounded = np.minimum(size, _BOUND * spread) * _MEAN_TO_SPREAD
    np.maximum(spread + rate * (bounded - spread), np.float32(0.1), out=spread)
