"""The source against a real web server."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError
from tests.formats.feeds import message, trip
from tests.sources.context import KeepingContext

from impetus.kit.clock import ManualClock
from impetus.model.sensor import HealthState
from impetus.sources.discovery import source_types
from impetus.sources.gtfs_realtime import source
from impetus.sources.gtfs_realtime.settings import Settings
from impetus.sources.gtfs_realtime.source import Source

NOW = 1_772_366_400


class Operator(BaseHTTPRequestHandler):
    """Answers with what `body` holds, and keeps the keys that it was asked with."""

    body: ClassVar[bytes] = b""
    status: ClassVar[int] = 200
    keys: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        Operator.keys.append(self.headers["x-api-key"])
        self.send_response(Operator.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(Operator.body)))
        self.end_headers()
        self.wfile.write(Operator.body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Operator)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    Operator.body, Operator.status, Operator.keys = b"", 200, []
    yield f"http://127.0.0.1:{server.server_port}/trip-updates"
    server.shutdown()
    thread.join()
    server.server_close()


@asynccontextmanager
async def running(context: KeepingContext, url: str, **more: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(Source(Settings(urls=[url], **more), context).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def kept() -> KeepingContext:
    return KeepingContext(clock=ManualClock(NOW * 1000))


async def test_a_feed_becomes_sensors_and_readings(url: str) -> None:
    Operator.body = message(NOW, [trip("6", [("A", NOW + 60, 240)]), trip("7", [], delay=0)])
    context = kept()
    async with running(context, url, header="x-api-key", key="k1", line_word="Linea"):
        await context.until_state(HealthState.FRESH)
    assert context.readings == [("transit/line/6/delay", NOW * 1000, 4.0), ("transit/line/7/delay", NOW * 1000, 0.0)]
    assert context.sensors["transit/line/6/delay"].name == "Linea 6"
    assert Operator.keys == ["k1"]


async def test_the_same_feed_again_is_no_second_reading(url: str) -> None:
    Operator.body = message(NOW, [trip("6", [], delay=60)])
    context = kept()
    asked = Source(Settings(urls=[url]), context)
    async with source.httpx.AsyncClient() as client:
        await asked._ask(client)
        await asked._ask(client)
        Operator.body = message(NOW + 30, [trip("6", [], delay=120)])
        await asked._ask(client)
    assert [value for _, _, value in context.readings] == [1.0, 2.0]


async def test_a_feed_that_stands_still_is_late(url: str) -> None:
    Operator.body = message(NOW - 1200, [trip("6", [], delay=60)])
    context = kept()
    async with running(context, url):
        await context.until_state(HealthState.LATE)
    assert "20 min" in context.states[-1][1].en


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (403, b"", "answers 403"),
        (302, b"", "answers 302"),
        (200, b"<html>", "no GTFS-Realtime"),
        (200, b"", "no header"),
    ],
)
async def test_what_is_no_feed_makes_it_blind_with_the_reason(url: str, status: int, body: bytes, said: str) -> None:
    Operator.status, Operator.body = status, body
    context = kept()
    async with running(context, url):
        await context.until_state(HealthState.BLIND)
    assert said in context.states[-1][1].en
    assert context.readings == []
    assert len(Operator.keys) == 1


async def test_an_endless_feed_is_cut_off(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LARGEST", 1000)
    Operator.body = bytes(5000)
    context = kept()
    async with running(context, url):
        await context.until_state(HealthState.BLIND)
    assert "sends more than" in context.states[-1][1].en


async def test_nobody_there_is_said(url: str) -> None:
    context = kept()
    async with running(context, "http://127.0.0.1:9/feed"):
        await context.until_state(HealthState.BLIND)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("urls", []),
        ("urls", ["ftp://city/feed"]),
        ("urls", ["https://"]),
        ("urls", ["https://anna:secret@city/feed"]),
        ("urls", ["https://city:0/feed"]),
        ("urls", ["https://city:99999/feed"]),
        ("urls", ["https://city/a b"]),
        ("urls", ["https://city/feed", "https://city/feed"]),
        ("every_s", 5),
        ("header", "x: y"),
        ("prefix", "a/b"),
        ("stops", [""]),
        ("most_sensors", 0),
    ],
)
def test_settings_that_cannot_work_are_refused_by_field(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(**({"urls": ["https://city/feed"]} | {field: value}))
    assert caught.value.errors()[0]["loc"][0] == field


def test_it_is_found_as_a_type_of_source() -> None:
    assert source_types()["gtfs_realtime"] is Source
