"""Roles, database and migrations: from an empty PostgreSQL cluster to one that the server may use.

`prepare` needs a superuser and is used for the embedded server. On a managed PostgreSQL an administrator makes
the three roles and the database (the statements are in `ROLE_SQL`), and `migrate` runs with the migrator's DSN.
Both are safe to call again and at the same time from several machines: an advisory lock lets one go first.
"""

import importlib.resources
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from impetus.kit.errors import Unavailable
from impetus.storage.engine import asyncpg_url
from impetus.storage.wall import load, raise_wall

ROLES: Final = ("impetus_migrator", "impetus_server", "impetus_worker")
"""Owner of the tables; what the server runs as; what the workers run as. None bypasses row-level security."""

KEYS_ROLE: Final = "impetus_keys"
"""Owner of the database of keys, and of nothing else."""

ROLE_SQL: Final = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS LOGIN"

_LOCK: Final = 0x1A9E705  # any number that nothing else in the cluster uses


async def prepare(superuser_dsn: str, passwords: Mapping[str, str], database: str = "impetus") -> dict[str, str]:
    """Make roles, database and tables; return a DSN for each role.

    `passwords` maps every name in `ROLES` to its password; roles that exist get it anew.
    Raise KeyError where one is missing and Unavailable where the server does not answer.
    """
    missing = [role for role in ROLES if not passwords[role]]
    if missing:
        raise ValueError(f"no password for {', '.join(missing)}: there are no default passwords")
    try:
        admin = await asyncpg.connect(superuser_dsn)
    except (OSError, asyncpg.PostgresError) as error:
        raise Unavailable(
            "PostgreSQL does not answer.", remedy="Run `impetus doctor`; it says what is wrong.", cause=str(error)
        ) from error
    try:
        await admin.execute(f"SELECT pg_advisory_lock({_LOCK})")
        for role in ROLES:
            await _make_role(admin, role, passwords[role])
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            await _make_database(admin, await admin.fetchval("SELECT quote_ident($1)", database))
        dsns = {role: with_login(superuser_dsn, role, passwords[role], database) for role in ROLES}
        await migrate(dsns["impetus_migrator"])
    finally:
        await admin.close()
    return dsns


async def prepare_keys(superuser_dsn: str, password: str, database: str = "impetus_keys") -> str:
    """Make the role `impetus_keys` and an empty database of its own for keys; return its DSN. `keys` fills it.

    Raise ValueError without a password and Unavailable where the server does not answer.
    """
    if not password:
        raise ValueError("no password for impetus_keys: there are no default passwords")
    try:
        admin = await asyncpg.connect(superuser_dsn)
    except (OSError, asyncpg.PostgresError) as error:
        raise Unavailable(
            "PostgreSQL does not answer.", remedy="Run `impetus doctor`; it says what is wrong.", cause=str(error)
        ) from error
    try:
        await admin.execute(f"SELECT pg_advisory_lock({_LOCK})")
        await _make_role(admin, KEYS_ROLE, password)
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            name = await admin.fetchval("SELECT quote_ident($1)", database)
            await admin.execute(f"CREATE DATABASE {name} OWNER {KEYS_ROLE} ENCODING 'UTF8' TEMPLATE template0")
            await admin.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    finally:
        await admin.close()
    return with_login(superuser_dsn, KEYS_ROLE, password, database)


async def server_major(dsn: str) -> int:
    """The major version of a PostgreSQL server."""
    connection = await asyncpg.connect(dsn)
    try:
        return int(connection.get_server_version().major)
    finally:
        await connection.close()


async def empty_database(superuser_dsn: str, database: str = "impetus") -> None:
    """Drop a database with all that is in it, and make it anew without tables, for a backup to be put back."""
    admin = await asyncpg.connect(superuser_dsn)
    try:
        name = await admin.fetchval("SELECT quote_ident($1)", database)
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await _make_database(admin, name)
    finally:
        await admin.close()


async def _make_database(admin: asyncpg.Connection, name: str) -> None:
    await admin.execute(f"CREATE DATABASE {name} OWNER impetus_migrator ENCODING 'UTF8' TEMPLATE template0")
    await admin.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    await admin.execute(f"GRANT CONNECT ON DATABASE {name} TO impetus_server, impetus_worker")


async def _make_role(admin: asyncpg.Connection, role: str, password: str) -> None:
    verb = "ALTER" if await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role) else "CREATE"
    quoted = await admin.fetchval("SELECT quote_literal($1)", password)
    await admin.execute(f"{verb} ROLE {role} {ROLE_SQL} PASSWORD {quoted}")


def with_login(dsn: str, user: str, password: str, database: str) -> str:
    """Return `dsn` with another user, password and database. They are quoted as the DSN needs."""
    parts = urlsplit(dsn)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(
        parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{host}", path=f"/{quote(database)}")
    )


async def migrate(migrator_dsn: str) -> str:
    """Bring tables and wall up to date; return the revision they are at. Several callers wait for each other."""
    engine = create_async_engine(asyncpg_url(migrator_dsn), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            return await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def pending(dsn: str) -> bool:
    """Whether the database is behind this program (or has no tables yet)."""
    engine = create_async_engine(asyncpg_url(dsn), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
            if current != ScriptDirectory.from_config(_config()).get_current_head():
                return True
            return bool((await connection.execute(text("SELECT wall_fingerprint()"))).scalar_one() != load()[1])
    finally:
        await engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(importlib.resources.files("impetus.storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> str:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    raise_wall(connection)
    return MigrationContext.configure(connection).get_current_revision() or ""
