"""Our launcher of the NATS server with JetStream, every write synced before it is acknowledged."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path

from impetus.launch.binaries import nats_program
from impetus.launch.child import Child, stop_orphan
from impetus.launch.errors import LaunchError
from impetus.launch.folder import DataFolder

_CONFIG = """\
# Written by IMPETUS at every start; edits are lost.
server_name: "impetus"
listen: "127.0.0.1:{port}"
pid_file: "{pid}"
max_payload: 8388608
max_pending: 268435456
authorization {{ token: "{token}" }}
jetstream {{
  store_dir: "{store}"
  max_memory_store: 67108864
  max_file_store: {max_bytes}
  # the default leaves acknowledged messages unsynced for two minutes
  sync_interval: {sync}
}}
"""


class EmbeddedNats:
    """A NATS server in BASE/nats."""

    def __init__(
        self,
        folder: DataFolder | Path,
        port: int | None = None,
        program: str | None = None,
        *,
        max_bytes: int = 8 << 30,
        sync: str = "always",
    ) -> None:
        self.folder = folder if isinstance(folder, DataFolder) else DataFolder(folder)
        self._wanted_port = port
        self._configured = program
        self._max_bytes = max_bytes
        self._sync = sync
        self.port = 0
        self.origin = ""
        self._child: Child | None = None

    @property
    def url(self) -> str:
        """Address with the token."""
        return f"nats://{self.folder.secret('nats_token')}@127.0.0.1:{self.port}"

    @property
    def child(self) -> Child:
        """The server's process; raises LaunchError before `start`."""
        if self._child is None:
            raise LaunchError("NATS has not been started.", remedy="Call start() first.")
        return self._child

    def start(self) -> None:
        """Stop a server that a crash left over, write the configuration, start, wait until it answers."""
        account = self.folder.account
        home = self.folder.server_folder("nats")
        program, self.origin = nats_program(self._configured, account, self.folder.programs_folder())
        pid_file, config = home / "nats.pid", home / "nats.conf"
        with contextlib.suppress(OSError, ValueError):
            stop_orphan(int(pid_file.read_text()), str(config), signal.SIGTERM)
        self.choose_port()
        token = self.folder.secret("nats_token")
        text = _CONFIG.format(
            port=self.port, pid=pid_file, token=token, store=home, max_bytes=self._max_bytes, sync=self._sync
        )
        descriptor = os.open(config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        if account:
            os.chown(config, account.uid, account.gid)
        log = self.folder.base / "logs" / "nats.log"
        self._child = Child("nats", [str(program), "-c", str(config)], log, account=account, cwd=home)
        self._child.start()
        self._wait()

    def choose_port(self) -> None:
        """Fix `port`, so that the address can be told before the start."""
        self.port = self.port or self.folder.port("nats", self._wanted_port)

    def stop(self) -> None:
        """Flush and stop."""
        if self._child is not None:
            self._child.stop(signal.SIGTERM, 10)

    def running(self) -> bool:
        """Whether the server's process lives."""
        return self._child is not None and self._child.running()

    def _wait(self, patience_s: float = 60.0) -> None:
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if not self.child.running():
                raise LaunchError(
                    "NATS stopped at once. Its log ends:\n" + self.child.tail(),
                    remedy="The whole log is in logs/nats.log of the data folder.",
                )
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                probe.settimeout(2)
                if probe.recv(64).startswith(b"INFO"):
                    return
            time.sleep(0.02)
        raise LaunchError("NATS did not answer within a minute.", remedy="See logs/nats.log of the data folder.")
