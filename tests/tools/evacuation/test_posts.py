"""Stewards' posts: few, one direction at a time, better than none, and never into what is closed."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tools.evacuation.conftest import graphs, network, two_gates

from impetus.tools.evacuation.expand import to_move
from impetus.tools.evacuation.placing import set_posts
from impetus.tools.evacuation.plan import make_plan, nearest
from impetus.tools.evacuation.posts import WINDOW_S
from impetus.tools.evacuation.presets import PRESETS
from impetus.tools.evacuation.situation import situated


def test_one_post_divides_a_square_between_two_gates() -> None:
    made = network(two_gates(300))
    plan, usual = make_plan(made, 60), nearest(made)
    [found] = set_posts(made, plan, 60, [1], sight_m=5, tries=120)
    assert len(found.node) == 1
    assert found.clear_s < 0.7 * usual.clear_s
    assert found.stuck == 0


def test_more_posts_are_never_worse_and_the_same_seed_gives_the_same_posts() -> None:
    made = network(PRESETS["protest"]())
    plan = make_plan(made, 200, step_s=10)
    few, more = set_posts(made, plan, 200, [1, 3], tries=120)
    assert (len(few.node) <= 1, len(more.node) <= 3) == (True, True)
    assert more.clear_s <= few.clear_s * 1.02  # packets while trying, single people at the end
    again = set_posts(made, plan, 200, [1, 3], tries=120)
    assert [one.clear_s for one in again] == [few.clear_s, more.clear_s]
    assert again[1].orders == [[*orders] for orders in more.orders] or again[1].node.tolist() == more.node.tolist()


@settings(max_examples=12, deadline=None)
@given(graphs(), st.integers(1, 3), st.floats(0, 200), st.floats(0, 200), st.floats(0, 40))
def test_posts_keep_to_their_rules(graph: Any, most: int, x: float, y: float, radius: float) -> None:
    made, _ = situated(network(graph), {"threats": [{"x": x, "y": y, "radius_m": radius, "from_s": 20}]})
    if not to_move(made).any():
        return
    [found] = set_posts(made, make_plan(made, 60), 60, [most], tries=24)
    assert len(found.node) <= most
    assert len(found.safe_s) == to_move(made).sum()
    for node, orders in zip(found.node.tolist(), found.orders, strict=True):
        assert not made.exit[node]
        assert np.hypot(made.x[node] - x, made.y[node] - y) > radius  # no steward stands in the threat
        assert [one.first_s for one in orders] == sorted({one.first_s for one in orders})  # one at a time
        for one, after in pairwise(orders):
            assert one.last_s <= after.first_s
        for one in orders:
            assert made.tail[one.arc] == node
            assert made.exit[one.target]
            assert np.isinf(made.close_s[one.arc])  # nobody is pointed to what closes
            assert one.last_s - one.first_s >= WINDOW_S


def test_a_place_that_needs_none_gets_none() -> None:
    made = network({"nodes": [{"id": 0, "supply": 9}, {"id": 1, "exit": True}], "arcs": [[0, 1, 30, 5]]})
    [found] = set_posts(made, make_plan(made, 20), 20, [3], tries=30)
    assert found.node.tolist() == []
    assert found.clear_s == pytest.approx(30 / 1.34 + 8 / 6.1, abs=0.5)
