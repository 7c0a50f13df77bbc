"""CSV files as people have them: columns parted by commas, semicolons or tabs, with or without a byte order mark.

What a file is written with is found out from its first 64 KiB: the encoding (UTF-8, UTF-16 by its mark, else Windows'
Western European), what parts its columns (what its header has most of), and whether dates such as 4/5/2026 begin with
the month (they do where a second number beyond 12 is seen; else with the day, as they do in Europe).
"""

import csv
import io
import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from impetus.kit.errors import BadInput

TIMES: Final = ("timestamp", "time", "date", "datetime", "date_time")
SENSORS: Final = ("sensor_id", "sensor", "id")
VALUES: Final = ("value", "count", "reading")
TOLD: Final = 5
"""Lines that are named one by one."""
_SAMPLE: Final = 65_536
_PARTED_BY: Final = ",;\t|"
_UNITS: Final = ((1e11, 1.0), (1e14, 1e-3), (1e17, 1e-6), (math.inf, 1e-9))
"""A number is seconds since 1970, or milli-, micro- or nanoseconds, by its size: seconds up to the year 5138."""
_WRITTEN: Final = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp][Mm])?)?"
)

_ZONE: Final = re.compile(r"\s*(?:(UTC|GMT)|([+-]\d\d:?\d\d))$")
"""A zone at the end, perhaps after a space."""


class Form(NamedTuple):
    """What a file is written with."""

    encoding: str = "utf-8-sig"
    delimiter: str = ","
    month_first: bool = False


class Clock(NamedTuple):
    """A time as the file's own clock shows it, in seconds since 1970, and how far that clock is ahead of UTC (s)."""

    local: float
    ahead: float = 0.0

    @property
    def utc(self) -> float:
        """Seconds since 1970 UTC; a time without a zone is taken as it stands."""
        return self.local - self.ahead


class Sheet:
    """A CSV file under way: its header in `head`; iterating gives each row's line and cells, as many as the header.

    Lines count from 1, the header's. Blank rows are left out, short ones filled up. Raises BadInput, naming file,
    line and remedy, where it cannot be read, is empty, or a row has more cells than the header.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if path.exists() and not path.is_file():
                raise BadInput(f"{path} is no file.", remedy="Give a CSV file, not a folder.", field="input")
            self._size = max(1, path.stat().st_size)
            with path.open("rb") as raw:
                self.form = form_of(raw.read(_SAMPLE))
            self._raw = path.open("rb")
        except OSError as error:
            raise self._unreadable(error) from error
        self._file = io.TextIOWrapper(self._raw, encoding=self.form.encoding, errors="replace")
        self._reader = csv.reader((line.replace("\0", "") for line in self._file), delimiter=self.form.delimiter)
        self.head: list[str] = []
        try:
            self.head = next(self._rows(), [])
            if not self.head:
                raise BadInput(f"{path} is empty.", remedy="It needs a header: timestamp,value.", field="input")
        except BadInput:
            self._file.close()
            raise

    def __enter__(self) -> "Sheet":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        width = len(self.head)
        for row in self._rows():
            if len(row) != width:
                if any(cell.strip() for cell in row[width:]):
                    raise self.wrong(
                        self._reader.line_num,
                        f"has {len(row)} cells, the header {width}",
                        'Put cells that hold the separator in quotes, such as "1,5".',
                    )
                row = [*row[:width], *[""] * (width - len(row))]
            yield self._reader.line_num, row

    @property
    def done(self) -> float:
        """Share of the file that was read, 0 to 1."""
        return min(1.0, self._raw.tell() / self._size)

    def find(self, names: Sequence[str]) -> int | None:
        """Return the column of the first of `names` that the header has."""
        plain = [name.strip().casefold() for name in self.head]
        return next((plain.index(name) for name in names if name in plain), None)

    def column(self, names: Sequence[str]) -> int:
        """Return the column of the first of `names` that the header has. Raise BadInput where it has none."""
        found = self.find(names)
        if found is None:
            raise BadInput(
                f"{self.path} has no column {names[0]!r}.",
                remedy=f"Name a column of its header {names[0]!r}; it has: {', '.join(self.head)[:200]}.",
                field="input",
            )
        return found

    def clock(self, text: str) -> Clock | None:
        """Return the time that a cell says, None where it is none."""
        return clock(text, month_first=self.form.month_first)

    def wrong(self, line: int, what: str, remedy: str, column: str = "") -> BadInput:
        """Return the error of a line: "`file`, line 3: `what`."."""
        return BadInput(f"{self.path}, line {line}: {what}.", remedy=remedy, field=column or "input")

    def _rows(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                if any(cell and not cell.isspace() for cell in row):
                    yield row
        except csv.Error as error:
            raise self.wrong(self._reader.line_num, str(error), "Save it as CSV in UTF-8.") from error
        except OSError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> BadInput:
        return BadInput(
            f"{self.path} cannot be read: {error.strerror}.", remedy="Look at the name of the file.", field="input"
        )


def form_of(sample: bytes) -> Form:
    """Return what a file is written with, by its first bytes."""
    encoding = "utf-16" if sample[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding == "utf-8-sig":
        try:
            # The sample may end within a letter.
            sample[: max(sample.rfind(b"\n"), 0) or None].decode(encoding)
        except UnicodeDecodeError:
            encoding = "cp1252"
    text = sample.decode(encoding, errors="replace")
    head = re.sub(r'"[^"]*"', "", next((line for line in text.splitlines() if line.strip()), ""))
    delimiter = max(_PARTED_BY, key=head.count)
    dates = re.findall(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{4}(?!\d)", text)
    return Form(encoding, delimiter, any(int(second) > 12 >= int(first) for first, second in dates))


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


def clock(text: str, *, month_first: bool = False) -> Clock | None:
    """Return the time that `text` says, None where it is none.

    ISO 8601 (slashes may stand for dashes), 31.12.2026 14:05 with the day first (or the month, where slashes part them
    and `month_first` says so), or seconds since 1970 (milli-, micro- and nanoseconds by their size).
    """
    text = text.strip()
    try:
        value = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(_ZONE.sub(_tidied, text.replace("/", "-")))
        except ValueError:
            return _written(text, month_first=month_first)
        ahead = moment.utcoffset()
        local = moment.replace(tzinfo=UTC).timestamp()
        return Clock(local, ahead.total_seconds() if ahead else 0.0)
    if not math.isfinite(value):
        return None
    return Clock(value * next(factor for below, factor in _UNITS if abs(value) < below))


def _tidied(found: re.Match[str]) -> str:
    return "Z" if found[1] else found[0].lstrip()


def _written(text: str, *, month_first: bool) -> Clock | None:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    first, mark, second, year, hour, minute, second_of_minute, half = found.groups()
    day, month = (second, first) if mark == "/" and month_first else (first, second)
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.casefold() == "pm" else 0)
    try:
        moment = datetime(
            int(year), int(month), int(day), hours, int(minute or 0), int(second_of_minute or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    return Clock(moment.timestamp())


def spare(output: Path, source: Path) -> None:
    """Raise BadInput where writing `output` would overwrite `source`."""
    if output.exists() and source.exists() and output.samefile(source):
        raise BadInput(f"{source} would be overwritten.", remedy="Give another --output.", field="output")


@contextmanager
def written(output: Path, source: Path, delimiter: str) -> Iterator[Callable[[Sequence[str]], object]]:
    """Give what writes a row to `output`, which is replaced as a whole, in UTF-8, when all is well.

    Raise BadInput where it would overwrite `source` or cannot be written; nothing is left behind then.
    """
    spare(output, source)
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow
        os.replace(part, output)
    except OSError as error:
        raise BadInput(
            f"{output} cannot be written: {error.strerror}.", remedy="Give a folder that is yours.", field="output"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
