"""The way in for every reading: checked, deduplicated, put into the stream; told back only when it is durable."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from impetus.bus import subjects
from impetus.bus.codec import encode
from impetus.bus.connection import Bus
from impetus.bus.publisher import Outgoing, Publisher
from impetus.contracts.format import ColumnReadings, Readings
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput
from impetus.model.observation import FLAG_LATE, SensorsChanged, Tick
from impetus.model.sensor import Sensor, SensorKind
from impetus.observations import plausible, reasons
from impetus.observations.clocks import LIVE, Clocks
from impetus.observations.coalescer import Coalescer, Origin
from impetus.observations.columns import as_columns
from impetus.observations.recall import recall
from impetus.observations.repeated import TakenReadings
from impetus.observations.report import Report
from impetus.observations.tally import Tally
from impetus.places import service as places
from impetus.places.table import SensorTable
from impetus.places.tables import SensorTables
from impetus.storage.unit import UnitOfWork


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What is plausible, for sources on the live clock."""

    future_ms: int = 5 * 60_000
    """How far ahead of this machine's clock a sender's may be."""
    keep_ms: int = 2 * 366 * 86_400_000
    """How far back the history keeps readings."""
    maximum_sensors: int = 200_000
    """How many sensors an agency may have before unknown ones are no longer registered."""

    def limits(self, now: int, *, live: bool) -> plausible.Limits:
        """Return the bounds of a reading's time at `now` (ms UTC); a source with a clock of its own has none."""
        return plausible.Limits(oldest=now - self.keep_ms, newest=now + self.future_ms) if live else plausible.Limits()


SensorMaker = Callable[[str, str, tuple[float, float] | None], Sensor]
"""Makes a sensor from the name, unit and place that a source told."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What the intake needs to know of a source.

    `register_unknown` lets names that nobody registered become sensors, made by `make_sensor`. `others` lets the
    source send for sensors that belong to another one.
    """

    agency: str
    source: str
    clock: str = LIVE
    register_unknown: bool = True
    others: bool = False
    make_sensor: SensorMaker | None = None
    purpose: str = "urban_safety"

    def sensor(self, name: str, unit: str, place: tuple[float, float] | None) -> Sensor:
        """Return what is known of a sensor that this source named for the first time."""
        if self.make_sensor is not None:
            return self.make_sensor(name, unit, place)
        latitude, longitude = place or (None, None)
        return Sensor(
            id=name,
            name=name,
            kind=SensorKind.OTHER,
            source=self.source,
            unit=unit,
            latitude=latitude,
            longitude=longitude,
            clock=self.clock,
        )


class Intake:
    """Takes readings in for all sources of this process. `run` must be running meanwhile."""

    def __init__(self, bus: Bus, uow: UnitOfWork, clock: Clock, rules: Rules | None = None) -> None:
        self._bus, self._uow, self._clock = bus, uow, clock
        self._rules = rules or Rules()
        self.publisher = Publisher(bus)
        self.tables = SensorTables(uow, bus)
        self.clocks = Clocks(bus)
        self.tally = Tally(uow, clock, bus, self.clocks)
        self._coalescer = Coalescer(self.publisher, clock)
        self._taken: dict[str, TakenReadings] = {}
        self._recalls: dict[str, asyncio.Future[TakenReadings]] = {}

    async def run(self) -> None:
        """Work until cancelled: follow ticks and sensors of other processes, store, keep counts."""
        await self.clocks.follow()
        await self.tables.follow()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._coalescer.run())
                group.create_task(self.tally.run())
                group.create_task(self._catch_up())
        finally:
            for task in self._recalls.values():
                task.cancel()

    async def accept(self, profile: Profile, readings: Readings | ColumnReadings) -> Report:
        """Take readings in; when it returns, what it counts as accepted, late or repeated is durable.

        Waits while the stream is full. Raise Unavailable where the database is away and sensors have to be
        registered; BadInput where the columns do not fit together.
        """
        try:
            columns = as_columns(readings)
        except ValueError as error:
            raise BadInput(f"The readings do not fit together: {error}.") from error
        await self._coalescer.room()
        table = await self.tables.of(profile.agency)
        taken = await self._taken_of(profile.agency)
        unknown = await self._register_unknown(profile, columns, table)
        await self.clocks.recall(profile.agency, profile.clock)
        # from here to the hand-over nothing waits: what is late is late at this place of the stream
        owner = None if profile.others else profile.source
        limits = self._rules.limits(self._clock.now_ms(), live=profile.clock == LIVE)
        checked = plausible.check(columns, table, unknown, limits, owner=owner)
        report = Report(refusals=[*columns.refusals, *plausible.refusals(columns, checked.why)])
        report.refused = sum(refusal.count for refusal in report.refusals)
        rows, times, values = checked.rows, columns.times, checked.values
        if checked.why.any():
            good = checked.why == 0
            rows, times, values = rows[good], times[good], values[good]
        new = taken.take(rows, times)
        if not new.all():
            rows, times, values = rows[new], times[new], values[new]
        report.repeated = len(new) - len(rows)
        flags = self._late(profile, table, rows, times)
        report.late = int(np.count_nonzero(flags))
        report.accepted = len(rows) - report.late
        if len(rows):
            origin = Origin(profile.agency, profile.source, profile.clock, profile.purpose)
            stored = self._coalescer.readings(origin, table, rows, times, values, flags)
        else:
            stored = self._coalescer.control([])  # repeated ones are durable only when the first ones are
        try:
            await asyncio.shield(stored)
        except Exception:
            taken.forget(rows, times)
            raise
        self.tally.count(profile.agency, profile.source, report)
        return report

    async def register(self, agency: str, sensors: Sequence[Sensor], *, actor: str, owner: str | None = None) -> None:
        """Make sensors known, or change them, before any reading that follows in the stream.

        With `owner`, the id of a source, sensors of other sources stay as they are.
        """
        table = await self.tables.of(agency)
        async with self.tables.lock(agency):
            changed = [
                sensor
                for sensor in sensors
                if (known := table.get(sensor.id)) != sensor
                and (owner is None or known is None or known.source in ("", owner))
            ]
            await self._put(agency, table, changed, actor)

    async def now(self, agency: str, clock: str) -> int | None:
        """Return how far a clock has come in the stream (ms UTC), or None where it has not begun."""
        await self.clocks.recall(agency, clock)
        return self.clocks.now(agency, clock)

    async def advance(self, agency: str, clock: str, now: int) -> None:
        """Move a clock on: everything handed in before comes before the tick. A clock never goes back."""
        await self.clocks.recall(agency, clock)
        if not self.clocks.forward(agency, clock, now):
            await asyncio.shield(self._coalescer.control([]))
            return
        tick = Outgoing(subjects.tick(agency, clock), encode(Tick(clock=clock, now=now)))
        await asyncio.shield(self._coalescer.control([tick]))
        self.tally.tick(agency, clock, now)

    async def _put(self, agency: str, table: SensorTable, sensors: Sequence[Sensor], actor: str) -> None:
        if not sensors:
            return
        await places.register(self._uow, agency, sensors, actor=actor)
        table.put(sensors)
        subject = subjects.control(agency, subjects.EVERY_TOOL, "sensors")
        some = [list(sensors[at : at + places.CHUNK]) for at in range(0, len(sensors), places.CHUNK)]
        await asyncio.shield(
            self._coalescer.control([Outgoing(subject, encode(SensorsChanged(sensors=part))) for part in some])
        )

    async def _register_unknown(
        self, profile: Profile, columns: ColumnReadings, table: SensorTable
    ) -> NDArray[np.uint8]:
        """Register names that nobody knows; return for each name why it was not."""
        why = np.zeros(len(columns.sensors), "u1")
        if all(sensor in table.rows for sensor in columns.sensors):
            return why
        why[~plausible.usable(columns.sensors)] = reasons.CODE["bad_name"]
        if not profile.register_unknown:
            return why
        async with self.tables.lock(profile.agency):
            fresh: dict[str, Sensor] = {}
            for at, name in enumerate(columns.sensors):
                if why[at] or name in table.rows or name in fresh:
                    continue
                if len(table) + len(fresh) >= self._rules.maximum_sensors:
                    why[at] = reasons.CODE["too_many_sensors"]
                    continue
                unit = columns.units[at] if columns.units else ""
                place = plausible.usable_place(columns.places.get(name))
                fresh[name] = profile.sensor(name, unit if unit.isprintable() else "", place)
            await self._put(profile.agency, table, list(fresh.values()), f"source:{profile.source}")
        return why

    def _late(
        self, profile: Profile, table: SensorTable, rows: NDArray[np.int64], times: NDArray[np.int64]
    ) -> NDArray[np.uint8]:
        """Flag readings whose sensor's slot (its interval, aligned to 1970) the clock has left behind."""
        now = self.clocks.now(profile.agency, profile.clock)
        if now is None or not len(times) or int(times.min()) >= now:
            return np.zeros(len(times), "u1")
        interval = table.interval_ms[rows]
        late = (times // interval + 1) * interval <= now
        return np.where(late, FLAG_LATE, 0).astype("u1")

    async def _taken_of(self, agency: str) -> TakenReadings:
        """What was taken of an agency; at first from the stream's end, so that a restart repeats nothing."""
        if agency in self._taken:
            return self._taken[agency]
        table = await self.tables.of(agency)
        task = self._recalls.get(agency)
        if task is None:
            task = self._recalls[agency] = asyncio.ensure_future(recall(self._bus, agency, table))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # heard, even if nobody waits
        try:  # one recall for all who wait, whoever of them gives up
            self._taken.setdefault(agency, await asyncio.shield(task))
        finally:
            if task.done():
                self._recalls.pop(agency, None)
        return self._taken[agency]

    async def _catch_up(self) -> None:
        """After a lost connection, load what was not heard."""
        losses = self._bus.losses
        while True:
            await asyncio.sleep(1)
            if losses != self._bus.losses and self._bus.connected:
                losses = self._bus.losses
                await self.tables.forget()
