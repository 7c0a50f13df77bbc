"""A tool at one agency: messages of the stream in, findings out. Runs in one thread and knows no bus."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from pydantic import BaseModel, ValidationError

from impetus.bus.reader import StreamMessage
from impetus.contracts.discovery import FoundTool, ToolBroken
from impetus.contracts.tool import Finding, Tool, ToolContext
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput
from impetus.model.alert import AlertDraft
from impetus.model.observation import (
    Control,
    EntriesChanged,
    ObservationBatch,
    SensorsChanged,
    SettingsChanged,
    Switched,
    Tick,
    VerdictGiven,
)
from impetus.model.sensor import HealthState, Sensor, SensorHealth
from impetus.model.text import Text
from impetus.worker import entries as lists
from impetus.worker.snapshots import Snapshot

_log = logging.getLogger(__name__)

REMEMBERED: Final = 4096
"""Ids of control messages remembered, so that one that comes twice is taken once."""
_RAISED: Final = (Exception, SystemExit)
"""What a tool may raise and the platform goes on; a tool that calls sys.exit ends itself only."""
COUNTS: Final = ("messages", "readings", "alerts", "health", "failed", "unreadable", "undeclared", "passed_by")


class ToolFailed(Exception):
    """The tool raised on the message with this sequence."""

    def __init__(self, sequence: int, cause: BaseException) -> None:
        super().__init__(f"{type(cause).__name__}: {cause}")
        self.sequence = sequence


class StateUnusable(Exception):
    """The tool does not take the state that its snapshot holds."""


class Progress:
    """Where a tool's words on long work go; replaced by the runtime."""

    def __call__(self, task: str, done: float, total: float, text: Text) -> None:
        """Take one word; this one drops it."""


Tell = Callable[[list[Finding]], Awaitable[None]]
"""Where what a tool's own intake finds goes."""
Readings = list[tuple[int, float]]
Recall = Callable[[tuple[Sensor, int, int, int]], Awaitable[Readings]]
"""Gives a sensor's readings from, to, thinned to so many."""


async def _nowhere(findings: list[Finding]) -> None:
    """Drop findings."""


async def _nothing(asked: tuple[Sensor, int, int, int]) -> Readings:
    """Know no history."""
    return []


class Context(ToolContext):
    """What a tool is given."""

    def __init__(
        self, agency: str, clock: Clock, settings: BaseModel, progress: Progress, tell: Tell, recall: Recall
    ) -> None:
        self._agency, self._clock, self._settings, self._progress = agency, clock, settings, progress
        self._tell, self._recall = tell, recall

    @property
    def agency(self) -> str:
        """The agency whose stream the tool works on."""
        return self._agency

    @property
    def clock(self) -> Clock:
        """The injected clock."""
        return self._clock

    @property
    def settings(self) -> BaseModel:
        """The settings in force."""
        return self._settings

    def put(self, settings: BaseModel) -> None:
        """Put settings in force."""
        self._settings = settings

    def progress(self, task: str, done: float, total: float, text: Text) -> None:
        """Show how far long work has come."""
        self._progress(task, done, total, text)

    async def history(self, sensor: Sensor, start: int, end: int, points: int = 1000) -> Readings:
        """Return a sensor's readings."""
        return await self._recall((sensor, start, end, points))

    async def tell(self, findings: Sequence[Finding]) -> None:
        """Hand over what the tool's own intake found."""
        await self._tell(list(findings))


class Step(NamedTuple):
    """What came of some messages: findings, how many messages were taken, and where the tool failed."""

    findings: list[Finding]
    taken: int
    failed: ToolFailed | None


class ToolHost:
    """Holds a tool's instance and everything a snapshot must carry.

    `allowed` is what people want now: it may be set from another thread, and takes effect before the
    next message. The tool is called only while it is allowed and the stream says that it runs; what it
    needs to know later (sensors, settings, verdicts) waits for it.
    """

    def __init__(
        self, found: FoundTool, snapshot: Snapshot, clock: Clock, progress: Progress, tell: Tell = _nowhere,
        recall: Recall = _nothing,
    ) -> None:  # fmt: skip
        self.found = found
        self.kept = _copy(snapshot)
        self.allowed = True
        self._clock = clock
        self._progress = progress
        self._tell, self._recall = tell, recall
        self._tool: Tool | None = None
        self._context: Context | None = None
        self._seen = dict.fromkeys(snapshot.seen)
        manifest = found.declared
        self._kinds = set(manifest.alert_kinds())
        self._evidence = set(manifest.evidence)
        self.counts = {name: snapshot.counts.get(name, 0) for name in COUNTS}

    @property
    def effective(self) -> bool:
        """Whether the tool may be called now."""
        return self.allowed and self.kept.running

    @property
    def tool(self) -> Tool | None:
        """The instance, once there is one."""
        return self._tool

    @property
    def built(self) -> bool:
        """Whether there is an instance."""
        return self._tool is not None

    def build(self) -> None:
        """Make the instance and give it its state. Raises ToolBroken or StateUnusable."""
        settings = self._settings(self.kept.settings)
        try:
            context = Context(self.kept.agency, self._clock, settings, self._progress, self._tell, self._recall)
            tool = self.found.detector_class()(context)
        except ToolBroken:
            raise
        except _RAISED as error:
            raise ToolBroken(f"it cannot be started: {type(error).__name__}: {error}") from error
        if not self.kept.fresh:
            try:
                tool.restore(self.kept.state)
            except _RAISED as error:
                raise StateUnusable(f"{type(error).__name__}: {error}") from error
        self._tool, self._context = tool, context
        self._know(self.kept.entries)
        self.kept.entries_wait = []
        self.kept.state = b""  # the instance holds it now; a city's state is large

    def take(self, messages: Sequence[StreamMessage], *, give_up_after: float) -> Step:
        """Take messages in order until one gives findings, fails, or `give_up_after` (monotonic s) is past.

        Raises ToolBroken or StateUnusable where the instance has to be made first and cannot.
        """
        for position, message in enumerate(messages, start=1):
            try:
                findings = self._one(message)
            except ToolFailed as error:
                return Step([], position - 1, error)
            self.kept.sequence = message.sequence
            if findings or self._clock.monotonic() > give_up_after:
                return Step(self.declared(findings), position, None)
        return Step([], len(messages), None)

    def pass_by(self, message: StreamMessage, *, failed: bool) -> None:
        """Go past a message without showing it to the tool; `failed` if the tool raised on it."""
        self.counts["failed" if failed else "passed_by"] += 1
        if failed:
            self.kept.skipped = [*self.kept.skipped, message.sequence][-REMEMBERED:]
        control = None if message.subject.startswith("obs.") else _read(message)
        if isinstance(control, Switched | SettingsChanged | SensorsChanged | EntriesChanged) and not failed:
            self._keep(control)
        self.kept.sequence = message.sequence

    def snapshot(self) -> Snapshot:
        """Return everything to carry on from here; asks the tool for its state. Raises ToolFailed."""
        state = self.kept.state
        if self._tool is not None:
            try:
                state = self._tool.save()
            except _RAISED as error:
                raise ToolFailed(self.kept.sequence, error) from error
            self.kept.fresh = False
            self.kept.version = self.found.declared.version
        self.kept.seen = list(self._seen)
        self.kept.counts = dict(self.counts)
        return msgspec.structs.replace(_copy(self.kept), state=state)

    def health(self) -> tuple[HealthState, Text]:
        """Ask the tool how it is."""
        if self._tool is None:
            return HealthState.UNKNOWN, Text(en="Not started yet", it="Non ancora avviato", nb="Ikke startet ennå")
        try:
            return self._tool.health()
        except _RAISED as error:
            reason = f"{type(error).__name__}: {error}"[:200]
            return HealthState.BLIND, Text(
                en=f"It cannot say how it is: {reason}",
                it=f"Non sa dire come sta: {reason}",
                nb=f"Det kan ikke si hvordan det har det: {reason}",
            )

    def figures(self) -> dict[str, Any]:
        """Ask the tool for its figures; none if it cannot say."""
        try:
            return dict(self._tool.figures()) if self._tool is not None else {}
        except _RAISED as error:
            return {"error": f"{type(error).__name__}: {error}"[:200]}

    def _one(self, message: StreamMessage) -> Sequence[Finding]:
        self.counts["messages"] += 1
        content = _read(message)
        if content is None:
            self.counts["unreadable"] += 1
            return ()
        name = getattr(content, "id", None)
        if name is not None and name in self._seen:
            return ()
        if isinstance(content, Switched):
            self._remember(content.id)
            self.kept.running = content.running
            return ()
        if not self.effective:
            self._wait(content)
            return ()
        if self._tool is None:
            self.build()
        try:
            findings = [*self._waiting(), *self._call(content)]
        except _RAISED as error:
            raise ToolFailed(message.sequence, error) from error
        if name is not None:
            self._remember(name)
        return findings

    def _call(self, content: ObservationBatch | Control) -> Sequence[Finding]:
        assert self._tool is not None
        match content:
            case ObservationBatch():
                self.counts["readings"] += len(content)
                return self._tool.observe(content)
            case Tick():
                return self._tool.tick(content)
            case SensorsChanged():
                return self._tool.sensors(content.sensors)
            case VerdictGiven():
                return self._tool.learn(content)
            case SettingsChanged():
                self.kept.settings = content.settings
                self._configure()
                return ()
            case EntriesChanged():
                lists.merge(self.kept.entries, content)
                self._know([content.list])
                return ()
            case Switched():
                return ()

    def _waiting(self) -> list[Finding]:
        """Tell the tool what waited while it was stopped."""
        assert self._tool is not None
        findings: list[Finding] = []
        if self.kept.settings_wait:
            self.kept.settings_wait = False
            self._configure()
        if self.kept.entries_wait:
            waiting_lists, self.kept.entries_wait = self.kept.entries_wait, []
            self._know(waiting_lists)
        if self.kept.sensors:
            waiting, self.kept.sensors = self.kept.sensors, []
            findings += self._tool.sensors(waiting)
        while self.kept.verdicts:
            findings += self._tool.learn(self.kept.verdicts.pop(0))
        return findings

    def _wait(self, content: ObservationBatch | Control) -> None:
        match content:
            case ObservationBatch() | Tick():
                self.counts["passed_by"] += 1
            case VerdictGiven():
                self._remember(content.id)
                self.kept.verdicts.append(content)
            case _:
                self._keep(content)

    def _keep(self, control: Switched | SettingsChanged | SensorsChanged | EntriesChanged) -> None:
        if isinstance(control, SensorsChanged):
            self._merge_sensors(control.sensors)
            return
        self._remember(control.id)
        if isinstance(control, Switched):
            self.kept.running = control.running
        elif isinstance(control, EntriesChanged):
            lists.merge(self.kept.entries, control)
            self.kept.entries_wait = sorted({*self.kept.entries_wait, control.list})
        else:
            self.kept.settings = control.settings
            self.kept.settings_wait = True

    def _merge_sensors(self, sensors: Sequence[Sensor]) -> None:
        merged = {sensor.id: sensor for sensor in (*self.kept.sensors, *sensors)}
        self.kept.sensors = list(merged.values())

    def _configure(self) -> None:
        assert self._tool is not None
        assert self._context is not None
        settings = self._settings(self.kept.settings)
        self._context.put(settings)
        self._tool.configure(settings)

    def _know(self, names: Iterable[str]) -> None:
        """Give the tool these lists as they are now. Raises ToolBroken."""
        assert self._tool is not None
        for name in names:
            self._tool.know(name, lists.read(self.found, name, self.kept.entries.get(name, {})))

    def _settings(self, raw: dict[str, Any]) -> BaseModel:
        kind = self.found.settings_class()
        try:
            return kind.model_validate(raw)
        except ValidationError:
            _log.warning("%s: settings in force no longer fit this version; its defaults are used", self.found.id)
            return kind()

    def _remember(self, name: str) -> None:
        self._seen[name] = None
        while len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]

    def declared(self, findings: Sequence[Finding]) -> list[Finding]:
        """Leave out what the manifest does not declare."""
        if not self.allowed:  # stopped while it was thinking
            return []
        kept: list[Finding] = []
        for finding in findings:
            if isinstance(finding, AlertDraft):
                kinds = {str(part.__struct_config__.tag) for part in finding.evidence}
                if finding.kind not in self._kinds or not kinds <= self._evidence:
                    self.counts["undeclared"] += 1
                    _log.error("%s raised %s with %s, which its manifest lacks", self.found.id, finding.kind, kinds)
                    continue
                self.counts["alerts"] += 1
            elif isinstance(finding, SensorHealth):
                self.counts["health"] += 1
            kept.append(finding)
        return kept


def _copy(snapshot: Snapshot) -> Snapshot:
    return msgspec.structs.replace(
        snapshot,
        seen=list(snapshot.seen),
        skipped=list(snapshot.skipped),
        counts=dict(snapshot.counts),
        sensors=list(snapshot.sensors),
        verdicts=list(snapshot.verdicts),
        entries={name: dict(held) for name, held in snapshot.entries.items()},
    )


def _read(message: StreamMessage) -> ObservationBatch | Control | None:
    try:
        return message.decode()
    except BadInput:
        return None
