"""Injections into Melbourne: the detector beside HalfSpaceTrees (River) and the plain |z| of the hour of week.

All are set to the same number of alerts on the untouched stretch. A peer's alert is a run of readings of one counter
above its threshold (gaps of two hours bridged). Found: an alert on an injected counter that begins within the
injection; for the whole city, such alerts on at least six counters.
"""

import importlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.anomaly_city import F64, City, Injection, Raised, inject
from benchmarks.report import Figure

FACTORS = (0.2, 0.5, 2.0, 3.0)
SHAPES = (("one", 1, 3, 96), ("six", 6, 2, 96), ("city", 0, 6, 240))
"""Name, counters (0: all), hours, one every so many hours."""
_CITY = 6


class Cell(NamedTuple):
    """One cell of the table: the factor, what was changed, and the city with it."""

    shape: str
    factor: float
    city: City
    injections: list[Injection]
    label: str = "unknown"


def classes() -> dict[tuple[str, str, float], str]:
    """Return the right class by set, what is done and factor: `anomaly_classes.tsv`."""
    lines = (Path(__file__).parent / "anomaly_classes.tsv").read_text(encoding="utf-8").splitlines()
    parts = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(part[0], part[1], float(part[2])): part[3] for part in parts}


def cells(city: City, seed: int, rows: range) -> list[Cell]:
    """Return every cell of the table."""
    labels = classes()
    return [
        Cell(shape, factor, *inject(city, seed, factor, hours, group, rows, every), labels["melbourne", shape, factor])
        for shape, group, hours, every in SHAPES
        for factor in FACTORS
    ]


def ours(cell: Cell, alerts: list[Raised]) -> tuple[int, int]:
    """Return how many injections the alerts find, and in how many of these the class is right."""
    ids = [sensor.id for sensor in cell.city.sensors]
    found = right = 0
    for injection in cell.injections:
        begin, end = ((cell.city.first + row) * cell.city.step_ms for row in (injection.start, injection.end))
        wanted = {ids[column] for column in injection.columns}
        hits = [
            item.alert for item in alerts if begin <= item.alert.window_start < end and wanted & set(item.alert.sensors)
        ]
        named = {sensor for alert in hits for sensor in alert.sensors} & wanted
        if not hits or (cell.shape == "city" and len(named) < _CITY):
            continue
        found += 1
        right += sum(alert.attributes["class"] == cell.label for alert in hits) * 2 > len(hits)
    return found, right


def peers(
    city: City, table: list[Cell], learn: range, rows: range, alerts: int
) -> dict[str, dict[tuple[str, float], float]]:
    """Return each peer's share of injections found, by cell, at `alerts` alerts on the untouched rows."""
    clean, touched = _plain(city, table, learn, rows)
    result = {"plain_z": _shares(clean, touched, table, alerts)}
    trees = _trees(city, table, learn, rows)
    if trees is not None:
        result["half_space_trees"] = _shares(*trees, table, alerts)
    return result


Touched = list[dict[tuple[int, int], float]]


def _plain(city: City, table: list[Cell], learn: range, rows: range) -> tuple[F64, Touched]:
    root = np.sqrt(city.values)
    hour = (city.first + np.arange(len(root)) + 72) % 168
    mean, spread = np.full((168, root.shape[1]), np.nan), np.full((168, root.shape[1]), np.nan)
    known = np.arange(len(root)) < learn.stop
    for slot in range(168):
        some = root[known & (hour == slot)]
        enough = np.isfinite(some).sum(axis=0) >= 4
        with np.errstate(all="ignore"):
            mean[slot, enough] = np.nanmean(some[:, enough], axis=0)
            spread[slot, enough] = np.maximum(np.nanstd(some[:, enough], axis=0), 0.5)
    score = np.abs(root - mean[hour]) / spread[hour]
    touched: Touched = []
    for cell in table:
        changed: dict[tuple[int, int], float] = {}
        for row, column in _cells_of(cell):
            value = abs(np.sqrt(cell.city.values[row, column]) - mean[hour[row], column]) / spread[hour[row], column]
            changed[row, column] = float(value)
        touched.append(changed)
    return score[rows.start : rows.stop], touched


def _cells_of(cell: Cell) -> list[tuple[int, int]]:
    return [
        (row, column)
        for injection in cell.injections
        for row in range(injection.start, injection.end)
        for column in injection.columns
    ]


def _trees(city: City, table: list[Cell], learn: range, rows: range) -> tuple[F64, Touched] | None:
    """One model a counter: 25 trees of height 8 over count, hour and weekday, each scaled to 0..1."""
    try:
        anomaly: Any = importlib.import_module("river.anomaly")
    except ImportError:
        return None
    wanted: dict[tuple[int, int], list[int]] = {}
    for number, cell in enumerate(table):
        for place in _cells_of(cell):
            wanted.setdefault(place, []).append(number)
    touched: Touched = [{} for _ in table]
    score = np.full((len(rows), city.values.shape[1]), np.nan)
    for column in range(city.values.shape[1]):
        model = anomaly.HalfSpaceTrees(n_trees=25, height=8, seed=1)
        held = city.values[: learn.stop, column]
        most = 1.5 * np.sqrt(np.nanmax(held)) if np.isfinite(held).any() else 60.0
        for row in range(learn.start, rows.stop):
            value = city.values[row, column]
            if not np.isfinite(value):
                continue
            hours = city.first + row + 72
            features = {"v": min(1.0, value**0.5 / most), "h": hours % 24 / 23, "d": hours // 24 % 7 / 6}
            if row >= rows.start:
                score[row - rows.start, column] = model.score_one(features)
                for number in wanted.get((row, column), ()):
                    other = float(table[number].city.values[row, column])
                    touched[number][row, column] = model.score_one(features | {"v": min(1.0, other**0.5 / most)})
            model.learn_one(features)
    return score, touched


def _shares(clean: F64, touched: Touched, table: list[Cell], alerts: int) -> dict[tuple[str, float], float]:
    limit = limit_of(clean, alerts)
    result = {}
    for cell, scores in zip(table, touched, strict=True):
        found = 0
        for injection in cell.injections:
            hit = {
                column
                for column in injection.columns
                for row in range(injection.start, injection.end)
                if scores.get((row, column), 0.0) > limit
            }
            found += len(hit) >= (_CITY if cell.shape == "city" else 1)
        result[cell.shape, cell.factor] = found / max(len(cell.injections), 1)
    return result


def limit_of(score: F64, alerts: int) -> float:
    """Return the threshold above which `score`, shape (hours, sensors), gives `alerts` runs (gaps of two bridged)."""
    known = np.sort(score[np.isfinite(score)])[::-1]
    low, high = 0, min(len(known) - 1, 40 * alerts + 100)
    while low < high:
        middle = (low + high + 1) // 2
        over = np.nan_to_num(score) > known[middle]
        before = np.zeros_like(over)
        for gap in (1, 2, 3):
            before[gap:] |= over[:-gap]
        if int((over & ~before).sum()) <= alerts:
            low = middle
        else:
            high = middle - 1
    return float(known[low])


def figures(
    table: list[Cell], found: list[tuple[int, int]], others: dict[str, dict[tuple[str, float], float]]
) -> list[Figure]:
    """Return the table's figures: share found, with the peers' beside it, and the share of right classes."""
    result = []
    for cell, (hits, right) in zip(table, found, strict=True):
        beside = ", ".join(f"{name} {shares[cell.shape, cell.factor]:.3f}" for name, shares in others.items())
        name = f"found_{cell.shape}_x{cell.factor:g}".replace(".", "")
        unit = f"of {len(cell.injections)}, class right in {right}"
        result.append(Figure(name, round(hits / len(cell.injections), 3), unit, peer=beside))
    hits, right = sum(one for one, _ in found), sum(one for _, one in found)
    accuracy = right / max(hits, 1)
    result.append(Figure("class_accuracy", round(accuracy, 3), f"of {hits}", "≥ 0.8", accuracy >= 0.8))
    if "half_space_trees" in others:
        result.append(Figure("detection_x3_half_space_trees", round(others["half_space_trees"]["one", 3.0], 3)))
    return result
