"""The contract of a source: a configured way in.

A source lives in one folder of `impetus.sources` (or in a package with an entry point in the group
`impetus.sources`): `settings.py` with a Pydantic model `Settings`, `source.py` with `Source`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel

from impetus.contracts.format import ColumnReadings, Readings
from impetus.kit.clock import Clock
from impetus.model.sensor import HealthState, Sensor
from impetus.model.text import Text


class IntakeReport(Protocol):
    """What became of readings that were handed in; all counts add up to what was handed in.

    `accepted` came in time, `late` after their slot was closed: both are kept.
    """

    accepted: int
    late: int
    repeated: int
    refused: int


class SourceContext(Protocol):
    """What the platform gives a running source."""

    @property
    def source_id(self) -> str:
        """Id of the configured source."""
        ...

    @property
    def clock(self) -> Clock:
        """The injected clock."""
        ...

    @property
    def mapping(self) -> Mapping[str, Any]:
        """How the source's messages are read (`observations.mapping.Mapping` as plain data)."""
        ...

    async def accept(self, readings: Readings | ColumnReadings) -> IntakeReport:
        """Take readings in. When it returns they are durable; it waits when the stream is full."""
        ...

    async def register(self, sensors: list[Sensor]) -> None:
        """Make sensors known, or change them."""
        ...

    async def advance(self, now: int) -> None:
        """Move this source's own clock to `now` (ms UTC); only for sources that have one."""
        ...

    def health(self, state: HealthState, reason: Text) -> None:
        """Say how the source is."""
        ...

    def progress(self, done: float, total: float, text: Text) -> None:
        """Show how far a long task has come."""
        ...


class Source:
    """A way in that runs until cancelled. `Settings` becomes its form in the console.

    `own_clock` says that it advances a clock of its own instead of following the wall clock.
    """

    id: ClassVar[str]
    title: ClassVar[Text]
    about: ClassVar[Text]
    Settings: ClassVar[type[BaseModel]]
    own_clock: ClassVar[bool] = False

    def __init__(self, settings: BaseModel, context: SourceContext) -> None:
        self.settings = settings
        self.context = context

    async def run(self) -> None:
        """Bring readings in until cancelled. Raise to be restarted with back-off."""

    async def control(self, command: Mapping[str, Any]) -> None:
        """Take an order while running (`{"action": "pause"}`); most sources take none."""
