"""Children wait at the gate until the servers answer, and never longer than their supervisor lives."""

import sys
from pathlib import Path

from impetus.launch.child import Child
from impetus.launch.gate import Gate

_PROGRAM = "from impetus.launch.gate import wait_at_gate; print('loaded', flush=True); wait_at_gate(); print('past')"


def _child(tmp_path: Path, gate: Gate | None) -> Child:
    return Child("one", [sys.executable, "-c", _PROGRAM], tmp_path / "log", gate=gate)


def _wait_for(child: Child, words: str) -> None:
    assert child.process is not None
    while words not in child.tail():
        assert child.running(), child.tail()


def test_a_child_waits_until_the_gate_opens(tmp_path: Path) -> None:
    gate = Gate()
    child = _child(tmp_path, gate)
    child.start()
    _wait_for(child, "loaded")
    assert child.running()
    assert "past" not in child.tail()
    gate.opened()
    assert child.process is not None
    assert child.process.wait(60) == 0
    assert "past" in child.tail()


def test_a_child_that_waits_can_be_stopped(tmp_path: Path) -> None:
    gate = Gate()
    child = _child(tmp_path, gate)
    child.start()
    _wait_for(child, "loaded")
    child.stop()
    assert not child.running()
    assert "past" not in child.tail()
    gate.opened()


def test_started_again_after_the_gate_opened_it_does_not_wait(tmp_path: Path) -> None:
    gate = Gate()
    gate.opened()
    gate.opened()
    child = _child(tmp_path, gate)
    child.start()
    assert child.process is not None
    assert child.process.wait(60) == 0
    assert "past" in child.tail()


def test_without_a_gate_nobody_waits(tmp_path: Path) -> None:
    child = _child(tmp_path, None)
    child.start()
    assert child.process is not None
    assert child.process.wait(60) == 0
