"""`impetus worker`: roles that run apart from the server, on this machine or another."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(worker)


def worker(
    roles: Annotated[
        str, typer.Option(help="Parted by commas: intake, history, relay, triage, tools.")
    ] = "intake,history,relay,triage,channels,tools",
    tools: Annotated[str, typer.Option(help="Run these tools only, parted by commas.")] = "",
) -> None:
    """Run roles of a worker until SIGTERM; as many workers as needed, on as many machines."""
    from impetus.worker.main import main

    raise typer.Exit(main(["--roles", roles, *(["--tools", tools] if tools else [])]))
