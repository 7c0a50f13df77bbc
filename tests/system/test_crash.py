"""kill -9 of each process under load: no reading and no alert lost or doubled, verdicts kept, event streams resumed."""

import asyncio
import json
import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx
import nats
import pytest
from benchmarks.harness import Platform, platform
from tests.system.surges import EVERY, MAPPING, SETTINGS, WARM, Reference, SurgeCity, clock_after, pushes

from impetus.launch.folder import read_json

MINUTE = 60_000
BULK_START = 1_700_000_040_000
BULK_SENSORS = 60
JUDGED_SLOTS = 8 * EVERY
AWAY = (408, 425, 429, 500, 502, 503, 504)


class Sender(threading.Thread):
    """Pushes one body after another, each again and again until it is taken; counts what was taken."""

    def __init__(self, running: Platform, source: tuple[str, str], bodies: Iterator[tuple[Any, int]]) -> None:
        super().__init__(daemon=True)
        self.url, (self.source, self.token), self.bodies = running.url, source, bodies
        self.pushed = self.readings = 0
        self.wrong: list[Any] = []
        self.going, self.idle, self.ending = threading.Event(), threading.Event(), threading.Event()

    def run(self) -> None:
        with httpx.Client(base_url=self.url, timeout=20) as client:
            for body, now in self.bodies:
                self.idle.set()
                self.going.wait()
                self.idle.clear()
                if self.ending.is_set():
                    return
                while not self._push(client, body, now):
                    self.ending.wait(0.1)
                self.readings += len(body)
                self.pushed += 1
                self.ending.wait(0.03)
        self.idle.set()

    def _push(self, client: httpx.Client, body: Any, now: int) -> bool:
        headers = {"Authorization": f"Bearer {self.token}", "X-Impetus-Clock": str(now)}
        try:
            answer = client.post(f"/api/push/{self.source}", json=body, headers=headers)
        except httpx.HTTPError:
            return False
        if answer.status_code in AWAY:
            return False
        said = answer.json()
        if answer.is_error or said["refused_total"] or said["late"] or said["accepted"] + said["repeated"] != len(body):
            self.wrong.append(said)
        return True

    def pause(self) -> None:
        """Return once the push that is under way has been taken."""
        self.going.clear()
        self.idle.wait()

    def end(self) -> None:
        self.ending.set()
        self.going.set()


class Console(threading.Thread):
    """An open console: follows the events, and resumes behind the last one that it saw."""

    def __init__(self, running: Platform) -> None:
        super().__init__(daemon=True)
        self.url, self.cookies = running.url, dict(running.client.cookies)
        self.ids: list[int] = []
        self.alerts: dict[str, dict[str, Any]] = {}
        self.resets: list[str] = []
        self.breaks = 0
        self.ending, self.open = threading.Event(), threading.Event()

    def run(self) -> None:
        with httpx.Client(base_url=self.url, cookies=self.cookies, timeout=30) as client:
            while not self.ending.is_set():
                headers = {"Last-Event-ID": str(self.ids[-1])} if self.ids else {}
                try:
                    with client.stream("GET", "/api/events", headers=headers) as stream:
                        if stream.status_code == 200:
                            self._follow(stream)
                except httpx.HTTPError:
                    self.breaks += 1
                self.ending.wait(0.1)

    def _follow(self, stream: httpx.Response) -> None:
        number, event = 0, ""
        for line in stream.iter_lines():
            if self.ending.is_set():
                return
            name, _, value = line.partition(": ")
            if name == "id":
                number = int(value)
            elif name == "event":
                event = value
            elif name == "data":
                self._take(number, event, json.loads(value))
                number = 0

    def _take(self, number: int, event: str, data: Any) -> None:
        if event == "reset":
            self.resets.append(data["reason"])
        if event == "alert":
            self.alerts[data["id"]] = data["alert"]
        if number:
            self.ids.append(number)
        self.open.set()


class City:
    """The platform with a warm tool, alerts to judge, and two senders at work."""

    def __init__(self, running: Platform) -> None:
        self.running = running
        self.agency = running.get("/api/session")["agency"]["id"]
        running.client.put("/api/tools/anomaly/settings", json={"values": SETTINGS}).raise_for_status()
        running.wait(lambda: _in_stream(running, f"ctl.{self.agency}.anomaly.settings"), "the settings to arrive")
        self.square, self.judged = SurgeCity("square"), SurgeCity("judged")
        self.bulk = Sender(running, running.http_source("Bulk", clock="own"), _bulk())
        self.bulk.start()
        self._go(self.bulk, 2)
        judged = self._sender(self.judged, JUDGED_SLOTS)
        judged.going.set()
        judged.join()
        self.live = self._sender(self.square, None)
        self._go(self.live, WARM // 288 + EVERY)
        self.senders = [self.bulk, self.live]
        self.before = judged.readings
        assert judged.wrong == []
        self.reference = Reference(self.agency, [f"bulk-{n}" for n in range(BULK_SENSORS)])
        self.reference.feed(self.judged, JUDGED_SLOTS)
        self.verdicts: dict[str, str] = {}
        self.console = Console(running)
        self.console.start()
        self.console.open.wait()
        self.settle()
        self.known = self.alerts()
        # What stands under another follows its verdict, and the tool hears of that one alone.
        self.to_judge = [
            alert["id"]
            for alert in self.known.values()
            if alert["subject"].startswith("judged") and alert["held"] is None
        ]
        assert len(self.to_judge) >= 6, f"one for each process: {len(self.to_judge)} of {len(self.known)}"

    @property
    def slots(self) -> int:
        """Live slots that the square has pushed."""
        return self.live.pushed - WARM // 288

    def _sender(self, city: SurgeCity, live: int | None) -> Sender:
        body = {"name": city.name, "type": "http", "settings": {"clock": "own"}, "enabled": True, "mapping": MAPPING}
        source = self.running.post("/api/sources", body)["id"]
        token = self.running.post(f"/api/sources/{source}/token")["token"]
        bodies = ((city.rows(first, last), clock_after(last)) for first, last in pushes(live))
        sender = Sender(self.running, (source, token), bodies)
        sender.start()
        return sender

    def _go(self, sender: Sender, pushed: int) -> None:
        sender.going.set()
        self.running.wait(lambda: sender.pushed >= pushed, "the load to flow", 180)
        sender.pause()

    def alerts(self) -> dict[str, dict[str, Any]]:
        """Every alert by its id; each is listed once."""
        found, cursor = [], None
        while True:
            page = self.running.get(
                "/api/alerts", state="all", shown="all", limit=100, **({"cursor": cursor} if cursor else {})
            )
            found += page["items"]
            cursor = page["next"]
            if not cursor:
                assert len({alert["id"] for alert in found}) == len(found) == page["total"]
                return {alert["id"]: alert for alert in found}

    def settle(self) -> list[dict[str, Any]]:
        """Wait until the tool has seen everything that was accepted and every verdict; return its figures."""
        total = self.before + sum(sender.readings for sender in self.senders)

        def seen() -> Any:
            figures = self.running.get("/api/tools/anomaly")["figures"]
            learned = _figure(figures, "confirmed_events") >= len(self.verdicts)
            return figures if learned and _figure(figures, "readings_taken") >= total else None

        try:
            figures: list[dict[str, Any]] = self.running.wait(seen, f"the tool to see all {total} readings", 180)
        except AssertionError as error:
            page = self.running.get("/api/tools/anomaly")
            told = {figure["key"]: figure["value"] for figure in page["figures"]}
            for id in self.verdicts:  # what became of each, to see where it stayed
                told[id] = self.running.get(f"/api/alerts/{id}")["subject"]
            raise AssertionError(f"{error}\n{page['state']}: {told}, {len(self.verdicts)} verdicts") from error
        return figures

    def judge(self) -> None:
        """Confirm an alert, trying again until the platform says that it is done."""
        id = self.to_judge.pop()
        for act, body in (("acknowledge", {}), ("verdict", {"word": "confirmed", "note": f"seen {id}"})):
            self.running.wait(partial(_done, self.running, id, act, body), f"{act} to be taken", 180)
        self.verdicts[id] = f"seen {id}"


def _done(running: Platform, id: str, act: str, body: dict[str, Any]) -> bool:
    answer = running.client.post(f"/api/alerts/{id}/{act}", json=body)
    if answer.status_code in AWAY:
        return False
    if answer.status_code == 409:  # an answer that got lost: it was done
        alert = running.get(f"/api/alerts/{id}")
        return bool(alert["owner"] if act == "acknowledge" else alert["verdict"])
    answer.raise_for_status()
    return True


def _bulk_value(sensor: int, minute: int) -> float:
    return 40.0 + (sensor * 7 + minute * 3) % 11


def _bulk() -> Iterator[tuple[Any, int]]:
    minute = 0
    while True:
        at = BULK_START + minute * MINUTE
        yield (
            [{"sensor": f"bulk-{n}", "time": at, "value": 40 + (n * 7 + minute * 3) % 11} for n in range(BULK_SENSORS)],
            at,
        )
        minute += 1


def _in_stream(running: Platform, subject: str) -> bool:
    """Whether a message on `subject` is in the stream."""
    ports = read_json(running.base / "run" / "ports.json")
    token = read_json(running.base / "keys" / "secrets.json")["nats_token"]

    async def look() -> bool:
        client = await nats.connect(f"nats://{token}@127.0.0.1:{ports['nats']}")
        try:
            await client.jetstream().get_last_msg("CITY", subject)
        except nats.js.errors.NotFoundError:
            return False
        finally:
            await client.close()
        return True

    return asyncio.run(look())


def _figure(figures: list[dict[str, Any]], name: str) -> float:
    return next((float(figure["value"]) for figure in figures if figure["key"] == name), -1.0)


def _kill(running: Platform, victim: str) -> None:
    """Kill -9, and wait until the supervisor (or a new supervisor, where it was the victim) runs everything again."""
    if victim != "supervisor":
        running.kill(victim)
        return
    assert running.process is not None
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()
    running.start(180)


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with platform() as running:
        running.start()
        running.set_up()
        made = City(running)
        yield made
        made.console.ending.set()
        for sender in made.senders:
            sender.end()


@pytest.mark.system
@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.xdist_group("system")
@pytest.mark.parametrize("victim", ["server", "stream", "tools", "nats", "postgres", "supervisor"])
def test_kill_9_under_load(city: City, victim: str) -> None:
    running = city.running
    for sender in city.senders:
        sender.going.set()
    begun = city.slots
    running.wait(lambda: city.slots >= begun + EVERY // 2, "the load to flow")
    judging = threading.Thread(target=city.judge)
    judging.start()
    _kill(running, victim)
    before, bulk = city.slots, city.bulk.pushed
    running.wait(
        lambda: city.slots >= before + 2 * EVERY and city.bulk.pushed > bulk,
        f"the load to flow again after {victim} was killed",
        180,
    )
    judging.join()
    for sender in city.senders:
        sender.pause()
        assert sender.wrong == []
    figures = city.settle()
    assert _figure(figures, "readings_taken") == city.before + sum(sender.readings for sender in city.senders)
    assert _figure(figures, "readings_ignored") == 0
    assert _figure(figures, "confirmed_events") == len(city.verdicts)

    expected = city.reference.feed(city.square, city.slots)
    found = city.alerts()
    assert found.keys() == expected.keys()
    for id, draft in expected.items():
        alert = found[id]
        assert (alert["revision"], alert["over"], alert["severity"]) == (draft.revision, draft.over, draft.severity)
    assert sorted(int(alert["number"].removeprefix("A-")) for alert in found.values()) == [*range(1, len(found) + 1)]
    for id, note in city.verdicts.items():
        alert = running.get(f"/api/alerts/{id}")
        assert (alert["verdict"]["word"], alert["verdict"]["note"]) == ("confirmed", note)
        assert [entry["what"] for entry in alert["history"]].count("verdict.confirmed") == 1
    _stored(city)

    running.wait(
        lambda: _told({**city.known, **city.console.alerts}) == _told(city.alerts()),
        "the console to have been told everything",
        60,
    )
    assert city.console.resets == []
    assert all(one < other for one, other in zip(city.console.ids, city.console.ids[1:], strict=False))


def _told(alerts: dict[str, dict[str, Any]]) -> dict[str, tuple[int, str]]:
    """What consoles know of what is shown: of what stands under something else they are told on asking only."""
    return {id: (alert["version"], alert["state"]) for id, alert in alerts.items() if alert["held"] is None}


def _stored(city: City) -> None:
    """Every reading that was accepted is in the history, each once."""
    wanted = city.square.series(WARM + city.slots)
    wanted |= {
        f"bulk-{n}": [(BULK_START + m * MINUTE, _bulk_value(n, m)) for m in range(city.bulk.pushed)]
        for n in range(0, BULK_SENSORS, 7)
    }
    for sensor, readings in wanted.items():
        bounds = {"from": readings[0][0], "to": readings[-1][0] + 1, "points": 20_000}
        series = city.running.get(f"/api/sensors/{sensor}/series", **bounds)
        assert list(zip(series["time"], series["value"], strict=True)) == readings
