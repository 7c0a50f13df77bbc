"""Streets from the base map become a graph that the tool takes."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.evacuations.streets import _clipped, _cut, walking_graph
from impetus.places.vector_tiles import SHIPPED
from impetus.tools.evacuation.expand import cut_off
from impetus.tools.evacuation.network import network_of

STATION = (24.9414, 60.1710)
RADIUS = 400.0


def test_the_streets_of_a_city_centre_lead_out() -> None:
    graph = walking_graph((SHIPPED,), *STATION, RADIUS)
    assert graph is not None
    network = network_of(graph)
    assert network.nodes > 200
    assert not cut_off(network).any()
    far = [math.hypot(x, y) for x, y in zip(network.x, network.y, strict=True)]
    assert all((one > RADIUS) == bool(safe) for one, safe in zip(far, network.exit, strict=True))
    assert "Kaivokatu" in network.names
    straight = [
        math.dist((network.x[a], network.y[a]), (network.x[b], network.y[b]))
        for a, b in zip(network.tail, network.head, strict=True)
    ]
    assert all(long >= short - 2.0 for long, short in zip(network.length, straight, strict=True))


def test_every_street_is_walked_both_ways() -> None:
    graph = walking_graph((SHIPPED,), *STATION, 200)
    assert graph is not None
    ways = {(a, b) for a, b, *_ in graph["arcs"]}
    assert ways == {(b, a) for a, b in ways}


@pytest.mark.parametrize("place", [(0.0, 0.0), (24.0, 10.0)])
def test_where_no_map_lies_there_is_none(place: tuple[float, float], tmp_path: Path) -> None:
    assert walking_graph((tmp_path, SHIPPED), *place, RADIUS) is None


POINTS = st.tuples(st.floats(-1, 2), st.floats(-1, 2))


@given(POINTS, POINTS)
def test_what_is_cut_lies_in_the_square(a: tuple[float, float], b: tuple[float, float]) -> None:
    found = _clipped(a, b)
    if found is not None:
        assert all(-1e-9 <= value <= 1 + 1e-9 for point in found for value in point)
    elif all(0 < value < 1 for value in a):
        assert a == b


@given(st.lists(POINTS, max_size=12))
def test_parts_of_a_line_are_lines(line: list[tuple[float, float]]) -> None:
    for part in _cut(line):
        assert len(part) > 1
