"""Culture counts: Gamma-Poisson, with the sampled air as exposure.

Colonies on a plate scatter more than a Poisson count, since the level itself differs from day to day: a Gamma level
and a Poisson count make a negative binomial one. A count is unusual when that many or more are improbable.
"""

from math import exp, isfinite, lgamma, log
from typing import Final

import msgspec

_CEILING: Final = 300.0
"""Colonies that can be told apart on a plate; more are "too many to count" (ISO 7218: 300)."""
_START_RATE: Final = 200.0
"""Colonies per cubic metre before anything is known (Haas 2020: urban median 210 at 30 degrees C)."""
_START_PLATES: Final = 3.0
_START_SIZE: Final = 2.0
_MOST: Final = 5.0
"""A plate teaches at most as one of so many times what was expected."""


class Plates(msgspec.Struct):
    """What is known of the plates of one place; sums that fade."""

    colonies: float = _START_RATE * 0.1 * _START_PLATES
    air: float = 0.1 * _START_PLATES
    expected: float = 0.0
    excess: float = 0.0
    last: int = 0
    gap: float = 0.0
    seen: int = 0

    @property
    def rate(self) -> float:
        """Colonies per cubic metre that are usual."""
        return max(self.colonies / self.air, 1e-3)

    @property
    def size(self) -> float:
        """Shape of the Gamma level: the smaller, the more plates scatter."""
        prior = 400.0
        size = (self.expected + prior) / max(self.excess + prior / _START_SIZE, 1e-9)
        return min(max(size, 0.2), 500.0)

    def chance(self, count: float, air_m3: float) -> float:
        """Return how probable that many colonies or more are on an ordinary day, in `air_m3` of air."""
        return at_least(min(int(count), int(_CEILING)), self.rate * air_m3, self.size)

    def most(self, air_m3: float, chance: float) -> int:
        """Return the most colonies that come with more than `chance` on an ordinary day."""
        mean, size = self.rate * air_m3, self.size
        low, high = 0, int(_CEILING) + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if at_least(middle, mean, size) > chance else (low, middle)
        return low

    def note(self, time: int) -> None:
        """Follow how often plates come."""
        if self.last and time > self.last:
            gap = (time - self.last) / 1000.0
            self.gap += (gap - self.gap) / min(self.seen + 1.0, 50.0)
        self.last = time
        self.seen += 1

    def learn(self, count: float, air_m3: float, since_ms: float, memory_ms: float) -> float:
        """Learn from a plate; return the colonies it was taken for."""
        usual = self.rate * air_m3
        taken = min(count, _CEILING, _MOST * usual + 10.0)
        kept = exp(-max(since_ms, 0.0) / memory_ms)
        self.expected = self.expected * kept + usual * usual
        self.excess = self.excess * kept + (taken - usual) ** 2 - usual
        self.colonies = self.colonies * kept + taken
        self.air = self.air * kept + air_m3
        return taken

    def change(self, count: float, air_m3: float, sign: float) -> None:
        """Add or take back a plate, as a verdict says."""
        self.colonies = max(self.colonies + sign * count, 1e-3)
        self.air = max(self.air + sign * air_m3, 1e-3)


def at_least(count: int, mean: float, size: float) -> float:
    """Return P(Y >= count) of a negative binomial with this mean and size."""
    if count <= 0:
        return 1.0
    if not (isfinite(mean) and mean > 0.0):
        return 0.0
    p = log(size / (size + mean))
    q = log(mean / (size + mean))
    below = 0.0
    for k in range(count):
        below += exp(lgamma(k + size) - lgamma(size) - lgamma(k + 1.0) + size * p + k * q)
    return max(1.0 - below, 1e-15)
