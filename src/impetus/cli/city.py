"""`impetus city`: the demonstration city, as a foreign system that pushes readings over HTTP."""

import asyncio
import contextlib
import logging
import signal
from pathlib import Path
from typing import Annotated

import typer

from impetus.exercises.city.scenario import Scenario
from impetus.kit.settings import PlatformSettings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("city")(city)


def city(
    scenario: Annotated[
        str, typer.Option(envvar="IMPETUS_SCENARIO", help="A folder of scenarios/, or the path of one of your own.")
    ] = "helsinki",
    url: Annotated[str, typer.Option(help="Address of the platform; the one on this machine if left out.")] = "",
    token: Annotated[str, typer.Option(envvar="IMPETUS_CITY_TOKEN", help="Token of the city's source.")] = "",
) -> None:
    """Push the demonstration city: eight weeks of history, then a living Friday at the console's speed.

    Without a token the agency, the source and the sensors are made first (needs IMPETUS_DATABASE_URL).
    """
    from impetus.launch.parent import follow_parent

    follow_parent()
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_run(scenario, url, token))


async def _run(name: str, url: str, token: str) -> None:
    from impetus.exercises.city.generator import City
    from impetus.exercises.city.live import CityFeed
    from impetus.exercises.city.push import Push
    from impetus.exercises.city.scenario import load
    from impetus.kit.clock import SystemClock
    from impetus.kit.resources import scenario as folder_of
    from impetus.launch.gate import wait_at_gate

    wait_at_gate()
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings, clock = PlatformSettings(), SystemClock()
    # 127.0.0.1 rather than a name: the server may listen on one family of addresses only
    host = "127.0.0.1" if settings.host in ("localhost", "0.0.0.0") else settings.host  # noqa: S104  # compared, not bound
    address = url or f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    scenario = load(Path(name) if "/" in name else folder_of(name))
    if not token:
        token = await _prepared(settings, scenario)
    names = [sensor.id for sensor in scenario.sensors]
    async with Push(address, scenario.source, token, names, clock, waiting=_waiting) as line:
        feed = CityFeed(City(scenario), line, clock, progress=_progress)
        await feed.run()


async def _prepared(settings: PlatformSettings, scenario: Scenario) -> str:
    from impetus.cli.demo import prepare_demo, sensors_told
    from impetus.kit.clock import SystemClock
    from impetus.kit.errors import BadInput
    from impetus.sources.kinds import LoadedKinds
    from impetus.storage.unit import UnitOfWork

    if not settings.database_url:
        raise BadInput(
            "The city has neither a token nor a database to make one in.",
            remedy="Start it with `impetus up --demo`, or give --url and --token of a source.",
            field="token",
        )
    async with UnitOfWork.connect(settings.database_url, SystemClock(), name="city", pool_size=1) as uow:
        kinds = LoadedKinds.load(settings.keys_dir)
        token = await prepare_demo(uow, kinds, scenario, settings.keys_dir)
        await sensors_told(uow, scenario.agency)
    return token


def _progress(done: int, total: int) -> None:
    if done == total or done % 7 == 0:
        typer.echo(f"History: {done} of {total} days")


def _waiting(reason: str) -> None:
    typer.echo(f"The platform does not answer ({reason}); the city waits" if reason else "The platform answers again")
