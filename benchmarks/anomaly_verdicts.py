"""What verdicts do: a pattern that people reject comes again each week; how often is it still an alert?

Melbourne's counters: at sixteen of them, each in its own hours of the week, counts are four times as high for three
hours, fourteen weeks on end. Every alert on it is rejected as usual by the product's own `learn`. Counted are the
alerts in the ten weeks after the first one. Then the patterns stop, and other injections are looked for by the detector
that was taught and by one that saw the same and was told nothing: away from the patterns, at the patterns' counters in
other hours, and as a fall to a fifth in the patterns' own hours.
"""

from typing import NamedTuple

import numpy as np

from benchmarks.anomaly_city import HOUR_MS, City, Injection, detected, inject, play, raised, start
from benchmarks.report import Figure
from impetus.model.alert import AlertDraft, RejectReason, Word
from impetus.model.observation import VerdictGiven
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.settings import Settings

WEEK = 168
WEEKS = 14
REPEATS = 10
HOURS = 3
PATTERNS = 16


class Pattern(NamedTuple):
    """What comes each week: a counter, and the first of its hours in each week, by row."""

    column: int
    begins: list[int]


def figures(city: City, state: bytes, settings: Settings, rows: range) -> list[Figure]:
    """Measure on `rows` (at least 26 weeks), from a detector's saved state at their start."""
    exact = _taught(city, state, settings, rows, vary=False)
    loose = _taught(city, state, settings, rows, vary=True)
    found = []
    for name, (more, _, _) in (("", exact), ("_varied", loose)):
        worst, mean = (max(more, default=0), sum(more) / max(len(more), 1))
        target = "≤ 1" if not name else ""
        found += [
            Figure(f"rejected_repeats_worst{name}", worst, f"of {REPEATS}", target, worst <= 1 if target else None),
            Figure(f"rejected_repeats_mean{name}", round(mean, 2), f"{len(more)} patterns"),
        ]
    _, taught, plain = exact
    for name, (one, of), (other, _) in zip(("elsewhere", "other_hours", "falls"), taught, plain, strict=True):
        lost = (other - one) / max(of, 1)
        # What came for ten weeks and was let pass has become usual in its own hours: that one is told, and no target.
        target = "" if name == "falls" else "≤ 0.03"
        met = lost <= 0.03 if target else None
        found.append(
            Figure(f"rejected_loss_{name}", round(lost, 3), f"of {of}", target, met, f"{one}, untaught {other}")
        )
    return found


def _patterns(city: City, rows: range, rng: np.random.Generator, *, vary: bool) -> tuple[City, list[Pattern]]:
    values = city.values.copy()
    weeks = values[rows.start : rows.start + WEEKS * WEEK].reshape(WEEKS, WEEK, -1)
    busy = np.flatnonzero(np.isfinite(weeks).all(axis=(0, 1)) & (np.median(weeks, axis=(0, 1)) > 30))
    hours = rng.permutation(np.arange(2, WEEK - 8, 8))
    patterns = []
    for number, column in enumerate(rng.choice(busy, min(PATTERNS, len(busy)), replace=False).tolist()):
        begins = []
        for week in range(WEEKS):
            begin = rows.start + week * WEEK + int(hours[number]) + (int(rng.integers(-1, 2)) if vary else 0)
            factor = float(rng.uniform(3.0, 5.0)) if vary else 4.0
            values[begin : begin + HOURS, column] = np.rint(values[begin : begin + HOURS, column] * factor)
            begins.append(begin)
        patterns.append(Pattern(column, begins))
    return city._replace(values=values), patterns


Found = list[tuple[int, int]]


def _taught(city: City, state: bytes, settings: Settings, rows: range, *, vary: bool) -> tuple[list[int], Found, Found]:
    """Return alerts in the ten weeks after the first by pattern; then found and all injections, taught and not."""
    changed, patterns = _patterns(city, rows, np.random.default_rng(5), vary=vary)
    detectors = []
    alerted: list[list[bool]] = []
    for teach in (True, False):
        detector = start(changed, settings)
        detector.restore(state)
        if teach:
            alerted = _weeks(detector, changed, patterns, rows)
        else:
            play(detector, changed, range(rows.start, rows.start + WEEKS * WEEK))
        detectors.append(detector.save())
    more = [
        sum(weeks[first + 1 : first + 1 + REPEATS])
        for weeks in alerted
        if any(weeks) and (first := weeks.index(True)) + REPEATS < WEEKS
    ]
    if vary:
        return more, [], []
    rest = range(rows.start + WEEKS * WEEK, rows.stop)
    results: list[Found] = [[], []]
    for injected, wanted in _others(city, patterns, rest):
        for result, saved in zip(results, detectors, strict=True):
            detector = start(injected, settings)
            detector.restore(saved)
            alerts = raised(play(detector, injected, rest))
            result.append((detected(injected, wanted, alerts), len(wanted)))
    return more, results[0], results[1]


def _weeks(detector: Detector, city: City, patterns: list[Pattern], rows: range) -> list[list[bool]]:
    """Play the weeks, reject every alert on a pattern, and return for each pattern in which weeks there was one."""
    ids = [city.sensors[pattern.column].id for pattern in patterns]
    alerted = [[False] * WEEKS for _ in patterns]
    given = 0
    for row in range(rows.start, rows.start + WEEKS * WEEK):
        for finding in play(detector, city, range(row, row + 1)):
            if not isinstance(finding, AlertDraft) or not finding.over:
                continue
            at = finding.window_start // HOUR_MS - city.first
            for number, pattern in enumerate(patterns):
                week = next((w for w, begin in enumerate(pattern.begins) if begin <= at < begin + HOURS), None)
                if week is not None and ids[number] in finding.sensors:
                    alerted[number][week] = True
                    given += 1
                    detector.learn(rejected(finding, given))
    return alerted


def rejected(alert: AlertDraft, number: int) -> VerdictGiven:
    """Return the word that `alert` was nothing unusual."""
    return VerdictGiven(
        id=f"vrd-{number}",
        alert=f"alr-{number}",
        kind=alert.kind,
        subject=alert.subject,
        word=Word.REJECTED.value,
        reason=RejectReason.NORMAL.value,
        at=alert.window_end,
        window_start=alert.window_start,
        window_end=alert.window_end,
        sensors=alert.sensors,
        signature=alert.signature,
    )


def _others(city: City, patterns: list[Pattern], rows: range) -> list[tuple[City, list[Injection]]]:
    """Return three cities: injected away from the patterns, at their counters in other hours, falls in their hours."""
    columns = [pattern.column for pattern in patterns]
    hidden = city.values.copy()
    hidden[:, columns] = np.nan
    away, elsewhere = inject(city._replace(values=hidden), 21, 3.0, HOURS, 1, rows, 48)
    made = [(away._replace(values=np.where(np.isnan(hidden), city.values, away.values)), elsewhere)]
    rng = np.random.default_rng(22)
    for factor, shift in ((3.0, True), (0.2, False)):
        values = city.values.copy()
        wanted = []
        for pattern in patterns:
            hour = (pattern.begins[0] - rows.start) % WEEK
            for week in range(1, (len(rows) - 24) // WEEK, 3):
                begin = rows.start + week * WEEK + hour + (int(rng.integers(24, WEEK - 24)) if shift else 0)
                if begin + HOURS >= rows.stop or not np.isfinite(values[begin : begin + HOURS, pattern.column]).all():
                    continue
                part = values[begin : begin + HOURS, pattern.column]
                values[begin : begin + HOURS, pattern.column] = np.rint(part * factor)
                wanted.append(Injection(begin, begin + HOURS, [pattern.column]))
        made.append((city._replace(values=values), wanted))
    return made
