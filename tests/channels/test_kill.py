"""A sender that is killed at any moment loses nothing, plans nothing twice, and repeats only under the same key."""

import asyncio
import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.channels.works import Works, hooks
from tests.fixtures.storage import Database

from impetus.channels import deliveries_repository as deliveries
from impetus.kit.clock import SystemClock
from impetus.storage.unit import UnitOfWork

ALERTS = 60


@pytest.mark.slow
async def test_killed_while_it_sends(database: Database, nats_url: str, tmp_path: Path) -> None:
    clock = SystemClock()
    environment = os.environ | {
        "IMPETUS_DATABASE_URL": database.server,
        "IMPETUS_WORKER_DATABASE_URL": database.worker,
        "IMPETUS_KEYS_URL": database.keys,
        "IMPETUS_NATS_URL": nats_url,
        "IMPETUS_DATA_DIR": str(tmp_path),
        "IMPETUS_CHANNEL_NETWORKS": "127.0.0.0/8",
    }

    async def start() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "impetus", "worker", "--roles", "relay,channels", env=environment,
        )  # fmt: skip

    async with (
        UnitOfWork.connect(database.server, clock, name="tests") as uow,
        UnitOfWork.connect(database.worker, clock, name="test worker") as worker,
        hooks() as hook,
    ):
        works = Works(uow, worker, tmp_path / "keys", clock)  # type: ignore[arg-type]
        await works.look()
        channel = await works.webhook(hook.url, most_per_hour=10_000)
        await works.rule({"channel": channel})
        kills = 0
        running = await start()
        try:
            for number in range(ALERTS):
                now = clock.now_ms()
                await works.alert(number, window_start=now, window_end=now + 1000)
                if number % 15 == 14:
                    async with asyncio.timeout(60):
                        while len(hook.taken) < number - 10:  # in the middle of its work
                            await asyncio.sleep(0.005)
                    running.send_signal(signal.SIGKILL)
                    await running.wait()
                    kills += 1
                    running = await start()
            async with asyncio.timeout(120):
                while len(await works.sent("sent")) < ALERTS:
                    await asyncio.sleep(0.1)
        finally:
            running.terminate()
            await running.wait()
        rows = await works.sent()
        assert Counter(row.state for row in rows) == {"sent": ALERTS}
        assert Counter(row.subject for row in rows).most_common(1)[0][1] == 1
        assert set(hook.keys) == {row.key for row in rows}
        repeats = len(hook.keys) - len(set(hook.keys))
        assert repeats <= kills * 16  # only what was under way when it was killed
        async with works.unit() as unit:
            assert await deliveries.busy(unit, works.deliverer._now()) == []
