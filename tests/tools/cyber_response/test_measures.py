"""Measures: the formula by hand, combinations against brute force, flips that flip, and advice on a network."""

from itertools import combinations
from typing import Any

import msgspec
import numpy as np
import pytest
from benchmarks.cyber_networks import large
from hypothesis import given, settings
from hypothesis import strategies as st

from impetus.kit.errors import BadInput
from impetus.tools.cyber_response.graph.model import City
from impetus.tools.cyber_response.graph.outlook import Sighting, look
from impetus.tools.cyber_response.measures.actions import Action, advise, cut
from impetus.tools.cyber_response.measures.choose import choose
from impetus.tools.cyber_response.measures.flips import flips
from impetus.tools.cyber_response.measures.library import library
from impetus.tools.cyber_response.measures.model import Measure, Question, read_question
from impetus.tools.cyber_response.measures.rori import Saving, Stakes, reliefs, rori

DAM = Question(
    loss=50_000,
    value=8_700,
    measures=tuple(
        Measure(id=name, coverage=coverage, effect=effect, cost=cost)
        for name, coverage, effect, cost in [
            ("C1", 0.85, 0.7, 500), ("C2", 0.6, 0.8, 200), ("C3", 0.75, 0.85, 700),
            ("C4", 0.7, 0.9, 400), ("C5", 0.55, 0.7, 200),
        ]
    ),
)  # fmt: skip
"""A dam's control station under attack: the figures that the authors of RORI published with their program (RORIdev)."""


def by_hand(measures: tuple[Measure, ...]) -> float:
    """RM of a set, part by part, as equations 4.13 and 4.16 of the thesis say."""
    total = sum(one.coverage * one.effect for one in measures)
    for size in range(2, len(measures) + 1):
        for part in combinations(measures, size):
            cover = [one.coverage for one in part]
            shared = (max(0.0, sum(cover) - (size - 1)) + min(cover)) / 2
            total -= (-1) ** size * shared * min(one.effect for one in part)
    return min(1.0, max(0.0, total))


def test_the_formula_on_the_authors_own_figures() -> None:
    choice = choose(DAM)
    alone = {one.measures[0]: one.rori for one in choice.alone}
    # (50,000 x 0.63 - 400) / (400 + 8,700) x 100, and so on
    assert alone == pytest.approx(
        {"C1": 317.935, "C2": 267.416, "C3": 331.649, "C4": 341.758, "C5": 214.045}, abs=0.001
    )
    # the combination that their program put first, too: C2, C4 and C5
    assert choice.best.measures == ("C2", "C4", "C5")
    # 0.48 + 0.63 + 0.385 less (0.45 x 0.8 + 0.35 x 0.7 + 0.4 x 0.7) and with 0.275 x 0.7 given back
    assert choice.best.relief == pytest.approx(0.8025)
    assert choice.best.rori == pytest.approx((50_000 * 0.8025 - 800) / 9_500 * 100)
    assert choice.combinations == 32


shares = st.floats(0, 1).map(lambda value: round(value, 3))
measures = st.lists(st.tuples(shares, shares, st.floats(0, 1000), shares, shares), min_size=1, max_size=7)


def question(
    said: list[tuple[float, float, float, float, float]], excludes: list[tuple[int, int]], **more: Any
) -> Question:
    made = []
    for at, (coverage, effect, cost, tram, water) in enumerate(said):
        others = tuple(f"m{two}" for one, two in excludes if one == at and two != at and two < len(said))
        made.append(
            Measure(id=f"m{at}", coverage=coverage, effect=effect, cost=cost, disturbs={"tram": tram, "water": water},
                    excludes=others)
        )  # fmt: skip
    return Question(loss=10_000, value=5_000, measures=tuple(made), services={"tram": 100, "water": 10}, **more)


@settings(max_examples=150, deadline=None)
@given(measures, st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=3), st.floats(0, 3000) | st.none())
def test_the_best_and_the_front_are_those_of_brute_force(
    said: list[tuple[float, float, float, float, float]], excludes: list[tuple[int, int]], budget: float | None
) -> None:
    asked = question(said, excludes, budget=budget)
    choice = choose(asked)
    plans = []
    for size in range(len(said) + 1):
        for some in combinations(asked.measures, size):
            ids = {one.id for one in some}
            cost = sum(one.cost for one in some)
            if any(ids & set(one.excludes) for one in some) or (budget is not None and cost > budget * (1 + 1e-12)):
                continue
            side = sum(
                loss * max((one.disturbs[name] for one in some), default=0.0) for name, loss in asked.services.items()
            )
            plans.append((rori(Stakes(loss=10_000, value=5_000), by_hand(some), cost), side))
    assert choice.combinations == len(plans)
    assert choice.best.rori == pytest.approx(max(index for index, _ in plans), abs=1e-6)
    for plan in choice.front:
        assert not any(index > plan.rori + 1e-6 and side <= plan.side + 1e-9 for index, side in plans)
        assert not any(index >= plan.rori - 1e-9 and side < plan.side - 1e-6 for index, side in plans)
    for index, side in plans:  # whatever may be taken is on the front or beaten by something on it
        assert any(plan.rori >= index - 1e-6 and plan.side <= side + 1e-9 for plan in choice.front)


@settings(max_examples=60, deadline=None)
@given(measures)
def test_an_input_within_its_range_changes_nothing_and_beyond_it_does(
    said: list[tuple[float, float, float, float, float]],
) -> None:
    asked = question(said, [])
    choice = choose(asked)

    def best(name: str, value: float) -> tuple[float, float]:
        """Return of the old best and of the new."""
        if name in ("loss", "value"):
            now = msgspec.structs.replace(asked, **{name: value})
        else:
            _, which, what = name.split(".")
            changed = tuple(msgspec.structs.replace(one, **{what: value}) if one.id == which else one
                            for one in asked.measures)  # fmt: skip
            now = msgspec.structs.replace(asked, measures=changed)
        again = choose(now)
        old = tuple(one for one in now.measures if one.id in choice.best.measures)
        stakes = Stakes(loss=now.loss, value=now.value)
        return float(rori(stakes, by_hand(old), sum(one.cost for one in old))), again.best.rori

    for one in flips(asked, choice):
        for end, out in ((one.low, -1), (one.high, 1)):
            if end is None:
                continue
            step = 1e-3 * max(1.0, abs(end))
            inside = end - out * min(step, abs(end - one.said) / 2)
            old, new = best(one.input, inside)
            assert old == pytest.approx(new, abs=1e-3 * max(1.0, abs(new)))
        assert one.low is None or one.low <= one.said
        assert one.high is None or one.said <= one.high


def test_beyond_a_range_another_combination_is_best() -> None:
    choice = choose(DAM)
    found = {one.input: one for one in flips(DAM, choice)}
    c4 = found["measures.C4.cost"]
    assert c4.high is not None
    for cost, same in ((c4.high - 1, True), (c4.high + 1, False)):
        changed = tuple(msgspec.structs.replace(one, cost=cost) if one.id == "C4" else one for one in DAM.measures)
        now = choose(msgspec.structs.replace(DAM, measures=changed)).best.measures
        assert (now == choice.best.measures) is same
        assert same or now == c4.above
    loss = found["loss"]
    assert loss.low is not None
    assert choose(msgspec.structs.replace(DAM, loss=loss.low - 1)).best.measures == loss.below


def test_doing_nothing_is_best_where_every_measure_costs_more_than_it_saves() -> None:
    choice = choose(question([(0.1, 0.1, 900.0, 0.0, 0.0)], [], budget=None))
    assert choice.best.measures == ()
    assert choice.best.rori == 0


def test_more_than_twenty_measures_say_which_were_left_out() -> None:
    choice = choose(question([(0.5, 0.01 * at, 10.0, 0.0, 0.0) for at in range(23)], []))
    assert choice.left_out == ["m0", "m1", "m2"]
    assert choice.combinations == 2**20


def test_reliefs_are_shares_and_one_measure_is_coverage_times_effect() -> None:
    made = reliefs([Saving(coverage=0.5, effect=0.4, cost=1), Saving(coverage=1.0, effect=1.0, cost=1)])
    assert made == pytest.approx(np.array([0.0, 0.2, 1.0, 0.2 + 1.0 - 0.5 * 0.4]))


ONE = {"id": "a", "coverage": 1, "effect": 1, "cost": 1}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"loss": -1}, "loss"),
        ({"value": 0}, "value"),
        ({"measures": []}, "measures"),
        ({"measures": [{**ONE, "coverage": 2}]}, "measures[0].coverage"),
        ({"measures": [ONE] * 2}, "measures[1].id"),
        ({"measures": [{**ONE, "excludes": ["b"]}]}, "measures[0].excludes"),
        ({"measures": [{**ONE, "disturbs": {"tram": 1}}]}, "measures[0].disturbs"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_its_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_question(msgspec.json.encode({"loss": 1, "value": 1, "measures": [ONE], **said}))
    assert refused.value.field == field


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100))
def test_no_bytes_break_the_reader_of_questions(said: bytes) -> None:
    with pytest.raises(BadInput):
        read_question(said)


def test_advice_on_the_published_example_cuts_its_way(small: City) -> None:
    outlook = look(small, [Sighting("webServer")])
    advice = advise(small, outlook, hours=24, value=10_000)
    assert advice.choice.best.measures
    for plan, share in advice.on_graph.items():
        assert 0 <= share <= 1, plan
    assert advice.on_graph[advice.choice.best.measures] > 0.5
    folder = advice.actions["read_only:/export"]
    assert {outlook.graph.steps[one].rule for one in cut(outlook.graph, folder)} == {"plant"}
    names = {one.id: one.name for one in advice.asked.measures}
    assert names["read_only:/export"] == "Let nobody write to /export"
    # who takes the workstation away stops what needs it
    away = advise(small, outlook, hours=24, value=10_000, actions=[Action("isolate", "workStation")])
    assert [one.disturbs for one in away.asked.measures] == [{"files": 1.0}]
    calm = advise(small, look(small, trials=64), hours=24, value=10_000, actions=[])
    assert calm.choice.best.measures == ()


def test_advice_on_a_large_network_is_bounded() -> None:
    made = large(120, 600)
    advice = advise(made, look(made, [Sighting("host1")], trials=256), hours=24, value=100_000, budget=5_000)
    assert advice.choice.best.cost <= 5_000
    assert 0 < len(advice.asked.measures) <= 40


def test_each_kind_of_measure_has_its_name_in_three_languages() -> None:
    for one in library().values():
        assert all("{what}" in one.name.in_(locale) for locale in ("en", "it", "nb"))
