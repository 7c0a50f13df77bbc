import numpy as np
from tests.tools.anomaly.conftest import alerts, health

from impetus.model.sensor import SensorHealth
from impetus.model.text import LOCALES


def test_a_stuck_sensor_is_found_within_the_hour_and_is_no_alert(city):
    city.live(150)

    def stuck(position, values):
        values[3] = 47

    found = city.live(12, stuck)
    assert health(found) == [("people-3", "stuck")]
    assert alerts(found) == []
    reason = next(item for item in found if isinstance(item, SensorHealth)).reason
    assert "47" in reason.en
    assert health(city.live(3)) == [("people-3", "fresh")]


def test_a_counter_that_suddenly_counts_nothing_is_a_fault_first(city):
    city.live(150)

    def dead(position, values):
        values[3] = 0

    found = city.live(12, dead)
    assert health(found) == [("people-3", "stuck")]
    assert alerts(found) == []


def test_silence_is_late_then_blind_then_over(city):
    def silent(position, values):
        values[3] = np.nan

    found = city.live(16, silent)
    assert health(found) == [("people-3", "late"), ("people-3", "blind")]
    for item in found:
        assert all(item.reason.in_(locale) for locale in LOCALES)
        assert item.since <= city.slot * 300_000
    assert health(city.live(2)) == [("people-3", "fresh")]


def test_no_sensor_is_blamed_for_time_in_which_the_platform_was_away(city):
    def silent(position, values):
        values[3] = np.nan

    assert health(city.live(6)) == []
    city.slot += 24
    assert health(city.detector.tick(city.tick())) == []
    assert health(city.live(16, silent)) == [("people-3", "late"), ("people-3", "blind")]
    city.slot += 24
    assert health(city.detector.tick(city.tick())) == []
    assert health(city.live(2)) == [("people-3", "fresh")]


def test_impossible_values_are_told_and_not_scored(city):
    city.live(150)

    def broken(position, values):
        values[3] = 1e6

    found = city.live(4, broken)
    assert health(found) == [("people-3", "impossible")]
    assert alerts(found) == []
    assert health(city.live(2)) == [("people-3", "fresh")]


def test_an_unwell_sensor_is_no_neighbour(city):
    city.live(150)

    def stuck(position, values):
        values[3] = 47
        if position >= 15:
            values[2] *= 3

    found = alerts(city.live(18, stuck))
    assert found
    assert all("people-3" not in alert.sensors for alert in found)
    assert "the five neighbouring counters are normal" in found[0].why.en


def test_zeros_at_night_are_no_fault():
    from tests.tools.anomaly.conftest import City

    city = City()
    rng = np.random.default_rng(5)
    shops = (np.arange(288) >= 120) & (np.arange(288) < 240)

    def usual(slot):
        # Nobody at night, at every counter, for as long as it was known.
        return rng.poisson(30.0 * shops[slot % 288], 18).astype(float)

    city.usual = usual
    city.warm()
    assert health(city.live(288)) == []
