"""Masking pictures: the whole picture in a few large blocks, whoever or whatever is on it.

Nothing looks for people: what is not looked for cannot be overlooked, nor kept. At most `BLOCKS` x `BLOCKS` blocks of
`LEVELS` levels a channel remain, 162 bytes; mosaics of more are read by trained networks (McPherson, Shokri and
Shmatikov 2016, arXiv:1609.00408). Exif, comments, thumbnails, further frames and names of places in it are left behind.
"""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from PIL import Image

from impetus.kit.errors import BadInput, ImpetusError, TooLarge

BLOCKS: Final = 12
"""Blocks along the longer side."""
LEVELS: Final = 8
MAX_PIXELS: Final = 50_000_000
"""A small file can say that it is a picture of any size; a larger one than this is not decoded."""
MEDIA_TYPE: Final = "image/png"
"""What a masked picture is, whatever it was."""
_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_BLOCK_PX: Final = 40
_STEP: Final = 256 // LEVELS
_ORIENTATION: Final = 0x0112  # Exif 2.32, table 4
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_ONE: Final = ThreadPoolExecutor(1, thread_name_prefix="pictures")
"""One picture at a time: the largest takes some 200 MB while it is decoded."""


async def masked(raw: bytes, *, field: str | None = None) -> bytes:
    """Return a picture (PNG, JPEG or WebP) as a PNG of large blocks, at most 480 pixels wide and high.

    Raise BadInput for what is no such picture or is broken, TooLarge for one of too many pixels; both about `field`.
    """
    return await asyncio.get_running_loop().run_in_executor(_ONE, pixelated, raw, field)


def pixelated(raw: bytes, field: str | None = None) -> bytes:
    """Return the same in the calling thread; raise the same."""
    try:
        return _pixelated(raw, field)
    except ImpetusError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _huge(field) from None
    except Exception as fault:  # decoders of foreign bytes raise whatever they like, all meaning this
        raise BadInput(
            "The picture cannot be read: it is broken, or neither PNG, JPEG nor WebP.",
            remedy="Save it anew as PNG or JPEG, and send that.",
            field=field,
            fault=type(fault).__name__,
        ) from None


def _pixelated(raw: bytes, field: str | None) -> bytes:
    with Image.open(io.BytesIO(raw), formats=_FORMATS) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise _huge(field)
        turn = _turn(image)
        longer = max(width, height)
        image.draft("RGB", (BLOCKS * 8, BLOCKS * 8))  # a JPEG is decoded no larger than needed
        blocks = (max(1, round(BLOCKS * width / longer)), max(1, round(BLOCKS * height / longer)))
        small = image.convert("RGB").resize(blocks, Image.Resampling.BOX)
    if turn is not None:
        small = small.transpose(turn)
    levels = small.point([value // _STEP * _STEP + _STEP // 2 for value in range(256)] * 3)
    plain = Image.new("RGB", levels.size)  # a new one: nothing of the old one's notes comes along
    plain.paste(levels)
    out = io.BytesIO()
    plain.resize((plain.width * _BLOCK_PX, plain.height * _BLOCK_PX), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How a camera says that it was held; what cannot be read says nothing."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # as above
        return None


def _huge(field: str | None) -> TooLarge:
    return TooLarge(
        f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels.", remedy="Make it smaller.", field=field
    )
