"""`impetus up` as a person starts it: twice on one folder, and with servers of the city's own."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.harness import platform

from impetus.launch.folder import DataFolder
from impetus.launch.nats import EmbeddedNats
from impetus.launch.postgres import EmbeddedPostgres
from impetus.launch.services import ROLES
from impetus.storage import bootstrap

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.xdist_group("system")]


@pytest.fixture
def elsewhere() -> Iterator[dict[str, str]]:
    """A database and a message server that the platform did not start, as environment variables."""
    base = Path(tempfile.mkdtemp(prefix="impetus-elsewhere-", dir="/tmp"))
    base.chmod(0o711)
    folder = DataFolder(base)
    postgres, nats = EmbeddedPostgres(folder), EmbeddedNats(folder)
    postgres.start()
    nats.start()
    try:
        passwords = {role: f"a password of {role}" for role in ROLES}
        dsns = asyncio.run(bootstrap.prepare(postgres.superuser_dsn(), passwords))
        keys = asyncio.run(bootstrap.prepare_keys(postgres.superuser_dsn(), "a password of keys"))
        yield {
            "IMPETUS_KEYS_URL": keys,
            "IMPETUS_DATABASE_URL": dsns["impetus_server"],
            "IMPETUS_WORKER_DATABASE_URL": dsns["impetus_worker"],
            "IMPETUS_MIGRATOR_DATABASE_URL": dsns["impetus_migrator"],
            "IMPETUS_NATS_URL": nats.url,
        }
    finally:
        nats.stop()
        postgres.stop()
        shutil.rmtree(base, ignore_errors=True)


def test_with_servers_of_the_citys_own_it_starts_neither(elsewhere: dict[str, str]) -> None:
    with platform(env=elsewhere) as running:
        running.start()
        assert {"server", "stream", "tools"} <= running.pids().keys()
        assert not {"postgres", "nats"} & running.pids().keys()
        running.set_up("Elsewhere")
        source, token = running.http_source(clock="own")
        answer = running.client.post(
            f"/api/push/{source}",
            json=[{"sensor": "a", "time": 1_700_000_000_000, "value": 1}],
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 200
        assert answer.json()["accepted"] == 1
        assert running.stop() == 0


def test_a_second_start_on_the_same_folder_says_so() -> None:
    with platform() as running:
        running.start()
        again = subprocess.run(
            [sys.executable, "-m", "impetus", "up", "--data", str(running.base)],
            env=running.env,
            capture_output=True,
            text=True,
        )
        assert again.returncode == 1
        assert "already running" in again.stderr
        assert running.url.rpartition(":")[2] in again.stderr
        assert running.get("/api/health")["status"] == "ok"
