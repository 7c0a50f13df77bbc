"""GTFS-Realtime read from protobuf, against messages that Google's library wrote, and against anything at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.feeds import message, trip, vehicle

from impetus.formats.gtfs_realtime import read_feed
from impetus.formats.protowire import WireProblem, fields

NOW = 1_772_366_400
WORD = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)


@given(
    st.lists(
        st.tuples(
            WORD,
            st.integers(0, 1),
            st.none() | st.integers(-(2**31), 2**31 - 1),
            st.lists(
                st.tuples(WORD, st.none() | st.integers(0, 2**40), st.none() | st.integers(-9000, 9000)), max_size=4
            ),
        ),
        max_size=6,
    ),
    st.integers(0, 2**40),
)
@settings(max_examples=80)
def test_trips_are_read_as_they_were_written(trips, time):
    feed = read_feed(
        message(time, [trip(route, stops, delay=late, direction=way) for route, way, late, stops in trips])
    )
    assert feed.refusals == []
    assert feed.time == time
    found = [
        (one.route, one.direction, one.delay, [(s.stop, s.time, s.delay) for s in one.stops]) for one in feed.trips
    ]
    assert found == trips


@given(WORD, WORD, st.floats(-90, 90, width=32), st.floats(-180, 180, width=32))
def test_vehicles_are_read_as_they_were_written(id, route, latitude, longitude):
    (found,) = read_feed(message(NOW, [vehicle(id, route, latitude, longitude, NOW)])).vehicles
    assert (found.id, found.route, found.latitude, found.longitude, found.time) == (id, route, latitude, longitude, NOW)


def test_what_does_not_run_is_left_out():
    gone = trip("6", [("A", NOW, 60)]) | {"is_deleted": True}
    skipped = trip("7", [("A", NOW, 60)])
    skipped["trip_update"]["stop_time_update"][0]["schedule_relationship"] = 1
    feed = read_feed(message(NOW, [gone, skipped, trip("8", [], schedule_relationship=3)]))
    assert [(one.route, one.stops, one.canceled) for one in feed.trips] == [("7", [], False), ("8", [], True)]


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_anything_at_all_is_read_or_refused_with_a_remedy(data):
    feed = read_feed(data)
    assert feed.trips or feed.vehicles or feed.refusals or feed.time >= 0
    for refusal in feed.refusals:
        assert refusal.reason == "not_gtfs_realtime"
        assert refusal.problem
        assert refusal.remedy


@given(st.data())
@settings(max_examples=200)
def test_a_feed_that_was_cut_or_changed_never_raises(data):
    whole = bytearray(message(NOW, [trip("6", [("A", NOW, 60)]), vehicle("v", "6", 60.0, 25.0, NOW)]))
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read_feed(bytes(whole[: data.draw(st.integers(0, len(whole)))]))


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "no header"),
        (b"<html>moved</html>", "no GTFS-Realtime"),
        (message(NOW, [], version="9.1"), "version"),
        (message(NOW, [trip("6", [])])[:-1], "cut off"),
    ],
)
def test_what_is_no_feed_is_refused_whole(payload, problem):
    (refusal,) = read_feed(payload).refusals
    assert problem in refusal.problem


def test_a_damaged_entity_is_refused_and_the_others_are_taken():
    feed = read_feed(
        message(NOW, [vehicle("v", "6", 91.0, 25.0, NOW), trip("x" * 121, []), trip("a\nb", []), trip("7", [])])
    )
    assert [refusal.position for refusal in feed.refusals] == [0, 1, 2]
    assert [one.route for one in feed.trips] == ["7"]


@pytest.mark.parametrize("data", [b"\x80", b"\x80" * 11, b"\x0b", b"\x00", b"\x0a\x05ab", b"\x09abc"])
def test_bad_fields_are_named(data):
    with pytest.raises(WireProblem):
        list(fields(memoryview(data)))
