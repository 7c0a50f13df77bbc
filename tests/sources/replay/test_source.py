"""Playing a file on a clock of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.sources.context import KeepingContext
from tests.sources.replay.test_repository import HOUR, LONG, MIDNIGHT, ROWS, written

from impetus.model.sensor import HealthState
from impetus.observations.mapping import Mapping
from impetus.sources.replay.player import Player
from impetus.sources.replay.repository import Table
from impetus.sources.replay.settings import Settings
from impetus.sources.replay.source import Source


@asynccontextmanager
async def playing(folder: Path, context: KeepingContext, **more: Any) -> AsyncIterator[Source]:
    settings = Settings(**({"file": "readings.csv"} | more))
    source = Source(settings, context, folder)
    task = asyncio.create_task(source.run())
    try:
        yield source
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_plays_to_the_end_and_moves_its_clock(tmp_path: Path) -> None:
    written(tmp_path, ROWS)
    written(tmp_path, "sensor_id,name,latitude,longitude\na,Mall,60.1,24.9\nb,Hidden,,\n", "places.csv")
    context = KeepingContext()
    async with playing(tmp_path, context, sensors="places.csv"):
        await context.until(3)
        await asyncio.sleep(0.1)
    assert context.readings == [("a", MIDNIGHT, 1.0), ("b", MIDNIGHT + HOUR, 2.0), ("a", MIDNIGHT + HOUR, 3.0)]
    assert context.ticks[-1] == MIDNIGHT + 2 * HOUR + 1
    assert context.states[-1][1].en == "The file has been replayed"
    assert context.done[-1] == (3, 3)
    assert (context.sensors["a"].name, context.sensors["a"].latitude) == ("Mall", 60.1)
    assert (context.sensors["b"].name, context.sensors["b"].latitude) == ("Hidden", None)


async def test_no_reading_comes_after_the_tick_that_closes_its_slot(tmp_path: Path) -> None:
    rows = [f"2026-03-01 {n // 60:02d}:{n % 60:02d}:00,{s},{n}" for n in range(600) for s in "abc"]
    path = written(tmp_path, "time,sensor_id,count\n" + "\n".join(rows) + "\n")
    for speed in (0.0, 36_000.0):
        context = KeepingContext()
        with Table(path, Mapping.model_validate(LONG)) as table:
            await Player(table, context, speed=speed).run()
        assert len(context.readings) == 1800
        now = 0
        for what, at in context.order:
            if what == "tick":
                assert at >= now
                now = at
            else:
                assert at >= now
        assert context.ticks[-1] > table.last


async def test_it_pauses_goes_on_and_changes_speed(tmp_path: Path) -> None:
    rows = [f"2026-03-01 {n // 60:02d}:{n % 60:02d}:00,a,{n}" for n in range(1000)]
    written(tmp_path, "time,sensor_id,count\n" + "\n".join(rows) + "\n")
    context = KeepingContext()
    async with playing(tmp_path, context, speed=600) as source:
        await context.until(5)
        await source.control({"paused": True})
        assert context.states[-1][0] == HealthState.SILENCED
        await asyncio.sleep(0.5)
        stood = len(context.readings)
        await asyncio.sleep(0.3)
        assert len(context.readings) == stood < 1000
        await source.control({"paused": False, "speed": 0})
        await context.until(1000)
    assert [value for _, _, value in context.readings] == [float(n) for n in range(1000)]


async def test_after_an_interruption_it_goes_on_where_its_clock_stands(tmp_path: Path) -> None:
    written(tmp_path, ROWS)
    context = KeepingContext()
    settings = Settings(file="readings.csv")
    source = Source(settings, context, tmp_path)
    await source.control({"from": MIDNIGHT + 1})
    task = asyncio.create_task(source.run())
    await context.until(2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [time for _, time, _ in context.readings] == [MIDNIGHT + HOUR] * 2


@pytest.mark.parametrize("path", ["/etc/passwd", "../x.csv", "a/../../x.csv", "~/x.csv", "", "a\0b"])
def test_only_files_of_the_folder_are_played(path: str) -> None:
    with pytest.raises(ValidationError):
        Settings(file=path)


async def test_a_link_out_of_the_folder_is_no_file(tmp_path: Path) -> None:
    inside = tmp_path / "replay"
    inside.mkdir()
    (inside / "readings.csv").symlink_to(written(tmp_path, ROWS, "outside.csv"))
    context = KeepingContext()
    async with playing(inside, context):
        await context.until_state(HealthState.BLIND)
    assert "no file" in context.states[-1][1].en


async def test_a_missing_file_is_said(tmp_path: Path) -> None:
    context = KeepingContext()
    async with playing(tmp_path, context):
        await context.until_state(HealthState.BLIND)
    assert "readings.csv" in context.states[-1][1].en


async def test_what_is_old_is_learned_from_at_once_and_what_is_young_comes_in_small_steps(tmp_path: Path) -> None:
    days = 40
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [f"{begin + timedelta(hours=h):%Y-%m-%d %H:%M:%S},a,{h}" for h in range(days * 24)]
    path = written(tmp_path, "time,sensor_id,count\n" + "\n".join(rows) + "\n")
    for live_days, longest in ((10.0, 5 * HOUR), (0.0, None), (1000.0, 5 * HOUR)):
        context = KeepingContext()
        with Table(path, Mapping.model_validate(LONG)) as table:
            await Player(table, context, tail_ms=HOUR, live_days=live_days).run()
            live_from = table.last - live_days * 24 * HOUR
        assert len(context.readings) == days * 24
        assert context.ticks == sorted(context.ticks)
        steps = [(b - a, a) for a, b in zip(context.ticks, context.ticks[1:], strict=False) if a >= live_from]
        if longest is not None:
            assert steps
            assert max(steps)[0] <= longest, max(steps)
        assert len([tick for tick in context.ticks if tick < live_from]) <= 1


async def test_a_gap_of_months_is_stepped_over(tmp_path: Path) -> None:
    path = written(
        tmp_path, "time,sensor_id,count\n2026-01-01 00:00:00,a,1\n2026-01-01 01:00:00,a,2\n2026-06-01 00:00:00,a,3\n"
    )
    context = KeepingContext()
    with Table(path, Mapping.model_validate(LONG)) as table:
        await Player(table, context, tail_ms=HOUR, live_days=1000).run()
    assert len(context.readings) == 3
    assert len(context.ticks) < 10
