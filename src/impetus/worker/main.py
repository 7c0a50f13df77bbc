"""Assembly of a worker process: the roles asked for, on one loop, until SIGTERM.

`python -m impetus.worker.main --roles tools --tools anomaly` is what a tool's own process runs. A role is a
module `worker.<role>` or `worker.role_<role>` with `async def run(parts: Parts)`, imported only when asked for;
it runs until cancelled and then leaves things in order.
"""

import argparse
import asyncio
import importlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from impetus.bus.connection import connect
from impetus.bus.stream import ensure_stream
from impetus.keys.store import KeyStore
from impetus.kit.clock import Clock, SystemClock
from impetus.kit.errors import BadInput, ImpetusError
from impetus.kit.settings import PlatformSettings
from impetus.launch.gate import wait_at_gate
from impetus.launch.parent import follow_parent
from impetus.storage.unit import UnitOfWork
from impetus.worker.parts import Parts
from impetus.worker.stuck import STUCK_STATUS, WorkerStuck

_log = logging.getLogger(__name__)

ROLES: Final[dict[str, str]] = {
    "intake": "impetus.worker.intake",
    "history": "impetus.worker.history",
    "law": "impetus.worker.role_law",
    "channels": "impetus.worker.role_channels",
    "relay": "impetus.worker.role_relay",
    "triage": "impetus.worker.role_triage",
    "tools": "impetus.worker.role_tools",
}
PATIENCE_S: Final = 9.0
"""Roles have this long to end in order; the supervisor waits a little longer."""

Role = Callable[[Parts], Awaitable[None]]


def run_worker(settings: PlatformSettings, roles: Sequence[str], tools: Sequence[str] | None = None) -> int:
    """Run `roles` until SIGTERM or SIGINT; returns the exit status.

    Raises BadInput for an unknown role or a missing address, Unavailable where NATS does not answer.
    """
    running = [_role(name) for name in dict.fromkeys(roles)]
    dsn = settings.worker_database_url or settings.database_url
    needed = {
        "IMPETUS_WORKER_DATABASE_URL": dsn,
        "IMPETUS_NATS_URL": settings.nats_url,
        "IMPETUS_KEYS_URL": settings.keys_url,
    }
    for variable, address in needed.items():
        if not address:
            raise BadInput(
                f"{variable} is not set",
                remedy="Start workers by `impetus up`, or set it to the address.",
                field=variable,
            )
    follow_parent()
    wait_at_gate()
    status = asyncio.run(_main(settings, dsn, running, list(roles), tools))
    if status == STUCK_STATUS:
        sys.stderr.flush()
        os._exit(status)  # a tool's thread does not come back, and would hold an orderly exit for ever
    return status


async def _main(
    settings: PlatformSettings, dsn: str, running: Sequence[Role], names: Sequence[str], tools: Sequence[str] | None
) -> int:
    clock: Clock = SystemClock()
    name = f"worker {','.join(names)}" + (f" {','.join(tools)}" if tools else "")
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    bus = await connect(settings.nats_url, name=name, clock=clock)
    uow = UnitOfWork.connect(dsn, clock, name=name, pool_size=4)
    keys = KeyStore.connect(settings, clock, name=name)
    try:
        await ensure_stream(bus, max_bytes=settings.stream_max_bytes, replicas=settings.nats_replicas)
        parts = Parts(settings, clock, bus, uow, keys, dsn, None if tools is None else tuple(tools))
        return await _until(stopping, [asyncio.ensure_future(role(parts)) for role in running])
    finally:
        await bus.close()
        await uow.close()
        await keys.close()


async def _until(stopping: asyncio.Event, tasks: Sequence[asyncio.Future[Any]]) -> int:
    """Wait for the word to stop or for a role that ends by itself; then let all roles end in order."""
    asked: asyncio.Future[Any] = asyncio.ensure_future(stopping.wait())
    await asyncio.wait({asked, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    failed = [task for task in tasks if task.done()]
    for task in tasks:
        task.cancel()
    asked.cancel()
    _, late = await asyncio.wait(tasks, timeout=PATIENCE_S)
    for task in late:
        _log.error("a role did not end in time: %r", task)
    errors = [task.exception() for task in failed if not task.cancelled()]
    if any(isinstance(error, WorkerStuck) for error in errors):
        _log.error("this process ends so that a stopped tool ends: %s", errors)
        return STUCK_STATUS
    for error in errors:
        _log.error("a role ended by itself", exc_info=error)
    return 1 if failed else 0


def _role(name: str) -> Role:
    """Import a role. Raises BadInput where there is none of that name."""
    module = ROLES.get(name)
    if module is None:
        raise BadInput(f"There is no role {name!r}", remedy=f"Use one of: {', '.join(ROLES)}.", field="roles")
    role: Role = importlib.import_module(module).run
    return role


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a worker from a command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="impetus worker", description="Run roles of a worker until SIGTERM.")
    parser.add_argument("--roles", default=",".join(ROLES), help=f"Parted by commas: {', '.join(ROLES)}.")
    parser.add_argument("--tools", default=None, help="Run these tools only, parted by commas.")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        return run_worker(
            PlatformSettings(), chosen.roles.split(","), chosen.tools.split(",") if chosen.tools else None
        )
    except ImpetusError as error:
        sys.stderr.write(f"{error.problem} {error.remedy}\n")
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
