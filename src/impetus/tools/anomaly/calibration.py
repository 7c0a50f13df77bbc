"""From scores to p-values, and from the promise to a threshold.

Scores of all sensors of a kind are pooled in histograms that slowly forget; the share of scores at
least as high is a conformal p-value (Vovk et al.; pooled because one sensor alone never has enough
to speak of one in a hundred thousand). Beyond the pool a Pareto tail (Hill) is fitted. The
threshold then follows what really happens (adaptive conformal inference, Gibbs and Candes 2021):
each alert makes it stricter, each slot without one a little looser, so that the realised rate
tracks the promised one.
"""

import math
from typing import Any, Final

import numpy as np

from impetus.tools.anomaly.arrays import F32, F64, I64, STATISTICS

KINDS: Final = 16
"""Room for kinds of sensors in a pool."""
_BINS: Final = 576
PER_OCTAVE: Final = 64.0
_OFFSET: Final = 192.0
"""Bins run from 2^-3 to 2^6 in 64ths of an octave."""
_EDGES: Final[F64] = np.exp2((np.arange(_BINS, dtype=np.float64) - _OFFSET) / PER_OCTAVE)
_TAIL_FROM: Final = 40.0
"""The Pareto tail is fitted to about this many of the highest scores and used beyond the ten highest."""
_LEAST: Final = 1500.0
"""Scores needed before a pool says anything."""
_STEP: Final = 0.06
"""How much one false alert tightens the threshold (in its logarithm)."""
_LOOSEST, _STRICTEST = 2.0, -9.0
_CHARGE: Final[F32] = np.array([[1.0], [8.0], [1.0], [8.0]], dtype=np.float32)
"""What each statistic's p-value is charged: CUSUM gets an eighth of the others' share of the promise (on
hourly counts it finds least for the alerts it costs)."""
_SHORT_CHARGE: Final[F32] = np.array([[1.0], [8.0], [1.0], [1.0]], dtype=np.float32)
"""The same where slots are shorter than an hour, and there is a longer view."""
LONE_CHARGE: Final[F32] = np.array([[32.0], [8.0], [32.0], [1.0]], dtype=np.float32)
"""Charged besides in short slots to a sensor without neighbours: nothing speaks for or against its single steps."""
_HOUR_MS: Final = 3_600_000


class Pool:
    """Score histograms by kind and statistic, their tails, and the adaptive threshold of each kind."""

    def __init__(self, slot_ms: int = _HOUR_MS) -> None:
        self.charge = _CHARGE if slot_ms >= _HOUR_MS else _SHORT_CHARGE
        self.counts: F64 = np.zeros((KINDS * STATISTICS, _BINS))
        self.table: F32 = np.ones((KINDS * STATISTICS, _BINS), dtype=np.float32)
        self.totals: F64 = np.zeros(KINDS * STATISTICS)
        self.shift: list[float] = [0.0] * KINDS
        self.slots: list[int] = [0] * KINDS
        """Slots of which scores of a kind are in the pool: less than a day's know only some hours."""

    def bins(self, scores: F32) -> I64:
        """Return the bin of each score."""
        places = np.log2(np.maximum(scores, np.float32(0.01))) * np.float32(PER_OCTAVE) + np.float32(_OFFSET)
        result: I64 = np.minimum(np.maximum(places, np.float32(0.0)), np.float32(_BINS - 1)).astype(np.int64)
        return result

    def place(self, kind: int, score: float) -> int:
        """Return the flat place of one score in the first table of `kind`."""
        bin_ = math.log2(max(score, 0.01)) * PER_OCTAVE + _OFFSET
        return kind * STATISTICS * _BINS + int(min(max(bin_, 0.0), _BINS - 1))

    def p_values(self, flat: I64) -> F32:
        """Return the charged p-values of scores, shape (statistics, n), from their bins plus their tables' starts."""
        result: F32 = self.table.reshape(-1).take(flat) * self.charge
        return result

    def add(self, flat: I64) -> None:
        """Put scores into the pools; `flat` are their bins with the starts of their tables added."""
        held = self.counts.reshape(-1)
        if len(flat) < 4096:
            np.add.at(held, flat, 1.0)
        else:
            held += np.bincount(flat, minlength=held.size)

    def add_one(self, flat: int) -> None:
        """Put one score into the pools."""
        self.counts.reshape(-1)[flat] += 1.0

    def change(self, flat: list[int], by: float) -> None:
        """Take scores out of the pools (`by` -1) or put them back (1)."""
        held = self.counts.reshape(-1)
        np.add.at(held, np.array(flat, dtype=np.int64), by)
        np.maximum(held, 0.0, out=held)

    def refresh(self, keep: float) -> None:
        """Fit the tables anew and forget: counts are multiplied by `keep`."""
        self.totals = self.counts.sum(axis=1)
        for row in np.flatnonzero(self.totals >= _LEAST).tolist():
            self.table[row] = _tail(self.counts[row], float(self.totals[row]))
        self.counts *= keep

    def ready(self, kind: int, level: float) -> bool:
        """Whether the pool of `kind` can speak of probabilities as small as `level`."""
        return bool(self.totals[kind * STATISTICS] >= min(0.5 / level, _LEAST))

    def threshold(self, kind: int, promised: float) -> float:
        """Return the p-value below which a sensor of `kind` deviates, for the promised events per slot."""
        return promised * math.exp(self.shift[kind])

    def adapt(self, kind: int, expected: float, happened: float) -> None:
        """Move the threshold of `kind`: `expected` events were promised in this slot, so many `happened`."""
        moved = self.shift[kind] + _STEP * (expected - happened)
        self.shift[kind] = min(max(moved, _STRICTEST), _LOOSEST)

    @staticmethod
    def starts(kinds: I64) -> I64:
        """Return the flat start of each sensor's tables, shape (statistics, n)."""
        return (kinds * STATISTICS + np.arange(STATISTICS)[:, None]) * _BINS

    def nbytes(self) -> int:
        """Bytes that the pools take."""
        return int(self.counts.nbytes + self.table.nbytes)

    def pack(self) -> dict[str, Any]:
        """Return the pools as plain data and bytes."""
        return {
            "counts": self.counts.tobytes(),
            "table": self.table.tobytes(),
            "totals": self.totals.tobytes(),
            "shift": self.shift,
            "slots": self.slots,
        }

    def unpack(self, packed: dict[str, Any]) -> None:
        """Take over what `pack` returned."""
        shape = self.counts.shape
        self.counts = np.frombuffer(packed["counts"], dtype="<f8").reshape(shape).copy()
        self.table = np.frombuffer(packed["table"], dtype="<f4").reshape(shape).copy()
        self.totals = np.frombuffer(packed["totals"], dtype="<f8").copy()
        self.shift = [float(value) for value in packed["shift"]]
        self.slots = [int(value) for value in packed["slots"]]


def _tail(counts: F64, total: float) -> F32:
    """Return P(score >= lower edge of each bin): conformal where there are ten, Pareto beyond."""
    above = np.cumsum(counts[::-1])[::-1]
    share = (above + 1.0) / (total + 1.0)
    start = int(np.flatnonzero(above >= min(_TAIL_FROM, total / 10.0))[-1])
    held = counts[start:]
    middle = np.log(_EDGES[start:] / _EDGES[start]) + 0.5 * math.log(2.0) / PER_OCTAVE
    hill = max(float((held * middle).sum() / held.sum()), 0.06)
    pareto = above[start] / total * (_EDGES / _EDGES[start]) ** (-1.0 / hill)
    result: F32 = np.minimum.accumulate(np.where(above >= 10.0, share, np.minimum(pareto, share))).astype(np.float32)
    return result
