"""The operator's meter on simulated shifts with the truth beside them."""

import numpy as np
from benchmarks.workload_shifts import found, shift


def test_too_much_and_too_little_are_found_on_shifts_it_was_not_set_on() -> None:
    said = found(range(1000, 1009))
    within = [delay <= 120 for delay in said.overload]
    assert len(within) >= 5
    assert np.mean(within) >= 0.6
    assert said.underload
    assert np.mean([delay <= 120 for delay in said.underload]) == 1
    assert said.false_overload / said.hours * 8 <= 3
    assert said.false_underload == 0


def test_a_shift_is_the_same_for_the_same_seed() -> None:
    assert shift(4) == shift(4)
    assert shift(4) != shift(5)
