"""Five figures for every row, each large where one sort of oddity is.

1. `surprise`: distance from the forecast, by the time of day's usual distance (spikes, breaks).
2. `drift`: the slow mean of distances from the time of week (days that differ, shifts).
3. `far`: distance from the series' median (values never seen).
4. `unrest`: the forecast's errors of late against their usual size (a machine that begins to shake).
5. `unusual`: distance from the time of week, by the time of day's usual distance (a missing rush hour).
"""

import math
from typing import Final, NamedTuple

from impetus.tools.anomaly.series.forecast import CLIP, Autoregression, Mixture
from impetus.tools.anomaly.series.seasons import BINS, Spread, Usual, bin_of_day, bin_of_week
from impetus.tools.anomaly.series.units import FIRST, Units

YOUNG: Final = 600
"""Rows within which spreads are learned faster."""


class Figures(NamedTuple):
    """What a row looks like; see the module."""

    surprise: float
    drift: float
    far: float
    unrest: float
    unusual: float


class Views:
    """Reads a series row by row and says what each looks like, by the rows before it alone."""

    def __init__(self) -> None:
        self._units = Units()
        self._ar = Autoregression()
        self._mixture = Mixture(4)
        self._day, self._week = Usual(BINS, 0.05, 3), Usual(7 * BINS, 0.2, 2)
        self._by_error, self._by_season = Spread(1.25), Spread(1.1)
        self._error = self._seasonal = self._plain = 1.0
        self._drift = 0.0
        self._unrest: float | None = None
        self._usual_unrest = 0.0

    def look(self, time_s: float, value: float) -> Figures | None:
        """Take the next row (finite); return its figures, None while the units are being learned."""
        change = self._units.add(value)
        if change is not None:
            self._rescale(*change)
        if not self._units.known:
            return None
        scored = self._units.rows > FIRST
        now = self._units.of(value)
        day, week = bin_of_day(time_s), bin_of_week(time_s)
        of_day, of_week = self._day.at(day), self._week.at(week)
        forecast, last = self._ar.next(), self._ar.last
        by_day = last if of_day is None else of_day
        by_week = by_day if of_week is None else of_week
        forecasts = [last, min(max(forecast, -CLIP), CLIP), by_day, by_week]
        figures = None
        if scored:
            seasonal = of_day is not None or of_week is not None
            figures = self._figures(now, self._mixture.mixed(forecasts), by_week, day, seasonal=seasonal)
        self._mixture.add(forecasts, now)
        error = now - forecast
        self._ar.add(now, min(max(error, -6.0), 6.0) if self._units.rows > FIRST + 50 else error)
        self._day.add(day, now)
        self._week.add(week, now)
        return figures

    def _figures(self, now: float, expected: float, by_week: float, day: int, *, seasonal: bool) -> Figures:
        rate = 1 / 300 if self._units.rows > YOUNG else 1 / 100
        error, overall = abs(now - expected), max(self._error, 1e-3)
        surprise = error / self._by_error.at(day, overall)
        self._by_error.add(day, error, overall)

        usual, spread = (by_week, self._seasonal) if self._seasonal < self._plain else (0.0, self._plain)
        distance, spread = now - usual, max(spread, 1e-3)
        unusual = abs(distance) / self._by_season.at(day, spread)
        self._by_season.add(day, abs(distance), spread)
        self._drift += (min(max(distance / spread, -8.0), 8.0) - self._drift) * 0.03

        size = math.log(error / overall + 0.05)
        self._unrest = size if self._unrest is None else self._unrest + (size - self._unrest) * 0.08
        unrest = max(0.0, self._unrest - self._usual_unrest)
        fresh = self._units.rows == FIRST + 1
        self._usual_unrest += (self._unrest - self._usual_unrest) * (1.0 if fresh else rate)

        self._error += (min(error, 4.0 * overall) * 1.25 - self._error) * rate
        if seasonal:
            off = min(abs(now - by_week), 6.0 * self._seasonal + 0.01)
            self._seasonal += (off - self._seasonal) * rate
        self._plain += (min(abs(now), 6.0 * self._plain + 0.01) - self._plain) * rate
        return Figures(surprise, abs(self._drift), abs(now), unrest, unusual)

    def _rescale(self, factor: float, offset: float) -> None:
        self._ar.rescale(factor, offset)
        for usual in (self._day, self._week):
            usual.rescale(factor, offset)
        for spread in (self._by_error, self._by_season):
            spread.rescale(factor)
        self._mixture.rescale(factor)
        self._error, self._seasonal, self._plain = (
            self._error * factor,
            self._seasonal * factor,
            self._plain * factor,
        )
