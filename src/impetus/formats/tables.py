"""Tables as CSV (RFC 4180) that spreadsheets open without running anything in them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
Cell = str | int | float | bool | None
_RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def cell(value: Cell) -> str:
    """A value as a spreadsheet may see it: a text that would begin a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    clean = value.replace("\x00", " ")
    return f"'{clean}" if clean.startswith(_RUNS) else clean


def rows(columns: Sequence[str], values: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the file line by line; it begins with a byte order mark, for spreadsheets that guess otherwise."""
    yield "\ufeff".encode()
    for row in (columns, *values):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([cell(value) for value in row])
        yield line.getvalue().encode("utf-8", "replace")


def write(columns: Sequence[str], values: Iterable[Sequence[Cell]]) -> bytes:
    """Return the whole file."""
    return b"".join(rows(columns, values))
