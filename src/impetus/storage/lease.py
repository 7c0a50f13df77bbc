"""One at a time across all processes and machines: a lease that ends with its holder's connection."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from impetus.kit.errors import Unavailable
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
        except Unavailable as error:
            _log.warning("the work under the lease %s waits: %s", name, error)
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


class Leases:
    """Several leases on one connection, for work that goes on while the database is away.

    While nobody can reach the database, nobody else can take a lease either, and nothing can be committed; so
    what was held counts as held until the database is back and says otherwise.
    """

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._connection: AsyncConnection | None = None
        self._held: set[str] = set()
        self._before: set[str] = set()

    async def among(self, names: Iterable[str]) -> set[str]:
        """Take what is free of `names` and return all of them that are held; call it about once a second."""
        wanted = set(names)
        try:
            if self._connection is None:
                self._connection = await self._uow.engine.connect()
                await self._connection.execution_options(isolation_level="AUTOCOMMIT")
            await self._connection.execute(text("SELECT 1"))
            for name in sorted(wanted - self._held):
                lock = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
                if (await self._connection.execute(lock, {"name": name})).scalar_one():
                    self._held.add(name)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            _log.debug("leases: %r", error)
            self._before |= self._held
            await self.release()
            return self._before & wanted
        self._before = set()
        return self._held & wanted

    async def release(self) -> None:
        """Give everything back."""
        connection, self._connection = self._connection, None
        self._held = set()
        if connection is not None:
            try:
                await connection.invalidate()
                await connection.close()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                _log.debug("leases: %r", error)
