"""Files at rest: sealed in chunks with AES-256-GCM, so that a large one is written and read as a stream.

A file begins with a header: the word IMPS, a version, the id of its data key, a salt. The file's own key is derived
from the data key and the salt (HKDF-SHA-256), so chunks are numbered from nought without a nonce ever coming twice. The
last chunk is marked: a file that was cut, put together from others or changed by a bit is told as such.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from impetus.kit.errors import Unavailable

CHUNK: Final = 1 << 18
_MAGIC: Final = b"IMPS\x01"
_SALT: Final = 16
_TAG: Final = 16


class FileKey(Protocol):
    """What opens a file: the id that its header names, and 32 bytes."""

    @property
    def id(self) -> str:
        """The key's id."""
        ...

    @property
    def secret(self) -> bytes:
        """The key itself."""
        ...


class Sealing:
    """Seals one file as its bytes come. `for_` is what the file is for; it opens for nothing else."""

    def __init__(self, key: FileKey, for_: str) -> None:
        name = key.id.encode()
        self._header = _MAGIC + bytes([len(name)]) + name + os.urandom(_SALT)
        self._cipher = _cipher(key, self._header, for_)
        self._rest = bytearray()
        self._number = 0
        self._begun = False

    def update(self, data: bytes | memoryview) -> bytes:
        """Return what can be written by now."""
        out = bytearray() if self._begun else bytearray(self._header)
        self._begun = True
        self._rest += data
        while len(self._rest) > CHUNK:  # a chunk that may be the last waits
            out += self._chunk(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]
        return bytes(out)

    def finish(self) -> bytes:
        """Return the end of the file."""
        head = b"" if self._begun else self._header
        self._begun = True
        return head + self._chunk(bytes(self._rest), last=True)

    def _chunk(self, plain: bytes, *, last: bool) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._number, last), plain, self._header)
        self._number += 1
        return sealed


def key_id(file: BinaryIO) -> str:
    """Return the id of the key in a file's header; raise Unavailable where it is no sealed file."""
    return _header(file)[1]


def opened(file: BinaryIO, key: FileKey, for_: str) -> Iterator[bytes]:
    """Yield what is in a sealed file, a chunk at a time.

    Raise Unavailable where it was cut, changed or belongs elsewhere.

    What was yielded before is genuine, and nothing is yielded of a chunk that is not.
    """
    header, name = _header(file)
    if name != key.id:
        raise _wrong()
    cipher = _cipher(key, header, for_)
    number, chunk = 0, file.read(CHUNK + _TAG)
    while True:
        following = file.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), chunk, header)
        except (InvalidTag, ValueError) as fault:
            raise _wrong() from fault
        if not following:
            return
        number, chunk = number + 1, following


def part(file: BinaryIO, key: FileKey, for_: str, *, size: int, first: int, last: int) -> Iterator[bytes]:
    """Yield bytes `first` to `last` (both included) of what is in a sealed file; only their chunks are opened.

    `size` is how many bytes are in it, as was noted when it was sealed: one that was cut is told even where the cut is
    elsewhere. Raise Unavailable where it was cut, changed or belongs elsewhere; ValueError for bytes that it has not.
    """
    if not 0 <= first <= last < size:
        raise ValueError("these bytes are not in the file")
    header, name = _header(file)
    begin = file.tell()
    chunks = max(1, -(-size // CHUNK))
    if name != key.id or file.seek(0, os.SEEK_END) - begin != size + chunks * _TAG:
        raise _wrong()
    cipher = _cipher(key, header, for_)
    for number in range(first // CHUNK, last // CHUNK + 1):
        file.seek(begin + number * (CHUNK + _TAG))
        try:
            plain = cipher.decrypt(_nonce(number, number == chunks - 1), file.read(CHUNK + _TAG), header)
        except (InvalidTag, ValueError) as fault:
            raise _wrong() from fault
        at = number * CHUNK
        yield plain[max(0, first - at) : last + 1 - at]


def _header(file: BinaryIO) -> tuple[bytes, str]:
    begin = file.read(len(_MAGIC) + 1)
    if begin[:-1] != _MAGIC:
        raise _wrong()
    name = file.read(begin[-1])
    salt = file.read(_SALT)
    if len(salt) < _SALT:
        raise _wrong()
    return begin + name + salt, name.decode("utf-8", "replace")


def _cipher(key: FileKey, header: bytes, for_: str) -> AESGCM:
    info = b"impetus file\0" + for_.encode()
    return AESGCM(HKDF(SHA256(), 32, salt=header[-_SALT:], info=info).derive(key.secret))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _wrong() -> Unavailable:
    return Unavailable(
        "A file cannot be opened: it was cut, changed, or belongs elsewhere.", remedy="Put it back from a backup."
    )
