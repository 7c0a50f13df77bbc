"""What tools' workers last said of themselves; a worker that says nothing is shown as silent."""

from typing import Any, Final, Protocol

import msgspec

from impetus.bus import subjects
from impetus.kit.clock import Clock
from impetus.model.sensor import HealthState
from impetus.model.text import Text

SILENT_S: Final = 10.0
"""A worker that said nothing for this long is shown as silent; it speaks every second."""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """One sign of life: `health.<agency>.tool.<id>`. `lag` messages of the stream wait for the tool."""

    tool: str
    agency: str
    version: str
    at: int
    running: bool
    state: HealthState
    reason: Text
    position: int = 0
    lag: int = 0
    counts: dict[str, int] = {}
    figures: dict[str, Any] = {}


class _Bus(Protocol):
    async def subscribe(self, subject: str, handler: Any) -> Any: ...


class Board:
    """The last heartbeat of every tool of every agency. One for each server process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: dict[tuple[str, str], tuple[float, Heartbeat]] = {}

    async def listen(self, bus: _Bus) -> None:
        """Hear heartbeats from now on."""
        await bus.subscribe(subjects.tool_health("*", "*"), self.heard)

    async def heard(self, subject: str, payload: bytes) -> None:
        """Take one heartbeat; what cannot be read is dropped."""
        try:
            beat = msgspec.json.decode(payload, type=Heartbeat)
        except msgspec.MsgspecError:
            return
        _, agency, _, tool = subject.split(".", 3)
        if (beat.agency, beat.tool) == (agency, tool):
            self._heard[agency, tool] = (self._clock.monotonic(), beat)

    def last(self, agency: str, tool: str) -> Heartbeat | None:
        """The last heartbeat, or None where the worker is silent."""
        at, beat = self._heard.get((agency, tool), (0.0, None))
        return beat if beat is not None and self._clock.monotonic() - at < SILENT_S else None
