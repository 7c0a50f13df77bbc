"""The connection pool to PostgreSQL, and what its errors mean to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from impetus.kit.errors import BadInput, Conflict, Unavailable

_AWAY: Final = ("08", "57P", "53", "25006", "28", "3D", "55000")
"""SQLSTATE: connection exception, operator intervention, insufficient resources, read-only (fail-over), login refused,
no such database, database closed to connections."""
_BUSY: Final = ("40001", "40P01", "55P03", "57014")
"""SQLSTATE: serialization failure, deadlock, lock not available, statement took too long; rolled back each time."""
_BAD_TEXT: Final = ("22P05", "22021")
"""SQLSTATE: untranslatable character (a NUL in jsonb), character not in repertoire (a NUL in text)."""


def asyncpg_url(dsn: str) -> URL:
    """Return a `postgresql://` DSN as SQLAlchemy's URL for asyncpg; `sslmode` becomes asyncpg's `ssl`."""
    url = make_url(dsn).set(drivername="postgresql+asyncpg")
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return url.set(query=query)


def make_engine(dsn: str, *, name: str, pool_size: int = 8) -> AsyncEngine:
    """Return a pool of at most `2 * pool_size` connections that survives restarts of PostgreSQL.

    `name` is shown in `pg_stat_activity`. Connections are tested before use, so a restarted server costs
    nobody an error.
    """
    return create_async_engine(
        asyncpg_url(dsn),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        pool_pre_ping=True,
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,  # an error that is logged tells no values
        connect_args={
            "timeout": 5,
            "command_timeout": 60,
            "server_settings": {"application_name": f"impetus {name}", "TimeZone": "UTC"},
        },
    )


def _sqlstate(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into the platform's: Unavailable, Conflict, BadInput; let others pass."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("The database has no free connection.", remedy="Try again in a few seconds.") from error
    except UnicodeEncodeError as error:
        raise BadInput("The text contains a character that cannot be stored.", remedy="Remove it.") from error
    except DBAPIError as error:
        state = _sqlstate(error)
        if isinstance(error.orig.__cause__ if error.orig else None, ValueError):  # asyncpg could not encode a value
            raise BadInput("A value is outside what can be stored.", remedy="Give a smaller value.") from error
        if (
            error.connection_invalidated
            or state.startswith(_AWAY)
            or (not state and isinstance(error, InterfaceError | OperationalError))
        ):
            raise Unavailable("The database does not answer.", remedy="Nothing was changed; try again.") from error
        if state in _BUSY:
            raise Unavailable("Others change the same just now.", remedy="Try again.", retry_after_s=1) from error
        if isinstance(error, IntegrityError):
            raise Conflict("This exists already, or what it belongs to is gone.", remedy="Load it anew.") from error
        if state in _BAD_TEXT:
            raise BadInput("The text contains a character that cannot be stored.", remedy="Remove it.") from error
        if isinstance(error, DataError) or state.startswith("22"):
            raise BadInput("A value is outside what can be stored.", remedy="Give a smaller value.") from error
        raise
    except (ConnectionError, TimeoutError, OSError) as error:
        raise Unavailable("The database does not answer.", remedy="Nothing was changed; try again.") from error
