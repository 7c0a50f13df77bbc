"""OGC SensorThings Observations."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.sanity import check, json_values, mutations

from impetus.formats.sensorthings import SensorThings

MARCH = 1_772_366_400_000
TOPIC = "v1.1/Datastreams(1)/Observations"
KEYS = ["result", "phenomenonTime", "Datastream", "@iot.id", "dataArray", "components", "value", "FeatureOfInterest"]
PLAIN = {"result": 21.6, "phenomenonTime": "2026-03-01T12:00:00Z"}


def read(payload: object, mapping: dict[str, Any] | None = None, **more: Any) -> Any:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    readings = SensorThings().parse(raw, mapping=mapping or {}, **more)
    check(readings)
    return readings


@pytest.mark.parametrize(
    ("topic", "sensor"),
    [
        (TOPIC, "1"),
        ("v1.0/Datastreams('pm10-west')/Observations", "pm10-west"),
        ("city/frost/v1.1/MultiDatastreams(4)/Observations", "4"),
    ],
)
def test_the_topic_names_the_datastream(topic: str, sensor: str) -> None:
    found = read(PLAIN, topic=topic)
    assert (found.sensors, found.times, found.values) == ([sensor], [MARCH], [21.6])


def test_the_body_names_the_datastream() -> None:
    linked = PLAIN | {"Datastream@iot.navigationLink": "https://frost/v1.1/Datastreams(9)"}
    assert read(PLAIN | {"Datastream": {"@iot.id": 3}}).sensors == ["3"]
    assert read(linked).sensors == ["9"]
    assert read(PLAIN).refusals[0].reason == "no_sensor"


def test_unit_and_place_of_an_expanded_datastream() -> None:
    stream = {
        "@iot.id": 3,
        "unitOfMeasurement": {"name": "degree Celsius", "symbol": "°C"},
        "Thing": {"Locations": [{"location": {"type": "Point", "coordinates": [24.94, 60.17]}}]},
    }
    found = read(PLAIN | {"Datastream": stream})
    assert found.units == ["°C"]
    assert found.places == {"3": (60.17, 24.94)}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"phenomenonTime": "2026-03-01T12:00:00Z/2026-03-01T13:00:00Z"}, MARCH),
        ({"resultTime": "2026-03-01T12:00:00Z"}, MARCH),
        ({"phenomenonTime": None, "resultTime": "2026-03-01T12:00:00Z"}, MARCH),
        ({"phenomenonTime": {"start": "2026-03-01T12:00:00Z", "end": "2026-03-01T13:00:00Z"}}, MARCH),
        ({}, 77),
    ],
)
def test_times(times: dict[str, Any], expected: int) -> None:
    assert read({"result": 1} | times, topic=TOPIC, received=77).times == [expected]


def test_the_data_array_extension() -> None:
    body = [
        {
            "Datastream": {"@iot.id": 1},
            "components": ["phenomenonTime", "result", "FeatureOfInterest/id"],
            "dataArray": [["2026-03-01T12:00:00Z", 20, 1], ["2026-03-01T12:01:00Z", 30, 1], ["2026-03-01T12:02:00Z"]],
        },
        {"Datastream": {"@iot.id": 2}, "components": ["resultTime", "result"], "dataArray": [["soon", 1], [MARCH, 65]]},
    ]
    found = read(body)
    assert found.sensors == ["1", "1", "2"]
    assert found.values == [20.0, 30.0, 65.0]
    assert [refusal.position for refusal in found.refusals] == [2, 3]


def test_collections_and_several_results() -> None:
    found = read({"value": [PLAIN, PLAIN | {"result": [1, 2]}]}, topic=TOPIC)
    assert found.sensors == ["1", "1/0", "1/1"]


def test_no_result() -> None:
    assert read({"phenomenonTime": MARCH}, topic=TOPIC).refusals[0].reason == "no_value"
    assert read(PLAIN | {"result": "warm"}, topic=TOPIC).refusals[0].reason == "not_a_number"
    assert read([]).refusals[0].reason == "empty"


@given(json_values(KEYS), st.sampled_from(["", TOPIC, "Datastreams(", "Datastreams('x)/"]))
def test_any_json_is_read_or_refused(message: object, topic: str) -> None:
    read(json.dumps(message).encode(), topic=topic)


@given(
    mutations(
        json.dumps(
            [
                PLAIN | {"Datastream": {"@iot.id": 3}},
                {"Datastream": {"@iot.id": 1}, "components": ["result"], "dataArray": [[1]]},
            ]
        ).encode()
    )
)
def test_damaged_bytes_never_raise(payload: bytes) -> None:
    read(payload)
