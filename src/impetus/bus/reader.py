"""Reading the stream in order from a position, as often as needed, across restarts of the server.

A pull consumer without acknowledgements: the reader's own saved position is what counts (a killed server forgets
acknowledgements anyway). Its consumer sequence has no gaps; where one shows, or the server was away, the consumer is
made anew behind the last message that was handed out.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any, Final

import msgspec
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from impetus.bus.codec import decode
from impetus.bus.connection import Bus
from impetus.bus.stream import stream_state
from impetus.bus.subjects import STREAM
from impetus.kit.errors import Unavailable
from impetus.kit.ids import new_id
from impetus.model.observation import Control, ObservationBatch

_log = logging.getLogger(__name__)

_PULL_MESSAGES: Final = 512
_PULL_BYTES: Final = 16 << 20  # more than the largest message, else nothing would come
_BUFFER_BYTES: Final = 32 << 20
_HEARTBEAT_S: Final = 2.0
_SILENCE_S: Final = 5.0
_LOOK_S: Final = 0.3
_EXPIRES_S: Final = 20.0


class StreamMessage(msgspec.Struct, frozen=True):
    """A message of the stream. `pending` says how many more are waiting behind it: 0 means the reader is up to date."""

    sequence: int
    subject: str
    payload: bytes
    pending: int

    def decode(self) -> ObservationBatch | Control:
        """Return what it says; raise BadInput where it is not readable."""
        return decode(self.subject, self.payload)


class Reader:
    """Reads messages on `subjects` from sequence `start` on. Iterate over it, or over `chunks()`.

    `position` is the sequence of the last message handed out. `missed` tells (wanted, got) where messages before
    the wanted start have been deleted already.
    """

    def __init__(self, bus: Bus, start: int, subjects: Sequence[str]) -> None:
        self._bus = bus
        self._subjects = list(subjects)
        self.position = start - 1
        self.missed: tuple[int, int] | None = None
        self._buffer: deque[StreamMessage] = deque()
        self._buffered = 0  # bytes
        self._taken = start - 1  # sequence of the last message in the buffer
        self._credit = 0  # messages asked for and not come yet
        self._consumed = 0  # consumer sequence
        self._consumer = ""
        self._subscription: Subscription | None = None
        self._broken = True
        self._heard = 0.0
        self._losses = 0
        self._news = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[StreamMessage]:
        async for chunk in self.chunks():
            for message in chunk:
                self.position = message.sequence
                yield message

    async def chunks(self, maximum: int = 1000) -> AsyncGenerator[list[StreamMessage], None]:
        """Yield what has come, in lists of 1 to `maximum` messages, for ever; waits where nothing is new."""
        try:
            while True:
                if not self._buffer:
                    await self._wait()
                    continue
                n = min(len(self._buffer), maximum)
                chunk = [self._buffer.popleft() for _ in range(n)]
                self._buffered -= sum(len(message.payload) for message in chunk)
                await self._ask_more()
                yield chunk
                self.position = max(self.position, chunk[-1].sequence)
        finally:
            await self._drop()

    async def _wait(self) -> None:
        """Wait for messages; mend the consumer where it is broken or silent."""
        if self._broken:
            try:
                await self._make()
            except (NatsError, OSError, TimeoutError, Unavailable) as error:
                _log.debug("the stream cannot be read yet: %r", error)
                await asyncio.sleep(0.2)
            return
        self._news.clear()
        await self._ask_more()
        try:
            async with asyncio.timeout(_LOOK_S):
                await self._news.wait()
        except TimeoutError:
            silent = self._bus.clock.monotonic() - self._heard
            if silent > _SILENCE_S or self._losses != self._bus.losses:
                self._broken = True

    async def _make(self) -> None:
        await self._drop()
        if not self._bus.connected:
            raise Unavailable("The message server does not answer.")
        start, self._losses = self._taken + 1, self._bus.losses
        state = await stream_state(self._bus)
        if state.first > start and start > 1:
            self.missed = (start, state.first)
            _log.error("messages %d to %d of the stream are gone before they were read", start, state.first - 1)
        inbox = self._bus.client.new_inbox()
        self._consumer = new_id("reader", self._bus.clock)
        self._credit = self._consumed = 0
        name = self._consumer

        async def take(message: Msg) -> None:
            if name == self._consumer:
                self._take(message)

        self._subscription = await self._bus.client.subscribe(
            inbox, cb=take, pending_msgs_limit=-1, pending_bytes_limit=-1
        )
        config = ConsumerConfig(
            name=name,
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=max(start, 1),
            ack_policy=AckPolicy.NONE,
            filter_subjects=self._subjects,
            mem_storage=True,
            num_replicas=1,
            inactive_threshold=60.0,
        )
        await self._bus.jetstream.add_consumer(STREAM, config)
        self._heard = self._bus.clock.monotonic()
        self._broken = False
        await self._ask_more()

    async def _ask_more(self) -> None:
        if self._broken or self._credit > _PULL_MESSAGES // 2 or self._buffered > _BUFFER_BYTES:
            return
        if self._subscription is None:
            return
        self._credit += _PULL_MESSAGES
        body = {
            "batch": _PULL_MESSAGES,
            "max_bytes": _PULL_BYTES,
            "expires": int(_EXPIRES_S * 1e9),
            "idle_heartbeat": int(_HEARTBEAT_S * 1e9),
        }
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self._consumer}"
        try:
            await self._bus.client.publish(subject, msgspec.json.encode(body), reply=self._subscription.subject)
        except (NatsError, OSError):
            self._broken = True

    def _take(self, message: Msg) -> None:
        self._heard = self._bus.clock.monotonic()
        reply = message.reply
        if not reply.startswith("$JS.ACK."):
            self._status(message.headers or {})
            return
        # $JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<delivered>.<sequence>.<consumer sequence>.<time>.<pending>
        tokens = reply.split(".")
        at = 2 if len(tokens) == 9 else 4
        sequence, consumed, pending = int(tokens[at + 3]), int(tokens[at + 4]), int(tokens[at + 6])
        if consumed != self._consumed + 1 or self._broken:
            self._broken = True
            self._news.set()
            return
        self._consumed = consumed
        self._credit -= 1
        self._taken = sequence
        self._buffered += len(message.data)
        self._buffer.append(StreamMessage(sequence, message.subject, message.data, pending))
        self._news.set()

    def _status(self, headers: dict[str, Any]) -> None:
        code = headers.get("Status", "")
        if code == "100":  # a sign of life
            return
        if code in ("404", "408", "409") and "Nats-Pending-Messages" in headers:
            self._credit -= int(headers["Nats-Pending-Messages"])  # that pull ended with so many still open
        else:
            self._broken = True
        self._news.set()

    async def _drop(self) -> None:
        subscription, self._subscription = self._subscription, None
        name, self._consumer = self._consumer, ""
        self._broken = True
        if subscription is None:
            return
        try:
            await subscription.unsubscribe()
            if name and self._bus.connected:
                await self._bus.publish(f"$JS.API.CONSUMER.DELETE.{STREAM}.{name}", b"")
        except (NatsError, OSError) as error:
            _log.debug("a consumer was not dropped: %r", error)


def read(bus: Bus, start: int, subjects: Sequence[str]) -> Reader:
    """Read the stream's messages on `subjects` (wildcards allowed) from sequence `start`, in order, for ever."""
    return Reader(bus, start, subjects)
