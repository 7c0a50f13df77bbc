from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impetus.exercises.city.generator import City
from impetus.exercises.city.happenings import DAY, MINUTE
from impetus.exercises.city.scenario import Scenario
from impetus.model.sensor import SensorKind

IDS = [
    "surge-rautatientori",
    "flight-rautatientori",
    "blockage-kaivokatu",
    "stuck-noise-senaatintori",
    "plume-kaisaniemi",
]


def rows_of(scenario: Scenario, names: list[str]) -> list[int]:
    return [row for row, sensor in enumerate(scenario.sensors) if sensor.id in names]


@given(days=st.lists(st.integers(-400, 400), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_a_day_is_the_same_whatever_was_asked_before(helsinki: Scenario, days: list[int]) -> None:
    first = helsinki.origin // DAY
    city = City(helsinki)
    made = {day: city.day(first + day).copy() for day in days}
    for day in reversed(days):
        np.testing.assert_array_equal(City(helsinki).day(first + day), made[day])


def test_another_seed_is_another_city(helsinki: Scenario) -> None:
    import msgspec

    other = msgspec.structs.replace(helsinki, seed=1)
    day = helsinki.origin // DAY
    assert not np.array_equal(City(helsinki).day(day), City(other).day(day), equal_nan=True)


def test_history_and_live_city_are_the_same_numbers(helsinki: Scenario) -> None:
    city = City(helsinki)
    start = helsinki.origin // (5 * MINUTE) * 5 * MINUTE
    means = city.means(start, start + 60 * MINUTE)
    live = city.minutes(start, start + 60 * MINUTE)
    for row in range(0, len(helsinki.sensors), 7):
        of = live.which == row
        slots = (live.time[of] - start) // (5 * MINUTE)
        for slot, mean in zip(
            (means.time[means.which == row] - start) // (5 * MINUTE), means.value[means.which == row], strict=True
        ):
            assert mean == pytest.approx(live.value[of][slots == slot].mean(), abs=0.006)


@given(cuts=st.lists(st.integers(0, 3 * 60 * 60), max_size=6))
@settings(max_examples=30, deadline=None)
def test_pieces_of_the_live_city_make_the_whole(helsinki: Scenario, cuts: list[int]) -> None:
    city = City(helsinki)
    start, end = helsinki.origin, helsinki.origin + 3 * 60 * MINUTE
    edges = [start, *sorted(start + cut * 1000 for cut in cuts), end]
    pieces = [city.minutes(a, b) for a, b in pairwise(edges)]
    whole = city.minutes(start, end)
    for column in range(3):
        np.testing.assert_array_equal(np.concatenate([piece[column] for piece in pieces]), whole[column])
    assert (np.diff(whole.time) >= 0).all()
    assert len(set(zip(whole.which.tolist(), whole.time.tolist(), strict=True))) == len(whole.time)


@given(removed=st.sets(st.sampled_from(IDS), min_size=1))
@settings(max_examples=20, deadline=None)
def test_taking_a_happening_out_takes_exactly_its_effect_out(helsinki: Scenario, removed: set[str]) -> None:
    """Readings differ only where and while a removed happening acts; with all removed, nothing is left of them."""
    less = helsinki.without(*removed)
    day = helsinki.origin // DAY
    full, left = City(helsinki).day(day), City(less).day(day)
    touched = np.zeros(full.shape, bool)
    for happening in helsinki.happenings:
        if happening.id in removed:
            for effect in happening.effects:
                first, last = (effect.start - day * DAY) // MINUTE, -(-(effect.end - day * DAY) // MINUTE)
                touched[rows_of(helsinki, effect.sensors), first:last] = True
    np.testing.assert_array_equal(full[~touched], left[~touched])
    assert not np.array_equal(full[touched], left[touched], equal_nan=True)
    quiet, bare = City(helsinki.quiet()), City(helsinki.without(*IDS, "later"))
    np.testing.assert_array_equal(quiet.day(day), bare.day(day))


def test_readings_are_possible(helsinki: Scenario) -> None:
    city = City(helsinki)
    for day in range(helsinki.origin // DAY - 3, helsinki.origin // DAY + 3):
        values = city.day(day)
        for row, sensor in enumerate(helsinki.sensors):
            known = values[row][np.isfinite(values[row])]
            assert sensor.minimum is not None
            assert sensor.maximum is not None
            assert known.min() >= sensor.minimum
            assert known.max() <= sensor.maximum


def test_some_readings_are_missing_but_few(helsinki: Scenario) -> None:
    city = City(helsinki)
    missing = np.mean([np.isnan(city.day(day)).mean() for day in range(20000, 20030)])
    assert 0.001 < missing < 0.01


def test_the_week_has_its_rhythm(helsinki: Scenario) -> None:
    city = City(helsinki.quiet())
    people = [n for n, sensor in enumerate(helsinki.sensors) if sensor.id.startswith("ped-rautatientori")]
    monday = helsinki.history_start // DAY + 4 - (helsinki.history_start // DAY + 4 + 3) % 7  # 1970-01-01 is a Thursday
    names = ["mo", "tu", "we", "th", "fr", "sa", "su"]
    days = {name: np.nanmean(city.day(monday + n)[people], axis=0) for n, name in enumerate(names)}
    evening, night = slice(13 * 60, 15 * 60), slice(0, 2 * 60)  # 16 to 18 h and 3 to 5 h local, UTC+3
    assert np.nanmean(days["tu"][evening]) > 8 * np.nanmean(days["tu"][night])
    assert np.nanmean(days["tu"][evening]) > 1.3 * np.nanmean(days["su"][evening])


def test_neighbours_move_together(helsinki: Scenario) -> None:
    """What is left when the usual hour is taken off correlates more between near sensors than between far ones."""
    city = City(helsinki.quiet())
    people = [n for n, sensor in enumerate(helsinki.sensors) if sensor.kind is SensorKind.PEOPLE]
    days = np.stack([np.sqrt(np.nan_to_num(city.day(20500 + 7 * n)[people])) for n in range(8)])
    slots = days.reshape(8, len(people), 96, 15).mean(axis=3)[:, :, 30:80]
    rest = (slots - slots.mean(axis=0)).transpose(1, 0, 2).reshape(len(people), -1)
    together = np.corrcoef(rest)
    at = np.array([[s.longitude or 0, s.latitude or 0] for s in (helsinki.sensors[n] for n in people)]) * [
        55_500,
        111_320,
    ]
    gap = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    near, far = together[(gap < 150) & (gap > 0)].mean(), together[gap > 700].mean()
    assert near > far + 0.1
    assert far > 0.02


def test_the_clocks_change_with_the_country(helsinki: Scenario) -> None:
    """Rush hour stays at eight o'clock local when summer time ends (25 October 2026)."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from impetus.exercises.city.rhythm import minutes_of_week

    day = int(datetime(2026, 10, 25, tzinfo=UTC).timestamp()) // 86_400
    zone = ZoneInfo("Europe/Helsinki")
    assert minutes_of_week(day - 1, zone)[0] == 5 * 1440 + 180  # Saturday 03:00
    assert minutes_of_week(day + 1, zone)[0] == 0 * 1440 + 120  # Monday 02:00
    sunday = minutes_of_week(day, zone)
    assert np.bincount(sunday, minlength=10080)[6 * 1440 + 180] == 2  # 03:00 to 04:00 comes twice


def test_a_stuck_sensor_repeats_its_last_reading(helsinki: Scenario) -> None:
    stuck = helsinki.happenings[3]
    row = rows_of(helsinki, stuck.sensors)[0]
    day = City(helsinki).day(helsinki.origin // DAY)[row]
    first, last = (stuck.start % DAY) // MINUTE, (stuck.end % DAY) // MINUTE
    assert len(set(day[first:last].tolist())) == 1
    assert day[first] in day[first - 3 : first]
    assert len(set(day[last : last + 30].tolist())) > 5
