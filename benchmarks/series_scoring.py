"""The score of the Numenta Anomaly Benchmark's standard profile (Lavin & Ahmad, ICMLA 2015), written from its paper.

A window catches at its first row over the threshold, worth more the earlier it is; rows outside windows cost a little
each; one threshold for all series, the best one. 0 is what a detector gets that never speaks, 100 a perfect one.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
FALSE = 0.11
"""What a false row costs at most; a missed window costs 1."""


class Series(NamedTuple):
    """A series: `family/name`, times (s), values, windows of rows (first, last)."""

    name: str
    times: F64
    values: F64
    windows: list[tuple[int, int]]


class Total(NamedTuple):
    """The score at the best threshold, windows caught at it, false rows at it."""

    score: float
    threshold: float
    caught: int
    windows: int
    false: int


def windows_around(rows: list[int], length: int) -> list[tuple[int, int]]:
    """Return the windows of a series: a tenth of it in all, parted among its anomalies."""
    half = int(0.1 * length / max(1, len(rows))) // 2
    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        first, last = max(0, row - half), min(length - 1, row + half)
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _worth(position: float) -> float:
    return 2.0 / (1.0 + math.exp(5.0 * position)) - 1.0


def _one(scores: F64, windows: list[tuple[int, int]], threshold: float) -> tuple[float, int, int]:
    begin = min(int(0.15 * len(scores)), 750)
    hits = np.flatnonzero(scores >= threshold)
    hits = hits[hits >= begin]
    inside, raw, caught = np.zeros(len(hits), dtype=bool), 0.0, 0
    for first, last in windows:
        within = (hits >= first) & (hits <= last)
        inside |= within
        if within.any():
            raw += _worth(-(last - int(hits[within][0]) + 1) / (last - first + 1)) / _worth(-1.0)
            caught += 1
        else:
            raw -= 1.0
    for hit in hits[~inside].tolist():
        before = [window for window in windows if window[1] < hit]
        far = (hit - before[-1][1]) / max(1, before[-1][1] - before[-1][0]) if before else math.inf
        raw += FALSE * (_worth(far) if far < 3.0 else -1.0)
    return raw, caught, int((~inside).sum())


def total(series: list[Series], scores: list[F64]) -> Total:
    """Return the corpus's score at its best threshold; scores are by row, higher for odder."""
    windows = sum(len(one.windows) for one in series)
    tail = 1.0 - np.logspace(-5, -1.5, 60)
    best = Total(-math.inf, 0.0, 0, windows, 0)
    for threshold in np.unique(np.quantile(np.concatenate(scores), tail)).tolist():
        parts = [_one(found, one.windows, threshold) for one, found in zip(series, scores, strict=True)]
        score = 100.0 * (sum(part[0] for part in parts) + windows) / (2.0 * max(1, windows))
        if score > best.score:
            best = Total(score, threshold, sum(part[1] for part in parts), windows, sum(part[2] for part in parts))
    return best
