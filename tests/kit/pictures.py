"""Pictures for tests."""

import io
import struct
import zlib
from typing import Any

from PIL import Image


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A picture that is nowhere plain."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (width, height), bytes(n * 7919 % 251 for n in range(width * height * bands)))


def saved(image: Image.Image, form: str, **more: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def picture(form: str = "PNG", **more: Any) -> bytes:
    """A file of some kilobytes."""
    return saved(noise(160, 90), form, **more)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small PNG that says it is huge."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
