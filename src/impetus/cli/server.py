"""`impetus server`: the HTTP server alone."""

import asyncio

import typer

from impetus.kit.settings import PlatformSettings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("server")(server)


def server() -> None:
    """Serve the console and the API (needs IMPETUS_DATABASE_URL and IMPETUS_NATS_URL)."""
    from impetus.launch.gate import wait_at_gate
    from impetus.launch.parent import follow_parent
    from impetus.server.app import create_app
    from impetus.server.run import serve

    follow_parent()
    settings = PlatformSettings()
    app = create_app(settings)
    wait_at_gate()
    asyncio.run(serve(settings, app))
