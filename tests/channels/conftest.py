"""Fixtures of channels."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.channels.works import Hook, Works, hooks

from impetus.kit.clock import ManualClock
from impetus.storage.unit import UnitOfWork


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A receiver of webhooks."""
    async with hooks() as made:
        yield made


@pytest.fixture
async def works(uow: UnitOfWork, worker_uow: UnitOfWork, tmp_path: Path, manual_clock: ManualClock) -> Works:
    """The role at work; it has looked once, so that what happens from now on counts."""
    made = Works(uow, worker_uow, tmp_path, manual_clock)
    await made.look()
    return made
