"""The benchmark of the engine between walls says what it left out, and reads points of experiments."""

from pathlib import Path

import pytest
from benchmarks import evacuation_micro
from benchmarks.evacuation_micro import beside_jupedsim, bottlenecks, diagram, geometries, neck_flow, square


def test_without_data_what_is_left_out_has_its_reason() -> None:
    figures = [*bottlenecks(None, 1), *diagram(None)]
    assert [figure.value for figure in figures] == [None, None]
    assert "bottleneck_flow" in figures[0].reason
    assert "fd_points" in figures[1].reason


def test_points_are_compared_with_what_is_simulated(tmp_path: Path) -> None:
    (tmp_path / "juelich" / "bottleneck_flow").mkdir(parents=True)
    (tmp_path / "juelich" / "bottleneck_flow" / "2009Seyfried.txt").write_text("# width flow\n1.0 1.9\n1.0 1.8\n")
    [figure] = bottlenecks(tmp_path, 1)
    assert figure.value == pytest.approx(abs(neck_flow(1.0, 2.8, 60, 0) - 1.85))
    assert figure.name.endswith("over 1 widths")


def test_random_areas_break_nothing() -> None:
    assert [figure.value for figure in geometries(5)] == [0, 0]


def test_without_jupedsim_only_our_own_speed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evacuation_micro, "PEOPLE", 200)
    monkeypatch.setattr(evacuation_micro, "find_spec", lambda name: None)
    monkeypatch.setattr(evacuation_micro, "WALKED_S", 2.0)
    ours, theirs = beside_jupedsim()
    assert ours.value is not None
    assert ours.value > 0
    assert theirs.value is None
    assert "not installed" in theirs.reason
    assert set(square()[1].exit.tolist()) == {0, 1, 2, 3}
