"""Observations of the OGC SensorThings API 1.1: single ones, collections, and the data array extension.

A sensor is a Datastream: its name is the Datastream's id (from the body, or from an MQTT topic such as
`v1.1/Datastreams(1)/Observations`). A MultiDatastream makes one sensor for each of its results.
Source: OGC 18-088, sections 8.2.7, 12.2 and 14.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from impetus.contracts.format import Readings
from impetus.formats.collect import unit_of
from impetus.formats.mapped_json import documents
from impetus.formats.records import RecordReader, mapping_of
from impetus.observations.mapping import Mapping as FieldMapping

_STREAM: Final = re.compile(r"(?:Multi)?Datastreams\(('?)([^()']{1,200})\1\)")
_NEED_STREAM: Final = 'Send "Datastream": {"@iot.id": …}, or publish on Datastreams(…)/Observations.'


class SensorThings:
    """SensorThings Observations; the mapping gives prefix, unit, zone and what the sensors are."""

    id = "sensorthings"

    def parse(self, payload: bytes, *, mapping: Mapping[str, Any], topic: str = "", received: int = 0) -> Readings:
        """Read one message. Never raises for bad content: what is wrong becomes a refusal."""
        chosen = mapping_of(mapping)
        if isinstance(chosen, Readings):
            return chosen
        reader = RecordReader(chosen)
        reader.collect.start()
        found = _STREAM.search(topic)
        message = _Message(reader, chosen, found.group(2) if found else None, received)
        for document in documents(bytes(payload), reader.collect):
            message.take(document)
        if reader.collect.records == 0 and not reader.collect.readings.refusals:
            reader.collect.refuse("empty", "", "the message holds no observation", "Send an Observation.")
        return reader.finish()


class _Message:
    def __init__(self, reader: RecordReader, mapping: FieldMapping, stream: str | None, received: int) -> None:
        self.collect = reader.collect
        self.mapping = mapping
        self.stream = stream
        self.received = received

    @property
    def position(self) -> int:
        """Index from 0 of the observation being read."""
        return max(self.collect.at, 0)

    def take(self, document: Any) -> None:
        items = document if type(document) is list else [document]
        for item in items:
            if type(item) is dict and type(item.get("value")) is list and "result" not in item:
                for inner in item["value"]:
                    self._item(inner)
            else:
                self._item(item)

    def _item(self, item: Any) -> None:
        if type(item) is dict and type(item.get("dataArray")) is list:
            self._data_array(item)
            return
        if not self.collect.room(1):
            return
        self.collect.record()
        if type(item) is not dict:
            self.collect.refuse(
                "no_value",
                "result",
                "it is not an Observation",
                'Send objects with "result" and "phenomenonTime".',
                position=self.position,
                sample=item,
            )
            return
        sensor = self._sensor(item)
        if sensor is not None:
            self._observation(item, sensor, self._unit(item))

    def _data_array(self, item: dict[str, Any]) -> None:
        components = item.get("components")
        rows = item["dataArray"][: self.collect.room(len(item["dataArray"]))]
        if not rows:
            return
        self.collect.record()
        if type(components) is not list or "result" not in components:
            self.collect.refuse(
                "no_value",
                "components",
                'the components of the data array do not name "result"',
                'Send "components": ["phenomenonTime", "result"].',
                position=self.position,
                sample=item,
                count=len(rows),
            )
            return
        sensor, unit = self._sensor(item, len(rows)), self._unit(item)
        if sensor is None:
            return
        names = [name if type(name) is str else "" for name in components]
        for number, row in enumerate(rows):
            if number:
                self.collect.record()
            if type(row) is not list or len(row) != len(names):
                self.collect.refuse(
                    "bad_row",
                    "dataArray",
                    "the row does not fit the components",
                    "Send as many items as there are components.",
                    position=self.position,
                    sample=row,
                )
                continue
            self._observation(dict(zip(names, row, strict=True)), sensor, unit)

    def _sensor(self, item: dict[str, Any], count: int = 1) -> str | None:
        """Return the name of an item's sensor, or None after refusing its `count` observations."""
        stream = item.get("Datastream", item.get("MultiDatastream"))
        raw: Any = self.stream
        if type(stream) is dict:
            raw = stream.get("name") if self.mapping.sensor == "name" else None
            raw = stream.get("@iot.id", stream.get("id", stream.get("name"))) if raw is None else raw
        elif stream is not None:
            raw = stream
        else:
            for key in ("Datastream@iot.navigationLink", "Datastream@iot.id", "MultiDatastream@iot.navigationLink"):
                link = item.get(key)
                if type(link) is str and (found := _STREAM.search(link)):
                    raw = found.group(2)
                elif link is not None and key == "Datastream@iot.id":
                    raw = link
        if raw is None:
            self.collect.refuse(
                "no_sensor",
                "Datastream",
                "the observation names no Datastream",
                _NEED_STREAM,
                position=self.position,
                sample=item,
                count=count,
            )
            return None
        name = self.collect.name(raw, self.position, "Datastream", item, count)
        if name is None:
            return None
        name = self.mapping.prefix + name
        self._place(name, item, stream)
        return name

    def _place(self, sensor: str, item: dict[str, Any], stream: Any) -> None:
        shapes = []
        feature = item.get("FeatureOfInterest")
        if type(feature) is dict:
            shapes.append(feature.get("feature"))
        if type(stream) is dict:
            thing = stream.get("Thing")
            if type(thing) is dict and type(thing.get("Locations")) is list:
                shapes += [place.get("location") for place in thing["Locations"] if type(place) is dict]
            shapes.append(stream.get("observedArea"))
        for shape in shapes:
            point = point_of(shape)
            if point is not None:
                self.collect.place(sensor, point[1], point[0])
                return

    def _unit(self, item: dict[str, Any]) -> str:
        stream = item.get("Datastream")
        measured = stream.get("unitOfMeasurement") if type(stream) is dict else None
        told = unit_of(measured.get("symbol")) if type(measured) is dict else ""
        return told or (self.mapping.values[0].unit if self.mapping.values else "")

    def _observation(self, item: dict[str, Any], sensor: str, unit: str) -> None:
        raw_time = item.get("phenomenonTime")
        field = "phenomenonTime"
        if raw_time is None:
            raw_time, field = item.get("resultTime"), "resultTime"
        if type(raw_time) is dict:  # some servers write intervals as objects
            raw_time = raw_time.get(self.mapping.interval)
        time = self.received if raw_time is None else self.collect.time(raw_time, self.position, field, item)
        if time is None:
            return
        if "result" not in item:
            self.collect.refuse(
                "no_value",
                "result",
                "the observation has no result",
                'Send "result" with a number.',
                position=self.position,
                sample=item,
            )
            return
        result = item["result"]
        if type(result) is list:
            for at, part in enumerate(result[:100]):
                value = self.collect.value(part, self.position, "result", item)
                if value is not None:
                    self.collect.add(f"{sensor}/{at}", time, value, unit)
            return
        value = self.collect.value(result, self.position, "result", item)
        if value is not None:
            self.collect.add(sensor, time, value, unit)


def point_of(shape: Any) -> tuple[Any, Any] | None:
    """Return (longitude, latitude) of a GeoJSON point or feature, of the first corner of another shape."""
    if type(shape) is dict and shape.get("type") == "Feature":
        shape = shape.get("geometry")
    if type(shape) is not dict:
        return None
    found = shape.get("coordinates")
    for _ in range(4):
        if type(found) is not list or not found:
            return None
        if type(found[0]) is not list:
            return (found[0], found[1]) if len(found) >= 2 else None
        found = found[0]
    return None
