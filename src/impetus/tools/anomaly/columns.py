"""The detector's state: one array a quantity, one place in it a sensor. Arrays grow in blocks."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from impetus.tools.anomaly.arrays import (
    DAY_HOURS,
    F16,
    F32,
    HOURS,
    I32,
    I64,
    NEIGHBOURS,
    RECENT,
    SPAN,
    STATISTICS,
    U8,
    U16,
    WEEKS,
    Bool,
)

FIELDS: Final[dict[str, tuple[str, int, float]]] = {
    # name: type, rows (0: one value a sensor), filling
    "level": ("<f4", HOURS, 0.0),
    "scale": ("<f4", HOURS, 0.0),
    "visits": ("<u2", HOURS, 0),
    "day_level": ("<f4", DAY_HOURS, 0.0),
    "day_scale": ("<f4", DAY_HOURS, 0.0),
    "day_visits": ("<u2", DAY_HOURS, 0),
    "overall_level": ("<f4", 0, 0.0),
    "overall_scale": ("<f4", 0, 0.0),
    "seen": ("<i4", 0, 0),
    "today": ("<f4", 0, 0.0),
    "today_cross": ("<f4", 0, 0.3),
    "today_power": ("<f4", 0, 0.6),
    "city_cross": ("<f4", 0, 0.15),
    "city_power": ("<f4", 0, 0.5),
    "near_cross": ("<f4", 0, 0.15),
    "near_power": ("<f4", 0, 0.5),
    "spread_step": ("<f4", 0, 1.0),
    "spread_area": ("<f4", 0, 0.7),
    "hour_step": ("<f4", 24, 0.0),
    "hour_area": ("<f4", 24, 0.0),
    "hour_visits": ("<f4", 24, 0.0),
    "weeks": ("<f2", WEEKS * HOURS, np.nan),
    "excess": ("<f4", SPAN, np.nan),
    "hour_sum": ("<f4", 0, 0.0),
    "hour_heard": ("u1", 0, 0),
    "spread_load": ("<f4", 0, 1.0),
    "cusum_up": ("<f4", 0, 0.0),
    "cusum_down": ("<f4", 0, 0.0),
    "quantile": ("<f4", STATISTICS, 1.0),
    "same": ("<f4", 24, 0.3),
    "surprise": ("<f4", 0, 0.0),
    "run": ("<i4", 0, 0),
    "last_value": ("<f8", 0, np.nan),
    "last_time": ("<i8", 0, -1),
    "known_since": ("<i8", 0, -1),
    "impossible": ("u1", 0, 0),
    "health": ("u1", 0, 0),
    "busy": ("u1", 0, 0),
    "active": ("?", 0, 0),
    "neighbour": ("<i4", NEIGHBOURS, -1),
    "recent_value": ("<f4", RECENT, np.nan),
    "recent_usual": ("<f4", RECENT, np.nan),
    "recent_expected": ("<f4", RECENT, np.nan),
    "recent_spread": ("<f2", RECENT, np.nan),
}
"""What is kept of a sensor. Rows come first in memory, so that one hour of all sensors lies together."""

_ALIGNED: Final = 8


_NO_LONGER: Final = FIELDS | {"weeks": ("<f2", 1, np.nan)}
"""Where slots are too long for the longer view, its memory (a third of all) is one row that nobody reads."""


class Columns:
    """Arrays over sensors; `count` places are in use, `capacity` are there. Rows x sensors where there are rows."""

    level: F32
    scale: F32
    visits: U16
    day_level: F32
    day_scale: F32
    day_visits: U16
    overall_level: F32
    overall_scale: F32
    seen: I32
    today: F32
    today_cross: F32
    today_power: F32
    city_cross: F32
    city_power: F32
    near_cross: F32
    near_power: F32
    spread_step: F32
    spread_area: F32
    hour_step: F32
    hour_area: F32
    hour_visits: F32
    weeks: F16
    excess: F32
    hour_sum: F32
    hour_heard: U8
    spread_load: F32
    cusum_up: F32
    cusum_down: F32
    quantile: F32
    same: F32
    surprise: F32
    run: I32
    last_value: NDArray[np.float64]
    last_time: I64
    known_since: I64
    impossible: U8
    health: U8
    busy: U8
    active: Bool
    neighbour: I32
    recent_value: F32
    recent_usual: F32
    recent_expected: F32
    recent_spread: F16

    def __init__(self, *, longer: bool = True) -> None:
        """Make no places yet; `longer` says whether the longer view's memory is kept."""
        self._fields = FIELDS if longer else _NO_LONGER
        self.count = 0
        self.capacity = 0
        self._resize(0)

    def _resize(self, capacity: int) -> None:
        for name, (kind, rows, filling) in self._fields.items():
            grown: NDArray[Any] = np.empty((rows, capacity) if rows else capacity, dtype=kind)
            if self.count:
                grown[..., : self.count] = getattr(self, name)[..., : self.count]
            grown[..., self.count :] = filling
            setattr(self, name, grown)
        self.capacity = capacity

    def add(self, number: int = 1) -> int:
        """Make room for `number` more sensors; returns the place of the first."""
        first = self.count
        if first + number > self.capacity:
            # Blocks of a sixteenth: growth stays linear in time, the empty part small.
            block = max(32, (first + number) // 16)
            self._resize(-(-(first + number) // block) * block)
        self.count += number
        return first

    def reset(self, place: int) -> None:
        """Forget everything about the sensor at `place`."""
        for name, (_, _, filling) in self._fields.items():
            getattr(self, name)[..., place] = filling

    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return sum(int(getattr(self, name).nbytes) for name in self._fields)

    def pack(self) -> dict[str, int]:
        """Return what `unpack` needs besides the `parts`."""
        return {"count": self.count, "capacity": self.capacity, "columns": len(self._fields)}

    def parts(self) -> list[memoryview | bytes]:
        """Return the arrays one after another, each filled up to a multiple of eight bytes."""
        result: list[memoryview | bytes] = []
        for name in self._fields:
            array = np.ascontiguousarray(getattr(self, name)[..., : self.count])
            result += [array.reshape(-1).view(np.uint8).data, bytes(-array.nbytes % _ALIGNED)]
        return result

    def unpack(self, packed: dict[str, Any], state: memoryview, start: int) -> int:
        """Take over what `pack` and `parts` returned, the parts from byte `start` of `state` on; returns their end.

        Raises ValueError if it does not fit.
        """
        count, capacity = int(packed["count"]), int(packed["capacity"])
        if not 0 <= count <= capacity or packed["columns"] != len(self._fields):
            raise ValueError("the state of the anomaly detector has other columns than this version")
        self.count, self.capacity = count, capacity
        for name, (kind, rows, filling) in self._fields.items():
            shape = (rows, count) if rows else (count,)
            number = count * max(rows, 1)
            held: NDArray[Any] = np.empty((rows, capacity) if rows else capacity, dtype=kind)
            if number:
                held[..., :count] = np.frombuffer(state, kind, number, start).reshape(shape)
            held[..., count:] = filling
            setattr(self, name, held)
            start += -(-number * held.itemsize // _ALIGNED) * _ALIGNED
        return start
