"""Does a sensor drift? A slow departure from its usual level that its neighbours do not share: health, no event.

Once a day of UTC each sensor's mean deviation from its usual week (in spreads) is set against the median of its
neighbours, or of its kind where it has no place. Eight such days that run straight away from usual, with no
one day's jump in them, are a drift. What several neighbours do together, or the whole kind, is none.
A drifting sensor is still scored: whatever lies between its usual level and the one it has drifted to is to be
expected. So the drift itself raises no alert, nor does mending it, and what is sudden still does.
"""

from typing import Any, Final

import numpy as np

from impetus.tools.anomaly.arrays import F32, I32, I64, Bool
from impetus.tools.anomaly.neighbours import around

DAY_MS: Final = 86_400_000
DAYS: Final = 8
"""Days that a drift is read from."""
_HEARD: Final = 0.5
"""Share of a day's slots that a day must have."""
_BOUND: Final = np.float32(8.0)
"""What one slot may say to its day, in spreads."""
_FAR: Final = 1.0
"""Spreads from usual, as a mean of whole days, from which on a departure is one."""
_BACK: Final = 0.5
_STRAIGHT: Final = 7.0
"""The slope over its standard error, with six degrees of freedom: by chance about once in 2,000 stretches of days."""
_JUMP: Final = 0.5
"""The largest part of a drift that may come in one day: a step is no drift."""
_SHARED: Final = 0.5
_LEAST: Final = 4
"""Sensors of a kind that are a measure for one that has no place."""


class Drift:
    """Daily departures, shape (DAYS, n), the newest last; `since` is -1 where a sensor does not drift (ms UTC)."""

    def __init__(self) -> None:
        self.day = -1
        self.total: F32 = np.zeros(0, dtype=np.float32)
        self.number: I32 = np.zeros(0, dtype=np.int32)
        self.days: F32 = np.zeros((DAYS, 0), dtype=np.float32)
        self.shift: F32 = np.zeros(0, dtype=np.float32)
        self.since: I64 = np.zeros(0, dtype=np.int64)
        self.any = False

    def grow(self, count: int) -> None:
        """Make room for `count` sensors."""
        more = count - len(self.total)
        if more > 0:
            self.total = np.concatenate((self.total, np.zeros(more, dtype=np.float32)))
            self.number = np.concatenate((self.number, np.zeros(more, dtype=np.int32)))
            self.days = np.concatenate((self.days, np.full((DAYS, more), np.nan, dtype=np.float32)), axis=1)
            self.shift = np.concatenate((self.shift, np.zeros(more, dtype=np.float32)))
            self.since = np.concatenate((self.since, np.full(more, -1, dtype=np.int64)))

    def forget(self, place: int) -> None:
        """Forget the sensor at `place`."""
        if place < len(self.total):
            self.total[place] = self.number[place] = self.shift[place] = 0
            self.days[:, place] = np.nan
            self.since[place] = -1

    def excused(self, value: F32, level: F32, spread: F32) -> F32:
        """Return the level to score by, shape (n,): the nearest to `value` between usual and where it has drifted."""
        if not self.any:
            return level
        away = (value - level) / spread
        low, high = np.minimum(self.shift, np.float32(0.0)), np.maximum(self.shift, np.float32(0.0))
        return np.where(self.shift == 0.0, level, level + np.minimum(np.maximum(away, low), high) * spread)

    def add(self, deviation: F32, counts: Bool) -> None:
        """Add one slot's deviation from the usual week (in spreads), shape (n,), where it `counts`."""
        bounded = np.minimum(np.maximum(deviation, -_BOUND), _BOUND)
        np.add(self.total, bounded, out=self.total, where=counts)
        self.number += counts

    def turn(
        self,
        start: int,
        slots_per_day: int,
        neighbour: I32,
        groups: list[I64],
        placeless: Bool,
        mature: Bool,
    ) -> None:
        """Close the day before `start` (ms UTC) if a new one has begun; `neighbour` has shape (6, n).

        `groups` are the places of each kind, `placeless` the sensors without a place.
        """
        day = start // DAY_MS
        if day == self.day:
            return
        before, self.day = self.day, day
        if before < 0:
            self.total[:] = self.number[:] = 0
            return
        heard = self.number >= _HEARD * slots_per_day
        mean = np.where(heard, self.total / np.maximum(self.number, 1), np.float32(0.0)).astype(np.float32)
        self.total[:] = self.number[:] = 0
        near = around(mean, heard, neighbour)
        others, known = near.median.copy(), heard & (near.number >= 2)
        for members in groups:
            spoken = members[heard[members]]
            if len(spoken) >= _LEAST:
                alone = members[placeless[members]]
                others[alone] = np.median(mean[spoken])
                known[alone] = heard[alone]
        apart = mean - others
        # Of what it does itself and what it does beside the others, the lesser: who stays when all others rise is well.
        lesser = np.where(mean * apart > 0.0, np.sign(mean) * np.minimum(np.abs(mean), np.abs(apart)), 0.0)
        self.days[:-1] = self.days[1:]
        self.days[-1] = np.where(known & mature, lesser, np.nan)
        self._judge(neighbour, mature, start)

    def _judge(self, neighbour: I32, mature: Bool, now: int) -> None:
        days = self.days
        level = (days[-1] + days[-2]) * np.float32(0.5)
        with np.errstate(invalid="ignore"):
            far = np.abs(level) >= _FAR
            back = (self.since >= 0) & ((np.abs(days[-1]) < _BACK) | (np.isnan(days).all(axis=0)))
        going = (self.since >= 0) & ~back & mature
        for place in np.flatnonzero(far & (self.since < 0)).tolist():
            if straight(days[:, place]) and self._alone(place, neighbour[:, place]):
                self.since[place] = now - DAYS * DAY_MS
                going[place] = True
        self.since[~going] = -1
        known = np.isfinite(level)
        self.shift = np.where(going, np.where(known, level, self.shift), 0.0).astype(np.float32)
        self.any = bool(going.any())

    def _alone(self, place: int, near: I32) -> bool:
        """Whether at most one of the sensor's neighbours departs the same way, at least half as far."""
        mine = float(self.days[-1, place])
        others = self.days[-1, near[near >= 0]]
        return int(np.count_nonzero(others * np.sign(mine) >= _SHARED * abs(mine))) < 2

    def nbytes(self) -> int:
        """Bytes that it takes."""
        arrays = (self.total, self.number, self.days, self.shift, self.since)
        return sum(int(array.nbytes) for array in arrays)

    def pack(self) -> dict[str, Any]:
        """Return it as plain data and bytes."""
        return {
            "day": self.day,
            "total": self.total.tobytes(),
            "number": self.number.tobytes(),
            "days": self.days.tobytes(),
            "shift": self.shift.tobytes(),
            "since": self.since.tobytes(),
        }

    def unpack(self, packed: dict[str, Any] | None, count: int) -> None:
        """Take over what `pack` returned, for `count` sensors; a state of before drift was followed has none."""
        if packed is None:
            self.grow(count)
            return
        self.day = int(packed["day"])
        self.total = np.frombuffer(packed["total"], dtype="<f4").copy()
        self.number = np.frombuffer(packed["number"], dtype="<i4").copy()
        self.days = np.frombuffer(packed["days"], dtype="<f4").reshape(DAYS, -1).copy()
        self.shift = np.frombuffer(packed["shift"], dtype="<f4").copy()
        self.since = np.frombuffer(packed["since"], dtype="<i8").copy()
        if len({len(self.total), len(self.number), self.days.shape[1], len(self.shift), len(self.since)}) != 1:
            raise ValueError("the drift in the state of the anomaly detector is not of one length")
        self.any = bool((self.since >= 0).any())
        self.grow(count)


def straight(days: F32) -> bool:
    """Whether daily departures, shape (DAYS,), run straight away from usual: slow, steady, and no one day's jump.

    A least-squares line; two of the days may be missing.
    """
    there = np.isfinite(days)
    if int(there.sum()) < DAYS - 2:
        return False
    at, seen = np.flatnonzero(there).astype(np.float64), days[there].astype(np.float64)
    middle = at - at.mean()
    power = float(np.sum(middle * middle))
    slope = float(np.sum(middle * seen)) / power
    rest = seen - seen.mean() - slope * middle
    error = float(np.sqrt(np.sum(rest * rest) / (len(seen) - 2) / power))
    rise = slope * float(at[-1] - at[0])
    steps = np.diff(seen) * np.sign(slope)
    return (
        slope * seen[-1] > 0.0
        and abs(rise) >= _FAR
        and float(steps.max()) <= _JUMP * abs(rise)
        and abs(slope) >= _STRAIGHT * error
    )
