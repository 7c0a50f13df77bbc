"""A worker as a process of its own: starts, works, ends in order on SIGTERM; a tool with a process of its own."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from tests.fixtures.storage import Database
from tests.fixtures.world import World, until

from impetus.bus.codec import encode
from impetus.bus.publisher import Outgoing
from impetus.contracts.bench import batch
from impetus.contracts.scaffold import new_outside
from impetus.kit.errors import BadInput
from impetus.kit.settings import PlatformSettings
from impetus.worker.main import ROLES, run_worker

INFO = "Metadata-Version: 2.1\nName: impetus-flood-watch\nVersion: 0.1.0\n"
POINT = "[impetus.tools]\nflood_watch = impetus_flood_watch\n"


def installed(folder: Path, *, isolation: str = "shared") -> Path:
    """A package with a tool below `folder`; returns what belongs on the path."""
    new_outside("Flood watch", folder)
    home = folder / "impetus-flood-watch" / "src"
    info = home / "impetus_flood_watch-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(INFO)
    (info / "entry_points.txt").write_text(POINT)
    manifest = home / "impetus_flood_watch" / "manifest.toml"
    manifest.write_text(manifest.read_text("utf-8").replace('"shared"', f'"{isolation}"'), "utf-8")
    return home


def start(roles: str, database: Database, nats_url: str, data: Path, path: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "IMPETUS_WORKER_DATABASE_URL": database.worker,
        "IMPETUS_KEYS_URL": database.keys,
        "IMPETUS_NATS_URL": nats_url,
        "IMPETUS_DATA_DIR": str(data),
        "PYTHONPATH": str(path),
    }
    return subprocess.Popen([sys.executable, "-m", "impetus", "worker", "--roles", roles], env=environment)


def end(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait()


async def alert_of(world: World, value: float) -> None:
    """Keep a sensor above the limit until the tool's alert is there."""
    n = 0

    async def raised() -> object:
        nonlocal n
        n += 1
        readings = batch("square", [(n * 1000, value)], agency="helsinki")
        await world.publisher.publish([Outgoing("obs.helsinki.people.07", encode(readings))])
        await asyncio.sleep(0.1)
        return await world.rows("SELECT * FROM alert WHERE tool = 'flood_watch'")

    await until(raised)


@pytest.mark.parametrize("isolation", ["shared", "process"])
async def test_a_worker_process(
    isolation: str, world: World, database: Database, nats_url: str, tmp_path: Path
) -> None:
    home = installed(tmp_path, isolation=isolation)
    worker = start("tools,relay", database, nats_url, tmp_path / "data", home)
    try:
        await alert_of(world, 5000)
        children = [child.pid for child in psutil.Process(worker.pid).children()]
        assert len(children) == (1 if isolation == "process" else 0)
    finally:
        status = await asyncio.to_thread(end, worker)
    assert status == 0
    assert not any(psutil.pid_exists(pid) for pid in children)
    assert list((tmp_path / "data" / "objects" / "snapshots" / "flood_watch" / "helsinki").glob("*.snap"))


async def test_a_killed_process_of_a_tool_is_started_again(
    world: World, database: Database, nats_url: str, tmp_path: Path
) -> None:
    home = installed(tmp_path, isolation="process")
    worker = start("tools", database, nats_url, tmp_path / "data", home)

    async def child() -> list[psutil.Process]:
        return psutil.Process(worker.pid).children()

    try:
        first = (await until(child))[0]
        first.kill()
        await until(lambda: _another(worker.pid, first.pid))
        await alert_of(world, 5000)
    finally:
        await asyncio.to_thread(end, worker)


async def _another(parent: int, gone: int) -> bool:
    return any(child.pid != gone for child in psutil.Process(parent).children())


def test_roles_and_addresses_are_checked() -> None:
    with pytest.raises(BadInput, match="no role"):
        run_worker(PlatformSettings(), ["cooking"])
    with pytest.raises(BadInput, match="IMPETUS_WORKER_DATABASE_URL"):
        run_worker(PlatformSettings(database_url="", worker_database_url=""), ["relay"])
    assert set(ROLES) == {"intake", "history", "relay", "triage", "channels", "law", "tools"}
