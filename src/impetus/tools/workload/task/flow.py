"""How many alerts the next half hour will bring, from the flow so far, with an interval.

A Gamma-Poisson model with discounting (Harvey & Fernandes 1989): what came counts less the longer ago it is; the usual
pace of the desk stands for what is not known yet. Alerts come in bunches, so the interval is widened by the dispersion
of the last hours (variance over mean of five-minute counts).
"""

from collections import deque
from math import exp, floor, lgamma, log
from typing import Final

import msgspec

from impetus.kit.errors import BadInput
from impetus.tools.workload.task.limits import HOUR, MINUTE

HALF_LIFE: Final = 30 * MINUTE
"""An alert so long ago counts half."""
TRUST: Final = 15 * MINUTE
"""The usual pace counts as much as so long a watch."""
BIN: Final = 5 * MINUTE
BINS: Final = 48
"""Four hours."""
HALF_HOUR: Final = 30 * MINUTE
MOST: Final = 100_000.0


class Expected(msgspec.Struct, frozen=True):
    """What is expected in `minutes`: `mean` is the sum of its two parts; `low` to `high` hold with chance `level`."""

    minutes: float
    mean: float
    low: int
    high: int
    level: float
    from_recent: float
    from_usual: float


class Flow:
    """Takes times of arrivals, in order, and forecasts. `usual` is the desk's usual number an hour."""

    def __init__(self, began: int, usual: float = 6.0) -> None:
        if not 0 <= usual <= MOST:
            raise BadInput(
                "The usual number of alerts an hour makes no sense.", remedy="Give 0 or more.", field="usual"
            )
        self._usual = usual / HOUR
        self._at = began
        self._count = 0.0
        self._watched = 0.0
        self._bins: deque[int] = deque([0], maxlen=BINS)
        self._edge = began + BIN

    def add(self, at: int) -> None:
        """Count an alert that arrived at `at`."""
        self._advance(at)
        self._count += 1
        self._bins[-1] += 1

    def expect(self, now: int, span: int = HALF_HOUR, level: float = 0.8) -> Expected:
        """Return what `span` ms from `now` will bring."""
        if not 0 < level < 1:
            raise BadInput("The level is no chance.", remedy="Give more than 0 and less than 1.", field="level")
        self._advance(now)
        per = span / (TRUST + self._watched)
        recent, usual = self._count * per, self._usual * TRUST * per
        mean = recent + usual
        shape = self._count + self._usual * TRUST
        spread = self._dispersion() * mean + (mean * mean / shape if shape else 0.0)
        low, high = (quantile(mean, spread, share) for share in ((1 - level) / 2, (1 + level) / 2))
        return Expected(span / MINUTE, mean, low, high, level, recent, usual)

    def _advance(self, now: int) -> None:
        if now < self._at:
            raise BadInput("An event is earlier than the one before.", remedy="Send events in their order.", field="at")
        kept = 0.5 ** ((now - self._at) / HALF_LIFE)
        self._count *= kept
        self._watched = self._watched * kept + HALF_LIFE / log(2) * (1 - kept)
        self._at = now
        behind = now - self._edge
        if behind >= 0:
            steps = behind // BIN + 1
            self._bins.extend([0] * min(steps, BINS))
            self._edge += steps * BIN

    def _dispersion(self) -> float:
        whole = list(self._bins)[:-1]  # the last bin is not full yet
        total = sum(whole)
        if len(whole) < 6 or not total:
            return 1.5
        mean = total / len(whole)
        found = sum((one - mean) ** 2 for one in whole) / (len(whole) - 1) / mean
        return min(max(found, 1.0), 20.0)


def quantile(mean: float, variance: float, share: float) -> int:
    """Return the smallest count that a negative binomial of this mean and variance does not exceed with `share`.

    Where the variance is not above the mean it is Poisson's.
    """
    if mean <= 0:
        return 0
    if mean > 1000:  # nearly normal there, and the sum below would be long
        from statistics import NormalDist

        return max(0, floor(NormalDist(mean, variance**0.5).inv_cdf(share)))
    shape = mean * mean / (variance - mean) if variance > mean * 1.000001 else None
    total, count = 0.0, 0
    while count < 20_000:
        if shape is None:
            chance = exp(count * log(mean) - mean - lgamma(count + 1))
        else:
            odds = shape * log(shape / (shape + mean)) + count * log(mean / (shape + mean))
            chance = exp(odds + lgamma(count + shape) - lgamma(shape) - lgamma(count + 1))
        total += chance
        if total >= share:
            return count
        count += 1
    return count
