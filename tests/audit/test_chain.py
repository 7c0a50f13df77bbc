"""Whatever is done to the log past the program, the verifier names the first place of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.fixtures.storage import Database

from impetus.audit import chain_repository as repository
from impetus.audit.chain import Head, Row, leaf_of, linked
from impetus.audit.task import PURPOSE, Sequencer, origin_of
from impetus.audit.verify import Report, verify
from impetus.kit.clock import ManualClock
from impetus.kit.errors import BadInput
from impetus.kit.notes import Checkpoint, Signer
from impetus.kit.times import as_datetime
from impetus.storage.engine import make_engine
from impetus.storage.unit import Unit, UnitOfWork

SIGNER = Signer("city.example/audit", bytes(range(32)))
MANY = 20
HOUR = 3_600_000


async def write(uow: UnitOfWork, many: int = MANY, agency: str = "helsinki") -> None:
    for number in range(many):
        async with uow(agency=agency, purpose="test", actor="platform", address="192.0.2.1") as unit:
            unit.audit("alert.confirmed", f"thing-{number}", number=number, reason="for a test")


async def verified(uow: UnitOfWork, *outside: str, agency: str = "helsinki") -> Report:
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        return await verify(unit, SIGNER.verifier, outside=outside)


@pytest.fixture
def sequencer(worker_uow: UnitOfWork) -> Sequencer:
    return Sequencer(worker_uow, SIGNER)


@pytest.fixture
async def root(database: Database) -> AsyncIterator[AsyncEngine]:
    """Somebody who owns the machine."""
    engine = make_engine(database.superuser, name="intruder", pool_size=1)
    yield engine
    await engine.dispose()


@asynccontextmanager
async def tampering(root: AsyncEngine, clock: ManualClock) -> AsyncIterator[Unit]:
    """A transaction in which everything is allowed, and which is taken back at the end."""
    async with root.connect() as connection:
        await connection.execute(text("SET session_replication_role = replica"))
        await connection.execute(text("SELECT set_config('impetus.agency', 'helsinki', true)"))
        yield Unit(connection, "helsinki", PURPOSE, "platform", "", clock)
        await connection.rollback()
        await connection.execute(text("SET session_replication_role = origin"))
        await connection.commit()


async def test_everything_is_linked_once_and_found_whole(
    uow: UnitOfWork, worker_uow: UnitOfWork, sequencer: Sequencer
) -> None:
    await write(uow)
    await write(uow, 3, agency="oslo")
    assert await sequencer.link() == MANY + 3
    assert await sequencer.link() == 0
    assert await sequencer.sign() == 2
    for agency, many in (("helsinki", MANY), ("oslo", 3)):
        report = await verified(worker_uow, agency=agency)
        assert report.whole, report
        assert (report.entries, report.checkpoints) == (many, 1)


async def test_a_checkpoint_is_signed_each_hour_while_the_log_grows(
    uow: UnitOfWork, sequencer: Sequencer, manual_clock: ManualClock
) -> None:
    await write(uow, 1)
    await sequencer.link()
    assert [await sequencer.sign(), await sequencer.sign()] == [1, 0]
    manual_clock.advance(HOUR)
    assert await sequencer.sign() == 0, "nothing new"
    await write(uow, 1)
    await sequencer.link()
    assert [await sequencer.sign(), await sequencer.sign()] == [1, 0]


async def test_an_entry_that_is_committed_late_is_not_passed_by(uow: UnitOfWork, sequencer: Sequencer) -> None:
    async with uow(agency="helsinki", purpose="test", actor="platform") as slow:
        slow.audit("alert.confirmed", "slow")
        await slow.flush()
        await write(uow, 3)
        assert await sequencer.link() == 0, "what came after waits, so that the order is that of the transactions"
    assert await sequencer.link() == 4
    report = await verified(uow)
    assert (report.fault, report.entries) == (None, 4)


async def test_several_at_once_leave_a_log_without_gaps(uow: UnitOfWork, sequencer: Sequencer) -> None:
    async def link_on() -> None:
        while True:
            await sequencer.link()

    linking = asyncio.create_task(link_on())
    await asyncio.gather(*(write(uow, 10) for _ in range(4)))
    linking.cancel()
    await asyncio.gather(linking, return_exceptions=True)
    await sequencer.link()
    report = await verified(uow)
    assert (report.fault, report.entries) == (None, 40)


async def test_what_is_linked_while_the_log_is_read_is_no_fault(
    uow: UnitOfWork, sequencer: Sequencer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(uow)
    await sequencer.link()
    head, looks = repository.head, 0

    async def later(unit: Unit) -> Head:
        """The head, read after the log has grown once more."""
        nonlocal looks
        looks += 1
        if looks <= 2:
            await write(uow, 3)
            with monkeypatch.context() as apart:
                apart.setattr(repository, "head", head)
                assert await sequencer.link() == 3
        return await head(unit)

    monkeypatch.setattr(repository, "head", later)
    report = await verified(uow)
    assert (report.fault, report.entries, looks) == (None, MANY + 6, 3)


FIELDS = ["actor", "role", "what", "operation", "subject", "purpose", "case_file", "reason", "recipient", "address"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
async def test_any_change_of_any_entry_is_named(
    data: st.DataObject, uow: UnitOfWork, sequencer: Sequencer, root: AsyncEngine, manual_clock: ManualClock
) -> None:
    if (await verified(uow)).entries == 0:
        await write(uow)
        await sequencer.link()
        await sequencer.sign()
    place = data.draw(st.integers(1, MANY))
    what = data.draw(
        st.sampled_from(
            [f"{field} = {field} || 'x'" for field in FIELDS]
            + ["at = at + interval '1 microsecond'", "detail = jsonb_set(detail, '{number}', '99')", "txid = txid + 1"]
        )
    )
    async with tampering(root, manual_clock) as unit:
        found = await unit.session.execute(
            text(
                f"UPDATE audit_entry SET {what} WHERE agency_id = 'helsinki' AND id ="
                " (SELECT entry FROM audit_link WHERE agency_id = 'helsinki' AND seq = :seq) RETURNING id"
            ),
            {"seq": place},
        )
        report = await verify(unit, SIGNER.verifier)
        assert report.fault is not None
        assert (report.fault.problem, report.fault.seq, report.fault.entry) == (
            "entry_changed", place, found.scalar_one(),
        )  # fmt: skip
    assert (await verified(uow)).whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
async def test_any_flipped_byte_of_the_chain_and_any_deleted_row_is_named(
    data: st.DataObject, uow: UnitOfWork, sequencer: Sequencer, root: AsyncEngine, manual_clock: ManualClock
) -> None:
    if (await verified(uow)).entries == 0:
        await write(uow)
        await sequencer.link()
        await sequencer.sign()
    place, byte = data.draw(st.integers(1, MANY)), data.draw(st.integers(0, 31))
    flip = "set_byte({0}, :byte, get_byte({0}, :byte) # 1)"
    at = "agency_id = 'helsinki' AND seq = :seq"
    entry = f"agency_id = 'helsinki' AND id = (SELECT entry FROM audit_link WHERE {at})"
    statement, problems = data.draw(
        st.sampled_from(
            [
                (f"UPDATE audit_link SET leaf = {flip.format('leaf')} WHERE {at}", {"entry_changed"}),
                (f"UPDATE audit_link SET chain = {flip.format('chain')} WHERE {at}", {"link_changed"}),
                (f"DELETE FROM audit_entry WHERE {entry}", {"entry_deleted"}),
                (f"DELETE FROM audit_link WHERE {at}", {"link_deleted", "tail_cut"}),
            ]
        )
    )
    async with tampering(root, manual_clock) as unit:
        given = {"seq": place, "byte": byte} if ":byte" in statement else {"seq": place}
        await unit.session.execute(text(statement), given)
        report = await verify(unit, SIGNER.verifier)
        assert report.fault is not None
        assert report.fault.problem in problems
        assert report.fault.seq == place


@pytest.mark.parametrize("column", ["root", "note", "size"])
async def test_a_changed_checkpoint_is_named(
    column: str, uow: UnitOfWork, sequencer: Sequencer, root: AsyncEngine, manual_clock: ManualClock
) -> None:
    await write(uow)
    await sequencer.link()
    await sequencer.sign()
    change = {"root": "set_byte(root, 0, 1)", "note": "replace(note, 'city', 'town')", "size": "size - 1"}[column]
    async with tampering(root, manual_clock) as unit:
        await unit.session.execute(text(f"UPDATE audit_checkpoint SET {column} = {change}"))
        report = await verify(unit, SIGNER.verifier)
        assert report.fault is not None
        assert report.fault.problem == "checkpoint_forged"


async def test_a_log_written_anew_without_the_key_is_told(
    uow: UnitOfWork, sequencer: Sequencer, root: AsyncEngine, manual_clock: ManualClock
) -> None:
    """Somebody changes an entry and makes all links after it again, as the program would."""
    await write(uow)
    await sequencer.link()
    await sequencer.sign()
    async with tampering(root, manual_clock) as unit:
        await unit.session.execute(text("UPDATE audit_entry SET subject = 'another' WHERE agency_id = 'helsinki'"))
        head = await repository.head(unit)
        await unit.session.execute(text("DELETE FROM audit_link WHERE agency_id = 'helsinki'"))
        rows = await repository.unlinked(unit, 0, head.horizon, MANY)
        new, links = linked(Head(), rows, head.horizon)
        await repository.add(unit, new, links, as_datetime(manual_clock.now_ms()))
        report = await verify(unit, SIGNER.verifier)
        assert report.fault is not None
        assert report.fault.problem == "other_history"


@pytest.mark.parametrize("keep_own", [True, False])
async def test_a_cut_tail_or_an_old_backup_is_told_by_a_checkpoint(
    keep_own: bool, uow: UnitOfWork, sequencer: Sequencer, root: AsyncEngine, manual_clock: ManualClock
) -> None:
    """Everything of the last entries is gone, even our own checkpoints: what the second party kept says so."""
    await write(uow)
    await sequencer.link()
    await sequencer.sign()
    async with uow(agency="helsinki", purpose=PURPOSE, actor="platform") as unit:
        [kept] = await repository.checkpoints(unit)
    async with tampering(root, manual_clock) as unit:
        await unit.session.execute(
            text(
                "DELETE FROM audit_entry WHERE id IN"
                " (SELECT entry FROM audit_link WHERE agency_id = 'helsinki' AND seq > 12)"
            )
        )
        await unit.session.execute(text("DELETE FROM audit_link WHERE agency_id = 'helsinki'"))
        if not keep_own:
            await unit.session.execute(text("DELETE FROM audit_checkpoint"))
        horizon = (await repository.head(unit)).horizon
        head, links = linked(Head(), await repository.unlinked(unit, 0, horizon, MANY), horizon)
        await repository.add(unit, head, links, as_datetime(manual_clock.now_ms()))
        report = await verify(unit, SIGNER.verifier, outside=[kept.note])
        assert report.fault is not None
        assert (report.fault.problem, report.fault.seq) == ("tail_cut", 13)
        assert (await verify(unit, SIGNER.verifier)).whole is not keep_own, "without a checkpoint nobody can tell"


async def test_an_entry_put_in_past_the_program_is_named(
    uow: UnitOfWork, sequencer: Sequencer, root: AsyncEngine, manual_clock: ManualClock
) -> None:
    await write(uow)
    await sequencer.link()
    async with tampering(root, manual_clock) as unit:
        found = await unit.session.execute(
            text(
                "INSERT INTO audit_entry (agency_id, at, actor, what, purpose, txid)"
                " VALUES ('helsinki', now(), 'person:x', 'alert.confirmed', 'test', 1) RETURNING id"
            )
        )
        report = await verify(unit, SIGNER.verifier)
        assert report.fault is not None
        assert (report.fault.problem, report.fault.entry) == ("entry_added", found.scalar_one())


async def test_a_database_from_a_backup_goes_on(uow: UnitOfWork, sequencer: Sequencer, root: AsyncEngine) -> None:
    """After a restore, transactions are counted from a lower number than the log has seen."""
    await write(uow, 5)
    await sequencer.link()
    async with root.begin() as connection:
        await connection.execute(text("UPDATE audit_head SET horizon = horizon + 1000000"))
    await write(uow, 5)
    assert await sequencer.link() == 5
    await write(uow, 5)
    assert await sequencer.link() == 5
    report = await verified(uow)
    assert (report.fault, report.entries) == (None, 15)


async def test_checkpoints_go_to_the_second_party(
    uow: UnitOfWork, worker_uow: UnitOfWork, manual_clock: ManualClock, tmp_path: Path
) -> None:
    sequencer = Sequencer(worker_uow, SIGNER, export=str(tmp_path / "share"))
    await write(uow, 3)
    await sequencer.link()
    (tmp_path / "share").write_text("the share is not mounted: a file is in its place")
    await sequencer.sign()
    (tmp_path / "share").unlink()
    await sequencer.sign()
    [file] = (tmp_path / "share" / "helsinki").iterdir()
    report = await verified(uow, file.read_text("utf-8"))
    assert (report.fault, report.outside) == (None, 1)


async def test_a_checkpoint_of_another_log_is_refused(uow: UnitOfWork) -> None:
    note = SIGNER.sign(Checkpoint(origin_of(SIGNER, "oslo"), 1, bytes(32)))
    with pytest.raises(BadInput, match="another log"):
        await verified(uow, note)


@given(st.data())
def test_two_different_entries_never_have_the_same_leaf(data: st.DataObject) -> None:
    words = st.text(max_size=4)
    one = data.draw(st.builds(Row, id=st.integers(0, 9), txid=st.just(1), at=st.just(1), **dict.fromkeys(TEXTS, words)))
    other = data.draw(
        st.builds(Row, id=st.integers(0, 9), txid=st.just(1), at=st.just(1), **dict.fromkeys(TEXTS, words))
    )
    assert (leaf_of(one) == leaf_of(other)) is (one == other)


TEXTS = [name for name in Row.__struct_fields__ if name not in ("id", "txid", "at")]
