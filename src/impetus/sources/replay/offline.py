"""A replay from the command line: the same table, player and intake as a configured replay, in its own process."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impetus.bus.connection import Bus
from impetus.clocks import service as clocks
from impetus.clocks.repository import ClockState
from impetus.kit.clock import Clock
from impetus.kit.errors import Conflict
from impetus.kit.ids import derived_id
from impetus.kit.times import as_datetime, iso
from impetus.model.sensor import HealthState, Sensor
from impetus.model.text import Text
from impetus.observations.context import RunningSource
from impetus.observations.intake import Intake
from impetus.observations.mapping import Mapping
from impetus.observations.sources import repository, service
from impetus.places import repository as places
from impetus.sources import words
from impetus.sources.kinds import profile_of
from impetus.sources.replay.places import described, guessed
from impetus.sources.replay.player import LIVE_DAYS, Player
from impetus.sources.replay.repository import Table, header
from impetus.storage.unit import UnitOfWork


@dataclass(frozen=True)
class Choice:
    """What to play and how; columns that are empty are guessed."""

    file: Path
    sensors: Path | None = None
    speed: float = 0.0
    zone: str = ""
    time: str = ""
    sensor: str = ""
    value: str = ""
    kind: str = ""
    prefix: str = ""
    live_days: float = LIVE_DAYS
    others: bool = False

    def mapping(self) -> Mapping:
        """Return the mapping of the file; raise BadInput where its columns cannot be told."""
        made = guessed(self.file, zone=self.zone).model_dump(mode="json", exclude_defaults=True)
        if self.value:
            made |= {"values": [{"path": self.value}], "layout": "long"}
        if self.others:
            made["others"] = True
        given = {"time": self.time, "sensor": self.sensor, "kind": self.kind, "prefix": self.prefix}
        made |= {name: text for name, text in given.items() if text}
        if self.sensor:
            made.pop("fixed_sensor", None)
        return service_mapping(made)


def service_mapping(made: dict[str, Any]) -> Mapping:
    """Return a checked mapping; raise BadInput naming what is wrong."""
    return Mapping.model_validate(service.mapping_of(made))


@dataclass(frozen=True)
class Result:
    """What became of a replay. Times in ms UTC."""

    rows: int
    sensors: int
    placed: int
    first: int
    last: int
    accepted: int
    late: int
    repeated: int
    refused: int
    seconds: float

    def in_words(self) -> str:
        """Return the result in a few lines."""
        span = f"{iso(as_datetime(self.first))} to {iso(as_datetime(self.last))}"
        rate = self.accepted / self.seconds if self.seconds > 0 else 0.0
        return (
            f"{self.rows:,} readings of {self.sensors:,} sensors ({self.placed:,} with a place), {span}\n"
            f"accepted {self.accepted:,}, late {self.late:,}, repeated {self.repeated:,}, refused {self.refused:,}"
            f" in {self.seconds:.1f} s ({rate:,.0f} readings/s)"
        )


class _Context(RunningSource):
    """Shows progress on the command line besides."""

    show: Callable[[int, int], None] = staticmethod(lambda done, total: None)

    def progress(self, done: float, total: float, text: Text) -> None:
        """Show how far it has come, here and on the consoles."""
        self.show(int(done), int(total))
        super().progress(done, total, text)


def _open(choice: Choice, source: str) -> tuple[Table, list[Sensor], Mapping]:
    if not choice.file.is_file():
        header(choice.file)  # says what is wrong
    mapping = choice.mapping()
    table = Table(choice.file, mapping)
    try:
        interval = table.interval_ms() // 1000
        made = described(table.sensors, choice.sensors, mapping, source=source, clock=source, interval_s=interval)
    except BaseException:
        table.close()
        raise
    return table, made, mapping


async def play(
    choice: Choice, agency: str, *, uow: UnitOfWork, bus: Bus, clock: Clock, show: Callable[[int, int], None]
) -> Result:
    """Play a file to its end. The same file is the same source and clock, so a second run goes on or adds nothing."""
    size = choice.file.stat().st_size if choice.file.is_file() else 0
    source = derived_id("src", "replay", agency, choice.file.name, size, choice.prefix)
    table, sensors, mapping = await asyncio.to_thread(_open, choice, source)
    with table:
        await _refuse_others(uow, agency, source, sensors, mapping)
        state = ClockState(clock=source, now=0, realm="replay", speed=choice.speed or service.FASTEST, adjustable=False)
        state = await clocks.ensure(uow, agency, state)
        async with uow(agency=agency, purpose="platform.sources", actor="platform") as unit:
            await repository.put(
                unit,
                source,
                name=f"Replay of {choice.file.name}"[:200],
                type="replay",
                settings={"file": choice.file.name, "speed": choice.speed},
                mapping=mapping.model_dump(mode="json", exclude_defaults=True),
                enabled=False,  # this process plays it, not the workers
                clock=source,
                at=as_datetime(clock.now_ms()),
                by="platform",
            )
            unit.emit("source", {"id": source, "what": "made"})
            unit.audit("source.replayed", source, file=choice.file.name, rows=table.rows)
            row = await service.get(unit, source)
        intake = Intake(bus, uow, clock)
        running = asyncio.create_task(intake.run())
        try:
            context = _Context(intake, profile_of(row), clock, row.mapping)
            context.show = show
            context.health(HealthState.FRESH, words.REPLAYING)
            await context.register(sensors)
            began = clock.monotonic()
            player = Player(
                table,
                context,
                speed=choice.speed,
                tail_ms=table.interval_ms(),
                start=state.now,
                live_days=choice.live_days,
            )
            await _first_of(running, player.run())
            context.health(HealthState.FRESH, words.FINISHED)
            seconds = clock.monotonic() - began
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        return Result(
            rows=table.rows,
            sensors=len(sensors),
            placed=sum(1 for sensor in sensors if sensor.latitude is not None),
            first=table.first,
            last=table.last,
            accepted=player.accepted,
            late=player.late,
            repeated=player.repeated,
            refused=player.refused,
            seconds=seconds,
        )


async def _refuse_others(uow: UnitOfWork, agency: str, source: str, sensors: list[Sensor], mapping: Mapping) -> None:
    """Raise Conflict where sensors of the file belong to another source, before anything is changed."""
    if mapping.others:
        return
    async with uow(agency=agency, purpose="platform.sources", actor="platform") as unit:
        known = await places.some(unit, [sensor.id for sensor in sensors])
    foreign = [sensor.id for sensor in known if sensor.source not in ("", source)]
    if foreign:
        raise Conflict(
            f"{len(foreign):,} sensors of the file belong to another source, {foreign[0]!r} for one.",
            remedy="Give them another name with --prefix, or make them this replay's with --others.",
            field="prefix",
        )


async def _first_of(running: asyncio.Task[None], work: Any) -> None:
    """Wait for `work`, but not longer than the intake runs."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({running, task}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            running.result()
        await task
    finally:
        task.cancel()
