"""Byte ranges as players of video ask for them (RFC 9110, section 14)."""

import re
from typing import Final, NamedTuple

_ONE: Final = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE)


class Range(NamedTuple):
    """Bytes of a thing, both ends included."""

    first: int
    last: int


class Unsatisfiable(Exception):
    """None of the bytes asked for is in the thing: the answer is 416."""


def asked(header: str | None, size: int) -> Range | None:
    """Return the one range that a `Range` header asks for of a thing of `size` bytes; None for the whole of it.

    What is no range of bytes, is not well formed, or asks for several is ignored, as section 14.2 allows. Raise
    Unsatisfiable where nothing of it is there.
    """
    found = _ONE.fullmatch(header.strip()) if header else None
    if found is None:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:  # the last so many bytes
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return Range(max(0, size - int(last)), size - 1)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Range(int(first), min(int(last), size - 1) if last else size - 1)
