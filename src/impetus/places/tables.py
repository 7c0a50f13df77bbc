"""The sensor tables of all agencies in this process, loaded when needed and kept up to date by the stream."""

import asyncio
import logging

from impetus.bus import subjects
from impetus.bus.codec import decode_control
from impetus.bus.connection import Bus
from impetus.model.observation import SensorsChanged
from impetus.places import service
from impetus.places.table import SensorTable
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)


class SensorTables:
    """One `SensorTable` for each agency."""

    def __init__(self, uow: UnitOfWork, bus: Bus) -> None:
        self._uow = uow
        self._bus = bus
        self._tables: dict[str, SensorTable] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def follow(self) -> None:
        """Hear of sensors that any process registers or edits."""

        async def hear(subject: str, payload: bytes) -> None:
            table = self._tables.get(subjects.agency_of(subject))
            change = decode_control(payload)
            if table is not None and isinstance(change, SensorsChanged):
                table.put(change.sensors)

        await self._bus.subscribe("ctl.*.all.sensors", hear)

    async def of(self, agency: str) -> SensorTable:
        """The agency's table; raise Unavailable where it has to be loaded and the database is away."""
        table = self._tables.get(agency)
        if table is not None:
            return table
        async with self.lock(agency):
            if agency not in self._tables:
                self._tables[agency] = SensorTable(await service.every(self._uow, agency))
            return self._tables[agency]

    def lock(self, agency: str) -> asyncio.Lock:
        """Held while the agency's sensors are loaded or registered."""
        return self._locks.setdefault(agency, asyncio.Lock())

    async def forget(self) -> None:
        """Load every table anew at its next use, keeping row numbers: after changes may have gone unheard."""
        for agency, table in list(self._tables.items()):
            table.put(await service.every(self._uow, agency))
