"""Whom the platform connects to, and whom not."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.channels.guard import Guard, networks, request, split
from impetus.contracts.channel import Refused
from impetus.kit.clock import SystemClock
from impetus.kit.errors import BadInput

CLOSED = Guard(SystemClock())
LOOPBACK = Guard(SystemClock(), networks("127.0.0.0/8"))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1",
        "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "224.0.0.1", "255.255.255.255", "ff02::1",
    ],
)  # fmt: skip
def test_inside_addresses_are_closed(address: str) -> None:
    assert not CLOSED.open_to(address)


def test_outside_and_named_networks_are_open() -> None:
    assert CLOSED.open_to("93.184.216.34")
    assert CLOSED.open_to("2606:4700::1111")
    assert LOOPBACK.open_to("127.0.0.1")
    assert LOOPBACK.open_to("::ffff:127.0.0.1")
    assert not LOOPBACK.open_to("10.0.0.1")
    with pytest.raises(BadInput, match="IMPETUS_CHANNEL_NETWORKS"):
        networks("everywhere")


@pytest.mark.parametrize(
    "url",
    [
        "", "file:///etc/passwd", "ftp://a", "http://", "http://a:99999", "http://u:p@a", "http://a b", "gopher://a",
        "http://[", "javascript:alert(1)", "http://a:0",
    ],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        split(url)


@given(st.text())
def test_any_text_is_an_address_or_not(url: str) -> None:
    try:
        parts = split(url)
    except ValueError:
        return
    assert parts.scheme in ("http", "https")
    assert parts.hostname


@pytest.fixture
async def server() -> AsyncIterator[tuple[str, list[bytes]]]:
    """A web server that answers once with a redirect to itself, then with 200."""
    seen: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head)
        status = b"302 Found\r\nLocation: /other" if b"/moved" in head else b"200 OK"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000)
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", seen


async def test_requests_go_where_they_may(server: tuple[str, list[bytes]]) -> None:
    url, seen = server
    with pytest.raises(Refused, match="inside this network"):
        await request(CLOSED, "GET", url)
    assert seen == []
    status, body, _ = await request(LOOPBACK, "GET", url, most=1000)
    assert (status, len(body)) == (200, 1000)
    status, _, headers = await request(LOOPBACK, "GET", f"{url}/moved")
    assert (status, headers["location"]) == (302, "/other")
    assert len(seen) == 2  # the redirect was not followed


async def test_nobody_answers(unused_tcp_port: int) -> None:
    with pytest.raises(OSError, match=r"."):
        await request(LOOPBACK, "GET", f"http://127.0.0.1:{unused_tcp_port}")
