"""Chance that can be looked up: random numbers as a function of seed, stream and day, in any order.

A counter-based generator (Philox 4x64) is started anew for every day and stream, so that any day can be made
without the days before it, and a reading never depends on what else was asked for.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
MINUTES: Final = 1440

CITY, AREA, OWN, WHITE, GAPS, WEATHER, LEVEL, PLACE = range(8)
"""Streams: the city's mood, neighbourhoods, a sensor's own drift, noise, drop-outs, weather, days, base levels."""


class Chance:
    """Random numbers of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._weights: dict[int, F32] = {}

    def generator(self, stream: int, day: int) -> np.random.Generator:
        """The generator of a stream on a day (days since 1970, UTC)."""
        return np.random.Generator(np.random.Philox(key=[self.seed, stream], counter=[0, 0, 0, day]))

    def white(self, stream: int, day: int, rows: int) -> F32:
        """Independent normal numbers, one a minute, shape (rows, 1440)."""
        return self.generator(stream, day).standard_normal((rows, MINUTES), dtype=np.float32)

    def smooth(self, stream: int, day: int, rows: int, knot: int) -> F32:
        """Normal numbers that drift: one every `knot` minutes, joined by straight lines; shape (rows, 1440).

        The last stretch of a day ends in the first knot of the next, so there is no step at midnight.
        `knot` divides 1440.
        """
        count = MINUTES // knot
        knots = np.empty((rows, count + 1), np.float32)
        # the first knot is drawn by a generator of its own: the day before needs it too
        knots[:, 0] = self._first(stream, day, rows)
        knots[:, 1:count] = self.generator(stream, 2 * day + 1).standard_normal((rows, count - 1), dtype=np.float32)
        knots[:, count] = self._first(stream, day + 1, rows)
        joined: F32 = knots @ self._joining(knot)
        return joined

    def _first(self, stream: int, day: int, rows: int) -> F32:
        return self.generator(stream, 2 * day).standard_normal(rows, dtype=np.float32)

    def _joining(self, knot: int) -> F32:
        """Weights of the knots in every minute, shape (knots, 1440); squares add up to 1, so variance stays even."""
        if knot not in self._weights:
            count = MINUTES // knot
            minute = np.arange(MINUTES)
            at, share = minute // knot, (minute % knot) / knot
            weights = np.zeros((count + 1, MINUTES), np.float32)
            length = np.hypot(1 - share, share)
            weights[at, minute] = (1 - share) / length
            weights[at + 1, minute] = share / length
            self._weights[knot] = weights
        return self._weights[knot]
