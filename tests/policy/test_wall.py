"""The wall in the database lets through what the independent table says, and nobody moves it."""

import asyncpg
import pytest
from sqlalchemy import text
from tests.fixtures.storage import Database
from tests.policy import truth
from tests.storage.test_rls import fill

from impetus.policy.vocabulary import Purpose, Resource, Role
from impetus.policy.wall import MACHINES, lines
from impetus.storage.bootstrap import migrate, pending
from impetus.storage.unit import UnitOfWork
from impetus.storage.wall import load

SCOPES = [(role, purpose, case) for role in Role for purpose in Purpose for case in (False, True)]
READABLE = {  # a table that stands for its class
    "alert": "alert", "verdict": "figures", "incident": "incident", "incident_evidence": "incident_evidence",
    "procedure": "procedure", "sensor": "sensor", "source": "source", "tool_state": "tool", "shift": "shift",
    "warning": "warning", "audit_entry": "audit", "case_file": "case", "triage_setting": "tool", "silence": "alert",
    "notify_rule": "channel", "notice": "channel", "warning_feed": "source",
    "delivery": "channel", "desk": "shift", "shift_setting": "shift", "duty": "handover",
    "handover": "handover", "handover_item": "handover", "shift_note": "handover", "owner_left": "handover",
}  # fmt: skip
CHANGEABLE = ("alert", "incident", "incident_evidence", "procedure", "sensor", "source", "tool_state", "shift",
              "warning", "verdict", "case_file", "silence", "notify_rule", "notice",
              "delivery", "desk", "duty", "handover", "handover_item", "shift_note", "owner_left",
              "warning_feed")  # fmt: skip
ASK = text(
    "SELECT wanted, wall_allows(wanted, 'read'), wall_allows(wanted, 'write')"
    " FROM unnest(CAST(:all AS text[])) AS wanted"
)


def test_the_file_is_what_the_policies_say() -> None:
    assert load()[0] == list(lines())


async def test_every_role_purpose_class_and_case_as_the_table_says(uow: UnitOfWork) -> None:
    for role, purpose, case in SCOPES:
        expected = truth.data(purpose, case)
        async with uow(
            agency="helsinki", purpose=purpose, actor="person:x", role=role, case="c" if case else ""
        ) as unit:
            rows = await unit.session.execute(ASK, {"all": [*Resource]})
            seen = {resource: (read, write) for resource, read, write in rows}
        for resource in Resource:
            readers, writers = expected.get(resource, (set(), set()))
            assert seen[resource] == (role in readers, role in writers), (role, purpose, case, resource)


async def test_the_tables_themselves_are_behind_it(database: Database, uow: UnitOfWork) -> None:
    admin = await asyncpg.connect(database.superuser)
    await admin.execute("SET session_replication_role = replica")  # no foreign keys while filling
    for row in await admin.fetch(
        "SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype = 'c'"
        " AND connamespace = 'public'::regnamespace"
    ):
        await admin.execute(f'ALTER TABLE {row["t"]} DROP CONSTRAINT "{row["conname"]}"')
    for table in READABLE:
        await fill(admin, table, "helsinki")
    counts = text(" UNION ALL ".join(f"SELECT '{table}', EXISTS (SELECT 1 FROM {table})" for table in READABLE))
    for role, purpose, case in SCOPES:
        expected = truth.data(purpose, case)
        scope = {"agency": "helsinki", "purpose": purpose, "actor": "person:x", "role": role}
        async with uow(**scope, case="c" if case else "") as unit:
            seen = dict(list(await unit.session.execute(counts)))
            for table in CHANGEABLE:
                done = await unit.session.execute(text(f"UPDATE {table} SET agency_id = agency_id"))
                writers = expected.get(READABLE[table], (set(), set()))[1]
                assert (done.rowcount == 1) is (role in writers), (role, purpose, case, table)
        for table, resource in READABLE.items():
            readers = expected.get(resource, (set(), set()))[0]
            assert seen[table] is (role in readers), (role, purpose, case, table)
    await admin.close()


async def test_who_is_nobody_passes_nowhere(uow: UnitOfWork) -> None:
    for role, purpose in (("", "urban_safety"), ("emperor", "urban_safety"), ("operator", "curiosity"), ("#", "*")):
        async with uow(agency="helsinki", purpose=purpose, actor="nobody", role=role) as unit:
            rows = list(await unit.session.execute(ASK, {"all": [*Resource, "#", "everything", ""]}))
        assert not any(read or write for _, read, write in rows), (role, purpose)


async def test_tools_see_and_write_no_more_than_their_work_needs(uow: UnitOfWork) -> None:
    async with uow(agency="helsinki", purpose="urban_safety", actor="tool:anomaly") as unit:
        rows = {name: (read, write) for name, read, write in await unit.session.execute(ASK, {"all": [*Resource]})}
    reads, writes = MACHINES["tool", "*"]
    assert rows == {one: (one in reads or one in writes, one in writes) for one in Resource}
    assert not rows["audit"][0]
    assert not rows["grant"][0]
    assert not rows["unmasked_item"][0]


@pytest.mark.parametrize("role", ["server", "worker"])
async def test_nobody_but_the_migrator_reads_or_moves_it(database: Database, role: str) -> None:
    connection = await asyncpg.connect(getattr(database, role))
    for statement in (
        "SELECT * FROM wall",
        "INSERT INTO wall VALUES ('platform', 'audit', 'operator', 'urban_safety', false, true, true)",
        "UPDATE wall SET may_read = true",
        "DELETE FROM wall",
        "DROP POLICY wall_read ON alert",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


async def test_an_old_wall_is_seen_and_raised_anew(database: Database) -> None:
    assert not await pending(database.server)
    migrator = await asyncpg.connect(database.migrator)
    await migrator.execute("UPDATE wall SET role = 'another' WHERE resource = '#'")
    await migrator.execute("DELETE FROM wall WHERE resource = 'alert'")
    assert await pending(database.server)
    await migrate(database.migrator)
    assert not await pending(database.server)
    assert await migrator.fetchval("SELECT count(*) FROM wall WHERE resource = 'alert'") > 0
    await migrator.close()
