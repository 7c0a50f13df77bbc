"""The sensors of an agency as columns, for work on many readings at once. Rows keep their number for good."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from impetus.bus.partition import partition_of_sensor
from impetus.model.observation import PARTITIONS
from impetus.model.sensor import Sensor, SensorKind

KINDS: Final = tuple(kind.value for kind in SensorKind)
_KIND_CODE: Final = {kind: code for code, kind in enumerate(KINDS)}


class SensorTable:
    """Columns by row number: `group` is kind code × 64 + partition, bounds are ±inf where none is known."""

    def __init__(self, sensors: Iterable[Sensor] = ()) -> None:
        self.rows: dict[str, int] = {}
        self.ids: list[str] = []
        self.sensors: list[Sensor] = []
        self.group: NDArray[np.uint16] = np.zeros(0, "u2")
        self.minimum: NDArray[np.float64] = np.zeros(0)
        self.maximum: NDArray[np.float64] = np.zeros(0)
        self.interval_ms: NDArray[np.int64] = np.zeros(0, "i8")
        self.put(sensors)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, sensor: str) -> bool:
        return sensor in self.rows

    def get(self, sensor: str) -> Sensor | None:
        """The sensor of this id, or None."""
        row = self.rows.get(sensor)
        return None if row is None else self.sensors[row]

    def put(self, sensors: Iterable[Sensor]) -> None:
        """Take over sensors that are new or were edited."""
        changed = list(sensors)
        for sensor in changed:
            if sensor.id not in self.rows:
                self.rows[sensor.id] = len(self.ids)
                self.ids.append(sensor.id)
                self.sensors.append(sensor)
        self._grow(len(self.ids))
        for sensor in changed:
            row = self.rows[sensor.id]
            self.sensors[row] = sensor
            self.group[row] = _KIND_CODE[sensor.kind.value] * PARTITIONS + partition_of_sensor(sensor)
            self.minimum[row] = -np.inf if sensor.minimum is None else sensor.minimum
            self.maximum[row] = np.inf if sensor.maximum is None else sensor.maximum
            self.interval_ms[row] = max(sensor.interval_s, 1) * 1000

    def _grow(self, size: int) -> None:
        if size <= len(self.group):
            return
        room = max(size, 2 * len(self.group), 64)
        for name in ("group", "minimum", "maximum", "interval_ms"):
            old = getattr(self, name)
            new = np.zeros(room, old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)


def group_name(group: int) -> tuple[str, int]:
    """Return (kind, partition) of a group number."""
    return KINDS[group // PARTITIONS], group % PARTITIONS
