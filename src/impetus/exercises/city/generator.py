"""A made-up city's readings as a function of seed and time: any day can be made without the days before it.

The history (means of five minutes) and the live city (a reading a minute) are the same numbers. Happenings act
on what is expected, never on chance, so taking one out of the script takes exactly its effect out.
"""

from collections import OrderedDict
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from impetus.exercises.city.expected import Expected
from impetus.exercises.city.happenings import DAY, MINUTE, Effect, Script
from impetus.exercises.city.scenario import Scenario

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
_KEPT_DAYS: Final = 3


class Columns(NamedTuple):
    """Readings: position (`which`) in the scenario's sensors, time (ms UTC), value; n each, in order of time."""

    which: I64
    time: I64
    value: F64


class City:
    """The readings of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.sensors = scenario.sensors
        self.expected = Expected(scenario)
        self.script = Script(scenario.happenings, scenario.later, scenario.seed)
        self.zone = ZoneInfo(scenario.timezone)
        # a sensor reports at a second of its own, so that the live city does not pulse once a minute
        self.phase = (np.arange(len(self.sensors)) * 37 % 60 * 1000).astype(np.int64)
        self._row = {sensor.id: row for row, sensor in enumerate(self.sensors)}
        self._days: OrderedDict[int, F32] = OrderedDict()

    def day(self, number: int) -> F32:
        """One UTC day (days since 1970): a value a minute, shape (sensors, 1440); NaN where none is sent."""
        if number in self._days:
            self._days.move_to_end(number)
            return self._days[number]
        values = self._made(number)
        self._days[number] = values
        while len(self._days) > _KEPT_DAYS:
            self._days.popitem(last=False)
        return values

    def minutes(self, start: int, end: int) -> Columns:
        """Every sensor's reading of each minute, from `start` to before `end` (ms UTC, of the readings' own time)."""
        parts = []
        for minute in range((start // MINUTE) - 1, end // MINUTE + 1):
            values = self.day(minute * MINUTE // DAY)[:, minute % 1440]
            time = minute * MINUTE + self.phase
            here = np.flatnonzero((time >= start) & (time < end) & np.isfinite(values))
            parts.append((here, time[here], values[here].astype(np.float64)))
        index, time, value = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((index, time))
        return Columns(index[order], time[order], value[order])

    def means(self, start: int, end: int, minutes: int = 5) -> Columns:
        """Means over `minutes` (a divisor of 1440), from `start` to `end` (ms UTC, whole slots).

        A mean's time is the last second of its slot, when it would be known.
        """
        step = minutes * MINUTE
        parts = []
        for number in range(start // DAY, -(-end // DAY)):
            slots = self.day(number).reshape(len(self.sensors), -1, minutes)
            first = max(start - number * DAY, 0) // step
            last = min(end - number * DAY, DAY) // step
            slots = slots[:, first:last]
            there = np.isfinite(slots)
            count = there.sum(axis=2)
            total = np.where(there, slots, 0).sum(axis=2, dtype=np.float64)
            time = number * DAY + (np.arange(first, last) + 1) * step - 1000
            known = count.T > 0  # slots first: in order of time
            slot, index = np.nonzero(known)
            parts.append((index, time[slot], (total.T[known] / count.T[known]).round(2)))
        index, at, value = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Columns(index, at, value)

    def _made(self, number: int) -> F32:
        effects = self._effects(number)
        values = self._drawn(number, effects)
        for effect in effects:
            if not (effect.freeze or effect.silent):
                continue
            first, last = _span(effect, number)
            for row in self._rows(effect):
                if effect.freeze:
                    values[row, first:last] = self._frozen(effect, row)
                else:
                    values[row, first:last] = np.nan
        return values

    def _drawn(self, number: int, effects: list[Effect]) -> F32:
        """A day before anything is frozen or silenced."""
        factor = np.ones((len(self.sensors), 1440), np.float32) if effects else None
        add = np.zeros((len(self.sensors), 1440), np.float32) if effects else None
        for effect in effects:
            first, last = _span(effect, number)
            if factor is None or add is None or first >= last:
                continue
            share = _share(effect, number, first, last)
            rows = self._rows(effect)
            factor[rows, first:last] *= 1 + (effect.factor - 1) * share
            add[rows, first:last] += effect.add * share
        return self.expected.readings(number, self.zone, factor, add)

    def _effects(self, number: int) -> list[Effect]:
        start, end = number * DAY, (number + 1) * DAY
        return [
            effect
            for happening in self.script.between(start, end)
            for effect in happening.effects
            if effect.start < end and effect.end > start
        ]

    def _rows(self, effect: Effect) -> list[int]:
        return [self._row[name] for name in effect.sensors]

    def _frozen(self, effect: Effect, row: int) -> float:
        """The last reading before a sensor froze."""
        minute = effect.start // MINUTE - 1
        day = minute // 1440
        before = self._drawn(day, self._effects(day))[row, : minute % 1440 + 1]
        known = before[np.isfinite(before)]
        return float(known[-1]) if len(known) else 0.0


def _span(effect: Effect, number: int) -> tuple[int, int]:
    """The minutes of a day that an effect covers."""
    start = number * DAY
    first = max(-(-(effect.start - start) // MINUTE), 0)
    return first, min(max((effect.end - start) // MINUTE, 0), 1440)


def _share(effect: Effect, number: int, first: int, last: int) -> F32:
    """How much of an effect is there in each minute, 0 to 1."""
    minute = np.arange(first, last) + number * 1440
    since = minute + 1 - effect.start / MINUTE
    left = effect.end / MINUTE - minute
    rising = np.clip(since / effect.rise, 0, 1) if effect.rise else np.ones(len(minute))
    fading = np.clip(left / effect.fall, 0, 1) if effect.fall else np.ones(len(minute))
    return np.minimum(rising, fading).astype(np.float32)
