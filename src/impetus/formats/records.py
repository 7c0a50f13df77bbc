"""Turns decoded records (objects of JSON, rows of a table) into readings by a mapping."""

from functools import lru_cache
from math import isfinite
from typing import Any, Final

import msgspec
from pydantic import ValidationError

from impetus.contracts.format import Readings, Refusal
from impetus.formats.collect import Collector, good_name, sample_of, unit_of
from impetus.formats.paths import MISSING, Path
from impetus.formats.times import LATEST_MS, SURE_MS, TimeReader
from impetus.observations.mapping import Mapping, ValueField, read_mapping

DEFAULT: Final = {
    "sensor": "sensor",
    "time": "time",
    "values": [{"path": "value"}],
    "unit": "unit",
    "latitude": "latitude",
    "longitude": "longitude",
}
"""How JSON and tables are read where nothing is configured."""
_NUMBERS: Final = frozenset({int, float})
_MAP_SENSOR: Final = "Map the field that holds the sensor's name, a level of the topic, or name one sensor for all."


class RecordReader:
    """Reads records of one mapping. Call `start`, then `take` for each record, then `finish`."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.collect = Collector(
            time_reader(mapping), missing=frozenset(mapping.missing), decimal_comma=mapping.decimal_comma
        )
        self._sensor = Path(mapping.sensor) if mapping.sensor else None
        self._time = Path(mapping.time) if mapping.time else None
        self._unit = Path(mapping.unit) if mapping.unit else None
        self._latitude = Path(mapping.latitude) if mapping.latitude else None
        self._longitude = Path(mapping.longitude) if mapping.longitude else None
        fields = mapping.values or [ValueField(path="value")]
        self._values = [(Path(field.path), field.suffix, field.unit, field.path or "value") for field in fields]
        self._many = any(
            path is not None and path.many for path in (self._sensor, self._time, *(v[0] for v in self._values))
        )
        self._scalar = Path("")
        self._from_topic: str | None = None

    def start(self, *, topic: str, received: int) -> bool:
        """Begin a message; False if no sensor can be told from its topic (already refused)."""
        self.collect.start()
        self._received = received
        self._from_topic = None
        mapping = self.mapping
        if self._sensor is None:
            if mapping.topic_level is not None:
                levels = topic.split("/")
                if mapping.topic_level > len(levels) or not levels[mapping.topic_level - 1]:
                    self.collect.refuse(
                        "bad_name",
                        "topic",
                        f"the topic has no level {mapping.topic_level}",
                        "Change the level of the topic that names the sensor.",
                        sample=topic,
                    )
                    return False
                self._from_topic = levels[mapping.topic_level - 1]
            elif mapping.fixed_sensor:
                self._from_topic = mapping.fixed_sensor
            else:
                self.collect.refuse("bad_mapping", "sensor", "the mapping does not say which sensor", _MAP_SENSOR)
                return False
        return True

    def finish(self) -> Readings:
        """Return what was read since `start`."""
        return self.collect.finish()

    def take(self, record: Any, root: Any, position: int) -> None:
        """Read one record; `root` is the whole message, `position` is its index from 0."""
        if self._many:
            self._take_many(record, root, position)
            return
        collect = self.collect
        if self._sensor is None:
            raw_sensor: Any = self._from_topic
        else:
            raw_sensor = self._sensor.find(root if self._sensor.from_root else record)
            if raw_sensor is MISSING:
                collect.refuse(
                    "no_sensor",
                    self.mapping.sensor,
                    "there is no such field in the message",
                    _MAP_SENSOR,
                    position=position,
                    sample=record,
                )
                return
        base = collect.name(raw_sensor, position, self.mapping.sensor or "topic", record)
        if base is None:
            return
        time = self._time_of(record, root, position)
        if time is None:
            return
        unit = self._unit_of(record, root)
        found_any = False
        prefix = self.mapping.prefix
        for path, suffix, fixed_unit, field in self._values:
            raw = (self._scalar if type(record) is not dict and not self.mapping.values else path).find(
                root if path.from_root else record
            )
            if raw is MISSING:
                continue
            found_any = True
            value = collect.value(raw, position, field, record)
            if value is not None:
                collect.add(prefix + base + suffix, time, value, fixed_unit or unit)
        if not found_any:
            self._no_value(record, position)
        elif self._latitude is not None and self._longitude is not None:
            latitude = self._latitude.find(root if self._latitude.from_root else record)
            longitude = self._longitude.find(root if self._longitude.from_root else record)
            if latitude is not MISSING and longitude is not MISSING:
                for _, suffix, _, _ in self._values:
                    collect.place(prefix + base + suffix, latitude, longitude)

    def _no_value(self, record: Any, position: int) -> None:
        self.collect.refuse(
            "no_value",
            self._values[0][3],
            "there is no such field in the message",
            "Map the field that holds the measured number.",
            position=position,
            sample=record,
        )

    def _time_of(self, record: Any, root: Any, position: int) -> int | None:
        if self._time is None:
            return self._received
        raw = self._time.find(root if self._time.from_root else record)
        if raw is MISSING or raw is None:
            self.collect.refuse(
                "no_time",
                self.mapping.time,
                "the time of measurement is missing",
                "Map the field that holds the time, or leave it empty to take the time of receipt.",
                position=position,
                sample=record,
            )
            return None
        return self.collect.time(raw, position, self.mapping.time, record)

    def _unit_of(self, record: Any, root: Any) -> str:
        if self._unit is None:
            return ""
        return unit_of(self._unit.find(root if self._unit.from_root else record))

    def _take_many(self, record: Any, root: Any, position: int) -> None:
        """Read a record whose fields hold lists: lists are paired item by item, single fields serve all."""
        collect = self.collect
        for path, suffix, fixed_unit, field in self._values:
            values = path.find_all(root if path.from_root else record)
            if not values:
                continue
            columns = []
            for name, other in (("sensor", self._sensor), ("time", self._time)):
                if other is None:
                    columns.append([self._from_topic if name == "sensor" else self._received])
                else:
                    columns.append(other.find_all(root if other.from_root else record))
            if any(len(column) not in (1, len(values)) for column in columns):
                collect.refuse(
                    "bad_mapping",
                    field,
                    f"the lists differ in length: {len(values)} values, {len(columns[0])} sensors, "
                    f"{len(columns[1])} times",
                    "Map lists of equal length, or the list of records.",
                    position=position,
                    sample=record,
                )
                continue
            unit = fixed_unit or self._unit_of(record, root)
            if self._take_columns(columns[0], columns[1], values, suffix, unit):
                continue
            for at, raw in enumerate(values):
                base = collect.name(columns[0][at if len(columns[0]) > 1 else 0], position, self.mapping.sensor, record)
                if base is None:
                    continue
                raw_time = columns[1][at if len(columns[1]) > 1 else 0]
                time = self._received if self._time is None else collect.time(raw_time, position, "time", record)
                value = None if time is None else collect.value(raw, position, field, record)
                if time is not None and value is not None:
                    collect.add(self.mapping.prefix + base + suffix, time, value, unit)

    def _take_columns(self, sensors: list[Any], times: list[Any], values: list[Any], suffix: str, unit: str) -> bool:
        """Take whole columns at once where nothing in them needs a second look; False where something does."""
        mapping, collect, n = self.mapping, self.collect, len(values)
        if len(sensors) != n or len(times) != n or mapping.missing or mapping.time_form not in ("auto", "ms"):
            return False
        if set(map(type, sensors)) != {str} or set(map(type, times)) != {int} or not set(map(type, values)) <= _NUMBERS:
            return False
        if min(times) < SURE_MS or max(times) > LATEST_MS:
            return False
        try:
            numbers = list(map(float, values))
        except OverflowError:
            return False
        names = {raw: collect.name(raw, 0, mapping.sensor, raw) for raw in set(sensors) if good_name(raw)}
        if len(names) != len(set(sensors)) or not all(map(isfinite, numbers)):
            return False
        labels = {raw: f"{mapping.prefix}{name}{suffix}" for raw, name in names.items()}
        readings = collect.readings
        readings.sensors += [labels[raw] for raw in sensors]
        readings.times += times
        readings.values += numbers
        readings.units += [unit] * n
        readings.positions += [collect.at] * n
        return True


def time_reader(mapping: Mapping) -> TimeReader:
    """Return the reader of times that a mapping describes."""
    return TimeReader(
        form=mapping.time_form,
        pattern=mapping.time_pattern,
        zone=mapping.time_zone,
        ambiguous=mapping.ambiguous,
        skipped=mapping.skipped,
        interval=mapping.interval,
    )


def mapping_of(raw: Any) -> Mapping | Readings:
    """Return the validated mapping, or readings that hold nothing but the refusal of a wrong one."""
    if isinstance(raw, Mapping):
        return raw
    try:
        return _read(msgspec.json.encode(raw))
    except (ValidationError, ValueError, TypeError) as fault:
        where, problem = "mapping", str(fault)
        if isinstance(fault, ValidationError):
            first = fault.errors()[0]
            where = "mapping." + ".".join(str(part) for part in first["loc"])
            problem = first["msg"]
        return refused("bad_mapping", where, sample_of(problem), "Correct the mapping of the source.")


@lru_cache(maxsize=256)
def _read(encoded: bytes) -> Mapping:
    return read_mapping(msgspec.json.decode(encoded))


def refused(reason: str, field: str, problem: str, remedy: str, *, position: int = 0, sample: Any = "") -> Readings:
    """Return readings that hold one refusal."""
    return Readings(
        refusals=[
            Refusal(
                reason=reason,
                field=field,
                problem=problem,
                remedy=remedy,
                position=position,
                sample=sample_of(sample),
            )
        ]
    )
