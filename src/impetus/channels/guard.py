"""Whom the platform may connect to when somebody configures an address: nobody inside its own network by default.

Names are resolved here, and the connection goes to the very address that was checked, so that a name cannot point
elsewhere a moment later. `IMPETUS_CHANNEL_NETWORKS` names inside networks that may be reached all the same.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from typing import Any, Final, cast
from urllib.parse import SplitResult, urlsplit

import httpcore

from impetus.contracts.channel import Refused
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput

TIMEOUT_S: Final = 15.0
_PORTS: Final = {"http": 80, "https": 443}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """Read networks parted by commas, such as `10.0.0.0/8, fd00::/8`. Raise BadInput."""
    try:
        return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as fault:
        raise BadInput(
            f"IMPETUS_CHANNEL_NETWORKS: {fault}.",
            remedy="Write networks such as 10.0.0.0/8, parted by commas.",
            field="IMPETUS_CHANNEL_NETWORKS",
        ) from fault


def split(url: str) -> SplitResult:
    """Return the parts of an http(s) address. Raise ValueError where it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("is not an address") from None
    if parts.scheme not in _PORTS or not parts.hostname or port == 0 or not url.isprintable() or " " in url:
        raise ValueError("must begin with http:// or https:// and name a host")
    if parts.username or parts.password:
        raise ValueError("must not contain a password")
    return parts


class Guard:
    """Checks addresses; also the context of channels."""

    def __init__(self, clock: Clock, allowed: Iterable[Network] = ()) -> None:
        self.clock = clock
        self._allowed = tuple(allowed)

    def open_to(self, address: str) -> bool:
        """Whether an IP address may be connected to."""
        found = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        if any(found.version == network.version and found in network for network in self._allowed):
            return True
        return found.is_global and not found.is_multicast

    async def allowed(self, host: str, port: int) -> list[str]:
        """The addresses of `host` that may be connected to.

        Raise Refused where all it has lie inside, OSError where the name is not known.
        """
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        open_ones = [address for address in addresses if self.open_to(address)]
        if not open_ones:
            raise Refused(f"{host} lies inside this network; IMPETUS_CHANNEL_NETWORKS does not allow it.")
        return open_ones


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that the guard lets through."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's allowed addresses that answers."""
        last: Exception | None = None
        for address in (await self._guard.allowed(host, port))[:3]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as fault:
                last = fault
        raise last or httpcore.ConnectError("no address answers")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise Refused("A socket file is no address.")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


async def request(
    guard: Guard,
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    most: int = 64 << 10,
) -> tuple[int, bytes, dict[str, str]]:
    """Ask an address once, without following redirects; return status, at most `most` bytes, headers.

    Raise Refused where it may not be asked, OSError or TimeoutError where it does not answer.
    """
    try:
        split(url)
    except ValueError as fault:
        raise Refused(f"The address {fault}.") from fault
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_S)
    sent = [(name.encode(), value.encode("latin-1", "replace")) for name, value in (headers or {}).items()]
    pool = httpcore.AsyncConnectionPool(
        ssl_context=ssl.create_default_context(), network_backend=GuardedNetwork(guard), max_connections=1
    )
    try:
        async with asyncio.timeout(2 * TIMEOUT_S), pool:  # noqa: SIM117
            async with pool.stream(
                method, url, headers=sent, content=body or None, extensions={"timeout": timeouts}
            ) as answer:
                parts, size = [], 0
                async for part in cast(Any, answer.stream):
                    parts.append(part)
                    size += len(part)
                    if size >= most:
                        break
                found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                return answer.status, b"".join(parts)[:most], found
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as fault:
        raise OSError(f"{type(fault).__name__}: {fault}"[:200]) from fault
