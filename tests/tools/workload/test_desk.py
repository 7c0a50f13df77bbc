"""The desk's view and advice: by construction it cannot know a person, and it says why in three languages."""

import json
import re
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.errors import BadInput
from impetus.model.text import LOCALES
from impetus.tools.workload.task import advice, desk, load
from impetus.tools.workload.task.advice import OwnAdviser, advise_desk, explain
from impetus.tools.workload.task.desk import FEWEST, DeskMeter, DeskOutlook, pooled_minutes
from impetus.tools.workload.task.events import Arrived, Closed, Event, Feed, Rated, Rest, Shift, Taken
from impetus.tools.workload.task.flow import Flow
from impetus.tools.workload.task.limits import HOUR, MINUTE
from impetus.tools.workload.task.load import OwnMeter

QUEUE = (Arrived, Closed, Feed)


@pytest.mark.parametrize("event", [Taken(1, "a"), Shift(1, True), Rest(1, True), Rated(1, (1, 1, 1, 1, 1, 1))])
def test_the_desk_takes_nothing_about_a_person(event: Event) -> None:
    meter = DeskMeter(0)
    before = meter.look(1, 1)
    with pytest.raises(TypeError):
        meter.take(event)  # type: ignore[arg-type]  # the type says so too
    assert meter.look(1, 1) == before


def test_what_leaves_names_neither_person_nor_item() -> None:
    allowed = {
        "at", "open_items", "open_work", "coming", "coming_work", "work", "people",
        "needed", "needed_low", "needed_high",
    }  # fmt: skip
    assert set(DeskOutlook.__struct_fields__) == allowed
    assert all(hint in (int, float, int | None) for hint in get_type_hints(DeskOutlook).values())


def test_no_state_of_body_or_mind_has_a_name_here() -> None:
    words = {word for module in (advice, desk, load) for word in str(vars(module)).lower().split()}
    said = " ".join(words)
    for banned in ("emotion", "mood", "stress", "heart", "eeg"):
        assert banned not in said


@given(st.lists(st.tuples(st.integers(0, 5 * MINUTE), st.sampled_from(["low", "medium", "high"])), max_size=40))
def test_the_work_is_its_two_parts_and_more_alerts_need_no_fewer_people(queue: list[tuple[int, Any]]) -> None:
    at, meter, needed = 0, DeskMeter(0), 0
    for number, (gap, severity) in enumerate(queue):
        at += gap
        meter.take(Arrived(at, str(number), severity))
        before = meter.look(at, 2)
        assert before.work == pytest.approx(before.open_work + before.coming_work)
        assert before.needed_low <= before.needed <= before.needed_high
        needed = before.needed
        meter.take(Arrived(at, f"more{number}", severity))
        assert meter.look(at, 2).needed >= needed
        meter.take(Closed(at, f"more{number}"))


def test_a_storm_asks_for_a_second_person_and_says_why() -> None:
    meter = DeskMeter(0)
    for number in range(20):
        meter.take(Arrived(number * MINUTE, str(number), "low"))
    outlook = meter.look(20 * MINUTE, 1)
    said = advise_desk(outlook)
    assert said is not None
    assert said.kind == "more_people"
    assert outlook.open_work == 40
    for locale in LOCALES:
        assert str(outlook.needed) in said.text.in_(locale)
        assert len({text.in_(locale) for text in said.because}) == 2
    assert advise_desk(meter.look(20 * MINUTE, outlook.needed)) is None


def test_people_are_let_go_only_when_even_the_most_leaves_one_over() -> None:
    quiet = DeskMeter(0)
    assert quiet.look(2 * HOUR, 1).needed_high == 1
    said = advise_desk(quiet.look(2 * HOUR, 3))
    assert said is not None
    assert said.kind == "fewer_people"


def test_of_a_dead_feed_nothing_is_said() -> None:
    meter = DeskMeter(0)
    meter.take(Feed(MINUTE, False))
    outlook = meter.look(2 * HOUR, 3)
    assert outlook.needed is None
    assert advise_desk(outlook) is None


@given(st.lists(st.lists(st.floats(0, 100), min_size=1), max_size=FEWEST - 1))
def test_below_four_people_no_figure_is_made_of_their_work(times: list[list[float]]) -> None:
    assert pooled_minutes(times) is None
    assert pooled_minutes([*times, [], []]) is None


def test_nobody_weighs_more_by_working_more() -> None:
    assert pooled_minutes([[1.0] * 1000, [5.0], [6.0], [7.0]]) == 5.5
    with pytest.raises(BadInput):
        pooled_minutes([[-1.0], [1.0], [1.0], [1.0]])


def own(*events: Event) -> OwnMeter:
    meter = OwnMeter()
    for event in events:
        meter.take(event)
    return meter


def test_the_operator_is_told_what_can_wait_and_is_not_nagged() -> None:
    meter = own(Shift(0, True), *(Arrived(number, f"a{number}", "low") for number in range(9)))
    adviser, calm = OwnAdviser(), Flow(0)
    first = adviser.advise(meter.read(31 * MINUTE), calm.expect(31 * MINUTE))
    assert first is not None
    assert first.kind == "take_break"
    assert len(first.can_wait) == 9
    assert "9" in first.text.en
    assert first.because == explain(meter.read(31 * MINUTE))
    assert adviser.advise(meter.read(32 * MINUTE), calm.expect(32 * MINUTE)) is None
    assert adviser.advise(meter.read(51 * MINUTE), calm.expect(51 * MINUTE)) is not None


@pytest.mark.parametrize(
    ("events", "now", "kind"),
    [
        ([Shift(0, True), *(Arrived(one, str(one), "high") for one in range(4))], 5 * MINUTE, "ask_relief"),
        ([Shift(0, True)], 20 * MINUTE, "vary"),
        ([Shift(0, True), Arrived(119 * MINUTE, "a", "low")], 2 * HOUR, "quiet_moment"),
        ([Shift(0, True), Rest(9 * HOUR, True), Rest(10 * HOUR, False)], 10 * HOUR, "long_shift"),
        ([Shift(0, True), Arrived(59 * MINUTE, "a", "low")], HOUR, None),
        ([Shift(0, True), Feed(1, False)], 5 * HOUR, None),
        ([], 5 * HOUR, None),
    ],
)
def test_each_kind_of_advice(events: list[Event], now: int, kind: str | None) -> None:
    said = OwnAdviser().advise(own(*events).read(now), Flow(0, usual=2.0).expect(now))
    assert (said.kind if said else None) == kind
    if said:
        assert len({said.text.in_(locale) for locale in LOCALES}) == 3
        assert "{" not in said.text.en + said.text.it + said.text.nb


def test_a_coming_storm_is_told_before_it_is_too_much() -> None:
    flow = Flow(0, usual=90.0)
    said = OwnAdviser().advise(own(Shift(0, True)).read(MINUTE), flow.expect(MINUTE))
    assert said is not None
    assert said.kind == "prepare"


def test_the_words_are_there_for_every_part() -> None:
    meter = own(Shift(0, True), Rated(1, (80, 80, 80, 80, 80, 80)), Arrived(2, "a", "low"))
    for part in meter.read(3).parts:
        text = advice.part_in_words(part)
        assert len({text.in_(locale) for locale in LOCALES}) == 3


def test_every_sentence_has_the_same_values_in_each_language() -> None:
    folder = Path(advice.__file__).parent / "words"
    said = {locale: json.loads((folder / f"{locale}.json").read_text("utf-8")) for locale in LOCALES}
    for key, sentence in said["en"].items():
        holes = sorted(re.findall(r"{\w+}", sentence))
        assert all(sorted(re.findall(r"{\w+}", said[locale].pop(key))) == holes for locale in ("it", "nb"))
    assert not said["it"]
    assert not said["nb"]
