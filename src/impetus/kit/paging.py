"""Pages by cursor: a cursor is the sort key of the last row, unreadable to people and refused when bent."""

import base64
import binascii
from typing import Final

import msgspec

from impetus.kit.errors import BadInput
from impetus.kit.fields import MAX_INT

LIMIT: Final = 50
MAX_LIMIT: Final = 500


def encode_cursor(*key: int) -> str:
    """Return a cursor for a sort key of whole numbers."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> tuple[int, ...]:
    """Return the sort key of `length` numbers; raise BadInput for anything that `encode_cursor` did not make."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        key = msgspec.json.decode(raw, type=tuple[int, ...])
    except (UnicodeEncodeError, binascii.Error, ValueError, msgspec.MsgspecError):
        key = ()
    if len(key) != length or any(abs(part) > MAX_INT for part in key):
        raise BadInput("This is not a cursor of this list.", remedy="Start again without a cursor.", field="cursor")
    return key
