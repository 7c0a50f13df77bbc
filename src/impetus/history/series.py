"""One sensor's readings over a time, few enough for a screen."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray


class Series(msgspec.Struct, kw_only=True):
    """Columns of equal length: `time` (ms UTC, ascending), `value` (mean), `low`, `high` and how many readings."""

    time: list[int]
    value: list[float]
    low: list[float]
    high: list[float]
    count: list[int]


def resolved(
    time: NDArray[np.int64], value: NDArray[np.float64], sequence: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return times ascending and their values, each time once: of several readings the last in the stream."""
    if len(time) > 1 and not bool((np.diff(time) > 0).all()):
        order = np.lexsort((sequence, time))
        time, value = time[order], value[order]
        last = np.append(time[1:] != time[:-1], True)
        time, value = time[last], value[last]
    return time, value


def thinned(time: NDArray[np.int64], value: NDArray[np.float64], start: int, end: int, points: int) -> Series:
    """Return at most `points` buckets of equal width between `start` and `end`; few readings come as they are.

    A bucket's time is that of its first reading.
    """
    if len(time) <= points:
        plain = value.tolist()
        return Series(time=time.tolist(), value=plain, low=plain, high=plain, count=[1] * len(plain))
    # in floating point, so that a span of centuries does not overflow
    bucket = ((time - start) / max(end - start, 1) * points).astype("i8").clip(0, points - 1)
    first = np.flatnonzero(np.append(True, bucket[1:] != bucket[:-1]))
    count = np.diff(np.append(first, len(time)))
    return Series(
        time=time[first].tolist(),
        value=(np.add.reduceat(value, first) / count).tolist(),
        low=np.minimum.reduceat(value, first).tolist(),
        high=np.maximum.reduceat(value, first).tolist(),
        count=count.tolist(),
    )


def joined(parts: list[dict[str, NDArray[Any]]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Put parts with `time`, `value`, `sequence` together, each time once."""
    time, value, sequence = (np.concatenate([part[name] for part in parts]) for name in ("time", "value", "sequence"))
    return resolved(time, value, sequence)
