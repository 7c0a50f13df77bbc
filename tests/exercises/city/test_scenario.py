import shutil
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impetus.exercises.city.happenings import Script
from impetus.exercises.city.scenario import Scenario, load
from impetus.kit.errors import BadInput
from impetus.kit.resources import scenario
from impetus.model.kinds import REGISTER
from impetus.model.sensor import SensorKind

WEEK = 7 * 86_400_000
MINUTE = 60_000


def test_the_city_has_some_120_places(helsinki: Scenario) -> None:
    places = {(sensor.kind, sensor.latitude, sensor.longitude) for sensor in helsinki.sensors}
    assert 110 <= len(places) <= 130
    kinds = Counter(sensor.kind for sensor in helsinki.sensors)
    assert kinds[SensorKind.PEOPLE] > 30
    assert kinds[SensorKind.TRAFFIC] > 40  # speed and flow are a sensor each
    assert kinds[SensorKind.WEATHER] == 1
    assert len({sensor.id for sensor in helsinki.sensors}) == len(helsinki.sensors)
    names = [(sensor.name, sensor.quantity) for sensor in helsinki.sensors]
    assert len(set(names)) == len(names)


def test_sensors_stand_on_the_map_and_follow_the_citys_clock(helsinki: Scenario) -> None:
    for sensor in helsinki.sensors:
        assert sensor.latitude is not None
        assert sensor.longitude is not None
        assert 60.164 < sensor.latitude < 60.180
        assert 24.935 < sensor.longitude < 24.954
        assert sensor.clock == helsinki.clock
        assert sensor.source == helsinki.source


def test_it_begins_on_a_friday_evening(helsinki: Scenario) -> None:
    assert helsinki.origin == 1_795_188_660_000  # 2026-11-20T15:31Z
    assert helsinki.history_start % 86_400_000 == 0
    assert 8 * WEEK <= helsinki.origin - helsinki.history_start < 8 * WEEK + 86_400_000


def test_the_surge_begins_before_the_first_slot_does(helsinki: Scenario) -> None:
    surge = helsinki.happenings[0]
    assert (surge.id, surge.kind, surge.place) == ("surge-rautatientori", "crowd.surge", "Rautatientori")
    slot = helsinki.origin // (5 * MINUTE) * 5 * MINUTE
    assert slot - 2 * MINUTE <= surge.start <= slot


def test_every_happening_names_a_known_kind(helsinki: Scenario) -> None:
    script = Script(helsinki.happenings, helsinki.later, helsinki.seed)
    happenings = script.between(helsinki.origin, helsinki.origin + 4 * WEEK)
    assert {happening.kind for happening in happenings} <= {*REGISTER, "sensor.stuck"}
    assert {happening.id for happening in helsinki.happenings} <= {happening.id for happening in happenings}


def test_further_happenings_are_few_and_go_on(helsinki: Scenario) -> None:
    script = Script([], helsinki.later, helsinki.seed)
    for week in range(6):
        start = helsinki.origin + week * WEEK
        found = script.between(start, start + WEEK)
        assert 30 <= len(found) <= 100
        gaps = [b.start - a.start for a, b in pairwise(found)]
        assert min(gaps) >= 45 * MINUTE
    assert script.between(helsinki.history_start, helsinki.origin) == []


def test_looking_at_parts_shows_what_the_whole_shows(helsinki: Scenario) -> None:
    start = helsinki.origin
    whole = Script(helsinki.happenings, helsinki.later, helsinki.seed).between(start, start + 3 * WEEK)
    parts = Script(helsinki.happenings, helsinki.later, helsinki.seed)
    days = [
        happening
        for day in reversed(range(21))
        for happening in parts.between(start + day * WEEK // 7, start + (day + 1) * WEEK // 7)
    ]
    assert {happening.id for happening in days} == {happening.id for happening in whole}


def test_without_takes_out_what_is_named(helsinki: Scenario) -> None:
    less = helsinki.without("surge-rautatientori", "later")
    assert "surge-rautatientori" not in {happening.id for happening in less.happenings}
    assert less.later is None
    assert helsinki.quiet().happenings == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(scenario("helsinki"), tmp_path / "helsinki"))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("city.toml", 'starts = "2026-11-20T17:31"', 'starts = "soon"'),
        ("city.toml", "seed = ", "sead = "),
        ("city.toml", 'timezone = "Europe/Helsinki"', 'timezone = "Europe/Nowhere"'),
        ("city.toml", "busy = 46", 'busy = "many"'),
        ("city.toml", "[rhythms.commuter]", "[rhythms.commuter"),
        ("happenings.toml", "ped-rautatientori-*", "ped-nowhere-*"),
        ("happenings.toml", "minutes = 13", "minutes = -1"),
        ("happenings.toml", "least_gap_minutes = 45", "least_gap_minutes = 450"),
        ("places.json", '"places"', '"spots"'),
        ("places.json", "pedestrian_counter", "crystal_ball"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused(copy: Path, file: str, old: str, new: str) -> None:
    path = copy / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadInput) as caught:
        load(copy)
    assert caught.value.remedy


def test_a_missing_scenario_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        load(tmp_path)


@given(file=st.sampled_from(["city.toml", "happenings.toml", "places.json"]), content=st.binary(max_size=200))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_refused_not_crashed_on(copy: Path, file: str, content: bytes) -> None:
    before = (copy / file).read_bytes()
    (copy / file).write_bytes(content)
    try:
        with suppress(BadInput):  # an empty script is a quiet city
            load(copy)
    finally:
        (copy / file).write_bytes(before)
