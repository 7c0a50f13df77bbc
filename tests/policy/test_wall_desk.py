"""The wall where it follows the row: channels, contacts, one's own notices, the first desk; no table is forgotten."""

import contextlib

import asyncpg
import pytest
from sqlalchemy import text
from tests.fixtures.storage import Database
from tests.policy import truth
from tests.storage.test_rls import tables

from impetus.policy.vocabulary import Purpose, Role
from impetus.storage.unit import UnitOfWork

SCOPES = [(role, purpose, case) for role in Role for purpose in Purpose for case in (False, True)]
WITHOUT = {  # why a table has no wall of its own: agency and purpose bound each of them
    "wall": "the wall itself, which nobody but the migrator reads",
    "agency": "everybody reads what their agency is called",
    "clock_state": "everybody reads what time it is", "job_progress": "counts of the program's own work",
    "stream_position": "the program's place in the stream", "source_count": "numbers of readings",
    "history_segment": "which files there are; what is in them is sealed", "outbox": "the program's own way out",
    "saved_view": "a person's own filters", "session": "signing in", "setup_link": "signing in",
    "login_attempt": "signing in", "login_step": "signing in", "oidc_account": "signing in",
    "oidc_provider": "signing in", "person_factor": "signing in", "recovery_code": "signing in",
    "confirmation": "a person's own, for one act", "masked_item": "which places are masked, without what was there",
    "masked_index": "a policy of its own: officers by request",
    "original": "a policy of its own: under a grant, its author, officers by request",
    "responder_link": "purposes of their own", "responder_event": "purposes of their own",
    "incident_federation": "the incident's own policies", "incident_link": "the incident's own policies",
    "incident_message": "the incident's own policies", "incident_number": "a counter",
    "incident_partner": "the incident's own policies", "incident_setting": "goals and days, of nobody",
}  # fmt: skip
FILL = (
    "INSERT INTO channel (agency_id, id, name, type, settings, created_at, changed_at, changed_by) VALUES"
    " ('helsinki', 'mail', 'Mail', 'email', '{}', now(), now(), 'x'),"
    " ('helsinki', 'here', 'Console', 'console', '{}', now(), now(), 'x')",
    "INSERT INTO contact (agency_id, person, email, changed_at, changed_by)"
    " VALUES ('helsinki', 'per_1', 'one@example.org', now(), 'x'), ('oslo', 'per_9', 'nine@example.org', now(), 'x')",
    "INSERT INTO delivery (agency_id, key, channel, about, subject, severity, person, locale, message, next_at,"
    " made_at)"
    " VALUES ('helsinki', 'mailed', 'mail', 'alert', 'a', 'high', NULL, 'en', '{}', now(), now()),"
    " ('helsinki', 'to-1', 'here', 'alert', 'a', 'high', 'per_1', 'en', '{}', now(), now()),"
    " ('helsinki', 'to-2', 'here', 'alert', 'a', 'high', 'per_2', 'en', '{}', now(), now()),"
    " ('helsinki', 'to-all', 'here', 'alert', 'a', 'high', NULL, 'en', '{}', now(), now())",
)


async def filled(database: Database) -> None:
    admin = await asyncpg.connect(database.superuser)
    await admin.execute("SET session_replication_role = replica")  # no foreign keys while filling
    for statement in FILL:
        await admin.execute(statement)
    await admin.close()


async def test_channels_contacts_and_messages_row_by_row(database: Database, uow: UnitOfWork) -> None:
    await filled(database)
    for role, purpose, case in SCOPES:
        data = truth.data(purpose, case)
        readers, writers = data.get("channel", (set(), set()))
        registers, keepers = data.get("register", (set(), set()))[0], data.get("person", (set(), set()))[1]
        where = (role, purpose, case)
        scope = {"agency": "helsinki", "purpose": purpose, "actor": "person:per_1", "role": role}
        async with uow(**scope, case="c" if case else "") as unit:

            async def seen(what: str) -> set[str]:
                return set((await unit.session.execute(text(f"SELECT {what}"))).scalars())

            async def changed(table: str, key: str) -> set[str]:
                rows = await unit.session.execute(text(f"UPDATE {table} SET {key} = {key} RETURNING {key}"))
                return set(rows.scalars())

            channels = {"mail", "here"} if role in readers | registers else {"here"}
            assert await seen("id FROM channel") == channels, where
            assert await changed("channel", "id") == (channels if role in writers else set()), where
            assert await seen("person FROM contact") == ({"per_1"} if role in readers | keepers else set()), where
            assert await changed("contact", "person") == ({"per_1"} if role in writers | keepers else set()), where
            everything = {"mailed", "to-1", "to-2", "to-all"}
            mine = everything if role in readers else {"to-1", "to-all"}
            assert await seen("key FROM delivery") == mine, where
            assert await changed("delivery", "key") == (everything if role in writers else {"to-1"}), where


@pytest.mark.parametrize(
    ("row", "anybody"),
    [("'{}', NULL", True), ("'{}', 'person:per_1'", False), ("'{fire}', NULL", False)],
)
async def test_who_looks_for_desks_makes_the_first_and_no_other(uow: UnitOfWork, row: str, anybody: bool) -> None:
    for role, purpose, case in SCOPES:
        readers, writers = truth.data(purpose, case).get("shift", (set(), set()))
        may = role in writers or (anybody and role in readers)
        scope = {"agency": "helsinki", "purpose": purpose, "actor": "person:per_1", "role": role}
        refused = contextlib.nullcontext() if may else pytest.raises(Exception, match="row-level security")
        with contextlib.suppress(_Back), refused:
            async with uow(**scope, case="c" if case else "") as unit:
                await unit.session.execute(
                    text(
                        "INSERT INTO desk (agency_id, id, name, made_at, kinds, made_by)"
                        f" VALUES ('helsinki', 'd', 'Desk', now(), {row})"
                    )
                )
                raise _Back


async def test_no_table_is_forgotten(database: Database) -> None:
    admin = await asyncpg.connect(database.superuser)
    behind = {
        row["tablename"]
        for row in await admin.fetch("SELECT tablename FROM pg_policies WHERE policyname LIKE 'wall\\_%'")
    }
    assert sorted(set(await tables(admin)) - behind) == sorted(WITHOUT)
    await admin.close()


class _Back(Exception):
    """Nothing of it is kept."""
