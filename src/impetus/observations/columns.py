"""From parsed lists to columns."""

import numpy as np
from numpy.typing import NDArray

from impetus.contracts.format import ColumnReadings, Readings

_FAR = 1 << 62


def as_columns(readings: Readings | ColumnReadings) -> ColumnReadings:
    """Return readings as columns; each pair of sensor and unit is one entry of `sensors`.

    Raise ValueError where the lists differ in length. Times beyond 64 bits become ±2^62 and so impossible.
    """
    if isinstance(readings, ColumnReadings):
        n = len(readings.index)
        if len(readings.times) != n or len(readings.values) != n:
            raise ValueError("the columns of the readings differ in length")
        if n and int(readings.index.max()) >= len(readings.sensors):
            raise ValueError("the readings name a sensor that they do not list")
        if readings.positions is not None and len(readings.positions) != n:
            raise ValueError("the positions do not match the readings")
        if readings.units and len(readings.units) != len(readings.sensors):
            raise ValueError("the units do not match the sensors")
        return readings
    n = len(readings.sensors)
    if len(readings.times) != n or len(readings.values) != n or len(readings.units) not in (0, n):
        raise ValueError("the columns of the readings differ in length")
    if len(readings.positions) not in (0, n):
        raise ValueError("the positions do not match the readings")
    numbers: dict[tuple[str, str], int] = {}
    units = readings.units or [""] * n
    index = [numbers.setdefault(pair, len(numbers)) for pair in zip(readings.sensors, units, strict=True)]
    return ColumnReadings(
        sensors=[sensor for sensor, _ in numbers],
        index=np.array(index, dtype="u4"),
        times=_times(readings.times),
        values=np.array(readings.values, dtype="f8"),
        units=[unit for _, unit in numbers],
        places=readings.places,
        refusals=readings.refusals,
        positions=np.array(readings.positions, dtype="i8") if readings.positions else None,
    )


def _times(times: list[int]) -> NDArray[np.int64]:
    try:
        return np.array(times, dtype="i8")
    except OverflowError:
        return np.array([max(-_FAR, min(_FAR, time)) for time in times], dtype="i8")
