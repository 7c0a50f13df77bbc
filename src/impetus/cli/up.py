"""`impetus up`: start everything on this machine."""

from pathlib import Path

import typer

from impetus.kit.settings import PlatformSettings
from impetus.launch import supervisor
from impetus.launch.console_build import ensure_built


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up")(up)


def up(
    demo: bool = typer.Option(False, "--demo", help="Run the demonstration city, Helsinki on a made-up Friday."),
    data: Path | None = typer.Option(
        None, "--data", help="Data folder. Default: /var/lib/impetus for root, else yours."
    ),
    host: str = typer.Option("", "--host", help="Address to listen on. Default: this machine only."),
    port: int | None = typer.Option(None, "--port", help="Port of the console. Default: 8600, or the next free one."),
) -> None:
    """Start everything: PostgreSQL and NATS (unless their addresses are set), server, workers, console."""
    settings = PlatformSettings()
    changes: dict[str, object] = {"demo": demo or settings.demo}
    if data is not None:
        changes["data_dir"] = data
    elif demo and "data_dir" not in settings.model_fields_set:
        # the demonstration never mixes with a city's own data
        changes["data_dir"] = settings.data_dir.with_name(settings.data_dir.name + "-demo")
    if host:
        changes["host"] = host
    if port is not None:
        changes["port"] = port
    settings = settings.model_copy(update=changes)
    if settings.host not in ("127.0.0.1", "localhost", "::1"):
        typer.secho(
            f"The console will listen on {settings.host}. Put a proxy with TLS before it: passwords cross the network.",
            fg="yellow",
        )
    say = _say
    ensure_built(say)
    supervisor.run(settings, say, _ready, port_given=port is not None)


def _say(words: str) -> None:
    typer.echo(f"  {words}")


def _ready(running: supervisor.Supervisor) -> None:
    typer.echo("")
    typer.secho(f"  IMPETUS is running: {running.address}", bold=True)
    link = running.folder.base / "run" / "setup-link"
    if link.is_file():
        typer.echo(f"  First start: make the administrator's account at {link.read_text().strip()}")
        typer.echo("  (the link works once; 'impetus setup-link' makes another)")
    typer.echo(f"  Data: {running.folder.base}    Stop: Ctrl-C")
    typer.echo("")
