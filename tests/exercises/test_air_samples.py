"""The simulated device: the same plan gives the same rows, and the detector finds what was planned."""

from pathlib import Path

import pytest

from impetus.contracts.bench import Bench
from impetus.exercises.air_samples import Fault, Plan, Release, columns, main, rows
from impetus.formats.csv import first_rows
from impetus.kit.errors import BadInput
from impetus.model.alert import AlertDraft
from impetus.model.sensor import Sensor, SensorHealth, SensorKind
from impetus.observations.suggest import suggest
from impetus.tools.bacteria.detector import Detector
from impetus.tools.bacteria.settings import Settings


def test_the_same_plan_gives_the_same_rows() -> None:
    plan = Plan(days=2, seed=3)
    assert list(rows(plan)) == list(rows(plan))
    assert list(rows(plan)) != list(rows(Plan(days=2, seed=4)))


def test_what_is_planned_is_found() -> None:
    plan = Plan(days=30, releases=[Release(25.0, 9.0, 3.0)], faults=[Fault(20.0, 4.0, "flow")])
    bench = Bench(Detector, Settings())
    names = columns(plan)[1:]
    bench.tool.sensors([Sensor(id=n, name=n, kind=SensorKind.BIOAEROSOL, source="t", interval_s=1800) for n in names])
    first = next(rows(plan))[0]
    found = []
    for row in rows(plan):
        for name, value in zip(names, row[1:], strict=True):
            bench.readings(name, [(int(row[0]), value)], kind="bioaerosol")
        found += bench.tick(int(row[0]))
    raised = [one for one in found if isinstance(one, AlertDraft) and one.kind == "bacteria.high" and not one.revision]
    days = [(one.window_start - first) / 86_400_000 for one in raised]
    assert any(25.0 <= day <= 25.1 for day in days)
    assert len(days) <= 2
    unwell = {one.sensor for one in found if isinstance(one, SensorHealth) and 19.9 < (one.since - first) / 8.64e7 < 21}
    assert unwell == {"roof/flow", "roof/rlu"}


def test_the_file_is_one_that_a_replay_understands(tmp_path: Path) -> None:
    out = tmp_path / "roof.csv"
    assert main(["--out", str(out), "--days", "1", "--release", "0.5:5:2", "--fault", "0.2:1:blank"]) == 0
    assert len(out.read_text("utf-8").splitlines()) == 49
    suggested = suggest(first_rows(out.read_bytes()), table=True)
    assert suggested["layout"] == "wide"
    assert suggested["time"] == "time"


@pytest.mark.parametrize("words", [["--release", "1:2"], ["--fault", "1:2:nose"], ["--release", "a:b:c"]])
def test_plans_that_make_no_sense(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path / "x.csv"), *words])


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        main(["--out", str(tmp_path / "nowhere" / "x.csv")])
