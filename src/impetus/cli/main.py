"""`impetus`: one command for every daily thing. Only the module of the command asked for is imported."""

import importlib
import sys
from typing import Final

import typer

from impetus import __version__
from impetus.kit.errors import ImpetusError

COMMANDS: Final[dict[str, str]] = {
    "up": "impetus.cli.up",
    "doctor": "impetus.cli.doctor",
    "audit": "impetus.cli.audit",
    "backup": "impetus.cli.backup",
    "restore": "impetus.cli.backup",
    "setup-link": "impetus.cli.setup_link",
    "replay": "impetus.cli.replay",
    "sources": "impetus.cli.sources",
    "anomaly": "impetus.cli.anomaly",
    "cyber": "impetus.cli.cyber",
    "evacuation": "impetus.cli.evacuation",
    "map": "impetus.cli.map",
    "new-tool": "impetus.cli.new_tool",
    "check-tool": "impetus.cli.new_tool",
    "server": "impetus.cli.server",
    "worker": "impetus.cli.worker",
    "migrate": "impetus.cli.migrate",
    "city": "impetus.cli.city",
}
"""Command name to the module whose `register(app)` adds it."""


def build(names: list[str]) -> typer.Typer:
    """Return the program with the commands of `names`."""
    app = typer.Typer(
        name="impetus",
        help="The open, self-hosted console for a city's safety operators.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
    )

    @app.callback(invoke_without_command=True)
    def root(version: bool = typer.Option(False, "--version", help="Print the version.")) -> None:
        if version:
            typer.echo(__version__)
            raise typer.Exit

    for module in dict.fromkeys(COMMANDS[name] for name in names):
        importlib.import_module(module).register(app)
    return app


def main() -> None:
    """Entry point: run the command, show typed errors as two sentences, never a traceback for them."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    names = [asked] if asked in COMMANDS else list(COMMANDS)
    try:
        build(names)()
    except ImpetusError as error:
        typer.secho(error.problem, fg="red", err=True)
        if error.remedy:
            typer.echo(error.remedy, err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
