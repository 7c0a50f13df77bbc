"""What triage promises, whatever comes in."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.alerts.triage.streams import START, choices, fact, silence, streams, windows

from impetus.alerts.triage.engine import Triage
from impetus.alerts.triage.facts import Decision, Scope
from impetus.alerts.triage.rules import RULES
from impetus.alerts.triage.settings import Condition, Part, TriageSettings
from impetus.model.alert import Severity

HOLDS = {rule.id for rule in RULES.values() if rule.effect == "holds"}
JOINS = {rule.id for rule in RULES.values() if rule.effect == "joins"}
SHOWS = {rule.id for rule in RULES.values() if rule.effect == "shows"}


def answers(decisions: list[Decision]) -> list[Decision]:
    return [decision for decision in decisions if not decision.release]


@given(streams(), windows(), choices())
@settings(max_examples=100, deadline=None)
def test_every_alert_gets_one_decision_that_explains_itself(facts, silences, chosen):
    decisions = Triage(chosen, silences).take(facts)
    assert [(one.alert, one.revision) for one in answers(decisions)] == [(one.id, one.revision) for one in facts]
    for one in decisions:
        assert one.lead == one.shown
        assert (one.held_by is None) == one.shown
        assert 0.0 <= one.priority <= 1.0
        for reason, rules in ((one.held_by, HOLDS), (one.joined, JOINS), (one.raised_by, SHOWS)):
            if reason is not None:
                assert reason.rule in rules
                assert reason.text.en
                assert reason.text.it
                assert reason.text.nb


@given(streams(), windows(), choices())
@settings(max_examples=100, deadline=None)
def test_groups_hold_every_alert_once(facts, silences, chosen):
    group: dict[str, str] = {}
    for one in Triage(chosen, silences).take(facts):
        assert group.setdefault(one.alert, one.group) == one.group
        assert group.get(one.group) == one.group, "a group bears the id of its own first alert"


@given(streams(), windows(), choices())
@settings(max_examples=100, deadline=None)
def test_a_rise_in_severity_is_never_hidden(facts, silences, chosen):
    triage = Triage(chosen, silences)
    in_group: dict[str, int] = {}
    last_shown: dict[tuple[str, ...], int] = {}
    known = {one.id: one for one in facts}
    for one in facts:
        for decision in triage.take([one]):
            rank = one.severity.rank
            if decision.release:
                old = known[decision.alert]
                last_shown.pop((old.clock, old.tool, old.kind, old.signature, old.source), None)
                continue
            key = (one.clock, one.tool, one.kind, one.signature, one.source)
            if rank > in_group.get(decision.group, 99):
                assert decision.shown, "more severe than all of its group before"
            if one.revision == 0 and rank > last_shown.get(key, 99):
                assert decision.shown, "more severe than the same alert when it was last shown"
            in_group[decision.group] = max(rank, in_group.get(decision.group, 0))
            if one.revision == 0 and decision.shown:
                last_shown[key] = rank
            elif one.revision:
                last_shown.pop(key, None)


@given(streams(), windows(), choices())
@settings(max_examples=60, deadline=None)
def test_the_same_alerts_give_the_same_decisions(facts, silences, chosen):
    assert Triage(chosen, silences).take(facts) == Triage(chosen, silences).take(facts)


@given(streams(), windows(), choices(), st.lists(st.integers(0, 60), max_size=6))
@settings(max_examples=100, deadline=None)
def test_cutting_into_batches_saving_and_restoring_changes_nothing(facts, silences, chosen, cuts):
    whole = Triage(chosen, silences).take(facts)
    pieces: list[Decision] = []
    triage = Triage(chosen, silences)
    bounds = [0, *sorted(cuts), len(facts)]
    for begin, end in itertools.pairwise(bounds):
        pieces += triage.take(facts[begin:end])
        state = triage.save()
        triage = Triage(chosen, silences)
        triage.restore(state)
        assert triage.save() == state
    assert pieces == whole


@given(streams(), windows(), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_releases_come_at_their_own_time_whenever_time_is_told(facts, silences, ticks):
    facts = [one for one in facts if one.clock == "live"]
    end = START + 400_000_000
    plain, told = Triage(TriageSettings(), silences), Triage(TriageSettings(), silences)
    expected = plain.take(facts) + plain.advance(end)
    got: list[Decision] = []
    last = START - 10_000
    for one in facts:
        upto = max(last, one.at)
        for tick in range(1, ticks + 1):
            got += told.advance(last + (upto - last) * tick // ticks)
        got += told.take([one])
        last = upto
    got += told.advance(end)
    assert got == expected


@given(streams(), windows())
@settings(max_examples=100, deadline=None)
def test_every_silence_ends(facts, silences):
    triage = Triage(TriageSettings(), silences)
    end = max([window.ends_at for window in silences], default=START)
    over = {(one.id, one.revision): one.over for one in facts}
    for one in triage.take(facts):
        if one.held_by is not None and one.held_by.window and not over[one.alert, one.revision]:
            assert one.at < next(window.ends_at for window in silences if window.id == one.held_by.window)
    for clock in ("live", "demo"):
        triage.advance(max(end, facts[-1].at), clock)
        last = fact("last", 0, at=max(end, facts[-1].at) + 1000, source="thing-1", kind="crowd.surge", clock=clock)
        (after,) = triage.take([last])
        assert after.held_by is None or not after.held_by.window
    assert not any(lane.silenced for lane in triage._state.lanes.values())


def test_a_state_that_is_none_is_refused():
    for bytes_ in (b"", b"nonsense", b"\x81\xa7version\x05"):
        with pytest.raises(ValueError, match="state"):
            Triage(TriageSettings()).restore(bytes_)


def test_the_first_is_shown_and_the_same_again_is_held_until_it_was_quiet():
    triage = Triage(TriageSettings(quiet_desk=False))
    shown = [triage.take([fact(str(number), at)])[0] for number, at in enumerate((0, 30, 400, 1700, 1800, 4300))]
    # eighteen minutes of quiet after the first, nearly twice that after the second
    assert [one.shown for one in shown] == [True, False, False, True, False, True]
    held = shown[1].held_by
    assert held is not None
    assert held.rule == "repeat"
    assert held.text.en == "held because the same was shown 30 seconds ago; new after 18 minutes of quiet"


def test_severity_that_rises_within_the_hold_is_shown():
    triage = Triage(TriageSettings())
    first, held, risen = triage.take(
        [fact("a"), fact("b", 30), fact("c", 60, severity=Severity.HIGH)],
    )
    assert (first.shown, held.shown, risen.shown) == (True, False, True)
    assert risen.raised_by is not None
    assert risen.raised_by.text.en == "shown because severity rose from medium to high"


def test_a_revision_that_rises_shows_what_was_held():
    triage = Triage(TriageSettings())
    triage.take([fact("a"), fact("b", 30)])
    (same,) = triage.take([fact("b", 40, revision=1)])
    (more,) = triage.take([fact("b", 50, revision=2, severity=Severity.CRITICAL)])
    assert not same.shown
    assert same.held_by is not None
    assert same.held_by.rule == "repeat"
    assert more.shown
    assert more.raised_by is not None
    assert more.raised_by.rule == "rise"


def test_near_in_place_and_time_becomes_one_group_and_says_so():
    triage = Triage(TriageSettings())
    one, two, far = triage.take(
        [
            fact(
                "a",
                0,
                kind="traffic.blockage",
                source="s1",
                signature="",
                place=(60.17, 24.94),
                title="Mannerheimintie",
            ),
            fact("b", 180, kind="traffic.surge", source="s2", signature="", place=(60.17126, 24.94)),
            fact("c", 200, kind="traffic.surge", source="s3", signature="", place=(60.2, 25.1)),
        ]
    )
    assert one.shown
    assert two.group == one.group == "a"
    assert two.joined is not None
    assert two.joined.text.en == "joined because 140 m and 3 minutes from “Mannerheimintie”"
    assert not two.shown
    assert two.held_by is not None
    assert two.held_by.rule == "joined"
    assert far.shown
    assert far.group == "c"


def test_flight_next_to_a_surge_joins_it_and_is_shown():
    triage = Triage(TriageSettings())
    surge, flight = triage.take(
        [
            fact("a", 0, kind="crowd.surge", source="s1", signature="", place=(60.17, 24.94)),
            fact(
                "b", 60, kind="crowd.flight", source="s2", signature="", place=(60.171, 24.94), severity=Severity.HIGH
            ),
        ]
    )
    assert flight.group == surge.group
    assert flight.shown


def test_another_high_kind_of_the_same_event_is_shown_too():
    triage = Triage(TriageSettings())
    flight, gun = triage.take(
        [
            fact("a", 0, kind="crowd.flight", source="s1", place=(60.17, 24.94), severity=Severity.HIGH),
            fact("b", 60, kind="firearm.identified", source="c1", place=(60.171, 24.94), severity=Severity.HIGH),
        ]
    )
    assert gun.group == flight.group
    assert gun.shown


def test_kinds_that_do_not_go_together_stay_apart():
    triage = Triage(TriageSettings())
    surge, germs = triage.take(
        [
            fact("a", 0, kind="crowd.surge", source="s1", signature="", place=(60.17, 24.94)),
            fact("b", 60, kind="bacteria.airborne", source="s2", signature="", place=(60.17, 24.94)),
        ]
    )
    assert surge.group != germs.group
    assert germs.shown


def test_a_silence_holds_names_itself_and_ends():
    triage = Triage(TriageSettings(), [silence()])
    (held,) = triage.take([fact("a", 10)])
    assert held.held_by is not None
    assert held.held_by.window == "w1"
    assert held.held_by.text.nb == "holdt tilbake fordi Ann dempet det: cable work"
    assert triage.advance(START + 3_000_000) == []
    triage.take([fact("a", 3500, revision=1)])
    (released,) = triage.advance(START + 3_700_000)
    assert released.release
    assert released.shown
    assert released.at == START + 3_600_000
    triage.advance(START + 8_000_000)
    assert triage.take([fact("b", 8000)])[0].shown


def test_what_ended_during_its_silence_stays_held():
    triage = Triage(TriageSettings(), [silence()])
    triage.take([fact("a", 10), fact("a", 3590, revision=1, over=True)])
    assert triage.advance(START + 4_000_000) == []


def test_taking_a_silence_away_releases_what_goes_on():
    triage = Triage(TriageSettings(), [silence()])
    triage.take([fact("a", 10)])
    triage.silence([])
    (released,) = triage.advance(START + 11_000)
    assert released.alert == "a"


def test_a_critical_alert_passes_a_silence():
    triage = Triage(TriageSettings(), [silence()])
    assert triage.take([fact("a", 10, severity=Severity.CRITICAL)])[0].shown


def test_three_within_ten_minutes():
    wanted = Condition(name="three logins", parts=[Part(kind="cyber.login", count=3)], within_s=600)
    triage = Triage(TriageSettings(conditions=[wanted]))
    one, two, three, four = triage.take(
        [fact(str(number), number * 100, source=f"host-{number}") for number in range(4)]
    )
    assert (one.shown, two.shown, three.shown, four.shown) == (False, False, True, True)
    assert one.held_by is not None
    assert one.held_by.text.en == "held because “three logins” has 1 of 3 within 10 minutes"
    assert one.group == two.group == three.group
    assert three.raised_by is not None
    assert three.raised_by.rule == "met"


def test_a_combination_counts_near_by_only():
    wanted = Condition(name="both", parts=[Part(kind="crowd"), Part(kind="traffic")], within_s=600, radius_m=300)
    triage = Triage(TriageSettings(conditions=[wanted]))
    crowd, far, near = triage.take(
        [
            fact("a", 0, kind="crowd.surge", source="s1", place=(60.17, 24.94)),
            fact("b", 10, kind="traffic.blockage", source="s2", place=(60.2, 24.94)),
            fact("c", 20, kind="traffic.blockage", source="s3", place=(60.171, 24.94)),
        ]
    )
    assert (crowd.shown, far.shown, near.shown) == (False, False, True)


def test_a_storm_is_held_to_the_limit_and_high_ones_pass_it():
    chosen = TriageSettings(storm_ten_minutes=5)
    triage = Triage(chosen)
    flood = [fact(str(number), number * 5, source=f"h{number}", signature=f"s{number}") for number in range(40)]
    decisions = triage.take([*flood, fact("high", 201, source="x", signature="y", severity=Severity.HIGH)])
    assert sum(one.shown for one in decisions) == 6
    assert decisions[-1].shown
    held = [one.held_by for one in decisions if one.held_by is not None]
    assert {reason.rule for reason in held} == {"budget"}
    assert triage.advance(START + 3_000_000)[0].raised_by is not None


def test_a_steady_flow_stays_within_the_budget():
    triage = Triage(TriageSettings())
    flow = [
        fact(str(number), number * 20, source=f"h{number % 9}", signature=f"s{number % 7}") for number in range(20_000)
    ]
    triage.take(flow[:10_000])
    shown = sum(one.shown for one in triage.take(flow[10_000:]))
    assert 3 <= shown / (10_000 * 20 / 3600) <= 6


def test_what_lasts_at_high_severity_is_shown_again_every_hour():
    triage = Triage(TriageSettings())
    flow = [fact(str(number), number * 60, severity=Severity.HIGH) for number in range(200)]
    assert [number for number, one in enumerate(triage.take(flow)) if one.shown] == [0, 60, 120, 180]


def test_clocks_do_not_mix():
    triage = Triage(TriageSettings())
    assert all(one.shown for one in triage.take([fact("a"), fact("b", 1, clock="demo")]))


def test_an_alert_from_the_future_does_not_stop_time():
    triage = Triage(TriageSettings())
    triage.advance(START)
    triage.take([fact("a", 0), fact("late", 10**7, source="h2", signature="x")])
    triage.advance(START + 5_000_000)
    assert triage.take([fact("b", 5000)])[0].shown


def test_a_clock_set_back_begins_anew():
    triage = Triage(TriageSettings())
    triage.take([fact("a", 100_000, clock="demo")])
    triage.advance(START, "demo")
    assert triage.take([fact("b", 10, clock="demo")])[0].shown


def test_an_empty_scope_covers_nothing():
    triage = Triage(TriageSettings(), [silence(scope=Scope())])
    assert triage.take([fact("a", 10)])[0].shown
