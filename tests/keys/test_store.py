"""Keys: one a scope, the same for everybody, gone for ever when destroyed."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from tests.fixtures.storage import Database

from impetus.keys.errors import KeyGone
from impetus.keys.master import Master
from impetus.keys.store import KEPT_S, KeyStore
from impetus.keys.tables_repository import migrate_keys
from impetus.keys.vault import Vault
from impetus.kit.clock import ManualClock
from impetus.kit.errors import BadInput, Unavailable
from impetus.kit.settings import PlatformSettings
from impetus.storage.unit import UnitOfWork


@pytest.fixture
def other(database: Database, manual_clock: ManualClock, tmp_path: Path) -> KeyStore:
    """The store of another process."""
    pool = UnitOfWork.connect(database.keys, manual_clock, name="another", pool_size=2)
    return KeyStore(pool, Master.of(tmp_path / "keys"))


async def test_a_scope_has_one_key(keys: KeyStore, other: KeyStore) -> None:
    async with other:
        both = await asyncio.gather(
            *(s.data_key("helsinki", "incident", "inc_1") for s in (keys, other) for _ in "abc")
        )
        assert len({(key.id, key.secret) for key in both}) == 1
        found = await other.key("helsinki", both[0].id)
        assert found == both[0]
        others = [
            await keys.data_key("helsinki", "incident", "inc_2"),
            await keys.data_key("helsinki", "alert", "inc_1"),
            await keys.data_key("oslo", "incident", "inc_1"),
        ]
        assert len({key.secret for key in (both[0], *others)}) == 4
        assert both[0].secret.hex() not in repr(both[0])


async def test_another_agencys_key_is_not_found(keys: KeyStore) -> None:
    mine = await keys.data_key("helsinki", "incident", "inc_1")
    with pytest.raises(KeyGone):
        await keys.key("oslo", mine.id)
    assert await keys.keys("oslo", [mine.id]) == {}
    assert (await keys.destroy("oslo", [mine.id], "curiosity")).keys == []
    assert await keys.key("helsinki", mine.id) == mine


async def test_what_is_destroyed_opens_nothing_in_any_process(
    keys: KeyStore, other: KeyStore, manual_clock: ManualClock
) -> None:
    async with other:
        key = await keys.data_key("helsinki", "alert", "2026-03-06")
        await other.key("helsinki", key.id)
        receipt = await keys.destroy("helsinki", [key.id, "key_unknown"], "its time was over")
        assert receipt.keys == [key.id]
        assert receipt.at.timestamp() * 1000 == manual_clock.now_ms()
        for ask in (keys.key("helsinki", key.id), keys.data_key("helsinki", "alert", "2026-03-06")):
            with pytest.raises(KeyGone):
                await ask
        manual_clock.advance(int(KEPT_S * 1000))  # what the other process had opened is let go
        with pytest.raises(KeyGone):
            await other.key("helsinki", key.id)
        assert await keys.destroyed("helsinki", [key.id]) == [key.id]
        assert (await keys.destroy("helsinki", [key.id], "once more")).keys == []
        assert await keys.counts("helsinki") == {"live": 0, "destroyed": 1}


async def test_a_scope_may_get_a_new_key_on_purpose(keys: KeyStore) -> None:
    old = await keys.data_key("helsinki", "reading", "2026-03-06")
    await keys.destroy("helsinki", [old.id], "written anew")
    new = await keys.data_key("helsinki", "reading", "2026-03-06", renew=True)
    assert new.id != old.id
    assert await keys.data_key("helsinki", "reading", "2026-03-06") == new
    assert await keys.live("helsinki", "reading", ["2026-03-06", "2026-03-07"]) == [new.id]


async def test_the_database_itself_refuses_to_bring_a_key_back(database: Database, keys: KeyStore) -> None:
    key = await keys.data_key("helsinki", "alert", "2026-03-06")
    inside = await asyncpg.connect(database.keys)
    try:
        await inside.execute("SELECT set_config('impetus.agency', 'helsinki', false)")
        assert await inside.fetchval("SELECT count(*) FROM data_key") == 0  # no purpose, no rows
        await inside.execute("SELECT set_config('impetus.purpose', 'test', false)")
        wrapped = await inside.fetchval("SELECT wrapped FROM data_key")
        assert key.secret not in wrapped
        await keys.destroy("helsinki", [key.id], "over")
        for statement in (
            "UPDATE data_key SET wrapped = '\\x00', destroyed_at = NULL, master = 'another'",
            "DELETE FROM data_key",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await inside.execute(statement)
    finally:
        await inside.close()


async def test_without_its_master_key_the_database_of_keys_is_worth_nothing(
    database: Database, keys: KeyStore, manual_clock: ManualClock, tmp_path: Path
) -> None:
    key = await keys.data_key("helsinki", "alert", "2026-03-06")
    pool = UnitOfWork.connect(database.keys, manual_clock, name="thief", pool_size=1)
    async with KeyStore(pool, Master.of(tmp_path / "others")) as thief:
        with pytest.raises(Unavailable, match="master key"):
            await thief.key("helsinki", key.id)


async def test_keys_never_lie_with_the_data(database: Database, manual_clock: ManualClock, tmp_path: Path) -> None:
    for settings in (
        PlatformSettings(data_dir=tmp_path, database_url=database.server),
        PlatformSettings(data_dir=tmp_path, database_url=database.server, keys_url=database.server),
    ):
        with pytest.raises(BadInput) as refused:
            KeyStore.connect(settings, manual_clock, name="test")
        assert refused.value.remedy


async def test_the_tables_are_made_once(database: Database) -> None:
    assert await asyncio.gather(*(migrate_keys(database.keys) for _ in range(3))) == [1, 1, 1]


async def test_receipts_are_kept_beside_the_keys(keys: KeyStore, manual_clock: ManualClock) -> None:
    receipt = await keys.destroy("helsinki", [], "over")
    for _ in range(2):
        await keys.note("helsinki", receipt.id, receipt.at, {"id": receipt.id}, {"alert": ["b", "a"]})
    assert await keys.noted("helsinki") == [{"id": receipt.id}]
    assert await keys.noted_units("helsinki", "alert") == ["a", "b"]
    assert await keys.noted_units("helsinki", "alert", "a", 1) == ["b"]
    assert await keys.noted("oslo") == []
    sealed = Vault.seal(await keys.data_key("helsinki", "x", "y"), b"words", "a")
    assert sealed
