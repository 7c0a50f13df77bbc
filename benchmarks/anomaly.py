"""The anomaly detector: is the promise kept, is what happened found, how fast, how big.

Melbourne: learned from 2012-2013, scored on 2014, unseen. Injections multiply real counts; "found" is an
alert on an injected sensor that began within the injection. Rates count every alert, injected ones too.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.anomaly_city import City, detected, inject, melbourne, play, raised, start
from benchmarks.anomaly_classes import more_cells
from benchmarks.anomaly_parts import figures as parts_figures
from benchmarks.anomaly_sets import SETS, dodgers
from benchmarks.anomaly_speed import figures as speed
from benchmarks.anomaly_table import cells, ours, peers
from benchmarks.anomaly_table import figures as table_figures
from benchmarks.anomaly_verdicts import figures as verdicts_figures
from benchmarks.calendars import united_states, victoria
from benchmarks.report import ROOT, Figure, arguments, report
from impetus.tools.anomaly.settings import Settings

GAMES_PROMISES = (14.0, 17.0, 20.0, 24.0)
"""Alerts a month for the Dodgers' ramp, where eleven games a month are to be told."""


def main() -> int:
    """Measure, print the table; return 1 when a correctness figure fails."""
    options = arguments(
        "anomaly",
        __doc__ or "",
        ROOT.parent / "shared" / "data" / "urban",
        parts="only what each part of the method buys",
        speed="only speed, size, save and restore",
        verdicts="only what verdicts do",
        melbourne="only Melbourne: rate, injections, classes, peers",
        cities="only Beijing, Los Angeles and the Dodgers' games",
    )
    figures: list[Figure] = []
    if options.parts or options.verdicts:
        figures += _taken_apart(options.data, parts=options.parts, verdicts=options.verdicts)
    elif options.melbourne or options.cities:
        figures += _melbourne(options.data, short=options.short) if options.melbourne else []
        figures += _sets(options.data) if options.cities else []
    elif not options.speed:
        figures += _melbourne(options.data, short=options.short)
        if not options.short:
            figures += _sets(options.data)
            figures += _taken_apart(options.data, parts=True, verdicts=True)
    if options.speed or not (options.parts or options.verdicts or options.melbourne or options.cities):
        figures += speed(short=options.short)
    report("anomaly", figures, data=options.data, as_json=options.json)
    return int(any(figure.met is False for figure in figures if not figure.name.endswith(("_ms", "_s", "_us"))))


def _taken_apart(folder: Path, *, parts: bool, verdicts: bool) -> list[Figure]:
    try:
        city = melbourne(folder)
    except OSError as error:
        names = ["parts"] * parts + ["rejected_repeats_worst"] * verdicts
        return [Figure(name, None, reason=f"{error.filename} is not there") for name in names]
    settings = Settings(timezone="UTC", false_alerts_per_day=500, holidays=victoria(2011, 2014))
    middle, end = city.hour_of(2014, 1, 1), len(city.values)
    figures = []
    if verdicts:
        learned = start(city, settings)
        play(learned, city, range(city.hour_of(2013, 1, 1), middle))
        figures += verdicts_figures(city, learned.save(), settings, range(middle, end))
    if parts:
        learn = range(city.hour_of(2013, 6, 1), middle)
        figures += parts_figures(city, settings, learn, range(middle, city.hour_of(2014, 4, 1)))
    return figures


def _melbourne(folder: Path, *, short: bool) -> list[Figure]:
    names = ["realised_over_promised_melbourne", "detection_x3_single", "detection_x2_six", "detection_x02_single"]
    try:
        city = melbourne(folder)
    except OSError as error:
        return [Figure(name, None, reason=f"{error.filename} is not there") for name in names]
    first, last = (datetime.fromtimestamp((city.first + row) * 3600, UTC).year for row in (0, len(city.values)))
    settings = Settings(
        timezone="UTC",
        false_alerts_per_sensor_month=1.0,
        false_alerts_per_day=500,
        holidays=victoria(first, last),
    )
    begin, middle = (city.hour_of(2013, 6, 1) if short else 0), city.hour_of(2014, 1, 1)
    end = city.hour_of(2014, 3, 1) if short else len(city.values)
    learned = start(city, settings)
    play(learned, city, range(begin, middle))
    state = learned.save()

    def scored(changed: City) -> list[tuple[int, int]]:
        detector = start(changed, settings)
        detector.restore(state)
        alerts.append(raised(play(detector, changed, range(middle, end))))
        return [((a.alert.window_start // 3_600_000 - city.first - middle), a.hours) for a in alerts[-1]]

    alerts: list = []  # type: ignore[type-arg]
    clean = scored(city)
    months = float(np.isfinite(city.values[middle:end]).sum()) / 720
    ratio = len(clean) / months
    figures = [
        Figure(names[0], round(ratio, 3), "", "0.5-2.0 (goal 0.7-1.4)", 0.5 <= ratio <= 2.0),
        Figure("alert_hours_per_sensor_month", round(sum(hours for _, hours in clean) / months, 2), "h"),
    ]
    if not short:
        quarters = [_quarter(city, clean, middle, first, first + 2190) for first in range(middle, end - 2000, 2190)]
        figures += [
            Figure("realised_over_promised_worst_quarter_high", round(max(quarters), 3)),
            Figure("realised_over_promised_worst_quarter_low", round(min(quarters), 3)),
        ]
    for name, factor, hours, group, target in (
        (names[1], 3.0, 3, 1, 0.60),
        (names[2], 2.0, 2, 6, 0.80),
        (names[3], 0.2, 3, 1, None),
    ):
        found = total = 0
        for seed in (1,) if short else (1, 2):
            changed, injected = inject(city, seed, factor, hours, group, range(middle, end), 96)
            scored(changed)
            found += detected(changed, injected, alerts[-1])
            total += len(injected)
        met = None if target is None or short else found / total >= target
        figures.append(Figure(name, round(found / total, 3), f"of {total}", f"≥ {target}" if target else "", met))
    if short:
        return figures
    table = [*cells(city, 11, range(middle, end)), *more_cells(city, 12, range(middle, end))]
    found_in = []
    for cell in table:
        scored(cell.city)
        found_in.append(ours(cell, alerts[-1]))
    beside = peers(city, table, range(city.hour_of(2013, 6, 1), middle), range(middle, end), len(clean))
    return figures + table_figures(table, found_in, beside)


def _sets(folder: Path) -> list[Figure]:
    """Beijing's air by quarter of its second year; Los Angeles' loops after four of seven days; the Dodgers' games."""
    figures = []
    for name, learn_days, quarters in (("beijing", 306, 4), ("losangeles", 4, 1)):
        figure = f"realised_over_promised_{name}"
        try:
            city = SETS[name](folder)
        except OSError as error:
            figures.append(Figure(figure, None, reason=f"{error.filename} is not there"))
            continue
        warm = 7.0 if learn_days > 14 else 2.0
        settings = Settings(timezone="UTC", false_alerts_per_day=500, warm_up_days=warm)
        alerts = raised(play(start(city, settings), city, range(len(city.values))))
        rows = np.array([item.alert.window_start // city.step_ms - city.first for item in alerts])
        edges = np.linspace(learn_days * 86_400_000 // city.step_ms, len(city.values), quarters + 1).astype(int)
        month = 30 * 86_400_000 / city.step_ms
        ratios = [
            float(((rows >= a) & (rows < b)).sum() / (np.isfinite(city.values[a:b]).sum() / month))
            for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        ]
        ratio = sum(ratios) / len(ratios)
        by_quarter = ", ".join(f"{one:.2f}" for one in ratios)
        figures.append(Figure(figure, round(ratio, 3), "", "0.7-1.4", 0.7 <= ratio <= 1.4, f"parts: {by_quarter}"))
    return [*figures, *_games(folder)]


def _games(folder: Path) -> list[Figure]:
    """Games found at no more than one other alert a week, after four weeks of learning.

    The promise is chosen on one half of the weeks (the most games at one other alert a week at most) and judged on the
    other half, both ways. What the best promise gives in hindsight, on the weeks it is chosen on, stands beside it.
    """
    names = ("dodgers_recall_chosen_on_other_half", "dodgers_others_per_week_other_half", "dodgers_recall_in_hindsight")
    try:
        city, ends = dodgers(folder)
    except OSError as error:
        return [Figure(name, None, reason=f"{error.filename} is not there") for name in names]
    begin, last = 28 * 288, len(city.values)
    middle = (begin + last) // 2
    games = [end for end in ends if end >= begin and np.isfinite(city.values[end - 9 : end + 18]).mean() > 0.5]
    told: dict[float, list[tuple[int, float]]] = {}
    for promise in GAMES_PROMISES:
        settings = Settings(
            timezone="UTC",
            false_alerts_per_day=500,
            false_alerts_per_sensor_month=promise,
            holidays=united_states(2005, 2005),
        )
        alerts = raised(play(start(city, settings), city, range(last)))
        spans = [
            (item.alert.window_start // city.step_ms - city.first, item.alert.window_end // city.step_ms - city.first)
            for item in alerts
        ]
        told[promise] = [_found(games, spans, *part) for part in ((begin, middle), (middle, last), (begin, last))]
    total, found, others = len(games), 0, 0.0
    for chosen_on, judged_on in ((0, 1), (1, 0)):
        fair = [promise for promise in told if told[promise][chosen_on][1] <= 1.0] or [min(told)]
        chosen = max(fair, key=lambda promise: (told[promise][chosen_on][0], -promise))
        found += told[chosen][judged_on][0]
        others += 0.5 * told[chosen][judged_on][1]
    best = max((one[2][0] for one in told.values() if one[2][1] <= 1.0), default=0) / max(total, 1)
    words = "; ".join(
        f"promise {promise:g}: {parts[0][0]} and {parts[1][0]} at {parts[0][1]:.2f} and {parts[1][1]:.2f} others/week"
        for promise, parts in told.items()
    )
    return [
        Figure(names[0], round(found / max(total, 1), 3), f"of {total}", "≥ 0.9", found >= 0.9 * total, words),
        Figure(names[1], round(others, 2), "", "≤ 1", others <= 1.0),
        Figure(names[2], round(best, 3), f"of {total}"),
    ]


def _found(games: list[int], spans: list[tuple[int, int]], first: int, last: int) -> tuple[int, float]:
    """Return the games found that end in these rows, and the other alerts a week that begin in them."""
    found = sum(any(a < end + 18 and b > end - 9 for a, b in spans) for end in games if first <= end < last)
    others = sum(first <= a < last and not any(a < end + 18 and b > end - 9 for end in games) for a, b in spans)
    return found, others / ((last - first) / 2016)


def _quarter(city: City, clean: list[tuple[int, int]], middle: int, first: int, last: int) -> float:
    months = float(np.isfinite(city.values[first:last]).sum()) / 720
    return sum(1 for row, _ in clean if first <= row + middle < last) / months


if __name__ == "__main__":
    sys.exit(main())
