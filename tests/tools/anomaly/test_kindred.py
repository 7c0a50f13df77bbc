"""Neighbours found by what deviates together: who has no place is compared with those who go as it goes."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tools.anomaly.conftest import City, alerts

from impetus.tools.anomaly import kindred
from impetus.tools.anomaly.kindred import KEPT, Kindred
from impetus.tools.anomaly.settings import Settings


def learned(deviations, codes, ok=None) -> Kindred:
    """Feed hours, shape (hours, n), one slot an hour, and search whenever it may."""
    one = Kindred()
    one.follow(np.ones(len(codes), dtype=np.bool_), np.asarray(codes, dtype=np.int64))
    for hour, row in enumerate(deviations):
        one.add(hour, row.astype(np.float32), np.ones(len(codes), dtype=np.bool_) if ok is None else ok[hour])
        one.search()
    return one


def circles(rng, hours, count, size):
    """Deviations of `count` sensors, `size` in a row each sharing half of what they do."""
    shared = np.repeat(rng.normal(size=(hours, -(-count // size))), size, axis=1)[:, :count]
    return shared + rng.normal(size=(hours, count))


@given(st.integers(0, 2**32 - 1), st.integers(3, 8), st.integers(8, 60))
@settings(max_examples=25)
def test_those_that_go_together_find_each_other_and_nobody_else(seed, size, count):
    rng = np.random.default_rng(seed)
    one = learned(circles(rng, 340, count, size), np.zeros(count, dtype=np.int64))
    for place in range(count):
        near = one.near[:, place]
        near = near[near >= 0]
        assert place not in near
        assert (near // size == place // size).mean() >= 0.8 if len(near) else count % size < 3


def test_chance_makes_no_neighbours():
    rng = np.random.default_rng(4)
    one = learned(rng.normal(size=(340, 400)), np.zeros(400, dtype=np.int64))
    assert (one.near >= 0).sum() < 4


def test_other_kinds_are_never_related():
    rng = np.random.default_rng(5)
    codes = np.arange(12) % 2
    one = learned(circles(rng, 340, 12, 12), codes)
    found = one.near[:, np.flatnonzero(codes == 0)]
    assert (found >= 0).sum(axis=0).tolist() == [5] * 6
    assert (codes[found[found >= 0]] == 0).all()


def test_a_very_large_kind_is_searched_in_parts(monkeypatch):
    """Each day another part of the others, a few sensors a slot; in the end everyone has been compared."""
    monkeypatch.setattr(kindred, "_ONCE", 20)
    monkeypatch.setattr(kindred, "_COMPARED", 100)
    rng = np.random.default_rng(6)
    one = learned(circles(rng, 520, 60, 5), np.zeros(60, dtype=np.int64))
    found = one.near >= 0
    assert found.sum() > 180
    assert (one.near // 5 == np.arange(60) // 5)[found].mean() > 0.95


def test_memory_is_bounded_a_hundred_thousand_sensors():
    one = Kindred()
    one.follow(np.ones(100_000, dtype=np.bool_), np.zeros(100_000, dtype=np.int64))
    assert one.nbytes() <= 40_000_000
    one.follow(np.zeros(100_000, dtype=np.bool_), np.zeros(100_000, dtype=np.int64))
    assert one.nbytes() == 0


@given(st.data())
@settings(max_examples=40)
def test_what_stays_is_kept_when_sensors_come_and_go(data):
    count = data.draw(st.integers(1, 12))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    one = learned(circles(rng, 30, count, 4), np.zeros(count, dtype=np.int64))
    one.near[:] = rng.integers(-1, count, one.near.shape)
    kept = {place: one.kept[:, row].copy() for row, place in enumerate(one.places.tolist())}
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=count + 2, max_size=count + 2)))
    codes = np.array(data.draw(st.lists(st.integers(0, 1), min_size=count + 2, max_size=count + 2)), dtype=np.int64)
    one.follow(chosen, codes)
    assert one.places.tolist() == np.flatnonzero(chosen).tolist()
    for row, place in enumerate(one.places.tolist()):
        if place < count and codes[place] == 0:
            np.testing.assert_array_equal(one.kept[:, row], kept[place])
        else:
            assert (one.kept[:, row] == -128).all()
    stayed = {place for place in one.places.tolist() if place < count and codes[place] == 0}
    assert set(one.near[one.near >= 0].tolist()) <= stayed
    again = Kindred()
    again.unpack(msgspec.msgpack.decode(msgspec.msgpack.encode(one.pack())), count + 2)
    assert again.pack() == one.pack()


def test_hours_of_silence_are_missing_and_not_zero():
    one = learned(np.ones((3, 2)), [0, 0])
    one.add(10, np.ones(2, dtype=np.float32), np.ones(2, dtype=np.bool_))
    one.add(11, np.ones(2, dtype=np.float32), np.ones(2, dtype=np.bool_))
    heard = np.flatnonzero(one.kept[:, 0] != -128)
    assert heard.tolist() == [0, 1, 2, 10]
    one.add(11 + 3 * KEPT, np.ones(2, dtype=np.float32), np.ones(2, dtype=np.bool_))
    assert (one.kept != -128).sum(axis=0).max() <= 1


@pytest.mark.parametrize(
    ("name", "value"), [("near", b"\x05\0\0\0" * 12), ("total", b""), ("places", b"\1" + bytes(15))]
)
def test_a_damaged_state_is_refused(name, value):
    packed = learned(np.ones((3, 2)), [0, 0]).pack()
    packed[name] = value
    with pytest.raises(ValueError, match="related sensors"):
        Kindred().unpack(packed, 2)


def scattered(changed: Settings | None = None) -> City:
    """The made-up city with no place known: counters 0 to 4 share what the hour brings, and so do 5 to 9."""
    city = City(changed)
    city.sensors = [msgspec.structs.replace(one, latitude=None, longitude=None) for one in city.sensors]
    usual = city.usual

    def shared(slot: int) -> np.ndarray:
        rng = np.random.default_rng([11, slot // 12])
        values = usual(slot)
        values[:5] *= np.exp(rng.normal(0, 0.25))
        values[5:10] *= np.exp(rng.normal(0, 0.25))
        return values

    city.usual = shared  # type: ignore[method-assign]
    return city


def test_counters_without_a_place_have_neighbours_and_are_one_event_with_them():
    city = scattered(Settings(false_alerts_per_sensor_month=1.0, false_alerts_per_day=100))
    city.warm()
    (domain,) = city.detector.domains.values()
    for place in range(10):
        near = domain.state.neighbour[:, place]
        assert set(near[near >= 0].tolist()) == {*range(5 * (place // 5), 5 * (place // 5) + 5)} - {place}
    again = scattered()
    again.detector.restore(city.detector.save())

    def surge(position, values):
        values[[2, 3]] *= 4.0 if position >= 2 else 1.0

    again.slot = city.slot
    found = alerts(city.live(10, surge))
    assert found
    assert found == alerts(again.live(10, surge))
    assert again.detector.save() == city.detector.save()
    first = next(one for one in found if one.kind == "crowd.surge")
    assert "related counters" in first.why.en
    assert "affini" in first.why.it
    assert "beslektede" in first.why.nb
    assert {one.subject for one in found if one.kind == "crowd.surge"} <= {"people-2", "people-3"}
    assert any({"people-2", "people-3"} <= set(one.sensors) for one in found)


def test_by_setting_sensors_with_a_place_are_compared_so_too_and_go_back(city):
    chosen = city.settings.model_copy(update={"neighbours_by_correlation": True})
    (domain,) = city.detector.domains.values()
    assert domain.kindred.places.tolist() == [9]
    nearest = domain.state.neighbour.copy()
    city.detector.configure(chosen)
    city.live(1)
    assert len(domain.kindred.places) == 18
    domain.kindred.near[:2, 0] = [5, 6]
    domain.roster.relate(domain.state, domain.kindred)
    assert domain.state.neighbour[:, 0].tolist() == [5, 6, -1, -1, -1, -1]
    city.detector.configure(city.settings)
    city.live(1)
    assert domain.kindred.places.tolist() == [9]
    np.testing.assert_array_equal(domain.state.neighbour, nearest)
