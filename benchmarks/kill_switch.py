"""How soon a tool stands still everywhere after somebody pressed its switch: two workers, real heartbeats.

One worker holds the tool's lease, the other stands by. After the last press the first is killed (-9): the one that
takes over must not let the tool run. Heartbeats come once a second: up to a second of each figure is waiting for one.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import psutil

from benchmarks.harness import Platform, platform
from benchmarks.report import Figure
from impetus.bus import subjects
from impetus.bus.connection import connected
from impetus.kit.clock import SystemClock

TOOL = "anomaly"
_PATIENCE_S = 60


class Beats:
    """What the heartbeats of the tool said, and when."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, bool]] = []

    async def take(self, subject: str, payload: bytes) -> None:
        """Note one."""
        self.heard.append((time.monotonic(), bool(msgspec.json.decode(payload)["running"])))

    async def says(self, running: bool, since: float) -> float:
        """Wait for the first heartbeat after `since` that says so; return when it came."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                found = next((at for at, said in self.heard if at >= since and said is running), None)
                if found is not None:
                    return found
                await asyncio.sleep(0.01)


@asynccontextmanager
async def _listening(running: Platform, agency: str) -> AsyncIterator[Beats]:
    beats = Beats()
    nats = psutil.Process(running.pids()["tools"]).environ()["IMPETUS_NATS_URL"]
    async with connected(nats, name="bench", clock=SystemClock()) as bus:
        await bus.subscribe(subjects.tool_health(agency, TOOL), beats.take)
        yield beats


async def _pressed(running: Platform, beats: Beats, rounds: int) -> tuple[list[float], int]:
    """Press it `rounds` times; then kill the worker that ran the tool, and count who runs it after that."""
    path, waits = f"/api/tools/{TOOL}/switch", []
    for _ in range(rounds):
        await asyncio.to_thread(running.post, path, {"running": True})
        await beats.says(True, time.monotonic())
        begun = time.monotonic()
        await asyncio.to_thread(running.post, path, {"running": False, "reason": "A benchmark."})
        waits.append(await beats.says(False, begun) - begun)
    os.kill(running.pids()["tools"], signal.SIGKILL)
    killed = time.monotonic()
    await beats.says(False, killed + 2)  # whoever has taken over
    return waits, sum(said for at, said in beats.heard if at > killed)


def kill_switch(rounds: int) -> list[Figure]:
    """The slowest of `rounds` presses, in seconds, and how often a stopped tool ran at the worker that took over."""
    with platform() as running:
        running.start()
        running.set_up("Bench")
        agency = running.get("/api/session")["agency"]["id"]
        environment = psutil.Process(running.pids()["tools"]).environ()
        command = [sys.executable, "-m", "impetus", "worker", "--roles", "tools"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as other:

            async def measure() -> tuple[list[float], int]:
                async with _listening(running, agency) as beats:
                    return await _pressed(running, beats, rounds)

            try:
                waits, ran = asyncio.run(measure())
            finally:
                other.terminate()
                other.wait(30)
    slowest = max(waits)
    return [
        Figure("kill_switch_s", round(slowest, 2), "s", "<= 2", slowest <= 2),
        Figure("kill_switch_ran_after", ran, "", "0", ran == 0),
    ]
