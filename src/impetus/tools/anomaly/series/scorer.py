"""The score of one series: how rare its five figures are together, told once for what happens once."""

import math
from collections import deque
from collections.abc import Iterable
from typing import Final

from impetus.tools.anomaly.series.tail import Tail
from impetus.tools.anomaly.series.views import Figures, Views

MOST: Final = 5.0
"""Decades that one figure counts at most."""
TENTH: Final = 6.0
"""Decades that leave a tenth to 1: a score of 0.9 stands for the six of them."""
HIGHER: Final = 0.8
"""Decades by which a row must exceed what was told a moment ago to be told again."""
ECHO: Final = 0.2
"""The part that is left of a row that is not."""
SHORT: Final = 600
LONGER: Final = 0.5
"""Decades that a row must be rarer by for every factor of ten that the series is longer than `SHORT`: what is worth
telling happens a few times in a series, not every so many rows of it."""
FORGETS: Final = {"drift": 0.6}
"""The part of the past that counts, where it is not all of it: drift is wild while the baseline is young."""
LONGEST: Final = 1e12
"""Values beyond this are no measurements of anything in a city."""


class SeriesScorer:
    """Scores the rows of one sensor in their order; each score rests on the rows up to its own.

    It begins cold: the first `units.FIRST` rows, and a few blocks more, are 0. What cannot be read (NaN, infinite,
    beyond 1e12) is 0 and teaches nothing.
    """

    def __init__(self) -> None:
        self._views = Views()
        self._tails = [Tail(FORGETS.get(name, 1.0)) for name in Figures._fields]
        self._row = 0
        self._told: deque[tuple[int, float]] = deque()

    def score(self, time_s: float, value: float) -> float:
        """Return the score, 0 to below 1, of the next row; `time_s` in seconds since 1970, local, NaN if unknown."""
        self._row += 1
        if not math.isfinite(value) or abs(value) > LONGEST:
            return 0.0
        figures = self._views.look(time_s if math.isfinite(time_s) else 0.0, value)
        if figures is None:
            return 0.0
        decades = 0.0
        for tail, figure in zip(self._tails, figures, strict=True):
            decades += min(tail.rarity(figure), MOST)
            tail.add(figure)
        decades = max(0.0, decades - LONGER * math.log10(max(1.0, self._row / SHORT)))
        return float(1.0 - 10.0 ** (-self._once(decades) / TENTH))

    def _once(self, decades: float) -> float:
        """Damp what follows something as rare: the same happening is told once, and again where it gets worse."""
        reach = min(max(30.0, 0.04 * self._row), 100.0)
        while self._told and self._told[0][0] < self._row - reach:
            self._told.popleft()
        before = self._told[0][1] if self._told else 0.0
        while self._told and self._told[-1][1] <= decades:
            self._told.pop()
        self._told.append((self._row, decades))
        return decades if decades > before + HIGHER else ECHO * min(decades, before)


def scores(rows: Iterable[tuple[float, float]]) -> list[float]:
    """Return the score of each (time in seconds since 1970, value), in order."""
    scorer = SeriesScorer()
    return [scorer.score(time_s, value) for time_s, value in rows]
