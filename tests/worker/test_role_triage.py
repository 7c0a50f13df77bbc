"""kill -9 of triage at work: every alert is decided on, once, as by one that was never hurt."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.storage import NOON, Database

from impetus.alerts.intake import intake
from impetus.alerts.triage import repository
from impetus.alerts.triage.engine import Triage
from impetus.alerts.triage.settings import TriageSettings
from impetus.model.alert import AlertDraft, Severity
from impetus.storage.unit import UnitOfWork

SEVERITIES = (Severity.LOW, Severity.MEDIUM, Severity.LOW, Severity.HIGH)


def some(first: int, count: int) -> list[AlertDraft]:
    """Alerts of five counters that repeat and now and then rise."""
    return [
        draft(
            n % 5,
            window_start=NOON + n * 20_000,
            window_end=NOON + n * 20_000 + 10_000,
            severity=SEVERITIES[(n // 7) % 4],
        )
        for n in range(first, first + count)
    ]


@contextmanager
def triage(database: Database, nats_url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The role in a process of its own, killed at the end."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("IMPETUS_")}
    env = {
        **kept,
        "IMPETUS_WORKER_DATABASE_URL": database.worker,
        "IMPETUS_KEYS_URL": database.keys,
        "IMPETUS_NATS_URL": nats_url,
    }
    env["IMPETUS_DATA_DIR"] = str(folder)
    command = [sys.executable, "-m", "impetus.worker.main", "--roles", "triage"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def rows(uow: UnitOfWork, sql: str) -> list[Any]:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        return list(await unit.session.execute(text(sql)))


async def decided(uow: UnitOfWork) -> int:
    return int((await rows(uow, "SELECT count(*) AS n FROM alert WHERE triaged_revision = revision"))[0].n)


async def test_killed_at_work(database: Database, nats_url: str, worker_uow: UnitOfWork, tmp_path: Path) -> None:
    sent = 0
    for wanted in (40, 90, 91, 160):
        with triage(database, nats_url, tmp_path) as process:
            while sent < wanted:
                await intake(worker_uow, "helsinki", "anomaly", "1.0.0", some(sent, min(10, wanted - sent)))
                sent = min(wanted, sent + 10)
            while await decided(worker_uow) < wanted - 15:  # killed with the last ones under way
                assert process.poll() is None
                await asyncio.sleep(0.02)
    with triage(database, nats_url, tmp_path) as process:
        while await decided(worker_uow) < sent:
            assert process.poll() is None
            await asyncio.sleep(0.02)
    found = await rows(worker_uow, "SELECT id, shown, held_rule, grp, triage_seq FROM alert ORDER BY triage_seq")
    assert [row.triage_seq for row in found] == list(range(1, sent + 1)), "each in one place of the order"
    assert all(row.shown or row.held_rule for row in found)
    async with worker_uow(agency="helsinki", purpose="test", actor="platform") as unit:
        facts = [fact for fact, _ in await repository.decided_after(unit, 0)]
    unhurt = {decision.alert: decision for decision in Triage(TriageSettings()).take(facts)}
    assert {row.id: (row.shown, row.grp) for row in found} == {
        id: (decision.shown, decision.group) for id, decision in unhurt.items()
    }
    told = {row.payload["id"] for row in await rows(worker_uow, "SELECT payload FROM outbox WHERE topic = 'alert'")}
    assert {row.id for row in found if row.shown} <= told
