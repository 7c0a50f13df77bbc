"""The contract of a tool. Every capability is optional; built-in tools use exactly this.

A tool lives in one folder (see `impetus new-tool`): `manifest.toml`, `settings.py` with a Pydantic
model `Settings`, `detector.py` with a subclass `Detector` of `Tool`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

from pydantic import BaseModel

from impetus.kit.clock import Clock
from impetus.model.alert import AlertDraft
from impetus.model.observation import ObservationBatch, Tick, VerdictGiven
from impetus.model.sensor import HealthState, Sensor, SensorHealth
from impetus.model.text import Text

Finding = AlertDraft | SensorHealth


class ToolContext(Protocol):
    """What the platform gives a tool."""

    @property
    def agency(self) -> str:
        """The agency whose stream the tool works on."""
        ...

    @property
    def clock(self) -> Clock:
        """The injected clock. Never use it to decide on an alert: ticks carry the stream's time."""
        ...

    @property
    def settings(self) -> BaseModel:
        """The settings in force, an instance of the tool's own `Settings`."""
        ...

    def progress(self, task: str, done: float, total: float, text: Text) -> None:
        """Show how far long work has come (`done` of `total`)."""
        ...

    async def history(self, sensor: Sensor, start: int, end: int, points: int = 1000) -> list[tuple[int, float]]:
        """Return a sensor's readings (ms UTC, value) from `start` to before `end`, thinned to `points` means.

        For `answer` and `sources` only, never to decide on an alert. Raises Unavailable.
        """
        ...

    async def tell(self, findings: Sequence[Finding]) -> None:
        """Hand over what `sources` found; it is durable, or refused for good, when this returns.

        The same alert told again (kind, subject, start of the window) makes no second one. While the tool is
        stopped by the kill switch nothing is taken.
        """
        ...


class ToolHealth(Protocol):
    """fresh, late or blind, with the reason."""

    state: HealthState
    reason: Text


class Tool:
    """A detection or decision tool. Override what it can do; all of it is deterministic in its input."""

    def __init__(self, context: ToolContext) -> None:
        self.context = context

    def sensors(self, changed: Sequence[Sensor]) -> Sequence[Finding]:
        """Sensors are new or were edited."""
        return ()

    def observe(self, batch: ObservationBatch) -> Sequence[Finding]:
        """Readings came in."""
        return ()

    def tick(self, tick: Tick) -> Sequence[Finding]:
        """A clock moved on."""
        return ()

    def learn(self, verdict: VerdictGiven) -> Sequence[Finding]:
        """A person judged one of this tool's alerts."""
        return ()

    def know(self, name: str, entries: Mapping[str, BaseModel]) -> None:
        """A list that people keep for the tool (`contracts.lists`) as it is from here on: its entries by id.

        Called for every list when the instance is made, after `restore`, so a saved state need not hold them.
        """

    def configure(self, settings: BaseModel) -> None:
        """Settings changed; takes effect from here in the stream."""

    def save(self) -> bytes:
        """Return the whole state as bytes."""
        return b""

    def restore(self, state: bytes) -> None:
        """Take over a state that `save` made; raise ValueError if it cannot be used."""

    def health(self) -> tuple[HealthState, Text]:
        """How the tool is, with the reason."""
        return HealthState.FRESH, Text(en="Running", it="In funzione", nb="Kjører")

    def figures(self) -> dict[str, Any]:
        """Figures for the tool's page: name to number, text or short list."""
        return {}

    async def sources(self) -> None:
        """Long-running intake of its own (camera streams, log listeners, feeds); runs until cancelled.

        Runs in the loop of a thread beside the stream's; it hands findings over by `context.tell`. It is cancelled
        by the kill switch and begun anew when the tool is started, and with back-off when it raises. What blocks
        belongs into `asyncio.to_thread`.
        """

    async def answer(self, question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """Answer a question: yield `{"progress": {…}}` as often as wished, at last `{"answer": {…}}`.

        Runs beside the stream as `sources` does. Raise BadInput, naming the field, for a question that makes no
        sense. By default a tool answers none.
        """
        nothing: tuple[dict[str, Any], ...] = ()
        for part in nothing:
            yield part
