"""`impetus audit` on a real database: whole, tampered with, and held against what a second party kept."""

import asyncio
import json
from pathlib import Path

import asyncpg
import pytest
from tests.fixtures.storage import Database
from typer.testing import CliRunner

from impetus.audit.task import Sequencer, signer_of
from impetus.cli.main import build
from impetus.kit.settings import PlatformSettings
from impetus.storage.unit import UnitOfWork


@pytest.fixture
async def log(
    database: Database,
    uow: UnitOfWork,
    worker_uow: UnitOfWork,
    nats_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """An installation with five entries and a signed checkpoint; returns the folder that has it."""
    monkeypatch.setenv("IMPETUS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("IMPETUS_DATABASE_URL", database.server)
    monkeypatch.setenv("IMPETUS_NATS_URL", nats_url)
    for number in range(5):
        async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
            unit.audit("alert.confirmed", f"thing-{number}")
    sequencer = Sequencer(worker_uow, signer_of(PlatformSettings()), export=str(tmp_path / "share"))
    await sequencer.link()
    await sequencer.sign()
    return tmp_path / "share" / "helsinki"


def said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(["audit"]), ["audit", *words], catch_exceptions=False)
    return result.exit_code, result.output


def test_a_whole_log(log: Path) -> None:
    [kept] = log.iterdir()
    code, words = said("verify", "--checkpoint", str(kept), "--agency", "helsinki")
    assert (code, words.strip()) == (0, "helsinki: whole, 5 entries, 1 checkpoints, 1 of second parties")
    assert said("verify", "--checkpoint", str(log), "--agency", "helsinki") == (code, words), "a folder of them"
    bodies = log.parent / "bodies.jsonl"
    bodies.write_text(json.dumps({"data": {"note": kept.read_text("utf-8")}}) + "\n", "utf-8")
    assert said("verify", "--checkpoint", str(bodies), "--agency", "helsinki") == (code, words), (
        "as webhooks brought it"
    )
    assert said("checkpoint", "--agency", "helsinki") == (0, kept.read_text("utf-8"))
    assert said("key")[1].startswith("impetus-")


async def test_a_log_that_was_tampered_with(log: Path, database: Database) -> None:
    connection = await asyncpg.connect(database.superuser)
    await connection.execute("SET session_replication_role = replica")
    entry = await connection.fetchval("UPDATE audit_entry SET actor = 'x' WHERE subject = 'thing-3' RETURNING id")
    await connection.close()
    code, words = await asyncio.to_thread(said, "verify")
    assert code == 1
    assert f"helsinki: NOT WHOLE. Entry {entry} (place 4) is not what it was" in words
    assert "oslo: whole, 0 entries" in words
