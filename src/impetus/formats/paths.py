"""Paths into foreign messages: dotted (`data.0.value`), JSON pointer (`/data/0/value`), with `*` for every item.

A path that starts with `$` counts from the whole message instead of the record. A key that itself
contains dots is found when the whole path is a key of the record (`PM2.5`), or by a JSON pointer.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

MISSING: Final = object()
"""What a path finds where there is nothing; differs from null."""

Getter = Callable[[Any], Any]
_INDEX: Final = re.compile(r"\[(\d+|\*|)\]")
_MOST: Final = 32


class Path:
    """A compiled path. `many` tells that it finds a list of values (it contains `*`)."""

    __slots__ = ("_list", "_single", "_steps", "from_root", "many", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.from_root = text == "$" or text.startswith(("$.", "$[", "$/"))
        self._steps = _split(text[1:] if self.from_root else text)
        if len(self._steps) > _MOST:
            raise ValueError(f"a path has at most {_MOST} steps")
        self.many = "*" in self._steps
        self._list = self._steps[:-1] if self._steps[-1:] == ("*",) and "*" not in self._steps[:-1] else None
        self._single = self._steps[0] if len(self._steps) == 1 and not self.many else None

    def find(self, record: Any) -> Any:
        """Return what lies at the path in `record`, `MISSING` if nothing; not for paths with `*`."""
        if self._single is not None and type(record) is dict:
            return record.get(self._single, MISSING)
        if type(record) is dict and self.text in record:
            return record[self.text]
        for step in self._steps:
            record = _step(record, step)
            if record is MISSING:
                return MISSING
        return record

    def find_all(self, record: Any) -> list[Any]:
        """Return everything at the path in order; for a path without `*`, a list of at most one."""
        if not self.many:
            found = self.find(record)
            return [] if found is MISSING else [found]
        if self._list is not None:  # one list at the end: the usual case, by far faster as a whole
            found = record
            for step in self._list:
                found = _step(found, step)
            if type(found) is list:
                return found
        return list(_walk(record, self._steps, 0))


def _split(text: str) -> tuple[str, ...]:
    if not text or text == ".":
        return ()
    if text.startswith("/"):
        return tuple(part.replace("~1", "/").replace("~0", "~") for part in text[1:].split("/"))
    dotted = _INDEX.sub(lambda found: "." + (found.group(1) or "*"), text)
    return tuple(part for part in dotted.split(".") if part)


def _step(value: Any, step: str) -> Any:
    if type(value) is dict:
        return value.get(step, MISSING)
    if type(value) is list and step.isascii() and step.isdigit() and len(step) < 9:
        index = int(step)
        return value[index] if index < len(value) else MISSING
    return MISSING


def _walk(value: Any, steps: tuple[str, ...], at: int) -> Iterator[Any]:
    if at == len(steps):
        yield value
        return
    step = steps[at]
    if step == "*" and not (type(value) is dict and "*" in value):
        items = value if type(value) is list else list(value.values()) if type(value) is dict else ()
        for item in items:
            yield from _walk(item, steps, at + 1)
        return
    found = _step(value, step)
    if found is not MISSING:
        yield from _walk(found, steps, at + 1)
