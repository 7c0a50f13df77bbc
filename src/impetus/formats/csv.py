"""Tables as text (CSV), plain or gzip: long (a row is a reading) or wide (a column is a sensor)."""

import csv
import io
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from impetus.contracts.format import Readings
from impetus.formats.collect import MAX_RECORDS
from impetus.formats.records import DEFAULT, RecordReader, mapping_of, refused
from impetus.observations.mapping import Mapping as FieldMapping
from impetus.observations.mapping import ValueField

MAX_BYTES: Final = 256 << 20
"""Unpacked size of one message; a larger file belongs in a replay."""
_GZIP: Final = b"\x1f\x8b"
_MOST_COLUMNS: Final = 20_000


class Csv:
    """CSV with a header row. In wide form every column that the mapping does not name is a sensor."""

    id = "csv"

    def parse(self, payload: bytes, *, mapping: Mapping[str, Any], topic: str = "", received: int = 0) -> Readings:
        """Read one message. Never raises for bad content: what is wrong becomes a refusal."""
        chosen = mapping_of(mapping or DEFAULT)
        if isinstance(chosen, Readings):
            return chosen
        text = _text(bytes(payload))
        if text is None:
            return refused("bad_gzip", "", "the compressed message is damaged or too large", "Send it again.")
        reader = RecordReader(chosen)
        if chosen.layout == "wide":
            return _wide(text, chosen, reader, received)
        if not reader.start(topic=topic, received=received):
            return reader.finish()
        return _long(text, chosen, reader)


def _text(data: bytes) -> str | None:
    if data.startswith(_GZIP):
        unpacked = unzip(data, MAX_BYTES)
        if unpacked is None:
            return None
        data = unpacked
    return data.decode("utf-8-sig", "replace").replace("\0", "\ufffd")


def first_rows(payload: bytes, most: int = 20) -> list[dict[str, str]]:
    """Return one row with, in each column, the first cell that is not empty; nothing where it is no table."""
    text = _text(payload)
    if not text:
        return []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        rows = [row for row, _ in zip(lines, range(most), strict=False) if row]
    except csv.Error:
        return []
    if not rows:
        return []
    names = [name.strip() for name in rows[0]][:_MOST_COLUMNS]
    return [
        {
            name: next((row[at] for row in rows[1:] if at < len(row) and row[at].strip()), "")
            for at, name in enumerate(names)
        }
    ]


def unzip(data: bytes, limit: int) -> bytes | None:
    """Return gzip data unpacked, None if it is damaged or larger than `limit` bytes."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        unpacked = inflate.decompress(data, limit + 1)
    except zlib.error:
        return None
    return unpacked if inflate.eof and len(unpacked) <= limit else None


def delimiter_of(text: str) -> str:
    """Return the delimiter that occurs most in the first line; a comma if none does."""
    line = text.split("\n", 1)[0]
    return max((",", ";", "\t", "|"), key=line.count)


def _rows(text: str, mapping: FieldMapping, reader: RecordReader) -> Iterator[tuple[int, list[str]]]:
    """Yield (index, cells), the header with -1; refuse rows that cannot be read, and those beyond the limit."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter or delimiter_of(text))
    number, beyond = -2, 0
    while True:
        try:
            row = next(lines)
        except StopIteration:
            break
        except csv.Error as fault:
            number += 1
            reader.collect.refuse(
                "bad_row",
                "",
                f"the row cannot be read: {fault}",
                "Check quotes and line ends.",
                position=max(number, 0),
            )
            continue
        if not row:
            continue
        number += 1
        if number >= MAX_RECORDS:
            beyond += 1
            continue
        reader.collect.at = number
        yield number, row
    if beyond:
        reader.collect.refuse(
            "too_large",
            "",
            f"the message has more than {MAX_RECORDS} rows",
            "Send smaller messages, or replay the file.",
            position=MAX_RECORDS,
            count=beyond,
        )


def _header(rows: Iterator[tuple[int, list[str]]], reader: RecordReader) -> list[str] | None:
    first = next(rows, None)
    if first is None:
        reader.collect.refuse("empty", "", "the table is empty", "Send a header row and rows.")
        return None
    names = [name.strip() for name in first[1]]
    if len(names) > _MOST_COLUMNS:
        reader.collect.refuse(
            "too_large", "", f"the table has more than {_MOST_COLUMNS} columns", "Send it in long form."
        )
        return None
    return names


def _long(text: str, mapping: FieldMapping, reader: RecordReader) -> Readings:
    rows = _rows(text, mapping, reader)
    names = _header(rows, reader)
    if names is None:
        return reader.finish()
    width = len(names)
    for number, row in rows:
        if len(row) != width:
            reader.collect.refuse(
                "bad_row",
                "",
                f"the row has {len(row)} cells, the header {width}",
                "Check delimiter and quotes.",
                position=number,
                sample=row,
            )
            continue
        record = dict(zip(names, row, strict=True))
        reader.take(record, record, number)
    return reader.finish()


def wide_columns(names: list[str], mapping: FieldMapping) -> list[tuple[int, str]]:
    """Return (position, name) of the columns that are sensors in wide form."""
    if mapping.values:
        wanted = {field.path for field in mapping.values}
        return [(at, name) for at, name in enumerate(names) if name in wanted]
    other = {mapping.time, mapping.unit, mapping.latitude, mapping.longitude, mapping.sensor}
    return [(at, name) for at, name in enumerate(names) if name and name not in other]


def _suffixes(mapping: FieldMapping) -> dict[str, ValueField]:
    return {field.path: field for field in mapping.values}


def _wide(text: str, mapping: FieldMapping, reader: RecordReader, received: int) -> Readings:
    collect = reader.collect
    collect.start()
    rows = _rows(text, mapping, reader)
    names = _header(rows, reader)
    if names is None:
        return reader.finish()
    if mapping.time and mapping.time not in names:
        collect.refuse("no_time", mapping.time, "there is no such column", "Map the column that holds the time.")
        return reader.finish()
    time_at = names.index(mapping.time) if mapping.time else -1
    sensor_at = names.index(mapping.sensor) if mapping.sensor in names else -1
    fields = _suffixes(mapping)
    columns = []
    for at, name in wide_columns(names, mapping):
        sensor = collect.name(name, 0, "header", name)
        if sensor is not None:
            field = fields.get(name)
            label = (field.suffix or sensor) if field and sensor_at >= 0 else sensor
            columns.append((at, label, field.unit if field else "", name))
    for number, row in rows:
        if len(row) != len(names):
            collect.refuse(
                "bad_row",
                "",
                f"the row has {len(row)} cells, the header {len(names)}",
                "Check delimiter and quotes.",
                position=number,
                sample=row,
            )
            continue
        time = received if time_at < 0 else collect.time(row[time_at], number, mapping.time, row)
        if time is None:
            continue
        base = mapping.prefix
        if sensor_at >= 0:
            named = collect.name(row[sensor_at], number, mapping.sensor, row)
            if named is None:
                continue
            base += named
        for at, label, unit, name in columns:
            value = collect.value(row[at], number, name, row)
            if value is not None:
                collect.add(
                    base + label if sensor_at < 0 else f"{base}{'' if label[:1] in '/:' else '/'}{label}",
                    time,
                    value,
                    unit,
                )
    return reader.finish()
