"""NGSI-LD notifications (FIWARE): normalised, concise, simplified and GeoJSON forms; NGSIv2 likewise.

A sensor is one numeric attribute of an entity: `urn:ngsi-ld:AirQualityObserved:7/no2`. Attributes that are
text, relationships or places are not readings. Source: ETSI GS CIM 009 1.8, clauses 4.5 and 5.3.1.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from impetus.contracts.format import Readings
from impetus.formats.collect import MISSING_WORDS, unit_of
from impetus.formats.mapped_json import documents
from impetus.formats.records import RecordReader, mapping_of
from impetus.formats.sensorthings import point_of
from impetus.observations.mapping import Mapping as FieldMapping

UNIT_CODES: Final = {
    "CEL": "°C", "FAH": "°F", "KEL": "K", "P1": "%", "GQ": "µg/m³", "GP": "mg/m³", "59": "ppm", "61": "ppb",
    "KMH": "km/h", "MTS": "m/s", "HM": "mph", "2N": "dB", "C62": "1", "MTR": "m", "MMT": "mm", "CMT": "cm",
    "KMT": "km", "A97": "hPa", "PAL": "Pa", "MBR": "mbar", "LUX": "lx", "SEC": "s", "MIN": "min", "HUR": "h",
    "KWH": "kWh", "WTT": "W", "KWT": "kW", "VLT": "V", "AMP": "A", "LTR": "l", "MTQ": "m³", "DD": "°",
}  # fmt: skip
"""UN/CEFACT common codes (Recommendation 20) that city sensors use, as symbols."""

_NOT_READINGS: Final = frozenset(
    {"id", "type", "@context", "location", "observationSpace", "operationSpace", "scope", "createdAt", "modifiedAt"}
)
_ENTITY_TIMES: Final = ("observedAt", "dateObserved", "dateObservedFrom", "TimeInstant", "timestamp", "dateModified")
_NO_READING_TYPES: Final = frozenset(
    {"Relationship", "GeoProperty", "LanguageProperty", "VocabProperty", "ListRelationship", "JsonProperty", "DateTime"}
)


class NgsiLd:
    """NGSI-LD and NGSIv2 notifications; `values` of the mapping picks attributes, none takes every numeric one."""

    id = "ngsi_ld"

    def parse(self, payload: bytes, *, mapping: Mapping[str, Any], topic: str = "", received: int = 0) -> Readings:
        """Read one message. Never raises for bad content: what is wrong becomes a refusal."""
        chosen = mapping_of(mapping)
        if isinstance(chosen, Readings):
            return chosen
        reader = RecordReader(chosen)
        reader.collect.start()
        message = _Message(reader, chosen, received)
        for document in documents(bytes(payload), reader.collect):
            message.take(document)
        if reader.collect.records == 0 and not reader.collect.readings.refusals:
            reader.collect.refuse("empty", "data", "the notification holds no entity", 'Send entities in "data".')
        return reader.finish()


class _Message:
    def __init__(self, reader: RecordReader, mapping: FieldMapping, received: int) -> None:
        self.collect = reader.collect
        self.mapping = mapping
        self.received = received
        self.wanted = {field.path: field for field in mapping.values}

    def take(self, document: Any) -> None:
        notified: Any = None
        items: Any = document
        if type(document) is dict and "data" in document and ("id" not in document or "notifiedAt" in document):
            items, notified = document["data"], document.get("notifiedAt")
        elif type(document) is dict and document.get("type") == "Notification":
            items, notified = document.get("data"), document.get("notifiedAt")
        if type(items) is dict and items.get("type") == "FeatureCollection":
            items = items.get("features")
        listed = items if type(items) is list else [items]
        for item in listed[: self.collect.room(len(listed))]:
            self.collect.record()
            self._entity(_unfeatured(item), notified)

    def _entity(self, entity: Any, notified: Any) -> None:
        if type(entity) is not dict or "id" not in entity:
            self.collect.refuse(
                "no_sensor",
                "data",
                "it is not an entity with an id",
                'Send entities with "id" and "type" in "data".',
                position=self.collect.at,
                sample=entity,
            )
            return
        base = self.collect.name(entity["id"], self.collect.at, "id", entity)
        if base is None:
            return
        fallback = next((raw for key in _ENTITY_TIMES if (raw := _plain(entity.get(key))) is not None), None)
        if type(fallback) is str and "/" in fallback and len(fallback) < 13:
            fallback = None
        if fallback is None:
            fallback = notified
        place = _place(entity.get("location"))
        taken = len(self.collect.readings.values), self.collect.refused
        for name, attribute in entity.items():
            if name in _NOT_READINGS or name in _ENTITY_TIMES or (self.wanted and name not in self.wanted):
                continue
            for part in attribute if type(attribute) is list else (attribute,):
                self._attribute(base, name, part, fallback, place, entity)
        if self.wanted and taken == (len(self.collect.readings.values), self.collect.refused):
            self.collect.refuse(
                "no_value",
                "data",
                "the entity has none of the mapped attributes",
                "Map attributes that the subscription sends, or none to take all.",
                position=self.collect.at,
                sample=entity,
            )

    def _attribute(
        self, base: str, name: str, part: Any, fallback: Any, place: tuple[Any, Any] | None, entity: dict[str, Any]
    ) -> None:
        raw = _plain(part)
        if type(part) is dict and type(part.get("type")) is str and part["type"] in _NO_READING_TYPES:
            return
        if type(raw) is str:
            # NGSIv2 agents often send numbers as text; other text is no reading unless it was asked for.
            if name not in self.wanted and not _numeric(raw):
                return
        elif type(raw) not in (int, float) and (name not in self.wanted or raw is None):
            return
        dataset = part.get("datasetId") if type(part) is dict else None
        suffix = self.wanted[name].suffix if name in self.wanted and self.wanted[name].suffix else f"/{name}"
        full = f"{self.mapping.prefix}{base}{suffix}" + (f"@{dataset}" if type(dataset) is str else "")
        sensor = self.collect.name(full, self.collect.at, "data", entity)
        if sensor is None:
            return
        raw_time = _time_in(part)
        if raw_time is None:
            raw_time = fallback
        time = self.received if raw_time is None else self.collect.time(raw_time, self.collect.at, "observedAt", entity)
        if time is None:
            return
        value = self.collect.value(raw, self.collect.at, "value", entity)
        if value is None:
            return
        self.collect.add(sensor, time, value, self._unit(name, part))
        if place is not None:
            self.collect.place(sensor, place[1], place[0])

    def _unit(self, name: str, part: Any) -> str:
        if type(part) is dict:
            metadata = part.get("metadata")
            told = part.get("unitCode")
            if told is None and type(metadata) is dict:
                told = _plain(metadata.get("unitCode", metadata.get("unit")))
            unit = unit_of(told)
            if unit:
                return UNIT_CODES.get(unit, unit)
        return self.wanted[name].unit if name in self.wanted else ""


def _unfeatured(item: Any) -> Any:
    if type(item) is dict and item.get("type") == "Feature" and type(item.get("properties")) is dict:
        return {**item["properties"], "id": item.get("id"), "location": item.get("geometry")}
    return item


def _plain(part: Any) -> Any:
    """Return the bare value of an attribute in any form; None where it has none."""
    if type(part) is dict:
        if "value" in part:
            return _plain(part["value"])
        if "@value" in part:
            return part["@value"]
        return None
    return part


def _time_in(part: Any) -> Any:
    if type(part) is not dict:
        return None
    told = part.get("observedAt")
    metadata = part.get("metadata")
    if told is None and type(metadata) is dict:
        for key in ("TimeInstant", "observedAt", "timestamp", "dateModified"):
            told = _plain(metadata.get(key))
            if told is not None:
                break
    return told


def _place(location: Any) -> tuple[Any, Any] | None:
    if type(location) is dict and "value" in location:
        location = location["value"]
    if type(location) is str and location.count(",") == 1:  # NGSIv2 geo:point is "latitude, longitude"
        latitude, _, longitude = location.partition(",")
        return longitude, latitude
    return point_of(location)


def _numeric(text: str) -> bool:
    if len(text) > 40 or "_" in text or text.strip().lower() in MISSING_WORDS | {"inf", "-inf", "infinity"}:
        return False
    try:
        float(text)
    except ValueError:
        return False
    return True


def attributes(entity: dict[str, Any]) -> Iterator[str]:
    """Yield the names of an entity's attributes that look like readings."""
    for name, part in entity.items():
        if name not in _NOT_READINGS and name not in _ENTITY_TIMES and type(_plain(part)) in (int, float):
            yield name
