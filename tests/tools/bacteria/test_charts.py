"""The limits keep the promise, whatever the correlation of samples."""

import numpy as np
import pytest

from impetus.tools.bacteria.charts import CLIP, Charts, limits, quantile, run_length, tail, together


def test_quantile_and_tail_are_inverse():
    assert tail(quantile(1e-4)) == pytest.approx(1e-4)
    assert quantile(0.5) == pytest.approx(0.0, abs=1e-6)


def test_the_run_length_is_that_of_the_literature():
    # Montgomery, Introduction to Statistical Quality Control, table 9.3 (two-sided: 168 and 465; one-sided: twice that)
    assert run_length(4.0, 0.5) == pytest.approx(336, rel=0.02)
    assert run_length(5.0, 0.5) == pytest.approx(930, rel=0.02)


@pytest.mark.parametrize("weight", [1.0, 0.5, 0.2, 0.05])
def test_both_charts_together_keep_the_promise(weight):
    promised = 500
    found = limits(promised, 60, weight)
    rng = np.random.default_rng(11)
    lanes, steps, alarms, orders = 400, 2000, 0, 0
    rise, first, waiting = np.zeros(lanes), np.zeros(lanes), np.zeros(lanes, dtype=bool)
    for _ in range(steps):
        z = rng.normal(size=lanes)
        rise = np.maximum(0, rise + np.minimum(z, CLIP) - found.reference)
        alarm = (rise > found.rise) | (waiting & ((first + weight * z) / np.hypot(1, weight) > found.release))
        waiting = (z > found.order) & ~alarm
        first = np.where(waiting, z, 0.0)
        rise[alarm] = 0.0
        alarms, orders = alarms + int(alarm.sum()), orders + int(waiting.sum())
    assert 0.85 < lanes * steps / alarms / promised < 1.25
    assert 0.9 < lanes * steps / orders / 60 < 1.15


def test_no_single_sample_raises_a_slow_rise():
    found = limits(4320, 336, 0.5)
    charts = Charts()
    charts.add(1e9, found.reference)
    assert charts.rise < found.rise


def test_a_longer_promise_means_higher_limits():
    short, long = limits(48 * 10, 336, 0.5), limits(48 * 365, 336, 0.5)
    assert short.release < long.release
    assert short.rise < long.rise
    assert short.order == long.order


def test_two_samples_say_more_than_one():
    assert together(3.0, 3.0, 1.0) > together(3.0, 3.0, 0.2) > 3.0
