"""`impetus migrate`: make or update roles, database and tables."""

import asyncio
import os

import typer

from impetus.kit.errors import BadInput
from impetus.kit.settings import PlatformSettings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("migrate")(migrate)


def migrate() -> None:
    """Bring the database up to date (IMPETUS_MIGRATOR_DATABASE_URL). `impetus up` does it by itself."""
    from impetus.launch.folder import DataFolder
    from impetus.launch.services import ROLES
    from impetus.storage import bootstrap

    settings = PlatformSettings()
    superuser = os.environ.get("IMPETUS_BOOTSTRAP_URL", "")
    if superuser:
        folder = DataFolder(settings.data_dir)
        passwords = {role: folder.secret(f"postgres_{role}") for role in ROLES}
        asyncio.run(bootstrap.prepare(superuser, passwords))
    elif settings.migrator_database_url:
        asyncio.run(bootstrap.migrate(settings.migrator_database_url))
    else:
        raise BadInput(
            "No database address to migrate with.",
            remedy="Set IMPETUS_MIGRATOR_DATABASE_URL to the address of the role impetus_migrator.",
        )
    typer.echo("The database is up to date.")
