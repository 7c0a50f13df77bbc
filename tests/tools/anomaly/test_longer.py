"""The longer view: what comes back on some evenings stays unusual."""

from types import SimpleNamespace

import numpy as np
import pytest

from impetus.tools.anomaly.arrays import HOURS, WEEKS
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.domain import Domain
from impetus.tools.anomaly.grouping import worth_longer
from impetus.tools.anomaly.longer import Longer
from impetus.tools.anomaly.slots import LOG, ROOT, SIGNED, Week

SLOT = 300_000
MONDAY = 1_736_121_600_000


def run(view: Longer, state: Columns, first: int, counts: np.ndarray) -> np.ndarray:
    """Feed one sensor's counts slot by slot; returns the excess of each."""
    week = Week("UTC")
    found = []
    for position, count in enumerate(counts):
        number = first + position
        value = np.sqrt(np.array([np.nan_to_num(count)], dtype=np.float32))
        ok = np.array([np.isfinite(count)])
        place = week.place(number * SLOT + SLOT // 2)
        excess, _ = view.step(state, number, place, value, np.full(1, 3.0, np.float32), ok, np.array([ROOT]))
        found.append(float(excess[0]))
    return np.array(found)


def evenings(weeks: int, matches: set[int]) -> np.ndarray:
    """A ramp with 16 cars in five minutes, and 36 from 22 to 23 h on Mondays of the weeks with a match."""
    counts = np.full(weeks * 2016, 16.0)
    for week in matches:
        counts[week * 2016 + 22 * 12 : week * 2016 + 23 * 12] = 36.0
    return counts


def fresh() -> Columns:
    state = Columns()
    state.add()
    return state


@pytest.mark.parametrize("matches", [{4}, {1, 4}, {0, 4}])
def test_a_match_is_as_large_as_it_is_whatever_one_of_the_last_weeks_was(matches):
    excess = run(Longer(SLOT), fresh(), MONDAY // SLOT, evenings(5, matches))
    at = 4 * 2016 + 22 * 12
    assert excess[at + 6 : at + 12] == pytest.approx(20.0, abs=0.5)
    assert np.abs(excess[at - 12 : at - 3]).max() < 0.5


def test_an_hour_of_which_most_was_not_heard_is_not_remembered():
    counts = evenings(5, {1, 2, 3, 4})
    at = 22 * 12
    for week in (1, 2):
        counts[week * 2016 + at : week * 2016 + at + 9] = np.nan
    excess = run(Longer(SLOT), fresh(), MONDAY // SLOT, counts)
    assert excess[4 * 2016 + at + 11] > 12.0


def test_half_an_hour_without_readings_has_no_excess():
    counts = evenings(1, set())
    counts[100:106] = np.nan
    assert run(Longer(SLOT), fresh(), MONDAY // SLOT, counts)[105] == 0.0


def test_hours_have_no_longer_view():
    view = Longer(3_600_000)
    place = Week("UTC").place(MONDAY)
    excess, typical = view.step(
        fresh(), 1, place, np.ones(1, np.float32), np.ones(1, np.float32), np.array([True]), np.array([ROOT])
    )
    assert view.span == 0
    assert excess[0] == 0.0
    assert typical[0] == 1.0


def test_it_goes_on_after_a_restart_as_if_nothing_had_been():
    counts = evenings(5, {4})
    one, state = Longer(SLOT), fresh()
    run(one, state, MONDAY // SLOT, counts[:9000])
    other = Longer(SLOT)
    other.unpack(one.pack())
    kept = Columns()
    kept.unpack(state.pack(), memoryview(b"".join(state.parts())), 0)
    rest = counts[9000:], MONDAY // SLOT + 9000
    assert np.array_equal(run(one, state, rest[1], rest[0]), run(other, kept, rest[1], rest[0]))


def test_hourly_sensors_pay_nothing_for_a_view_they_do_not_have():
    with_view, without = Columns(), Columns(longer=False)
    for state in (with_view, without):
        state.add(1000)
    assert with_view.nbytes() - without.nbytes() == (WEEKS * HOURS - 1) * 2 * with_view.capacity
    without.level[7, 3] = 5.0
    without.reset(4)
    kept = Columns(longer=False)
    assert kept.unpack(without.pack(), memoryview(b"".join(without.parts())), 0) == sum(map(len, without.parts()))
    assert kept.level[7, 3] == 5.0
    hourly, short = Domain("UTC", 3_600_000), Domain("UTC", SLOT)
    assert (len(hourly.state.weeks), len(short.state.weeks)) == (1, WEEKS * HOURS)


@pytest.mark.parametrize(
    ("transform", "typical", "excess", "worth"),
    [
        (ROOT, 40.0, 30.0, True),  # counts, in readings: 70 instead of 40
        (ROOT, 40.0, 10.0, False),
        (SIGNED, np.arcsinh(1.0), np.arcsinh(4.0) - np.arcsinh(1.0), True),  # minutes late: 4 instead of 1
        (SIGNED, np.arcsinh(1.0), np.arcsinh(2.5) - np.arcsinh(1.0), False),  # not by two minutes
        (SIGNED, np.arcsinh(1.0), np.arcsinh(-4.0) - np.arcsinh(1.0), False),  # early
        (LOG, np.log1p(10.0), np.log1p(20.0) - np.log1p(10.0), True),
    ],
)
def test_half_an_hour_is_judged_in_what_its_sensor_measures(transform, typical, excess, worth):
    roster = SimpleNamespace(transforms=np.array([transform]))
    view = SimpleNamespace(typical=np.array([typical]), scores=SimpleNamespace(excess=np.array([excess])))
    assert worth_longer(0, 1, roster, view, 1.5) is worth
