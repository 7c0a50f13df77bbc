"""One at a time across all processes and machines: a lease that ends with its holder's connection."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)
_LOOK_S: Final = 1.0


async def while_holding(uow: UnitOfWork, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` whenever this process holds the lease `name`, for ever; it is cancelled when the lease is lost.

    The lease is an advisory lock of PostgreSQL on a connection of its own, looked after once a second: a lost
    database ends the work within some two seconds, and another process takes over. `work` that raises is logged
    and begun again.
    """
    while True:
        try:
            await _hold(uow, name, work)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            _log.debug("lease %s: %r", name, error)
        except asyncio.CancelledError:
            raise
        except Exception:
            _log.exception("the work under the lease %s failed", name)
        await asyncio.sleep(_LOOK_S)


async def _hold(uow: UnitOfWork, name: str, work: Callable[[], Awaitable[None]]) -> None:
    async with uow.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        lock = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
        if not (await connection.execute(lock, {"name": name})).scalar_one():
            return  # another process has it; asked again in a second
        _log.info("holding the lease %s", name)
        task = asyncio.ensure_future(work())
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=_LOOK_S)
                await connection.execute(text("SELECT 1"))
            task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await connection.invalidate()  # the lock goes with the connection
