"""The score of one series: causal, within bounds whatever comes, high where something is odd, and only there."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.tools.anomaly.series.scorer import scores
from impetus.tools.anomaly.series.units import FIRST

STEP = 300.0
HIGH = 0.9


def rows(values: np.ndarray, step: float = STEP) -> list[tuple[float, float]]:
    return [(1_700_000_000.0 + step * number, value) for number, value in enumerate(values.tolist())]


def busy_days(seed: int, days: int = 20) -> np.ndarray:
    rng = np.random.default_rng(seed)
    slot = np.arange(days * 288)
    return np.asarray(rng.poisson(40 + 30 * np.sin(slot * 2 * np.pi / 288)), dtype=np.float64)


@given(
    st.lists(
        st.one_of(st.floats(-1e6, 1e6), st.floats(allow_nan=True), st.sampled_from([0.0, 1e308, -1e308])),
        max_size=400,
    ),
    st.data(),
)
def test_any_values_give_scores_that_rest_on_the_past_alone(values: list[float], data: st.DataObject) -> None:
    whole = scores((STEP * number, value) for number, value in enumerate(values))
    assert len(whole) == len(values)
    assert all(0.0 <= score < 1.0 for score in whole)
    cut = data.draw(st.integers(0, len(values)))
    assert scores((STEP * number, value) for number, value in enumerate(values[:cut])) == whole[:cut]


def test_nothing_is_scored_before_enough_was_read() -> None:
    found = scores(rows(busy_days(1, 2)))
    assert not any(found[:FIRST])
    assert any(found[FIRST : FIRST + 100])


@pytest.mark.parametrize("seed", range(4))
def test_units_do_not_matter(seed: int) -> None:
    values = busy_days(seed, 4)
    assert scores(rows(values)) == pytest.approx(scores(rows(values * 1000.0 + 5e6)), abs=2e-2)


@pytest.mark.parametrize("seed", range(4))
def test_a_surge_stands_out_and_is_told_once(seed: int) -> None:
    values = busy_days(seed)
    at = 15 * 288 + 150
    values[at : at + 24] *= 4
    found = np.array(scores(rows(values)))
    assert found[at : at + 24].max() > HIGH
    assert int((found[at : at + 24] > HIGH).sum()) <= 4


@pytest.mark.parametrize("seed", range(4))
def test_a_day_without_its_rush_stands_out(seed: int) -> None:
    values = busy_days(seed)
    at = 15 * 288
    values[at : at + 288] = values[at - 100 : at - 90].mean()
    found = np.array(scores(rows(values)))
    assert found[at : at + 288].max() > 0.8


@pytest.mark.parametrize("seed", range(6))
def test_usual_days_are_rarely_high(seed: int) -> None:
    found = np.array(scores(rows(busy_days(seed, 28))))
    assert (found > HIGH).sum() <= 12, "of 8,064 rows"


def test_a_flat_series_is_not_odd_until_it_moves() -> None:
    values = np.full(3_000, 7.0)
    values[2_500] = 9.0
    found = np.array(scores(rows(values)))
    assert found[:2_500].max() < 0.5
    assert found[2_500] > HIGH


def test_what_cannot_be_read_is_no_row_of_the_series() -> None:
    values = busy_days(1, 5)
    with_holes = values.copy()
    with_holes[700] = math.nan
    found = scores(rows(with_holes))
    assert found[700] == 0.0
    assert found[:700] == scores(rows(values))[:700]
