"""How far each clock has come, in this process: from its own ticks and from everybody else's."""

import logging
from typing import Final

from nats.errors import Error as NatsError
from nats.js.api import KeyValueConfig
from nats.js.errors import BucketNotFoundError, KeyNotFoundError
from nats.js.kv import KeyValue

from impetus.bus import subjects
from impetus.bus.codec import decode_control
from impetus.bus.connection import Bus
from impetus.bus.stream import last_payload
from impetus.kit.errors import BadInput, Unavailable
from impetus.model.observation import Tick

_log = logging.getLogger(__name__)

LIVE: Final = "live"
_BUCKET: Final = "CLOCKS"


class Clocks:
    """The last tick of each (agency, clock). Ticks only go forward."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._now: dict[tuple[str, str], int] = {}
        self._asked: set[tuple[str, str]] = set()
        self._kept: KeyValue | None = None

    def now(self, agency: str, clock: str) -> int | None:
        """How far the clock has come (ms UTC), or None where it has not begun."""
        return self._now.get((agency, clock))

    def forward(self, agency: str, clock: str, now: int) -> bool:
        """Take note of a tick; False where the clock is there already."""
        key = (agency, clock)
        if now <= self._now.get(key, -1):
            return False
        self._now[key] = now
        return True

    async def recall(self, agency: str, clock: str) -> None:
        """Learn a clock's last tick, where this process has not heard of it yet.

        It is in the stream, or where that has been purged, in the bucket of last ticks.
        """
        key = (agency, clock)
        if key in self._now or key in self._asked:
            return
        found = await last_payload(self._bus, subjects.tick(agency, clock))
        if found:
            self._heard(agency, found[1])
        try:
            entry = await (await self._bucket()).get(f"{agency}.{clock}")
            self.forward(agency, clock, int(entry.value or b"-1"))
        except KeyNotFoundError:
            _log.debug("the clock %s of %s is new", clock, agency)
        except (NatsError, OSError, TimeoutError) as error:
            raise Unavailable("The message server does not answer.", remedy="Try again in a few seconds.") from error
        self._asked.add(key)

    async def remember(self, agency: str, clock: str, now: int) -> None:
        """Keep a clock's tick beyond the stream's purges; where NATS is away, the next one is kept."""
        try:
            await (await self._bucket()).put(f"{agency}.{clock}", str(now).encode())
        except (NatsError, OSError, TimeoutError) as error:
            _log.debug("a tick was not kept: %r", error)

    async def _bucket(self) -> KeyValue:
        if self._kept is None:
            try:
                self._kept = await self._bus.jetstream.key_value(_BUCKET)
            except BucketNotFoundError:
                self._kept = await self._bus.jetstream.create_key_value(KeyValueConfig(bucket=_BUCKET, history=1))
        return self._kept

    async def follow(self) -> None:
        """Hear every tick that any process puts into the stream."""

        async def hear(subject: str, payload: bytes) -> None:
            self._heard(subjects.agency_of(subject), payload)

        await self._bus.subscribe("ctl.*.all.tick.*", hear)

    def _heard(self, agency: str, payload: bytes) -> None:
        try:
            tick = decode_control(payload)
        except BadInput:
            _log.warning("a tick of %s could not be read", agency)
            return
        if isinstance(tick, Tick):
            self.forward(agency, tick.clock, tick.now)
