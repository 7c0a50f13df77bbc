"""How rare a figure is, by what it was before: block maxima, and beyond them the lighter of two tails.

Figures of a series follow one another closely; the maxima of short blocks are nearer to independent, so that ranks
among them can be read as rates (the block-maxima view of extreme-value statistics, Gumbel 1958, without his law: the
tail is taken from the upper quarter, as exponential or as Pareto, whichever decays more slowly).
"""

import bisect
import math
from typing import Final

BLOCK: Final = 6
"""Rows in a block."""
KEEP: Final = 2_000
"""Blocks remembered at most."""
LEAST: Final = 4
"""Blocks before anything is called rare."""


class Tail:
    """Rates one figure (finite, ≥ 0) against its own past. `share` is the part of the past that counts, the latest.

    A share below 1 forgets the first days of a figure that is wild while its baseline is young.
    """

    def __init__(self, share: float = 1.0) -> None:
        self._share = share
        self._sorted: list[float] = []
        self._order: list[float] = []
        self._first = 0  # where the past that counts begins in `_order`
        self._top, self._rows, self._blocks = -1.0, 0, 0
        self._fit: tuple[float, float, float, float, float] | None = None

    def rarity(self, figure: float) -> float:
        """Return −log10 of the share of blocks that had such a figure; 0 while there is too little past."""
        past = len(self._sorted)
        if past < LEAST:
            return 0.0
        share, quarter, mean, log_quarter, log_mean = self._fit or self._fitted()
        if figure <= quarter:
            as_high = past - bisect.bisect_left(self._sorted, figure)
            return -math.log10(max(1, as_high) / (past + 1))
        exponential = (figure - quarter) / mean
        pareto = (math.log1p(figure) - log_quarter) / log_mean
        return -math.log10(share) + min(exponential, pareto) / math.log(10)

    def add(self, figure: float) -> None:
        """Remember a figure; call after `rarity` of the same row."""
        self._top, self._rows = max(self._top, figure), self._rows + 1
        if self._rows < BLOCK:
            return
        bisect.insort(self._sorted, self._top)
        self._order.append(self._top)
        self._top, self._rows, self._fit = -1.0, 0, None
        self._blocks += 1
        most = min(KEEP, max(20, int(self._share * self._blocks)))
        while len(self._order) - self._first > most:
            oldest = self._order[self._first]
            self._sorted.pop(bisect.bisect_left(self._sorted, oldest))
            self._first += 1
        if self._first > KEEP:
            del self._order[: self._first]
            self._first = 0

    def _fitted(self) -> tuple[float, float, float, float, float]:
        past = len(self._sorted)
        count = max(LEAST, past // 4)
        top = self._sorted[-count:]
        quarter, log_quarter = top[0], math.log1p(top[0])
        mean = sum(value - quarter for value in top) / count + 1e-3 * (1.0 + quarter)
        log_mean = sum(math.log1p(value) - log_quarter for value in top) / count + 1e-3
        self._fit = (count / (past + 1), quarter, mean, log_quarter, log_mean)
        return self._fit
