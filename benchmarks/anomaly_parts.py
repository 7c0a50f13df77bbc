"""What each part of the anomaly detector buys: the same readings scored with more and more of it.

Melbourne's counters. Each form scores every reading; its threshold is set so that the untouched stretch gives one run
of readings above it per counter and month. Found is an injection with a reading above the threshold at a counter that
was changed. Parts are left out by holding their learned weights at zero; the rest of the detector runs as it is.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from benchmarks.anomaly_city import F64, City, Injection, batch, inject, start
from benchmarks.anomaly_table import limit_of
from benchmarks.report import Figure
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.domain import Domain
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.view import SlotView

CELLS = (("x3_one", 3.0, 3, 1), ("x02_one", 0.2, 3, 1), ("x2_six", 2.0, 2, 6))
"""Name, factor, hours, counters."""
Score = Callable[[SlotView, Domain, F64], F64]


class Form(NamedTuple):
    """A part that is added: which weights are learned (today, nearest, city), and the score of each sensor."""

    name: str
    today: bool
    near: bool
    city: bool
    score: Score


def _distance(view: SlotView, _domain: Domain, _high: F64) -> F64:
    result: F64 = np.abs(view.scores.residual).astype(np.float64)
    return result


def _with_cusum(view: SlotView, _domain: Domain, high: F64) -> F64:
    step, cusum = np.abs(view.scores.residual) / high[0], view.scores.statistic[1] / high[1]
    result: F64 = np.maximum(step, cusum).astype(np.float64)
    return result


def _conformal(view: SlotView, _domain: Domain, _high: F64) -> F64:
    result: F64 = (-np.log10(np.maximum(view.p[:2].min(axis=0), 1e-12))).astype(np.float64)
    return result


def _whole(view: SlotView, _domain: Domain, _high: F64) -> F64:
    result: F64 = (-np.log10(np.maximum(view.p.min(axis=0), 1e-12))).astype(np.float64)
    return result


FORMS = (
    Form("baseline", False, False, False, _distance),
    Form("today", True, False, False, _distance),
    Form("neighbours", True, True, False, _distance),
    Form("cusum", True, True, False, _with_cusum),
    Form("conformal", True, True, False, _conformal),
    Form("city", True, True, True, _conformal),
    Form("neighbourhood", True, True, True, _whole),
)


def figures(city: City, settings: Settings, learn: range, rows: range) -> list[Figure]:
    """Return the share found by form and cell. `learn` ends where `rows` begin; CUSUM's scale is that of its end."""
    made = {name: inject(city, 31, factor, hours, group, rows, 48) for name, factor, hours, group in CELLS}
    months = float(np.isfinite(city.values[rows.start : rows.stop]).sum()) / 720
    result = []
    for weights in dict.fromkeys((form.today, form.near, form.city) for form in FORMS):
        forms = [form for form in FORMS if (form.today, form.near, form.city) == weights]
        state, high = _learned(city, settings, learn, weights)
        clean = _scored(city, settings, state, rows, forms, high)
        limits = [limit_of(scores, round(months)) for scores in clean]
        found: dict[str, list[tuple[int, int]]] = {form.name: [] for form in forms}
        for changed, injections in made.values():
            for form, scores, limit in zip(
                forms, _scored(changed, settings, state, rows, forms, high), limits, strict=True
            ):
                found[form.name].append((_hits(scores, injections, rows.start, limit), len(injections)))
        for form in forms:
            for (name, *_), (hits, of) in zip(CELLS, found[form.name], strict=True):
                result.append(Figure(f"parts_{form.name}_{name}", round(hits / max(of, 1), 3), f"of {of}"))
    return result


def _hits(scores: F64, injections: list[Injection], first: int, limit: float) -> int:
    parts = (scores[one.start - first : one.end - first][:, one.columns] for one in injections)
    return sum(bool((np.nan_to_num(part) > limit).any()) for part in parts)


def _learned(city: City, settings: Settings, rows: range, weights: tuple[bool, bool, bool]) -> tuple[bytes, F64]:
    detector = start(city, settings)
    domain = next(iter(detector.domains.values()))
    held: list[F64] = []

    def look(view: SlotView, _row: int) -> None:
        if view.start > (city.first + rows.stop - 2000) * city.step_ms:
            some = np.stack([np.abs(view.scores.residual), view.scores.statistic[1]])[:, view.scored]
            held.append(some.astype(np.float64))

    _close(city, settings, domain, detector, rows, weights, look)
    return detector.save(), np.quantile(np.concatenate(held, axis=1), 0.999, axis=1)


def _scored(city: City, settings: Settings, state: bytes, rows: range, forms: list[Form], high: F64) -> list[F64]:
    detector = start(city, settings)
    detector.restore(state)
    domain = next(iter(detector.domains.values()))
    scores = [np.full((len(rows), len(city.sensors)), np.nan) for _ in forms]
    columns = np.array([domain.roster.places[sensor.id] for sensor in city.sensors])

    def look(view: SlotView, row: int) -> None:
        for form, held in zip(forms, scores, strict=True):
            held[row - rows.start] = np.where(view.scored, form.score(view, domain, high), np.nan)[columns]

    weights = (forms[0].today, forms[0].near, forms[0].city)
    _close(city, settings, domain, detector, rows, weights, look)
    return scores


def _close(
    city: City,
    settings: Settings,
    domain: Domain,
    detector: Detector,
    rows: range,
    weights: tuple[bool, bool, bool],
    look: Callable[[SlotView, int], None],
) -> None:
    """Feed and close rows one by one; what is not to count is held at zero before each."""
    ids = [sensor.id for sensor in city.sensors]
    state = domain.state
    rate = detector.promise(domain.slot_ms)
    for row in rows:
        crosses = (state.today_cross, state.near_cross, state.city_cross)
        for cross, counts in zip(crosses, weights, strict=True):
            if not counts:
                cross[:] = 0.0
        known = np.flatnonzero(np.isfinite(city.values[row]))
        number = city.first + row
        detector.observe(batch(ids, known, np.full(len(known), number * city.step_ms), city.values[row][known]))
        told = domain.close(number, number, detector.week, settings, detector.feedback, rate)
        if told is not None:
            look(told.view, row)
