"""The runtime's seams, kept by the bus and the domain."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from impetus.agencies import service as agencies
from impetus.alerts.intake import intake
from impetus.bus.connection import Bus
from impetus.bus.reader import StreamMessage, read
from impetus.bus.stream import stream_state
from impetus.contracts.discovery import FoundTool
from impetus.history import questions as history
from impetus.history.questions import SeriesQuestion
from impetus.kit.times import as_datetime
from impetus.law.assessments.watch import allowed as assessed
from impetus.model.alert import AlertDraft
from impetus.model.sensor import HealthState, Sensor, SensorHealth
from impetus.model.text import Text
from impetus.places import service as places
from impetus.storage import positions
from impetus.storage.unit import UnitOfWork
from impetus.toolbox import entry_repository, repository
from impetus.toolbox.repository import Setting, State
from impetus.worker.seams import Wanted

_PURPOSE = "platform.tools"


class BusReader:
    """Reads the stream CITY."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def bounds(self) -> tuple[int, int]:
        """First and last sequence held. Raises Unavailable."""
        state = await stream_state(self._bus)
        return max(state.first, 1), state.last

    async def read(self, subjects: Sequence[str], *, after: int) -> AsyncGenerator[list[StreamMessage], None]:
        """Yield messages above `after`, in order, for ever."""
        async with aclosing(read(self._bus, after + 1, subjects).chunks(256)) as chunks:
            async for chunk in chunks:
                yield chunk


class Alerts:
    """Commits alerts under the purpose of the tool's manifest."""

    def __init__(self, uow: UnitOfWork, tool: FoundTool) -> None:
        self._uow, self._purpose = uow, tool.declared.purpose

    async def take(self, agency: str, tool: str, version: str, drafts: Sequence[AlertDraft]) -> None:
        """Commit them, or raise."""
        await intake(self._uow, agency, tool, version, drafts, purpose=self._purpose)


class Health:
    """Notes sensors' health."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def take(self, agency: str, tool: str, health: Sequence[SensorHealth]) -> None:
        """Commit it, or raise."""
        await places.set_health(self._uow, agency, tool, health)


class Recalled:
    """Asks the history service."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def recall(
        self, agency: str, purpose: str, sensor: Sensor, start: int, end: int, points: int
    ) -> list[tuple[int, float]]:
        """Readings of the past, each of several a mean."""
        asked = SeriesQuestion(
            agency=agency, purpose=purpose, sensor=sensor.id, kind=sensor.kind.value, start=start, end=end,
            points=points,
        )  # fmt: skip
        found = await history.series(self._bus, asked)
        return list(zip(found.time, found.value, strict=True))


class PostgresTruth:
    """What is committed."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def wanted(self, tools: Mapping[str, FoundTool]) -> list[Wanted]:
        """What people want of each tool at each agency; one that needs an assessment runs only on a valid one."""
        found: list[Wanted] = []
        for agency in await agencies.every(self._uow):
            async with self._uow(agency=agency.id, purpose=_PURPOSE, actor="platform") as unit:
                states, settings = await repository.states(unit), await repository.settings(unit, list(tools))
                allowed = await assessed(unit, tools)
            for tool in tools:
                running = states.get(tool, State()).running and tool in allowed
                found.append(Wanted(agency.id, tool, running, settings.get(tool, Setting()).settings))
        return found

    async def sensors(self, agency: str) -> list[Sensor]:
        """Every sensor of an agency."""
        return await places.every(self._uow, agency)

    async def entries(self, agency: str, tool: str) -> dict[str, dict[str, dict[str, Any]]]:
        """What people keep for a tool and have not ended, by list and id."""
        async with self._uow(agency=agency, purpose=_PURPOSE, actor="platform") as unit:
            return await entry_repository.in_force(unit, tool)

    async def save_position(self, agency: str, reader: str, sequence: int) -> None:
        """Note what a reader no longer needs."""
        async with self._uow(agency=agency, purpose=_PURPOSE, actor="platform") as unit:
            await positions.put(unit, reader, sequence)

    async def tell_health(self, agency: str, tool: str, health: HealthState, reason: Text) -> None:
        """Note that a tool is well or not any more, and tell consoles."""
        async with self._uow(agency=agency, purpose=_PURPOSE, actor=f"tool:{tool}") as unit:
            await repository.set_health(unit, tool, health, reason, as_datetime(self._uow.clock.now_ms()))
            unit.emit("tool", {"id": tool})
