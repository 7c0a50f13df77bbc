"""Units of a series: its own median and spread, learned from what was read so far and refreshed a few times."""

import bisect
from typing import Final

import numpy as np

FIRST: Final = 60
"""Rows read before anything is scored."""
AGAIN: Final = (150, 400, 1_000, 2_500)
"""Rows after which the units are taken anew."""
CLIP: Final = 1e6


class Units:
    """Turns values into distances from the median in robust standard deviations."""

    def __init__(self) -> None:
        self._sorted: list[float] = []
        self._middle, self._spread = 0.0, 1.0
        self.rows = 0

    @property
    def known(self) -> bool:
        """Whether enough was read."""
        return self.rows >= FIRST

    def add(self, value: float) -> tuple[float, float] | None:
        """Read a value; return (factor, offset) from the old units to the new where they changed."""
        change = None
        if self.rows in AGAIN:
            change = self._take()
        if self.rows <= AGAIN[-1]:  # nobody asks for ranks later
            bisect.insort(self._sorted, value)
        self.rows += 1
        if self.rows == FIRST:
            self._take()
        return change

    def of(self, value: float) -> float:
        """Return a value in units, within ±a million."""
        return min(max((value - self._middle) / self._spread, -CLIP), CLIP)

    def _take(self) -> tuple[float, float]:
        low, quarter, middle, three, high = np.quantile(self._sorted, [0.05, 0.25, 0.5, 0.75, 0.95]).tolist()
        spread = max(
            (three - quarter) / 1.35,
            (high - low) / 11.0,  # where most values are the same, the rest still gives a scale
            1e-9 + 1e-3 * abs(middle),
            1e-3 * (self._sorted[-1] - self._sorted[0]),
        )
        factor, offset = self._spread / spread, (self._middle - middle) / spread
        self._middle, self._spread = middle, spread
        return factor, offset
