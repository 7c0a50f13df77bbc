"""A tool's state is a function of the stream's prefix: whatever happens in between, the alerts are the same."""

from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.tools import POISON, CountingTool, found_tool, people, subject_of, verdict

from impetus.bus.codec import encode
from impetus.bus.reader import StreamMessage
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft
from impetus.model.observation import (
    Control,
    EntriesChanged,
    ObservationBatch,
    SensorsChanged,
    SettingsChanged,
    Switched,
    Tick,
)
from impetus.model.sensor import Sensor, SensorKind
from impetus.worker.host import Progress, ToolHost
from impetus.worker.snapshots import Snapshot

Content = ObservationBatch | Control

sensors = st.sampled_from("abc").map(
    lambda name: SensorsChanged(sensors=[Sensor(id=name, name=name, kind=SensorKind.PEOPLE, source="test")])
)
contents: st.SearchStrategy[Content] = st.one_of(
    st.lists(st.integers(0, 9), max_size=3).map(lambda values: people(*map(float, values))),
    st.just(people(1.0, POISON)),
    st.integers(1, 9).map(lambda n: Tick(clock="live", now=n * 10_000)),
    sensors,
    st.sampled_from("uvw").map(verdict),
    st.integers(1, 9).map(lambda n: SettingsChanged(id=f"s{n}", settings={"every": n})),
    st.tuples(st.integers(0, 99), st.sampled_from("xyz"), st.sampled_from([None, {"limit": 1}, {"limit": 2}, {}])).map(
        lambda p: EntriesChanged(id=f"l{p[0]}", list="rules", entries={p[1]: p[2]})
    ),
    st.tuples(st.integers(0, 99), st.booleans()).map(lambda p: Switched(id=f"w{p[0]}", running=p[1], reason="")),
)


def message(sequence: int, content: Content) -> StreamMessage:
    return StreamMessage(sequence, subject_of(content), encode(content), 0)


def begin() -> Snapshot:
    return Snapshot(tool="counter", agency="helsinki", version="1.0.0", sequence=0, state=b"")


class Machine:
    """A host with a last snapshot; fails and crashes the way the runtime does."""

    def __init__(self) -> None:
        self.saved = msgspec.msgpack.encode(begin())
        self.said: list[tuple[int, str]] = []
        self.host = self._restored()

    def _restored(self) -> ToolHost:
        snapshot = msgspec.msgpack.decode(self.saved, type=Snapshot)
        host = ToolHost(found_tool(Path()), snapshot, ManualClock(), Progress())
        if host.effective:
            host.build()
        return host

    def crash(self) -> int:
        """Begin again from the last snapshot; returns its sequence."""
        self.host = self._restored()
        return self.host.kept.sequence

    def save(self) -> None:
        self.saved = msgspec.msgpack.encode(self.host.snapshot())

    def feed(self, stream: list[StreamMessage]) -> None:
        """Feed all of it, as the runtime would: a message that the tool raises on is skipped from a clean state."""
        position = self.host.kept.sequence
        while position < len(stream):
            step = self.host.take(stream[position:], give_up_after=0)
            for finding in step.findings:
                if isinstance(finding, AlertDraft):
                    self.said.append((finding.window_start, finding.why.en))
            if step.failed is not None:
                bad = step.failed.sequence
                position = self.crash()
                self.feed(stream[: bad - 1])
                self.host.pass_by(stream[bad - 1], failed=True)
                self.save()
            position = self.host.kept.sequence


@given(st.lists(contents, max_size=25), st.data())
def test_crashes_change_nothing(stream: list[Content], data: st.DataObject) -> None:
    messages = [message(n, content) for n, content in enumerate(stream, start=1)]
    whole, broken = Machine(), Machine()
    whole.feed(messages)
    for stop in sorted(data.draw(st.lists(st.integers(0, len(messages)), max_size=4))):
        broken.feed(messages[:stop])
        if data.draw(st.booleans()):
            broken.save()
        broken.crash()
    broken.feed(messages)
    assert set(broken.said) == set(whole.said)
    mine, other = broken.host.snapshot(), whole.host.snapshot()
    assert (mine.state, mine.settings, mine.running) == (other.state, other.settings, other.running)
    assert (mine.sensors, mine.verdicts, mine.seen) == (other.sensors, other.verdicts, other.seen)
    assert mine.skipped == other.skipped


@given(st.lists(st.binary(max_size=40), max_size=6), st.sampled_from(["obs.helsinki.people.01", "ctl.helsinki.all.x"]))
def test_no_message_makes_it_stumble(payloads: list[bytes], subject: str) -> None:
    machine = Machine()
    machine.feed([StreamMessage(n, subject, payload, 0) for n, payload in enumerate(payloads, start=1)])
    assert machine.host.kept.sequence == len(payloads)


def test_control_is_remembered_for_long_but_not_for_ever() -> None:
    machine = Machine()
    machine.feed([message(n, verdict(f"v{n}")) for n in range(1, 5001)])
    assert len(machine.host.snapshot().seen) == 4096


def test_lists_are_handed_over_whole_and_after_a_restart() -> None:
    def host(snapshot: Snapshot) -> ToolHost:
        made = ToolHost(found_tool(Path()), snapshot, ManualClock(), Progress())
        made.build()
        return made

    def change(sequence: int, entries: dict[str, Any]) -> StreamMessage:
        return message(sequence, EntriesChanged(id=f"l{sequence}", list="rules", entries=entries))

    def rules(of: ToolHost) -> list[str]:
        assert isinstance(of.tool, CountingTool)
        found: list[str] = of.tool.state["rules"]
        return found

    first = host(begin())
    first.take([change(1, {"x": {"limit": 1}}), change(2, {"y": {"limit": 2}, "z": {"wrong": 1}})], give_up_after=1e9)
    assert rules(first) == ["x 1", "y 2"], "what no longer fits is left out"
    first.take([change(3, {"x": None})], give_up_after=1e9)
    kept = first.snapshot()
    assert rules(host(kept)) == ["y 2"]
    fresh = msgspec.structs.replace(begin(), entries={"rules": {"w": {"limit": 7}}})
    assert rules(host(fresh)) == ["w 7"]


def test_lists_wait_while_the_tool_is_stopped() -> None:
    host = ToolHost(found_tool(Path()), begin(), ManualClock(), Progress())
    stopped = message(1, Switched(id="w1", running=False, reason="x"))
    change = message(2, EntriesChanged(id="l1", list="rules", entries={"x": {"limit": 1}}))
    started = message(3, Switched(id="w2", running=True, reason=""))
    host.take([stopped, change], give_up_after=1e9)
    assert not host.built
    host.take([started, message(4, Tick(clock="live", now=1))], give_up_after=1e9)
    assert isinstance(host.tool, CountingTool)
    assert host.tool.state["rules"] == ["x 1"]
