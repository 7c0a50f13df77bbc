"""The sensors of a domain: what does not change with readings, as arrays, and who is whose neighbour."""

from typing import Any, Final

import msgspec
import numpy as np

from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.tools.anomaly.arrays import F32, F64, I32, I64, NEIGHBOURS, Bool
from impetus.tools.anomaly.baseline import FLOOR
from impetus.tools.anomaly.calibration import Pool
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.kindred import Kindred
from impetus.tools.anomaly.neighbours import nearest, project
from impetus.tools.anomaly.slots import DELAY, HEADWAY, IN_SERVICE, ROOT, is_speed, transform_of

KIND_CODES: Final = {kind: code for code, kind in enumerate(SensorKind)}
_SPEED_OFFSET: Final = 9
"""Speeds are a kind of their own: a jam has fewer vehicles and lower speeds, and neither explains the other."""
_LARGEST: Final = float(np.finfo(np.float64).max)
"""The bound of what has none: infinity is a reading of nothing."""
WEATHER_CODE: Final = KIND_CODES[SensorKind.WEATHER]
SPEED_CODE: Final = KIND_CODES[SensorKind.TRAFFIC] + _SPEED_OFFSET
TRANSIT_CODES: Final = {name: SPEED_CODE + 1 + at for at, name in enumerate((DELAY, HEADWAY, IN_SERVICE))}
"""Delays, headways and vehicles in service of public transport are kinds of their own too."""
_FALLING: Final = (SPEED_CODE, TRANSIT_CODES[IN_SERVICE])
"""Kinds that tell of trouble by falling: slow traffic, buses that are not there."""


def code_of(sensor: Sensor) -> int:
    """Return the code of the sensor's kind; sensors are compared only with others of the same code."""
    if sensor.kind is SensorKind.TRAFFIC and is_speed(sensor):
        return SPEED_CODE
    if sensor.kind is SensorKind.TRAFFIC:
        return TRANSIT_CODES.get(sensor.quantity, KIND_CODES[sensor.kind])
    return KIND_CODES[sensor.kind]


class Roster:
    """Sensors by place. Arrays have shape (n,); they are built anew when sensors have changed."""

    codes: I64
    transforms: I64
    rooted: Bool
    floors: F32
    ways: F32
    intervals: I64
    minimum: F64
    maximum: F64
    summed: Bool
    due: F64
    east: F64
    north: F64
    starts: I64
    placeless: list[tuple[Bool, Bool]]
    groups: list[I64]
    real: Bool
    related: I32

    def __init__(self, slot_ms: int) -> None:
        self.slot_ms = slot_ms
        self.sensors: list[Sensor] = []
        self.places: dict[str, int] = {}
        self.stale = True
        self.strangers = True
        self.related = np.zeros((NEIGHBOURS, 0), dtype=np.int32)

    def put(self, sensor: Sensor, state: Columns) -> None:
        """Add the sensor, or take over its new description.

        What was learned stays, unless it now measures something else.
        """
        place = self.places.get(sensor.id)
        if place is None:
            place = state.add()
            self.sensors.append(sensor)
            self.places[sensor.id] = place
        else:
            before = self.sensors[place]
            if before == sensor and state.active[place]:
                return
            if (before.kind, before.unit, before.quantity) != (sensor.kind, sensor.unit, sensor.quantity):
                state.reset(place)
            self.sensors[place] = sensor
        state.active[place] = True
        self.stale = self.strangers = True

    def build(self, state: Columns, reach: float) -> None:
        """Bring the arrays up to date; find neighbours within `reach` metres if sensors changed."""
        sensors = self.sensors
        if self.stale:
            self.codes = np.array([code_of(sensor) for sensor in sensors], dtype=np.int64)
            self.transforms = np.array([transform_of(sensor) for sensor in sensors], dtype=np.int64)
            self.rooted = self.transforms == ROOT
            # Where speeds fall, and where anything else rises, there is trouble.
            self.ways = np.where(np.isin(self.codes, _FALLING), -1.0, 1.0).astype(np.float32)
            self.intervals = np.array([max(sensor.interval_s, 1) * 1000 for sensor in sensors], dtype=np.int64)
            self.minimum = np.array([-_LARGEST if s.minimum is None else max(s.minimum, -_LARGEST) for s in sensors])
            self.maximum = np.array([_LARGEST if s.maximum is None else min(s.maximum, _LARGEST) for s in sensors])
            self.summed = np.array([sensor.aggregate is Aggregate.SUM for sensor in sensors])
            self.due = np.maximum(self.slot_ms / self.intervals, 1.0)
            floors = np.array([FLOOR.get(code, 1e-3) for code in self.transforms.tolist()])
            # A mean of several readings varies less than one of them.
            self.floors = (floors / np.where(self.summed, 1.0, np.sqrt(self.due))).astype(np.float32)
            latitude = np.array([np.nan if s.latitude is None else s.latitude for s in sensors])
            longitude = np.array([np.nan if s.longitude is None else s.longitude for s in sensors])
            self.east, self.north = project(latitude, longitude)
            self.starts = Pool.starts(self.codes)
            # What is made of others only repeats them: it has no say in what its kind does.
            self.real = np.array([sensor.source != "virtual" for sensor in sensors], dtype=np.bool_)
            self.groups = [np.flatnonzero(self.real & (self.codes == code)) for code in np.unique(self.codes).tolist()]
            self.stale = False
        if self.strangers:
            group = np.where(state.active[: state.count], self.codes, -1 - np.arange(state.count))
            state.neighbour[:, : state.count] = nearest(self.east, self.north, group, reach)
            self.related = np.zeros((NEIGHBOURS, 0), dtype=np.int32)
            self.strangers = False

    def followed(self, state: Columns, every: bool) -> Bool:
        """Return which sensors' neighbours are looked for by correlation: those without a place, or `every` one."""
        return self.real & state.active[: state.count] & (every | ~np.isfinite(self.east))

    def relate(self, state: Columns, kindred: Kindred) -> None:
        """Take over the neighbours that were found by correlation; who has none and no place is set beside its kind."""
        neighbour = state.neighbour[:, : state.count]
        lost = np.flatnonzero(self.related[0] >= 0)
        neighbour[:, lost] = -1
        found = kindred.put(neighbour)
        lost = lost[~found[lost]]
        # Who is related to nobody any more has the nearest again, where it has a place.
        self.strangers |= bool(np.isfinite(self.east[lost]).any())
        self.related = np.where(found, neighbour, -1) if found.any() else neighbour[:, :0].copy()
        alone = self.real & ~np.isfinite(self.east) & ~found
        self.placeless = [
            (self.real & (self.codes == code), alone & (self.codes == code))
            for code in np.unique(self.codes[alone]).tolist()
        ]

    def is_related(self, place: int) -> bool:
        """Whether the neighbours of the sensor at `place` were found by correlation."""
        return self.related.shape[1] > place and bool(self.related[0, place] >= 0)

    def pack(self) -> dict[str, Any]:
        """Return the sensors as plain data and bytes."""
        return {"sensors": msgspec.msgpack.encode(self.sensors), "strangers": self.strangers}

    def unpack(self, packed: dict[str, Any]) -> None:
        """Take over what `pack` returned."""
        self.sensors = msgspec.msgpack.decode(packed["sensors"], type=list[Sensor])
        self.places = {sensor.id: place for place, sensor in enumerate(self.sensors)}
        self.stale = True
        self.strangers = bool(packed["strangers"])
