"""The parts of triage by themselves: settings, places, silences, budget, repeats."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.alerts.triage.streams import START, fact, silence

from impetus.alerts.triage import budget
from impetus.alerts.triage.correlate import Kin, metres_between
from impetus.alerts.triage.dedupe import hold_of, key_of, name_of
from impetus.alerts.triage.engine import Triage
from impetus.alerts.triage.facts import Area, Scope
from impetus.alerts.triage.scope_words import covers as words_of
from impetus.alerts.triage.settings import Condition, Part, TriageSettings, under
from impetus.alerts.triage.silences import covering, covers
from impetus.alerts.triage.state import Habit, Lane
from impetus.alerts.triage.sweep import MOST_ALERTS


def test_a_kind_falls_under_the_longest_family_that_matches():
    assert under("crowd.surge", "crowd")
    assert under("crowd", "crowd")
    assert not under("crowded.surge", "crowd")
    assert TriageSettings().family("crowd.surge").kind == "crowd"
    assert TriageSettings().family("made.up").kind == "made"


def test_kinds_go_together_whichever_family_says_so():
    kin = Kin(TriageSettings())
    assert kin.limits("noise.high", "crowd.surge") == kin.limits("crowd.surge", "noise.high") == (300.0, 900_000)
    assert kin.limits("crowd.surge", "bacteria.airborne") is None
    assert kin.reach("crowd.surge") == 1000.0


def test_a_condition_without_anything_to_match_is_refused():
    with pytest.raises(ValidationError, match="each part needs"):
        Condition(name="none", parts=[Part(count=3)])


def test_metres_between_helsinki_and_tallinn():
    assert metres_between(60.1699, 24.9384, 59.4370, 24.7536) == pytest.approx(82_200, rel=0.005)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(source="host-1"), True),
        (Scope(source="host-2"), False),
        (Scope(kind="cyber"), True),
        (Scope(kind="cyber.log"), False),
        (Scope(tool="tool", signature="failed login"), True),
        (Scope(tool="other"), False),
        (Scope(signature="other"), False),
        (Scope(area=Area(latitude=60.0, longitude=24.0, metres=100)), True),
        (Scope(area=Area(latitude=60.1, longitude=24.0, metres=100)), False),
        (Scope(source="feed-1"), True),
        (Scope(), False),
    ],
)
def test_a_scope_covers_what_matches_all_it_sets(scope, covered):
    assert covers(scope, msgspec.structs.replace(fact("a", place=(60.0, 24.0)), feed="feed-1")) is covered
    assert not covers(Scope(source="feed-1"), fact("a"))


def test_an_area_covers_nothing_without_a_place():
    assert not covers(Scope(area=Area(latitude=60.0, longitude=24.0, metres=100)), fact("a"))


@given(st.integers(-10, 200))
def test_a_silence_holds_from_its_start_to_just_before_its_end(at):
    window = silence(starts_s=0, ends_s=100)
    assert (covering([window], fact("a", at), START + at * 1000) is window) == (0 <= at < 100)


def test_a_silence_of_another_clock_holds_nothing():
    assert covering([silence(clock="demo")], fact("a", 1), START + 1000) is None


def test_a_signature_that_spells_the_kind_again_is_none():
    one = fact("a", kind="crowd.surge", signature="crowd.surge|s1|17")
    two = fact("b", kind="crowd.surge", signature="crowd.surge|s1|18")
    assert key_of(one) == key_of(two)
    assert name_of(one) == ""
    assert name_of(fact("c")) != ""


def test_the_hold_grows_with_habit_up_to_the_longest_and_not_for_high():
    chosen = TriageSettings(repeat_after_s=1200, repeat_growth=2.0, repeat_longest_s=7200)
    assert [hold_of(chosen, habit, 2) // 1000 for habit in (0.0, 1.0, 2.0, 3.0, 50.0)] == [600, 1200, 2400, 4800, 7200]
    assert hold_of(chosen, 50.0, 3) == 1_200_000


def test_a_habit_halves_in_a_day():
    habit = Habit()
    habit.add(START)
    habit.add(START)
    assert habit.now(START + 86_400_000) == pytest.approx(1.0)


def test_tokens_come_in_at_the_budgets_pace_and_debt_is_bounded():
    chosen, lane = TriageSettings(budget_an_hour=6), Lane(clock="live", now=START)
    budget.pass_time(chosen, lane)
    for _ in range(100):
        budget.spend(chosen, lane, 2)
    assert lane.tokens == -24.0
    lane.now += 10 * 3_600_000
    budget.pass_time(chosen, lane)
    assert lane.tokens == 6.0
    assert budget.has_room(chosen, lane)


def test_memory_is_bounded():
    triage = Triage(TriageSettings())
    many = (fact(str(n), n * 0.01, source=f"h{n % 5}", signature="") for n in range(MOST_ALERTS + 2_000))
    triage.take(list(many))
    assert len(triage._state.lanes["live"].alerts) <= MOST_ALERTS


def test_the_words_of_a_silence_name_its_place():
    there = Area(latitude=60.0, longitude=24.0, metres=300, name="Rautatientori")
    assert words_of(Scope(area=there)).en == "Alerts within 300 m of Rautatientori"
    assert words_of(Scope(area=there)).it == "Allarmi entro 300 m da Rautatientori"
    assert words_of(Scope(area=msgspec.structs.replace(there, name=""))).nb == "Varsler innen 300 m fra et punkt"
