"""JSON of any shape, by a mapping."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.sanity import check, json_values, mutations

from impetus.formats.mapped_json import MappedJson

PLAIN = {"sensor": "id", "time": "t", "values": [{"path": "v"}]}
MARCH = 1_772_366_400_000


def read(payload: object, mapping: dict[str, Any] = PLAIN, **more: Any) -> Any:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    readings = MappedJson().parse(raw, mapping=mapping, **more)
    check(readings)
    return readings


def test_an_object_a_list_and_lines() -> None:
    one = {"id": "a", "t": MARCH, "v": 1.5}
    other = {"id": "b", "t": "2026-03-01T12:00:00Z", "v": "2"}
    assert read(one).values == [1.5]
    assert read([one, other]).sensors == ["a", "b"]
    lines = "\n".join(json.dumps(record) for record in (one, other)).encode() + b"\n"
    found = read(lines)
    assert (found.sensors, found.times, found.values) == (["a", "b"], [MARCH, MARCH], [1.5, 2.0])
    assert not found.refusals


def test_several_values_make_several_sensors() -> None:
    mapping = {
        "records": "payload.items",
        "sensor": "dev.id",
        "time": "$.when",
        "prefix": "air/",
        "latitude": "dev.lat",
        "longitude": "dev.lon",
        "unit": "u",
        "values": [{"path": "no2", "suffix": "/no2", "unit": "µg/m³"}, {"path": "temp", "suffix": "/t"}],
    }
    message = {
        "when": MARCH,
        "payload": {"items": [{"dev": {"id": 7, "lat": 60.1, "lon": "24.9"}, "no2": 12, "temp": 3.5, "u": "°C"}]},
    }
    found = read(message, mapping)
    assert found.sensors == ["air/7/no2", "air/7/t"]
    assert found.units == ["µg/m³", "°C"]
    assert found.places["air/7/t"] == (60.1, 24.9)


def test_lists_within_a_record_are_paired() -> None:
    mapping = {"sensor": "id", "time": "times.*", "values": [{"path": "values.*"}]}
    found = read({"id": "a", "times": [MARCH, MARCH + 1000], "values": [1, 2]}, mapping)
    assert found.times == [MARCH, MARCH + 1000]
    assert found.values == [1.0, 2.0]
    uneven = read({"id": "a", "times": [MARCH, MARCH + 1000], "values": [1, 2, 3]}, mapping)
    assert uneven.refusals[0].reason == "bad_mapping"


COLUMNS = {"sensor": "s.*", "time": "t.*", "values": [{"path": "v.*", "suffix": "/x"}], "prefix": "p/"}
ODD = st.sampled_from([MARCH, 5, "a", " b ", "", None, True, 1.5, float("nan"), 10**400, "2", "-1", [], {}])


@given(st.lists(st.tuples(ODD, ODD, ODD), min_size=1, max_size=5), st.sampled_from([[], ["-1"]]))
def test_columns_are_read_like_single_readings(rows: list[tuple[Any, Any, Any]], missing: list[str]) -> None:
    sound = [("a", MARCH, 1), ("b", MARCH + 1, 2.5)]
    for given_rows in (sound, [*sound, *rows]):
        sensors, times, values = (list(column) for column in zip(*given_rows, strict=True))
        together = read({"s": sensors, "t": times, "v": values}, COLUMNS | {"missing": missing})
        single = COLUMNS | {"sensor": "s", "time": "t", "values": [{"path": "v", "suffix": "/x"}], "missing": missing}
        alone = [read({"s": s, "t": t, "v": v}, single) for s, t, v in given_rows]
        assert together.sensors == [sensor for found in alone for sensor in found.sensors]
        assert together.times == [time for found in alone for time in found.times]
        assert together.values == [value for found in alone for value in found.values]


def test_the_sensor_from_the_topic_and_a_bare_number() -> None:
    found = read(b"21.5", {"topic_level": 3}, topic="city/air/s12/value", received=MARCH)
    assert (found.sensors, found.times, found.values) == (["s12"], [MARCH], [21.5])
    assert read(b"1", {"topic_level": 9}, topic="a/b").refusals[0].field == "topic"
    assert read(b"4", {"fixed_sensor": "only"}, received=5).sensors == ["only"]


@pytest.mark.parametrize(
    ("record", "reason", "field"),
    [
        ({"t": MARCH, "v": 1}, "no_sensor", "id"),
        ({"id": None, "t": MARCH, "v": 1}, "bad_name", "id"),
        ({"id": "\u0000", "t": MARCH, "v": 1}, "bad_name", "id"),
        ({"id": "a", "v": 1}, "no_time", "t"),
        ({"id": "a", "t": "soon", "v": 1}, "bad_time", "t"),
        ({"id": "a", "t": MARCH}, "no_value", "v"),
        ({"id": "a", "t": MARCH, "v": "much"}, "not_a_number", "v"),
        ({"id": "a", "t": MARCH, "v": {}}, "not_a_number", "v"),
        ({"id": "a", "t": MARCH, "v": float("nan")}, "not_a_number", "v"),
        (7, "no_sensor", "id"),
    ],
)
def test_the_good_part_of_a_batch_is_kept(record: object, reason: str, field: str) -> None:
    good = {"id": "g", "t": MARCH, "v": 1}
    found = read([good, record, good])
    assert found.sensors == ["g", "g"]
    (refusal,) = found.refusals
    assert (refusal.reason, refusal.field, refusal.position) == (reason, field, 1)


def test_a_broken_line_and_a_cut_list_lose_nothing_before_or_after() -> None:
    good = json.dumps({"id": "g", "t": MARCH, "v": 1}).encode()
    lines = read(good + b"\n{broken\n" + good)
    assert len(lines.values) == 2
    assert lines.refusals[0].position == 1
    first_broken = read(b"{broken\n" + good + b"\n" + good)
    assert len(first_broken.values) == 2
    cut = read(b"[" + good + b"," + good + b"," + good[:9])
    assert len(cut.values) == 2
    assert cut.refusals[0].reason == "not_json"


def test_the_default_mapping_takes_the_obvious_names() -> None:
    record = {"sensor": "a", "time": MARCH, "value": 2, "unit": "°C", "latitude": 1, "longitude": 2}
    found = read([record, {"sensor": "b", "time": MARCH, "value": 3}], {})
    assert (found.values, found.units, found.places) == ([2.0, 3.0], ["°C", ""], {"a": (1.0, 2.0)})


def test_missing_words_and_null_are_no_readings_and_no_faults() -> None:
    mapping = PLAIN | {"missing": ["-1"]}
    records = [{"id": "a", "t": MARCH, "v": v} for v in (None, "NA", "", -1, -1.0, "-1", 3)]
    found = read(records, mapping)
    assert found.values == [3.0]
    assert not found.refusals


def test_many_like_faults_are_counted_not_listed() -> None:
    found = read([{"id": "a", "t": MARCH, "v": "x"}] * 1000)
    assert len(found.refusals) == 100
    assert sum(refusal.count for refusal in found.refusals) == 1000


@pytest.mark.parametrize(
    "mapping", [{"time": "t"}, {"no": 1}, {"time_zone": "Mars"}, {"values": 3}, {"sensor": 4}, {"sensor": "." * 400}]
)
def test_a_wrong_mapping_is_a_refusal(mapping: dict[str, Any]) -> None:
    assert read(b"{}", mapping).refusals[0].reason == "bad_mapping"


def test_deep_and_hostile_documents() -> None:
    for raw in (b"[" * 200_000, b'{"a":' * 200_000, b"9" * 5000, b"\xff\xfe\x00", b"", b"\xef\xbb\xbf[]", b"1e999"):
        found = read(raw)
        assert found.refusals


@given(json_values(["id", "t", "v"]))
def test_any_json_is_read_or_refused(message: object) -> None:
    read(json.dumps(message).encode())


@given(mutations(b'[{"id":"a","t":"2026-03-01T12:00:00Z","v":1.5},\n{"id":7,"t":1772366400,"v":2}]'))
def test_damaged_bytes_never_raise(payload: bytes) -> None:
    read(payload)


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(payload: bytes) -> None:
    read(payload)


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=8),
            st.integers(0, 2_000_000_000_000),
            st.floats(allow_nan=False, allow_infinity=False),
        )
    )
)
def test_what_is_sound_comes_through_unchanged(rows: list[tuple[str, int, float]]) -> None:
    mapping = PLAIN | {"time_form": "ms"}
    found = read([{"id": s, "t": t, "v": v} for s, t, v in rows], mapping)
    kept = [(s.strip(), t, v) for s, t, v in rows if s.strip().isprintable() and s.strip() and "\ufffd" not in s]
    assert list(zip(found.sensors, found.times, found.values, strict=True)) == kept
