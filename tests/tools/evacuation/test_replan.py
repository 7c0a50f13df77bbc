"""Planning again: nobody is pointed to what closes, stewards keep orders that need not change, old plans hold."""

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tools.evacuation.conftest import graphs, network, two_gates

from impetus.kit.clock import SystemClock
from impetus.kit.errors import BadInput, Unavailable
from impetus.tools.evacuation.answers import sentence, stored
from impetus.tools.evacuation.asking import previous_of, task_fields
from impetus.tools.evacuation.placing import set_posts
from impetus.tools.evacuation.plan import make_plan
from impetus.tools.evacuation.posts import WINDOW_S
from impetus.tools.evacuation.replan import MARGIN_S, STALE_S, Standing, plan_again, posts_again
from impetus.tools.evacuation.result import Result
from impetus.tools.evacuation.situation import POST_M, Threat, closing_by
from impetus.tools.evacuation.solve import Task, solve


def standing(made: Any) -> list[Standing]:
    return [
        Standing(node=int(node), orders=tuple((one.first_s, one.last_s, one.target, one.arc) for one in orders))
        for node, orders in zip(made.node, made.orders, strict=True)
    ]


@given(graphs(), st.floats(0, 200), st.floats(0, 200), st.floats(1, 80), st.floats(0, 2), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_after_the_notice_nobody_enters_a_closed_exit_or_a_threats_area(
    graph: Any, x: float, y: float, radius: float, growth: float, seed: int
) -> None:
    """NIST TN 1822, 4.1, for a plan that is made again."""
    before = network(graph)
    plan = make_plan(before, 60.0)
    posts = set_posts(before, plan, 10.0, [2], tries=30)[0]
    threat = Threat(x=x, y=y, radius_m=radius, growth_m_s=growth)
    close = closing_by(before, threat)
    reached = threat.reaches(np.hypot(before.x - x, before.y - y) - POST_M)
    supply = np.random.default_rng(seed).permutation(before.supply)
    now = replace(before, closing=close, supply=supply, reached=reached)
    made = plan_again(now, 1.0, plan.routes)
    walked = np.isfinite(made.walked.entered_s) & (made.routes.arcs >= 0)
    assert (made.walked.entered_s[walked] < close[made.routes.arcs[walked]]).all()
    there = np.bincount(made.routes.origin, minlength=now.nodes)
    assert (there <= np.where(now.exit, 0, supply)).all()
    after = posts_again(now, made, 10.0, standing(posts), elapsed_s=30)
    for node, orders in zip(after.posts.node, after.posts.orders, strict=True):
        for order in orders:
            assert np.isinf(close[order.arc])
            assert now.tail[order.arc] == node
            assert order.last_s <= reached[node] or reached[node] > 20.0 + WINDOW_S  # nobody is left to the threat
    assert {int(node) for node in after.posts.node} <= {int(node) for node in posts.node}  # no post moves


def crowded() -> Any:
    before = network(two_gates(400))
    return before, make_plan(before, 100.0)


def at_square(before: Any, towards: str) -> list[Standing]:
    square, target = before.ids.index("square"), before.ids.index(towards)
    first = before.ids.index("near" if towards == "near" else "corner")
    arc = int(np.flatnonzero((before.tail == square) & (before.head == first))[0])
    return [Standing(node=square, orders=((0.0, float("inf"), target, arc),))]


def test_an_order_that_gains_little_to_change_stays() -> None:
    before, plan = crowded()
    after = posts_again(before, plan, 100.0, at_square(before, "far"))
    assert after.changes == []
    assert [order.target for order in after.posts.orders[0]] == [before.ids.index("far")]


def test_an_order_that_costs_minutes_changes_and_says_what_it_gains() -> None:
    before, plan = crowded()
    after = posts_again(before, plan, 100.0, at_square(before, "near"))
    assert [(one.post, one.reason) for one in after.changes] == [(0, "gain")]
    assert after.changes[0].gain_s >= MARGIN_S
    # with old counts nothing changes for gain
    stale = posts_again(before, plan, 100.0, at_square(before, "near"), counts_age_s=STALE_S + 1)
    assert stale.changes == []


def test_an_order_towards_what_closes_changes_at_once_whatever_the_counts() -> None:
    before, plan = crowded()
    close = np.where(before.head == before.ids.index("far"), 0.0, np.inf)
    after = posts_again(replace(before, closing=close), plan, 100.0, at_square(before, "far"), counts_age_s=1e6)
    assert [one.reason for one in after.changes] == ["unsafe"]
    assert all(order.target != before.ids.index("far") for orders in after.posts.orders for order in orders)


def test_a_post_that_a_threat_comes_near_leaves_before_it() -> None:
    before, plan = crowded()
    reached = np.full(before.nodes, np.inf)
    [post] = at_square(before, "far")
    kept = posts_again(replace(before, reached=reached), plan, 100.0, [post])
    assert (len(kept.posts.orders), kept.changes) == (1, [])
    reached[post.node] = 90.0
    soon = posts_again(replace(before, reached=reached), plan, 100.0, [post])
    assert [order.last_s for orders in soon.posts.orders for order in orders] == [WINDOW_S]
    assert [(one.post, one.reason) for one in soon.changes] == [(0, "unsafe")]
    reached[post.node] = 0.0
    at_once = posts_again(replace(before, reached=reached), plan, 100.0, [post])
    assert at_once.posts.orders == []
    assert [(one.post, one.reason) for one in at_once.changes] == [(0, "unsafe")]


def test_a_steward_without_a_post_is_sent_where_that_gains_enough() -> None:
    before, plan = crowded()
    [far] = at_square(before, "far")
    nobody = posts_again(before, plan, 100.0, [])
    sent = posts_again(before, plan, 100.0, [], most=1)
    assert nobody.posts.orders == []
    assert nobody.posts.clear_s - sent.posts.clear_s >= MARGIN_S
    [[order]] = sent.posts.orders
    assert (order.first_s, order.target) == (WINDOW_S, before.ids.index("far"))  # who is sent there walks there first
    assert posts_again(before, plan, 100.0, [], most=1, counts_age_s=STALE_S + 1).posts.orders == []
    assert len(posts_again(before, plan, 100.0, [far], most=12).posts.orders) == 1  # no more than gain enough
    # never where the threat is
    reached = np.full(before.nodes, np.inf)
    reached[before.ids.index("square")] = 0.0
    again = posts_again(replace(before, reached=reached), plan, 100.0, [far], most=1)
    assert before.ids.index("square") not in again.posts.node


def asked(**more: Any) -> Result:
    fields = task_fields({"graph": msgspec.json.encode(two_gates(400)).decode(), "precision": "quick", **more})
    return solve("plan", Task(**fields, walkers=True), SystemClock(), "1", lambda *_: None)


def test_an_answer_is_planned_on_from() -> None:
    first = asked(posts=2)
    said = msgspec.json.encode(first).decode()
    again = asked(previous=said, elapsed_s=10)
    assert again.replan is not None
    assert again.replan.changed == []
    assert again.replan.kept == len(first.posts[-1].posts)
    assert again.plan is not None
    assert again.plan.clear_s <= first.plan.clear_s + 1  # type: ignore[union-attr]
    assert f"{MARGIN_S:g} s" in sentence(again).nb
    closed = '{"closed": [{"from": "square", "to": "corner"}]}'
    after = asked(previous=said, situation=closed, counts_age_s=1000)
    assert after.replan is not None
    assert after.replan.stale
    assert all(one.to != "corner" for post in after.posts[-1].posts for one in post.orders if post.node == "square")


@given(st.text(max_size=30) | st.just('{"kind": "plan"}'))
def test_no_text_for_a_plan_in_use_breaks_it(said: str) -> None:
    with pytest.raises(BadInput) as refused:
        previous_of(said)
    assert refused.value.field == "previous"


def test_a_plan_of_another_graph_is_refused() -> None:
    first = asked(posts=2)
    post = first.posts[-1].posts[0]
    strange = msgspec.structs.replace(
        first, posts=[msgspec.structs.replace(first.posts[-1], posts=[msgspec.structs.replace(post, node="moon")])]
    )
    with pytest.raises(BadInput, match="another graph"):
        asked(previous=msgspec.json.encode(strange).decode())


def test_where_nothing_can_be_reckoned_the_plan_in_use_holds_and_says_so() -> None:
    first = asked(posts=2)
    made = stored(first, 90, Unavailable("The reckoning took longer than 5 s.", remedy="Wait."))["answer"]
    assert made["fallback"] is True
    assert made["result"]["posts"][-1]["posts"]
    assert "1:30" in made["text"]["en"]
    assert made["evidence"][0]["orders"]
