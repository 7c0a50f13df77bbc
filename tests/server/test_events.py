"""Events reach every console in order, and a console that comes back gets what it missed."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.drafts import draft
from tests.fixtures.server import People
from tests.fixtures.storage import Database

from impetus.alerts.intake import intake as take_in
from impetus.alerts.triage.desk import TriageDesk
from impetus.bus.connection import Bus
from impetus.bus.publisher import Publisher
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft, Where
from impetus.people.access import COOKIE, CSRF_HEADER
from impetus.server import live
from impetus.server.live import QUEUE, Subscriber, frame, merged
from impetus.storage.relay import Relay
from impetus.storage.unit import UnitOfWork


def apart(number: int, **changes: Any) -> AlertDraft:
    """An alert that nothing joins to another: each in a city of its own."""
    return draft(number, where=Where(name="Piazza nord", latitude=40 + number, longitude=24.94), **changes)


async def intake(uow: UnitOfWork, agency: str, tool: str, version: str, drafts: Sequence[AlertDraft]) -> None:
    """Take alerts in and let triage decide on them, as the role does."""
    await take_in(uow, agency, tool, version, drafts)
    await TriageDesk(uow).work()


@pytest.fixture
async def relay(database: Database, worker_uow: UnitOfWork, bus: Bus) -> AsyncIterator[Relay]:
    made = Relay(database.worker, worker_uow, Publisher(bus), bus)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class Stream:
    """A console's open stream of events."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self, *wanted: str) -> dict[str, Any]:
        """The next event, or the next of one of the names."""
        found: dict[str, Any] = {}
        async with asyncio.timeout(20):
            async for line in self._lines:
                key, _, value = line.partition(": ")
                if line == "" and "event" in found:
                    if not wanted or found["event"] in wanted:
                        return found
                    found = {}
                elif key == "data":
                    found["data"] = json.loads(value)
                elif key in ("id", "event"):
                    found[key] = value
        raise AssertionError("the stream ended")


@asynccontextmanager
async def console(address: str, token: str, last: str = "", locale: str = "en") -> AsyncIterator[Stream]:
    headers = {"Cookie": f"{COOKIE}={token}", **({"Last-Event-ID": last} if last else {})}
    async with (
        httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as browser,
        browser.stream("GET", "/api/events", params={"locale": locale}) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Stream(answer.aiter_lines())


async def test_alerts_come_live_in_ones_language(
    address: str, people: People, relay: Relay, worker_uow: UnitOfWork
) -> None:
    token, other = await people.token(), await people.token(agency="oslo")
    async with (
        console(address, token, locale="nb") as norwegian,
        console(address, token) as english,
        console(address, other) as stranger,
    ):
        for stream in (norwegian, english, stranger):
            assert (await stream.next())["event"] == "hello"
        await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
        await intake(worker_uow, "oslo", "anomaly", "1.0.0", [draft(7)])
        assert (await norwegian.next())["data"]["alert"]["title"] == "Torg 0"
        event = await english.next()
        assert (event["event"], event["data"]["alert"]["title"]) == ("alert", "Piazza 0")
        assert (await stranger.next())["data"]["alert"]["title"] == "Piazza 7"


async def test_a_console_that_comes_back_gets_what_it_missed(
    address: str, people: People, relay: Relay, worker_uow: UnitOfWork
) -> None:
    token = await people.token()
    async with console(address, token) as stream:
        await stream.next("hello")
        await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [apart(0)])
        last = (await stream.next("alert"))["id"]
    for number in range(1, 4):
        await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [apart(number)])
    await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [apart(1, revision=1)])
    while relay.published < 5:
        await asyncio.sleep(0.01)
    async with console(address, token, last) as stream:
        await stream.next("hello")
        got = [await stream.next() for _ in range(3)]
        assert [event["data"]["alert"]["number"] for event in got] == ["A-3", "A-4", "A-2"]
        assert got[-1]["data"]["alert"]["revision"] == 1
        ids = [int(event["id"]) for event in got]
        assert ids == sorted(ids)
        await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [apart(9)])
        assert (await stream.next())["data"]["alert"]["number"] == "A-5"


async def test_nothing_falls_between_the_first_look_and_the_stream(
    address: str, people: People, relay: Relay, worker_uow: UnitOfWork
) -> None:
    token = await people.token()
    async with httpx.AsyncClient(base_url=address, headers={"Cookie": f"{COOKIE}={token}"}) as browser:
        marked = (await browser.get("/api/events/position")).raise_for_status().json()["position"]
        assert (await browser.get("/api/alerts")).json()["items"] == []
    await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [apart(0)])
    while relay.published < 1:
        await asyncio.sleep(0.01)
    async with console(address, token, str(marked)) as stream:
        await stream.next("hello")
        assert (await stream.next("alert"))["data"]["alert"]["title"] == "Piazza 0"
    async with httpx.AsyncClient(base_url=address) as stranger:
        assert (await stranger.get("/api/events/position")).status_code == 401


async def test_what_cannot_be_resumed_is_told(address: str, people: People, relay: Relay) -> None:
    token = await people.token()
    async with console(address, token, "999999999") as stream:
        assert (await stream.next())["event"] == "reset"
    async with httpx.AsyncClient(base_url=address, headers={"Cookie": f"{COOKIE}={token}"}) as browser:
        bent = await browser.get("/api/events", headers={"Last-Event-ID": "x' OR 1=1"})
        assert bent.status_code == 422
        assert (await browser.get("/api/events", params={"last": 2**60})).status_code == 422
    async with httpx.AsyncClient(base_url=address) as stranger:
        assert (await stranger.get("/api/events")).status_code == 401


async def test_many_missed_events_are_answered_with_reset(
    address: str, people: People, relay: Relay, uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "REPLAY", 10)
    token = await people.token()
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        for number in range(30):
            unit.emit("settings", {"n": number})
    while relay.published < 30:
        await asyncio.sleep(0.01)
    async with console(address, token, "5") as stream:
        assert (await stream.next())["event"] == "reset"
    async with console(address, token, "25") as stream:
        assert (await stream.next())["event"] == "hello"
        assert [(await stream.next())["data"]["n"] for _ in range(5)] == [25, 26, 27, 28, 29]


async def test_values_and_progress_pass_through(
    address: str, people: People, bus: Bus, application: FastAPI, manual_clock: ManualClock
) -> None:
    token = await people.token()
    async with console(address, token, locale="it") as stream:
        await stream.next("hello")
        delta = {"ids": ["a"], "values": [1.5], "times": [1]}
        await bus.publish("live.helsinki", msgspec.json.encode(delta))
        assert await stream.next() == {"event": "sensors", "data": delta}
        await bus.publish("live.helsinki", msgspec.msgpack.encode(delta))
        assert (await stream.next("sensors"))["data"] == delta
        news = {**delta, "received": manual_clock.now_ms() - 120}
        await bus.publish("live.helsinki", msgspec.json.encode(news))
        assert (await stream.next("sensors"))["data"] == delta
        assert application.state.hub.delay_ms == {"helsinki": 120.0}
        said = {"task": "t", "done": 1, "total": 2, "text": {"en": "Reading", "it": "Lettura"}}
        await bus.publish("progress.helsinki", msgspec.json.encode(said))
        assert (await stream.next("progress"))["data"]["text"] == "Lettura"


async def test_streams_end_with_the_session(
    address: str, people: People, application: FastAPI, manual_clock: ManualClock
) -> None:
    token = await people.token()
    async with console(address, token) as stream:
        await stream.next("hello")
        assert application.state.hub.subscribers == 1
        async with httpx.AsyncClient(base_url=address, headers={"Cookie": f"{COOKIE}={token}"}) as browser:
            csrf = (await browser.get("/api/session")).json()["csrf"]
            assert (await browser.delete("/api/session", headers={CSRF_HEADER: csrf})).status_code == 204
        manual_clock.advance(61_000)
        application.state.hub._subscribers["helsinki"].copy().pop().offer(frame("settings", {}))
        assert (await stream.next("signed_out"))["data"] == {}
    while application.state.hub.subscribers:
        await asyncio.sleep(0.01)


async def test_a_slow_console_is_told_to_start_anew() -> None:
    slow = Subscriber("helsinki", "en")
    for number in range(QUEUE + 5):
        slow.offer(frame("tool", {"n": number}, number + 1))
    out = await slow.next(0.1)
    assert out[0].startswith(b"event: reset")
    assert f'"n":{QUEUE}'.encode() in out[1]
    assert len(out) == 6
    assert await slow.next(0.01) == []


columns = st.lists(st.tuples(st.sampled_from("abcde"), st.floats(-9, 9), st.integers(0, 9)), max_size=6)


@given(st.lists(columns, min_size=1, max_size=12))
def test_merged_values_are_the_newest_of_each(deltas: list[list[tuple[str, float, int]]]) -> None:
    newest: dict[str, tuple[float, int]] = {}
    made = []
    for rows in deltas:
        rows = list({row[0]: row for row in rows}.values())
        newest |= {id: (value, time) for id, value, time in rows}
        made.append(
            {"ids": [r[0] for r in rows], "values": [r[1] for r in rows], "times": [r[2] for r in rows], "v": 1}
        )
    result = merged(made)
    assert dict(zip(result["ids"], zip(result["values"], result["times"], strict=True), strict=True)) == newest
    assert result["v"] == 1


async def test_a_console_that_goes_away_is_forgotten(
    address: str, people: People, application: FastAPI, uow: UnitOfWork
) -> None:
    token = await people.token()
    hub = application.state.hub
    for _ in range(3):
        async with console(address, token) as stream:
            await stream.next("hello")
            assert hub.subscribers == 1
        async with asyncio.timeout(20):
            while hub.subscribers:
                await asyncio.sleep(0.01)


async def test_an_event_that_cannot_be_told_silences_nobody(
    address: str, people: People, relay: Relay, uow: UnitOfWork, worker_uow: UnitOfWork
) -> None:
    token = await people.token()
    async with console(address, token) as stream:
        await stream.next("hello")
        async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
            unit.emit("alert", {"nothing": "in it"})
        assert (await stream.next())["event"] == "reset"
        await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [draft(0)])
        assert (await stream.next("alert"))["data"]["alert"]["number"] == "A-1"


async def test_a_console_gone_before_its_first_byte_leaves_nothing_behind(application: FastAPI, people: People) -> None:
    token = await people.token()
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": "/api/events", "raw_path": b"/api/events", "root_path": "", "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"cookie", f"{COOKIE}={token}".encode())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "state": {},
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Any) -> None:
        raise OSError("the browser is gone")

    with pytest.raises(Exception, match=r"^$|gone"):
        await application(scope, receive, send)
    assert application.state.hub.subscribers == 0


async def declare(address: str, token: str, purpose: str) -> None:
    async with httpx.AsyncClient(base_url=address, headers={"Cookie": f"{COOKIE}={token}"}) as browser:
        browser.headers[CSRF_HEADER] = (await browser.get("/api/session")).json()["csrf"]
        answer = await browser.put("/api/session/purpose", json={"purpose": purpose})
        assert answer.status_code == 200, answer.text


async def test_a_purpose_that_does_not_see_the_city_is_not_told_of_it(
    address: str, people: People, relay: Relay, worker_uow: UnitOfWork, bus: Bus
) -> None:
    token = await people.token()
    async with console(address, token) as stream:
        await stream.next("hello")
        await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [apart(0)])
        last = (await stream.next("alert"))["id"]
        await declare(address, token, "training")
        with pytest.raises(AssertionError, match="the stream ended"):
            await stream.next("alert")
    async with console(address, token, last) as stream:
        await stream.next("hello")
        await intake(worker_uow, "helsinki", "anomaly", "1.0.0", [apart(1)])
        await bus.publish("live.helsinki", msgspec.msgpack.encode({"time": 1, "ids": ["a"], "values": [1.0]}))
        async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
            unit.emit("settings", {"what": "last"})
        event = await stream.next()
        assert (event["event"], event["data"]) == ("settings", {"what": "last"})
    async with console(address, token, last) as stream:  # nor when it comes back for what it missed
        assert (await stream.next())["event"] == "hello"
        assert (await stream.next())["event"] == "settings"
