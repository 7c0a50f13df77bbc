"""Backup and restore of data and keys: what was deleted since stays deleted, and the two never lie together."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from tests.law.retention.rows import add_alerts, alert_ids
from typer.testing import CliRunner

from impetus.agencies import service as agencies
from impetus.cli.backup import _addresses, _prepared, _settings
from impetus.cli.main import build
from impetus.keys.errors import KeyGone
from impetus.keys.store import KeyStore
from impetus.keys.vault import Vault
from impetus.kit.clock import SystemClock
from impetus.kit.times import as_datetime
from impetus.law.retention import repository
from impetus.law.retention.records import Shortened
from impetus.law.retention.sweep import Sweeper
from impetus.storage.unit import UnitOfWork

pytestmark = pytest.mark.xdist_group("system")

CANARY = "Ada Lovelace, 040 1234567"


class Place:
    """A data folder with databases of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, work: Callable[[UnitOfWork, UnitOfWork, KeyStore], Coroutine[Any, Any, Any]]) -> Any:
        """Do something with the databases: as server, as worker, with keys."""
        with _addresses(_settings(self.folder)) as found:

            async def do() -> Any:
                await _prepared(found)
                async with (
                    opened(found.settings.database_url) as uow,
                    opened(found.worker) as worker,
                    KeyStore.connect(found.settings, SystemClock(), name="test") as keys,
                ):
                    return await work(uow, worker, keys)

            return asyncio.run(do())

    def command(self, *words: str, fails: bool = False) -> str:
        """Run a command on the folder; return what it says."""
        done = CliRunner().invoke(build([words[0]]), [*words, "--data", str(self.folder)])
        if fails:
            assert done.exception is not None
            return f"{done.exception}"
        if done.exception is not None:
            raise done.exception
        return done.output


@asynccontextmanager
async def opened(dsn: str) -> AsyncIterator[UnitOfWork]:
    async with UnitOfWork.connect(dsn, SystemClock(), name="test", pool_size=1) as uow:
        yield uow


@pytest.fixture
def places() -> Iterator[Callable[[str], Place]]:
    base = Path(tempfile.mkdtemp(prefix="impetus-backup-", dir="/tmp"))
    base.chmod(0o711)
    yield lambda name: Place(base / name)
    shutil.rmtree(base, ignore_errors=True)


@pytest.mark.slow
def test_a_restored_backup_shows_nothing_that_was_deleted_since(places: Callable[[str], Place], tmp_path: Path) -> None:
    here = places("here")
    now = as_datetime(SystemClock().now_ms())
    old = now - timedelta(days=40)
    day = old.strftime("%Y-%m-%d")

    async def fill(uow: UnitOfWork, worker: UnitOfWork, keys: KeyStore) -> tuple[str, bytes]:
        await agencies.ensure(uow, "helsinki", name="Helsinki")
        await add_alerts(worker, 3, old, words=f"[name], [phone] {day}")
        await add_alerts(worker, 1, now, prefix="alr_new", first=10)
        key = await keys.data_key("helsinki", "alert", day)
        return key.id, Vault.seal(key, CANARY.encode(), "alert_note:1")

    key, sealed = here.run(fill)
    objects = here.folder / "objects" / "incidents"
    objects.mkdir(parents=True)
    (objects / "file_1").write_bytes(sealed)
    assert "1 files" in here.command("backup", str(tmp_path / "data"))
    assert "1 keys" in here.command("backup", str(tmp_path / "keys"), "--keys")
    assert "keys" not in {path.name for path in (tmp_path / "data").iterdir()}
    for path in (tmp_path / "data").rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes()

    async def shorten(uow: UnitOfWork, worker: UnitOfWork, keys: KeyStore) -> None:
        async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
            new = Shortened(category="alert", of="", days=30, reason="Enough", by_person="per_1", at=now)
            await repository.shorten(unit, new)
        [receipt] = await Sweeper(worker, keys, here.folder / "objects", {}).sweep("helsinki")
        assert receipt.keys == [key]

    here.run(shorten)

    async def left(uow: UnitOfWork, worker: UnitOfWork, keys: KeyStore) -> list[str]:
        with pytest.raises(KeyGone):
            await keys.key("helsinki", key)
        return await alert_ids(worker)

    assert here.run(left) == ["alr_new000001"]
    assert "There is data" in here.command("restore", str(tmp_path / "data"), fails=True)
    assert "3 things" in here.command("restore", str(tmp_path / "data"), "--replace")
    assert here.run(left) == ["alr_new000001"]
    assert "1 were destroyed here" in here.command("restore", str(tmp_path / "keys"), "--keys")
    assert here.run(left) == ["alr_new000001"]
    assert (objects / "file_1").read_bytes() == sealed

    async def audited(uow: UnitOfWork, worker: UnitOfWork, keys: KeyStore) -> set[str]:
        async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
            return set((await unit.session.execute(text("SELECT what FROM audit_entry"))).scalars())

    assert {"backup.restored", "retention.restored"} <= here.run(audited)

    # on another machine, from both backups: as it was then
    there = places("there")
    assert "1 keys came back" in there.command("restore", str(tmp_path / "keys"), "--keys")
    there.command("restore", str(tmp_path / "data"))

    async def opens(uow: UnitOfWork, worker: UnitOfWork, keys: KeyStore) -> str:
        assert len(await alert_ids(worker)) == 4
        return Vault.open(await keys.key("helsinki", key), sealed, "alert_note:1").decode()

    assert there.run(opens) == CANARY
    # and from the data alone nothing sealed opens
    alone = places("alone")
    alone.command("restore", str(tmp_path / "data"))

    async def closed(uow: UnitOfWork, worker: UnitOfWork, keys: KeyStore) -> None:
        with pytest.raises(KeyGone):
            await keys.key("helsinki", key)

    alone.run(closed)


def test_data_and_keys_never_lie_in_one_place(places: Callable[[str], Place], tmp_path: Path) -> None:
    place = places("any")
    for kind, other in (("data", ["--keys"]), ("keys", [])):
        folder = tmp_path / kind
        folder.mkdir()
        (folder / "backup.json").write_text(json.dumps({"kind": kind}))
        for target in (folder, folder / "inside", folder.parent if kind == "data" else folder):
            assert f"holds a backup of the {kind}" in place.command("backup", str(target), *other, fails=True)
        assert f"a backup of the {kind}" in place.command("restore", str(folder), *other, fails=True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    (tmp_path / "data" / "backup.json").unlink()
    (tmp_path / "keys" / "backup.json").unlink()
    assert "is not empty" in place.command("backup", str(tmp_path / "full"), fails=True)
    assert "no backup" in place.command("restore", str(tmp_path / "full"), fails=True)
