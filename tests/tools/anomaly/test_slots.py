from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.tools.anomaly.calibration import KINDS
from impetus.tools.anomaly.roster import SPEED_CODE, code_of
from impetus.tools.anomaly.slots import (
    LOG,
    RAW,
    ROOT,
    SIGNED,
    Week,
    backward,
    forward,
    inverse,
    slot_length,
    transform_of,
)


def ms(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("interval", "minutes"), [(1, 5), (60, 5), (300, 5), (301, 15), (900, 15), (901, 60), (3600, 60), (86400, 60)]
)
def test_slot_length_follows_the_interval(interval, minutes):
    assert slot_length(interval) == minutes * 60_000


def test_the_middle_of_an_hour_is_its_bin_and_between_it_runs_straight():
    week = Week("Europe/Helsinki")
    place = week.place(ms(2025, 1, 6, 12, 30))  # Monday 14:30 in Helsinki
    assert (place.low, place.share, place.weekday, place.hour) == (14, 0.0, 0, 14)
    assert week.place(ms(2025, 1, 6, 13, 0)).share == 0.5
    night = week.place(ms(2025, 1, 5, 22, 0))  # Monday 00:00: between Sunday 23 h and Monday 0 h
    assert (night.low, night.high, night.share) == (167, 0, 0.5)
    assert (night.day_low, night.day_high) == (71, 0)


@given(st.integers(ms(2024, 1, 1), ms(2026, 1, 1)))
def test_places_move_without_steps(time):
    week = Week("Europe/Helsinki")
    one, two = week.place(time), week.place(time + 60_000)
    moved = (two.low + two.share - one.low - one.share) % 168
    assert moved == pytest.approx(1 / 60, abs=1e-6) or round(moved, 3) in {1.017, 167.017}  # clocks changed


def test_summer_time_keeps_local_hours():
    week = Week("Europe/Helsinki")
    assert week.place(ms(2025, 1, 6, 12, 30)).low == week.place(ms(2025, 7, 7, 11, 30)).low


def test_holidays_are_sundays():
    week = Week("Europe/Helsinki", [date(2025, 1, 6)])
    assert week.place(ms(2025, 1, 6, 12, 30)).low == 6 * 24 + 14


@given(st.floats(0, 1e6), st.sampled_from([RAW, ROOT, LOG]))
def test_transforms_can_be_taken_back(value, code):
    there = forward(np.array([value]), np.array([code]))
    assert inverse(float(there[0]), code) == pytest.approx(value, rel=1e-4, abs=1e-4)


def test_counts_take_the_root_concentrations_the_logarithm_speeds_nothing():
    def sensor(kind, aggregate=Aggregate.MEAN, unit=""):
        return Sensor(id="a", name="a", kind=kind, source="s", aggregate=aggregate, unit=unit)

    assert transform_of(sensor(SensorKind.PEOPLE, Aggregate.SUM)) == ROOT
    assert transform_of(sensor(SensorKind.AIR)) == LOG
    assert transform_of(sensor(SensorKind.TRAFFIC, unit="km/h")) == RAW
    assert transform_of(sensor(SensorKind.TRAFFIC, Aggregate.SUM, "vehicles")) == ROOT
    assert transform_of(sensor(SensorKind.NOISE, unit="dB")) == RAW


def transit(quantity: str) -> Sensor:
    return Sensor(id="t", name="Line 6", kind=SensorKind.TRAFFIC, source="s", unit="min", quantity=quantity)


def test_public_transport_is_even_too_and_never_compared_with_roads():
    transforms = {name: transform_of(transit(name)) for name in ("delay", "headway", "vehicles_in_service")}
    assert transforms == {"delay": SIGNED, "headway": LOG, "vehicles_in_service": ROOT}
    road = Sensor(id="r", name="Road", kind=SensorKind.TRAFFIC, source="s", quantity="flow")
    codes = [code_of(one) for one in (transit("delay"), transit("headway"), transit("vehicles_in_service"), road)]
    assert len({*codes, SPEED_CODE}) == 5
    assert max(codes) < KINDS


@given(st.floats(-360, 360))
def test_a_delay_comes_back_as_it_went_in_early_or_late(minutes):
    code = np.array([SIGNED])
    assert inverse(float(forward(np.array([minutes]), code)[0]), SIGNED) == pytest.approx(minutes, rel=1e-4, abs=1e-5)
    assert backward(forward(np.array([minutes]), code), SIGNED)[0] == pytest.approx(minutes, rel=1e-4, abs=1e-5)
