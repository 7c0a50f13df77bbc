"""`impetus new-tool` starts a tool, `impetus check-tool` checks one."""

from pathlib import Path
from typing import Annotated

import typer

from impetus.contracts.scaffold import new_inside, new_outside


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("new-tool")(new_tool)
    app.command("check-tool")(check_tool)


def new_tool(
    name: Annotated[str, typer.Argument(help="What it is called, such as 'Flood watch'.")],
    outside: Annotated[
        Path | None, typer.Option(help="Start a package of its own below this folder, not a folder of this checkout.")
    ] = None,
) -> None:
    """Start a new tool that works at once and passes every check."""
    files = new_outside(name, outside) if outside is not None else new_inside(name, Path.cwd())
    for path in files:
        typer.echo(path)
    home = next(path for path in files if path.name == "manifest.toml").parent
    typer.echo(f"\nStart with {home / 'README.md'}. Check it with: impetus check-tool {home}")


def check_tool(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of tools; without any, every tool is checked.")
    ] = None,
) -> None:
    """Check tools: manifest, documents, strings, procedures, guides, settings and imports."""
    from impetus.contracts.validate import main

    raise typer.Exit(main([str(folder) for folder in folders or []]))
