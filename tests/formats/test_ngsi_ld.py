"""NGSI-LD and NGSIv2 notifications."""

import json
from typing import Any

from hypothesis import given
from tests.formats.sanity import check, json_values, mutations

from impetus.formats.ngsi_ld import NgsiLd

MARCH = 1_772_366_400_000
WHEN = "2026-03-01T12:00:00Z"
KEYS = ["id", "type", "data", "value", "observedAt", "unitCode", "location", "coordinates", "notifiedAt", "metadata"]
ID = "urn:ngsi-ld:AirQualityObserved:7"
POINT = {"type": "Point", "coordinates": [24.94, 60.17]}


def notification(*entities: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "urn:ngsi-ld:Notification:1",
        "type": "Notification",
        "subscriptionId": "urn:ngsi-ld:Subscription:1",
        "notifiedAt": "2026-03-01T12:00:05Z",
        "data": list(entities),
    }


def read(payload: object, mapping: dict[str, Any] | None = None, **more: Any) -> Any:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    readings = NgsiLd().parse(raw, mapping=mapping or {}, **more)
    check(readings)
    return readings


NORMALISED = {
    "id": ID,
    "type": "AirQualityObserved",
    "no2": {"type": "Property", "value": 22, "unitCode": "GQ", "observedAt": WHEN},
    "typology": {"type": "Property", "value": "outdoor"},
    "refDevice": {"type": "Relationship", "object": "urn:ngsi-ld:Device:1"},
    "location": {"type": "GeoProperty", "value": POINT},
}


def test_normalised() -> None:
    found = read(notification(NORMALISED))
    assert (found.sensors, found.times, found.values) == ([f"{ID}/no2"], [MARCH], [22.0])
    assert found.units == ["µg/m³"]
    assert found.places == {f"{ID}/no2": (60.17, 24.94)}
    assert not found.refusals


def test_concise_and_simplified() -> None:
    concise = {"id": ID, "type": "A", "no2": {"value": 22, "observedAt": WHEN}, "o3": 4, "location": POINT}
    found = read(notification(concise))
    assert found.values == [22.0, 4.0]
    assert found.times == [MARCH, MARCH + 5000]  # what has no time of its own takes that of the notification
    assert found.places[f"{ID}/o3"] == (60.17, 24.94)


def test_the_time_of_the_entity() -> None:
    dated = {
        "id": ID,
        "type": "A",
        "no2": 1,
        "dateObserved": {"type": "Property", "value": {"@type": "DateTime", "@value": WHEN}},
    }
    assert read(notification(dated)).times == [MARCH]
    assert read({"id": ID, "type": "A", "no2": 1}, received=9).times == [9]


def test_several_instances_of_an_attribute() -> None:
    many = {
        "id": ID,
        "type": "A",
        "no2": [{"value": 1, "observedAt": WHEN}, {"value": 2, "observedAt": WHEN, "datasetId": "urn:d:2"}],
    }
    assert read(notification(many)).sensors == [f"{ID}/no2", f"{ID}/no2@urn:d:2"]


def test_geojson() -> None:
    feature = {
        "id": ID,
        "type": "Feature",
        "geometry": POINT,
        "properties": {"type": "A", "no2": {"value": 3, "observedAt": WHEN}},
    }
    found = read({**notification(), "data": {"type": "FeatureCollection", "features": [feature]}})
    assert found.sensors == [f"{ID}/no2"]
    assert found.places == {f"{ID}/no2": (60.17, 24.94)}


def test_ngsi_v2() -> None:
    entity = {
        "id": "Room1",
        "type": "Room",
        "temperature": {
            "type": "Number",
            "value": 23.5,
            "metadata": {
                "TimeInstant": {"type": "DateTime", "value": WHEN},
                "unitCode": {"type": "Text", "value": "CEL"},
            },
        },
        "humidity": {"type": "Number", "value": "40", "metadata": {}},
        "TimeInstant": {"type": "DateTime", "value": WHEN},
        "location": {"type": "geo:point", "value": "60.17, 24.94"},
    }
    found = read({"subscriptionId": "s", "data": [entity]})
    assert found.sensors == ["Room1/temperature", "Room1/humidity"]
    assert found.units == ["°C", ""]
    assert found.times == [MARCH, MARCH]
    assert found.places["Room1/temperature"] == (60.17, 24.94)


def test_mapped_attributes_alone() -> None:
    mapping = {"values": [{"path": "no2", "suffix": "#no2", "unit": "ppb"}]}
    entity = {"id": ID, "type": "A", "no2": {"value": "high", "observedAt": WHEN}, "o3": 1}
    found = read(notification(entity, NORMALISED, {"id": "x", "type": "A", "o3": 1}), mapping)
    assert found.sensors == [f"{ID}#no2"]
    assert [(refusal.reason, refusal.position) for refusal in found.refusals] == [("not_a_number", 0), ("no_value", 2)]


def test_what_is_no_notification() -> None:
    assert read(b"[]").refusals[0].reason == "empty"
    assert read({"data": 4}).refusals[0].reason == "no_sensor"
    assert read({"id": ID, "no2": {"value": 1, "observedAt": "soon"}}).refusals[0].field == "observedAt"


@given(json_values(KEYS))
def test_any_json_is_read_or_refused(message: object) -> None:
    read(json.dumps(message).encode())


@given(json_values(KEYS))
def test_any_entity_is_read_or_refused(entity: object) -> None:
    read(json.dumps({"data": [entity, {"id": ID, "no2": entity}]}).encode())


@given(mutations(json.dumps(notification(NORMALISED)).encode()))
def test_damaged_bytes_never_raise(payload: bytes) -> None:
    read(payload)
