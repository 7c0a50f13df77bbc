"""Files that people add to incidents: what is taken, and where it lies in the object store, sealed by a key of its own.

A file's kind follows from its name and its first bytes, never from what the sender says it is. Beside a picture lies a
masked one, which is what is shown; the file itself is read under a grant.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import msgspec

from impetus.keys.vault import DataKey
from impetus.kit import pictures
from impetus.kit.errors import BadInput, NotFound, TooLarge
from impetus.kit.ids import new_id
from impetus.kit.masking import Masked, mask
from impetus.kit.ranges import Range
from impetus.kit.sealed_file import Sealing, opened, part
from impetus.storage.unit import UnitOfWork

KEYS: Final = "evidence"
"""The category of the files' data keys; a key's scope is the id of its piece of evidence."""
MAX_BYTES: Final = 64 << 20
"""The largest file that is taken."""
MAX_PICTURE_BYTES: Final = 32 << 20
"""The largest picture: it is held in memory while it is masked."""
PICTURES: Final = frozenset(("image/png", "image/jpeg", "image/webp"))
"""Media types of which a masked picture is shown."""
_MASKED: Final = ".masked"

_KINDS: Final[dict[str, tuple[str, tuple[bytes, ...]]]] = {
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "webp": ("image/webp", (b"RIFF",)),
    "pdf": ("application/pdf", (b"%PDF-",)),
    "mp4": ("video/mp4", (b"....ftyp",)),
    "webm": ("video/webm", (b"\x1aE\xdf\xa3",)),
    "ogg": ("audio/ogg", (b"OggS",)),
    "mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "wav": ("audio/wav", (b"RIFF",)),
    "txt": ("text/plain; charset=utf-8", ()),
    "csv": ("text/csv; charset=utf-8", ()),
    "log": ("text/plain; charset=utf-8", ()),
    "json": ("application/json", ()),
    "geojson": ("application/geo+json", ()),
}
"""By the name's ending: the media type, and how such a file begins (nothing: it must be text)."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it lies in the object store."""

    path: str
    media_type: str
    size: int
    sha256: str


def _begins(head: bytes, marks: tuple[bytes, ...]) -> bool:
    if not marks:
        return b"\x00" not in head
    return any(head[4:8] == b"ftyp" if mark == b"....ftyp" else head.startswith(mark) for mark in marks)


def ending(name: str) -> str:
    """The ending of a file's name that says what it is. Raise BadInput for one that is not taken."""
    found = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if found not in _KINDS:
        raise BadInput(
            "This kind of file is not taken.", remedy=f"Give one of {', '.join(sorted(_KINDS))}.", field="name"
        )
    return found


def veil(name: str) -> Masked:
    """Return a file's name without what names or reaches a person, also where underscores stand between the words."""
    stem, dot, end = name.rpartition(".")
    masked = mask(stem.replace("_", " "))
    return masked._replace(text=f"{masked.text}{dot}{end}" if masked.spans else name)


async def take(uow: UnitOfWork, objects: Path, key: DataKey, name: str, chunks: AsyncIterator[bytes]) -> Taken:
    """Write a file, sealed, as it comes in and return what it is; nothing stays where this raises.

    Raise BadInput for a kind that is not taken, an empty or broken file, or one that is not what its name says;
    TooLarge.
    """
    media_type, marks = _KINDS[ending(name)]
    picture = bytearray() if media_type in PICTURES else None
    most = MAX_BYTES if picture is None else MAX_PICTURE_BYTES
    relative = f"incidents/{key.agency}/{new_id('file', uow.clock)}"
    target = objects / relative
    await asyncio.to_thread(target.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
    digest, size, head, sealing = hashlib.sha256(), 0, b"", Sealing(key, key.scope)
    handle = await asyncio.to_thread(os.open, target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLarge(f"At most {most >> 20} MB are taken.", remedy="Cut it, or make it smaller.")
            head = head if len(head) >= 64 else (head + chunk)[:64]
            digest.update(chunk)
            if picture is not None:
                picture += chunk
            await asyncio.to_thread(_write_all, handle, sealing.update(chunk))
        if size == 0:
            raise BadInput("The file is empty.", remedy="Choose another.", field="name")
        if not _begins(head, marks):
            raise BadInput("The file is not what its name says.", remedy="Give it its right ending.", field="name")
        if picture is not None:
            shown = await pictures.masked(bytes(picture), field="name")
            await asyncio.to_thread(_put, objects / (relative + _MASKED), key, shown)
        await asyncio.to_thread(_write_all, handle, sealing.finish())
        await asyncio.to_thread(os.fsync, handle)
    except BaseException:
        drop(objects, relative)
        raise
    finally:
        os.close(handle)
    return Taken(path=relative, media_type=media_type, size=size, sha256=digest.hexdigest())


def _write_all(handle: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(handle, view) :]


def _put(target: Path, key: DataKey, content: bytes) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        sealing = Sealing(key, key.scope)
        _write_all(handle, sealing.update(content) + sealing.finish())
        os.fsync(handle)
    finally:
        os.close(handle)


def masked_path(path: str) -> str:
    """Where the masked picture of a picture lies."""
    return path + _MASKED


def paths(path: str, media_type: str) -> list[str]:
    """Every file that belongs to a piece of evidence."""
    return [path, masked_path(path)] if media_type in PICTURES else [path]


def read(objects: Path, path: str, key: DataKey) -> Iterator[bytes]:
    """Return what is in a file, piece by piece; raise NotFound where it is missing, Unavailable where it was changed.

    A picture from before pictures were masked has no masked one beside it: it stays shut, and the error says so. The
    first piece is opened at once, so that most of what can be wrong is told before anything is sent.
    """
    try:
        file = (objects / path).open("rb")
    except FileNotFoundError:
        if path.endswith(_MASKED) and (objects / path.removesuffix(_MASKED)).exists():
            raise NotFound(
                "This picture has no masked copy and stays shut: it came in before pictures were masked, or lost it.",
                remedy="Have whoever holds the picture add it again, or restore its masked copy from a backup.",
                path=path,
            ) from None
        raise NotFound(
            "The file is missing in the object store.", remedy="Restore it from a backup.", path=path
        ) from None
    pieces = opened(file, key, key.scope)
    try:
        first = next(pieces)
    except BaseException:
        file.close()
        raise

    def rest() -> Iterator[bytes]:
        with file:
            yield first
            yield from pieces

    return rest()


def read_part(objects: Path, path: str, key: DataKey, size: int, wanted: Range) -> Iterator[bytes]:
    """Return a range of what is in a file of `size` bytes; only its chunks are opened. Raise as `read` does."""
    try:
        file = (objects / path).open("rb")
    except FileNotFoundError:
        raise NotFound(
            "The file is missing in the object store.", remedy="Restore it from a backup.", path=path
        ) from None
    pieces = part(file, key, key.scope, size=size, first=wanted.first, last=wanted.last)
    try:
        first = next(pieces)
    except BaseException:
        file.close()
        raise

    def rest() -> Iterator[bytes]:
        with file:
            yield first
            yield from pieces

    return rest()


def drop(objects: Path, path: str) -> None:
    """Delete a file of the object store, and the masked picture beside it, if they are there."""
    if path:
        (objects / path).unlink(missing_ok=True)
        (objects / masked_path(path)).unlink(missing_ok=True)
