"""What is usual: ln concentration by site, season, hour and weather, with the memory of the last sample.

ln c = features * weights + d, where d is an Ornstein-Uhlenbeck process (AR(1) for samples at equal distances) seen
through the analyser's repeatability. A Kalman filter whitens it, so that missing samples, extra samples and samples
below the detection limit (a truncated normal, Tobin 1958) all fit in. Weights are learned by generalised least squares
in information form: every sample adds to sums, so that what was learned can be taken back exactly.
"""

from math import cos, erfc, exp, isfinite, log, pi, sin, sqrt
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Lesson = tuple[F64, F64]
"""What samples add to the sums: a matrix and a vector."""

FEATURES: Final = 11
"""Level; two of the year; four of the day; temperature, humidity, rain, wind."""
WEATHER_FROM: Final = 7
_SLOW: Final = 3
_PRIOR_MEAN: Final = np.array([log(500.0)] + [0.0] * 10)
"""City streets have some 100 to 4,000 cells per cubic metre (Bovallius 1978, mean 850)."""
_PRIOR_SPREAD: Final = np.array([2.5, 0.5, 0.5, 0.4, 0.4, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3])
_START_SPREAD: Final = 0.7
_START_PHI: Final = 0.4
_START_WEIGHT: Final = 10.0
_BOUND: Final = 3.0
"""A sample teaches at most as one of so many standard deviations."""
_BOUNDED: Final = 0.9950
"""Mean of min(z*z, 9) of a standard normal z."""
_LARGEST_PHI: Final = 0.95
_DAY_MS: Final = 86_400_000
_FRESH: Final = 200
_EVERY: Final = 12
"""Weights are solved for after every sample while few are known, then after so many."""


class Weather(msgspec.Struct):
    """The last weather near the device; NaN where nothing is known. Degrees C, %, mm/h, m/s, degrees from north."""

    temperature: float = float("nan")
    humidity: float = float("nan")
    rain: float = float("nan")
    wind: float = float("nan")
    direction: float = float("nan")


class Seen(msgspec.Struct, frozen=True):
    """One sample as it looked before it was learned from. Logarithms of cells per cubic metre.

    `observed` is imputed where the sample lies below the detection limit; `usual` is the level for site, season and
    hour, `weather` what weather adds, `today` what the last samples add; `deviation` is of the forecast, `spread` that
    of the level about the usual; `z` is white.
    """

    observed: float
    usual: float
    weather: float
    today: float
    deviation: float
    spread: float
    z: float
    weight: float


def features(time: int, offset_ms: int, weather: Weather) -> F64:
    """Return the features at `time` (ms UTC); `offset_ms` leads to local time. What is unknown counts as ordinary."""
    year = 2.0 * pi * (time / _DAY_MS / 365.2425 % 1.0)
    day = 2.0 * pi * ((time + offset_ms) % _DAY_MS) / _DAY_MS

    def known(value: float, low: float, high: float, middle: float, scale: float) -> float:
        return (min(max(value, low), high) - middle) / scale if isfinite(value) else 0.0

    rain = log(1.0 + min(max(weather.rain, 0.0), 100.0)) if isfinite(weather.rain) else 0.0
    wind = log(1.0 + min(max(weather.wind, 0.0), 60.0)) - 1.1 if isfinite(weather.wind) else 0.0
    return np.array(
        [
            1.0,
            cos(year), sin(year),
            cos(day), sin(day), cos(2.0 * day), sin(2.0 * day),
            known(weather.temperature, -60.0, 60.0, 10.0, 10.0), known(weather.humidity, 0.0, 100.0, 70.0, 20.0),
            rain, wind,
        ]
    )  # fmt: skip


class Baseline:
    """The usual level of one device, and the filter that whitens it. Deterministic in its input."""

    def __init__(self) -> None:
        self.matrix: F64 = np.zeros((FEATURES, FEATURES))
        self.vector: F64 = np.zeros(FEATURES)
        self.weights: F64 = _PRIOR_MEAN.copy()
        self.covariance: F64 = np.diag(_PRIOR_SPREAD**2)
        self.before: F64 = np.zeros(FEATURES)
        self.squares = _START_WEIGHT * _START_SPREAD**2
        self.products = self.squares * _START_PHI
        self.count = _START_WEIGHT
        self.pairs = _START_WEIGHT
        self.scale = 1.0
        self.level, self.doubt = 0.0, _START_SPREAD**2
        self.rest = 0.0
        self.noise = 0.0
        self.vague = 0.5
        self.last = 0
        self.gap = 0.0
        self.seen = 0
        # of the sample last looked at: features whitened, seconds since the one before, what censoring leaves open,
        # variance of its forecast
        self._g: F64 = np.zeros(FEATURES)
        self._gap, self._left, self._whole = 0.0, 0.0, 1.0

    @property
    def spread(self) -> float:
        """Standard deviation of ln concentration about the usual."""
        return sqrt(max(self.squares / self.count, 1e-4))

    def phi(self, gap_s: float = 0.0) -> float:
        """Return the correlation of two samples `gap_s` apart; at the usual distance by default."""
        variance = max(self.squares / self.count, 1e-4)
        raw = (self.products / self.pairs) / max(variance - self.noise, 0.2 * variance)
        # a short series shows too little of it (Kendall 1954; each fitted curve takes a share, Marriott and Pope 1954)
        phi = min(max(raw + (WEATHER_FROM * (1.0 + raw) + 2.0 * raw) / self.pairs, 0.0), _LARGEST_PHI)
        if phi <= 0.0 or gap_s <= 0.0 or self.gap <= 0.0:
            return phi
        return float(phi ** min(gap_s / self.gap, 50.0))

    def look(self, time: int, f: F64, logarithm: float, repeat: float, *, censored: bool) -> Seen:
        """Take one sample through the filter (in order of time); learns nothing yet but the distance of samples."""
        gap_s = (time - self.last) / 1000.0 if self.last else 0.0
        phi = self.phi(gap_s) if self.last else 0.0
        usual = float(f[:WEATHER_FROM] @ self.weights[:WEATHER_FROM])
        weather = float(f[WEATHER_FROM:] @ self.weights[WEATHER_FROM:])
        variance = self.spread**2
        noise = min(repeat * repeat, 0.5 * variance)  # it is in the spread already
        self.noise += (noise - self.noise) / min(self.seen + 1.0, 500.0)
        own = max(variance - noise, 0.2 * variance)
        today, doubt = phi * self.level, phi * phi * self.doubt + own * (1.0 - phi * phi)
        g = f - phi * self.before
        unsure = min(float(g @ self.covariance @ g), variance)
        whole = (doubt + noise) * self.scale + unsure
        deviation = sqrt(whole)
        # of what it may be off by, level and season stay so for days; hours and weather come and go
        slow = float(g[:_SLOW] @ self.covariance[:_SLOW, :_SLOW] @ g[:_SLOW])
        self.vague += (min(slow, variance) / whole - self.vague) / min(self.seen + 1.0, 200.0)
        forecast = usual + weather + today
        left = 0.0
        observed = logarithm
        if censored:
            u = (logarithm - forecast) / deviation
            ratio = _mills(u)
            observed = forecast - deviation * ratio
            left = whole * min(max(1.0 - u * ratio - ratio * ratio, 0.0), 1.0)
        gain = min(doubt / max(doubt + noise, 1e-9), 1.0)
        self.level = today + gain * (observed - forecast)
        self.doubt = max(doubt * (1.0 - gain) + gain * gain * left, 0.0)
        self._g, self._gap, self._left, self._whole = g, gap_s, left, whole
        if gap_s > 0.0 and (self.gap <= 0.0 or gap_s < 6.0 * self.gap):
            pace = 1.0 / min(self.seen + 1.0, 200.0)
            self.gap += pace * (gap_s - self.gap)
        self.before, self.last = f, time
        self.seen += 1
        return Seen(
            observed, usual, weather, today, deviation, self.spread, (observed - forecast) / deviation, 1.0 - phi
        )

    def lesson(self, seen: Seen) -> Lesson:
        """Return what the sample just looked at would add to the sums. A far one teaches a bounded bit."""
        bounded = min(max(seen.z, -_BOUND), _BOUND)
        moved = float(self._g @ self.weights) + bounded * seen.deviation
        return np.outer(self._g, self._g) / self._whole, self._g * (moved / self._whole)

    def faded(self, memory_ms: float) -> float:
        """Return how much of what was known before the sample just looked at still counts."""
        return exp(-self._gap * 1000.0 / memory_ms)

    def learn(self, seen: Seen, memory_ms: float) -> Lesson:
        """Learn from the sample just looked at; return what was added to the sums."""
        kept = self.faded(memory_ms)
        matrix, vector = self.lesson(seen)
        self.matrix = self.matrix * kept + matrix
        self.vector = self.vector * kept + vector
        rest = seen.observed - seen.usual - seen.weather
        most = 4.0 * self.spread
        rest = min(max(rest, -most), most)
        self.squares = self.squares * kept + rest * rest + self._left
        self.count = self.count * kept + 1.0
        if self.gap > 0.0 and 0.5 * self.gap < self._gap < 1.5 * self.gap:
            self.products = self.products * kept + rest * self.rest
            self.pairs = self.pairs * kept + 1.0
        self.rest = rest
        pace = 1.0 / min(self.seen + 20.0, 2000.0)
        surprise = (min(seen.z**2, _BOUND**2) + min(self._left / self._whole, 1.0)) / _BOUNDED
        self.scale = min(max(self.scale + pace * (surprise - self.scale), 0.25), 4.0)
        if self.seen < _FRESH or self.seen % _EVERY == 0:
            self.solve()
        return matrix, vector

    def add(self, lesson: Lesson, sign: float = 1.0) -> None:
        """Add (1) or take back (-1) a lesson, as faded as the caller made it."""
        self.matrix = self.matrix + sign * lesson[0]
        self.vector = self.vector + sign * lesson[1]
        self.solve()

    def shift(self, by: float) -> None:
        """Move the usual level by so much for good; season, hour and weather keep their shape."""
        self.vector = self.vector + self.matrix[:, 0] * by
        self.solve()
        self.level = 0.0

    def solve(self) -> None:
        """Find the weights that the sums ask for."""
        prior: F64 = np.diag(1.0 / np.square(_PRIOR_SPREAD))
        self.covariance = np.ascontiguousarray(np.linalg.inv(self.matrix + prior), dtype=np.float64)
        self.weights = self.covariance @ (self.vector + prior @ _PRIOR_MEAN)

    def pack(self) -> list[object]:
        """Return the whole as plain data and bytes."""
        arrays = [a.tobytes() for a in (self.matrix, self.vector, self.weights, self.covariance, self.before)]
        numbers = [
            self.squares, self.products, self.count, self.pairs, self.scale, self.level, self.doubt, self.rest,
            self.gap, self.noise, self.vague,
        ]  # fmt: skip
        return [arrays, numbers, self.last, self.seen]

    @classmethod
    def unpack(cls, packed: list[object]) -> "Baseline":
        """Make one of what `pack` returned; raise ValueError where it does not fit."""
        made = cls()
        arrays, numbers, last, seen = msgspec.convert(packed, tuple[list[bytes], list[float], int, int])
        square, vector, weights, covariance, before = (np.frombuffer(a, dtype=np.float64).copy() for a in arrays)
        made.matrix, made.covariance = (a.reshape(FEATURES, FEATURES) for a in (square, covariance))
        made.vector, made.weights, made.before = (a.reshape(FEATURES) for a in (vector, weights, before))
        (
            made.squares, made.products, made.count, made.pairs, made.scale, made.level, made.doubt, made.rest,
            made.gap, made.noise, made.vague,
        ) = numbers  # fmt: skip
        made.last, made.seen = last, seen
        return made


def _mills(u: float) -> float:
    """Return pdf(u) / cdf(u) of the standard normal, for any u."""
    if u < -12.0:
        return -u + 1.0 / -u
    below = 0.5 * erfc(-u / sqrt(2.0))
    return exp(-0.5 * u * u) / sqrt(2.0 * pi) / below if u < 38.0 else 0.0
