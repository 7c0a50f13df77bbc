"""The data folder: closed to others, held by one `impetus up` at a time, with its keys and ports.

BASE/            0711 as root (servers must pass through), else 0700
  lock           held while a platform runs on this folder
  keys/          0700  passwords and keys; never in the same backup as pg/
  pg/ nats/      0700  of the servers' account
  objects/       0700  snapshots, history, evidence
  logs/ run/     0700
"""

import fcntl
import json
import os
import secrets
import socket
from pathlib import Path
from typing import IO, Any

from impetus.launch.account import Account, own_folder, reachable, servers_account
from impetus.launch.errors import AlreadyRunning, LaunchError


class DataFolder:
    """An opened data folder. Makes what is missing; never changes a folder above it."""

    def __init__(self, base: Path) -> None:
        self.base = base.expanduser().absolute()
        self.account: Account | None = servers_account()
        self._lock: IO[str] | None = None
        self._prepare()

    def _prepare(self) -> None:
        fresh = not self.base.exists()
        if fresh:
            try:
                self.base.mkdir(parents=True, mode=0o700)
            except OSError as error:
                raise LaunchError(
                    f"The data folder {self.base} cannot be made: {error.strerror}.",
                    remedy="Choose a folder you may write to with --data or IMPETUS_DATA_DIR.",
                ) from error
        if self.base.stat().st_uid != os.geteuid():
            raise LaunchError(
                f"The data folder {self.base} belongs to another user.",
                remedy="Start as its owner, or choose another folder with --data.",
            )
        self.base.chmod(0o711 if self.account else 0o700)
        for name in ("keys", "objects", "logs", "run"):
            own_folder(self.base / name, None)
        if self.account and not reachable(self.base, self.account):
            raise LaunchError(
                f"Running as root, PostgreSQL runs as '{self.account.name}', who cannot reach {self.base}: "
                "a folder above it is closed.",
                remedy="Choose a folder such as /var/lib/impetus with --data, or start as an ordinary user. "
                "Folders above the data folder are never changed by this program.",
            )

    def server_folder(self, name: str) -> Path:
        """Return BASE/name, 0700, owned by the servers' account."""
        return own_folder(self.base / name, self.account)

    def programs_folder(self) -> Path:
        """Return BASE/programs, where unreachable programs are copied to (0755, ours)."""
        return own_folder(self.base / "programs", None, 0o755)

    def hold(self) -> None:
        """Take the lock; raises AlreadyRunning. A lock left by a crash is free by itself."""
        lock = (self.base / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise AlreadyRunning(
                f"IMPETUS is already running on {self.base} ({holder or 'another process'}).",
                remedy="Open that one, stop it first, or choose another folder with --data.",
            ) from error
        self._lock = lock
        self.describe(f"process {os.getpid()}")

    def describe(self, words: str) -> None:
        """Write into the lock who holds it."""
        if self._lock is not None:
            self._lock.seek(0)
            self._lock.truncate()
            self._lock.write(words)
            self._lock.flush()

    def release(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def secret(self, name: str) -> str:
        """Return the secret `name`, made at random on first use and kept in keys/secrets.json (0600)."""
        path = self.base / "keys" / "secrets.json"
        known: dict[str, str] = read_json(path)
        if name not in known:
            known[name] = secrets.token_urlsafe(32)
            write_json(path, known)
        return known[name]

    def port(self, name: str, wanted: int | None = None) -> int:
        """Return a free loopback port for `name`: the wanted one, else last time's, else any."""
        path = self.base / "run" / "ports.json"
        known: dict[str, int] = read_json(path)
        if wanted is not None:
            return wanted
        chosen = known.get(name, 0)
        if not (chosen and port_free(chosen)):
            chosen = free_port()
        known[name] = chosen
        write_json(path, known)
        return chosen


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in `path`, or an empty one if there is none or it was half written."""
    try:
        value = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write `value` atomically, readable by us alone."""
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def port_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
