"""One sensor by itself: the score of files against two peers, on made-up families and on real series.

Scored as the Numenta Anomaly Benchmark's standard profile does; its data are not here, so its figures are not ours.
Real series: every 300th row or so of the developer set is multiplied for a few rows (Melbourne, Los Angeles), or the
Dodgers' games as they are (windows from 45 minutes before a game's end to 90 after). Peers in the same run: River's
HalfSpaceTrees (25 trees, height 8) on min-max scaled values, and a normal's tail probability over all that came before.
"""

import csv
import gzip
import importlib
import math
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import ROOT, Figure, arguments, report
from benchmarks.series_made import made
from benchmarks.series_scoring import Series, total, windows_around
from impetus.tools.anomaly.series.scorer import scores

F64 = NDArray[np.float64]
SEED = 30_011
"""Never used while the method was chosen."""
STEP = 300.0


def main() -> int:
    """Measure, print the table; return 1 when the score is not above both peers'."""
    options = arguments("series", __doc__ or "", ROOT.parent / "shared" / "data" / "urban")
    figures: list[Figure] = []
    corpora = [("made", made(SEED))]
    try:
        corpora.append(("real", real(options.data, SEED)))
    except OSError as error:
        figures.append(Figure("real_score", None, reason=f"{error.filename} is not there"))
    for name, corpus in corpora:
        chosen = corpus[:: 5 if name == "made" else 3] if options.short else corpus
        figures += _measured(name, chosen)
    report("series", figures, data=options.data, as_json=options.json)
    return int(any(figure.met is False for figure in figures))


def _measured(name: str, corpus: list[Series]) -> list[Figure]:
    begin = time.perf_counter()
    ours = [np.array(scores(zip(one.times.tolist(), one.values.tolist(), strict=True))) for one in corpus]
    spent = time.perf_counter() - begin
    found = total(corpus, ours)
    trees, normal = (
        total(corpus, [_trees(one.values) for one in corpus]),
        total(corpus, [_normal(one.values) for one in corpus]),
    )
    rows = sum(len(one.values) for one in corpus)
    return [
        Figure(
            f"{name}_score",
            round(found.score, 1),
            "of 100",
            "above both peers",
            found.score > max(trees.score, normal.score),
        ),
        Figure(f"{name}_caught", found.caught, f"of {found.windows}"),
        Figure(f"{name}_false_rows", found.false, f"of {rows}"),
        Figure(f"{name}_threshold", round(found.threshold, 4)),
        Figure(f"{name}_half_space_trees", round(trees.score, 1), "of 100"),
        Figure(f"{name}_normal_tail", round(normal.score, 1), "of 100"),
        Figure(f"{name}_rows_per_s", round(rows / spent)),
    ]


def _normal(values: F64) -> F64:
    """Return 1 − the two-sided tail probability of each value under the mean and spread of those before it."""
    count = np.arange(len(values))
    mean = np.concatenate([[0.0], np.cumsum(values)[:-1]]) / np.maximum(1, count)
    square = np.concatenate([[0.0], np.cumsum(values**2)[:-1]]) / np.maximum(1, count)
    spread = np.sqrt(np.maximum(square - mean**2, 1e-18))
    distance = np.abs(values - mean) / spread
    return np.array([0.0 if n < 60 else 1.0 - math.erfc(z / math.sqrt(2)) for n, z in enumerate(distance.tolist())])


def _trees(values: F64) -> F64:
    anomaly = importlib.import_module("river.anomaly")
    model = anomaly.HalfSpaceTrees(n_trees=25, height=8, window_size=250, seed=1)
    low = high = float(values[0])
    found = np.zeros(len(values))
    for row, value in enumerate(values.tolist()):
        low, high = min(low, value), max(high, value)
        point = {"x": (value - low) / (high - low) if high > low else 0.5}
        found[row] = model.score_one(point)
        model.learn_one(point)
    return found


def real(folder: Path, seed: int) -> list[Series]:
    """Return Melbourne counters and Los Angeles loops with injections, and the Dodgers loop. Raises OSError."""
    rng = np.random.default_rng(seed)
    found = []
    for sensor, rows in _counters(folder, ("1", "4", "10", "18", "22")):
        found.append(_injected(rng, f"counter/{sensor}", rows[3_000:11_000], 4))
    table = _rows(folder / "losangeles_loop_speed_2012w09.csv.gz")
    for column in rng.choice(range(1, len(table[0])), 8, replace=False).tolist():
        loop = [(STEP * row, float(line[column])) for row, line in enumerate(table[1:])]
        found.append(_injected(rng, f"loop/{column}", loop, 2, slower=True))
    return found + _dodgers(folder)


def _rows(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.reader(file))


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def _counters(folder: Path, wanted: tuple[str, ...]) -> list[tuple[str, list[tuple[float, float]]]]:
    names, *lines = _rows(folder / "melbourne_pedestrians_2012_2014.csv.gz")
    at, which, count = (names.index(name) for name in ("time", "sensor_id", "count"))
    found: dict[str, list[tuple[float, float]]] = {sensor: [] for sensor in wanted}
    for line in lines:
        if line[count] and line[which] and (sensor := str(int(float(line[which])))) in found:
            found[sensor].append((_seconds(line[at]), float(line[count])))
    return [(sensor, sorted(rows)) for sensor, rows in found.items()]


def _injected(
    rng: np.random.Generator, name: str, rows: list[tuple[float, float]], number: int, *, slower: bool = False
) -> Series:
    times, values = (np.array(column) for column in zip(*rows, strict=True))
    begins = sorted(int(row) for row in rng.uniform(0.2 * len(values), 0.95 * len(values), number))
    for row in begins:
        lasts = int(rng.integers(4, 20 if slower else 12))
        values[row : row + lasts] *= rng.uniform(0.2, 0.45) if slower else rng.choice([0.1, 2.5, 3.5])
    return Series(name, times, values, windows_around(begins, len(values)))


def _dodgers(folder: Path) -> list[Series]:
    names, *lines = _rows(folder / "dodgers_loop_2005_apr_aug.csv.gz")
    at, count, label = (names.index(name) for name in ("time", "count", "label"))
    kept = [line for line in lines if float(line[count]) >= 0]
    times = np.array([_seconds(line[at]) for line in kept])
    values = np.array([float(line[count]) for line in kept])
    game = [line[label] == "1" for line in kept]
    ends = [row for row in range(1_500, len(kept) - 30) if game[row] and not game[row + 1]]
    return [Series("dodgers/ramp", times, values, [(end - 9, end + 18) for end in ends])]


if __name__ == "__main__":
    sys.exit(main())
