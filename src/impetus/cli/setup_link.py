"""`impetus setup-link`: a one-time link for the first administrator, or for a forgotten password."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from impetus.kit.settings import PlatformSettings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("setup-link")(setup_link)


def setup_link(
    login: Annotated[str, typer.Argument(help="Whose password is forgotten; not needed at the first start.")] = "",
    data: Annotated[Path | None, typer.Option("--data", help="Data folder of the running platform.")] = None,
) -> None:
    """Print a link that works once, for a day, while the platform runs."""
    from impetus.cli.connect import settings_with

    typer.echo(asyncio.run(_mint(settings_with(data), login)))


async def _mint(settings: PlatformSettings, login: str) -> str:
    from impetus.kit.clock import SystemClock
    from impetus.people.service import mint_link
    from impetus.storage.unit import UnitOfWork

    async with UnitOfWork.connect(settings.database_url, SystemClock(), name="setup-link", pool_size=1) as uow:
        return await mint_link(uow, _address(settings), login)


def _address(settings: PlatformSettings) -> str:
    """Where the running platform listens: what it wrote into its lock, else the settings."""
    try:
        noted = (settings.data_dir / "lock").read_text("utf-8").strip()
    except OSError:
        noted = ""
    return noted if noted.startswith("http") else settings.address
