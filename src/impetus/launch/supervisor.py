"""Keeps the processes of one machine running: starts them in order, restarts what dies, stops them in order."""

import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol

from impetus.kit.settings import PlatformSettings
from impetus.launch.child import Child
from impetus.launch.errors import LaunchError
from impetus.launch.folder import DataFolder, free_port, port_free, read_json, write_json
from impetus.launch.gate import Gate
from impetus.launch.nats import EmbeddedNats
from impetus.launch.postgres import EmbeddedPostgres
from impetus.launch.services import CITY, SERVICES, Service, command, database_urls, environment, schema_stamp

_BACKOFF_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_STEADY_S = 30.0  # a process that lived this long starts again without waiting


class _Server(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def running(self) -> bool: ...


class _Entry(NamedTuple):
    name: str
    server: _Server


class Supervisor:
    """Runs the platform on a data folder until told to stop.

    `say` gets one line of words at a time for the person at the terminal.
    """

    def __init__(self, settings: PlatformSettings, say: Callable[[str], None], *, port_given: bool = False) -> None:
        self.settings = settings
        self.say = say
        self.folder = DataFolder(settings.data_dir)
        self.folder.hold()
        self.port = settings.port if port_given else _choose_port(settings.port)
        self._stopping = threading.Event()
        self._entries: list[_Entry] = []
        self._failures: dict[str, tuple[int, float]] = {}
        self._started: dict[str, float] = {}
        self._gate = Gate()
        self._bootstrap = ""
        self._env: dict[str, str] = {
            "IMPETUS_PORT": str(self.port),
            "IMPETUS_HOST": settings.host,
            # the server makes the demonstration's agency before the first person can make another
            "IMPETUS_DEMO": str(settings.demo),
        }

    def start(self) -> None:
        """Start everything; returns when the console answers. Raises LaunchError with words for people."""
        servers = self._servers()
        self._addresses(servers)
        children = self._children()
        with ThreadPoolExecutor(2) as pool:
            starting = [pool.submit(entry.server.start) for entry in servers]
            self._entries = [*servers, *children]
            for entry in children:  # they load their code meanwhile, which is most of their start
                entry.server.start()
            for failed in starting:
                failed.result()
        self._say_servers(servers)
        self._migrate()
        self._gate.opened()
        for entry in self._entries:
            self._started[entry.name] = time.monotonic()
        self._wait_healthy()
        self._write_pids()
        self.folder.describe(self.address)

    @property
    def address(self) -> str:
        """What people open."""
        host = "localhost" if self.settings.host == "127.0.0.1" else self.settings.host
        return self.settings.public_url or f"http://{host}:{self.port}"

    def pids(self) -> dict[str, int]:
        """Process numbers by name; for tests and `doctor`."""
        found = {}
        for name, server in self._entries:
            child = getattr(server, "child", None)
            if child is not None and child.pid:
                found[name] = child.pid
        return found

    def watch(self) -> None:
        """Restart what dies, with back-off, until `stop` is asked for."""
        while not self._stopping.wait(0.1):
            for name, server in self._entries:
                if not server.running() and not self._stopping.is_set():
                    self._restart(name, server)

    def request_stop(self, *_: object) -> None:
        """Ask `watch` to end; safe in a signal handler."""
        self._stopping.set()

    def stop(self) -> None:
        """Stop all, ours first, the servers they need last; then give the folder back."""
        self._stopping.set()
        children = [entry for entry in self._entries if isinstance(entry.server, _Restartable)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda entry: entry.server.stop(), children))
        for entry in reversed(self._entries):
            entry.server.stop()
        self._gate.opened()
        (self.folder.base / "run" / "pids.json").unlink(missing_ok=True)
        self.folder.release()

    def _servers(self) -> list[_Entry]:
        settings, entries = self.settings, []
        if settings.keys_url:
            self._env["IMPETUS_KEYS_URL"] = settings.keys_url
        elif settings.database_url:
            raise LaunchError(
                "IMPETUS_DATABASE_URL is set, but IMPETUS_KEYS_URL is not.",
                remedy="Keys have a database of their own: make one, give it to the role impetus_keys, and set it.",
            )
        if settings.database_url:
            self._env["IMPETUS_DATABASE_URL"] = settings.database_url
            self._env["IMPETUS_WORKER_DATABASE_URL"] = settings.worker_database_url or settings.database_url
        else:
            entries.append(_Entry("postgres", EmbeddedPostgres(self.folder, programs=settings.postgres_bin or None)))
        if settings.nats_url:
            self._env["IMPETUS_NATS_URL"] = settings.nats_url
        else:
            room = settings.stream_max_bytes + (1 << 30)
            nats = EmbeddedNats(self.folder, program=settings.nats_server or None, max_bytes=room)
            entries.append(_Entry("nats", nats))
        return entries

    def _addresses(self, servers: list[_Entry]) -> None:
        """Choose the servers' ports and note their addresses: known before anything runs."""
        for _, server in servers:
            if isinstance(server, EmbeddedPostgres):
                server.choose_port()
                self._env = {**database_urls(self.folder, server), **self._env}
                self._bootstrap = server.superuser_dsn()
            elif isinstance(server, EmbeddedNats):
                server.choose_port()
                self._env["IMPETUS_NATS_URL"] = server.url

    def _say_servers(self, servers: list[_Entry]) -> None:
        for _, server in servers:
            if isinstance(server, EmbeddedPostgres):
                self.say(f"PostgreSQL is up on port {server.port} (from {server.origin})")
            elif isinstance(server, EmbeddedNats):
                self.say(f"NATS is up on port {server.port} (from {server.origin})")

    def _children(self) -> list[_Entry]:
        services: tuple[Service, ...] = (*SERVICES, CITY) if self.settings.demo else SERVICES
        logs = self.folder.base / "logs"
        return [
            _Entry(
                service.name,
                _Restartable(
                    Child(
                        service.name,
                        command(service),
                        logs / f"{service.name}.log",
                        env=environment(self.folder, self._env),
                        gate=self._gate,
                    )
                ),
            )
            for service in services
        ]

    def _migrate(self) -> None:
        bootstrap = self._bootstrap
        migrator = self.settings.migrator_database_url
        if not bootstrap and not migrator:
            return
        stamp_file = self.folder.base / "run" / "schema.json"
        stamp = schema_stamp(self.folder) if bootstrap else ""
        if stamp and read_json(stamp_file).get("stamp") == stamp:
            return
        self.say("Preparing the database")
        extra = {**self._env, "IMPETUS_BOOTSTRAP_URL": bootstrap}
        if migrator:
            extra["IMPETUS_MIGRATOR_DATABASE_URL"] = migrator
        done = subprocess.run(  # noqa: S603 - our own program
            command(Service("migrate", ("migrate",))),
            env=environment(self.folder, extra),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LaunchError(
                "The database could not be prepared: " + (done.stderr.strip() or done.stdout.strip())[-800:],
                remedy="Nothing was lost. Run 'impetus doctor'; it says what this machine lacks.",
            )
        if stamp:
            write_json(stamp_file, {"stamp": stamp})

    def _wait_healthy(self, patience_s: float = 90.0) -> None:
        self.say("Starting server and workers")
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline and not self._stopping.is_set():
            if healthy(f"http://127.0.0.1:{self.port}" if self.settings.host in _ANY else self.address):
                return
            for name, server in self._entries:
                if not server.running():
                    self._restart(name, server)
            time.sleep(0.05)
        if not self._stopping.is_set():
            raise LaunchError(
                "The console did not answer within a minute and a half.\n" + self._tails(),
                remedy=f"Run 'impetus doctor'. The logs are in {self.folder.base / 'logs'}.",
            )

    def _tails(self) -> str:
        return "\n".join(
            f"{name}: {server.child.tail(6)}" for name, server in self._entries if isinstance(server, _Restartable)
        )

    def _restart(self, name: str, server: _Server) -> None:
        now = time.monotonic()
        count, not_before = self._failures.get(name, (0, 0.0))
        if now < not_before:
            return
        if now - self._started.get(name, now) > _STEADY_S:
            count = 0
        wait = _BACKOFF_S[min(count, len(_BACKOFF_S) - 1)]
        self.say(f"{name} stopped by itself; starting it again")
        try:
            server.start()
        except LaunchError as error:
            self.say(f"{name} does not start: {error.problem} Trying again in {wait:g} s.")
        self._failures[name] = (count + 1, now + wait)
        self._started[name] = now
        self._write_pids()

    def _write_pids(self) -> None:
        write_json(self.folder.base / "run" / "pids.json", {"port": self.port, **self.pids()})


_ANY = ("127.0.0.1", "0.0.0.0", "::", "localhost")  # noqa: S104 - compared with, not bound to


class _Restartable:
    """A child as the supervisor sees it."""

    def __init__(self, child: Child) -> None:
        self.child = child

    def start(self) -> None:
        """Start it, again if need be."""
        self.child.start()

    def stop(self) -> None:
        """Ask, wait, kill."""
        self.child.stop(signal.SIGTERM, 12)

    def running(self) -> bool:
        """Whether it lives."""
        return self.child.running()


def healthy(address: str) -> bool:
    """Whether the console's server at `address` answers and says that its parts do."""
    try:
        with urllib.request.urlopen(f"{address}/api/health", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _choose_port(wanted: int) -> int:
    for port in range(wanted, wanted + 20):
        if port_free(port):
            return port
    return free_port()


def run(
    settings: PlatformSettings, say: Callable[[str], None], ready: Callable[["Supervisor"], None], **options: bool
) -> None:
    """Start, report, watch, stop on Ctrl-C or SIGTERM."""
    supervisor = Supervisor(settings, say, **options)
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wanted, supervisor.request_stop)
    try:
        supervisor.start()
        ready(supervisor)
        supervisor.watch()
        say("Stopping")
    finally:
        supervisor.stop()
