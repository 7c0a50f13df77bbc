"""The city's line to the platform: HTTP push with a token, patient when the server is away."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx
import msgspec

from impetus.exercises.city.generator import Columns
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput, NotAllowed, Unavailable

FIRST_WAIT_S: Final = 0.25
LONGEST_WAIT_S: Final = 10.0


class ClockSetting(msgspec.Struct, frozen=True, kw_only=True):
    """What the platform says of the city's clock: how far it has come (ms UTC), how fast it is to run."""

    now: int
    speed: float
    paused: bool


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a push."""

    accepted: int = 0
    late: int = 0
    repeated: int = 0
    refused_total: int = 0
    refused: list[dict[str, Any]] = []


class Push:
    """Sends readings of one source. Use as an asynchronous context manager.

    `waiting` is told, once each time, when the server does not answer, with the reason in words, and with ""
    when it answers again.
    """

    def __init__(
        self,
        address: str,
        source: str,
        token: str,
        names: list[str],
        clock: Clock,
        *,
        waiting: Callable[[str], None] = lambda _reason: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._names = names
        self._clock = clock
        self._waiting = waiting
        self._sleep = sleep
        self._silent = False
        self._path = f"/api/push/{source}"
        self._client = httpx.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(60, connect=5),
            transport=transport,
        )

    async def __aenter__(self) -> "Push":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def setting(self) -> ClockSetting:
        """Ask how the clock stands."""
        answer = await self._ask("GET", f"{self._path}/clock")
        return msgspec.convert(answer, ClockSetting, strict=False)

    async def send(self, readings: Columns, now: int) -> Receipt:
        """Push readings and move the city's clock to `now` (ms UTC), which comes after them.

        Sending the same twice does no harm: what was taken is counted as repeated.
        """
        body = msgspec.json.encode(
            {
                "sensor": [self._names[which] for which in readings.which],
                "time": readings.time.tolist(),
                "value": readings.value.tolist(),
            }
        )
        headers = {"Content-Type": "application/json", "X-Impetus-Clock": str(now)}
        return msgspec.convert(await self._ask("POST", self._path, content=body, headers=headers), Receipt)

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        """One request, again and again until the server takes it.

        Raise NotAllowed where the token or the source is not known (waiting would not help), BadInput where the
        server does not understand.
        """
        wait = FIRST_WAIT_S
        while True:
            try:
                response = await self._client.request(method, path, **more)
                if response.status_code < 400:
                    self._answered()
                    return response.json()
                problem = _problem(response)
            except (httpx.TransportError, ValueError) as error:
                response, problem = None, str(error) or type(error).__name__
            if response is not None and response.status_code in (401, 403, 404):
                raise NotAllowed(
                    f"The platform does not know this source or its token: {problem}",
                    remedy="Start `impetus up --demo` anew, or give --token.",
                )
            if response is not None and response.status_code < 500 and response.status_code not in (408, 425, 429):
                raise BadInput(f"The platform refused the push: {problem}", remedy="Look at the source's page.")
            if not self._silent:
                self._silent = True
                self._waiting(problem)
            await self._sleep(max(wait, _retry_after(response)))
            wait = min(2 * wait, LONGEST_WAIT_S)

    def _answered(self) -> None:
        if self._silent:
            self._silent = False
            self._waiting("")


def _problem(response: httpx.Response) -> str:
    try:
        return str(response.json()["error"]["problem"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {response.status_code}"


def _retry_after(response: httpx.Response | None) -> float:
    try:
        return min(float(response.headers["Retry-After"]), LONGEST_WAIT_S) if response is not None else 0.0
    except (KeyError, ValueError):
        return 0.0


async def reachable(address: str, tries: int, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Wait until the platform's server answers at all; raise Unavailable after `tries`."""
    async with httpx.AsyncClient(base_url=address, timeout=5) as client:
        for _ in range(tries):
            try:
                await client.get("/api/health")
                return
            except httpx.TransportError:
                await sleep(FIRST_WAIT_S)
    raise Unavailable(f"Nothing answers at {address}.", remedy="Start the platform with `impetus up --demo`.")
