"""The wire format of Protocol Buffers, as far as a reader needs it: fields one after another, nothing trusted.

Source: protobuf.dev, "Encoding". Groups (wire types 3 and 4) are long deprecated and refused.
"""

from collections.abc import Iterator
from struct import unpack_from
from typing import Final

_LONGEST_VARINT: Final = 10
_SIGN: Final = 1 << 63
_WHOLE: Final = 1 << 64


class WireProblem(ValueError):
    """The bytes are no message of this wire format."""


def fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Yield (field number, value) of a message: an integer of 64 bits for varints, bytes for everything else.

    Raises WireProblem where a field is cut off, has no number or is of a type that there is not.
    """
    at, end = 0, len(data)
    while at < end:
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if number == 0:
            raise WireProblem("a field has the number 0")
        if kind == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        if kind == 2:
            size, at = _varint(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise WireProblem(f"field {number} is of wire type {kind}")
        if size > end - at:
            raise WireProblem(f"field {number} is cut off")
        yield number, data[at : at + size]
        at += size


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    result = 0
    for place in range(_LONGEST_VARINT):
        if at + place >= len(data):
            raise WireProblem("a number is cut off")
        byte = data[at + place]
        result |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return result % _WHOLE, at + place + 1
    raise WireProblem("a number is longer than ten bytes")


def signed(value: int | memoryview) -> int:
    """Return an int32 or int64: negative numbers are written as 64 bits in two's complement. Raises WireProblem."""
    number = whole(value)
    return number - _WHOLE if number >= _SIGN else number


def whole(value: int | memoryview) -> int:
    """Return an unsigned number or an enumeration's. Raises WireProblem."""
    if not isinstance(value, int):
        raise WireProblem("a number was expected")
    return value


def message(value: int | memoryview) -> memoryview:
    """Return an embedded message's bytes. Raises WireProblem."""
    if isinstance(value, int):
        raise WireProblem("a message was expected")
    return value


def text(value: int | memoryview) -> str:
    """Return a string. Raises WireProblem where it is no UTF-8."""
    try:
        return str(message(value), "utf-8")
    except UnicodeDecodeError:
        raise WireProblem("a text is no UTF-8") from None


def single(value: int | memoryview) -> float:
    """Return a float of four bytes. Raises WireProblem."""
    data = message(value)
    if len(data) != 4:
        raise WireProblem("a number of four bytes was expected")
    return float(unpack_from("<f", data)[0])
