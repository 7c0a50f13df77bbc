"""The two charts that share the promise: a one-sided CUSUM for slow rises, a predictive-tail limit for releases.

Both work on whitened values: under an ordinary day they are independent and standard normal. The limits follow from
the promise alone ("one false alarm in so many samples"), so that autocorrelation cannot break it.
"""

from functools import lru_cache
from math import ceil, erfc, exp, log, pi, sqrt
from typing import Final

import msgspec
import numpy as np

REFERENCE: Final = 0.5
"""Reference value of the CUSUM (Page 1954; Hawkins and Olwell 1998), in standard deviations of the level itself: it is
made for a lasting rise of twice that. Whitening shrinks a lasting rise, and the reference value with it."""
CLIP: Final = 4.0
"""One sample adds at most this: no single vial can raise a slow rise by itself."""
_CELLS: Final = 100
_NODES: Final = 240


class Limits(msgspec.Struct, frozen=True):
    """What is compared with what.

    `order`: a sample above it is taken again; `release`: both samples together above
    it are a release; `rise`: the CUSUM with the reference value `reference` above it is a slow rise. In standard
    deviations.
    """

    order: float
    release: float
    rise: float
    reference: float


class Charts(msgspec.Struct):
    """State of the two charts of one device.

    `since` is when the CUSUM last left zero, `first` when a sample was
    ordered again (ms UTC).
    """

    rise: float = 0.0
    since: int = 0
    waiting: bool = False
    first: int = 0
    first_z: float = 0.0

    def add(self, z: float, reference: float) -> None:
        """Bring the CUSUM up to one more sample."""
        self.rise = max(0.0, self.rise + min(z, CLIP) - reference)

    def clear(self) -> None:
        """Begin anew, after an alarm or a change of the device."""
        self.rise, self.since, self.waiting, self.first, self.first_z = 0.0, 0, False, 0, 0.0


def limits(samples: float, resamples: float, weight: float, doubt: float = 0.0) -> Limits:
    """Return the limits for one false alarm in `samples` and one needless re-sample in `resamples` samples.

    Half of the promise goes to each chart. `weight` is what the second sample weighs against the first, 0 to 1: the
    more alike neighbouring samples are, the less a second one says. `doubt` is the standard deviation of what the
    baseline may be off by for good, in those of a whitened value: the CUSUM adds it up, so its limit leaves room.
    """
    return _limits(
        round(log(max(samples, 20.0)), 2),
        round(log(max(resamples, 5.0)), 2),
        round(weight * 50.0) / 50.0,
        round(min(doubt, 0.1) * 500.0) / 500.0,
    )


@lru_cache(maxsize=4096)
def _limits(log_samples: float, log_resamples: float, weight: float, doubt: float) -> Limits:
    half = 2.0 * exp(log_samples)
    order = quantile(exp(-log_resamples))
    order = min(order, quantile(1.0 / half) - 0.05)
    reference = max(0.05, REFERENCE * sqrt(weight / (2.0 - weight)))
    rise = _rise(half, reference)
    # a level off by d multiplies the rate of false alarms by exp(2 d rise); on average over d, by exp(2 (doubt rise)^2)
    rise = _rise(half * exp(min(2.0 * (doubt * rise) ** 2, 1.5)), reference) if doubt > 0.0 else rise
    return Limits(order=order, release=_release(order, weight, 1.0 / half), rise=rise, reference=reference)


def tail(z: float) -> float:
    """Return the probability that a standard normal value exceeds `z`."""
    return 0.5 * erfc(z / sqrt(2.0))


def quantile(p: float) -> float:
    """Return the `z` that a standard normal value exceeds with probability `p` (bisection, 1e-9)."""
    low, high = -9.0, 9.0
    while high - low > 1e-9:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if tail(middle) > p else (low, middle)
    return 0.5 * (low + high)


def together(first: float, second: float, weight: float) -> float:
    """Return what two whitened samples say together of a step: the matched filter (1, weight), standardised."""
    return (first + weight * second) / sqrt(1.0 + weight * weight)


def _release(order: float, weight: float, rate: float) -> float:
    """Return the limit of `together` such that it and `order` are exceeded with probability `rate` by chance."""
    z = order + np.linspace(0.0, 6.0, _NODES + 1)
    density = np.exp(-0.5 * z * z) / sqrt(2.0 * pi)
    scale = sqrt(1.0 + weight * weight)

    def chance(limit: float) -> float:
        if weight < 1e-3:
            return tail(max(order, limit))
        beyond = np.array([tail(x) for x in ((limit * scale - z) / weight).tolist()])
        return float(np.trapezoid(density * beyond, z))

    low, high = -2.0, 9.0
    while high - low > 1e-3:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if chance(middle) > rate else (low, middle)
    return 0.5 * (low + high)


def _rise(interval: float, reference: float) -> float:
    """Return the CUSUM's limit for one false alarm in `interval` samples."""
    low, high = 0.5, 2.0 + log(interval) / (2.0 * reference)
    while high - low > 4e-3:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if run_length(middle, reference) < interval else (low, middle)
    return 0.5 * (low + high)


def run_length(limit: float, reference: float) -> float:
    """Return the mean number of samples to a false alarm of the CUSUM (Brook and Evans 1972), from zero."""
    width = limit / (_CELLS - 0.5)
    # from cell i to cell j: the sample lies within half a cell of (j - i) cells plus the reference; below cell 0 is 0
    steps = (np.arange(1 - _CELLS, _CELLS) + 0.5) * width + reference
    below = np.array([1.0 if edge >= CLIP else 1.0 - tail(edge) for edge in steps.tolist()])
    cells = np.arange(_CELLS)
    chance = np.diff(below[cells[None, :] - cells[:, None] + _CELLS - 1], axis=1, prepend=0.0)
    return float(np.linalg.solve(np.eye(_CELLS) - chance, np.ones(_CELLS))[0])


def samples_in(days: float, gap_s: float) -> float:
    """Return how many samples fall into `days` at one every `gap_s` seconds; at least 20."""
    return max(20.0, ceil(days * 86_400.0 / max(gap_s, 1.0)))
