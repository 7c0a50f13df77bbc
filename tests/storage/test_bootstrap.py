"""Roles and migrations: from nothing, again, and at the same time."""

import asyncio

import asyncpg
import pytest
from tests.fixtures.storage import PASSWORDS, Database

from impetus.kit.errors import Unavailable
from impetus.launch.postgres import EmbeddedPostgres
from impetus.storage.bootstrap import migrate, pending, prepare, with_login


async def test_concurrent_starts_do_not_disturb_each_other(postgres: EmbeddedPostgres) -> None:
    made = await asyncio.gather(*(prepare(postgres.superuser_dsn(), PASSWORDS, "impetus_race") for _ in range(4)))
    assert all(dsns == made[0] for dsns in made)
    assert not await pending(made[0]["impetus_server"])
    at = await migrate(made[0]["impetus_migrator"])
    assert at == await migrate(made[0]["impetus_migrator"])


async def test_an_empty_database_is_pending(postgres: EmbeddedPostgres) -> None:
    assert await pending(postgres.superuser_dsn())


async def test_no_password_is_assumed(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(ValueError, match="no default passwords"):
        await prepare(postgres.superuser_dsn(), {**PASSWORDS, "impetus_server": ""})
    with pytest.raises(KeyError):
        await prepare(postgres.superuser_dsn(), {})


async def test_a_server_that_is_away_is_told(unused_tcp_port: int) -> None:
    with pytest.raises(Unavailable):
        await prepare(f"postgresql://nobody:nothing@127.0.0.1:{unused_tcp_port}/postgres", PASSWORDS)


def test_logins_are_quoted() -> None:
    dsn = with_login("postgresql://root:x@127.0.0.1:5432/postgres", "server", "a/b@c:d", "impetus")
    assert dsn == "postgresql://server:a%2Fb%40c%3Ad@127.0.0.1:5432/impetus"


async def test_audit_entries_are_never_changed_or_deleted(database: Database) -> None:
    admin = await asyncpg.connect(database.superuser)  # not even a superuser by accident
    await admin.execute(
        "INSERT INTO audit_entry (agency_id, at, actor, what, purpose) VALUES ('helsinki', now(), 'a', 'b', 'c')"
    )
    for statement in (
        "UPDATE audit_entry SET what = 'nothing'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_entry SET what = 'nothing' WHERE false",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed or deleted"):
            await admin.execute(statement)
    assert await admin.fetchval("SELECT what FROM audit_entry") == "b"
    await admin.close()
