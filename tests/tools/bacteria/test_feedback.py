"""Verdicts teach within bounds and can be taken back."""

import numpy as np
import pytest

from impetus.model.alert import AlertDraft
from impetus.model.observation import VerdictGiven

from .conftest import Roof, alerts

DAY = 86_400_000


def release(roof: Roof, times: float = 9.0) -> AlertDraft:
    roof.take({"roof/cells": 800 * times})
    [alarm] = alerts(roof.take({"roof/cells": 800 * times}))
    roof.days(0.25)
    return alarm


def verdict(draft: AlertDraft, word: str, id: str = "v", reason: str = "normal") -> VerdictGiven:
    return VerdictGiven(
        id=id, alert="a", kind=draft.kind, subject=draft.subject, word=word, reason=reason, at=0,
        window_start=draft.window_start, window_end=draft.window_end, sensors=[], signature=draft.signature,
    )  # fmt: skip


def level(roof: Roof) -> float:
    return float(roof.tool.stations["roof"].track.base.weights[0])


def test_a_rejected_alert_goes_into_the_usual_and_can_be_taken_out_again(warm: Roof):
    alarm = release(warm)
    warm.tool.stations["roof"].track.base.solve()
    before = level(warm)
    warm.tool.learn(verdict(alarm, "rejected"))
    assert before < level(warm) < before + 0.2, "what one alert teaches is bounded"
    warm.tool.learn(verdict(alarm, "withdrawn", id="w"))
    assert level(warm) == pytest.approx(before, abs=1e-9)
    assert warm.tool.feedback.judged == {}


def test_the_same_verdict_twice_is_one(warm: Roof):
    alarm = release(warm)
    warm.tool.learn(verdict(alarm, "rejected"))
    once = level(warm)
    warm.tool.learn(verdict(alarm, "rejected"))
    assert level(warm) == once


@pytest.mark.parametrize(("word", "reason"), [("confirmed", ""), ("rejected", "sensor_fault"), ("duplicate", "")])
def test_what_was_real_or_a_fault_stays_out(warm: Roof, word: str, reason: str):
    alarm = release(warm)
    before = level(warm)
    warm.tool.learn(verdict(alarm, word, reason=reason))
    assert level(warm) == before


def test_a_habit_of_rejecting_has_a_floor_and_tenfold_rises_are_told(warm: Roof):
    for n in range(12):
        alarm = release(warm, 9.0 + n)
        warm.tool.learn(verdict(alarm, "rejected", id=f"v{n}"))
    assert warm.tool.feedback.ready(alarm.signature) == 0.25
    assert release(warm, 40.0).severity.value == "high"


def test_verdicts_on_unknown_alerts_do_nothing(warm: Roof):
    alarm = release(warm)
    other = verdict(alarm, "rejected")
    before = warm.tool.stations["roof"].track.base.vector.copy()
    warm.tool.learn(VerdictGiven(**{name: getattr(other, name) for name in other.__struct_fields__} | {"subject": "x"}))
    assert np.array_equal(warm.tool.stations["roof"].track.base.vector, before)


def test_plates_are_given_back(warm: Roof):
    from .conftest import sensor

    warm.sensors(sensor("roof/cfu", interval_s=86_400), sensor("roof/volume"))
    for _ in range(20):
        warm.take({"roof/volume": 100.0, "roof/cfu": 20.0}, step=DAY)
    [alarm] = alerts(warm.take({"roof/volume": 100.0, "roof/cfu": 280.0}, step=DAY))
    plates = warm.tool.stations["roof"].plates
    before = plates.rate
    warm.tool.learn(verdict(alarm, "rejected"))
    assert before < plates.rate < 2 * before
    warm.tool.learn(verdict(alarm, "withdrawn", id="w"))
    assert plates.rate == pytest.approx(before)
