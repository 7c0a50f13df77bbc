"""Colonies on plates: Gamma-Poisson, and the promise."""

import numpy as np
import pytest

from impetus.tools.bacteria.culture import Plates, at_least
from impetus.tools.bacteria.settings import Settings

from .conftest import Roof, alerts, sensor

DAY = 86_400_000


def test_the_tail_is_that_of_a_negative_binomial():
    assert at_least(0, 3.0, 2.0) == 1.0
    assert at_least(1, 3.0, 2.0) == pytest.approx(1 - (2 / 5) ** 2)
    assert at_least(3, 2.0, 1e6) == pytest.approx(0.3233, abs=1e-3), "close to Poisson where the level is steady"


def test_rate_and_scatter_are_learned():
    rng, plates = np.random.default_rng(2), Plates()
    for n in range(2000):
        plates.note(n * DAY)
        plates.learn(float(rng.poisson(40 * rng.gamma(4.0) / 4.0)), 0.2, DAY, 1000 * DAY)
    assert plates.rate == pytest.approx(200, rel=0.06)
    assert plates.size == pytest.approx(4.0, rel=0.35)


def test_false_alarms_of_plates_are_within_the_promise():
    rng, false, plates = np.random.default_rng(4), 0, 6000
    roof = Roof(Settings(false_alarm_days=60, history_samples=1)).sensors(
        sensor("roof/cfu", interval_s=86_400), sensor("roof/volume", interval_s=86_400)
    )
    for _ in range(plates):
        count = float(rng.poisson(20 * rng.gamma(6.0) / 6.0))
        false += len(alerts(roof.take({"roof/volume": 100.0, "roof/cfu": count}, step=DAY)))
    assert 0.5 < plates / max(false, 1) / 60 < 2.5, "whole numbers cannot meet it exactly, and rarely exceed it"


def test_a_plate_far_above_the_usual_is_told_once():
    roof = Roof(Settings()).sensors(sensor("roof/cfu", interval_s=86_400), sensor("roof/volume"))
    for n in range(30):
        assert alerts(roof.take({"roof/volume": 100.0, "roof/cfu": 15.0 + n % 9}, step=DAY)) == []
    [alarm] = alerts(roof.take({"roof/volume": 100.0, "roof/cfu": 250.0}, step=DAY))
    assert alarm.attributes["chart"] == "plate"
    assert "250 colonies" in alarm.why.en
    assert alerts(roof.take({"roof/volume": 100.0, "roof/cfu": 18.0}, step=DAY)) == []
