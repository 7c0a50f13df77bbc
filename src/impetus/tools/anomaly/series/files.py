"""Files of one sensor: a column of times, a column of values; the same rows come back with a score.

Rows are taken in the file's order. A row whose value cannot be read stays in the file with an empty score and is
told with its line; it teaches nothing. A time only says which hour it is: one that cannot be read is no reason to
leave a value out.
"""

import csv
import math
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from impetus.kit.errors import BadInput
from impetus.tools.anomaly.series.scorer import SeriesScorer

TIMES: Final = ("timestamp", "time", "date", "datetime")
VALUES: Final = ("value", "count", "reading")
SCORE: Final = "anomaly_score"
TOLD: Final = 5
"""Lines that are named one by one."""
MILLISECONDS: Final = 1e11
"""A number of this size or more is milliseconds since 1970, a smaller one seconds."""


class Scored(NamedTuple):
    """What became of a file: rows in it, lines (from 1, the header's) whose value could not be read."""

    rows: int
    unread: int
    lines: list[int]


def header(path: Path) -> list[str]:
    """Return the names of a file's columns. Raise BadInput where it cannot be read or holds nothing."""
    with _Lines(path) as lines:
        return next(lines)


def score_file(path: Path, output: Path, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Scored:
    """Write `path`'s rows with their scores to `output`, which is replaced as a whole when all is well.

    `progress` is told (bytes done, bytes in all) now and then. Raise BadInput, naming file, column or line.
    """
    if output.exists() and output.samefile(path):
        raise BadInput(f"{path} would be overwritten.", remedy="Give another --output.", field="output")
    size = max(1, path.stat().st_size) if path.is_file() else 1
    scorer, rows, unread = SeriesScorer(), 0, 0
    told: list[int] = []
    part = output.with_name(f".{output.name}.part")
    try:
        with _Lines(path) as lines, part.open("w", encoding="utf-8", newline="") as out:
            names = next(lines)
            at, of = _column(path, names, TIMES), _column(path, names, VALUES)
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([*names, SCORE])
            done = 0
            for row in lines:
                cells = [*row, *[""] * (len(names) - len(row))][: len(names)]
                value = number(cells[of])
                score = scorer.score(seconds(cells[at]), value)
                rows += 1
                if math.isnan(value):
                    unread += 1
                    if len(told) < TOLD:
                        told.append(lines.line)
                writer.writerow([*cells, "" if math.isnan(value) else f"{score:.6f}"])
                done += sum(map(len, row)) + len(row)
                if rows % 1_000 == 0:
                    progress(min(done, size), size)
        os.replace(part, output)
    except OSError as error:
        raise BadInput(
            f"{output} cannot be written: {error.strerror}.", remedy="Give a folder that is yours.", field="output"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    progress(size, size)
    return Scored(rows, unread, told)


def number(text: str) -> float:
    """Return a value, NaN where it is none; a decimal comma is taken where it is the only mark."""
    text = text.strip()
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def seconds(text: str) -> float:
    """Return seconds since 1970 in the file's own time (a clock's offset is left out), NaN where it is no time."""
    text = text.strip()
    try:
        value = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text.replace("/", "-"))
        except ValueError:
            return math.nan
        return moment.replace(tzinfo=UTC).timestamp()
    if not math.isfinite(value):
        return math.nan
    return value / 1000.0 if abs(value) >= MILLISECONDS else value


class _Lines:
    """Rows of a CSV file and the line that the last one ended on; blank ones are left out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open(encoding="utf-8-sig", newline="", errors="replace")
        except OSError as error:
            raise BadInput(
                f"{path} cannot be read: {error.strerror}.", remedy="Look at the name of the file.", field="input"
            ) from error
        if not self._file.read(1):
            self._file.close()
            raise BadInput(f"{path} is empty.", remedy="It needs a header: timestamp,value.", field="input")
        self._file.seek(0)
        self._reader = csv.reader(self._lines())
        self.line = 0

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        try:
            while not any(row := next(self._reader)):
                pass
        except csv.Error as error:
            raise BadInput(
                f"{self._path}, line {self._reader.line_num}: {error}.", remedy="Is it a CSV file?", field="input"
            ) from error
        self.line = self._reader.line_num
        return row

    def _lines(self) -> Iterator[str]:
        for line in self._file:
            yield line.replace("\0", "")


def _column(path: Path, names: list[str], wanted: tuple[str, ...]) -> int:
    plain = [name.strip().casefold() for name in names]
    for name in wanted:
        if name in plain:
            return plain.index(name)
    raise BadInput(
        f"{path} has no column {wanted[0]!r}.",
        remedy=f"Name a column of its header {wanted[0]!r}; it has: {', '.join(names)[:200]}.",
        field="input",
    )
