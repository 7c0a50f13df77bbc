"""Small places to evacuate, and strategies that make any."""

from typing import Any

from hypothesis import strategies as st

from impetus.tools.evacuation.network import Network, network_of

Graph = dict[str, Any]


def two_gates(people: int = 60) -> Graph:
    """A square between a near, narrow gate and a far, wide one."""
    return {
        "nodes": [
            {"id": "square", "x": 0, "y": 0, "supply": people, "lon": 24.94, "lat": 60.17},
            {"id": "near", "x": 20, "y": 0, "exit": True, "lon": 24.9404, "lat": 60.17},
            {"id": "corner", "x": -20, "y": 0, "lon": 24.9396, "lat": 60.17},
            {"id": "far", "x": -60, "y": 0, "exit": True, "lon": 24.9389, "lat": 60.17},
        ],
        "arcs": [
            ["square", "near", 20, 0.5, "Lane"],
            ["square", "corner", 20, 2, "Street"],
            ["corner", "square", 20, 2, "Street"],
            ["corner", "far", 40, 2, "Street"],
        ],
    }


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A place of a few nodes whose streets lead anywhere; one node is an exit."""
    count = draw(st.integers(2, 9))
    metres = st.floats(0, 200, allow_nan=False).map(lambda value: round(value, 1))
    nodes = [
        {"id": place, "x": draw(metres), "y": draw(metres), "supply": draw(st.integers(0, 30)), "exit": place == 0}
        for place in range(count)
    ]
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda two: two[0] != two[1])
    arcs = [
        [tail, head, draw(st.floats(1, 150).map(lambda value: round(value, 1))), draw(st.sampled_from([0.5, 1.0, 2.5]))]
        for tail, head in draw(st.lists(ends, min_size=1, max_size=20))
    ]
    return {"nodes": nodes, "arcs": [*arcs, [1, 0, 30.0, 1.0]]}


def network(graph: Graph) -> Network:
    return network_of(graph)
