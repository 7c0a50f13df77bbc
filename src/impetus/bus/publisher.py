"""Publishing to the stream: durable when it returns, waiting instead of losing when the stream is full.

Messages that are published together go as one atomic batch: all of them are stored, in order, with one sync to
the disk, so that sixty-four partitions cost hardly more than one. Every message has its own message id, so that a
batch whose answer was lost can be tried again without being stored twice.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError

from impetus.bus.connection import Bus
from impetus.kit.errors import TooLarge, Unavailable
from impetus.kit.ids import new_id

_log = logging.getLogger(__name__)

BATCH_MESSAGES: Final = 500  # the server takes 1000
BATCH_BYTES: Final = 16 << 20
ANSWER_S: Final = 10.0
BACK_OFF_S: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

# codes of server/errors.json in nats-server
_DUPLICATE: Final = 10201  # atomic publish batch contains duplicate message id
_TORN: Final = 10176  # atomic publish batch is incomplete: a part was lost with a connection
_FULL: Final = frozenset({10002, 10023, 10047, 10077})  # account, server, storage or stream has no room


class Outgoing(NamedTuple):
    """A message for the stream."""

    subject: str
    payload: bytes


class Refused(Exception):
    """The server said no, and will say so again: a fault of ours, not of the moment."""


class _TryAgain(Exception):
    """Not stored, or perhaps stored: trying again with the same ids is safe. The text says why."""


class Publisher:
    """Publishes to the stream from one process. Several calls may run at once; each keeps its own order.

    `waiting` tells why it waits just now ("full" or "away"), None while all is well.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.waiting: str | None = None
        self.published = 0
        self._slots = asyncio.Semaphore(8)

    async def publish(
        self, messages: Sequence[Outgoing], *, key: str | None = None, patience_s: float | None = None
    ) -> int:
        """Store `messages` in their order; return the last one's sequence.

        `key` makes the call idempotent within ten minutes: the same key and messages are stored once, whoever
        sends them (without it, a new key is made, which covers this call's own retries). Waits as long as the
        stream is full or away; with `patience_s`, raises Unavailable after that many seconds, and then the
        messages may or may not have been stored. Raise TooLarge for a message that the server cannot take.
        """
        key = key or new_id("m", self._bus.clock)
        deadline = None if patience_s is None else self._bus.clock.monotonic() + patience_s
        last = 0
        start = 0
        while start < len(messages):
            end, size = start, 0
            while end < len(messages) and end - start < BATCH_MESSAGES and size < BATCH_BYTES:
                size += len(messages[end].payload)
                end += 1
            ids = [f"{key}-{i:x}" for i in range(start, end)]
            async with self._slots:
                last = await self._until_stored(messages[start:end], ids, deadline)
            start = end
        self.published += len(messages)
        return last

    async def publish_one(self, subject: str, payload: bytes, *, key: str | None = None) -> int:
        """Store one message; return its sequence. See `publish`."""
        return await self.publish([Outgoing(subject, payload)], key=key)

    async def _until_stored(self, messages: Sequence[Outgoing], ids: list[str], deadline: float | None) -> int:
        attempt = 0
        while True:
            try:
                sequence = await self._attempt(messages, ids)
            except _TryAgain as error:
                self.waiting = "full" if str(error) == "full" else "away"
                if attempt in (0, 20):
                    _log.warning("the stream does not take messages (%s); waiting", error)
                if deadline is not None and self._bus.clock.monotonic() > deadline:
                    raise Unavailable(
                        "The stream takes nothing more at the moment.", remedy="Send the same again in a minute."
                    ) from error
                await asyncio.sleep(BACK_OFF_S[min(attempt, len(BACK_OFF_S) - 1)])
                attempt += 1
            else:
                self.waiting = None
                return sequence

    async def _attempt(self, messages: Sequence[Outgoing], ids: list[str]) -> int:
        if not self._bus.connected:
            raise _TryAgain("away")
        try:
            if len(messages) == 1:
                return await self._single(messages[0], ids[0])
            answer = await self._batch(messages, ids)
            if answer.get("error", {}).get("err_code") == _DUPLICATE:
                # an earlier try was stored, wholly or in part: one by one, what is there is told as duplicate
                return [await self._single(message, id_) for message, id_ in zip(messages, ids, strict=True)][-1]
        except MaxPayloadError as error:
            raise TooLarge("A message is larger than the server takes.", remedy="Send smaller batches.") from error
        except (NatsError, OSError, TimeoutError) as error:
            raise _TryAgain(repr(error)) from error
        return _sequence(answer)

    async def _single(self, message: Outgoing, id_: str) -> int:
        headers = {"Nats-Msg-Id": id_}
        reply = await self._bus.ask(message.subject, message.payload, headers, timeout_s=ANSWER_S)
        return _sequence(msgspec.json.decode(reply))

    async def _batch(self, messages: Sequence[Outgoing], ids: list[str]) -> dict[str, Any]:
        client = self._bus.client
        batch = new_id("b", self._bus.clock)  # a new one each try: the server may still hold the torn old one
        last = len(messages) - 1
        for position, (message, id_) in enumerate(zip(messages, ids, strict=True)):
            headers = {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(position + 1), "Nats-Msg-Id": id_}
            if position < last:
                await client.publish(message.subject, message.payload, headers=headers)
                continue
            headers["Nats-Batch-Commit"] = "1"
            reply = await self._bus.ask(message.subject, message.payload, headers, timeout_s=ANSWER_S)
            answer: dict[str, Any] = msgspec.json.decode(reply)
        return answer


def _sequence(answer: dict[str, Any]) -> int:
    """Return the stored sequence of an acknowledgement, or raise what it says."""
    error = answer.get("error")
    if not error:
        return int(answer.get("seq", 0))
    if error.get("err_code") in _FULL:
        raise _TryAgain("full")
    if error.get("code", 0) >= 429 or error.get("err_code") == _TORN:
        raise _TryAgain(str(error.get("description")))
    raise Refused(str(error.get("description")))
