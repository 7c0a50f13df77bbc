"""Our own launcher of PostgreSQL: never the wheel's, which makes system users and opens parent folders."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from impetus.launch.account import Account
from impetus.launch.binaries import beside_data, postgres_programs
from impetus.launch.child import Child, stop_orphan
from impetus.launch.errors import LaunchError
from impetus.launch.folder import DataFolder

SUPERUSER = "impetus_root"

_SETTINGS = {
    # loopback TCP alone: a socket file's path may be too long, and its folder would need opening
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "96MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # without DETAIL: "Key (login)=(…) already exists" would tell what somebody typed
    "log_error_verbosity": "terse",
    "fsync": "on",
    "synchronous_commit": "on",
}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class EmbeddedPostgres:
    """A PostgreSQL server in BASE/pg, run as an unprivileged account when we are root.

    One that is not `durable` waits for no disk and may lose everything with the power: for tests.
    """

    def __init__(
        self, folder: DataFolder | Path, port: int | None = None, programs: str | None = None, *, durable: bool = True
    ) -> None:
        self.folder = folder if isinstance(folder, DataFolder) else DataFolder(folder)
        self._wanted_port = port
        self._configured = programs
        self._settings = _SETTINGS if durable else _SETTINGS | _FORGETFUL
        self.port = 0
        self.origin = ""
        self._child: Child | None = None

    @property
    def _home(self) -> Path:
        return self.folder.base / "pg"

    @property
    def _data(self) -> Path:
        return self._home / "data"

    @property
    def account(self) -> Account | None:
        """The account the server runs under, None for ourselves."""
        return self.folder.account

    @property
    def child(self) -> Child:
        """The server's process; raises LaunchError before `start`."""
        if self._child is None:
            raise LaunchError("PostgreSQL has not been started.", remedy="Call start() first.")
        return self._child

    def start(self) -> None:
        """Make the cluster if there is none, mend what a crash left, start, wait until it answers."""
        programs = postgres_programs(self._configured, self._version_of_data())
        self.origin = programs.origin
        folder = beside_data(programs, self.account, self.folder.programs_folder())
        self.folder.server_folder("pg")
        if self._version_of_data() is None:
            self._initdb(folder)
        self._clear_orphan()
        self.choose_port()
        arguments = [str(folder / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        for name, value in self._settings.items():
            arguments += ["-c", f"{name}={value}"]
        log = self.folder.base / "logs" / "postgres.log"
        self._child = Child("postgres", arguments, log, env=_environment(), account=self.account, cwd=self._home)
        self._child.start()
        self._wait()

    def choose_port(self) -> None:
        """Fix `port`, so that addresses can be told before the start."""
        self.port = self.port or self.folder.port("postgres", self._wanted_port)

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is kept."""
        if self._child is not None:
            self._child.stop(signal.SIGINT, 20)

    def running(self) -> bool:
        """Whether the server's process lives."""
        return self._child is not None and self._child.running()

    def superuser_dsn(self, database: str = "postgres") -> str:
        """Address for the bootstrap alone: this role bypasses row-level security."""
        return self.dsn(SUPERUSER, self.folder.secret("postgres_superuser"), database)

    def dsn(self, user: str, password: str, database: str) -> str:
        """Address of `database` for `user`."""
        return f"postgresql://{quote(user)}:{quote(password)}@127.0.0.1:{self.port}/{quote(database)}"

    def _version_of_data(self) -> int | None:
        try:
            return int((self._data / "PG_VERSION").read_text().strip().split(".")[0])
        except (OSError, ValueError):
            return None

    def _initdb(self, programs: Path) -> None:
        # PostgreSQL will not take over a folder that a broken initdb left half made
        if self._data.exists() and any(self._data.iterdir()):
            raise LaunchError(
                f"{self._data} is not empty and holds no PostgreSQL cluster.",
                remedy="An earlier first start may have been cut off: move that folder away and start again.",
            )
        password_file = self._home / "password"
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self.folder.secret("postgres_superuser"))
        if self.account:
            os.chown(password_file, self.account.uid, self.account.gid)
        making = self._home / "making"
        try:
            self._remove(making)
            done = subprocess.run(  # noqa: S603 - a program found by our own search
                [
                    str(programs / "initdb"),
                    *("-D", str(making), "-U", SUPERUSER, "--pwfile", str(password_file)),
                    *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--data-checksums"),
                ],
                capture_output=True,
                text=True,
                env=_environment(),
                cwd=self._home,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
                check=False,
            )
            if done.returncode != 0:
                raise LaunchError(
                    "PostgreSQL could not make its data folder: " + done.stderr.strip()[-600:],
                    remedy="Run 'impetus doctor' to see what this machine lacks.",
                )
            if self._data.exists():
                self._data.rmdir()
            making.rename(self._data)
        finally:
            password_file.unlink(missing_ok=True)

    def _remove(self, folder: Path) -> None:
        if folder.exists():
            import shutil

            shutil.rmtree(folder)

    def _clear_orphan(self) -> None:
        """A server left by a killed supervisor is stopped; a stale lock file of a dead one is removed."""
        lock = self._data / "postmaster.pid"
        try:
            pid = int(lock.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        if not stop_orphan(pid, str(self._data), signal.SIGINT) and not _is_postgres(pid, self._data):
            lock.unlink(missing_ok=True)

    def _wait(self, patience_s: float = 60.0) -> None:
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if not self.child.running():
                raise LaunchError(
                    "PostgreSQL stopped at once. Its log ends:\n" + self.child.tail(),
                    remedy="Run 'impetus doctor'; the whole log is in logs/postgres.log of the data folder.",
                )
            if self._ready():
                return
            time.sleep(0.02)
        raise LaunchError(
            "PostgreSQL did not answer within a minute.",
            remedy="The machine may be too busy, or recovery after a crash takes long: see logs/postgres.log.",
        )

    def _ready(self) -> bool:
        # the eighth line of postmaster.pid says "ready" once connections are taken (src/backend/utils/init/miscinit.c)
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        if len(lines) < 8 or lines[7].strip() != "ready" or lines[0].strip() != str(self.child.pid):
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


def _is_postgres(pid: int, data: Path) -> bool:
    try:
        return str(data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _environment() -> dict[str, str]:
    """A small environment: no PG* variable of the caller may change what the server does."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TZ") if name in os.environ}
    return {**kept, "LC_ALL": "C"}
