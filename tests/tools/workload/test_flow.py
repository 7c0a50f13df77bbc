"""The forecast: quantiles against scipy, parts that add up, and an interval that keeps its promise."""

import numpy as np
import pytest
from benchmarks.workload_shifts import coverage
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from impetus.kit.errors import BadInput
from impetus.tools.workload.task.flow import HALF_HOUR, Flow, quantile
from impetus.tools.workload.task.limits import HOUR, MINUTE


@given(st.floats(0.01, 300), st.floats(1.05, 10), st.floats(0.02, 0.98))
def test_quantiles_are_those_of_the_negative_binomial(mean: float, times: float, share: float) -> None:
    variance = mean * times
    law = stats.nbinom(mean * mean / (variance - mean), mean / variance)
    found = quantile(mean, variance, share)
    assert law.cdf(found) >= share - 1e-9
    assert found == 0 or law.cdf(found - 1) < share + 1e-9


@given(st.floats(0.01, 300), st.floats(0.02, 0.98))
def test_without_more_spread_they_are_poissons(mean: float, share: float) -> None:
    found = quantile(mean, mean, share)
    assert stats.poisson(mean).cdf(found) >= share - 1e-9
    assert found == 0 or stats.poisson(mean).cdf(found - 1) < share + 1e-9


def test_large_means_do_not_lose_the_interval() -> None:
    assert quantile(5000, 20_000, 0.5) == pytest.approx(5000, abs=1)
    assert quantile(0, 0, 0.9) == 0


@given(st.lists(st.integers(0, 30 * MINUTE), max_size=60), st.floats(0, 60), st.floats(0.5, 0.95))
def test_the_mean_is_its_two_parts_and_lies_in_order(gaps: list[int], usual: float, level: float) -> None:
    flow, at = Flow(0, usual), 0
    for gap in gaps:
        at += gap
        flow.add(at)
    said = flow.expect(at, level=level)
    assert said.mean == pytest.approx(said.from_recent + said.from_usual)
    assert 0 <= said.low <= said.high
    wider = flow.expect(at, level=0.99)
    assert wider.low <= said.low
    assert wider.high >= said.high


def test_at_first_it_is_the_usual_pace_and_later_what_comes() -> None:
    flow = Flow(0, usual=6.0)
    assert flow.expect(0).mean == pytest.approx(3.0)
    for number in range(240):
        flow.add(number * MINUTE)
    said = flow.expect(240 * MINUTE)
    assert 22 < said.mean < 30
    assert said.from_recent > 0.9 * said.mean
    assert flow.expect(240 * MINUTE + 12 * HOUR).mean < 3


def test_four_of_five_half_hours_lie_inside_on_a_poisson_flow() -> None:
    rng = np.random.default_rng(7)
    held = []
    for _ in range(60):
        arrivals = np.cumsum(rng.exponential(HOUR / 10, size=120)).astype(int)
        flow = Flow(0)
        for at in arrivals[arrivals <= 4 * HOUR]:
            flow.add(int(at))
        said = flow.expect(4 * HOUR)
        came = int(((arrivals > 4 * HOUR) & (arrivals <= 4 * HOUR + HALF_HOUR)).sum())
        held.append(said.low <= came <= said.high)
    assert np.mean(held) >= 0.75


def test_and_on_made_shifts_with_storms() -> None:
    share, width = coverage(range(100, 112))
    assert 0.7 <= share <= 0.95
    assert width < 15


@pytest.mark.parametrize("level", [0, 1, -1, 2])
def test_a_level_that_is_no_chance_is_refused(level: float) -> None:
    with pytest.raises(BadInput) as refused:
        Flow(0).expect(0, level=level)
    assert refused.value.field == "level"


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(BadInput):
        Flow(0, usual=-1)
    with pytest.raises(BadInput, match="earlier"):
        Flow(5).add(4)
