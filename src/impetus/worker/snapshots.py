"""Snapshots of tools: files in the object store, written whole or not at all, the last three kept.

`<objects>/snapshots/<tool>/<agency>/<sequence>.snap` holds eight bytes that name the format, a SHA-256 of what
follows, the length of a MessagePack body, that body and the tool's state. The state of a large city has hundreds of
megabytes and is therefore written as it is, without another copy of it. A file whose checksum is wrong is skipped
and the one before it is used.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from impetus.model.observation import VerdictGiven
from impetus.model.sensor import Sensor

_MAGIC: Final = b"IMPSNAP2"
_HEAD: Final = len(_MAGIC) + 32
KEPT: Final = 3


class Snapshot(msgspec.Struct, kw_only=True):
    """A tool at one agency after everything up to and including `sequence`.

    `state` is what the tool's `save` returned, made by `version` of it. `settings` are those in force,
    `running` what the stream last said. `seen` are ids of control messages that were taken, newest last,
    `skipped` sequences the tool failed on, `entries` the lists that people keep for it. While the tool is stopped,
    `sensors` and `verdicts` wait here.
    """

    tool: str
    agency: str
    version: str
    sequence: int
    state: bytes
    fresh: bool = True
    settings: dict[str, Any] = msgspec.field(default_factory=dict)
    running: bool = True
    seen: list[str] = msgspec.field(default_factory=list)
    skipped: list[int] = msgspec.field(default_factory=list)
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    sensors: list[Sensor] = msgspec.field(default_factory=list)
    verdicts: list[VerdictGiven] = msgspec.field(default_factory=list)
    settings_wait: bool = False
    entries: dict[str, dict[str, dict[str, Any]]] = msgspec.field(default_factory=dict)
    entries_wait: list[str] = msgspec.field(default_factory=list)


class SnapshotStore:
    """The snapshots of one tool at one agency."""

    def __init__(self, objects: Path, tool: str, agency: str) -> None:
        self.folder = objects / "snapshots" / tool / agency

    def save(self, snapshot: Snapshot) -> int:
        """Write a snapshot and forget the oldest. Returns the sequence that replay may need at the earliest.

        That is the oldest kept one's, so that a spoilt newest file costs nothing.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        about = msgspec.msgpack.encode(msgspec.structs.replace(snapshot, state=b""))
        length = len(about).to_bytes(8, "big")
        digest = hashlib.sha256(length)
        digest.update(about)
        digest.update(snapshot.state)
        path = self.folder / f"{snapshot.sequence:020d}.snap"
        draft = path.with_suffix(f".{os.getpid()}.part")
        with draft.open("wb") as file:
            file.write(_MAGIC + digest.digest() + length + about)
            file.write(snapshot.state)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        paths = self._paths()
        for old in paths[KEPT:]:
            old.unlink(missing_ok=True)
        for part in self.folder.glob("*.part"):
            part.unlink(missing_ok=True)
        return int(paths[:KEPT][-1].stem)

    def load(self) -> Iterator[Snapshot]:
        """Yield the snapshots that can be read, newest first."""
        for path in self._paths():
            snapshot = _read(path)
            if snapshot is not None:
                yield snapshot

    def clear(self) -> None:
        """Forget all snapshots; for a stream that began anew."""
        for path in self._paths():
            path.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return sorted((path for path in self.folder.glob("*.snap") if path.stem.isdigit()), reverse=True)


def _read(path: Path) -> Snapshot | None:
    try:
        raw = memoryview(path.read_bytes())
        body = raw[_HEAD:]
        if raw[:_HEAD] != _MAGIC + hashlib.sha256(body).digest():
            return None
        end = 8 + int.from_bytes(body[:8], "big")
        found = msgspec.msgpack.decode(body[8:end], type=Snapshot)
        found.state = bytes(body[end:])
        return found
    except (OSError, msgspec.MsgspecError):
        return None
