"""The bound holds for every plan, two solvers agree on it, and closed streets are closed for both."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tools.evacuation.conftest import graphs, network, two_gates

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.bound import confirm, lower_bound
from impetus.tools.evacuation.expand import cut_off, latest, to_move
from impetus.tools.evacuation.plan import make_plan, nearest
from impetus.tools.evacuation.situation import Threat, closing_by, situated

HEADWAY_S = 1 / (0.5 * 1.22)
"""The longest headway of the graphs here: the replay lets the first of a queue pass at once, the bound does not."""


def test_the_bound_of_one_street_is_what_can_be_reckoned_by_hand() -> None:
    graph = {
        "nodes": [{"id": 0, "supply": 122}, {"id": 1, "exit": True}],
        "arcs": [[0, 1, 134, 1]],
    }
    found = lower_bound(network(graph), steps_s=(2.0,))
    # 100 s of walking; 122 people at 1.22 a second need 100 s to enter: the last enters in the last step before 200 s
    assert found.seconds == pytest.approx(198, abs=4)
    assert found.feasible_s == found.seconds + 2
    assert found.out < 122
    [binding] = found.cut
    assert (binding.arc, binding.first_s) == (0, 0)


def test_both_gates_are_used_where_the_nearest_is_narrow() -> None:
    made = network(two_gates())
    bound = lower_bound(made, steps_s=(2.0,))
    plan, usual = make_plan(made, bound.seconds), nearest(made)
    assert bound.seconds <= plan.clear_s < usual.clear_s
    assert plan.stuck == 0


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_no_plan_beats_the_bound_and_two_solvers_agree(graph: Any) -> None:
    made = network(graph)
    if not to_move(made).any():
        return
    bound = lower_bound(made, steps_s=(4.0, 2.0))
    assert confirm(made, bound.feasible_s, bound.step_s) == pytest.approx(bound.people)
    if bound.seconds:
        assert confirm(made, bound.seconds, bound.step_s) < bound.people
    plan = make_plan(made, bound.seconds)
    assert plan.stuck == 0
    assert plan.routes.people == to_move(made).sum()
    assert plan.clear_s + made.nodes * HEADWAY_S >= bound.seconds
    assert nearest(made).clear_s + made.nodes * HEADWAY_S >= bound.seconds


def threatened(graph: Any, x: float, y: float, radius: float, growth: float) -> Any:
    situation = {"threats": [{"x": x, "y": y, "radius_m": radius, "growth_m_s": growth}]}
    return situated(network(graph), situation)[0]


METRES = st.floats(0, 200, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(graphs(), METRES, METRES, st.floats(0, 80), st.floats(0, 2))
def test_nobody_enters_a_closed_street_or_walks_into_a_threat(
    graph: Any, x: float, y: float, radius: float, growth: float
) -> None:
    """NIST TN 1822, 4.1: after the notice nobody enters what is closed."""
    made = threatened(graph, x, y, radius, growth)
    if not to_move(made).any():
        return
    bound = lower_bound(made, steps_s=(4.0,))
    plan = make_plan(made, bound.seconds)
    entered, arcs = plan.walked.entered_s, plan.routes.arcs
    walked = np.isfinite(entered) & (arcs >= 0)
    assert (entered[walked] < made.close_s[arcs[walked]]).all()
    # where somebody comes from outside, he is through before the threat is there, or on a street that leads away
    threat = Threat(x=x, y=y, radius_m=radius, growth_m_s=growth)
    again = closing_by(made, threat)
    assert (entered[walked] < again[arcs[walked]]).all()
    assert plan.stuck >= bound.stuck
    out = int(np.isfinite(plan.walked.safe_s).sum())
    assert out + plan.stuck == to_move(made).sum()


@settings(max_examples=60, deadline=None)
@given(graphs(), METRES, METRES, st.floats(0, 80), st.floats(0, 2))
def test_who_can_still_leave_is_found_by_trying(graph: Any, x: float, y: float, radius: float, growth: float) -> None:
    made = threatened(graph, x, y, radius, growth)
    last = latest(made)
    reached = np.full(made.nodes, np.inf)
    for start in np.flatnonzero(~made.exit):
        reached[:] = np.inf
        reached[start] = 0.0
        for _ in range(made.nodes):  # Bellman and Ford, forwards
            for arc in range(made.arcs):
                at = reached[made.tail[arc]]
                if at < made.close_s[arc]:
                    reached[made.head[arc]] = min(reached[made.head[arc]], at + made.walk[arc])
        assert (last[start] >= 0) == bool(np.isfinite(reached[made.exit]).any())
    assert (cut_off(made) == (last < 0)).all() or not made.closes


def test_those_who_come_too_late_are_counted_and_the_bound_says_how_many_at_least() -> None:
    made, _ = situated(network(two_gates(600)), {
        "closed": [{"from": "square", "to": "near", "at_s": 10}, {"from": "square", "to": "corner", "at_s": 60}],
    })  # fmt: skip
    bound = lower_bound(made, steps_s=(2.0,))
    plan = make_plan(made, bound.seconds)
    # ten seconds of half a metre, sixty of two metres
    assert 600 - bound.stuck == pytest.approx(10 * 0.61 + 60 * 2.44, abs=6)
    assert bound.stuck <= plan.stuck <= bound.stuck + 8


def test_where_nobody_can_reach_an_exit_it_says_so() -> None:
    graph = {"nodes": [{"id": 0, "supply": 5}, {"id": 1, "exit": True}], "arcs": [[1, 0, 5, 1]]}
    with pytest.raises(BadInput, match="Nobody can reach an exit"):
        lower_bound(network(graph))


def test_nobody_to_move_takes_no_time() -> None:
    graph = {"nodes": [{"id": 0}, {"id": 1, "exit": True, "supply": 7}], "arcs": [[0, 1, 5, 1]]}
    made = network(graph)
    bound = lower_bound(made)
    assert (bound.seconds, bound.people) == (0, 0)
    assert make_plan(made, bound.seconds).clear_s == 0


def test_wider_streets_are_never_slower() -> None:
    narrow = two_gates(200)
    wide = {**narrow, "arcs": [[*arc[:3], arc[3] + 1, *arc[4:]] for arc in narrow["arcs"]]}
    assert lower_bound(network(wide)).seconds <= lower_bound(network(narrow)).seconds
