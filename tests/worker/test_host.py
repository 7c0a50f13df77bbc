"""A tool's state is a function of the stream's prefix: whatever happens in between, the alerts are the same."""

from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.tools import POISON, found_tool, people, subject_of, verdict

from impetus.bus.codec import encode
from impetus.bus.reader import StreamMessage
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft
from impetus.model.observation import Control, ObservationBatch, SensorsChanged, SettingsChanged, Switched, Tick
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
