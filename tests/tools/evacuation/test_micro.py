"""The engine between walls: nobody inside a wall, nobody lost, nobody where it is closed, the same run again."""

import math
from typing import Any

import numpy as np
import pytest
import shapely
from benchmarks.evacuation_venues import random_venue
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box, union_all
from shapely.geometry.base import BaseGeometry

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.micro.choice import FOLLOWS, NEAREST, QUICKEST
from impetus.tools.evacuation.micro.engine import STEP_S
from impetus.tools.evacuation.micro.place import Exit, Place, Stairs, area_of, place_of, scatter
from impetus.tools.evacuation.micro.walk import CALM, MANNERS, People, Walked, walk
from impetus.tools.evacuation.situation import Threat

ROUNDED_M = 1e-4
"""Frames hold places as 32-bit numbers."""


def crowd(place: Place, area: BaseGeometry, people: int, seed: int = 1, told: int = -1) -> People:
    rng = np.random.default_rng(seed)
    x, y = scatter(place, area, people, rng)
    return People(x, y, np.clip(rng.normal(1.34, 0.26, people), 0.5, 2.2), np.zeros(people), np.full(people, told))


def holds(place: Place, people: People, run: Walked) -> None:
    """What must hold of any run whose frames are a step apart."""
    frames = run.frames
    there = ~np.isnan(frames[..., 0])
    on = place.ground.buffer(ROUNDED_M)
    shapely.prepare(on)
    assert shapely.contains_xy(on, frames[there][:, 0], frames[there][:, 1]).all()  # nobody inside a wall
    assert place.holds(run.x, run.y).all()
    out = np.isfinite(run.safe_s)
    assert ((run.by >= 0) == out).all()  # nobody lost: each is out by an exit, or still on the ground
    assert (run.safe_s[out] >= np.minimum(people.start_s[out], run.safe_s[out])).all()
    for number, one in enumerate(place.exits):
        took = run.safe_s[run.by == number]
        assert (took <= one.close_s + STEP_S + 1e-9).all()
        due = np.sort(took) - np.arange(len(took)) / one.most_p_s
        assert (np.maximum.accumulate(due) - due <= STEP_S + 1e-9).all()  # never more than it lets through
        if one.close_s < math.inf:
            entered(one.area, frames, lambda at, close_s=one.close_s: at > close_s + STEP_S + 1e-9)
    for threat in place.threats:
        first, then = frames[:-1], frames[1:]
        now = STEP_S * np.arange(1, len(frames))
        reach = np.where(now >= threat.from_s, threat.radius_m + threat.growth_m_s * (now - threat.from_s), -1.0)
        was, is_ = (np.hypot(one[..., 0] - threat.x, one[..., 1] - threat.y) for one in (first, then))
        assert not ((was > reach[:, None] + ROUNDED_M) & (is_ < reach[:, None] - ROUNDED_M)).any()


def entered(area: BaseGeometry, frames: Any, closed: Any) -> None:
    """Nobody steps into the area from outside while it is closed."""
    inside, outside = area.buffer(-ROUNDED_M), area.buffer(ROUNDED_M)
    shapely.prepare(inside)
    shapely.prepare(outside)
    before = ~shapely.contains_xy(outside, frames[:-1, :, 0], frames[:-1, :, 1]) & ~np.isnan(frames[:-1, :, 0])
    after = shapely.contains_xy(inside, frames[1:, :, 0], frames[1:, :, 1])
    at = np.array([closed(STEP_S * step) for step in range(1, len(frames))], dtype=np.bool_)
    assert not (before & after & at[:, None]).any()


@pytest.mark.parametrize("part", range(4))
def test_200_random_areas_hold_everybody_and_none_breaks_the_engine(part: int) -> None:
    """NIST TN 1822, 4.1 with them: exits close and threats begin and grow while people walk."""
    for seed in range(50 * part, 50 * part + 50):
        place, people = random_venue(seed)
        run = walk(place, people, horizon_s=20.0, every_s=STEP_S)
        holds(place, people, run)


@pytest.mark.parametrize("seed", [3, 14, 15])
def test_the_same_people_and_place_give_the_same_run(seed: int) -> None:
    place, people = random_venue(seed)
    one, two = (walk(place, people, horizon_s=30.0) for _ in range(2))
    assert (one.safe_s == two.safe_s).all()
    assert (one.x == two.x).all()
    assert (one.y == two.y).all()
    place = place_of(box(0, 0, 9, 9), [Exit(box(0, 0, 1, 1))])
    (x, y), (again_x, again_y) = (scatter(place, place.ground, 50, np.random.default_rng(seed)) for _ in range(2))
    assert (x == again_x).all()
    assert (y == again_y).all()


def test_a_room_empties_and_everybody_is_counted_once() -> None:
    room = union_all([box(0, 0, 10, 10), box(10, 4, 14, 6)])
    place = place_of(room, [Exit(box(13, 4, 14, 6), "door")])
    run = walk(place, crowd(place, box(0, 0, 9, 10), 150), every_s=1.0)
    assert np.isfinite(run.safe_s).all()
    assert (run.by == 0).all()
    left = (~np.isnan(run.frames[..., 0])).sum(axis=1)
    assert left.tolist() == [int((run.safe_s > at + 1e-9).sum()) for at in range(len(left))]
    assert run.levels.sum() == np.ceil(run.safe_s - 1e-9).sum()  # each second of everybody, once
    assert 1.5 < run.densest < 8


def test_who_is_told_an_exit_that_closes_takes_the_next() -> None:
    """NIST TN 1822, 4.1: after the notice nobody takes the exit, and those on their way to it turn round."""
    place = place_of(box(0, 0, 60, 4), [Exit(box(0, 0, 1, 4), "west", 8.0), Exit(box(59, 0, 60, 4), "east")])
    people = crowd(place, box(2, 0, 58, 4), 80, told=0)
    run = walk(place, people, every_s=STEP_S)
    holds(place, people, run)
    assert np.isfinite(run.safe_s).all()
    assert run.safe_s[run.by == 0].max() <= 8.0 + STEP_S
    assert (run.by == 1).sum() > 40


def test_a_threat_is_gone_round_where_there_is_a_way() -> None:
    ring = box(0, 0, 30, 30).difference(box(8, 8, 22, 22))
    place = place_of(ring, [Exit(box(28, 0, 30, 3), "south-east")], threats=[Threat(x=15, y=4, radius_m=5)])
    people = crowd(place, box(1, 1, 7, 7), 30)
    run = walk(place, people, every_s=STEP_S)
    holds(place, people, run)
    assert np.isfinite(run.safe_s).all()
    assert run.clear_s > 60  # the short way is 25 m, the way round 75 m


def test_where_no_way_leads_out_people_stay_and_the_run_ends_early() -> None:
    apart = union_all([box(0, 0, 5, 5), box(10, 0, 15, 5)])
    place = place_of(apart, [Exit(box(0, 0, 1, 5), "west")])
    run = walk(place, crowd(place, apart, 40), every_s=1.0)
    stay = np.isinf(run.safe_s)
    assert 0 < stay.sum() < 40
    assert (run.x[stay] > 9).all()
    assert len(run.frames) < 200  # of 3,601


def test_people_who_set_out_late_stand_until_then() -> None:
    place = place_of(box(0, 0, 20, 4), [Exit(box(19, 0, 20, 4))])
    people = People(np.array([1.0, 1.0]), np.array([1.0, 3.0]), np.ones(2), np.array([0.0, 30.0]), np.full(2, -1))
    run = walk(place, people, every_s=1.0, manner=CALM)
    assert run.frames[29, 1].tolist() == [1.0, 3.0]
    assert run.safe_s[1] - run.safe_s[0] == pytest.approx(30, abs=0.5)


def test_density_is_people_over_ground_in_squares_of_two_metres() -> None:
    place = place_of(box(0, 0, 20, 4), [Exit(box(19, 0, 20, 4))])
    people = People(np.linspace(0.2, 3.8, 16), np.full(16, 2.0), np.ones(16), np.full(16, 1e6), np.full(16, -1))
    run = walk(place, people, horizon_s=10.0)
    assert 1.0 <= run.densest <= 4.0  # 16 people on 16 m²: one a m² evenly spread, four in one row of squares
    assert run.levels.sum() == pytest.approx(160)
    assert run.dense_s == 0


@given(st.text(max_size=60) | st.sampled_from(["POLYGON EMPTY", "POINT (0 0)", "POLYGON ((0 0, 1 1))", "((((" * 9]))
@settings(max_examples=60, deadline=None)
def test_what_is_no_area_is_refused_by_its_field(said: str) -> None:
    with pytest.raises(BadInput) as refused:
        place_of(said, [Exit(box(0, 0, 1, 1))])
    assert refused.value.field == "venue.walkable"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"x": np.array([50.0])}, "people[0]"),
        ({"x": np.array([np.nan])}, "people.x"),
        ({"y": np.zeros(2)}, "people.y"),
        ({"speed": np.array([0.0])}, "people.speed"),
        ({"exit": np.array([7])}, "people.exit"),
        ({"horizon_s": -1.0}, "horizon_s"),
        ({"every_s": 0.0001}, "every_s"),
    ],
)
def test_people_who_make_no_sense_are_refused(change: dict[str, Any], field: str) -> None:
    place = place_of(box(0, 0, 20, 4), [Exit(box(19, 0, 20, 4))])
    one = {"x": np.ones(1), "y": np.ones(1), "speed": np.ones(1), "start_s": np.zeros(1), "exit": np.full(1, -1)}
    more = {key: change[key] for key in ("horizon_s", "every_s") if key in change}
    with pytest.raises(BadInput) as refused:
        walk(place, People(**{**one, **{key: change[key] for key in change if key in one}}), **more)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"exits": []}, "venue.exits"),
        ({"exits": [Exit(box(90, 90, 91, 91))]}, "venue.exits[0]"),
        ({"exits": [Exit(box(0, 0, 1, 1), "a", math.nan)]}, "venue.exits[0].close_s"),
        ({"stairs": [Stairs(box(0, 0, 1, 1), 0.0)]}, "venue.stairs[0].factor"),
        ({"threats": [Threat(x=0, y=0, radius_m=-1)]}, "venue.threats[0]"),
        ({"walkable": box(0, 0, 1e5, 1e5)}, "venue.walkable"),
        ({"walkable": box(1e9, 0, 1e9 + 5, 5)}, "venue.walkable"),
        ({"walkable": Polygon()}, "venue.walkable"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(values: dict[str, Any], field: str) -> None:
    given = {"walkable": box(0, 0, 20, 4), "exits": [Exit(box(19, 0, 20, 4))]} | values
    with pytest.raises(BadInput) as refused:
        place_of(given.pop("walkable"), given.pop("exits"), **given)
    assert refused.value.field == field


def test_more_people_than_fit_are_refused() -> None:
    place = place_of(box(0, 0, 4, 4), [Exit(box(0, 0, 1, 4))])
    with pytest.raises(BadInput, match="more than 96"):
        scatter(place, place.ground, 97, np.random.default_rng(1))
    assert len(scatter(place, place.ground, 60, np.random.default_rng(1))[0]) == 60
    assert set(MANNERS) == {"calm", "pressing"}
    assert area_of("POLYGON ((0 0, 1 0, 1 1, 0 0))", "walkable").area == 0.5


def test_a_door_lets_out_as_many_wherever_its_exit_begins() -> None:
    """Who is out still walks before those behind him, for a second."""
    flows = []
    for begin, end in ((8.5, 9.0), (10.0, 12.0)):
        ground = union_all([box(0, 0, 8, 5), box(8, 2, 9, 3), box(9, 0, 12, 5)]) if begin > 9 else None
        ground = ground or union_all([box(0, 0, 8, 5), box(8, 2, 9, 3)])
        place = place_of(ground, [Exit(box(begin, 0, end, 5))])
        safe = walk(place, crowd(place, box(0, 0, 8, 5), 100)).safe_s
        flows.append(99 / (safe.max() - safe.min()))
    assert flows[0] == pytest.approx(flows[1], rel=0.2)


def test_who_chooses_leaves_a_queue_and_who_stays_together_waits() -> None:
    hall = place_of(box(0, 0, 30, 10), [Exit(box(0, 0, 1, 10), most_p_s=0.5), Exit(box(29, 0, 30, 10))])
    patient, choosing = (walk(hall, crowd(hall, box(4, 0, 12, 10), 60, told=one)) for one in (NEAREST, QUICKEST))
    assert (patient.by == 0).all()
    assert (choosing.by == 1).sum() > 30
    assert choosing.clear_s < patient.clear_s / 2


@pytest.mark.parametrize(
    ("group", "exits", "said"),
    [
        ([0, 0, 5], [-1, -1, -1], "a number of a group"),
        ([0, 0], [-1, -1, -1], "a number of a group"),
        ([0, 0, -1], [0, -1, -1], "different exits"),
        ([0, 0, -1], [QUICKEST, QUICKEST, -1], "choose one by one"),
        (None, [FOLLOWS - 1, 0, 0], "names no exit"),
    ],
)
def test_groups_and_choices_that_make_no_sense_are_refused(
    group: list[int] | None, exits: list[int], said: str
) -> None:
    place = place_of(box(0, 0, 9, 9), [Exit(box(0, 0, 1, 1))])
    spots, team = np.array([2.0, 4.0, 6.0]), None if group is None else np.array(group)
    with pytest.raises(BadInput, match=said):
        walk(place, People(spots, spots, np.ones(3), np.zeros(3), np.array(exits), team))
