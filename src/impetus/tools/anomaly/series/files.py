"""Files of one sensor: a column of times, a column of values; the same rows come back with a score.

Rows are taken in the file's order. A row whose value cannot be read stays in the file with an empty score and is
told with its line; it teaches nothing. A time only says which hour it is, by the file's own clock: one that cannot be
read is no reason to leave a value out.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from impetus.tools.anomaly.series.scorer import SeriesScorer
from impetus.tools.anomaly.sheet import TIMES, TOLD, VALUES, Sheet, number, written

SCORE: Final = "anomaly_score"


class Scored(NamedTuple):
    """What became of a file: rows in it, lines (from 1, the header's) whose value could not be read.

    `back` is how many rows are earlier than the one before them, `timeless` how many have no time that can be read.
    """

    rows: int
    unread: int
    lines: list[int]
    back: int = 0
    timeless: int = 0


def score_file(path: Path, output: Path, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Scored:
    """Write `path`'s rows with their scores to `output`, which is replaced as a whole when all is well.

    `progress` is told (done, in all), in thousandths, now and then. Raise BadInput, naming file, column or line.
    """
    scorer, rows, unread, back, last, timeless = SeriesScorer(), 0, 0, 0, -math.inf, 0
    told: list[int] = []
    with Sheet(path) as sheet, written(output, path, sheet.form.delimiter) as write:
        at, of = sheet.column(TIMES), sheet.column(VALUES)
        write([*sheet.head, SCORE])
        for line, cells in sheet:
            value, time = number(cells[of]), sheet.clock(cells[at])
            score = scorer.score(time.local if time else math.nan, value)
            rows += 1
            timeless += time is None
            if math.isnan(value):
                unread += 1
                if len(told) < TOLD:
                    told.append(line)
            if time:
                back += time.utc < last
                last = time.utc
            write([*cells, "" if math.isnan(value) else f"{score:.6f}"])
            if rows % 1_000 == 0:
                progress(int(1000 * sheet.done), 1000)
    progress(1000, 1000)
    return Scored(rows, unread, told, back, timeless)
