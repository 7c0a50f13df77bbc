"""Virtual partitions: a place's cell of about 500 m decides, so that a worker owns whole neighbourhoods."""

import math
import zlib
from typing import Final

from impetus.model.observation import PARTITIONS
from impetus.model.sensor import Sensor

CELL_M: Final = 500.0
_METRES_PER_DEGREE: Final = 111_320.0  # of latitude; WGS 84 mean


def cell_of(latitude: float, longitude: float) -> tuple[int, int]:
    """Return (row, column) of the cell: rows of 500 m from the equator, columns of about 500 m within a row."""
    row = math.floor(latitude * _METRES_PER_DEGREE / CELL_M)
    middle = math.radians((row + 0.5) * CELL_M / _METRES_PER_DEGREE)
    metres = _METRES_PER_DEGREE * max(math.cos(middle), 0.01)
    return row, math.floor(longitude * metres / CELL_M)


def partition_of(latitude: float, longitude: float) -> int:
    """Return the partition, 0 to 63, of a place in WGS 84 degrees. The same in every process and release."""
    row, column = cell_of(latitude, longitude)
    return zlib.crc32(f"{row}:{column}".encode()) % PARTITIONS


def partition_of_id(sensor: str) -> int:
    """Return the partition of a sensor whose place is not known."""
    return zlib.crc32(sensor.encode()) % PARTITIONS


def partition_of_sensor(sensor: Sensor) -> int:
    """Return the partition of a sensor: by its place, or by its id where the place is not known."""
    if sensor.latitude is None or sensor.longitude is None:
        return partition_of_id(sensor.id)
    return partition_of(sensor.latitude, sensor.longitude)
