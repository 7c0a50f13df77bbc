"""Requests that end in the middle: the sender hangs up, or the server stops."""

import asyncio
import logging
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.types import Message, Scope

from impetus.kit.settings import PlatformSettings
from impetus.server.errors import install
from impetus.server.security import Guard

SCOPE: Scope = {
    "type": "http",
    "method": "POST",
    "path": "/",
    "raw_path": b"/",
    "query_string": b"",
    "root_path": "",
    "scheme": "http",
    "headers": [(b"host", b"localhost"), (b"content-length", b"100")],
    "client": ("127.0.0.1", 1),
    "server": ("localhost", 80),
}


def reader() -> FastAPI:
    """An application whose one route reads what it is sent."""
    app = FastAPI()
    install(app)
    app.add_middleware(Guard, settings=PlatformSettings())

    @app.post("/")
    async def take(request: Request) -> int:
        return len(await request.body())

    return app


async def answered(error: BaseException | None) -> list[int]:
    """Statuses sent where the body breaks off: with a disconnect, or with `error` from the server's own receive."""
    parts: list[Message] = [{"type": "http.request", "body": b"half", "more_body": True}]
    sent: list[Message] = []

    async def receive() -> Message:
        if parts:
            return parts.pop()
        if error is not None:
            raise error
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await reader()(dict(SCOPE), receive, send)
    return [message["status"] for message in sent if message["type"] == "http.response.start"]


@pytest.mark.parametrize("error", [None, asyncio.CancelledError("Future cancelled.")], ids=["sender", "server"])
async def test_a_body_that_never_comes_is_no_fault_of_ours(
    error: BaseException | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert await answered(error) == [400]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_what_is_cancelled_stays_cancelled() -> None:
    with pytest.raises(asyncio.CancelledError):
        await answered(asyncio.CancelledError())


async def test_senders_that_hang_up_leave_the_server_well(address: str, caplog: pytest.LogCaptureFixture) -> None:
    place = urlsplit(address)
    for path in ("/api/session", "/api/push/roof", "/api/setup"):
        _, writer = await asyncio.open_connection(place.hostname, place.port)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
        )
        writer.write(head.encode() + b'{"login": "an')
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    async with httpx.AsyncClient(base_url=address) as browser:
        assert (await browser.get("/api/health")).status_code == 200
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
