"""What all sensors of a kind measure together, as one line: the city's people over the last hours."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray


class Sum(msgspec.Struct, kw_only=True):
    """Columns of equal length: the middle of each bucket (ms UTC), the sum in it or None, and of how many sensors.

    `sensors` is how many were heard at all in the time.
    """

    time: list[int]
    value: list[float | None]
    heard: list[int]
    sensors: int


class Part(msgspec.Struct, kw_only=True):
    """Readings by sensor and bucket, each pair once, shape (n,): sensor's number, bucket, sum of values, count."""

    sensor: NDArray[np.int64]
    bucket: NDArray[np.int64]
    total: NDArray[np.float64]
    count: NDArray[np.int64]


def part_of(
    sensor: NDArray[Any], time: NDArray[np.int64], value: NDArray[np.float64], bounds: tuple[int, int, int]
) -> Part:
    """Return readings within `bounds` (start, end, points) by sensor and bucket."""
    start, end, points = bounds
    inside = (time >= start) & (time < end)
    bucket = bucket_of(time[inside], bounds)
    key, place = np.unique(sensor[inside].astype("i8") * points + bucket, return_inverse=True)
    return Part(
        sensor=key // points,
        bucket=key % points,
        total=np.bincount(place, value[inside], len(key)).astype("f8"),
        count=np.bincount(place, minlength=len(key)),
    )


def bucket_of(time: NDArray[np.int64], bounds: tuple[int, int, int]) -> NDArray[np.int64]:
    """Return the bucket of each time; in floating point, so that a span of centuries does not overflow."""
    start, end, points = bounds
    return ((time - start) / max(end - start, 1) * points).astype("i8").clip(0, points - 1)


def summed(parts: list[Part], start: int, end: int, points: int) -> Sum:
    """Return the sum over sensors of each bucket's mean.

    A sensor that pauses keeps its last word, so that the sum does not dip; one not heard yet counts as an ordinary one,
    so that it does not climb as they come in. A reading that is in two parts (once in a file, once in memory) only
    weighs more in its bucket's mean.
    """
    sensor, bucket, total, count = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("sensor", "bucket", "total", "count")
    )
    known, number = np.unique(sensor, return_inverse=True)
    last = np.full(len(known), np.nan)
    order = np.argsort(bucket, kind="stable")
    edges = np.searchsorted(bucket[order], np.arange(points + 1))
    values: list[float | None] = []
    heard: list[int] = []
    for at in range(points):
        some = order[edges[at] : edges[at + 1]]
        sums = np.bincount(number[some], total[some], len(known))
        counts = np.bincount(number[some], count[some], len(known))
        now = counts > 0
        last[now] = sums[now] / counts[now]
        speaking = ~np.isnan(last)
        heard.append(int(speaking.sum()))
        values.append(float(last[speaking].mean() * len(known)) if heard[-1] else None)
    width = (end - start) / points
    return Sum(
        time=[int(start + (at + 0.5) * width) for at in range(points)], value=values, heard=heard, sensors=len(known)
    )
