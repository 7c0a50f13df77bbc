"""From a feed to readings of lines and stops."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.feeds import message, trip, vehicle

from impetus.formats.gtfs_realtime import read_feed
from impetus.sources.gtfs_realtime.lines import LONGEST_MIN, Lines

NOW = 1_772_366_400


def lines(most: int = 100) -> Lines:
    return Lines("transit", ("Line", "Stop"), frozenset({"A"}), 30, most)


def told(entities, made: Lines | None = None) -> dict[str, float]:
    readings, _ = (made or lines()).readings(read_feed(message(NOW, entities)), NOW * 1000)
    assert set(readings.times) <= {NOW * 1000}
    return dict(zip(readings.sensors, readings.values, strict=True))


def test_delay_headway_and_vehicles_of_a_line_and_a_stop():
    found = told(
        [
            trip("6", [("Z", NOW - 60, 900), ("A", NOW + 120, 180), ("B", NOW + 300, 240)]),
            trip("6", [("A", NOW + 720, 300), ("B", NOW + 1020, 300)]),
            trip("6", [("A", NOW + 5, -60)], direction=1),
            trip("9", [], delay=-120),
            trip("9", [("A", NOW + 60, 36_000)], schedule_relationship=3),
            vehicle("1", "6", 60.1, 24.9, NOW - 20),
            vehicle("2", "6", 60.1, 24.9, NOW - 20),
            vehicle("3", "6", 60.1, 24.9, NOW - 4000),
        ]
    )
    assert found == {
        "transit/line/6/delay": 3.0,
        "transit/line/9/delay": -2.0,
        "transit/line/6/headway": 11.0,
        "transit/line/6/vehicles_in_service": 2.0,
        "transit/stop/A/delay": 3.0,
        "transit/stop/A/headway": 10.0,
    }


def test_sensors_say_what_they_are_once():
    made = lines()
    feed = read_feed(message(NOW, [trip("6", [("B", NOW + 60, 60)])]))
    (delay,) = made.readings(feed, NOW * 1000)[1]
    assert (delay.name, delay.quantity, delay.unit, delay.interval_s) == ("Line 6", "delay", "min", 30)
    assert (delay.minimum, delay.maximum) == (-LONGEST_MIN, LONGEST_MIN)
    assert made.readings(feed, NOW * 1000 + 30_000)[1] == []


def test_delays_of_more_than_six_hours_are_refused():
    readings, new = lines().readings(read_feed(message(NOW, [trip("6", [], delay=22_000)] * 3)), NOW * 1000)
    assert (readings.values, new) == ([], [])
    (refusal,) = readings.refusals
    assert (refusal.reason, refusal.count) == ("impossible_delay", 3)


def test_more_lines_than_may_be_are_refused_and_those_known_go_on():
    made = lines(most=2)
    assert len(told([trip("1", [], delay=60), trip("2", [], delay=60)], made)) == 2
    readings, _ = made.readings(
        read_feed(message(NOW, [trip(str(number), [], delay=60) for number in range(5)])), NOW * 1000
    )
    assert sorted(readings.sensors) == ["transit/line/1/delay", "transit/line/2/delay"]
    assert [(one.reason, one.count) for one in readings.refusals] == [("too_many_sensors", 3)]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("123"),
            st.integers(0, 1),
            st.none() | st.integers(-40_000, 40_000),
            st.lists(
                st.tuples(
                    st.sampled_from("AB"),
                    st.none() | st.integers(NOW - 40_000, NOW + 40_000),
                    st.none() | st.integers(-40_000, 40_000),
                ),
                max_size=4,
            ),
        ),
        max_size=8,
    )
)
@settings(max_examples=80)
def test_whatever_a_feed_tells_readings_are_within_what_their_sensors_allow(trips):
    made = lines()
    feed = read_feed(message(NOW, [trip(route, stops, delay=late, direction=way) for route, way, late, stops in trips]))
    readings, new = made.readings(feed, NOW * 1000)
    assert len(set(readings.sensors)) == len(readings.sensors)
    known = {sensor.id: sensor for sensor in new}
    for id, value in zip(readings.sensors, readings.values, strict=True):
        assert known[id].minimum <= value <= known[id].maximum
        assert "headway" not in id or value > 0
