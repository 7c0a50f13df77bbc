"""What a time of day, and of week, usually brings: a table of means, and one of how far values lie from them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

DAY_S: Final = 86_400
WEEK_S: Final = 7 * DAY_S
BINS: Final = 48
"""Half hours of a day."""


def bin_of_day(time_s: float) -> int:
    """Return the half hour of the day, 0 to 47; `time_s` is in seconds since 1970, in the file's own time."""
    return min(BINS - 1, int(time_s % DAY_S / DAY_S * BINS))


def bin_of_week(time_s: float) -> int:
    """Return the half hour of the week, 0 to 335."""
    return min(7 * BINS - 1, int(time_s % WEEK_S / WEEK_S * 7 * BINS))


class Usual:
    """Means by bin: plain at first, exponential with `step` later. A bin with fewer than `least` visits knows none."""

    def __init__(self, bins: int, step: float, least: int) -> None:
        self._means: F64 = np.zeros(bins)
        self._visits = np.zeros(bins, dtype=np.int64)
        self._step, self._least = step, least

    def at(self, bin: int) -> float | None:
        """Return the mean of a bin, None while it is young."""
        return float(self._means[bin]) if self._visits[bin] >= self._least else None

    def add(self, bin: int, value: float) -> None:
        """Let a value move its bin's mean."""
        self._visits[bin] += 1
        self._means[bin] += (value - self._means[bin]) * max(1.0 / float(self._visits[bin]), self._step)

    def rescale(self, factor: float, offset: float) -> None:
        """Follow a change of units: what was `v` is now `factor * v + offset`."""
        self._means = np.where(self._visits > 0, factor * self._means + offset, 0.0)


class Spread:
    """How far values usually lie from what was expected, by half hour of the day, shrunk to the overall spread."""

    def __init__(self, gain: float) -> None:
        self._spread: F64 = np.zeros(BINS)
        self._visits: F64 = np.zeros(BINS)
        self._gain = gain

    def at(self, bin: int, overall: float) -> float:
        """Return the spread of a bin, at least a thousandth of a unit."""
        visits = float(self._visits[bin])
        return max((float(self._spread[bin]) * visits + 6.0 * overall) / (visits + 6.0), 1e-3)

    def add(self, bin: int, distance: float, overall: float) -> None:
        """Let a distance move its bin, clipped so that one outlier moves it little."""
        clipped = min(distance, 4.0 * self.at(bin, overall)) * self._gain
        self._visits[bin] = min(self._visits[bin] + 1.0, 60.0)
        self._spread[bin] += (clipped - self._spread[bin]) * max(1.0 / float(self._visits[bin]), 0.03)

    def rescale(self, factor: float) -> None:
        """Follow a change of units."""
        self._spread = self._spread * factor
