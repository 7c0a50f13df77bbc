"""Slots of time, places in the week, and the transforms that make kinds of readings comparable."""

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.tools.anomaly.arrays import F32, F64, I64

RAW: Final = 0
ROOT: Final = 1
LOG: Final = 2
SIGNED: Final = 3
"""asinh of minutes: a delay may be early, and one of forty minutes is not twenty times one of two."""
DELAY: Final = "delay"
HEADWAY: Final = "headway"
IN_SERVICE: Final = "vehicles_in_service"

_SPEED_UNITS: Final = frozenset({"km/h", "kmh", "kph", "mph", "m/s", "mi/h", "kn"})
_MINUTE: Final = 60_000


def slot_length(interval_s: int) -> int:
    """Return the slot length in ms for a sensor that reports every `interval_s` seconds: 5, 15 or 60 min."""
    if interval_s <= 300:
        return 5 * _MINUTE
    return (15 if interval_s <= 900 else 60) * _MINUTE


COMPARED: Final = frozenset({"difference", "ratio"})
"""Quantities of sensors made of others that are no longer counts or concentrations."""


def is_compared(sensor: Sensor) -> bool:
    """Whether the sensor is made of others as their difference or ratio."""
    return sensor.source == "virtual" and sensor.quantity in COMPARED


def is_speed(sensor: Sensor) -> bool:
    """Whether the sensor measures how fast something moves, rather than how much there is."""
    return "speed" in sensor.quantity.lower() or sensor.unit.lower() in _SPEED_UNITS


def transform_of(sensor: Sensor) -> int:
    """Return the transform that makes the spread even: root for counts, log for what only rises, asinh for delays."""
    if is_speed(sensor) or is_compared(sensor):
        return RAW
    if sensor.kind is SensorKind.TRAFFIC and sensor.quantity in (DELAY, HEADWAY):
        return SIGNED if sensor.quantity == DELAY else LOG
    if sensor.kind in {SensorKind.AIR, SensorKind.BIOAEROSOL}:
        return LOG
    if sensor.aggregate is Aggregate.SUM or sensor.kind in {SensorKind.PEOPLE, SensorKind.TRAFFIC}:
        return ROOT
    return RAW


def forward(values: F64, codes: I64) -> F32:
    """Transform values, shape (n,), by code: square root, log(1 + x), asinh or as they are."""
    positive = np.maximum(values, 0.0)
    result = np.where(codes == ROOT, np.sqrt(positive), values)
    if (codes == LOG).any():
        result = np.where(codes == LOG, np.log1p(positive), result)
    if (codes == SIGNED).any():
        result = np.where(codes == SIGNED, np.arcsinh(values), result)
    return result.astype(np.float32)


def inverse(value: float, code: int) -> float:
    """Return the value in the sensor's unit for one transformed value."""
    if code == ROOT:
        return max(value, 0.0) ** 2
    if code == LOG:
        return max(math.expm1(min(value, 80.0)), 0.0)
    if code == SIGNED:
        return math.sinh(max(min(value, 80.0), -80.0))
    return value


def backward(values: F32, code: int) -> F64:
    """Return the values, shape (n,), in the sensor's unit for transformed ones; what is not known stays NaN."""
    exact = values.astype(np.float64)
    if code == ROOT:
        return np.maximum(exact, 0.0) ** 2
    if code == LOG:
        return np.maximum(np.expm1(np.minimum(exact, 80.0)), 0.0)
    if code == SIGNED:
        return np.sinh(np.clip(exact, -80.0, 80.0))
    return exact


class WeekPlace(msgspec.Struct, frozen=True):
    """Where a moment stands in the week: between hour bins `low` and `high`, `share` of the way.

    `day_low` and `day_high` are the day-type bins of the same; `hour` is the local hour, `weekday` 0 for Monday.
    """

    low: int
    high: int
    share: float
    day_low: int
    day_high: int
    hour: int
    weekday: int
    minute: int


def _day_bin(hour_of_week: int) -> int:
    weekday, hour = divmod(hour_of_week, 24)
    return max(0, weekday - 4) * 24 + hour


class Week:
    """The city's week: local time zone and holidays, which count as Sundays."""

    def __init__(self, timezone: str, holidays: Iterable[date] = ()) -> None:
        self.zone = ZoneInfo(timezone)
        self.holidays = frozenset(holidays)

    def local(self, time: int) -> datetime:
        """Return local time of `time` (ms UTC)."""
        return datetime.fromtimestamp(time / 1000, UTC).astimezone(self.zone)

    def place(self, time: int) -> WeekPlace:
        """Return the place in the week of `time` (ms UTC).

        Bins stand for the middles of hours, so that there is no step at the full hour.
        """
        return self._place(self._hour_start(time), (time % 3_600_000) // _MINUTE, time % _MINUTE / _MINUTE)

    def _hour_start(self, time: int) -> int:
        return time - time % 3_600_000

    def _place(self, hour_start: int, minute: int, fraction: float) -> WeekPlace:
        weekday, hour, offset = _local_hour(self.zone, self.holidays, hour_start)
        position = weekday * 24 + hour + (minute + fraction + offset) / 60.0 - 0.5
        low = math.floor(position)
        share = position - low
        low %= 168
        high = low if share == 0.0 else (low + 1) % 168
        past = offset + minute >= 60
        return WeekPlace(
            low,
            high,
            share,
            _day_bin(low),
            _day_bin(high),
            (hour + 1) % 24 if past else hour,
            weekday,
            (minute + offset) % 60,
        )


@lru_cache(maxsize=64)
def _local_hour(zone: ZoneInfo, holidays: frozenset[date], time: int) -> tuple[int, int, int]:
    """Return weekday (6 on holidays), hour and minute of local time at `time` (ms UTC)."""
    local = datetime.fromtimestamp(time / 1000, UTC).astimezone(zone)
    weekday = 6 if local.date() in holidays else local.weekday()
    return weekday, local.hour, local.minute
