"""After their period entries forget persons, by the law's own hand alone, and the chain over them still holds."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.audit.test_chain import SIGNER, tampering
from tests.fixtures.storage import Database
from tests.law.retention.test_ledger import without_receipts

from impetus.audit.chain import Row, leaf_of
from impetus.audit.forgetting_repository import CATEGORY, LEAST
from impetus.audit.task import PURPOSE, Sequencer
from impetus.audit.verify import Report, verify
from impetus.contracts.discovery import discover
from impetus.keys.store import KeyStore
from impetus.kit.clock import ManualClock
from impetus.kit.errors import BadInput
from impetus.kit.merkle import leaf
from impetus.kit.times import as_datetime
from impetus.law.retention import repository
from impetus.law.retention.categories import CATEGORIES
from impetus.law.retention.ledger import reconcile
from impetus.law.retention.records import Lock
from impetus.law.retention.service import erase, manifests
from impetus.law.retention.sweep import Sweeper
from impetus.storage.engine import make_engine
from impetus.storage.unit import Unit, UnitOfWork

PERIOD = timedelta(days=CATEGORIES[CATEGORY].days)
CANARY = "Canary-7f3a"


@pytest.fixture
def sequencer(worker_uow: UnitOfWork) -> Sequencer:
    return Sequencer(worker_uow, SIGNER)


@pytest.fixture
def sweeper(worker_uow: UnitOfWork, keys: KeyStore, tmp_path: Path) -> Sweeper:
    return Sweeper(worker_uow, keys, tmp_path, manifests(discover()))


@pytest.fixture
async def root(database: Database) -> AsyncIterator[AsyncEngine]:
    """Somebody who owns the machine."""
    engine = make_engine(database.superuser, name="intruder", pool_size=1)
    yield engine
    await engine.dispose()


async def write(uow: UnitOfWork, subjects: Sequence[str], agency: str = "helsinki") -> None:
    for subject in subjects:
        async with uow(
            agency=agency, purpose="investigation", actor=f"person:{CANARY}", role="supervisor",
            address=f"192.0.2.7/{CANARY}", case=f"cas_{subject}",
        ) as unit:  # fmt: skip
            unit.audit("alert.confirmed", f"{CANARY}-{subject}", note=CANARY, reason=CANARY, recipient=CANARY)


async def link(sequencer: Sequencer) -> None:
    await sequencer.link()
    await sequencer.sign(now=True)


async def verified(uow: UnitOfWork, *outside: str) -> Report:
    async with uow(agency="helsinki", purpose=PURPOSE, actor="platform") as unit:
        return await verify(unit, SIGNER.verifier, outside=outside)


async def bearing(database: Database, agency: str = "helsinki") -> int:
    """How many entries of an agency show the canary anywhere."""
    inside = await asyncpg.connect(database.superuser)
    found = await inside.fetchval(
        "SELECT count(*) FROM audit_entry e WHERE agency_id = $1 AND to_jsonb(e)::text LIKE '%' || $2 || '%'",
        agency, CANARY,
    )  # fmt: skip
    await inside.close()
    return int(found)


async def note(uow: UnitOfWork) -> str:
    """The newest checkpoint, as a second party keeps it."""
    async with uow(agency="helsinki", purpose=PURPOSE, actor="platform") as unit:
        found = await unit.session.execute(text("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1"))
        return str(found.scalar_one())


async def test_what_is_over_forgets_persons_and_the_chain_still_holds(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer, sweeper: Sweeper, database: Database,
    manual_clock: ManualClock,
) -> None:  # fmt: skip
    await write(uow, ["a", "b", "c"])
    await write(uow, ["theirs"], agency="oslo")
    await link(sequencer)
    kept = await note(worker_uow)
    manual_clock.advance(int(PERIOD.total_seconds() * 1000) + 1)
    await write(uow, ["young"])
    assert (await bearing(database), await bearing(database, "oslo")) == (4, 1)
    [receipt] = await sweeper.sweep("helsinki")
    assert (receipt.category, receipt.items, receipt.rows) == (CATEGORY, 3, 3)
    assert (await bearing(database), await bearing(database, "oslo")) == (1, 1), "the young one, and the neighbour's"
    between = await verified(uow, kept)
    assert (between.fault, between.forgotten) == (None, 3), "before the deletion itself is linked"
    await link(sequencer)
    report = await verified(uow, kept)
    assert (report.fault, report.entries, report.forgotten, report.outside) == (None, 5, 3, 1)
    assert await sweeper.sweep("helsinki") == []
    manual_clock.advance(int(PERIOD.total_seconds() * 1000) + 1)
    await sweeper.sweep("helsinki")
    await link(sequencer)
    report = await verified(uow, kept)
    assert (report.fault, report.forgotten) == (None, 4), "what says that others were forgotten stays"


async def test_what_no_checkpoint_covers_is_not_forgotten(
    uow: UnitOfWork, sequencer: Sequencer, sweeper: Sweeper, manual_clock: ManualClock
) -> None:
    await write(uow, ["a"])
    manual_clock.advance(int(PERIOD.total_seconds() * 1000) + 1)
    assert await sweeper.sweep("helsinki") == []
    await sequencer.link()
    assert await sweeper.sweep("helsinki") == []
    await sequencer.sign(now=True)
    assert [one.items for one in await sweeper.sweep("helsinki")] == [1]


async def test_a_locked_case_keeps_its_entries(
    uow: UnitOfWork, sequencer: Sequencer, sweeper: Sweeper, database: Database, manual_clock: ManualClock
) -> None:
    await write(uow, ["a", "b"])
    await link(sequencer)
    manual_clock.advance(int(PERIOD.total_seconds() * 1000) + 1)
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        at = as_datetime(unit.clock.now_ms())
        await repository.lock(
            unit,
            Lock(id="lck_1", category="case", item="cas_a", reason="A court", by_person="per_1", at=at, until=None),
        )
    [receipt] = await sweeper.sweep("helsinki")
    assert (receipt.items, receipt.kept, await bearing(database)) == (1, 1, 1)


async def test_nobody_has_entries_erased_before_their_time(uow: UnitOfWork) -> None:
    async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
        with pytest.raises(BadInput, match="cannot be erased"):
            await erase(unit, CATEGORY, ["1"], "It shows what I did", "per_1")


async def test_the_workers_empty_a_row_whole_or_not_at_all(uow: UnitOfWork, worker_uow: UnitOfWork) -> None:
    await write(uow, ["a"])

    def unit(of: UnitOfWork) -> AbstractAsyncContextManager[Unit]:
        return of(agency="helsinki", purpose="platform.retention", actor="platform")

    whole = (
        "actor = '', role = '', subject = '', case_file = '', reason = '', recipient = '', address = '', salt = '',"
        " detail = '{}', forgotten = true"
    )
    for pool, change in (
        (worker_uow, "reason = ''"),
        (worker_uow, "forgotten = true"),
        (worker_uow, whole.replace("actor = ''", "actor = 'person:another'")),
        (worker_uow, f"{whole}, what = 'login'"),
        (uow, whole),
    ):
        with pytest.raises(DBAPIError, match=r"never changed or deleted|permission denied"):
            async with unit(pool) as at:
                await at.session.execute(text(f"UPDATE audit_entry SET {change}"))
    async with unit(worker_uow) as at:
        await at.session.execute(text(f"UPDATE audit_entry SET {whole}"))
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        async with unit(worker_uow) as at:
            await at.session.execute(text(f"UPDATE audit_entry SET {whole}"))


EMPTY = (
    "UPDATE audit_entry SET actor = '', role = '', subject = '', case_file = '', reason = '', recipient = '',"
    " address = '', salt = '', detail = '{}', forgotten = true WHERE agency_id = 'helsinki' AND subject LIKE '%-b'"
    " RETURNING id"
)


async def test_whoever_empties_an_entry_past_the_law_is_named(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer, sweeper: Sweeper, root: AsyncEngine,
    manual_clock: ManualClock,
) -> None:  # fmt: skip
    await write(uow, ["old"])
    await link(sequencer)
    manual_clock.advance(int(PERIOD.total_seconds() * 1000) + 1)
    await write(uow, ["a", "b"])
    await sweeper.sweep("helsinki")
    await link(sequencer)
    async with tampering(root, manual_clock) as unit:
        entry = (await unit.session.execute(text(EMPTY))).scalar_one()
        report = await verify(unit, SIGNER.verifier)
        assert report.fault is not None
        assert (report.fault.problem, report.fault.seq, report.fault.entry) == ("forgotten_early", 3, entry)
    async with tampering(root, manual_clock) as unit:
        await unit.session.execute(
            text("UPDATE audit_entry SET forgotten = true, reason = 'x' WHERE subject LIKE '%-b'")
        )
        report = await verify(unit, SIGNER.verifier)
        assert report.fault is not None
        assert (report.fault.problem, report.fault.entry) == ("entry_changed", entry), (
            "said to be forgotten, and is not"
        )
    async with tampering(root, manual_clock) as unit:
        await unit.session.execute(text("UPDATE audit_entry SET reason = 'x' WHERE forgotten"))
        assert ((await verify(unit, SIGNER.verifier)).fault or report.fault).problem == "entry_changed"
    async with tampering(root, manual_clock) as unit:
        await unit.session.execute(
            text("UPDATE audit_link SET leaf = sha256('x') WHERE agency_id = 'helsinki' AND seq = 1")
        )
        assert ((await verify(unit, SIGNER.verifier)).fault or report.fault).problem == "link_changed"


async def test_a_deletion_that_leaves_less_than_a_year_excuses_nothing(
    uow: UnitOfWork, sequencer: Sequencer, root: AsyncEngine, manual_clock: ManualClock
) -> None:
    await write(uow, ["b"])
    manual_clock.advance(60_000)
    before = as_datetime(manual_clock.now_ms())
    manual_clock.advance(int(LEAST.total_seconds() * 1000) - 1)
    async with uow(agency="helsinki", purpose="platform.retention", actor="platform") as unit:
        unit.audit("retention.deleted", "rcp_1", category=CATEGORY, before=before.isoformat())
    await link(sequencer)
    async with tampering(root, manual_clock) as unit:
        await unit.session.execute(text(EMPTY))
        report = await verify(unit, SIGNER.verifier)
        assert report.fault is not None
        assert report.fault.problem == "forgotten_early"


async def test_a_restored_backup_forgets_them_again(
    uow: UnitOfWork, worker_uow: UnitOfWork, keys: KeyStore, sequencer: Sequencer, sweeper: Sweeper,
    database: Database, manual_clock: ManualClock,
) -> None:  # fmt: skip
    await write(uow, ["a", "b"])
    await link(sequencer)
    inside = await asyncpg.connect(database.superuser)
    await inside.execute("CREATE TABLE backup AS SELECT * FROM audit_entry")
    manual_clock.advance(int(PERIOD.total_seconds() * 1000) + 1)
    await sweeper.sweep("helsinki")
    assert await bearing(database) == 0
    await inside.execute("SET session_replication_role = replica")
    await inside.execute("DELETE FROM audit_entry")
    await inside.execute("INSERT INTO audit_entry OVERRIDING SYSTEM VALUE SELECT * FROM backup")
    await inside.close()
    await without_receipts(database)
    assert await bearing(database) == 2
    assert (await reconcile(worker_uow, keys, sweeper, "helsinki")).things == 2
    assert await bearing(database) == 0
    await link(sequencer)
    assert (await verified(uow)).fault is None


def test_entries_without_a_salt_keep_their_hash() -> None:
    row = Row(
        id=1, txid=2, agency="a", at=3, actor="b", role="c", what="d", operation="e", subject="f", purpose="g",
        case="h", reason="i", recipient="j", address="k", detail="{}",
    )  # fmt: skip
    assert leaf_of(row) == leaf(b'[1,2,"a",3,"b","c","d","e","f","g","h","i","j","k","{}"]')
