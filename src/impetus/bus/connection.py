"""The connection to NATS: it comes back by itself, and says in the platform's words when it is away."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.js import JetStreamContext

from impetus.kit.clock import Clock
from impetus.kit.errors import Unavailable

_log = logging.getLogger(__name__)

Handler = Callable[[str, bytes], Awaitable[None]]
"""Takes a message: its subject and its bytes."""
Answerer = Callable[[bytes], Awaitable[bytes]]
"""Takes a question's bytes, returns the answer's."""

_AWAY: Final = (NatsError, OSError, asyncio.TimeoutError)
_RETRY_S: Final = 0.2


class Bus:
    """A connection that publishes, subscribes and asks. Make it with `connect`."""

    def __init__(self, client: Client, clock: Clock, losses: "_Losses") -> None:
        self.client = client
        self._losses = losses
        self.clock = clock
        self.jetstream: JetStreamContext = client.jetstream(timeout=10)

    @property
    def connected(self) -> bool:
        """Whether the server is there at this moment."""
        return self.client.is_connected

    @property
    def losses(self) -> int:
        """How often the connection was lost so far."""
        return self._losses.count

    async def close(self) -> None:
        """Hang up; what was published before has been handed to the server."""
        self._losses.closing = True
        if not self.client.is_closed:
            if self.client.is_connected:
                try:
                    await self.client.flush(timeout=2)
                except _AWAY:
                    _log.info("NATS is away while hanging up")
            await self.client.close()

    async def ask(self, subject: str, payload: bytes, headers: dict[str, str], *, timeout_s: float) -> bytes:
        """Ask and return the answer; raise ConnectionError at once when the connection is lost meanwhile.

        Without this, an answer that died with the server would be waited for until the time is up.
        """
        lost = asyncio.ensure_future(self._losses.next().wait())
        asked = asyncio.ensure_future(self.client.request(subject, payload, timeout=timeout_s, headers=headers))
        try:
            await asyncio.wait((lost, asked), return_when=asyncio.FIRST_COMPLETED)
            if not asked.done():
                raise ConnectionError("the connection to NATS was lost")
            return asked.result().data
        finally:
            lost.cancel()
            asked.cancel()

    async def publish(self, subject: str, payload: bytes) -> None:
        """Publish what nobody needs to keep. While NATS is away it is dropped: newer news will follow."""
        if not self.client.is_connected:
            return
        try:
            await self.client.publish(subject, payload)
        except _AWAY as error:
            _log.debug("not published on %s: %r", subject, error)

    async def subscribe(self, subject: str, handler: Handler, *, queue: str = "") -> Subscription:
        """Call `handler` for each message, one at a time in order; an error in it is logged, not fatal.

        With `queue`, each message goes to one subscriber of that name. End it with `await result.unsubscribe()`.
        """

        async def take(message: Msg) -> None:
            try:
                await handler(message.subject, message.data)
            except Exception:
                _log.exception("a message on %s was not handled", message.subject)

        return await self.client.subscribe(subject, queue=queue, cb=take)

    async def answer(self, subject: str, answerer: Answerer, *, queue: str = "answer") -> Subscription:
        """Answer requests on `subject`, several at a time; an error in `answerer` gives an empty answer."""
        running: set[asyncio.Task[None]] = set()

        async def one(message: Msg) -> None:
            try:
                reply = await answerer(message.data)
            except Exception:
                _log.exception("a request on %s was not answered", message.subject)
                reply = b""
            if message.reply and self.client.is_connected:
                await self.client.publish(message.reply, reply)

        async def take(message: Msg) -> None:
            task = asyncio.create_task(one(message))
            running.add(task)
            task.add_done_callback(running.discard)

        return await self.client.subscribe(subject, queue=queue, cb=take)

    async def request(self, subject: str, payload: bytes, *, timeout_s: float = 5.0) -> bytes:
        """Ask and return the answer; raise Unavailable where nobody answers in time."""
        if not self.client.is_connected:
            raise Unavailable("The message server does not answer.", remedy="Try again in a few seconds.")
        try:
            return (await self.client.request(subject, payload, timeout=timeout_s)).data
        except NoRespondersError as error:
            raise Unavailable("The part that answers this is not running.", remedy="Try again shortly.") from error
        except _AWAY as error:
            raise Unavailable("There was no answer in time.", remedy="Try again in a few seconds.") from error


class _Losses:
    """Tells those who wait that the connection was lost."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.count = 0
        self.closing = False

    def next(self) -> asyncio.Event:
        return self._event

    def tell(self) -> None:
        self.count += 1
        self._event.set()
        self._event = asyncio.Event()


async def connect(url: str, *, name: str, clock: Clock, patience_s: float = 30.0) -> Bus:
    """Connect to one of `url`'s servers (parted by commas); raise Unavailable where none answers in time.

    Later losses of the connection heal by themselves.
    """
    losses = _Losses()

    async def note(error: Exception) -> None:
        _log.debug("NATS: %r", error)

    async def lost() -> None:
        losses.tell()
        if not losses.closing:
            _log.warning("NATS connection lost; trying again")

    async def back() -> None:
        _log.info("NATS connection is back")

    try:
        async with asyncio.timeout(patience_s):
            client = await nats.connect(
                [part.strip() for part in url.split(",") if part.strip()],
                name=f"impetus {name}",
                error_cb=note,
                disconnected_cb=lost,
                reconnected_cb=back,
                max_reconnect_attempts=-1,
                reconnect_time_wait=_RETRY_S,
                connect_timeout=3,
                ping_interval=5,
                pending_size=32 << 20,
            )
    except _AWAY as error:
        raise Unavailable(
            "NATS does not answer.", remedy="Run `impetus doctor`; it says what is wrong.", cause=repr(error)
        ) from error
    return Bus(client, clock, losses)


@asynccontextmanager
async def connected(url: str, *, name: str, clock: Clock) -> AsyncIterator[Bus]:
    """Connect for the length of a block."""
    bus = await connect(url, name=name, clock=clock)
    try:
        yield bus
    finally:
        await bus.close()
