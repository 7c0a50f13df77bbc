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
    """Bring the databases of data and keys up to date, as their owners. `impetus up` does it by itself."""
    from impetus.keys.tables_repository import migrate_keys
    from impetus.launch.folder import DataFolder
    from impetus.launch.services import KEYS_ROLE, ROLES
    from impetus.storage import bootstrap

    settings = PlatformSettings()
    superuser = os.environ.get("IMPETUS_BOOTSTRAP_URL", "")
    if superuser:
        folder = DataFolder(settings.data_dir)
        passwords = {role: folder.secret(f"postgres_{role}") for role in ROLES}

        async def prepare() -> None:
            await bootstrap.prepare(superuser, passwords)
            await migrate_keys(await bootstrap.prepare_keys(superuser, folder.secret(f"postgres_{KEYS_ROLE}")))

        asyncio.run(prepare())
    elif settings.migrator_database_url:
        asyncio.run(bootstrap.migrate(settings.migrator_database_url))
    else:
        raise BadInput(
            "No database address to migrate with.",
            remedy="Set IMPETUS_MIGRATOR_DATABASE_URL to the address of the role impetus_migrator.",
        )
    if settings.keys_url and not superuser:
        asyncio.run(migrate_keys(settings.keys_url))
    typer.echo("The database is up to date.")
