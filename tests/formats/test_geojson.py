"""GeoJSON."""

import json

from hypothesis import given
from hypothesis import strategies as st

from impetus.formats import geojson
from impetus.formats.geojson import Feature

POINT = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
FEATURES = st.builds(
    Feature, id=st.text("abc", min_size=1), properties=st.dictionaries(st.text("xyz"), st.integers(0, 9)),
    point=st.none() | POINT,
)  # fmt: skip


@given(st.lists(FEATURES, max_size=5))
def test_round_trip(features: list[Feature]) -> None:
    found = geojson.read(geojson.write(features))
    assert (found.items, found.refused, found.lost) == (features, [], [])


def test_rings_are_closed_and_turn_left() -> None:
    right = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)]
    written = json.loads(geojson.write([Feature(id="a", properties={}, ring=right)]))
    [ring] = written["features"][0]["geometry"]["coordinates"]
    assert ring == [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


@given(st.binary())
def test_anything_may_come_in(payload: bytes) -> None:
    assert geojson.read(payload).items == []


def test_what_has_no_place_is_told() -> None:
    line = {"type": "Feature", "id": 7, "properties": None, "geometry": {"type": "LineString", "coordinates": []}}
    found = geojson.read(json.dumps({"type": "FeatureCollection", "features": [line, 3]}).encode())
    assert [feature.id for feature in found.items] == ["7"]
    assert [part.path for part in found.lost] == ["geometry"]
    assert [refusal.position for refusal in found.refused] == [1]
