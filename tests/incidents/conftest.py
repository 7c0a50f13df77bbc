"""Leaders of two agencies, and applications on real sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI
from granian.constants import Interfaces
from granian.server.embed import Server
from tests.fixtures.server import People
from tests.incidents.desk import Browser

from impetus.people.permissions import Role


@pytest.fixture
async def sanna(people: People) -> Browser:
    """A supervisor of helsinki."""
    return Browser(await people.client(Role.SUPERVISOR, name="Sanna Virta"))


@pytest.fixture
async def leo(people: People) -> Browser:
    """A supervisor of oslo."""
    return Browser(await people.client(Role.SUPERVISOR, agency="oslo", name="Leo Niemi"))


@pytest.fixture
async def serving() -> AsyncIterator[Callable[[FastAPI], Awaitable[str]]]:
    """Puts applications that are started on sockets of their own; gives their addresses."""
    running: list[tuple[FastAPI, Server, asyncio.Task[None]]] = []

    async def serve(app: FastAPI) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = Server(
            app, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, websockets=False, log_enabled=False
        )
        running.append((app, server, asyncio.create_task(server.serve())))
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return f"http://127.0.0.1:{port}"

    yield serve
    for app, server, task in running:
        app.state.hub.close()
        server.stop()
        async with asyncio.timeout(10):
            await task
