"""Events from files: EVTX, JSON (one object a line, or values over several lines), and raw lines."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from evtx import PyEvtxParser

from impetus.kit.errors import BadInput
from impetus.tools.cyber_response.sigma.record import RAW, UNKNOWN, Label, Record, flat
from impetus.tools.cyber_response.sigma.usual import of_usual
from impetus.tools.cyber_response.sigma.windows import of_event, of_flat

EVTX_MAGIC: Final = b"ElfFile\0"
EVTX_HEADER, EVTX_CHUNK, EVTX_CHUNKS_AT = 4096, 65536, 42
"""Bytes of the header, of a chunk, and where the header counts its chunks (libevtx, "Windows XML Event Log format")."""
WHOLE_LIMIT: Final = 256 << 20
"""Bytes of a JSON file that is one value, which must fit into memory."""
BROKEN: Final = 1000
"""Records of one EVTX that may be beyond reading before the rest is given up."""
_TIMES: Final = ("@timestamp", "timestamp", "TimeCreated", "SystemTime", "UtcTime", "time", "eventTime", "ts")
_decode = msgspec.json.Decoder().decode
_NEXT: Final = json.JSONDecoder().raw_decode
"""Reads one value and says where the next begins; only for files that hold values over several lines."""


class Unread(NamedTuple):
    """A piece of a file that could not be read, and why."""

    number: int
    reason: str


Piece = tuple[int, Record | Unread]
"""The number of a record in its file (EVTX: its record number; else the line, from 1) and the record."""


def read(path: Path, labels: tuple[Label, ...] = UNKNOWN) -> Iterator[Piece]:
    """Yield the events of a file, whatever its kind; what cannot be read comes as `Unread` and the rest is kept.

    Args:
        path: the file.
        labels: where its events come from, if that is known; Windows events say it themselves.

    Raises:
        BadInput: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", remedy="Check the path.", field="logs") from None
    if head.startswith(EVTX_MAGIC):
        return _evtx(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return _json(path, labels) if start in (b"{", b"[") else _lines(path, labels)


def of_json(value: Mapping[str, Any], labels: tuple[Label, ...] = UNKNOWN) -> Record:
    """Return a record of one JSON object: Windows' events in their usual forms are known, others stay as they are."""
    event = value.get("Event")
    if type(event) is dict and "System" in event:
        return of_event(event)
    nested = value.get("winlog")
    if isinstance(nested, Mapping) and "channel" in nested:
        fields = dict(nested.get("event_data") or nested.get("user_data") or {})
        fields |= {"Provider_Name": nested.get("provider_name"), "Computer": nested.get("computer_name")}
        return of_flat(flat(fields), str(nested["channel"]), nested.get("event_id"), value.get("@timestamp"))
    fields = flat(value)
    stamp = next((fields[name] for name in _TIMES if isinstance(fields.get(name), str | int | float)), None)
    channel, number = fields.get("Channel"), fields.get("EventID")
    if isinstance(channel, str) and number is not None:
        return of_flat(fields, channel, number, stamp)
    return Record(fields, labels, stamp)


def _evtx(path: Path) -> Iterator[Piece]:
    with path.open("rb") as file:
        chunks = int.from_bytes(file.read(EVTX_CHUNKS_AT + 2)[EVTX_CHUNKS_AT:], "little")
    if path.stat().st_size < EVTX_HEADER + chunks * EVTX_CHUNK:
        yield 0, Unread(0, f"The file is cut short: its header promises {chunks} chunks.")
    try:
        parser = PyEvtxParser(str(path), number_of_threads=1)
        records = parser.records_json()
        broken = 0
        while broken < BROKEN:
            try:
                record = next(records, None)
            except RuntimeError as error:
                broken += 1
                yield 0, Unread(0, str(error))
                continue
            if record is None:
                return
            yield record["event_record_id"], of_usual(record["data"]) or of_json(_decode(record["data"]))
    except (RuntimeError, OSError, ValueError) as error:
        yield 0, Unread(0, f"It is no EVTX that can be read: {error}")


def _json(path: Path, labels: tuple[Label, ...]) -> Iterator[Piece]:
    """One object a line; where the first line is none, values over several lines."""
    with path.open("rb") as file:
        first = file.readline().removeprefix(b"\xef\xbb\xbf").strip()
        while not first and (line := file.readline()):
            first = line.strip()
        try:
            one_a_line = isinstance(_decode(first), dict)
        except msgspec.DecodeError:
            one_a_line = first.startswith(b"{") and len(first) > 1
        file.seek(0)
        if not one_a_line:
            yield from _whole(path, labels)
            return
        for number, line in enumerate(file, 1):
            line = line.removeprefix(b"\xef\xbb\xbf").strip()
            if line:
                yield number, of_line(line, number, labels)


def of_line(line: bytes, number: int = 0, labels: tuple[Label, ...] = UNKNOWN) -> Record | Unread:
    """Return the record of one JSON object on a line, or why there is none."""
    try:
        known = of_usual(line)
        if known is not None:
            return known
        value = _decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        return Unread(number, str(error))
    return of_json(value, labels) if isinstance(value, dict) else Unread(number, "It is no JSON object.")


def _whole(path: Path, labels: tuple[Label, ...]) -> Iterator[Piece]:
    if path.stat().st_size > WHOLE_LIMIT:
        yield 0, Unread(0, f"One JSON value of over {WHOLE_LIMIT >> 20} MiB; write one object a line.")
        return
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").strip()
    number, place = 0, 0
    while place < len(text):
        try:
            value, place = _NEXT(text, place)
        except (ValueError, RecursionError) as error:
            yield number + 1, Unread(number + 1, str(error))
            return
        for one in value if isinstance(value, list) else [value]:
            number += 1
            yield number, of_json(one, labels) if isinstance(one, dict) else Unread(number, "It is no JSON object.")
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1


def _lines(path: Path, labels: tuple[Label, ...]) -> Iterator[Piece]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            if text.strip():
                yield number, Record({RAW: text}, labels)
