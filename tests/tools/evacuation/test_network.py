"""Graphs and situations come in whole, or are refused with the field named."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tools.evacuation.conftest import graphs, network, two_gates

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.asking import graph_of, packed
from impetus.tools.evacuation.network import network_of, read_network
from impetus.tools.evacuation.presets import PRESETS
from impetus.tools.evacuation.situation import Threat, closing_by, shared, situated, with_people

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def test_a_graph_is_read(tmp_path: Path) -> None:
    for name, write in (("plain.json", bytes), ("packed.json.gz", gzip.compress)):
        path = tmp_path / name
        path.write_bytes(write(json.dumps(two_gates()).encode()))
        read = read_network(path)
        assert (read.nodes, read.arcs, read.people, read.on_earth) == (4, 4, 60, True)
        assert read.ids == ("square", "near", "corner", "far")
        assert read.names[0] == "Lane"
        assert read.rate[0] == pytest.approx(0.61)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"nodes": []}, "nodes"),
        ({"nodes": [{"id": True}]}, "nodes[0].id"),
        ({"nodes": [{"id": "square"}, {"id": "square"}]}, "nodes[1].id"),
        ({"nodes": [{"id": "square", "x": "1"}, {"id": "near", "exit": True}]}, "nodes[0].x"),
        ({"nodes": [{"id": "square", "supply": -1}, {"id": "near", "exit": True}]}, "nodes[0].supply"),
        ({"nodes": [{"id": "square", "lon": 200, "lat": 1}, {"id": "near", "lon": 1, "lat": 1}]}, "nodes[0].lon"),
        ({"arcs": [["square", "nowhere", 1, 1]]}, "arcs[0][1]"),
        ({"arcs": [["square", "near", 0, 1]]}, "arcs[0][2]"),
        ({"arcs": [["square", "near", 1, float("nan")]]}, "arcs[0][3]"),
        ({"arcs": [["square", "near", 1]]}, "arcs[0]"),
        ({"arcs": [["square", "near", 1, 1, 5]]}, "arcs[0][4]"),
        ({"arcs": [["near", "near", 1, 1]]}, "arcs"),
        ({"free_speed_m_s": 0}, "free_speed_m_s"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    graph = two_gates()
    if "nodes" in change:
        graph["arcs"] = [["square", "near", 20, 1]]
    with pytest.raises(BadInput) as refused:
        network_of({**graph, **change})
    assert refused.value.field == field
    assert refused.value.remedy


def test_a_graph_without_exits_is_refused() -> None:
    graph = two_gates()
    for node in graph["nodes"]:
        node["exit"] = False
    with pytest.raises(BadInput, match="hold no exit"):
        network_of(graph)


@given(JSON)
def test_no_json_breaks_it(given_: Any) -> None:
    with pytest.raises(BadInput):
        network_of(given_)
    with pytest.raises(BadInput):
        network_of({"nodes": [{"id": 1}, {"id": 2, "exit": True}], "arcs": given_})


@given(st.dictionaries(st.sampled_from(["people", "threats", "closed", "exits_closed", "more"]), JSON, max_size=3))
def test_no_situation_breaks_it(given_: dict[str, Any]) -> None:
    try:
        made, _ = situated(network(two_gates()), given_)
    except BadInput as refused:
        named = refused.field or ""
    else:
        named = "situation" if made.people >= 1 else ""
    assert named.startswith("situation")


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda raw: base64.b64encode(raw).decode()))
def test_no_text_for_a_graph_breaks_it(said: str) -> None:
    try:
        graph_of(said)
        named: str | None = "graph"
    except BadInput as refused:
        named = refused.field
    assert named == "graph"


def test_a_graph_goes_through_a_form() -> None:
    raw = json.dumps(two_gates()).encode()
    for said in (raw.decode(), packed(raw), packed(gzip.compress(raw))):
        assert network_of(graph_of(said)).people == 60


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 5), min_size=1, max_size=12))
def test_people_are_shared_out_whole(total: int, weight: list[float]) -> None:
    parts = shared(total, np.array(weight))
    assert parts.sum() == total
    assert (np.abs(parts - total * np.array(weight) / sum(weight)) < 1 + 1e-6).all()


@given(graphs(), st.integers(1, 500))
def test_people_are_put_where_the_graph_has_them(graph: Any, people: int) -> None:
    made = with_people(network(graph), people)
    assert made.people == people
    assert not made.supply[made.exit].any()


def test_a_threat_keeps_those_out_who_are_outside() -> None:
    # on a line: far - corner - square - near; the threat stands on the near gate and grows
    made = network(two_gates())
    close = closing_by(made, Threat(x=30, y=0, radius_m=5, growth_m_s=1))
    by = {(made.ids[tail], made.ids[head]): at for tail, head, at in zip(made.tail, made.head, close, strict=True)}
    assert by["square", "near"] == pytest.approx(max(0, 5 - 20 / 1.34))  # reached after 5 s, walked in 15
    assert by["corner", "square"] == pytest.approx(25 - 20 / 1.34)
    assert np.isinf(by["square", "corner"])  # straight away from it
    assert np.isinf(by["corner", "far"])


def test_who_is_inside_may_leave() -> None:
    close = closing_by(network(two_gates()), Threat(x=0, y=0, radius_m=21))
    assert np.isinf(close).all()  # all arcs begin inside


def test_a_threat_in_degrees_lies_where_the_map_says() -> None:
    made = network(two_gates())
    _, [threat] = situated(made, {"threats": [{"lon": 24.9404, "lat": 60.17, "radius_m": 5}]})
    assert (threat.x, threat.y) == (pytest.approx(20, abs=0.5), pytest.approx(0, abs=0.5))


@pytest.mark.parametrize("name", PRESETS)
def test_model_places_are_graphs(name: str) -> None:
    made = network_of(PRESETS[name]())
    assert made.people == {"fenced_square": 80, "protest": 5000, "stadium": 20_000, "metro": 1200}[name]
    assert made.on_earth
    assert made.names
