"""What the worker role `law` does besides: a list of coroutines, each in the folder of the law it belongs to.

A task is `async def run(parts: LawParts) -> None` and goes on until it is cancelled. One process of the installation
runs them all; a task that raises is logged and begun again, and stops no other. Modules are imported by the role alone.
"""

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from impetus.bus.connection import Bus
from impetus.keys.store import KeyStore
from impetus.kit.clock import Clock
from impetus.kit.errors import Unavailable
from impetus.kit.settings import PlatformSettings
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)

TASKS: Final[list[str]] = [
    "impetus.audit.task",
    "impetus.law.assessments.task",
    "impetus.law.retention.task",
]
"""Modules with a coroutine `run`."""

_AGAIN_S: Final = 5.0


class LawParts(Protocol):
    """What every task is given: the worker's connections, under the workers' role."""

    @property
    def settings(self) -> PlatformSettings:
        """How the installation is set up."""
        ...

    @property
    def clock(self) -> Clock:
        """The time."""
        ...

    @property
    def bus(self) -> Bus:
        """The bus."""
        ...

    @property
    def uow(self) -> UnitOfWork:
        """Units of work of the workers' role."""
        ...

    @property
    def keys(self) -> KeyStore:
        """The keys."""
        ...

    @property
    def dsn(self) -> str:
        """The workers' address of the database, for a connection that listens."""
        ...


Task = Callable[[LawParts], Awaitable[None]]


async def run_all(parts: LawParts, tasks: list[Task] | None = None) -> None:
    """Run all tasks until cancelled."""
    chosen = [importlib.import_module(name).run for name in TASKS] if tasks is None else tasks
    async with asyncio.TaskGroup() as group:
        for task in chosen:
            group.create_task(_for_ever(task, parts))


async def _for_ever(task: Task, parts: LawParts) -> None:
    while True:
        try:
            await task(parts)
        except Unavailable as fault:
            _log.warning("%s waits: %s", task.__module__, fault)
        except Exception:
            _log.exception("%s failed and begins again", task.__module__)
        await asyncio.sleep(_AGAIN_S)
