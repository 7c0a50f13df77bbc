"""Made-up series of the kinds that machines and streets give, with anomalies at known rows; seeded, nobody's data."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from benchmarks.series_scoring import Series, windows_around

F64 = NDArray[np.float64]
START = 1_393_632_000.0
DAY = 288


def made(seed: int) -> list[Series]:
    """Return fifty series of six families."""
    rng = np.random.default_rng(seed)
    return [
        *_days(rng),
        *(_machine(rng, number) for number in range(14)),
        *(_posts(rng, number) for number in range(8)),
        *(_prices(rng, number) for number in range(6)),
        *(_street(rng, number) for number in range(7)),
        *_long(rng),
    ]


def _series(name: str, step: float | F64, values: F64, rows: list[int]) -> Series:
    times: F64 = np.asarray(np.arange(len(values)) * step if isinstance(step, float) else np.cumsum(step), dtype=float)
    return Series(name, START + times, np.asarray(values, dtype=float), windows_around(rows, len(values)))


def _somewhere(rng: Generator, length: int, number: int, first: float = 0.2) -> list[int]:
    return sorted(int(row) for row in rng.uniform(first * length, 0.95 * length, number))


def _noise(rng: Generator, length: int, stay: float, spread: float) -> F64:
    steps, values = rng.normal(0.0, spread, length), np.zeros(length)
    for row in range(1, length):
        values[row] = stay * values[row - 1] + steps[row]
    return values


def _days(rng: Generator) -> list[Series]:
    length, found = 14 * DAY, []
    busy = (np.arange(length) % DAY > 108) & (np.arange(length) % DAY < 216)
    for kind in ("sine", "usual", "flat middle", "higher", "lower", "missing", "denser", "square", "flat", "noise"):
        values = np.where(busy, 80.0, 20.0)
        begin = DAY * int(rng.integers(9, 12)) + 108
        if kind in ("usual", "flat middle", "higher", "lower", "missing"):
            values = values + rng.uniform(0, 8, length)
        if kind == "flat middle":
            values[begin : begin + 108] = 24.0
        elif kind == "higher":
            values[begin : begin + 108] += 60.0
        elif kind == "lower":
            values[begin : begin + 108] = rng.uniform(-10, -2, 108)
        elif kind == "missing":
            values[begin : begin + 108] = rng.uniform(20, 28, 108)
        elif kind == "denser":
            spikes = rng.random(length) < 0.01
            spikes[begin : begin + DAY] |= rng.random(DAY) < 0.12
            values = rng.uniform(20, 22, length) + spikes * rng.uniform(20, 60, length)
        elif kind == "flat":
            values = np.full(length, 45.0)
        elif kind == "noise":
            values = rng.normal(20, 2, length)
        elif kind == "sine":
            values = 50 + 30 * np.sin(2 * np.pi * np.arange(length) / DAY)
        odd = kind in ("flat middle", "higher", "lower", "missing", "denser")
        found.append(_series(f"days/{kind}", 300.0, values, [begin] if odd else []))
    return found


def _machine(rng: Generator, number: int) -> Series:
    length, level = 14 * DAY, float(rng.uniform(1, 60))
    spread, stay = rng.uniform(0.02, 0.25) * level, float(rng.uniform(0, 0.8))
    values = level + _noise(rng, length, stay, spread)
    if number % 3 == 0:
        values += rng.uniform(0.1, 1) * level * np.maximum(0, np.sin(2 * np.pi * np.arange(length) / DAY))
    if number % 4 == 1:
        values[:: int(rng.integers(30, 300))] += level * rng.uniform(0.5, 2)
    if number % 5 == 2:
        values = np.round(values / (level / 10)) * (level / 10)
    rows = _somewhere(rng, length, int(rng.integers(1, 4)))
    size = max(float(np.std(values)), 0.05 * level)
    for row in rows:
        kind, lasts = int(rng.integers(0, 5)), int(rng.integers(20, 120))
        if kind == 0:
            values[row : row + int(rng.integers(1, 6))] += size * rng.uniform(6, 14)
        elif kind == 1:
            values[row:] += size * rng.choice([-1, 1]) * rng.uniform(2, 5)
        elif kind == 2:
            values[row : row + lasts] += size * rng.uniform(3, 7)
        elif kind == 3:
            values[row : row + lasts // 2] = values.min() * 0.2
        else:
            values[row : row + lasts] += rng.normal(0, size * 4, len(values[row : row + lasts]))
    return _series(f"machine/{number}", 300.0, np.maximum(values, 0.0), rows)


def _posts(rng: Generator, number: int) -> Series:
    length = 55 * DAY
    rate = rng.uniform(2, 60) * (1 + 0.7 * np.sin(2 * np.pi * np.arange(length) / DAY + rng.uniform(0, 6)))
    rate *= np.exp(rng.normal(0, 0.25, length))
    for row in rng.integers(0, length, rng.poisson(0.0008 * length)).tolist():
        rate[row : row + int(rng.integers(3, 30))] *= rng.uniform(1.5, 3.0)
    rows = _somewhere(rng, length, int(rng.integers(2, 5)))
    for row in rows:
        lasts = int(rng.integers(4, 40))
        burst = 1 + rng.uniform(5, 25) * np.exp(-np.arange(6 * lasts) / lasts)
        rate[row : row + 6 * lasts] *= burst[: length - row]
    return _series(f"posts/{number}", 300.0, rng.poisson(rate).astype(np.float64), rows)


def _prices(rng: Generator, number: int) -> Series:
    length = 1_640
    values = np.exp(rng.normal(-2.3 if number % 2 else 0.0, 0.65 if number % 3 == 0 else 0.35, length))
    values *= 1 + 0.2 * np.sin(2 * np.pi * np.arange(length) / 24)
    rows = _somewhere(rng, length, int(rng.integers(1, 4)))
    for row in rows:
        values[row : row + int(rng.integers(1, 5))] *= rng.uniform(4, 10)
    return _series(f"prices/{number}", 3600.0, values, rows)


def _street(rng: Generator, number: int) -> Series:
    length = int(rng.integers(1_150, 2_500))
    gaps = rng.choice([300.0, 300.0, 300.0, 600.0, 900.0], length)
    hour = (START + np.cumsum(gaps)) / 3600 % 24
    rush = np.exp(-(((hour - 8) / 1.5) ** 2)) + np.exp(-(((hour - 17) / 1.8) ** 2))
    rows = _somewhere(rng, length, int(rng.integers(1, 4)))
    if number % 3 == 0:
        values = 65 - 12 * rush + rng.normal(0, 4, length)
    elif number % 3 == 1:
        values = 4 + 10 * rush * rng.uniform(0.7, 1.3, length) + rng.gamma(2, 1.2, length)
    else:
        values = 90 + 60 * rush + rng.gamma(2, 15, length)
    for row in rows:
        part = slice(row, row + int(rng.integers(1, 14)))
        if number % 3 == 0:
            values[part] -= rng.uniform(20, 40)
        elif number % 3 == 1:
            values[part] += rng.uniform(15, 30)
        else:
            values[part] *= rng.uniform(2, 5)
    return _series(f"street/{number}", gaps, values, rows)


def _long(rng: Generator) -> list[Series]:
    count = np.arange(10_320)
    day = np.clip(1 + 0.6 * np.sin(2 * np.pi * (count / 48 - 0.4)) + 0.3 * np.sin(4 * np.pi * count / 48), 0.1, 3)
    rides = 15_000 * day * (1 + 0.15 * np.sin(2 * np.pi * count / 336)) * (1 + rng.normal(0, 0.03, len(count)))
    rows = [5_900, 7_100, 8_600, 9_000, 9_900]
    for row in rows:
        rides[row : row + int(rng.integers(30, 60))] *= rng.uniform(0.3, 0.6) if rng.random() < 0.6 else 1.45
    heat = 90 + 0.8 * _noise(rng, 22_695, 0.998, 0.6)
    stops = [3_900, 11_000, 16_500, 19_300]
    for row in stops:
        lasts = int(rng.integers(40, 400))
        ramp = np.minimum(1, np.arange(lasts) / 30) * np.minimum(1, np.arange(lasts, 0, -1) / 60)
        heat[row : row + lasts] -= rng.uniform(25, 60) * ramp
    keys = rng.exponential(0.04, 1_882)
    held = _somewhere(rng, len(keys), 2, 0.4)
    for row in held:
        keys[row : row + 8] += rng.uniform(0.1, 0.35, 8)
    return [
        _series("long/rides", 1800.0, rides, rows),
        _series("long/heat", 300.0, heat, stops),
        _series("long/keys", 300.0, keys, held),
    ]
