"""What the weather explains: some weather sensors as regressors of every other sensor's deviation. Off by default.

A weather sensor's reading is the mean of the last whole hour before a slot ends, so that nothing later than the slot
is used and a replay gives the same. What counts is how far it lies from its own usual at this hour of day, in its own
spreads (`Effect.tell`), so that the usual week of the others already holds the usual weather. Each sensor has one
weight for each weather sensor, from the sums of products of a ridge regression with an exponential memory; responses
are bounded around what was expected (Huber's pseudo-responses), so that events and faults teach little. The effect is
bounded too: weather excuses no deviation of any size.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from impetus.model.observation import ObservationBatch
from impetus.model.sensor import Aggregate, Sensor
from impetus.tools.anomaly.arrays import F32, F64, Bool
from impetus.tools.anomaly.slots import Week

HOUR_MS: Final = 3_600_000
MOST_SENSORS: Final = 4
_HOURS_KEPT: Final = 4_400
"""Hours of readings that wait to be used: half a year, as a first start loads them."""
_OLDEST: Final = 3
"""A weather sensor that has been silent for more hours than this says nothing."""
_KNOWN_DAYS: Final = 7.0
"""Days of an hour before its weather is called unusual."""
_CLIMATE_DAYS: Final = 30.0
_MEMORY_DAYS: Final = 180.0
_PULL_DAYS: Final = 20.0
"""Days of learning at which a weight is drawn half way to nothing."""
_BOUND: Final = 3.0
"""Spreads of its own beyond which weather counts no more."""
_HUBER: Final = np.float32(2.0)
_MOST: Final = np.float32(2.0)
"""Spreads of a sensor that the weather may explain at most."""
_MEAN_TO_SPREAD: Final = 1.2533
_WET: Final = ("rain", "precip", "snow")


def evened(value: float, sensor: Sensor | None) -> float:
    """Return the reading as it counts: the root of what falls, as it stands what is a level."""
    falls = sensor is not None and (
        sensor.aggregate is Aggregate.SUM or any(word in sensor.quantity.lower() for word in _WET)
    )
    return max(value, 0.0) ** 0.5 if falls else value


class Weather:
    """Hourly sums of the named weather sensors' readings, each a mapping from the hour since 1970 to (sum, number)."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        self.hours: dict[str, dict[int, tuple[float, int]]] = {}

    def name(self, names: Sequence[str]) -> None:
        """Take these sensors as the weather; what was heard of those that stay is kept."""
        self.names = tuple(names)
        self.hours = {name: self.hours.get(name, {}) for name in self.names}

    def observe(self, batch: ObservationBatch, keep: Bool, find: Callable[[str], Sensor | None]) -> None:
        """Take the readings of the named sensors in, where `keep`, shape (n,); `find` knows what they measure."""
        for name in self.names:
            if name not in batch.sensors:
                continue
            here = keep & (batch.indices == batch.sensors.index(name)) & np.isfinite(batch.values)
            heard, sensor = self.hours[name], find(name)
            for time, value in zip(batch.times[here].tolist(), batch.values[here].tolist(), strict=True):
                if sensor is not None and not _possible(value, sensor):
                    continue
                total, number = heard.get(time // HOUR_MS, (0.0, 0))
                heard[time // HOUR_MS] = total + evened(value, sensor), number + 1
            if len(heard) > _HOURS_KEPT:
                newest = max(heard)
                self.hours[name] = {hour: one for hour, one in heard.items() if hour > newest - _HOURS_KEPT}

    def at(self, hour: int) -> list[float | None]:
        """Return each sensor's mean of the newest of the last hours up to `hour`; None where it was silent."""
        found: list[float | None] = []
        for name in self.names:
            heard = (self.hours[name].get(hour - back) for back in range(_OLDEST))
            newest = next((one for one in heard if one is not None), None)
            found.append(None if newest is None else newest[0] / newest[1])
        return found

    def heard(self) -> int:
        """Return how many of the named sensors were ever heard of."""
        return sum(1 for heard in self.hours.values() if heard)

    def pack(self) -> dict[str, list[tuple[int, float, int]]]:
        """Return it as plain data."""
        return {name: [(hour, *one) for hour, one in heard.items()] for name, heard in self.hours.items()}

    def unpack(self, packed: dict[str, list[tuple[int, float, int]]]) -> None:
        """Take over what `pack` returned."""
        self.names = tuple(packed)
        self.hours = {name: {hour: (total, number) for hour, total, number in rows} for name, rows in packed.items()}


def _possible(value: float, sensor: Sensor) -> bool:
    low, high = sensor.minimum, sensor.maximum
    return (low is None or value >= low) and (high is None or value <= high)


class Effect:
    """What the weather does to each sensor of a domain: `cross` has shape (weather sensors, n)."""

    def __init__(self) -> None:
        self.weather: Weather | None = None
        self._begin(())

    def _begin(self, names: tuple[str, ...]) -> None:
        size = len(names)
        self.names = names
        self.hour = -1
        self.slots = 0
        self.level: F64 = np.zeros((size, 24))
        self.spread: F64 = np.zeros((size, 24))
        self.visits: F64 = np.zeros((size, 24))
        self.now: F64 = np.zeros(size)
        self.gram: F64 = np.zeros((size, size))
        self.cross: F32 = np.zeros((size, 0), dtype=np.float32)
        self._weights: F32 | None = None

    def use(self, weather: Weather) -> None:
        """Learn from `weather` from here on; what was learned of other sensors is forgotten."""
        self.weather = weather
        if weather.names != self.names:
            self._begin(weather.names)

    def grow(self, count: int) -> None:
        """Make room for `count` sensors."""
        more = count - self.cross.shape[1]
        if more > 0:
            self.cross = np.concatenate((self.cross, np.zeros((len(self.names), more), dtype=np.float32)), axis=1)

    def forget(self, place: int) -> None:
        """Forget the sensor at `place`."""
        if place < self.cross.shape[1]:
            self.cross[:, place] = 0.0

    def tell(self, end: int, week: Week, slots_per_day: int, exempt: Bool) -> F32 | None:
        """Return what the weather makes of a slot that ends at `end` (ms UTC), in spreads, shape (n,).

        None where no weather sensor is named. Sensors that are `exempt` (the weather itself) have no effect.
        """
        if not self.names or self.weather is None:
            return None
        hour = end // HOUR_MS - 1
        if hour != self.hour:
            self.hour = hour
            self._look(week.place(hour * HOUR_MS + HOUR_MS // 2).hour, self.weather.at(hour))
            self._weights = None
        self.grow(len(exempt))
        if self._weights is None or self._weights.shape != self.cross.shape:
            days = self.slots / slots_per_day
            ridge = _PULL_DAYS / max(min(days, _MEMORY_DAYS), 1.0)
            pulled = self.gram + np.eye(len(self.names)) * (ridge * np.maximum(self.gram.diagonal(), 0.05) + 1e-3)
            self._weights = np.linalg.solve(pulled, self.cross.astype(np.float64)).astype(np.float32)
        effect = self.now.astype(np.float32) @ self._weights
        return np.where(exempt, np.float32(0.0), np.minimum(np.maximum(effect, -_MOST), _MOST))

    def _look(self, local_hour: int, values: list[float | None]) -> None:
        for which, value in enumerate(values):
            if value is None:
                self.now[which] = 0.0
                continue
            seen = self.visits[which, local_hour]
            level = self.level[which, local_hour]
            # An hour that is always the same (no rain at four) borrows from the spread of the others.
            usual = self.spread[which]
            spread = _MEAN_TO_SPREAD * max(usual[local_hour], 0.5 * float(usual.mean()), 1e-6)
            away = (value - level) / spread if seen >= _KNOWN_DAYS else 0.0
            self.now[which] = min(max(away, -_BOUND), _BOUND)
            pace = 1.0 / (min(seen, _CLIMATE_DAYS) + 1.0)
            size = abs(value - level)
            if seen >= _KNOWN_DAYS:
                size = min(size, _BOUND * spread)
            self.level[which, local_hour] += pace * (value - level)
            if seen:
                self.spread[which, local_hour] += pace * (size - usual[local_hour])
            self.visits[which, local_hour] = seen + 1.0

    def learn(self, deviation: F32, effect: F32, counts: Bool, slots_per_day: int) -> None:
        """Learn from one slot's deviation from the usual week (in spreads), shape (n,), where it `counts`."""
        if not self.now.any():
            return
        self.slots += 1
        pace = 1.0 / min(self.slots, _MEMORY_DAYS * slots_per_day)
        now = self.now
        self.gram += pace * (np.outer(now, now) - self.gram)
        answer = effect + np.minimum(np.maximum(deviation - effect, -_HUBER), _HUBER)
        some = counts.astype(np.float32) * np.float32(pace)
        for which, size in enumerate(now.tolist()):
            self.cross[which] += some * (np.float32(size) * answer - self.cross[which])

    def nbytes(self) -> int:
        """Bytes that it takes."""
        return int(self.cross.nbytes) * 2

    def pack(self) -> dict[str, Any]:
        """Return it as plain data and bytes."""
        arrays = (self.level, self.spread, self.visits, self.now, self.gram, self.cross)
        return {
            "names": self.names,
            "at": [self.hour, self.slots],
            "arrays": [array.tobytes() for array in arrays],
            "weights": None if self._weights is None else self._weights.tobytes(),
        }

    def unpack(self, packed: dict[str, Any] | None, count: int) -> None:
        """Take over what `pack` returned, for `count` sensors; a state of before it has none. Raises ValueError."""
        if packed is None:
            return
        self._begin(tuple(packed["names"]))
        self.hour, self.slots = (int(number) for number in packed["at"])
        size = len(self.names)
        level, spread, visits, now, gram, cross = packed["arrays"]
        self.level, self.spread, self.visits = (
            np.frombuffer(one, dtype="<f8").reshape(size, 24).copy() for one in (level, spread, visits)
        )
        self.now = np.frombuffer(now, dtype="<f8").reshape(size).copy()
        self.gram = np.frombuffer(gram, dtype="<f8").reshape(size, size).copy()
        if size:
            self.cross = np.frombuffer(cross, dtype="<f4").reshape(size, -1).copy()
        if packed["weights"] is not None and size:
            self._weights = np.frombuffer(packed["weights"], dtype="<f4").reshape(self.cross.shape).copy()
        if self.cross.shape[1] > count:
            raise ValueError("the weather's effect in the state of the anomaly detector has other sensors than columns")
