"""`impetus replay FILE`: plays recorded readings through the running platform, on a clock of their own."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from impetus.kit.errors import BadInput


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay)


def replay(
    file: Annotated[Path, typer.Argument(help="Readings: CSV (plain or .gz) or Parquet.")],
    sensors: Annotated[Path | None, typer.Option(help="CSV with sensor_id, name, latitude, longitude.")] = None,
    speed: Annotated[str, typer.Option(help="max, or how many times faster than real, e.g. 60.")] = "max",
    zone: Annotated[str, typer.Option("--time-zone", help="Of times without an offset, e.g. Europe/Oslo.")] = "",
    time_column: Annotated[str, typer.Option(help="Column with the time; guessed if left out.")] = "",
    sensor_column: Annotated[str, typer.Option(help="Column with the sensor.")] = "",
    value_column: Annotated[str, typer.Option(help="Column with the value.")] = "",
    kind: Annotated[str, typer.Option(help="What the sensors observe: people, traffic, air, noise …")] = "",
    prefix: Annotated[str, typer.Option(help="Put before every sensor's id.")] = "",
    agency: Annotated[str, typer.Option(help="Whose readings they are; the only agency if left out.")] = "",
    others: Annotated[
        bool, typer.Option("--others", help="Also play sensors that belong to another source: they become this one's.")
    ] = False,
    live_days: Annotated[
        float, typer.Option(min=0, help="Days at the file's end that raise alerts; from older ones the tools learn.")
    ] = 28,
    data: Annotated[Path | None, typer.Option("--data", help="Data folder of the running platform.")] = None,
) -> None:
    """Play a file of readings as fast as it goes or at any speed. Stopped, it goes on where it was.

    The form of public counters (time, sensor_id, count) is recognised by itself, and so are tables with a
    column for each sensor.
    """
    from impetus.sources.replay.offline import Choice

    choice = Choice(
        file=file,
        sensors=sensors,
        speed=_speed(speed),
        zone=zone,
        time=time_column,
        sensor=sensor_column,
        value=value_column,
        kind=kind,
        prefix=prefix,
        live_days=live_days,
        others=others,
    )
    out = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} readings"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=True) as bar:
        line = bar.add_task("Reading the file", total=1)
        words = asyncio.run(_play(choice, agency, data, bar, line))
    typer.echo(words)


async def _play(choice: object, agency: str, data: Path | None, bar: Progress, line: TaskID) -> str:
    from impetus.cli.connect import chosen_agency, platform, settings_with
    from impetus.kit.clock import SystemClock
    from impetus.sources.replay.offline import Choice, play

    assert isinstance(choice, Choice)
    clock = SystemClock()
    settings = settings_with(data)

    def show(done: int, total: int) -> None:
        bar.update(line, description="Replaying", completed=done, total=max(total, 1))

    async with platform(settings, clock, name="replay") as (uow, bus):
        result = await play(choice, await chosen_agency(uow, agency), uow=uow, bus=bus, clock=clock, show=show)
    return result.in_words()


def _speed(text: str) -> float:
    if text.lower() in ("max", "maximum", "0"):
        return 0.0
    try:
        speed = float(text.lower().rstrip("x"))
    except ValueError:
        speed = -1.0
    if not 0 < speed <= 1e6:
        raise BadInput(f"{text!r} is no speed.", remedy="Give max, or a number such as 60.", field="speed")
    return speed
