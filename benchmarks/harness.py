"""The whole platform as child processes, for benchmarks and system tests: started, signed in to, hurt, stopped."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

LOGIN, PASSWORD = "anna.koski", "Correct horse 42 battery"


class Platform:
    """An `impetus up` of its own on a data folder and port of its own."""

    def __init__(self, base: Path, *, demo: bool = False, port: int = 0, env: dict[str, str] | None = None) -> None:
        self.base = base
        self.demo = demo
        self.port = port or _free_port()
        self.env = {key: value for key, value in os.environ.items() if not key.startswith("IMPETUS_")} | (env or {})
        if self.env.pop("PYTHONDONTWRITEBYTECODE", ""):
            # as on a user's machine, the second start finds compiled code; beside the sources it is not wanted here
            self.env["PYTHONPYCACHEPREFIX"] = str(base.with_name("bytecode"))
        self.process: subprocess.Popen[bytes] | None = None
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)

    @property
    def url(self) -> str:
        """Address of the console."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What `impetus up` printed."""
        return self.base.with_name(self.base.name + ".log")

    def start(self, patience_s: float = 240) -> float:
        """Start, wait until it says that it runs; return the seconds it took."""
        command = [sys.executable, "-m", "impetus", "up", "--data", str(self.base), "--port", str(self.port)]
        if self.demo:
            command.append("--demo")
        begun = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        while "IMPETUS is running" not in (text := self.log.read_text(errors="replace")):
            if self.process.poll() is not None or time.monotonic() - begun > patience_s:
                raise RuntimeError(f"the platform did not start:\n{text}\n{self.logs()}")
            time.sleep(0.02)
        return time.monotonic() - begun

    def stop(self, wanted: signal.Signals = signal.SIGTERM) -> int:
        """Stop as Ctrl-C or an init system would; return the exit status."""
        if self.process is None:
            return 0
        self.process.send_signal(wanted)
        return self.process.wait(180)

    def pids(self) -> dict[str, int]:
        """Process numbers by name."""
        found: dict[str, int] = json.loads((self.base / "run" / "pids.json").read_text())
        found.pop("port", None)
        return found

    def kill(self, name: str) -> None:
        """Kill -9 the process `name` and wait until the supervisor runs another in its place."""
        before = self.pids()[name]
        os.kill(before, signal.SIGKILL)
        self.wait(lambda: self.pids().get(name, before) != before, f"{name} to be started again")

    def wait(self, holds: Callable[[], Any], what: str, patience_s: float = 120, every_s: float = 0.05) -> Any:
        """Wait until `holds()` is true and return it; errors while waiting count as not yet.

        It is asked every `every_s`, and later less often (four times a second): on a small machine the asking would
        take the time from what is waited for.
        """
        begun, last = time.monotonic(), ""
        while (waited := time.monotonic() - begun) < patience_s:
            try:
                if value := holds():
                    return value
            except (httpx.HTTPError, KeyError, OSError, ValueError) as error:
                last = repr(error)
            time.sleep(max(every_s, min(0.25, waited / 20)))
        raise AssertionError(f"waited {patience_s:g} s for {what}; {last}\n{self.logs()}")

    def logs(self, lines: int = 25) -> str:
        """The ends of all logs."""
        return "\n".join(
            f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
            for path in sorted((self.base / "logs").glob("*.log"))
        )

    def set_up(self, city: str = "Testville") -> None:
        """Make the administrator by the printed link and stay signed in."""
        # it stands some lines below the one that `start` waits for
        match = self.wait(lambda: re.search(r"setup\?token=(\S+)", self.log.read_text()), "the set-up link", 60)
        answer = self.client.post(
            "/api/setup",
            json={
                "token": match[1],
                "name": "Anna Koski",
                "login": LOGIN,
                "password": PASSWORD,
                "city_name": city,
                "locale": "en",
            },
        )
        answer.raise_for_status()
        self.sign_in(made=True)

    def sign_in(self, *, made: bool = False) -> None:
        """Sign in and keep the CSRF token in the client's headers."""
        if not made:
            self.client.post("/api/session", json={"login": LOGIN, "password": PASSWORD}).raise_for_status()
        session = self.client.get("/api/session").raise_for_status().json()
        self.client.headers["X-CSRF-Token"] = session["csrf"]

    def get(self, path: str, **params: Any) -> Any:
        """GET as JSON, refusals raised."""
        return self.client.get(path, params=params).raise_for_status().json()

    def post(self, path: str, body: Any = None) -> Any:
        """POST as JSON, refusals raised with their words."""
        answer = self.client.post(path, json=body)
        if answer.is_error:
            raise AssertionError(f"POST {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def http_source(self, name: str = "Push", **settings: Any) -> tuple[str, str]:
        """Make an HTTP source; return its id and its token."""
        body = {"name": name, "type": "http", "settings": settings, "enabled": True, "mapping": {}}
        source = self.post("/api/sources", body)["id"]
        return source, self.post(f"/api/sources/{source}/token")["token"]


@contextmanager
def platform(**options: Any) -> Iterator[Platform]:
    """A platform in a temporary folder, stopped and removed afterwards."""
    base = Path(tempfile.mkdtemp(prefix="impetus-up-", dir=os.environ.get("IMPETUS_TEST_DIR", "/tmp")))
    base.chmod(0o711)
    running = Platform(base / "data", **options)
    try:
        yield running
    finally:
        running.stop()
        running.client.close()
        shutil.rmtree(base, ignore_errors=True)


def _free_port() -> int:
    from impetus.launch.folder import free_port

    return free_port()
