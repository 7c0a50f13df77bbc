"""`impetus setup-link`: a one-time link for the first administrator, or for a forgotten password."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from impetus.kit.errors import BadInput
from impetus.kit.settings import PlatformSettings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("setup-link")(setup_link)


def setup_link(
    login: Annotated[str, typer.Argument(help="Whose password is forgotten; not needed at the first start.")] = "",
    data: Annotated[Path | None, typer.Option("--data", help="Data folder of the running platform.")] = None,
) -> None:
    """Print a link that works once, for a day, while the platform runs."""
    settings = PlatformSettings()
    if data is not None:
        settings = settings.model_copy(update={"data_dir": data})
    typer.echo(asyncio.run(_mint(settings, login)))


async def _mint(settings: PlatformSettings, login: str) -> str:
    from impetus.kit.clock import SystemClock
    from impetus.people.service import mint_link
    from impetus.storage.unit import UnitOfWork

    dsn = settings.database_url or _embedded(settings)
    async with UnitOfWork.connect(dsn, SystemClock(), name="setup-link", pool_size=1) as uow:
        return await mint_link(uow, _address(settings), login)


def _address(settings: PlatformSettings) -> str:
    """Where the running platform listens: what it wrote into its lock, else the settings."""
    try:
        noted = (settings.data_dir / "lock").read_text("utf-8").strip()
    except OSError:
        noted = ""
    return noted if noted.startswith("http") else settings.address


def _embedded(settings: PlatformSettings) -> str:
    from impetus.launch.folder import DataFolder, read_json
    from impetus.launch.postgres import EmbeddedPostgres
    from impetus.launch.services import database_urls

    ports = settings.data_dir / "run" / "ports.json"
    if not ports.is_file():
        raise BadInput(
            f"No platform runs on {settings.data_dir}.",
            remedy="Start it with `impetus up`, or name its folder with --data.",
        )
    folder = DataFolder(settings.data_dir)
    server = EmbeddedPostgres(folder)
    server.port = int(read_json(ports).get("postgres", 0))
    return database_urls(folder, server)["IMPETUS_DATABASE_URL"]
