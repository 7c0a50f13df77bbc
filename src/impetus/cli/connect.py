"""How a command reaches the platform that runs on this machine, or the one that the environment names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from impetus.agencies import service as agencies
from impetus.bus.connection import Bus, connected
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput
from impetus.kit.settings import PlatformSettings
from impetus.storage.unit import UnitOfWork


def settings_with(data: Path | None) -> PlatformSettings:
    """Return the settings of the environment, filled in with the addresses of the platform on `data`.

    Raise BadInput where no platform runs there.
    """
    from impetus.launch.folder import DataFolder, read_json
    from impetus.launch.nats import EmbeddedNats
    from impetus.launch.postgres import EmbeddedPostgres
    from impetus.launch.services import database_urls

    settings = PlatformSettings()
    settings = settings.model_copy(update={"data_dir": data or _running(settings.data_dir)})
    if settings.database_url and settings.nats_url:
        return settings
    running = settings.data_dir / "run" / "pids.json"
    if not running.is_file():
        raise BadInput(
            f"No platform runs on {settings.data_dir}.",
            remedy="Start it with `impetus up`, or name its folder with --data.",
        )
    ports = read_json(settings.data_dir / "run" / "ports.json")
    folder = DataFolder(settings.data_dir)
    found: dict[str, str] = {}
    if not settings.database_url:
        postgres = EmbeddedPostgres(folder)
        postgres.port = int(ports.get("postgres", 0))
        found["database_url"] = database_urls(folder, postgres)["IMPETUS_DATABASE_URL"]
    if not settings.nats_url:
        nats = EmbeddedNats(folder)
        nats.port = int(ports.get("nats", 0))
        found["nats_url"] = nats.url
    return settings.model_copy(update=found)


def _running(folder: Path) -> Path:
    """`folder`, or the demonstration's beside it if only that one runs."""
    demo = folder.with_name(folder.name + "-demo")
    runs = [place for place in (folder, demo) if (place / "run" / "pids.json").is_file()]
    return runs[0] if runs else folder


@asynccontextmanager
async def platform(settings: PlatformSettings, clock: Clock, *, name: str) -> AsyncIterator[tuple[UnitOfWork, Bus]]:
    """Open the database and the bus for one command."""
    async with (
        UnitOfWork.connect(settings.database_url, clock, name=name, pool_size=4) as uow,
        connected(settings.nats_url, name=name, clock=clock) as bus,
    ):
        yield uow, bus


async def chosen_agency(uow: UnitOfWork, asked: str) -> str:
    """Return the agency asked for, or the only one there is; raise BadInput otherwise."""
    known = [agency.id for agency in await agencies.every(uow)]
    if not known:
        raise BadInput("There is no agency yet.", remedy="Open the console once and set the city up.", field="agency")
    if not asked and len(known) == 1:
        return known[0]
    if asked not in known:
        problem = f"There is no agency {asked!r}." if asked else "There are several agencies."
        raise BadInput(problem, remedy=f"Choose with --agency: {', '.join(known)}.", field="agency")
    return asked
