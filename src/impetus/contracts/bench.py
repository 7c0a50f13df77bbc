"""A bench to try a tool on in its tests: no bus, no database, a clock that stands still."""

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from impetus.contracts.tool import Finding, Tool
from impetus.kit.clock import Clock, ManualClock
from impetus.model.observation import FLAG_LATE, ObservationBatch, Tick
from impetus.model.sensor import Sensor
from impetus.model.text import Text


class BenchContext:
    """What a tool on the bench is given. `told` collects its words on progress, `found` what its own intake told.

    `readings` is the history that it may ask for, by sensor.
    """

    def __init__(self, settings: BaseModel, agency: str, clock: Clock) -> None:
        self.agency, self.clock, self.settings = agency, clock, settings
        self.told: list[tuple[str, float, float, Text]] = []
        self.found: list[Finding] = []
        self.readings: dict[str, list[tuple[int, float]]] = {}

    def progress(self, task: str, done: float, total: float, text: Text) -> None:
        """Note it down."""
        self.told.append((task, done, total, text))

    async def history(self, sensor: Sensor, start: int, end: int, points: int = 1000) -> list[tuple[int, float]]:
        """Return what `readings` holds of the sensor."""
        return [(time, value) for time, value in self.readings.get(sensor.id, ()) if start <= time < end]

    async def tell(self, findings: Sequence[Finding]) -> None:
        """Note them down."""
        self.found.extend(findings)


class Bench:
    """Holds one tool and feeds it. Times are ms UTC."""

    def __init__(
        self, detector: type[Tool], settings: BaseModel, *, agency: str = "test", clock: Clock | None = None
    ) -> None:
        self.context = BenchContext(settings, agency, clock or ManualClock())
        self.tool = detector(self.context)

    def readings(
        self,
        sensor: str,
        readings: Sequence[tuple[int, float]],
        *,
        kind: str = "people",
        clock: str = "live",
        late: bool = False,
    ) -> list[Finding]:
        """Feed readings (time, value) of one sensor as one batch; returns what the tool finds."""
        return list(self.tool.observe(batch(sensor, readings, kind=kind, clock=clock, late=late)))

    def tick(self, now: int, *, clock: str = "live") -> list[Finding]:
        """Move a clock of the stream on; returns what the tool finds."""
        return list(self.tool.tick(Tick(clock=clock, now=now)))


def batch(
    sensor: str,
    readings: Sequence[tuple[int, float]],
    *,
    agency: str = "test",
    kind: str = "people",
    clock: str = "live",
    late: bool = False,
) -> ObservationBatch:
    """Return readings (time, value) of one sensor as a batch, as they come in the stream."""
    n = len(readings)
    return ObservationBatch(
        agency=agency,
        source="bench",
        kind=kind,
        clock=clock,
        received=max((time for time, _ in readings), default=0),
        sensors=[sensor],
        index=np.zeros(n, dtype="<u4").tobytes(),
        time=np.array([time for time, _ in readings], dtype="<i8").tobytes(),
        value=np.array([value for _, value in readings], dtype="<f8").tobytes(),
        flags=np.full(n, FLAG_LATE if late else 0, dtype="u1").tobytes(),
    )
