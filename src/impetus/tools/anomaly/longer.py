"""The longer view of short slots: half an hour's excess over the typical same hour of the last four weeks.

What comes back on many evenings, a match or a market, widens the usual spread of its hours until nothing is unusual
there. This view has a memory of its own that a few such evenings do not move, the median of four weeks, and a spread
of its own that does not depend on the hour; and it counts in readings, not in their roots: what matters is how many
came. It looks in one direction only, the one in which its kind of sensor tells of trouble: counts, concentrations and
levels rise, speeds fall.
"""

from typing import Any, Final

import numpy as np

from impetus.tools.anomaly.arrays import F32, I64, SPAN, WEEKS, Bool
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.slots import ROOT, WeekPlace

_SPAN_MS: Final = 30 * 60_000
_LARGEST: Final = np.float32(65_000.0)
"""Largest value that the memory's short floats hold."""
_LEAST_SPREAD: Final = np.float32(1e-3)
_BOUND: Final = np.float32(4.0)
_ZERO: Final = np.float32(0.0)
_INF: Final = np.float32(np.inf)


class Longer:
    """The longer view of the sensors of one domain. Hourly slots have none."""

    def __init__(self, slot_ms: int) -> None:
        self.span = min(_SPAN_MS // slot_ms, SPAN)
        self.slots_per_hour = 3_600_000 // slot_ms
        self.hour = -1
        self.last = -1
        self._typical: dict[int, F32] = {}

    def forget(self) -> None:
        """Sensors have changed: what was worked out for them is worked out anew."""
        self._typical.clear()

    def step(
        self, state: Columns, number: int, place: WeekPlace, value: F32, level: F32, ok: Bool, transforms: I64
    ) -> tuple[F32, F32]:
        """Take slot `number` in; returns the mean excess over half an hour and what is typical, shape (n,).

        `value` and `level` (the usual week's, for sensors younger than three weeks) are transformed; results are
        readings (logarithms of concentrations). The excess is 0 where half of the slots are missing.
        """
        count = state.count
        if not self.span:
            return np.zeros(count, dtype=np.float32), level
        self._turn(state, place.weekday * 24 + place.hour)
        typical = self._bin(state, place.low)
        if place.share:
            typical = typical + np.float32(place.share) * (self._bin(state, place.high) - typical)
        typical = np.where(np.isfinite(typical), typical, level)
        rooted = transforms == ROOT
        typical = np.where(rooted, typical * typical, typical)
        plain = np.where(rooted, value * value, value)
        missed = min(number - self.last - 1, self.span) if self.last >= 0 else 0
        for gap in range(1, missed + 1):
            state.excess[(number - gap) % self.span] = np.nan
        self.last = number
        state.excess[number % self.span, :count] = np.where(ok, plain - typical, np.float32(np.nan))
        rows = state.excess[: self.span, :count]
        known = np.isfinite(rows)
        heard = known.sum(axis=0, dtype=np.int32)
        total = np.where(known, rows, _ZERO).sum(axis=0, dtype=np.float32)
        excess = np.where(2 * heard >= self.span, total / np.maximum(heard, 1), _ZERO).astype(np.float32)
        # What is an event is not typical, or the end of one that came on three Saturdays would be a surge.
        calm = ok & (state.busy[:count] == 0)
        state.hour_sum[:count] += np.where(calm, value, _ZERO)
        state.hour_heard[:count] += calm
        return excess, typical

    def _turn(self, state: Columns, hour: int) -> None:
        """At the turn of the hour the past one goes into the memory, where at least half of it was heard."""
        if hour == self.hour:
            return
        if self.hour >= 0:
            count, weeks = state.count, state.weeks
            heard = state.hour_heard[:count]
            whole = 2 * heard >= self.slots_per_hour
            mean = state.hour_sum[:count] / np.maximum(heard, 1)
            mean = np.minimum(np.maximum(mean, -_LARGEST), _LARGEST).astype(np.float16)
            first = self.hour * WEEKS
            for row in range(first + WEEKS - 1, first, -1):
                np.copyto(weeks[row, :count], weeks[row - 1, :count], where=whole)
            np.copyto(weeks[first, :count], mean, where=whole)
            self._typical.pop(self.hour, None)
        state.hour_sum[:] = 0.0
        state.hour_heard[:] = 0
        self.hour = hour

    def _bin(self, state: Columns, bin_: int) -> F32:
        """Return the median of the last weeks at an hour of the week, shape (n,); NaN where fewer than three."""
        count = state.count
        held = self._typical.get(bin_)
        if held is None or len(held) != count:
            while len(self._typical) >= 3:
                del self._typical[next(iter(self._typical))]
            held = self._typical[bin_] = _median(state.weeks[bin_ * WEEKS : (bin_ + 1) * WEEKS, :count])
        return held

    def pack(self) -> dict[str, Any]:
        """Return what is not in the columns as plain data."""
        return {"hour": self.hour, "last": self.last}

    def unpack(self, packed: dict[str, Any]) -> None:
        """Take over what `pack` returned."""
        self.hour, self.last = int(packed["hour"]), int(packed["last"])
        self.forget()


def _median(rows: Any) -> F32:
    a, b, c, d = (np.where(np.isnan(row), _INF, row.astype(np.float32)) for row in rows)
    a, b = np.minimum(a, b), np.maximum(a, b)
    c, d = np.minimum(c, d), np.maximum(c, d)
    second = np.minimum(np.maximum(a, c), np.minimum(b, d))
    third = np.maximum(np.maximum(a, c), np.minimum(b, d))
    four = np.isfinite(np.maximum(b, d))
    with np.errstate(invalid="ignore"):
        result: F32 = np.where(
            four, (second + third) * np.float32(0.5), np.where(np.isfinite(third), second, np.float32(np.nan))
        )
    return result


def load(state: Columns, excess: F32, way: F32) -> F32:
    """Return the excess in the direction `way` (1 or -1, shape (n,)) in units of its spread, shape (n,); 0 if less."""
    result: F32 = np.maximum(excess * way, _ZERO) / state.spread_load[: state.count]
    return result


def learn(state: Columns, excess: F32, rate: F32) -> None:
    """Learn the spread of the excess; what is far out teaches little."""
    spread = state.spread_load[: state.count]
    size = np.minimum(np.abs(excess), _BOUND * spread) * np.float32(1.2533)
    np.maximum(spread + rate * (size - spread), _LEAST_SPREAD, out=spread)
