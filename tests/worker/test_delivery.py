"""Handing findings over: patience, one by one where one is bad, and nothing forgotten silently."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures.tools import CountingTool, Settings

from impetus.contracts.bench import Bench
from impetus.kit.clock import ManualClock
from impetus.kit.errors import BadInput
from impetus.model.alert import AlertDraft
from impetus.model.sensor import HealthState, SensorHealth
from impetus.model.text import Text
from impetus.worker import delivery
from impetus.worker.delivery import Delivery


class Sink:
    def __init__(self, *answers: Exception | None) -> None:
        self.answers, self.taken = list(answers), []  # type: list[Exception | None], list[Any]

    async def take(self, *arguments: Any) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(list(arguments[-1]))


def drafts(n: int) -> list[AlertDraft]:
    bench = Bench(CountingTool, Settings())
    return [found for i in range(1, n + 1) for found in bench.tick(i * 10_000) if isinstance(found, AlertDraft)]


def made(alerts: Sink, health: Sink, folder: Path) -> Delivery:
    return Delivery("helsinki", "counter", "1.0.0", alerts, health, folder, ManualClock(7))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "FIRST_WAIT_S", 0.0)
    monkeypatch.setattr(delivery, "LONGEST_WAIT_S", 0.0)


async def test_alerts_and_health_go_their_ways(tmp_path: Path) -> None:
    alerts, health = Sink(), Sink()
    well = SensorHealth(sensor="a", state=HealthState.FRESH, since=0, reason=Text(en="well"))
    await made(alerts, health, tmp_path).deliver([well, *drafts(2)])
    assert [len(some) for some in alerts.taken] == [2]
    assert health.taken == [[well]]


async def test_only_the_bad_one_is_refused(tmp_path: Path) -> None:
    alerts = Sink(BadInput("one of them"), None, BadInput("this one"), None)
    delivering = made(alerts, Sink(), tmp_path)
    await delivering.deliver(drafts(3))
    assert [some[0].window_start for some in alerts.taken] == [10_000, 30_000]
    assert delivering.refused == 1
    line = json.loads((tmp_path / "refused" / "counter" / "helsinki.ndjson").read_text("utf-8"))
    assert (line["problem"], line["finding"]["window_start"], line["at"]) == ("this one", 20_000, 7)


async def test_what_nobody_expected_is_tried_again_and_then_refused(tmp_path: Path) -> None:
    alerts = Sink(*(ZeroDivisionError("bug") for _ in range(12)))
    delivering = made(alerts, Sink(), tmp_path)
    await delivering.deliver(drafts(1))
    assert delivering.refused == 1
    alerts = Sink(ZeroDivisionError("bug"), ConnectionResetError(), None)
    delivering = made(alerts, Sink(), tmp_path)
    await delivering.deliver(drafts(1))
    assert (delivering.refused, len(alerts.taken), delivering.waiting_since) == (0, 1, None)
