"""Every alert of the demonstration comes through the real detector, and from what happens: ground truth, checked.

Take a happening out of the script, and its alert is gone.
"""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from impetus.contracts.bench import BenchContext
from impetus.exercises.city.generator import City
from impetus.exercises.city.happenings import DAY, MINUTE, Happening
from impetus.exercises.city.rehearsal import begin, learn, play
from impetus.exercises.city.scenario import Scenario
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft
from impetus.model.sensor import HealthState, SensorHealth
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.settings import Settings

SOON = 11 * MINUTE
"""An alert may come so long after what it tells is over: two slots and the minute that closes them."""
STUCK = "sensor.stuck"

Played = tuple[dict[tuple[str, str, int], AlertDraft], list[SensorHealth]]
Player = Callable[..., Played]


def detector() -> Detector:
    return Detector(BenchContext(Settings(), "helsinki", ManualClock()))


@pytest.fixture(scope="session")
def warm(helsinki: Scenario, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The detector's state after eight weeks of history, learned once for all processes of this run."""
    own = tmp_path_factory.getbasetemp()
    kept: Path = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "impetus-city-warm.bin"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            tool = detector()
            told = [finding for _, finding in learn(tool, City(helsinki)) if isinstance(finding, AlertDraft)]
            assert not told, "history is learned from without alerts"
            kept.write_bytes(tool.save())
        return kept.read_bytes()


@pytest.fixture
def played(warm: bytes) -> Player:
    """Plays a scenario on from its history; returns the last revision of every alert, and the health of sensors."""

    def play_it(scenario: Scenario, until: int, *, step: int = MINUTE) -> Played:
        tool, city = detector(), City(scenario)
        tool.restore(warm)
        alerts: dict[tuple[str, str, int], AlertDraft] = {}
        health: list[SensorHealth] = []
        for _, finding in play(tool, city, begin(city), until, step=step):
            if isinstance(finding, AlertDraft):
                alerts[finding.kind, finding.subject, finding.window_start] = finding
            else:
                health.append(finding)
        return alerts, health

    return play_it


def of(happening: Happening, found: Played, *, anywhere: bool = False) -> list[AlertDraft] | list[SensorHealth]:
    """What tells of a happening: its kind, while it lasts, at its place (or at any sensor it touches)."""
    alerts, health = found
    touched = set(happening.sensors if anywhere else happening.core)
    if happening.kind == STUCK:
        return [
            one
            for one in health
            if one.state is HealthState.STUCK
            and one.sensor in touched
            and happening.start - SOON <= one.since <= happening.end
        ]
    return [
        draft
        for draft in alerts.values()
        if draft.kind == happening.kind
        and touched & set(draft.sensors)
        and draft.window_start < happening.end + SOON
        and draft.window_end > happening.start
    ]


@pytest.mark.slow
def test_each_happening_raises_its_kind_at_its_place(helsinki: Scenario, played: Player) -> None:
    found = played(helsinki, helsinki.origin + 120 * MINUTE)
    for happening in helsinki.happenings:
        assert of(happening, found), happening.id


@pytest.mark.slow
def test_the_first_alert_comes_with_the_first_slot(helsinki: Scenario, played: Player) -> None:
    alerts, _ = played(helsinki, begin(City(helsinki)) + 5 * MINUTE)
    assert [draft.kind for draft in alerts.values()] == ["crowd.surge"]
    assert next(iter(alerts.values())).where.name == "Rautatientori"


@pytest.mark.slow
@pytest.mark.parametrize("left_out", range(5))
def test_without_the_happening_there_is_no_such_alert(helsinki: Scenario, played: Player, left_out: int) -> None:
    gone = helsinki.happenings[left_out]
    found = played(helsinki.without(gone.id), helsinki.origin + 120 * MINUTE)
    assert not of(gone, found)
    for happening in helsinki.happenings:
        assert happening is gone or of(happening, found), happening.id


@pytest.mark.slow
def test_every_alert_of_the_first_two_hours_tells_of_a_happening(helsinki: Scenario, played: Player) -> None:
    found = played(helsinki, helsinki.origin + 120 * MINUTE)
    told = [
        draft.window_start
        for happening in helsinki.happenings
        for draft in of(happening, found, anywhere=True)
        if isinstance(draft, AlertDraft)
    ]
    assert len(found[0]) == len(told)


@pytest.mark.slow
def test_a_quiet_city_raises_few_alerts(helsinki: Scenario, played: Player) -> None:
    """The detector promises at most five false alerts a day to this city; three days stay below that."""
    alerts, health = played(helsinki.quiet(), helsinki.origin + 3 * DAY, step=5 * MINUTE)
    assert len(alerts) <= 15
    assert not [one for one in health if one.state in (HealthState.STUCK, HealthState.IMPOSSIBLE)]


@pytest.mark.slow
def test_the_same_city_gives_the_same_alerts(helsinki: Scenario, played: Player) -> None:
    until = helsinki.origin + 40 * MINUTE
    assert played(helsinki, until) == played(helsinki, until)
