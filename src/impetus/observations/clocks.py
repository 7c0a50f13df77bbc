"""How far each clock has come, in this process: from its own ticks and from everybody else's."""

import logging
from typing import Final

from impetus.bus import subjects
from impetus.bus.codec import decode_control
from impetus.bus.connection import Bus
from impetus.bus.stream import last_payload
from impetus.kit.errors import BadInput
from impetus.model.observation import Tick

_log = logging.getLogger(__name__)

LIVE: Final = "live"


class Clocks:
    """The last tick of each (agency, clock). Ticks only go forward."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._now: dict[tuple[str, str], int] = {}

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
        """Learn a clock's last tick from the stream, where this process has not heard of it yet."""
        if (agency, clock) in self._now:
            return
        found = await last_payload(self._bus, subjects.tick(agency, clock))
        if found:
            self._heard(agency, found[1])

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
