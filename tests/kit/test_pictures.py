"""Masked pictures: nothing of the original but a few blocks of a few colours; whatever comes in, a typed answer."""

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from tests.kit.pictures import bomb, chunk, noise, saved

from impetus.kit import pictures
from impetus.kit.errors import BadInput, TooLarge
from impetus.kit.pictures import BLOCKS, LEVELS, pixelated

CANARY = "Kari Nordmann 59.9139N"


def colours(raw: bytes) -> Image.Image:
    with Image.open(io.BytesIO(raw)) as image:
        assert image.format == "PNG"
        assert not image.info
        return image.convert("RGB")


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *(("PNG", mode) for mode in ("RGB", "L", "RGBA", "P", "I;16")),
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
        *(("WEBP", mode) for mode in ("RGB", "L", "RGBA", "P", "CMYK")),
    ],
)
def test_a_few_blocks_of_a_few_colours_remain(form: str, mode: str) -> None:
    image = noise(320, 200) if mode == "P" else noise(320, 200, "RGB" if mode == "I;16" else mode)
    masked = colours(pixelated(saved(image.convert("I;16") if mode == "I;16" else image.convert(mode), form)))
    assert max(masked.size) == BLOCKS * 40
    small = masked.resize((masked.width // 40, masked.height // 40), Image.Resampling.NEAREST)
    assert small.resize(masked.size, Image.Resampling.NEAREST).tobytes() == masked.tobytes()
    assert len(set(small.tobytes())) <= LEVELS


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_what_differs_in_detail_looks_the_same(form: str) -> None:
    """Two pictures whose blocks have the same mean are masked to the same bytes: who is on it does not matter."""
    plain = Image.new("RGB", (480, 480), (112, 112, 112))
    dotted = plain.copy()
    for x in range(0, 480, 2):
        for y in range(0, 480, 2):
            dotted.putpixel((x, y), (124, 124, 124))
            dotted.putpixel((x + 1, y + 1), (100, 100, 100))
    options = {"lossless": True} if form == "WEBP" else {}
    assert pixelated(saved(dotted, form, **options)) == pixelated(saved(plain, form, **options))


def test_notes_in_a_picture_are_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = CANARY, CANARY
    exif.get_ifd(0x8825)[2] = (59.0, 54.0, 50.0)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY)
    image = noise(64, 64)
    for raw in (
        saved(image, "JPEG", exif=exif, comment=CANARY),
        saved(image, "PNG", exif=exif, pnginfo=text),
        saved(image, "WEBP", exif=exif, xmp=CANARY.encode()),
    ):
        assert CANARY.encode() in raw
        masked = pixelated(raw)
        assert CANARY.encode() not in masked
        with Image.open(io.BytesIO(masked)) as shown:
            assert not shown.getexif()
            assert not shown.info


@pytest.mark.parametrize("turn", range(1, 9))
def test_stands_as_it_was_held(turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    masked = colours(pixelated(saved(noise(300, 100), "JPEG", exif=exif)))
    assert (masked.width < masked.height) is (turn >= 5)


def test_a_small_file_that_says_it_is_huge() -> None:
    for side in (7_100, 30_000, 2**31 - 1):
        with pytest.raises(TooLarge) as refused:
            pixelated(bomb(side, side), "name")
        assert refused.value.field == "name"
        assert refused.value.remedy


def test_text_that_unfolds_without_end_is_refused() -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * (200 << 20), 9))
    whole = saved(noise(8, 8), "PNG")
    with pytest.raises(BadInput):
        pixelated(whole[:33] + bomb + whole[33:], "name")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_broken_pictures(form: str, data: st.DataObject) -> None:
    raw = bytearray(saved(noise(96, 64), form))
    for _ in range(data.draw(st.integers(0, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    told: BadInput | TooLarge | None = None
    try:
        masked = pixelated(bytes(raw[:cut]), "name")
    except (BadInput, TooLarge) as refused:
        told = refused
    if told is None:
        assert max(colours(masked).size) <= BLOCKS * 40
    else:
        assert told.field == "name"
        assert told.remedy


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8 ", b"GIF89a"]),
)
def test_any_bytes(tail: bytes, head: bytes) -> None:
    with pytest.raises((BadInput, TooLarge)):
        pixelated(head + tail)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 700), st.integers(1, 5))
def test_any_shape(long: int, short: int) -> None:
    for size in ((long, short), (short, long)):
        masked = colours(pixelated(saved(noise(*size), "PNG")))
        assert 40 <= min(masked.size) <= max(masked.size) <= BLOCKS * 40


def test_other_formats_are_not_opened() -> None:
    for form in ("GIF", "BMP", "TIFF", "ICO"):
        with pytest.raises(BadInput):
            pixelated(saved(noise(32, 32), form))


async def test_beside_the_loop() -> None:
    raw = saved(noise(64, 64), "PNG")
    assert await pictures.masked(raw) == pixelated(raw)
