"""What the tool runtime needs from the rest of the platform, as protocols."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from impetus.bus.reader import StreamMessage
from impetus.contracts.discovery import FoundTool
from impetus.model.alert import AlertDraft
from impetus.model.sensor import Sensor, SensorHealth


class StreamReader(Protocol):
    """Reads the stream in order."""

    async def bounds(self) -> tuple[int, int]:
        """First and last sequence held; (1, 0) for an empty, new stream."""
        ...

    def read(self, subjects: Sequence[str], *, after: int) -> AsyncGenerator[list[StreamMessage]]:
        """Yield messages on any of `subjects` (with wildcards) with a sequence above `after`, in order.

        Lists are never empty. Goes on for ever, also when the server restarts.
        """
        ...


class AlertSink(Protocol):
    """Takes alerts; they are durable when it returns. The same draft twice makes one alert."""

    async def take(self, agency: str, tool: str, version: str, drafts: Sequence[AlertDraft]) -> None:
        """Raise Unavailable to have it tried again, another ImpetusError to have the draft refused."""
        ...


class HealthSink(Protocol):
    """Takes what a tool says of sensors; the same twice does no harm."""

    async def take(self, agency: str, tool: str, health: Sequence[SensorHealth]) -> None:
        """As `AlertSink.take`."""
        ...


class Wanted(NamedTuple):
    """What people want of a tool at an agency, as committed: `settings` is empty where nobody changed any."""

    agency: str
    tool: str
    running: bool
    settings: dict[str, Any]


class Truth(Protocol):
    """What is committed in PostgreSQL."""

    async def wanted(self, tools: Mapping[str, FoundTool]) -> list[Wanted]:
        """One entry for every agency and every one of `tools`. Raises Unavailable."""
        ...

    async def sensors(self, agency: str) -> list[Sensor]:
        """Every sensor of an agency. Raises Unavailable."""
        ...

    async def entries(self, agency: str, tool: str) -> dict[str, dict[str, dict[str, Any]]]:
        """What people keep for a tool, by list and id. Raises Unavailable."""
        ...

    async def save_position(self, agency: str, reader: str, sequence: int) -> None:
        """Note that `reader` needs nothing up to and including `sequence` any more. Raises Unavailable."""
        ...


class Recalling(Protocol):
    """Gives readings of the past."""

    async def recall(
        self, agency: str, purpose: str, sensor: Sensor, start: int, end: int, points: int
    ) -> list[tuple[int, float]]:
        """Readings (ms UTC, value) from `start` to before `end`, thinned to `points`. Raises Unavailable."""
        ...


class Leases(Protocol):
    """Sees to it that of all workers one runs a tool."""

    async def among(self, names: Iterable[str]) -> set[str]:
        """Take what is free of `names`; return those held."""
        ...

    async def release(self) -> None:
        """Give everything back."""
        ...


class Signals(Protocol):
    """What is said and not stored."""

    async def publish(self, subject: str, payload: bytes) -> None:
        """Say something; lost if nobody listens or the server is away."""
        ...

    async def subscribe(self, subject: str, handler: Callable[[str, bytes], Awaitable[None]]) -> Any:
        """Call `handler` with subject and payload of everything said on `subject` from now on."""
        ...
