"""kill -9 of each process under load: no accepted reading is lost, no alert lost or doubled."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from benchmarks.harness import Platform, platform

SENSORS = 20
MINUTE = 60_000


class Sender(threading.Thread):
    """Pushes one reading a sensor and minute on the source's own clock, notes what was accepted, retries the rest."""

    def __init__(self, running: Platform, source: str, token: str, start: int) -> None:
        super().__init__(daemon=True)
        self.running, self.source, self.token, self.start_ms = running, source, token, start
        self.accepted = 0
        self.refused: list[Any] = []
        self.minute = 0
        self.stopping = threading.Event()

    def run(self) -> None:
        pause = threading.Event()
        with httpx.Client(base_url=self.running.url, timeout=20) as client:
            while not self.stopping.is_set():
                at = self.start_ms + self.minute * MINUTE
                rows = [
                    {"sensor": f"c{n}", "time": at, "value": 40 + (n * 7 + self.minute * 3) % 11, "unit": "1/min"}
                    for n in range(SENSORS)
                ]
                headers = {"Authorization": f"Bearer {self.token}", "X-Impetus-Clock": str(at)}
                try:
                    answer = client.post(f"/api/push/{self.source}", json=rows, headers=headers)
                except httpx.HTTPError:
                    pause.wait(0.1)
                    continue
                if answer.status_code in (429, 500, 502, 503):
                    pause.wait(0.1)
                    continue
                answer.raise_for_status()
                self.refused += answer.json()["refused"]
                self.accepted += SENSORS
                self.minute += 1


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as started:
        started.start()
        started.set_up()
        yield started


@pytest.mark.system
@pytest.mark.slow
@pytest.mark.xdist_group("system")
@pytest.mark.parametrize("victim", ["server", "stream", "tools", "nats", "postgres"])
def test_kill_9_under_load(running: Platform, victim: str) -> None:
    source, token = running.http_source(f"Load while {victim} dies", clock="own")
    start = 1_700_000_000_000 - 1_700_000_000_000 % MINUTE
    sender = Sender(running, source, token, start)
    sender.start()
    running.wait(lambda: sender.minute > 20, "the load to flow")
    running.kill(victim)
    before = sender.minute
    running.wait(lambda: sender.minute > before + 40, f"the load to flow again after {victim} was killed", 120)
    sender.stopping.set()
    sender.join(60)
    assert sender.refused == []

    def stored() -> bool:
        running.client.get("/api/session")
        count = 0
        for n in range(SENSORS):
            end = start + sender.minute * MINUTE
            sensor = next(id for id in running.get("/api/sensors")["ids"] if id.endswith(f"c{n}") and source in id)
            series = running.get(f"/api/sensors/{sensor}/series", **{"from": start, "to": end, "points": 20_000})
            count += sum(value is not None for value in series["value"])
        return count == sender.accepted

    running.wait(stored, "every accepted reading to be in the history once", 60)
