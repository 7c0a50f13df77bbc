"""Backups of the data's database, by PostgreSQL's own programs: one file, consistent, taken while everything runs."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from impetus.launch.binaries import postgres_client
from impetus.launch.errors import LaunchError


def dump(dsn: str, major: int, target: Path, programs: str | None = None) -> None:
    """Write the database of a superuser's DSN to `target`; `major` is the server's version. Raise LaunchError."""
    _run("pg_dump", dsn, major, programs, ["--format=custom", "--compress=6", f"--file={target}"])


def load(dsn: str, major: int, source: Path, programs: str | None = None) -> None:
    """Fill the empty database of a superuser's DSN from `source`, all or nothing; roles exist. Raise LaunchError."""
    _run("pg_restore", dsn, major, programs, ["--exit-on-error", "--single-transaction", str(source)])


def _run(program: str, dsn: str, major: int, programs: str | None, arguments: Sequence[str]) -> None:
    parts = urlsplit(dsn)
    path = postgres_client(program, programs, major)
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    # the password is not for the list of processes
    environment |= {"PGPASSWORD": unquote(parts.password or ""), "PGCONNECT_TIMEOUT": "10", "LC_ALL": "C"}
    where = [
        f"--host={parts.hostname or '127.0.0.1'}",
        f"--port={parts.port or 5432}",
        f"--username={unquote(parts.username or '')}",
        "--no-password",
        f"--dbname={unquote(parts.path.lstrip('/'))}",
    ]
    done = subprocess.run(  # noqa: S603 - a program found by our own search
        [str(path), *where, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode != 0:
        raise LaunchError(
            f"{program} did not end well: {done.stderr.strip()[:600]}",
            remedy="Check the address and that there is room; nothing was changed in the data.",
        )
