"""Sealed files: the same bytes come back, and whatever is done to the file is told."""

import io
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit import sealed_file
from impetus.kit.errors import Unavailable
from impetus.kit.sealed_file import CHUNK, Sealing, key_id, opened, part


@dataclass
class Key:
    """A key."""

    id: str = "key_1"
    secret: bytes = field(default=bytes(range(32)), repr=False)


def seal(plain: bytes, key: Key | None = None, for_: str = "a", pieces: int = 1) -> bytes:
    sealing = Sealing(key or Key(), for_)
    step = max(1, len(plain) // pieces)
    parts = [sealing.update(plain[at : at + step]) for at in range(0, len(plain), step)]
    return b"".join(parts) + sealing.finish()


def unseal(sealed: bytes, key: Key | None = None, for_: str = "a") -> bytes:
    return b"".join(opened(io.BytesIO(sealed), key or Key(), for_))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
@pytest.mark.parametrize("pieces", [1, 5])
def test_round_trip(size: int, pieces: int) -> None:
    plain = bytes(number % 251 for number in range(size))
    sealed = seal(plain, pieces=pieces)
    assert unseal(sealed) == plain
    assert key_id(io.BytesIO(sealed)) == "key_1"
    assert size < 64 or plain[:64] not in sealed


@pytest.mark.parametrize("size", [1, CHUNK, CHUNK + 1, 2 * CHUNK + 7])
@given(data=st.data())
def test_a_part_is_what_was_asked_for(size: int, data: st.DataObject) -> None:
    plain = bytes(number % 251 for number in range(size))
    first = data.draw(st.integers(0, size - 1))
    last = data.draw(st.integers(first, size - 1))
    given = b"".join(part(io.BytesIO(seal(plain)), Key(), "a", size=size, first=first, last=last))
    assert given == plain[first : last + 1]


def test_a_part_opens_no_other_chunk_and_tells_a_cut_elsewhere() -> None:
    size = 3 * CHUNK
    sealed = bytearray(seal(bytes(size)))
    sealed[-1] ^= 1
    assert b"".join(part(io.BytesIO(sealed), Key(), "a", size=size, first=0, last=9)) == bytes(10)
    for wrong, at in ((bytes(sealed), size - 1), (bytes(sealed[: -(CHUNK + 16)]), 0), (bytes(sealed[:-1]), 0)):
        with pytest.raises(Unavailable):
            list(part(io.BytesIO(wrong), Key(), "a", size=size, first=at, last=at))
    with pytest.raises(ValueError, match="not in the file"):
        list(part(io.BytesIO(sealed), Key(), "a", size=size, first=0, last=size))


@given(plain=st.binary(max_size=300), data=st.data())
def test_a_changed_byte_is_told(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(plain))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unavailable):
        unseal(bytes(sealed))


@given(plain=st.binary(max_size=400), data=st.data())
def test_a_cut_or_longer_file_is_told(plain: bytes, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_file, "CHUNK", 64)  # several chunks in a small file
        sealed = seal(plain)
        assert unseal(sealed) == plain
        for other in (sealed[: data.draw(st.integers(0, len(sealed) - 1))], sealed + b"\0", sealed + sealed[-80:]):
            with pytest.raises(Unavailable):
                unseal(other)


def test_chunks_cannot_change_places_nor_files_their_meaning() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_file, "CHUNK", 64)
        sealed = seal(bytes(range(200)))
        head, size = len(sealed) - (200 + 4 * 16), 80
        swapped = sealed[:head] + sealed[head + size : head + 2 * size] + sealed[head : head + size]
        with pytest.raises(Unavailable):
            unseal(swapped + sealed[head + 2 * size :])
    sealed = seal(b"words")
    for key, for_ in ((Key(), "b"), (Key(id="key_2"), "a"), (Key(secret=bytes(32)), "a")):
        with pytest.raises(Unavailable):
            unseal(sealed, key, for_)


@given(rubbish=st.binary(max_size=200))
def test_rubbish_is_told(rubbish: bytes) -> None:
    with pytest.raises(Unavailable):
        unseal(rubbish)
    with pytest.raises(Unavailable):
        unseal(b"IMPS\x01" + rubbish)
