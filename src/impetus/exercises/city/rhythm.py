"""The rhythm of a city's week: shares of a busy hour by local minute, joined smoothly across midnight."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from impetus.exercises.city.scenario import Rhythm

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
WEEK_MINUTES: Final = 7 * 1440
HOUR_MS: Final = 3_600_000


def curve(rhythm: Rhythm) -> F32:
    """A week by minute from Monday 00:00 local, shape (10080,); every hour's share stands at its middle."""
    days = [rhythm.working] * 4 + [rhythm.friday or rhythm.working, rhythm.saturday, rhythm.sunday]
    if any(len(day) != 24 for day in days):
        raise ValueError("a rhythm has 24 numbers a day")
    shares = np.array(days, float).ravel()
    middles = np.arange(168) * 60 + 30.0
    week = np.interp(np.arange(WEEK_MINUTES), middles, shares, period=WEEK_MINUTES)
    # people do not turn round at the half hour: round the corners over some forty minutes
    kernel = np.hanning(43)
    kernel /= kernel.sum()
    around = np.concatenate([week[-21:], week, week[:21]])
    return np.convolve(around, kernel, mode="valid").astype(np.float32)


def minutes_of_week(day: int, zone: ZoneInfo) -> I64:
    """The local minute of the week of every minute of a UTC day (days since 1970), shape (1440,).

    Follows the change of the clocks: an hour is then repeated or left out.
    """
    start = day * 24 * HOUR_MS
    firsts = []
    for hour in range(24):
        local = datetime.fromtimestamp((start + hour * HOUR_MS) / 1000, UTC).astimezone(zone)
        firsts.append(local.weekday() * 1440 + local.hour * 60 + local.minute)
    return (np.array(firsts)[:, None] + np.arange(60)).ravel() % WEEK_MINUTES
