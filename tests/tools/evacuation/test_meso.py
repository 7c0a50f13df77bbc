"""The queue simulation: nobody is lost, streets hold so many, and queues back up."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tools.evacuation.conftest import graphs, network, two_gates

from impetus.tools.evacuation.choices import TRIGGERS
from impetus.tools.evacuation.crowd import SETS_OUT_S, crowd_of
from impetus.tools.evacuation.expand import to_move
from impetus.tools.evacuation.meso import JAM, Crowd, field_of, simulate
from impetus.tools.evacuation.network import Network
from impetus.tools.evacuation.plan import make_plan, nearest
from impetus.tools.evacuation.ranking import rank
from impetus.tools.evacuation.result import level
from impetus.tools.evacuation.situation import situated


def everybody(made: Network, speed: float = 1.34) -> Crowd:
    origin = np.repeat(np.arange(made.nodes), to_move(made))
    people = len(origin)
    return Crowd(origin, np.full(people, speed), np.zeros(people), np.ones(people, dtype=np.bool_))


def test_one_person_walks_a_street_at_his_speed() -> None:
    made = network({"nodes": [{"id": 0, "supply": 1}, {"id": 1, "exit": True}], "arcs": [[0, 1, 134, 2]]})
    assert simulate(made, everybody(made), field_of(made)).clear_s == pytest.approx(100, abs=1.5)


def test_a_gate_lets_out_what_its_width_does() -> None:
    """IMO MSC.1/Circ.1533, test 4, in form: the mean flow through a door of a metre is no more than its rate."""
    made = network({"nodes": [{"id": 0, "supply": 500}, {"id": 1}, {"id": 2, "exit": True}],
                    "arcs": [[0, 1, 30, 10], [1, 2, 2, 1.5]]})  # fmt: skip
    run = simulate(made, everybody(made), field_of(made))
    first, last = np.sort(run.safe_s)[[0, -1]]
    assert 499 / (last - first) == pytest.approx(1.5 * 1.22, rel=0.03)


def test_a_queue_backs_up_into_the_street_behind() -> None:
    made = network({"nodes": [{"id": 0, "supply": 300}, {"id": 1}, {"id": 2}, {"id": 3, "exit": True}],
                    "arcs": [[0, 1, 40, 2], [1, 2, 10, 2], [2, 3, 5, 0.5]]})  # fmt: skip
    run = simulate(made, everybody(made), field_of(made))
    held = run.present.max(axis=0)
    assert held[1] == pytest.approx(10 * 2 * JAM, abs=1)  # full, so that people stand in the street before it
    assert held[0] > 2 * 10 * 2


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(0, 5))
def test_nobody_is_lost_and_no_street_holds_more_than_it_can(graph: Any, seed: int) -> None:
    made = network(graph)
    crowd = crowd_of(np.repeat(np.arange(made.nodes), to_move(made)), np.random.default_rng(seed), trigger="shots")
    run = simulate(made, crowd, field_of(made), horizon_s=4 * 3600, seed=seed)
    assert np.isfinite(run.safe_s).all()
    assert (run.present <= np.maximum(1, made.length * made.width * JAM) + 8).all()
    again = simulate(made, crowd, field_of(made), horizon_s=4 * 3600, seed=seed)
    assert (run.safe_s == again.safe_s).all()


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(0, 200), st.floats(0, 200), st.floats(0, 200))
def test_nobody_is_on_a_street_long_after_it_closed(graph: Any, at: int, x: float, y: float) -> None:
    """NIST TN 1822, 4.1: whoever is on a street that has closed entered it before."""
    threats = [{"x": x, "y": y, "radius_m": 30, "from_s": at}]
    made, _ = situated(network(graph), {"threats": threats})
    supply = to_move(made)
    if not supply.any():
        return
    crowd = everybody(made)
    run = simulate(made, crowd, field_of(made), horizon_s=3600)
    for arc in np.flatnonzero(np.isfinite(made.close_s)):
        after = run.present[int(made.close_s[arc] // 10) + 1 :, arc].astype(np.int64)
        assert (np.diff(after) <= 0).all()  # people only leave it


def test_following_the_plan_is_faster_than_the_nearest_exit() -> None:
    made = network(two_gates(300))
    plan = make_plan(made, 60)
    usual = nearest(made)
    ranked = rank(made, plan, usual, seeds=5, compliance=(0.5, 1.0), slow=0.0, trigger="none", seed=3)
    half, whole, nobody = ranked.variants
    assert whole.most_s.p50 < half.most_s.p50 < nobody.most_s.p50
    assert ranked.best == "plan"
    again = rank(made, plan, usual, seeds=5, compliance=(0.5, 1.0), slow=0.0, trigger="none", seed=3)
    assert again.variants == ranked.variants


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_people_set_out_as_the_trigger_says(trigger: Any) -> None:
    crowd = crowd_of(np.zeros(4000, dtype=np.int64), np.random.default_rng(1), trigger=trigger, slow=0.1)
    assert np.median(crowd.start_s) == pytest.approx(SETS_OUT_S[trigger], rel=0.1)
    assert 0.09 < (crowd.speed == 0.6).mean() < 0.11
    assert 0.35 < crowd.speed.min() < crowd.speed.max() < 2.6
    assert crowd.obeys.all()


@pytest.mark.parametrize(("density", "name"), [(0, "A"), (0.5, "C"), (2.0, "E"), (2.17, "F"), (6, "F")])
def test_levels_of_service(density: float, name: str) -> None:
    assert level(density) == name
