"""Running one tool for one agency: the stream in order, findings out, snapshots, and its failures contained.

A tool's state is a function of the stream's prefix. A snapshot holds it after a sequence; after a crash
the newest readable one is restored and the stream replayed from there, which gives the same alerts with
the same ids. When a tool raises, its instance is thrown away and made anew in the same manner, so that
no half-changed state goes on.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from impetus.bus import subjects
from impetus.bus.reader import StreamMessage
from impetus.contracts.discovery import FoundTool, ToolBroken
from impetus.contracts.tool import Finding
from impetus.kit.clock import Clock
from impetus.kit.errors import Unavailable
from impetus.model.sensor import HealthState, Sensor
from impetus.model.text import Text
from impetus.worker import words
from impetus.worker.aside import Aside, Word, across
from impetus.worker.delivery import Delivery
from impetus.worker.failures import Failures
from impetus.worker.host import Progress, Readings, StateUnusable, ToolFailed, ToolHost
from impetus.worker.seams import AlertSink, HealthSink, Recalling, StreamReader, Truth, Wanted
from impetus.worker.snapshots import Snapshot, SnapshotStore

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_R = TypeVar("_R")

TURN_S: Final = 0.1
"""A tool's thread hands back after about this long, so that a stop is heard."""
SAVING_SHARE: Final = 20
"""Between snapshots there is at least this many times what the last one took."""
LET_GO_S: Final = 3600.0
"""A tool that cannot be started holds the stream for so long, to catch up when it is mended."""
MANY_FAILURES: Final = 5
"""After failures on so many messages in a row the tool rests while the stream goes past it."""


@dataclass(frozen=True)
class Services:
    """What a run needs from the platform."""

    reader: StreamReader
    truth: Truth
    alerts: AlertSink
    health: HealthSink
    objects: Path
    clock: Clock
    recalling: Recalling | None = None


@dataclass(frozen=True)
class Pace:
    """How often, in seconds and messages."""

    snapshot_s: float = 30.0
    snapshot_messages: int = 20_000
    look_s: float = 1.0
    first_backoff_s: float = 0.2
    longest_backoff_s: float = 30.0


class ToolRun:
    """One tool at one agency. `allow` takes effect at once; `stop` leaves a snapshot."""

    def __init__(
        self,
        found: FoundTool,
        wanted: Wanted,
        services: Services,
        *,
        progress: Progress | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.found, self.agency, self.wanted = found, wanted.agency, wanted
        self._s, self._pace, self._progress = services, pace or Pace(), progress or Progress()
        self._store = SnapshotStore(services.objects, found.id, wanted.agency)
        self._delivery = Delivery(
            wanted.agency,
            found.id,
            found.declared.version,
            services.alerts,
            services.health,
            services.objects,
            services.clock,
        )
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"tool-{found.id}")
        self._stopping = asyncio.Event()
        self._failures = Failures()
        self._distrusted: set[int] = set()
        self._host: ToolHost | None = None
        self._aside = Aside(f"{found.id} at {wanted.agency}", services.clock)
        self._saved_at, self._saved_count, self._looked_at = 0.0, 0, 0.0
        self._saving_s = 0.0
        self._broken_since: float | None = None
        self._trouble: Text | None = None
        self._health = (HealthState.UNKNOWN, words.STARTING)
        self._figures: dict[str, Any] = {}
        self.pending = 0
        self.busy_since: float | None = None

    def allow(self, running: bool) -> None:
        """Let the tool run, or stop it before its next message; what it is thinking of now is dropped."""
        self.wanted = self.wanted._replace(running=running)
        if self._host is not None:
            self._host.allowed = running
        self._follow()

    def answer(self, question: dict[str, Any]) -> AsyncIterator[Word]:
        """Yield the tool's words on a question; errors as in `Aside.answer`."""
        self._follow()
        return self._aside.answer(question)

    @property
    def stuck_s(self) -> float:
        """For how long the tool has not come back from its present call, or not ended what it was told to end."""
        busy = 0.0 if self.busy_since is None else self._s.clock.monotonic() - self.busy_since
        return max(busy, self._aside.stuck_s)

    async def run(self) -> None:
        """Run until `stop`. Never raises for anything the tool, the bus or the database does."""
        wait = self._pace.first_backoff_s
        while not self._stopping.is_set():
            try:
                await self._session()
                wait = self._pace.first_backoff_s
                continue
            except ToolFailed as error:
                wait = self._note(error)
            except StateUnusable as error:
                _log.warning("%s: a snapshot cannot be used: %s", self.found.id, error)
                continue
            except ToolBroken as error:
                self._trouble = words.broken(error.problem)
                await self._let_go()
                wait = min(2 * wait, self._pace.longest_backoff_s)
            except (Unavailable, OSError, TimeoutError) as error:
                self._trouble = words.AWAY
                _log.warning("%s waits: %r", self.found.id, error)
                wait = min(2 * wait, 5.0)
            except Exception as error:
                self._trouble = words.broken(f"{type(error).__name__}: {error}")
                _log.exception("%s: its run ended; starting it again", self.found.id)
                wait = min(2 * wait, self._pace.longest_backoff_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._stopping.wait()
        self._aside.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def stop(self) -> None:
        """Ask `run` to end after a snapshot."""
        self._stopping.set()

    def report(self) -> dict[str, Any]:
        """What the console shows of it: state, reason, position and figures."""
        host, state, reason = self._host, *self._health
        if not self.wanted.running or (host is not None and not host.kept.running):
            state, reason = HealthState.UNKNOWN, words.STOPPED
        elif self._delivery.waiting_since is not None:
            state, reason = HealthState.LATE, words.AWAY
        elif self.stuck_s > 10:
            state, reason = HealthState.BLIND, words.silent(int(self.stuck_s))
        elif self._trouble is not None:
            state, reason = HealthState.BLIND, self._trouble
        elif self._aside.trouble:
            state, reason = HealthState.BLIND, words.intake_failed(self._aside.trouble)
        return {
            "tool": self.found.id,
            "agency": self.agency,
            "version": self.found.declared.version,
            "at": self._s.clock.now_ms(),
            "running": self.wanted.running and (host is None or host.effective),
            "state": state,
            "reason": reason,
            "position": host.kept.sequence if host else 0,
            "lag": self.pending,
            "counts": {**(host.counts if host else {}), "refused": self._delivery.refused},
            "figures": self._figures,
        }

    async def _session(self) -> None:
        host = self._host = await self._start()
        self._follow()
        mine = [subjects.observations(self.agency, kind) for kind in self.found.declared.inputs]
        names = [*mine, *subjects.of_tool(self.agency, self.found.id)]
        stream = self._s.reader.read(names, after=host.kept.sequence)
        async with aclosing(stream):
            # once asked to stop, nothing more is taken: what is left of a list must not be overtaken by the next
            while not self._stopping.is_set() and (messages := await self._next(stream)) is not None:
                self.pending = messages[-1].pending
                left: Sequence[StreamMessage] = messages
                while left:
                    left = await self._some(host, left)
                    if self._stopping.is_set():
                        break
                self._follow()
                await self._look(host)
                if self._due(host):
                    await self._save(host)
        await self._save(host)

    async def _start(self) -> ToolHost:
        first, last = await self._s.reader.bounds()
        for snapshot in await asyncio.to_thread(lambda: list(self._store.load())):
            if snapshot.sequence > last:  # the stream began anew: what was before is gone
                await asyncio.to_thread(self._store.clear)
                break
            if snapshot.sequence in self._distrusted:
                continue
            host = await self._ready(snapshot)
            if host is not None:
                self._saved_at, self._saved_count = self._s.clock.monotonic(), host.counts["messages"]
                return host
        fresh = Snapshot(
            tool=self.found.id,
            agency=self.agency,
            version=self.found.declared.version,
            sequence=first - 1,
            state=b"",
            settings=self.wanted.settings,
            sensors=await self._s.truth.sensors(self.agency),
            entries=await self._s.truth.entries(self.agency, self.found.id),
        )
        host = await self._ready(fresh)
        assert host is not None  # there is no state to refuse
        await self._save(host)
        return host

    async def _ready(self, snapshot: Snapshot) -> ToolHost | None:
        loop = asyncio.get_running_loop()
        tell, recall = across(loop, self._tell), across(loop, self._recall)
        host = ToolHost(self.found, snapshot, self._s.clock, self._progress, tell, recall)
        host.allowed = self.wanted.running
        if host.effective:
            try:
                await self._call(host.build)
            except StateUnusable as error:
                _log.warning("%s: snapshot %d: %s", self.found.id, snapshot.sequence, error)
                self._distrusted.add(snapshot.sequence)
                return None
            self._broken_since = None
        self._host = host
        return host

    async def _next(self, stream: AsyncIterator[list[StreamMessage]]) -> list[StreamMessage] | None:
        """The next messages, or None once asked to stop."""
        coming = asyncio.ensure_future(anext(stream))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({coming, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                return coming.result()
            return None
        finally:
            stopping.cancel()
            if not coming.done():
                coming.cancel()
                with suppress(asyncio.CancelledError, StopAsyncIteration):
                    await coming

    async def _some(self, host: ToolHost, messages: Sequence[StreamMessage]) -> Sequence[StreamMessage]:
        """Take some messages; returns those left."""
        clock = self._s.clock
        if clock.monotonic() < self._failures.rest_until:
            host.pass_by(messages[0], failed=False)
            return messages[1:]
        if self._gives_up_on(messages[0].sequence):
            host.pass_by(messages[0], failed=True)
            await self._save(host)
            return messages[1:]
        bad = next((n for n, message in enumerate(messages) if self._gives_up_on(message.sequence)), len(messages))
        try:
            step = await self._call(lambda: host.take(messages[:bad], give_up_after=clock.monotonic() + TURN_S))
        except StateUnusable:
            self._distrusted |= {snapshot.sequence for snapshot in self._store.load()}
            raise
        if step.failed is not None:
            raise step.failed
        if step.findings:
            await self._hand_over(step.findings)
        self._forgive(step.taken, host)
        return messages[step.taken :]

    async def _hand_over(self, findings: Sequence[Finding]) -> None:
        """Deliver, or be stopped while waiting; then the snapshot before is the one that counts."""
        delivering = asyncio.ensure_future(self._delivery.deliver(findings))
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({delivering, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not delivering.done():
            with suppress(TimeoutError):
                async with asyncio.timeout(2):
                    await asyncio.shield(delivering)
        if not delivering.done():
            delivering.cancel()
            raise Unavailable("The worker stopped while findings waited.", remedy="They are found again at its start.")
        delivering.result()

    async def _tell(self, findings: list[Finding]) -> None:
        """Take what the tool's own intake found; a stopped tool says nothing."""
        if self._host is not None and self._host.effective:
            await self._delivery.deliver(self._host.declared(findings))

    async def _recall(self, asked: tuple[Sensor, int, int, int]) -> Readings:
        """Ask the history, under the purpose of the tool's manifest."""
        found = self._s.recalling
        return [] if found is None else await found.recall(self.agency, self.found.declared.purpose, *asked)

    def _follow(self) -> None:
        """Let the instance that counts now do what it does beside the stream."""
        host = self._host
        self._aside.follow(host.tool if host else None, host is not None and host.effective)

    async def _call(self, work: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """Do `work` in the tool's own thread."""
        self.busy_since = self._s.clock.monotonic()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*args, **kwargs))
        finally:
            self.busy_since = None

    async def _look(self, host: ToolHost) -> None:
        now = self._s.clock.monotonic()
        if host.built and host.effective and now - self._looked_at >= self._pace.look_s:
            self._looked_at = now
            self._health, self._figures = await self._call(lambda: (host.health(), host.figures()))

    def _due(self, host: ToolHost) -> bool:
        """A snapshot is due by time or messages, but saving takes at most a twentieth of the time."""
        since = self._s.clock.monotonic() - self._saved_at
        many = host.counts["messages"] - self._saved_count >= self._pace.snapshot_messages
        return since >= SAVING_SHARE * self._saving_s and (many or since >= self._pace.snapshot_s)

    async def _let_go(self) -> None:
        """A tool that cannot be started for an hour no longer keeps the stream from being shortened."""
        now = self._s.clock.monotonic()
        self._broken_since = self._broken_since if self._broken_since is not None else now
        if now - self._broken_since < LET_GO_S:
            return
        try:
            _, last = await self._s.reader.bounds()
            await self._s.truth.save_position(self.agency, f"tool:{self.found.id}", last)
        except (Unavailable, OSError, TimeoutError):
            _log.info("%s: its position is told later", self.found.id)

    async def _save(self, host: ToolHost) -> None:
        started = self._s.clock.monotonic()
        snapshot = await self._call(host.snapshot)
        try:
            oldest = await asyncio.to_thread(self._store.save, snapshot)
        except OSError as error:
            self._trouble = words.broken(f"no snapshot could be written: {error.strerror}")
            _log.error("%s: no snapshot could be written: %s", self.found.id, error)
            return
        finally:
            self._saved_at, self._saved_count = self._s.clock.monotonic(), host.counts["messages"]
            self._saving_s = self._saved_at - started
        try:
            await self._s.truth.save_position(self.agency, f"tool:{self.found.id}", oldest)
        except (Unavailable, OSError, TimeoutError):
            _log.info("%s: its position is told with the next snapshot", self.found.id)

    def _gives_up_on(self, sequence: int) -> bool:
        tries = self._failures.tries.get(sequence, 0)
        return tries >= 2 or (tries == 1 and self._failures.streak > 2)

    def _note(self, error: ToolFailed) -> float:
        """Remember a failure; returns how long to wait before the next try."""
        failures = self._failures
        first = error.sequence not in failures.tries
        failures.tries[error.sequence] = failures.tries.get(error.sequence, 0) + 1
        failures.streak += first
        failures.well_since = 0
        self._trouble = words.failed(str(error))
        _log.error("%s failed on message %d: %s", self.found.id, error.sequence, error, exc_info=error.__cause__)
        wait = min(self._pace.first_backoff_s * (1 << min(failures.streak, 10)), self._pace.longest_backoff_s)
        if failures.streak >= MANY_FAILURES:
            failures.rest_until = self._s.clock.monotonic() + wait
            return 0.0
        return wait

    def _forgive(self, taken: int, host: ToolHost) -> None:
        failures = self._failures
        failures.well_since += taken
        if host.effective and (not failures.tries or host.kept.sequence > max(failures.tries)):
            self._trouble = None
            if failures.well_since > 100:
                failures.tries.clear()
                failures.streak = 0
