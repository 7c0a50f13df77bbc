"""Guessing a mapping from a sample."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.observations.mapping import Mapping
from impetus.observations.suggest import suggest


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ({"sensor": "a", "time": 1772366400, "value": 2}, {"sensor": "sensor", "time": "time"}),
        ([{"deviceId": "a", "observedAt": "2026-03-01T12:00:00Z", "reading": "2"}], {"sensor": "deviceId"}),
        ({"data": {"items": [{"id": 1, "ts": 1772366400, "val": 1}]}}, {"records": "data.items", "time": "ts"}),
        ({"dev": "x", "d": {"t": "2026-03-01", "no2": 4}}, {"time": "d.t", "kind": "air"}),
        ({"id": 1, "Date_Time": "2026-03-01T01:00", "Hourly_Counts": 5}, {"kind": "people", "aggregate": "sum"}),
        ({"id": 1, "time": 2e9, "value": 5, "lat": 1.0, "lng": 2.0}, {"latitude": "lat", "longitude": "lng"}),
        (21.5, {"values": [{"path": ""}]}),
    ],
)
def test_the_obvious_is_found(sample: Any, expected: dict[str, Any]) -> None:
    found = suggest(sample)
    assert found | expected == found
    Mapping.model_validate(found)


def test_a_table_with_a_column_a_sensor_is_wide() -> None:
    found = suggest([{"time": "2026-03-01", "northbound": "1", "southbound": "2"}], table=True)
    assert (found["layout"], found["time"]) == ("wide", "time")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["id", "time", "value", "lat", "a.b", "~/", ""]) | st.text(max_size=4), inner
            )
        ),
    ),
    st.booleans(),
)
def test_whatever_the_sample_the_guess_is_a_mapping(sample: Any, table: bool) -> None:
    Mapping.model_validate(suggest(sample, table=table))
