"""Slow departures of one sensor are its health; those of many are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tools.anomaly.conftest import City, alerts, health

from impetus.model.sensor import SensorHealth
from impetus.model.text import LOCALES
from impetus.tools.anomaly.drift import DAY_MS, DAYS, Drift, straight

DAY = 288


def days(city: City, number: int, change) -> list:
    """Play whole days a batch each; `change(day, readings)` alters the day's readings, shape (288, 18)."""
    found = []
    for day in range(number):
        slots = range(city.slot, city.slot + DAY)
        values = np.stack([city.usual(slot) for slot in slots])
        change(day, values)
        city.detector.observe(city.batch(slots, values))
        city.slot += DAY
        found += city.detector.tick(city.tick())
    return found


def test_a_sensor_that_departs_over_days_drifts_and_raises_no_alert(city):
    def drifting(day, values):
        values[:, 3] *= np.linspace(1.0 + 0.09 * day, 1.0 + 0.09 * (day + 1), DAY)

    found = days(city, 14, drifting)
    assert health(found) == [("people-3", "drifting")]
    assert alerts(found) == []
    told = next(item for item in found if isinstance(item, SensorHealth))
    assert all(told.reason.in_(locale) for locale in LOCALES)
    assert "neighbours" in told.reason.en
    assert told.since < city.slot * 300_000 - DAYS * DAY_MS // 2

    # Mended, it is well again within two days, and mending it is no alert either.
    after = days(city, 3, lambda day, values: None)
    assert health(after) == [("people-3", "fresh")]
    assert alerts(after) == []


def test_a_sudden_surge_at_a_drifting_sensor_is_still_told(city):
    days(city, 12, lambda day, values: values.__setitem__((slice(None), 3), values[:, 3] * (1.0 + 0.09 * day)))

    def surge(position, values):
        values[3] *= 2.0 * (4.0 if position >= 150 else 1.0)

    assert any("people-3" in alert.sensors for alert in alerts(city.live(168, surge)))


def test_what_many_sensors_do_together_is_no_drift_of_one(city):
    def rising(day, values):
        values[:, :10] *= 1.0 + 0.06 * day

    assert [item for item in health(days(city, 12, rising)) if item[1] == "drifting"] == []


def test_a_step_is_no_drift(city):
    found = days(city, 10, lambda day, values: values.__setitem__((slice(None), 3), values[:, 3] * 1.6))
    assert [item for item in health(found) if item[1] == "drifting"] == []


def test_a_state_holds_the_drift_and_one_from_before_it_is_taken(city):
    days(city, 12, lambda day, values: values.__setitem__((slice(None), 3), values[:, 3] * (1.0 + 0.09 * day)))
    (domain,) = city.detector.domains.values()
    assert domain.drift.since[3] >= 0
    assert city.detector.figures()["sensors_drifting"] == 1
    again = City()
    again.detector.restore(city.detector.save())
    assert again.detector.save() == city.detector.save()
    older = Drift()
    older.unpack(None, 5)
    assert (older.since == -1).all()
    assert len(older.shift) == 5


@pytest.mark.parametrize("sizes", [(1, 2), (3, 0)])
def test_a_drift_of_unequal_lengths_is_refused(sizes):
    packed = Drift().pack()
    packed["total"] = bytes(4 * sizes[0])
    packed["number"] = bytes(4 * sizes[1])
    with pytest.raises(ValueError, match="one length"):
        Drift().unpack(packed, 3)


@given(st.lists(st.floats(-8.0, 8.0, width=32), min_size=DAYS, max_size=DAYS))
def test_drift_has_no_preferred_direction_and_is_never_toward_usual(values):
    line = np.array(values, dtype=np.float32)
    assert straight(line) == straight(-line)
    if straight(line):
        assert abs(line[-1]) > abs(line[0]) or line[0] * line[-1] < 0
        assert not straight(line[::-1]) or line[0] * line[-1] < 0


@given(st.floats(0.2, 1.0), st.floats(-0.05, 0.05), st.integers(0, DAYS - 1))
def test_a_straight_departure_is_drift_a_step_of_the_same_size_is_not(slope, first, missing):
    line = (first + slope * np.arange(1, DAYS + 1)).astype(np.float32)
    assert straight(line)
    line[missing] = np.nan
    assert straight(line)
    step = np.where(np.arange(DAYS) >= DAYS // 2, slope * DAYS, 0.0).astype(np.float32)
    assert not straight(step)


@given(
    st.floats(-10, 10, width=32), st.floats(-10, 10, width=32), st.floats(0.5, 5, width=32), st.floats(-8, 8, width=32)
)
def test_what_is_excused_lies_between_usual_and_where_it_has_drifted(value, level, spread, shift):
    drift = Drift()
    drift.grow(1)
    drift.shift[0], drift.since[0], drift.any = shift, 0, True
    seen, usual, width = (np.array([number], dtype=np.float32) for number in (value, level, spread))
    excused = drift.excused(seen, usual, width)
    assert min(0.0, shift) - 1e-4 <= (excused[0] - level) / spread <= max(0.0, shift) + 1e-4
    assert abs(value - excused[0]) <= abs(value - level) + 1e-4
