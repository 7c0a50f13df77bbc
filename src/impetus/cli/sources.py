"""`impetus sources`: sources from a file, and back into one."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from impetus.kit.errors import BadInput

commands = typer.Typer(name="sources", help="Sources from a file, and back into one.", no_args_is_help=True)

Agency = Annotated[str, typer.Option(help="Whose sources; the only agency if left out.")]
Data = Annotated[Path | None, typer.Option("--data", help="Data folder of the running platform.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands)


@commands.command("apply")
def apply(
    file: Annotated[Path, typer.Argument(help="TOML with one [[source]] each.")],
    prune: Annotated[bool, typer.Option("--prune", help="Remove sources that the file does not name.")] = False,
    agency: Agency = "",
    data: Data = None,
) -> None:
    """Make the sources as FILE says. Secrets come from the environment; running sources follow within 2 s."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(f"The file {file} cannot be read.", remedy="Check the path.", field="file") from fault
    for id, what in sorted(asyncio.run(_apply(text, prune, agency, data)).items()):
        typer.echo(f"{what:8} {id}")


@commands.command("export")
def export(agency: Agency = "", data: Data = None) -> None:
    """Print the sources as a file that `apply` takes; secrets are left to the environment."""
    typer.echo(asyncio.run(_export(agency, data)), nl=False)


async def _apply(text: str, prune: bool, agency: str, data: Path | None) -> dict[str, str]:
    from impetus.cli.connect import chosen_agency, settings_with
    from impetus.kit.clock import SystemClock
    from impetus.observations.sources import files
    from impetus.sources.kinds import LoadedKinds
    from impetus.storage.unit import UnitOfWork

    settings = settings_with(data)
    wanted = files.read(text, os.environ)
    kinds = LoadedKinds.load(settings.keys_dir)
    async with UnitOfWork.connect(settings.database_url, SystemClock(), name="sources", pool_size=1) as uow:
        chosen = await chosen_agency(uow, agency)
        async with uow(agency=chosen, purpose="platform.sources", actor="platform") as unit:
            return await files.apply(unit, kinds, wanted, prune=prune)


async def _export(agency: str, data: Path | None) -> str:
    from impetus.cli.connect import chosen_agency, settings_with
    from impetus.kit.clock import SystemClock
    from impetus.observations.sources import files, repository
    from impetus.storage.unit import UnitOfWork

    settings = settings_with(data)
    async with UnitOfWork.connect(settings.database_url, SystemClock(), name="sources", pool_size=1) as uow:
        chosen = await chosen_agency(uow, agency)
        async with uow(agency=chosen, purpose="platform.sources", actor="platform") as unit:
            return files.write(await repository.every(unit))
