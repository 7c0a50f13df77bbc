"""How many readings the tool has taken, from its own signs of life on NATS."""

import asyncio
import json
import threading
import time
from types import TracebackType

import nats

from benchmarks.harness import Platform
from impetus.launch.folder import read_json


class Scored:
    """Listens to the tool's heartbeats in a thread of its own; `readings` counts since it was entered."""

    def __init__(self, running: Platform, tool: str = "anomaly") -> None:
        ports = read_json(running.base / "run" / "ports.json")
        token = read_json(running.base / "keys" / "secrets.json")["nats_token"]
        self._url = f"nats://{token}@127.0.0.1:{ports['nats']}"
        self._subject = f"health.*.tool.{tool}"
        self._first: int | None = None
        self._now = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True)

    @property
    def readings(self) -> int:
        """Readings taken since the first heartbeat heard."""
        return self._now - (self._first or 0)

    def __enter__(self) -> "Scored":
        self._thread.start()
        deadline = time.monotonic() + 30
        while self._first is None and time.monotonic() < deadline:
            time.sleep(0.02)
        if self._first is None:
            raise AssertionError("the tool gives no sign of life")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def wait(self, count: int, patience_s: float = 300) -> None:
        """Wait until `count` readings were taken."""
        deadline = time.monotonic() + patience_s
        while self.readings < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"the tool took {self.readings} of {count} readings in {patience_s:g} s")
            time.sleep(0.02)

    async def _listen(self) -> None:
        client = await nats.connect(self._url)
        subscription = await client.subscribe(self._subject)
        while not self._stop.is_set():
            try:
                message = await subscription.next_msg(timeout=0.2)
            except (TimeoutError, nats.errors.TimeoutError):
                continue
            self._now = int(json.loads(message.data)["counts"]["readings"])
            if self._first is None:
                self._first = self._now
        await client.close()
