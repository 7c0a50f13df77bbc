"""The analyser's line, the collector's balance, uncertainty and the detection limit."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.tools.bacteria.calibration import Balance, concentration, fit

LINE = fit([(1e3, 100.0), (1e4, 1000.0), (1e5, 10_000.0)])
BALANCE = Balance(water_ml=5.0, air_l=4000.0, efficiency=0.5, uncertainty=0.1)


def test_a_line_through_standards_is_found_again():
    assert (round(LINE.intercept, 9), round(LINE.slope, 9)) == (-1.0, 1.0)
    cells, uncertainty = LINE.cells_per_ml(1000.0)
    assert cells == pytest.approx(1e4)
    assert 0 < uncertainty < 0.3


def test_water_becomes_air():
    found = concentration(1020.0, LINE, BALANCE, blank=20.0, blank_spread=5.0)
    assert found.value == pytest.approx(1e4 * 5 / (4 * 0.5))
    assert not found.censored
    assert found.low < found.value < found.high


def test_uncertainty_grows_away_from_the_standards_and_with_the_collector():
    near, far = (LINE.cells_per_ml(signal)[1] for signal in (1000.0, 1e7))
    assert far > 2 * near
    loose = Balance(5.0, 4000.0, 0.5, uncertainty=0.5)
    a, b = (concentration(1020.0, LINE, one, 20.0, 5.0) for one in (BALANCE, loose))
    assert b.uncertainty**2 - a.uncertainty**2 == pytest.approx(0.5**2 - 0.1**2)
    assert a.repeat == b.repeat, "what is the same in every sample is no scatter between samples"


@pytest.mark.parametrize("signal", [0.0, 19.0, 20.0, 30.0])
def test_below_the_limit_is_censored_and_not_zero(signal):
    found = concentration(signal, LINE, BALANCE, blank=20.0, blank_spread=5.0)
    assert found.censored
    assert found.value == pytest.approx(LINE.cells_per_ml(3.29 * 5.0)[0] * BALANCE.per_cell)
    assert found.low == 0.0


@pytest.mark.parametrize(
    "standards",
    [
        [(1e3, 100.0)],
        [(1e3, 100.0), (1.1e3, 110.0)],
        [(1e3, 100.0), (1e5, 10.0)],
        [(0.0, 100.0), (1e5, 10.0)],
        [(1e3, float("nan")), (1e5, 10.0)],
    ],
)
def test_no_line_through_these(standards):
    with pytest.raises(ValueError, match=r"standards|signal|line"):
        fit(standards)


@given(st.floats(0, 1e15), st.floats(0, 1e6), st.floats(0, 1e5))
def test_any_signal_gives_a_finite_concentration(signal, blank, spread):
    found = concentration(signal, LINE, BALANCE, blank, spread)
    assert 0 < found.value < 1e19
    assert 0 < found.uncertainty < 20
    assert exp(log(found.value)) > 0
