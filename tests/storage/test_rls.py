"""Every table is closed without agency and purpose, and to other agencies."""

import asyncpg
import pytest
from sqlalchemy import text
from tests.fixtures.storage import Database

from impetus.kit.errors import Conflict
from impetus.storage.unit import UnitOfWork


async def tables(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
    )
    return [row["tablename"] for row in rows]


async def fill(connection: asyncpg.Connection, table: str, agency: str) -> None:
    """Put one row into a table, whatever its columns are (as superuser, without constraints between tables)."""
    columns = await connection.fetch(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name = $1 AND is_nullable = 'NO' AND is_identity = 'NO' AND column_default IS NULL",
        table,
    )
    values = {
        "text": f"'{agency}'", "bigint": "1", "integer": "1", "smallint": "1", "double precision": "1",
        "boolean": "true", "jsonb": "'{}'", "bytea": f"'{agency}'", "date": "'2026-03-06'",
        "timestamp with time zone": "now()", "ARRAY": "'{}'",
    }  # fmt: skip
    names = ", ".join(c["column_name"] for c in columns)
    content = ", ".join(
        f"'{agency}'" if c["column_name"] == "agency_id"
        else "'setup'" if (table, c["column_name"]) == ("setup_link", "kind")
        else values[c["data_type"]]
        for c in columns
    )  # fmt: skip
    await connection.execute(f"INSERT INTO {table} ({names}) VALUES ({content})")


async def test_every_table_has_an_agency_and_forced_row_level_security(database: Database) -> None:
    admin = await asyncpg.connect(database.superuser)
    names = await tables(admin)
    assert len(names) >= 23
    for table in names:
        flags = await admin.fetchrow(
            "SELECT relrowsecurity AS enabled, relforcerowsecurity AS forced FROM pg_class WHERE oid = $1::regclass",
            table,
        )
        assert flags is not None, table
        assert (flags["enabled"], flags["forced"]) == (True, True), table
        nullable = await admin.fetchval(
            "SELECT is_nullable FROM information_schema.columns WHERE table_name = $1 AND column_name = 'agency_id'",
            table,
        )
        assert nullable == "NO", table
    await admin.close()


async def test_roles_have_no_power_to_pass_by(database: Database) -> None:
    admin = await asyncpg.connect(database.superuser)
    rows = await admin.fetch("SELECT * FROM pg_roles WHERE rolname LIKE 'impetus\\_%' AND rolname <> current_user")
    for row in rows:
        assert not row["rolsuper"], row["rolname"]
        assert not row["rolbypassrls"], row["rolname"]
        assert not row["rolcreaterole"], row["rolname"]
    await admin.close()


@pytest.mark.parametrize("role", ["server", "worker", "migrator"])
async def test_tables_are_closed(database: Database, role: str) -> None:
    admin = await asyncpg.connect(database.superuser)
    await admin.execute("SET session_replication_role = replica")  # no foreign keys while filling
    for row in await admin.fetch(
        "SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype = 'c'"
        " AND connamespace = 'public'::regnamespace"
    ):
        await admin.execute(f'ALTER TABLE {row["t"]} DROP CONSTRAINT "{row["conname"]}"')  # nor rules on what they say
    for table in await tables(admin):
        for agency in ("bergen", "trento"):
            await fill(admin, table, agency)
    connection = await asyncpg.connect(getattr(database, role))
    for table in sorted({*await tables(admin)} - {"wall"}):  # nobody's but the migrator's: tests/policy/test_wall.py
        may = await admin.fetchval(
            "SELECT has_column_privilege($1, $2, 'agency_id', 'SELECT')", f"impetus_{role}", table
        )
        if not may:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"SELECT * FROM {table}")
            continue
        for agency, purpose, expected in (
            (None, None, 0),
            ("bergen", None, 0),
            ("bergen", "", 0),
            (None, "urban_safety", 0),
            ("", "urban_safety", 0),
            ("bergen", "urban_safety", 1),
        ):
            async with connection.transaction():
                if agency is not None:
                    await connection.execute("SELECT set_config('impetus.agency', $1, true)", agency)
                await connection.execute("SELECT set_config('impetus.role', 'platform', true)")
                if purpose is not None:
                    await connection.execute("SELECT set_config('impetus.purpose', $1, true)", purpose)
                seen = await connection.fetch(f"SELECT agency_id FROM {table}")
                assert len(seen) == expected, (table, agency, purpose)
                assert {row["agency_id"] for row in seen} <= {agency}, table
    await connection.close()
    await admin.close()


async def test_workers_cannot_read_people(database: Database) -> None:
    worker = await asyncpg.connect(database.worker)
    for table in ("person", "session", "setup_link", "login_attempt", "source_token"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.fetch(f"SELECT * FROM {table}")
    await worker.close()


async def test_a_tool_reads_no_audit_entry(uow: UnitOfWork, worker_uow: UnitOfWork) -> None:
    """The sequencer, which links entries, runs as the worker's role; a tool's unit of the same role sees none."""
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        unit.audit("alert.confirmed", "x")
    found = {}
    for actor, purpose in (("platform", "platform.audit"), ("tool:anomaly", "urban_safety")):
        async with worker_uow(agency="helsinki", purpose=purpose, actor=actor) as unit:
            found[actor] = (await unit.session.execute(text("SELECT count(*) FROM audit_entry"))).scalar_one()
    assert found == {"platform": 1, "tool:anomaly": 0}


async def test_nobody_writes_for_another_agency(uow: UnitOfWork) -> None:
    with pytest.raises(Exception, match="row-level security"):
        async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
            await unit.session.execute(
                text(
                    "INSERT INTO job_progress (agency_id, task, done, total, changed_at)"
                    " VALUES ('oslo', 'x', 1, 1, now())"
                )
            )


async def test_scope_does_not_outlive_its_transaction(uow: UnitOfWork) -> None:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        pass
    async with uow.engine.connect() as connection:
        seen = await connection.execute(text("SELECT count(*) FROM agency"))
        assert seen.scalar_one() == 0
    assert unit.agency == "helsinki"


async def test_platform_purposes_span_agencies_only_on_their_tables(database: Database) -> None:
    admin = await asyncpg.connect(database.superuser)
    policies = {
        (row["policyname"], row["tablename"], row["cmd"])
        for row in await admin.fetch(
            "SELECT * FROM pg_policies WHERE policyname <> 'own_agency' AND permissive = 'PERMISSIVE'"
            " AND tablename <> 'wall'"
        )
    }
    spanning = {name.rsplit("_", 1)[0] for name, _, _ in policies if name.startswith("platform_")}
    assert spanning == {
        "platform_login", "platform_agencies", "platform_push", "platform_relay", "platform_positions",
        "platform_public", "platform_responder", "platform_channels", "platform_federation",
    }  # fmt: skip
    shared = {table for name, table, _ in policies if not name.startswith("platform_")}
    assert shared - {"outbox"} <= {table for table in await tables(admin) if "incident" in table}
    assert not {table for _, table, _ in policies} & {"alert", "verdict", "audit_entry", "sensor", "tool_setting"}
    await admin.close()


async def test_agency_needed(uow: UnitOfWork) -> None:
    for scope in ({"agency": "", "purpose": "p", "actor": "a"}, {"agency": "a", "purpose": "", "actor": "a"}):
        with pytest.raises(ValueError, match="needs an agency"):
            async with uow(**scope):
                pass


async def test_unique_rows_become_conflicts(uow: UnitOfWork) -> None:
    insert = text("INSERT INTO tool_setting (agency_id, tool, version, settings, changed_at)"
                  " VALUES ('helsinki', 'anomaly', 1, '{}', now())")  # fmt: skip
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        await unit.session.execute(insert)
    with pytest.raises(Conflict):
        async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
            await unit.session.execute(insert)
