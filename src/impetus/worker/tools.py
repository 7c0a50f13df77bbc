"""The role `tools`: every tool at every agency, in step with what people want, each failure on its own."""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec

from impetus.bus import subjects
from impetus.contracts.discovery import FoundTool
from impetus.kit.clock import Clock
from impetus.kit.errors import ImpetusError, Unavailable
from impetus.launch.child import PARENT_VARIABLE
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.worker.host import Progress
from impetus.worker.questions import Questions
from impetus.worker.runtime import Pace, Services, ToolRun
from impetus.worker.seams import AlertSink, HealthSink, Leases, Recalling, Signals, StreamReader, Truth, Wanted
from impetus.worker.stuck import WorkerStuck

_log = logging.getLogger(__name__)

POLL_S: Final = 1.0
HEARTBEAT_S: Final = 1.0
STUCK_S: Final = 1.5
"""A tool that was stopped and does not come back from its call for this long costs its process."""


class Told(Protocol):
    """Notes health in the database."""

    async def tell_health(self, agency: str, tool: str, health: HealthState, reason: Text) -> None:
        """Raises Unavailable."""
        ...


class ToolsRole:
    """Runs tools until `stop`. `alerts` gives the sink for a tool; `spawn` names tools that get a process."""

    def __init__(
        self,
        found: Mapping[str, FoundTool],
        *,
        reader: StreamReader,
        truth: Truth,
        alerts: Callable[[FoundTool], AlertSink],
        health: HealthSink,
        signals: Signals,
        objects: Path,
        clock: Clock,
        told: Told | None = None,
        leases: Leases | None = None,
        recalling: Recalling | None = None,
        spawn: bool = True,
        pace: Pace | None = None,
    ) -> None:
        working = {id: tool for id, tool in found.items() if not tool.broken}
        own = {id for id, tool in working.items() if spawn and tool.declared.isolation == "process"}
        self._inline = {id: tool for id, tool in working.items() if id not in own}
        self._own = own
        self._reader, self._truth, self._alerts, self._health = reader, truth, alerts, health
        self._signals, self._objects, self._clock, self._told, self._pace = signals, objects, clock, told, pace
        self._leases, self._recalling = leases, recalling
        self._runs: dict[tuple[str, str], tuple[ToolRun, asyncio.Task[None]]] = {}
        self._said: dict[tuple[str, str], tuple[HealthState, str]] = {}
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._questions = Questions(signals, self._answering)

    def stop(self) -> None:
        """Ask `run` to end after every tool has left a snapshot."""
        self._stopping.set()

    async def run(self) -> None:
        """Run until `stop`. Raises WorkerStuck where a stopped tool does not come back."""
        await self._signals.subscribe(subjects.kill_switch("*", "*"), self._signal)
        await self._questions.listen()
        children = [asyncio.create_task(self._child(tool)) for tool in sorted(self._own)]
        beating = asyncio.create_task(self._beat())
        try:
            while not self._stopping.is_set():
                try:
                    wanted = await self._truth.wanted(self._inline)
                    mine = await self._mine()
                    await self._follow([one for one in wanted if one.tool in mine])
                except (ImpetusError, OSError, TimeoutError) as error:
                    _log.info("what people want of tools cannot be read now: %s", error)
                except Exception:  # tools that run go on running
                    _log.exception("what people want of tools cannot be read")
                stuck = [run.found.id for run, _ in self._runs.values() if self._is_stuck(run)]
                if stuck:
                    raise WorkerStuck(f"{', '.join(stuck)} was stopped and does not come back")
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_S):
                        await self._stopping.wait()
        finally:
            await self._questions.close()
            await self._end()
            if self._leases is not None:
                await self._leases.release()
            for task in (beating, *children):
                task.cancel()
            await asyncio.gather(beating, *children, return_exceptions=True)

    async def _mine(self) -> set[str]:
        """Tools that no other worker runs."""
        if self._leases is None:
            return set(self._inline)
        held = await self._leases.among(f"impetus tool {tool}" for tool in self._inline)
        return {tool for tool in self._inline if f"impetus tool {tool}" in held}

    async def _follow(self, wanted: list[Wanted]) -> None:
        """Start what is missing, let or stop what runs, end what no agency has any more."""
        for one in wanted:
            key = (one.agency, one.tool)
            if key in self._runs:
                self._runs[key][0].allow(one.running)
                continue
            tool = self._inline[one.tool]
            services = Services(
                self._reader, self._truth, self._alerts(tool), self._health, self._objects, self._clock, self._recalling
            )
            run = ToolRun(tool, one, services, progress=self._progress(one.agency, tool), pace=self._pace)
            self._runs[key] = run, asyncio.create_task(run.run(), name=f"{one.tool} at {one.agency}")
        for key in self._runs.keys() - {(one.agency, one.tool) for one in wanted}:
            run, task = self._runs.pop(key)
            run.stop()
            self._keep(task)

    async def _signal(self, subject: str, payload: bytes) -> None:
        """The kill switch, at once: the next poll of the truth confirms or corrects it."""
        _, agency, tool = subject.split(".", 2)
        if (agency, tool) in self._runs and payload in (b"0", b"1"):
            self._runs[agency, tool][0].allow(payload == b"1")

    def _answering(self, agency: str, tool: str) -> Callable[[dict[str, Any]], AsyncIterator[dict[str, Any]]] | None:
        return self._runs[agency, tool][0].answer if (agency, tool) in self._runs else None

    def _is_stuck(self, run: ToolRun) -> bool:
        return not run.wanted.running and run.stuck_s > STUCK_S

    def _progress(self, agency: str, tool: FoundTool) -> Progress:
        loop, say = asyncio.get_running_loop(), self._say

        class Spoken(Progress):
            """Says progress on the bus; called in the tool's own thread."""

            def __call__(self, task: str, done: float, total: float, text: Text) -> None:
                word = {"task": f"{tool.id}: {task}", "done": done, "total": total, "text": text, "tool": tool.id}
                loop.call_soon_threadsafe(say, subjects.progress(agency), msgspec.json.encode(word))

        return Spoken()

    def _say(self, subject: str, payload: bytes) -> None:
        self._keep(asyncio.ensure_future(self._signals.publish(subject, payload)))

    async def _beat(self) -> None:
        """Say every second how each tool is, and note in the database where that changed."""
        while True:
            for key, (run, _) in list(self._runs.items()):
                report = run.report()
                await self._signals.publish(subjects.tool_health(*key), msgspec.json.encode(report, enc_hook=str))
                await self._note(key, report["state"], report["reason"])
            await asyncio.sleep(HEARTBEAT_S)

    async def _note(self, key: tuple[str, str], state: HealthState, reason: Text) -> None:
        if self._told is None or self._said.get(key) == (state, reason.en):
            return
        before = self._said.get(key)
        self._said[key] = state, reason.en
        if before is not None and before[0] is state:
            return  # only the words changed; the heartbeat carries them
        try:
            async with asyncio.timeout(5):
                await self._told.tell_health(*key, state, reason)
        except (Unavailable, OSError, TimeoutError):
            self._said.pop(key, None)

    async def _child(self, tool: str) -> None:
        """Keep a process for one tool alive, with back-off."""
        command = [sys.executable, "-m", "impetus.worker.main", "--roles", "tools", "--tools", tool]
        environment = {**os.environ, PARENT_VARIABLE: str(os.getpid())}
        wait = 0.2
        while True:
            started = self._clock.monotonic()
            process = await asyncio.create_subprocess_exec(*command, env=environment)
            try:
                status = await process.wait()
            except asyncio.CancelledError:
                await _end_process(process)
                raise
            _log.error("the process of %s ended with %d", tool, status)
            wait = 0.2 if self._clock.monotonic() - started > 30 else min(2 * wait, 10.0)
            await asyncio.sleep(wait)

    async def _end(self) -> None:
        """Let every tool leave a snapshot, except those that do not come back."""
        for run, _ in self._runs.values():
            run.stop()
        waiting = [task for run, task in self._runs.values() if not self._is_stuck(run)]
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=8)
            for task in late:
                _log.error("%s did not end in time", task.get_name())
                task.cancel()

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _end_process(process: Process) -> None:
    """Ask a child to end; kill it where it does not."""
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
