"""What the whole city does is one event, with a promise of its own."""

from typing import NamedTuple

import numpy as np
import pytest

from impetus.tools.anomaly.citywide import LEAST, Citywide


class Place(NamedTuple):
    hour: int


class Usual(NamedTuple):
    level: np.ndarray


class Scores(NamedTuple):
    city: np.ndarray
    local: np.ndarray


class View(NamedTuple):
    """What the statistic reads of a slot."""

    place: Place
    scored: np.ndarray
    value: np.ndarray
    usual: Usual
    scores: Scores


class Kinds(NamedTuple):
    """What it reads of the roster: one kind of sensors, whose roots are taken."""

    groups: list
    codes: np.ndarray
    transforms: np.ndarray


def view(middle: float, hour: int, number: int, value: float) -> View:
    return View(
        Place(hour),
        np.ones(number, dtype=bool),
        np.full(number, value, np.float32),
        Usual(np.full(number, 10.0, np.float32)),
        Scores(np.full(number, middle, np.float32), np.full(number, middle, np.float32)),
    )


def kinds(number: int) -> Kinds:
    return Kinds([np.arange(number)], np.zeros(number, np.int64), np.ones(number, np.int64))


def year(city: Citywide, seed: int, hours: int, number: int = 30) -> int:
    """Feed ordinary hours, each worth an alert by its ratio; returns how many events began."""
    rng = np.random.default_rng(seed)
    begun = 0
    for hour in range(hours):
        middle = float(rng.normal(0.0, 0.3))
        said = city.step(
            view(middle, hour % 24, number, 15.0 if middle > 0 else 5.0), kinds(number), 1 / 720, 1.3, set(), 1
        )
        began = {code for code, one in said.items() if one.begins}
        city.settle(began)
        begun += len(began)
        if hour % 6 == 0:
            city.pool.refresh(0.999)
    return begun


@pytest.mark.parametrize("seed", [1, 2])
def test_the_promise_is_kept_in_a_year_without_events(seed):
    city = Citywide()
    year(city, seed, 3000)
    promised = 6000 * 30 / 720 * 0.1
    assert 0.6 * promised <= year(city, seed + 10, 6000) <= 1.5 * promised


def test_a_city_that_doubles_begins_an_event_at_once_and_one_that_hardly_changes_none():
    city = Citywide()
    year(city, 3, 3000)
    step = city.step(view(2.5, 12, 30, 14.2), kinds(30), 1 / 720, 1.3, set(), 1)[0]
    assert (step.sign, step.begins, step.goes_on) == (1, True, True)
    assert not city.step(view(2.5, 12, 30, 10.5), kinds(30), 1 / 720, 1.3, set(), 1)[0].begins
    assert not city.step(view(2.5, 12, 30, 14.2), kinds(30), 1 / 720, 1.3, {0}, 1)[0].begins


def test_what_a_known_pattern_explains_is_not_asked_and_the_others_are():
    city = Citywide()
    year(city, 3, 3000)
    seen = view(2.5, 12, 30, 14.2)
    seen.scores.local[18:] = 0.0
    explained = np.arange(30) < 18
    assert city.step(seen, kinds(30), 1 / 720, 1.3, set(), 1)[0].begins
    assert not city.step(seen, kinds(30), 1 / 720, 1.3, set(), 1, explained)[0].begins
    # Where a pattern explains nearly all of a kind the rest is too few to ask: the whole is asked, never nobody.
    assert city.step(seen, kinds(30), 1 / 720, 1.3, set(), 1, np.arange(30) < 28)[0].begins


def test_how_far_beyond_is_told_in_octaves():
    city = Citywide()
    year(city, 3, 3000)
    near, far = (city.step(view(size, 12, 30, 14.2), kinds(30), 1 / 720, 1.3, set(), 1)[0] for size in (2.5, 5.0))
    assert far.beyond == pytest.approx(near.beyond + 1.0, abs=0.3)


def test_a_few_sensors_are_no_city():
    assert Citywide().step(view(9.0, 0, LEAST - 1, 20.0), kinds(LEAST - 1), 1.0, 1.3, set(), 1) == {}


def test_it_goes_on_after_a_restart_as_if_nothing_had_been():
    one, other = Citywide(), Citywide()
    year(one, 4, 2000)
    other.unpack(one.pack())
    assert year(one, 5, 500) == year(other, 5, 500)
    assert one.pack() == other.pack()
