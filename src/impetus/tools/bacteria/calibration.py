"""From the analyser's signal to bacteria in the air, with its uncertainty, and what lies below the detection limit.

The analyser's line is fitted to standards on log-log scale: log10(signal) = intercept + slope * log10(cells per ml).
Cells per ml of water become cells per cubic metre of air by the collector's balance:
c * V_water / (V_air * efficiency).
Uncertainties are standard deviations of the natural logarithm, so that independent ones add in squares (GUM, 5.1.6).
"""

from collections.abc import Sequence
from math import exp, isfinite, log, log10, sqrt
from typing import Final

import msgspec

LN10: Final = log(10.0)
COVERAGE: Final = 1.96
"""Half width, in standard deviations, of the interval that people are shown (95 %)."""
_CURRIE: Final = 3.29
"""Detection limit above the blank in its standard deviations, 5 % errors of both kinds (Currie 1968; ISO 11843-1)."""
_SPREAD: Final = 0.06
"""Standard deviation of log10(signal) about the line where two standards leave none to estimate it from."""
_SMALLEST: Final = 1e-9
_LARGEST: Final = 1e18


class Line(msgspec.Struct, frozen=True):
    """The analyser's line. `spread` is that of log10(signal) about it; the rest is needed for its uncertainty."""

    intercept: float
    slope: float
    spread: float
    number: int
    middle: float
    """Mean of log10(cells per ml) of the standards."""
    width: float
    """Sum of squares of log10(cells per ml) about `middle`."""

    def cells_per_ml(self, signal: float) -> tuple[float, float]:
        """Return cells per ml for a signal above zero, and the systematic uncertainty of its logarithm (the line's)."""
        x = (log10(signal) - self.intercept) / self.slope
        # inverse prediction; the 1/m of the single measurement is repeatability and not counted here
        # (Miller and Miller, Statistics and Chemometrics for Analytical Chemistry, 5.6)
        part = 1.0 / self.number + (x - self.middle) ** 2 / self.width
        x = min(max(x, -9.0), 15.0)
        return 10.0**x, LN10 * self.spread / self.slope * sqrt(part)

    @property
    def repeatability(self) -> float:
        """Return the standard deviation of the logarithm of one result about the line."""
        return LN10 * self.spread / self.slope


class Concentration(msgspec.Struct, frozen=True):
    """Bacteria per cubic metre of air. `censored`: it lies below `value`, which is the detection limit then.

    `uncertainty` is of the logarithm and holds everything; `repeat` is the part that differs from sample to sample.
    """

    value: float
    uncertainty: float
    repeat: float
    censored: bool = False

    @property
    def low(self) -> float:
        """Lower end of the 95 % interval; 0 for what lies below the detection limit."""
        return 0.0 if self.censored else self.value * exp(-COVERAGE * self.uncertainty)

    @property
    def high(self) -> float:
        """Upper end of the 95 % interval."""
        return self.value if self.censored else self.value * exp(COVERAGE * self.uncertainty)


class Balance(msgspec.Struct, frozen=True):
    """The collector's balance: water in ml, air in litres, share of bacteria that it catches; uncertainties of ln."""

    water_ml: float
    air_l: float
    efficiency: float
    uncertainty: float

    @property
    def per_cell(self) -> float:
        """Return cells per cubic metre of air for one cell per ml of water."""
        return self.water_ml / (self.air_l / 1000.0 * self.efficiency)


def fit(standards: Sequence[tuple[float, float]]) -> Line:
    """Fit the line to standards (cells per ml, signal above the blank).

    Raise ValueError where fewer than two levels are given, where one is not above zero, or where the line falls.
    """
    if any(not (isfinite(c) and isfinite(s) and c > 0.0 and s > 0.0) for c, s in standards):
        raise ValueError("standards have cells and signals above zero")
    xs = [log10(c) for c, _ in standards]
    ys = [log10(s) for _, s in standards]
    number = len(xs)
    if number < 2 or max(xs) - min(xs) < 0.3:
        raise ValueError("the line needs standards at two levels at least, a factor of two apart")
    middle, mean = sum(xs) / number, sum(ys) / number
    width = sum((x - middle) ** 2 for x in xs)
    slope = sum((x - middle) * (y - mean) for x, y in zip(xs, ys, strict=True)) / width
    if not 0.1 <= slope <= 3.0:
        raise ValueError("the signal must rise with the cells, about in proportion")
    intercept = mean - slope * middle
    spread = _SPREAD
    if number > 2:
        rest = sum((y - intercept - slope * x) ** 2 for x, y in zip(xs, ys, strict=True))
        # few standards say little about the spread: it is drawn toward the usual one as if from two more
        spread = sqrt((rest + 2.0 * _SPREAD**2) / number)
    return Line(intercept, slope, spread, number, middle, width)


def concentration(signal: float, line: Line, balance: Balance, blank: float, blank_spread: float) -> Concentration:
    """Return the concentration for a raw `signal`; `blank` and `blank_spread` are the blank's level and deviation.

    What does not exceed the blank by the detection limit is censored at the limit, not zero.
    """
    limit = max(_CURRIE * blank_spread, _SMALLEST)
    net = signal - blank
    censored = net < limit
    cells, systematic = line.cells_per_ml(min(max(net, limit), _LARGEST))
    counted = blank_spread / max(net, limit) / line.slope
    repeat = sqrt(line.repeatability**2 + counted**2)
    whole = sqrt(systematic**2 + repeat**2 + balance.uncertainty**2)
    value = min(max(cells * balance.per_cell, _SMALLEST), _LARGEST)
    return Concentration(value, whole, repeat, censored)
