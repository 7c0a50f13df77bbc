"""One child process: started, watched, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from impetus.launch.account import Account
from impetus.launch.gate import GATE_VARIABLE, Gate

PARENT_VARIABLE = "IMPETUS_PARENT"
"""Set for our own Python children: they stop when the process of this number is no longer their parent."""


class Child:
    """A process with its log file. Signals go to the process alone, not to a group."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        account: Account | None = None,
        cwd: Path | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.env = dict(env) if env is not None else None
        self.account = account
        self.cwd = cwd
        self.gate = gate
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; output goes to the log, the terminal's Ctrl-C does not reach it (we stop it in order)."""
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        env, waits_at = self.env, () if self.gate is None or self.gate.descriptor < 0 else (self.gate.descriptor,)
        if waits_at:
            env = {**(os.environ if env is None else env), GATE_VARIABLE: str(waits_at[0])}
        try:
            self.process = subprocess.Popen(  # noqa: S603 - commands are our own
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                env=env,
                pass_fds=waits_at,
                cwd=self.cwd,
                start_new_session=True,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
            )
        finally:
            os.close(descriptor)

    @property
    def pid(self) -> int | None:
        """Process number, None before the start."""
        return self.process.pid if self.process else None

    def running(self) -> bool:
        """Whether it lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self, wanted: signal.Signals = signal.SIGTERM, patience_s: float = 10.0) -> None:
        """Ask it to stop, wait, then kill."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(wanted)
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tail(self, lines: int = 12) -> str:
        """The last lines of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def stop_orphan(pid: int, mark: str, wanted: signal.Signals, patience_s: float = 10.0) -> bool:
    """Stop process `pid`, left over from a crash, if its command line contains `mark`; whether it was one."""
    command = Path(f"/proc/{pid}/cmdline")
    try:
        if mark.encode() not in command.read_bytes():
            return False
        os.kill(pid, wanted)
    except OSError:
        return False
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if not command.exists() or not command.read_bytes():
            return True
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    return True
