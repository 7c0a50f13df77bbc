"""Triage of labelled security alerts by the product's own engine, with the settings that ship.

The data: `*_alerts.csv` or `.csv.gz` with the columns time (Unix s), name, ip, host, short, time_label (the attack
phase running at that time, or false_positive) and event_label (the attack step that caused the alert, or -). Each
file is a scenario and starts with an engine that knows nothing; alerts go in in order of time, through `Triage.take`.
The mapping is generic: the tool is what stands before the colon of the name, the signature is the name, the
source is the host, every severity is medium. No label is shown to the engine.

*Shown* is an alert that the engine gives a line of its own in the queue, at once or by a later release; repeats
that are shown again count each time, and what was held under a shown alert does not count. A step or phase is
*seen* when at least one alert with its label is shown. A *flood window* is a ten-minute window (of the clock) with
more than ten shown. *Delay* is from the alert's time to its being shown, in event time.

The *V-measure* compares the engine's groups with the steps (event_label) over the true alerts (those with a step)
that are shown, a mean over the scenarios; `v_measure_same` does so over the alerts that the 1-hour rule shows, so
that it can be compared with published figures. `groups` counts the groups among the alerts shown;
`groups_gap_60s` those that a pause of more than a minute would cut the same alerts into.

Peers in the same run: dedupe by signature and host after 1 hour of quiet, and grouping by gaps of 1 minute.
"""

import csv
import gzip
import math
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.report import ROOT, Figure, arguments, report
from impetus.alerts.triage.engine import Triage
from impetus.alerts.triage.facts import AlertFact
from impetus.alerts.triage.rules import RULES
from impetus.alerts.triage.settings import TriageSettings
from impetus.model.alert import Severity

WINDOW_S = 600
FLOOD = 10
BATCH = 500
GAP_S = 60


class Row(NamedTuple):
    """One alert as the file gives it."""

    time: int
    name: str
    host: str
    phase: str
    step: str


class Outcome(NamedTuple):
    """What triage made of a scenario: the rows shown, with times shown, and each row's group."""

    shown: list[tuple[int, float]]
    groups: list[str]
    unexplained: int
    spent_s: float


def main() -> int:
    """Measure, print the table; return 1 when a target is missed."""
    options = arguments("triage", __doc__ or "", ROOT.parent / "shared" / "data" / "alerts")
    paths = sorted(options.data.glob("*_alerts.csv*"), key=lambda path: path.stat().st_size)
    if not paths:
        reason = f"no *_alerts.csv or .csv.gz in {options.data}"
        names = ("shown_per_hour", "steps_seen", "phases_seen", "flood_share", "median_delay_s", "v_measure", "groups")
        figures = [Figure(name, None, reason=reason) for name in names]
        report("triage", figures + storm(timed=not options.short), data=options.data, as_json=options.json)
        return int(not options.short)
    if options.short:
        paths = paths[:1]
    scenarios = {path.name.split("_alerts.csv")[0]: read(path) for path in paths}
    outcomes = {name: play(rows) for name, rows in scenarios.items()}
    for name, rows in scenarios.items():
        print(_line(name, rows, outcomes[name]))
    figures = score(scenarios, outcomes)
    if options.short:
        figures.append(Figure("alerts_per_s", None, reason="not measured in the short form"))
    else:
        rate = sum(map(len, scenarios.values())) / sum(outcome.spent_s for outcome in outcomes.values())
        figures.append(Figure("alerts_per_s", round(rate), "1/s", "≥ 5,000", rate >= 5000))
    figures += storm(timed=not options.short)
    report("triage", figures, data=options.data, as_json=options.json)
    return int(any(figure.met is False for figure in figures))


def read(path: Path) -> list[Row]:
    """Return the alerts of a scenario in order of time (those of a second in the file's order)."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        rows = [
            Row(int(row["time"]), row["name"], row["host"], row["time_label"], row["event_label"])
            for row in csv.DictReader(lines)
        ]
    rows.sort(key=lambda row: row.time)
    return rows


def fact(number: int, row: Row) -> AlertFact:
    """Return what the engine is told of an alert."""
    tool = row.name.split(":")[0].lower()
    return AlertFact(
        id=str(number),
        tool=tool,
        kind=f"cyber.{tool}",
        subject=row.host,
        source=row.host,
        signature=row.name,
        severity=Severity.MEDIUM,
        at=row.time * 1000,
        title=row.name,
    )


def play(rows: Sequence[Row], batch: int = BATCH) -> Outcome:
    """Feed a scenario to a new engine; every alert must get one decision and every one held a rule."""
    triage = Triage(TriageSettings())
    shown: list[tuple[int, float]] = []
    groups = [""] * len(rows)
    unexplained = 0
    spent = 0.0
    for first in range(0, len(rows), batch):
        facts = [fact(number, rows[number]) for number in range(first, min(first + batch, len(rows)))]
        begin = time.process_time()
        decisions = triage.take(facts)
        spent += time.process_time() - begin
        for decision in decisions:
            number = int(decision.alert)
            groups[number] = decision.group
            if decision.shown:
                shown.append((number, decision.at / 1000))
            elif decision.held_by is None or decision.held_by.rule not in RULES:
                unexplained += 1
        unexplained += sum(1 for number in range(first, first + len(facts)) if not groups[number])
    return Outcome(shown, groups, unexplained, spent)


def one_hour(rows: Sequence[Row]) -> list[tuple[int, float]]:
    """Return what the peer shows: each signature and host after an hour without it."""
    last: dict[tuple[str, str], int] = {}
    shown = []
    for number, row in enumerate(rows):
        if row.time - last.get((row.name, row.host), -3600) >= 3600:
            shown.append((number, float(row.time)))
        last[row.name, row.host] = row.time
    return shown


def by_gap(rows: Sequence[Row], numbers: Iterable[int]) -> list[int]:
    """Return the peer's group of each alert: a new one after more than a minute without any."""
    group, last, groups = -1, -math.inf, []
    for number in numbers:
        group += rows[number].time - last > GAP_S
        last = rows[number].time
        groups.append(group)
    return groups


def v_measure(truth: Sequence[str], found: Sequence[str | int]) -> float:
    """Return the harmonic mean of homogeneity and completeness (Rosenberg and Hirschberg, 2007)."""
    both, classes, clusters = Counter(zip(truth, found, strict=True)), Counter(truth), Counter(found)
    total = len(truth)

    def entropy(counts: Iterable[int]) -> float:
        return -sum(count / total * math.log(count / total) for count in counts)

    of_both, of_classes, of_clusters = entropy(both.values()), entropy(classes.values()), entropy(clusters.values())
    homogeneity = 1.0 - (of_both - of_clusters) / of_classes if of_classes else 1.0
    completeness = 1.0 - (of_both - of_classes) / of_clusters if of_clusters else 1.0
    return 2 * homogeneity * completeness / (homogeneity + completeness) if homogeneity + completeness else 0.0


class Tally(NamedTuple):
    """What a way of showing gives over all scenarios."""

    hours: float
    shown: int
    steps: tuple[int, int]
    phases: tuple[int, int]
    floods: tuple[int, int]


def tally(scenarios: dict[str, list[Row]], shown: dict[str, list[tuple[int, float]]]) -> Tally:
    """Count over the scenarios what `shown` (row and time shown) comes to."""
    hours = 0.0
    steps, phases, floods = [0, 0], [0, 0], [0, 0]
    for name, rows in scenarios.items():
        hours += (rows[-1].time - rows[0].time) / 3600
        all_steps, all_phases = {row.step for row in rows} - {"-"}, {row.phase for row in rows} - {"false_positive"}
        steps[0] += len(all_steps & {rows[number].step for number, _ in shown[name]})
        phases[0] += len(all_phases & {rows[number].phase for number, _ in shown[name]})
        steps[1] += len(all_steps)
        phases[1] += len(all_phases)
        windows = Counter(int(at // WINDOW_S) for _, at in shown[name])
        floods[0] += sum(count > FLOOD for count in windows.values())
        floods[1] += rows[-1].time // WINDOW_S - rows[0].time // WINDOW_S + 1
    count = sum(map(len, shown.values()))
    return Tally(hours, count, (steps[0], steps[1]), (phases[0], phases[1]), (floods[0], floods[1]))


def grouping(
    scenarios: dict[str, list[Row]], shown: dict[str, list[int]], groups: dict[str, Sequence[str | int]]
) -> tuple[float, int]:
    """Return the mean V-measure over the true alerts shown, and the number of groups among all shown."""
    scores, number = [], 0
    for name, rows in scenarios.items():
        pairs = list(zip(shown[name], groups[name], strict=True))
        number += len({group for _, group in pairs})
        true = [(rows[row].step, group) for row, group in pairs if rows[row].step != "-"]
        if true:
            scores.append(v_measure([step for step, _ in true], [group for _, group in true]))
    return statistics.fmean(scores) if scores else 0.0, number


def score(scenarios: dict[str, list[Row]], outcomes: dict[str, Outcome]) -> list[Figure]:
    """Return the figures over all scenarios, ours beside the peers'."""
    ours = tally(scenarios, {name: outcome.shown for name, outcome in outcomes.items()})
    peers = {name: one_hour(rows) for name, rows in scenarios.items()}
    peer = tally(scenarios, peers)
    order = {name: sorted({number for number, _ in outcome.shown}) for name, outcome in outcomes.items()}
    theirs = {name: [number for number, _ in shown] for name, shown in peers.items()}

    def mine(numbers: dict[str, list[int]]) -> dict[str, Sequence[str | int]]:
        return {name: [outcomes[name].groups[number] for number in numbers[name]] for name in scenarios}

    def gaps(numbers: dict[str, list[int]]) -> dict[str, Sequence[str | int]]:
        return {name: by_gap(rows, numbers[name]) for name, rows in scenarios.items()}

    v, groups = grouping(scenarios, order, mine(order))
    v_gap, groups_gap = grouping(scenarios, order, gaps(order))
    v_same, groups_same = grouping(scenarios, theirs, mine(theirs))
    v_same_gap, groups_same_gap = grouping(scenarios, theirs, gaps(theirs))
    delays = [at - scenarios[name][number].time for name, outcome in outcomes.items() for number, at in outcome.shown]
    everything = sum(map(len, scenarios.values()))
    flood, peer_flood = ours.floods[0] / ours.floods[1], peer.floods[0] / peer.floods[1]
    an_hour, peer_an_hour = ours.shown / ours.hours, peer.shown / peer.hours
    seen = ours.phases[0] / max(1, ours.phases[1])
    unexplained = sum(outcome.unexplained for outcome in outcomes.values())
    return [
        Figure("alerts", everything),
        Figure("hours", round(ours.hours, 1), "h"),
        Figure("shown_per_hour", round(an_hour, 3), "1/h", "≤ 6", an_hour <= 6, f"1-hour rule: {peer_an_hour:.2f}"),
        Figure("shown", ours.shown, "", "", None, f"1-hour rule: {peer.shown:,}"),
        Figure(
            "steps_seen",
            ours.steps[0],
            f"of {ours.steps[1]}",
            "all",
            ours.steps[0] == ours.steps[1],
            f"1-hour rule: {peer.steps[0]}",
        ),
        Figure("steps_total", ours.steps[1]),
        Figure(
            "phases_seen",
            ours.phases[0],
            f"of {ours.phases[1]}",
            "≥ 97 %",
            seen >= 0.97,
            f"1-hour rule: {peer.phases[0]}",
        ),
        Figure("phases_total", ours.phases[1]),
        Figure("flood_share", round(flood, 5), "", "≤ 0.008", flood <= 0.008, f"1-hour rule: {peer_flood:.4f}"),
        Figure("median_delay_s", round(statistics.median(delays), 3) if delays else None, "s", "stated"),
        Figure("longest_delay_s", round(max(delays, default=0.0), 1), "s"),
        Figure("v_measure", round(v, 4), "", "≥ 0.90", v >= 0.90, f"1-minute gap: {v_gap:.3f}"),
        Figure("groups", groups, "", f"≤ {groups_gap:,}", groups <= groups_gap, f"1-minute gap: {groups_gap:,}"),
        Figure("groups_gap_60s", groups_gap),
        Figure("v_measure_same", round(v_same, 4), "", "≥ 0.90", v_same >= 0.90, f"1-minute gap: {v_same_gap:.3f}"),
        Figure("groups_same", groups_same, "", f"≤ {groups_same_gap:,}", groups_same <= groups_same_gap),
        Figure("unexplained", unexplained, "", "0", unexplained == 0),
    ]


def storm(*, timed: bool) -> list[Figure]:
    """Take 27,251 alerts of one minute, the public data's worst, all of them different sources and sorts."""
    facts = [
        AlertFact(
            id=str(number),
            tool="storm",
            kind="cyber.storm",
            subject=f"host-{number % 2711}",
            source=f"host-{number % 2711}",
            signature=f"signature {number % 97}",
            severity=Severity.CRITICAL if number == 13_000 else Severity.MEDIUM,
            at=number * 60_000 // 27_251,
        )
        for number in range(27_251)
    ]
    triage = Triage(TriageSettings())
    begin = time.process_time()
    decisions = triage.take(facts)
    spent = time.process_time() - begin
    critical = next(decision for decision in decisions if decision.alert == "13000")
    took = Figure("storm_s", round(spent, 2), "s", "≤ 60", spent <= 60)
    return [
        took if timed else Figure("storm_s", None, reason="not measured in the short form"),
        Figure("storm_shown", sum(decision.shown for decision in decisions), "of 27,251"),
        Figure("storm_critical_shown", float(critical.shown), "", "1", critical.shown),
    ]


def _line(name: str, rows: list[Row], outcome: Outcome) -> str:
    """Return a scenario's own figures in a line, with what was not seen."""
    one = tally({name: rows}, {name: outcome.shown})
    missing = ({row.step for row in rows} | {row.phase for row in rows}) - {"-", "false_positive"}
    missing -= {rows[number].step for number, _ in outcome.shown} | {rows[number].phase for number, _ in outcome.shown}
    numbers = sorted({number for number, _ in outcome.shown})
    v, groups = grouping({name: rows}, {name: numbers}, {name: [outcome.groups[number] for number in numbers]})
    return (
        f"{name}: {len(rows):,} alerts, {one.shown / one.hours:.2f} shown an hour,"
        f" steps {one.steps[0]} of {one.steps[1]}, phases {one.phases[0]} of {one.phases[1]},"
        f" flood windows {one.floods[0]} of {one.floods[1]},"
        f" V {v:.3f} with {groups} groups" + (f", not seen: {', '.join(sorted(missing))}" if missing else "")
    )


if __name__ == "__main__":
    sys.exit(main())
