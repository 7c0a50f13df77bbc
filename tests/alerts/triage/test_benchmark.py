"""The benchmark's own sums, on a made-up scenario."""

import csv
import gzip

import pytest
from benchmarks import triage as benchmark

COLUMNS = ["time", "name", "ip", "host", "short", "time_label", "event_label"]


def made_up(folder) -> None:
    rows = [(second, "IDS: noise", "10.0.0.1", "mail", "n", "false_positive", "-") for second in range(0, 36_000, 60)]
    for second in range(20_000, 20_050):
        rows.append((second, "IDS: scan", "10.0.0.2", "web", "s", "scans", "scan"))
    for second in range(22_000, 22_040):
        rows.append((second, "IDS: crack", "10.0.0.2", "web", "c", "cracking", "crack"))
    with gzip.open(folder / "town_alerts.csv.gz", "wt", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def test_a_made_up_attack_is_seen_and_grouped(tmp_path):
    made_up(tmp_path)
    scenarios = {"town": benchmark.read(tmp_path / "town_alerts.csv.gz")}
    outcomes = {"town": benchmark.play(scenarios["town"])}
    figures = {figure.name: figure for figure in benchmark.score(scenarios, outcomes)}
    assert figures["steps_seen"].value == figures["steps_total"].value == 2
    assert figures["phases_seen"].value == 2
    assert figures["v_measure"].value == 1.0
    assert figures["unexplained"].value == 0
    assert figures["shown_per_hour"].met
    assert outcomes["town"] == benchmark.play(scenarios["town"], batch=7)._replace(spent_s=outcomes["town"].spent_s)


def test_v_measure_is_that_of_the_literature():
    assert benchmark.v_measure(["a", "a", "b", "b"], [0, 0, 1, 1]) == pytest.approx(1.0)
    assert benchmark.v_measure(["a", "a", "b", "b"], [0, 0, 0, 0]) == pytest.approx(0.0)
    assert benchmark.v_measure(["a", "a", "b", "b"], [0, 1, 2, 3]) == pytest.approx(2 / 3)


def test_peers_are_what_they_are_called():
    rows = [benchmark.Row(second, "x: y", "h", "p", "s") for second in (0, 60, 3659, 7300)]
    assert [number for number, _ in benchmark.one_hour(rows)] == [0, 3]
    assert benchmark.by_gap(rows, range(4)) == [0, 0, 1, 2]
