"""The next value, by four simple forecasters weighted by how well each did of late.

The last value; an autoregression of order 5 by recursive least squares with forgetting (Haykin, Adaptive Filter
Theory, ch. 10); the mean of the half hour of the day; the mean of the half hour of the week.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

ORDER: Final = 5
FORGET: Final = 0.9995
SURE: Final = 1e4
"""Bound of the covariance's trace: without news from a flat series it would grow for ever."""
CLIP: Final = 50.0


class Autoregression:
    """The next value as a weighted sum of the last five and a constant."""

    def __init__(self) -> None:
        self._weights: F64 = np.zeros(ORDER + 1)
        self._covariance: F64 = np.eye(ORDER + 1) * 10.0
        self._past: F64 = np.zeros(ORDER + 1)
        self._past[-1] = 1.0

    @property
    def last(self) -> float:
        """The last value."""
        return float(self._past[0])

    def next(self) -> float:
        """Return the forecast."""
        return float(self._weights @ self._past)

    def add(self, value: float, error: float) -> None:
        """Learn from a value; `error` is its distance from the forecast, clipped by the caller."""
        spread = self._covariance @ self._past
        gain = spread / (FORGET + self._past @ spread)
        self._weights = self._weights + gain * error
        self._covariance = (self._covariance - np.outer(gain, spread)) / FORGET
        trace = float(self._covariance.trace())
        if trace > SURE:
            self._covariance *= SURE / trace
        self._past[1:ORDER] = self._past[: ORDER - 1]
        self._past[0] = value

    def rescale(self, factor: float, offset: float) -> None:
        """Follow a change of units: what was `v` is now `factor * v + offset`."""
        weights = self._weights.copy()
        weights[-1] = factor * weights[-1] + offset * (1.0 - float(weights[:-1].sum()))
        self._weights = weights
        self._past[:ORDER] = factor * self._past[:ORDER] + offset


class Mixture:
    """Weighs forecasts by the fourth power of how small their errors are."""

    def __init__(self, number: int) -> None:
        self._errors = [1.0] * number

    def mixed(self, forecasts: list[float]) -> float:
        """Return the weighted mean."""
        weights = [1.0 / (error + 1e-6) ** 4 for error in self._errors]
        return sum(weight * one for weight, one in zip(weights, forecasts, strict=True)) / sum(weights)

    def add(self, forecasts: list[float], value: float) -> None:
        """Learn how far each was off."""
        for number, one in enumerate(forecasts):
            error = self._errors[number]
            self._errors[number] += (min(abs(value - one), 6.0 * error + 0.05) - error) * 0.01

    def rescale(self, factor: float) -> None:
        """Follow a change of units."""
        self._errors = [error * factor for error in self._errors]
