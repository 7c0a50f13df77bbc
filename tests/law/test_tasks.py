"""The role of the law: every task goes on whatever another does."""

import asyncio
from typing import cast

import pytest

from impetus.kit.errors import Unavailable
from impetus.law import tasks
from impetus.law.tasks import LawParts, run_all


async def test_a_task_that_fails_begins_again_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_AGAIN_S", 0.001)
    runs = {"failing": 0, "waiting": 0}
    enough, steady = asyncio.Event(), asyncio.Event()

    async def failing(parts: LawParts) -> None:
        runs["failing"] += 1
        if runs["failing"] > 2 and runs["waiting"] > 2:
            enough.set()
        raise RuntimeError("broken")

    async def waiting(parts: LawParts) -> None:
        runs["waiting"] += 1
        raise Unavailable("away")

    async def going(parts: LawParts) -> None:
        steady.set()
        await asyncio.Event().wait()

    running = asyncio.create_task(run_all(cast(LawParts, None), [failing, waiting, going]))
    await enough.wait()
    assert steady.is_set()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
