"""The newest value of every sensor, and which of them changed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from impetus.history.tail import Names


class Latest:
    """Of one agency: columns by sensor number."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._time: NDArray[np.int64] = np.zeros(0, "i8")
        self._value: NDArray[np.float64] = np.zeros(0)
        self._known: NDArray[np.bool_] = np.zeros(0, bool)
        self._changed: NDArray[np.bool_] = np.zeros(0, bool)

    def update(self, sensor: NDArray[np.integer], time: NDArray[np.int64], value: NDArray[np.float64]) -> None:
        """Take in readings, columns of shape (n,); an older reading than the newest changes nothing."""
        if not len(sensor):
            return
        self._grow(len(self._names.ids))
        if len(time) > 1 and bool((time[1:] < time[:-1]).any()):
            order = np.argsort(time, kind="stable")
            sensor, time, value = sensor[order], time[order], value[order]
        newer = (time >= self._time[sensor]) | ~self._known[sensor]
        sensor, time, value = sensor[newer], time[newer], value[newer]
        # of several readings of a sensor the last assignment stays, which is the newest
        self._time[sensor], self._value[sensor] = time, value
        self._known[sensor] = self._changed[sensor] = True

    def changes(self, maximum: int = 20_000) -> dict[str, list[Any]] | None:
        """Return ids, values and times of up to `maximum` sensors that changed since they were last told, or None."""
        numbers = np.flatnonzero(self._changed)[:maximum]
        if not len(numbers):
            return None
        self._changed[numbers] = False
        return self._columns(numbers)

    def page(self, start: int, size: int) -> tuple[dict[str, list[Any]], int | None]:
        """Return the latest values of sensors number `start` on, and where the next page starts (None: no more)."""
        end = min(start + size, len(self._known))
        numbers = np.flatnonzero(self._known[start:end]) + start
        return self._columns(numbers), (end if end < len(self._known) else None)

    def settle(self) -> None:
        """Forget what changed: it is known already."""
        self._changed[:] = False

    def _columns(self, numbers: NDArray[np.integer]) -> dict[str, list[Any]]:
        return {
            "ids": [self._names.ids[number] for number in numbers.tolist()],
            "values": self._value[numbers].tolist(),
            "times": self._time[numbers].tolist(),
        }

    def _grow(self, size: int) -> None:
        if size <= len(self._time):
            return
        room = max(size, 2 * len(self._time), 64)
        for name in ("_time", "_value", "_known", "_changed"):
            old = getattr(self, name)
            new = np.zeros(room, old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)
