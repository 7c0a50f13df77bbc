import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tools.anomaly.conftest import SLOT, WARM_DAYS, City, alerts

from impetus.model.observation import VerdictGiven
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.feedback import Feedback, apply, changes_for


def surge(position, values):
    values[2] *= 3


def verdict(alert, word, number=1, reason=""):
    return VerdictGiven(
        id=f"vrd-{number}",
        alert="alr-1",
        kind=alert.kind,
        subject=alert.subject,
        word=word,
        reason=reason,
        at=0,
        window_start=alert.window_start,
        window_end=alert.window_end,
        sensors=alert.sensors,
        signature=alert.signature,
    )


def flight(position, values):
    values[2] *= 0.08
    values[[1, 3, 5, 6, 7]] *= 1.8


def weeks_of(city, weeks, judge, change=surge):
    """Repeat the same change each Saturday; returns how many weeks it was an alert."""
    seen = 0
    for week in range(weeks):
        city.live(144)
        found = [alert for alert in alerts(city.live(6, change) + city.live(6)) if alert.subject == "people-2"]
        seen += bool(found)
        if found:
            judge(found[-1], week)
        rows = range(city.slot, city.slot + 2 * 288)
        city.detector.observe(city.batch(rows, np.stack([city.usual(slot) for slot in rows])))
        # Nothing is heard from then to the next Saturday: what Saturdays are like is learned from Saturdays.
        city.slot += 7 * 288 - 156
        city.detector.tick(city.tick())
    return seen


def test_a_rejected_pattern_becomes_usual(city):
    def reject(alert, week):
        city.detector.learn(verdict(alert, "rejected", week, "normal"))

    assert weeks_of(city, 11, reject) <= 2


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(["rejected normal", "rejected sensor_fault", "confirmed", ""]), max_size=4))
def test_no_words_make_it_blind_to_what_is_severe(city, words):
    made = City()
    made.detector.restore(city.detector.save())
    made.slot += WARM_DAYS * 288

    def judge(alert, week):
        word, _, reason = (words + [""] * 9)[week].partition(" ")
        assert alert.kind == "crowd.flight"
        if word:
            made.detector.learn(verdict(alert, word, week, reason))

    assert weeks_of(made, len(words) + 1, judge, flight) == len(words) + 1, words


TRACES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 5), st.floats(-0.5, 0.5), st.floats(-9, 9), st.floats(0.05, 1)),
    max_size=12,
)


@given(st.lists(st.tuples(TRACES, st.booleans()), max_size=30))
def test_what_verdicts_make_usual_is_bounded_by_what_was_judged(words):
    state = Columns()
    state.add(4)
    state.level[:6, :4], state.scale[:6, :4] = 5.0, 0.5
    largest = max((abs(trace[3]) for traces, _ in words for trace in traces), default=0.0)
    for traces, severe in words:
        still = [(place, hour, 0.0, residual, share) for place, hour, _, residual, share in traces]
        before = state.level.copy(), state.scale.copy()
        apply(changes_for("rejected", "normal", still, state, 1, severe=severe), state)
        if severe:
            assert np.array_equal(before[0], state.level)
            assert np.array_equal(before[1], state.scale)
        assert np.abs(state.level - before[0]).max() <= largest + 1e-4
        assert state.scale.max() <= max(0.5, 0.8 * largest) + 1e-4


def test_a_confirmed_pattern_stays_unusual(city):
    def confirm(alert, week):
        city.detector.learn(verdict(alert, "confirmed", week))

    assert weeks_of(city, 3, confirm) == 3


@pytest.mark.parametrize(("word", "reason"), [("confirmed", ""), ("rejected", "normal"), ("rejected", "sensor_fault")])
def test_a_verdict_can_be_taken_back_and_counts_once(city, word, reason):
    city.live(150)
    alert = alerts(city.live(4, surge) + city.live(6))[-1]
    domain = city.detector.domains[("live", SLOT)]
    before = domain.state.level.copy(), domain.state.scale.copy()
    city.detector.learn(verdict(alert, word, 1, reason))
    changed = domain.state.level.copy()
    assert not np.array_equal(before[0], changed)
    city.detector.learn(verdict(alert, word, 1, reason))
    assert np.array_equal(domain.state.level, changed)
    city.detector.learn(verdict(alert, "undone", 2))
    np.testing.assert_allclose(domain.state.level, before[0], atol=1e-5)
    np.testing.assert_allclose(domain.state.scale, before[1], atol=1e-5)
    assert city.detector.feedback.judged == {}


def test_a_confirmed_window_leaves_no_trace(city, warm_state):
    plain = City()
    plain.detector.restore(warm_state)
    plain.slot = city.slot
    for made in (plain, city):
        made.live(150)
    alert = alerts(city.live(4, surge))[-1]
    plain.live(4)
    levels = [made.detector.domains[("live", SLOT)].state.level[:, 2].copy() for made in (plain, city)]
    city.detector.learn(verdict(alert, "confirmed"))
    after = city.detector.domains[("live", SLOT)].state.level[:, 2]
    assert np.abs(after - levels[0]).max() < np.abs(levels[1] - levels[0]).max()


@given(st.lists(st.tuples(st.sampled_from(["confirmed", "rejected"]), st.integers(0, 167)), max_size=60))
def test_no_number_of_rejections_silences_a_kind(words):
    feedback = Feedback()
    for word, hour in words:
        feedback.count(f"crowd.flight|a|{hour}", word, 1)
        feedback.count(f"crowd.surge|a|{hour}", word, 1)
    for hour in range(168):
        assert 0.7 <= feedback.weight("crowd.flight", "a", hour) <= 1.0
        assert 0.25 <= feedback.weight("crowd.surge", "a", hour) <= 1.0
    assert feedback.weight("crowd.surge", "b", 3) == 1.0


def test_verdicts_on_alerts_long_gone_only_count(city):
    alert_like = VerdictGiven(
        id="vrd-9", alert="x", kind="crowd.surge", subject="gone", word="rejected", reason="normal", at=0,
        window_start=0, window_end=1, sensors=[], signature="",
    )  # fmt: skip
    city.detector.learn(alert_like)
    assert city.detector.figures()["signatures_judged"] == 1
