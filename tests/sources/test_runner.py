"""Configured sources at work: started, changed, stopped, restarted; and files played through the real stream."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel
from tests.fixtures.storage import Database
from tests.sources.replay.test_repository import HOUR, MIDNIGHT, ROWS, written

from impetus.bus.connection import Bus
from impetus.clocks import service as clocks
from impetus.contracts.source import Source
from impetus.kit.clock import SystemClock
from impetus.kit.sealing import Seal
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.observations.intake import Intake
from impetus.observations.sources import files, repository, service
from impetus.observations.sources.repository import SourceRow
from impetus.sources.discovery import source_types
from impetus.sources.kinds import LoadedKinds
from impetus.sources.replay.offline import Choice, play
from impetus.sources.runner import Runner
from impetus.storage.unit import UnitOfWork


class Plain(BaseModel):
    """Settings of the sources of these tests."""

    faults: int = 0


class Restless(Source):
    """Fails as often as it is told to, then runs."""

    id: ClassVar[str] = "restless"
    title: ClassVar[Text] = Text(en="Restless")
    about: ClassVar[Text] = Text(en="For tests")
    Settings: ClassVar[type[BaseModel]] = Plain
    begun: ClassVar[list[int]] = []

    async def run(self) -> None:
        assert isinstance(self.settings, Plain)
        Restless.begun.append(self.settings.faults)
        if len(Restless.begun) <= self.settings.faults:
            raise RuntimeError("the cable is out")
        self.context.health(HealthState.FRESH, Text(en="Runs"))
        await asyncio.Event().wait()


class Works:
    """A runner at work, and the means to configure it."""

    def __init__(self, uow: UnitOfWork, runner: Runner, intake: Intake, kinds: LoadedKinds) -> None:
        self.uow, self.runner, self.intake, self.kinds = uow, runner, intake, kinds

    async def save(self, id: str, type: str, enabled: bool = True, **settings: Any) -> SourceRow:
        async with self.uow(agency="helsinki", purpose="test", actor="platform") as unit:
            return await service.save(
                unit, self.kinds, id=id, name=id, type=type, settings=settings, mapping={}, enabled=enabled
            )

    async def state(self, id: str) -> tuple[str, str]:
        await self.intake.tally.write()
        async with self.uow(agency="helsinki", purpose="test", actor="platform") as unit:
            row = await service.get(unit, id)
        return row.state.value, row.reason.en

    async def until(self, id: str, state: str) -> str:
        async with asyncio.timeout(20):
            while True:
                found, reason = await self.state(id)
                if found == state:
                    return reason
                await asyncio.sleep(0.05)


@pytest.fixture
async def works(database: Database, bus: Bus, tmp_path: Path) -> AsyncIterator[Works]:
    clock = SystemClock()
    Restless.begun.clear()
    async with (
        UnitOfWork.connect(database.server, clock, name="test", pool_size=2) as uow,
        UnitOfWork.connect(database.worker, clock, name="test worker", pool_size=4) as worker,
    ):
        intake = Intake(bus, worker, clock)
        kinds = LoadedKinds({**source_types(), "restless": Restless}, Seal.of(tmp_path / "keys"))
        runner = Runner(intake, worker, clock, kinds)
        tasks = [asyncio.create_task(intake.run()), asyncio.create_task(runner.run())]
        yield Works(uow, runner, intake, kinds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_sources_follow_their_configuration(works: Works) -> None:
    await works.save("r", "restless")
    assert await works.until("r", "fresh") == "Runs"
    await works.save("r", "restless", faults=0, enabled=False)
    assert await works.until("r", "silenced") == "Switched off"
    await works.save("r", "restless")
    await works.until("r", "fresh")
    assert Restless.begun == [0, 0]


async def test_a_source_that_fails_is_started_again_and_says_why(works: Works) -> None:
    await works.save("r", "restless", faults=1)
    assert "the cable is out" in await works.until("r", "blind")
    await works.until("r", "fresh")
    assert len(Restless.begun) == 2


async def test_a_key_that_is_gone_is_said(works: Works, tmp_path: Path) -> None:
    await works.save("m", "mqtt", enabled=False, host="127.0.0.1", topics=["a"], username="a", password="secret")
    works.runner._kinds.seal = Seal.of(tmp_path / "other keys")
    await works.save("m", "mqtt", enabled=False, host="127.0.0.1", topics=["a"], username="a", password="secret")
    works.runner._kinds.seal = Seal.of(tmp_path / "third keys")
    async with works.uow(agency="helsinki", purpose="test", actor="platform") as unit:
        row = await service.get(unit, "m")
        await repository.put(
            unit, "m", name="m", type="mqtt", settings=row.settings, mapping={}, enabled=True, clock="live",
            at=row.changed_at, by="test",
        )  # fmt: skip
    assert "cannot be opened" in await works.until("m", "blind")


async def test_a_replay_is_played_by_the_workers(works: Works, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPETUS_DATA_DIR", str(tmp_path))
    (tmp_path / "replay").mkdir()
    written(tmp_path / "replay", ROWS)
    await works.save("p", "replay", file="readings.csv")
    async with asyncio.timeout(20):
        while await works.state("p") != ("fresh", "The file has been replayed"):
            await asyncio.sleep(0.05)
    async with works.uow(agency="helsinki", purpose="test", actor="platform") as unit:
        assert (await service.get(unit, "p")).accepted == 3
    clock = await clocks.get(works.uow, "helsinki", "p")
    assert (clock.realm, clock.adjustable, clock.now) == ("replay", True, MIDNIGHT + 2 * HOUR + 1)


async def test_the_same_file_twice_adds_nothing(works: Works, bus: Bus, tmp_path: Path) -> None:
    choice = Choice(file=written(tmp_path, ROWS, "pedestrians.csv"), zone="Europe/Oslo")
    seen: list[tuple[int, int]] = []

    async def once() -> Any:
        return await play(
            choice, "helsinki", uow=works.uow, bus=bus, clock=SystemClock(), show=lambda *done: seen.append(done)
        )

    first, second = await once(), await once()
    assert (first.rows, first.sensors, first.accepted, first.first) == (3, 2, 3, MIDNIGHT - HOUR)
    assert (second.accepted, second.late) == (0, 0)
    assert seen[-1] == (3, 3)
    assert "accepted 3" in first.in_words()


async def test_melbourne_through_the_real_stream(works: Works, bus: Bus, urban_data: Path) -> None:
    choice = Choice(
        file=urban_data / "melbourne_pedestrians_2012_2014.csv.gz",
        sensors=urban_data / "melbourne_sensors.csv",
        zone="Australia/Melbourne",
    )
    result = await play(choice, "helsinki", uow=works.uow, bus=bus, clock=SystemClock(), show=lambda done, total: None)
    print(result.in_words())
    assert (result.rows, result.accepted + result.repeated, result.late) == (526_206, 526_206, 0)
    assert (result.sensors, result.placed) == (35, 35)


async def test_a_file_of_sources_makes_changes_and_exports_them(works: Works) -> None:
    text = """
        [[source]]
        id = "air"
        name = "Air quality"
        type = "mqtt"
        enabled = false
        settings = { host = "127.0.0.1", topics = ["air/#"], username = "ada", password = { env = "AIR" } }
        mapping = { sensor = "id", values = [{ path = "no2", unit = "µg/m³" }] }

        [[source]]
        id = "push"
        name = 'A "quoted" name'
        type = "http"
    """

    async def applied(text: str, prune: bool = False, **environment: str) -> dict[str, str]:
        async with works.uow(agency="helsinki", purpose="test", actor="platform") as unit:
            return await files.apply(unit, works.kinds, files.read(text, environment), prune=prune)

    assert await applied(text, AIR="open sesame") == {"air": "made", "push": "made"}
    async with works.uow(agency="helsinki", purpose="test", actor="platform") as unit:
        exported = files.write(await repository.every(unit))
    assert "open sesame" not in exported
    assert 'password = { env = "IMPETUS_AIR_PASSWORD" }' in exported
    assert await applied(exported, IMPETUS_AIR_PASSWORD="new", prune=True) == {"air": "changed", "push": "same"}
    without = "\n".join(line for line in exported.splitlines() if "password" not in line)
    assert await applied(without) == {"air": "same", "push": "same"}
    assert await applied("", prune=True) == {"air": "removed", "push": "removed"}
