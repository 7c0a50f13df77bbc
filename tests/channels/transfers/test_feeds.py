"""Feeds of warnings, fetched from a real web server."""

import asyncio

from tests.formats.test_cap import message

from impetus.channels.guard import Guard, networks
from impetus.channels.transfers import feeds, feeds_repository
from impetus.formats import cap
from impetus.kit.clock import ManualClock
from impetus.kit.times import as_datetime
from impetus.storage.unit import UnitOfWork


async def test_a_feed_is_read_as_often_as_asked(
    uow: UnitOfWork, worker_uow: UnitOfWork, manual_clock: ManualClock
) -> None:
    bodies = [cap.write(message("one")), b"<html>", cap.write(message("two"))]
    asked = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        body = bodies[asked]
        asked += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
    async with server:
        async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
            now = as_datetime(manual_clock.now_ms())
            await feeds_repository.put(unit, "f", name="F", url=url, enabled=True, every_s=300, at=now)
        open_guard, closed = Guard(manual_clock, networks("127.0.0.0/8")), Guard(manual_clock)

        async def look(guard: Guard = open_guard) -> tuple[int, str, int, int]:
            found = await feeds.look(worker_uow, guard, "helsinki")
            async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
                [row] = await feeds_repository.every(unit)
            return found, row.state, row.accepted, row.refused

        assert await look() == (1, "fresh", 1, 0)
        assert await look() == (0, "fresh", 1, 0)
        manual_clock.advance(300_000)
        assert await look() == (1, "fresh", 1, 1)
        manual_clock.advance(300_000)
        assert await look(closed) == (1, "blind", 1, 1)
        manual_clock.advance(300_000)
        assert await look() == (1, "fresh", 2, 1)
    assert asked == 3
