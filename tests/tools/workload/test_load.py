"""The operator's own view: parts that add up, ISA-18.2's flood, too much, too little, and what is not known."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.errors import BadInput
from impetus.tools.workload.task.events import Arrived, Closed, Event, Feed, Rated, Rest, Shift, Taken, read_events
from impetus.tools.workload.task.limits import CURVES, HOUR, MINUTE, points
from impetus.tools.workload.task.load import OwnMeter

SEVERITIES = ["info", "low", "medium", "high", "critical"]
ITEMS = [str(number) for number in range(8)]


@st.composite
def days(draw: st.DrawFn) -> list[Event]:
    """A legal course of events at a desk, of any kind and order."""
    at, made, open_items = 0, [], set()
    for _ in range(draw(st.integers(0, 40))):
        at += draw(st.integers(0, 20 * MINUTE))
        kind = draw(st.sampled_from(["arrived", "taken", "closed", "shift", "rest", "rated", "feed"]))
        item = draw(st.sampled_from(ITEMS))
        flag = draw(st.booleans())
        if kind == "taken" and item not in open_items:
            kind = "arrived"
        if kind == "arrived":
            open_items.add(item)
            made.append(Arrived(at, item, draw(st.sampled_from(SEVERITIES))))
        elif kind == "closed":
            open_items.discard(item)
            made.append(Closed(at, item))
        elif kind == "taken":
            made.append(Taken(at, item))
        elif kind == "rated":
            made.append(Rated(at, tuple(draw(st.floats(0, 100)) for _ in range(6))))
        else:
            made.append({"shift": Shift, "rest": Rest, "feed": Feed}[kind](at, flag))
    return made


def meter(*events: Event) -> OwnMeter:
    made = OwnMeter()
    for event in events:
        made.take(event)
    return made


def alerts(many: int, apart: int, severity: str = "low", begins: int = 0) -> list[Event]:
    return [Arrived(begins + number * apart, f"a{number}", severity) for number in range(many)]


@given(days(), st.integers(0, HOUR))
def test_the_parts_add_up_to_the_index_and_none_exceeds_its_most(events: list[Event], later: int) -> None:
    now = (events[-1].at if events else 0) + later
    reading = meter(*events).read(now)
    assert reading.index == pytest.approx(sum(part.points for part in reading.parts))
    assert 0 <= reading.index <= 100
    assert all(0 <= part.points <= part.most for part in reading.parts)


@given(days())
def test_the_same_events_give_the_same_reading(events: list[Event]) -> None:
    now = (events[-1].at if events else 0) + MINUTE
    assert meter(*events).read(now) == meter(*events).read(now)


@given(days())
def test_nothing_is_said_of_who_is_not_on_shift(events: list[Event]) -> None:
    now = events[-1].at if events else 0
    reading = meter(*events, Shift(now, False)).read(now)
    assert reading.state == "unknown"
    assert reading.parts == ()
    assert (reading.shift_ms, reading.unbroken_ms, reading.quiet_ms) == (0, 0, 0)


@given(days(), days())
def test_a_shift_knows_nothing_of_the_person_before(first: list[Event], second: list[Event]) -> None:
    """Only the queue outlives a shift: two people's earlier breaks, ratings and pace make no difference."""
    queue = [event for event in first if isinstance(event, Arrived | Closed | Feed)]
    now = first[-1].at if first else 0
    begins = Shift(now, True)
    after = [msgspec.structs.replace(event, at=event.at + now) for event in second if not isinstance(event, Taken)]
    end = after[-1].at if after else now
    assert meter(*first, begins, *after).read(end) == meter(*queue, begins, *after).read(end)


def test_the_curves_rise_and_their_ends_make_a_hundred() -> None:
    for corners in CURVES.values():
        assert list(corners) == sorted(corners)
        assert [corner[1] for corner in corners] == sorted(corner[1] for corner in corners)
    assert sum(corners[-1][1] for corners in CURVES.values()) == 100


@pytest.mark.parametrize(("measure", "worth"), [(0, 0), (1, 4), (1.5, 6), (2, 8), (10, 20), (400, 20), (-1, 0)])
def test_points_by_hand(measure: float, worth: float) -> None:
    assert points("alerts_10", measure) == pytest.approx(worth)


def test_eleven_alerts_in_ten_minutes_are_a_flood_and_fewer_than_five_end_it() -> None:
    made = meter(Shift(0, True))
    for number in range(11):
        at = number * 50_000
        made.take(Arrived(at, str(number), "info"))
        made.take(Closed(at, str(number)))
        assert made.read(at).flood == (number == 10)
    assert made.read(500_000).state == "overload"
    # the seventh of eleven came at 300 s: until 900 s five are in the last ten minutes, then four
    assert made.read(899_999).flood
    assert not made.read(900_000).flood
    assert made.read(900_000).state == "overload"
    assert made.read(900_000 + 120_000).state == "normal"


def test_a_long_queue_is_too_much_and_says_what_can_wait() -> None:
    made = meter(Shift(0, True), *alerts(5, 1000), Arrived(10_000, "h", "high"))
    reading = made.read(30 * MINUTE)
    assert reading.state == "overload"
    assert reading.urgent == 1
    assert reading.can_wait == ("a0", "a1", "a2", "a3", "a4")
    heaviest = max(reading.parts, key=lambda part: part.points)
    assert heaviest.name == "open"
    assert heaviest.measure == 5 * 2 + 8


def test_twenty_minutes_without_anything_are_too_little_but_not_when_the_feed_is_dead() -> None:
    made = meter(Shift(0, True))
    assert made.read(20 * MINUTE - 1).state == "normal"
    assert made.read(20 * MINUTE).state == "underload"
    made.take(Feed(30 * MINUTE, False))
    assert made.read(31 * MINUTE).state == "unknown"
    made.take(Feed(32 * MINUTE, True))
    assert made.read(33 * MINUTE).state == "normal"


def test_work_in_hand_and_breaks_are_not_too_little() -> None:
    busy = meter(Shift(0, True), Arrived(0, "a", "low"), Taken(1, "a"))
    assert busy.read(25 * MINUTE).state != "underload"
    rests = meter(Shift(0, True), Rest(MINUTE, True))
    assert rests.read(HOUR).state == "unknown"
    rests.take(Rest(HOUR, False))
    assert rests.read(HOUR).state == "normal"
    assert rests.read(HOUR + MINUTE).unbroken_ms == MINUTE


def test_an_interruption_is_a_switch_or_something_urgent_while_at_work() -> None:
    made = meter(
        Shift(0, True),
        Arrived(1, "a", "low"),
        Arrived(2, "h", "high"),
        Taken(3, "a"),
        Taken(4, "h"),
        Arrived(5, "c", "critical"),
        Arrived(6, "l", "low"),
    )
    parts = {part.name: part.measure for part in made.read(7).parts}
    assert parts["interruptions"] == 2


def test_a_rating_is_the_mean_of_six_and_fades() -> None:
    made = meter(Shift(0, True), Rated(0, (90, 90, 90, 90, 90, 90)))
    assert {part.name: part.points for part in made.read(0).parts}["rating"] == 5
    assert {part.name: part.points for part in made.read(HOUR // 2).parts}["rating"] == pytest.approx(2.5)
    assert "rating" not in {part.name for part in made.read(HOUR).parts}


def test_the_same_alert_told_twice_counts_once() -> None:
    made = meter(Shift(0, True), Arrived(1, "a", "low"), Arrived(2, "a", "low"))
    assert {part.name: part.measure for part in made.read(3).parts}["alerts_60"] == 1


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"nonsense", "event"),
        (b'{"event":"arrived","at":1,"item":"a","severity":"huge"}', "severity"),
        (b'{"event":"arrived","at":-1,"item":"a","severity":"low"}', "at"),
        (b'{"event":"rated","at":1,"scales":[1,2,3]}', "scales"),
        (b'{"event":"taken","at":1,"item":"a","operator":"somebody"}', "event"),
        (b'{"event":"heartbeat","at":1}', "event"),
        (b'{"event":"shift","at":6,"begins":true}\n{"event":"shift","at":5,"begins":true}', "at"),
    ],
)
def test_nonsense_is_refused_by_line_and_field(line: bytes, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        list(read_events(line))
    assert refused.value.field == field
    assert refused.value.remedy


def test_a_file_is_read_as_it_was_written() -> None:
    events = [Shift(1, True), Arrived(2, "a", "low"), Taken(3, "a"), Closed(4, "a"), Rated(5, (1, 2, 3, 4, 5, 6))]
    assert list(read_events(b"\n".join(map(msgspec.json.encode, events)))) == events


def test_what_makes_no_sense_is_refused() -> None:
    made = meter(Shift(5, True))
    with pytest.raises(BadInput, match="earlier"):
        made.read(4)
    with pytest.raises(BadInput, match="not open"):
        made.take(Taken(6, "never came"))
