"""Any JSON: an object, a list of objects or one object a line (NDJSON), read by a mapping."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from impetus.contracts.format import Readings
from impetus.formats.collect import Collector
from impetus.formats.paths import Path
from impetus.formats.records import DEFAULT, RecordReader, mapping_of, refused
from impetus.observations.mapping import Mapping as FieldMapping

_BOM: Final = b"\xef\xbb\xbf"
LINES: Final = b"\x1e"
"""Before a message of which it is known that each line is a document of its own (RFC 7464's record separator)."""
_BLANK: Final = " \t\r\n"
_SEND_JSON: Final = "Send one JSON object, a list of objects, or one object a line."


class MappedJson:
    """JSON of any shape. Keeps what it learns of names and times per mapping."""

    id = "json"

    def __init__(self) -> None:
        self._readers: dict[FieldMapping | bytes, RecordReader] = {}

    def parse(self, payload: bytes, *, mapping: Mapping[str, Any], topic: str = "", received: int = 0) -> Readings:
        """Read one message. Never raises for bad content: what is wrong becomes a refusal."""
        chosen = mapping_of(mapping or DEFAULT)
        if isinstance(chosen, Readings):
            return chosen
        reader = self._reader(chosen)
        if not reader.start(topic=topic, received=received):
            return reader.finish()
        records = Path(chosen.records)
        for document in documents(bytes(payload), reader.collect):
            found = _records(document, records)
            for record in found[: reader.collect.room(len(found))]:
                reader.take(record, document, reader.collect.record())
        if reader.collect.records == 0 and not reader.collect.readings.refusals:
            return refused(
                "empty",
                chosen.records,
                "the message holds no record",
                "Check the path of the list of records." if chosen.records else _SEND_JSON,
                sample=payload,
            )
        return reader.finish()

    def _reader(self, mapping: FieldMapping) -> RecordReader:
        key = mapping.key()
        reader = self._readers.get(key)
        if reader is None:
            if len(self._readers) > 256:
                self._readers.clear()
            reader = self._readers[key] = RecordReader(mapping)
        return reader


def _records(document: Any, path: Path) -> list[Any]:
    if path.text == "":
        return document if type(document) is list else [document]
    found = path.find_all(document)
    if len(found) == 1 and type(found[0]) is list:
        return found[0]
    return found


def documents(payload: bytes, collect: Collector) -> Iterator[Any]:
    """Yield the JSON documents of a message: one, or one a line; refuse what is none and go on."""
    if payload.startswith(_BOM):
        payload = payload[3:]
    if payload.startswith(LINES):
        yield from _lines(payload[1:].split(b"\n"), collect)
        return
    try:
        yield msgspec.json.decode(payload)
        return
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    lines = payload.split(b"\n")
    if len(lines) > 1:
        first = next((line for line in lines if line.strip()), b"")
        if _decoded(first) is not _BROKEN or not first.lstrip().startswith((b"[", b"{")):
            yield from _lines(lines, collect)
            return
        if sum(1 for line in lines[:20] if _decoded(line) is not _BROKEN) > 1 and not first.lstrip().startswith(b"["):
            yield from _lines(lines, collect)
            return
    yield from _salvage(payload, collect)


def _lines(lines: list[bytes], collect: Collector) -> Iterator[Any]:
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        found = _decoded(line)
        if found is _BROKEN:
            collect.refuse("not_json", "", f"line {number + 1} is not JSON", _SEND_JSON, position=number, sample=line)
        else:
            collect.line = number
            yield found


_BROKEN: Final = object()


def _decoded(line: bytes) -> Any:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    try:  # a stricter reader refuses NaN and bytes that are not UTF-8; the rest of the line may be good
        return json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return _BROKEN


def _salvage(payload: bytes, collect: Collector) -> Iterator[Any]:
    """Yield what can be read of one document: all of it if only a number is odd, else the items before the break."""
    found = _decoded(payload)
    if found is not _BROKEN:
        yield found
        return
    text = payload.decode("utf-8", "replace").lstrip(_BLANK)
    good: list[Any] = []
    at = 0
    if text.startswith("["):
        decoder = json.JSONDecoder()
        at = 1
        while True:
            while at < len(text) and text[at] in _BLANK + ",":
                at += 1
            if at >= len(text) or text[at] == "]":
                break
            try:
                item, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                break
            good.append(item)
    if good:
        yield good
    problem = f"it is not JSON from character {at} on" if at else "it is not JSON"
    collect.refuse("not_json", "", problem, _SEND_JSON, position=len(good), sample=text[at : at + 500])
