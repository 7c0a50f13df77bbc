"""How far a reading is from what was to be expected: an exact sum of named parts.

In units of the usual spread: deviation from the season = today + neighbours + residual. `today` is
what the last hours of the same sensor say, `neighbours` what its six nearest say in the same slot.
Three statistics are made of it: the residual itself (step), two one-sided CUSUMs of it (what is
small but lasts), and the mean over sensor and neighbours (what a whole neighbourhood does).
"""

from typing import Final, NamedTuple

import numpy as np

from impetus.tools.anomaly.arrays import F32, I32, STATISTICS, Bool
from impetus.tools.anomaly.baseline import Prediction
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.neighbours import around

_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)
_BOUND: Final = np.float32(4.0)
"""Standardised residuals teach and accumulate no more than this."""
_ALLOWANCE: Final = np.float32(0.75)
"""CUSUM reference value k in spreads: best for shifts of 1.5 (Page 1954: half the shift)."""
_SHARE: Final = 0.02
"""The per-sensor quantile of each statistic that scores are measured by: one in fifty is above it."""
_TODAY_HOURS: Final = 8.0
"""Time constant of today's level."""
_MEMORY_DAYS: Final = 21.0
"""Time constant of a sensor's regression weights and spreads."""
_FADE: Final = np.float32(0.9)
_MEAN_TO_SPREAD: Final = np.float32(1.2533)


class Scores(NamedTuple):
    """One slot's scores, shape (n,) each, `statistic` and `score` (3, n).

    Deviation, today and near are in units of the usual spread; `score` in units of the sensor's own
    98 % quantile.
    """

    deviation: F32
    today: F32
    near: F32
    local: F32
    median: F32
    number: I32
    residual: F32
    step: F32
    area: F32
    statistic: F32
    score: F32


def score(
    state: Columns, value: F32, usual: Prediction, ok: Bool, kinds: list[tuple[Bool, Bool]] | None = None
) -> Scores:
    """Score one slot and move the CUSUMs. `kinds`: for sensors without a place, (same kind, of them placeless)."""
    count = state.count
    heard = ok.astype(np.float32)
    deviation = (value - usual.level) / usual.spread * heard
    weight = np.minimum(np.maximum(state.today_cross[:count] / state.today_power[:count], _ZERO), _ONE)
    today = weight * state.today[:count]
    local = deviation - today
    bounded = np.minimum(np.maximum(local, np.float32(-6.0)), np.float32(6.0))
    near_by = around(bounded, ok, state.neighbour[:, :count])
    median, number = near_by.median, near_by.number
    for same, placeless in kinds or ():
        others = local[same & ok]
        if len(others) >= 4:
            median = np.where(placeless, np.float32(np.median(others)), median)
            number = np.where(placeless, np.int32(len(others) - 1), number)
    factor = np.minimum(np.maximum(state.near_cross[:count] / state.near_power[:count], _ZERO), _ONE)
    near = factor * median
    residual = local - near
    step = residual / state.spread_step[:count] * heard
    area = (bounded + near_by.total) / ((near_by.number + _ONE) * state.spread_area[:count]) * heard
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
    return Scores(
        deviation,
        today,
        near,
        local,
        median,
        number,
        residual,
        step,
        area,
        statistic,
        statistic / state.quantile[:, :count],
    )


def learn(state: Columns, scores: Scores, weight: F32, slots_per_day: int) -> None:
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
    near_rate = rate * (scores.number > 0)
    state.near_cross[:count] += near_rate * (local * scores.median - state.near_cross[:count])
    square = scores.median * scores.median + np.float32(0.02)
    state.near_power[:count] += near_rate * (square - state.near_power[:count])
    _spread(state.spread_step[:count], np.abs(scores.residual), rate)
    _spread(state.spread_area[:count], scores.statistic[2] * state.spread_area[:count], rate)
    free = weight * (state.busy[:count] == 0)
    state.today[:count] += free * np.float32(1.0 / (_TODAY_HOURS * slots_per_day / 24.0)) * (deviation - now)
    pace = np.maximum(rate, weight * np.float32(0.02 if slots_per_day > 50 else 0.05))
    above = scores.score > _ONE
    factor = _ONE + pace * np.where(above, np.float32(1.0 - _SHARE), np.float32(-_SHARE))
    state.quantile[:, :count] = np.maximum(state.quantile[:, :count] * factor, np.float32(0.3))


def _spread(spread: F32, size: F32, rate: F32) -> None:
    bounded = np.minimum(size, _BOUND * spread) * _MEAN_TO_SPREAD
    np.maximum(spread + rate * (bounded - spread), np.float32(0.1), out=spread)
