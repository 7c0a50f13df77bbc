"""A context for sources in tests: keeps what they hand in."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from impetus.contracts.format import ColumnReadings, Readings
from impetus.kit.clock import Clock, SystemClock
from impetus.model.sensor import HealthState, Sensor
from impetus.model.text import Text


@dataclass
class Report:
    """What an intake answers."""

    accepted: int = 0
    late: int = 0
    repeated: int = 0
    refused: int = 0


@dataclass
class KeepingContext:
    """Accepts everything unless `open` is cleared; then it makes sources wait, as a full stream does."""

    mapping: Mapping[str, Any] = field(default_factory=dict)
    source_id: str = "src_test"
    clock: Clock = field(default_factory=SystemClock)
    readings: list[tuple[str, int, float]] = field(default_factory=list)
    refusals: list[Any] = field(default_factory=list)
    ticks: list[int] = field(default_factory=list)
    states: list[tuple[HealthState, Text]] = field(default_factory=list)
    sensors: dict[str, Sensor] = field(default_factory=dict)
    done: list[tuple[float, float]] = field(default_factory=list)
    order: list[tuple[str, int]] = field(default_factory=list)
    batches: int = 0

    def __post_init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()

    async def accept(self, readings: Readings | ColumnReadings) -> Report:
        await self.open.wait()
        self.batches += 1
        self.refusals += readings.refusals
        if isinstance(readings, ColumnReadings):
            sensors = [readings.sensors[at] for at in readings.index]
            times, values = readings.times.tolist(), readings.values.tolist()
        else:
            sensors, times, values = readings.sensors, readings.times, readings.values
        self.readings += zip(sensors, times, values, strict=True)
        if times:
            self.order.append(("readings", min(times)))
        return Report(accepted=len(values), refused=len(readings.refusals))

    async def register(self, sensors: list[Sensor]) -> None:
        self.sensors |= {sensor.id: sensor for sensor in sensors}

    async def advance(self, now: int) -> None:
        self.ticks.append(now)
        self.order.append(("tick", now))

    def health(self, state: HealthState, reason: Text) -> None:
        self.states.append((state, reason))

    def progress(self, done: float, total: float, text: Text) -> None:
        self.done.append((done, total))

    async def until(self, count: int, seconds: float = 20.0) -> None:
        """Wait until `count` readings are in."""
        async with asyncio.timeout(seconds):
            while len(self.readings) < count:
                await asyncio.sleep(0.01)

    async def until_state(self, state: HealthState, seconds: float = 20.0) -> None:
        """Wait until the source last said that it is `state`."""
        async with asyncio.timeout(seconds):
            while not self.states or self.states[-1][0] != state:
                await asyncio.sleep(0.01)
