"""Readings in sealed Parquet files, written and read by DuckDB with little memory. The only place that talks to DuckDB.

Nothing is ever on the disk in the clear: DuckDB writes to and reads from anonymous files in memory (memfd), which are
sealed on their way to the disk and opened on their way back (`kit.sealed_file`). A few opened files are kept for the
next question.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from impetus.kit.errors import Unavailable
from impetus.kit.sealed_file import FileKey, Sealing, opened
from impetus.storage.memory_files import MemoryFiles

_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": "1",
    "memory_limit": "192MB",
    "preserve_insertion_order": "true",
    # no extension is ever fetched, and nothing outside the given files is read
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # numbers of anonymous files come again with other contents
    "enable_object_cache": "false",
    # what is in memory in the clear is not written to the disk for want of room
    "temp_directory": "",
}
_ROW_GROUP: Final = 16_384
_FORMAT: Final = f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, USE_TMP_FILE false)"
_BLOCK: Final = 1 << 20


class Sealed(NamedTuple):
    """A file below the folder, and what opens it."""

    path: str
    key: FileKey


class Merged(NamedTuple):
    """A merged file: how many readings, bytes, and the times of the first and last (ms UTC)."""

    rows: int
    bytes: int
    first_time: int
    last_time: int


Columns = Mapping[str, NDArray[Any]]
"""`time` (int64 ms), `value` (float64), `flags` (uint8), `sequence` (int64), each shape (n,)."""


class ParquetStore:
    """Writes and reads files of readings, sorted by sensor and time. Calls block; use them in threads.

    Writing and reading each have a connection of their own, so that a long write delays no question.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = duckdb.connect(":memory:", config=dict(_SETTINGS))
        self._database = database
        self._writer, self._reader = database.cursor(), database.cursor()
        self._writing, self._reading = threading.Lock(), threading.Lock()
        self._opened = MemoryFiles()

    def close(self) -> None:
        """Let the memory go."""
        with self._writing, self._reading:
            self._writer.close()
            self._reader.close()
            self._database.close()
            self._opened.clear()

    def write(
        self, path: str, key: FileKey, sensors: Sequence[str], index: NDArray[np.integer], columns: Columns
    ) -> int:
        """Write readings, sealed, to `path` (below the folder) and sync it to the disk; return its size in bytes.

        `index` points into `sensors`. A file of that name is replaced as a whole.
        """
        rows = {"i": index, **{name: columns[name] for name in ("time", "value", "flags", "sequence")}}
        names = {"i": np.arange(len(sensors), dtype=index.dtype), "sensor": np.array(sensors, dtype=object)}

        def copy(target: str) -> None:
            self._writer.register("readings", rows)
            self._writer.register("names", names)
            try:
                self._writer.execute(
                    "COPY (SELECT names.sensor AS sensor, time, value, flags, sequence FROM readings JOIN names USING (i)"  # noqa: S608, E501
                    f" ORDER BY sensor, time, sequence) TO '{target}' {_FORMAT}"
                ).fetchall()  # a connection is free for other work only when its result is read
            finally:
                self._writer.unregister("readings")
                self._writer.unregister("names")

        with self._writing:
            return self._replace(Sealed(path, key), copy)

    def merge(
        self, path: str, key: FileKey, parts: Sequence[Sealed], *, once: bool = True, since: int | None = None
    ) -> Merged:
        """Write the readings of several files into one; with `once` each sensor and time once, the last sequence.

        `since` leaves out what is older (ms UTC). Only `once` needs memory for all readings at the same time.
        """
        with self._writing, self._plain(parts) as files:
            what = f"SELECT sensor, time, value, flags, sequence FROM read_parquet({files})"  # noqa: S608
            if since is not None:
                what += f" WHERE time >= {since}"
            if once:
                what = (
                    "SELECT sensor, time, arg_max(value, sequence) AS value, arg_max(flags, sequence) AS flags,"  # noqa: S608
                    f" max(sequence) AS sequence FROM ({what}) GROUP BY sensor, time"
                )
            facts: list[Any] = []

            def copy(target: str) -> None:
                self._writer.execute(
                    f"COPY ({what} ORDER BY sensor, time, sequence) TO '{target}' {_FORMAT}"
                ).fetchall()
                facts.extend(
                    self._writer.execute(
                        f"SELECT count(*), min(time), max(time) FROM read_parquet(['{target}'])"  # noqa: S608
                    ).fetchall()
                )

            size = self._replace(Sealed(path, key), copy)
        rows, first, last = facts[0]
        return Merged(int(rows), size, int(first or 0), int(last or 0))

    def series(self, files: Sequence[Sealed], sensor: str, start: int, end: int) -> dict[str, NDArray[Any]]:
        """Return time, value and sequence of one sensor's readings from `start` to before `end`, in no order."""
        if not files:
            return {"time": np.zeros(0, "i8"), "value": np.zeros(0), "sequence": np.zeros(0, "i8")}
        with self._reading, self._kept(files) as plain:
            return self._reader.execute(
                f"SELECT time, value, sequence FROM read_parquet({plain})"  # noqa: S608
                " WHERE sensor = ? AND time >= ? AND time < ?",
                [sensor, start, end],
            ).fetchnumpy()

    def sums(self, files: Sequence[Sealed], start: int, end: int, points: int) -> dict[str, NDArray[Any]]:
        """Return `names` of the sensors, and by sensor (its place in `names`) and bucket the sum and count of values.

        Buckets are `points` of equal width from `start` to before `end` (ms UTC).
        """
        empty = np.zeros(0, "i8")
        if not files:
            return {"names": np.zeros(0, "O"), "sensor": empty, "bucket": empty, "total": np.zeros(0), "count": empty}
        width = max(end - start, 1) / points
        with self._reading, self._kept(files) as plain:
            found = self._reader.execute(
                "SELECT sensor, least(CAST(floor((time - ?) / ?) AS BIGINT), ?) AS bucket, sum(value) AS total,"  # noqa: S608
                f" count(*) AS count FROM read_parquet({plain}) WHERE time >= ? AND time < ?"
                " GROUP BY ALL ORDER BY sensor",
                [start, width, points - 1, start, end],
            ).fetchnumpy()
        sensors = np.asarray(found.pop("sensor"), "O")
        first = np.append(True, sensors[1:] != sensors[:-1])[: len(sensors)]
        return {**found, "names": sensors[first], "sensor": np.cumsum(first) - 1}

    def latest(self, files: Sequence[Sealed]) -> dict[str, NDArray[Any]]:
        """Return sensor, time and value of every sensor's newest reading."""
        with self._reading, self._kept(files) as plain:
            return self._reader.execute(
                "SELECT sensor, max(time) AS time, arg_max(value, (time, sequence)) AS value"  # noqa: S608
                f" FROM read_parquet({plain}) GROUP BY sensor"
            ).fetchnumpy()

    def exists(self, path: str) -> bool:
        """Whether a file is there."""
        return (self.folder / path).is_file()

    def every(self) -> list[str]:
        """All files below the folder."""
        return [str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()]

    def delete(self, path: str) -> None:
        """Delete a file, and folders that are empty then."""
        with self._reading:
            self._opened.drop(path)
        target = self.folder / path
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == self.folder or (parent.is_dir() and any(parent.iterdir())):
                return
            if not parent.is_dir():
                continue
            parent.rmdir()

    def _replace(self, file: Sealed, copy: Callable[[str], None]) -> int:
        target = self.folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(target.name + ".draft")
        memory = os.memfd_create("readings")
        try:
            copy(_name(memory))
            size = _seal(memory, draft, file)
        finally:
            os.close(memory)
        draft.replace(target)
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return size

    @contextmanager
    def _plain(self, files: Sequence[Sealed]) -> Iterator[str]:
        """Open files for once; the list of their names as SQL."""
        memories: list[int] = []
        try:
            for file in files:
                memories.append(self._unseal(file))
            yield _list(memories)
        finally:
            for memory in memories:
                os.close(memory)

    @contextmanager
    def _kept(self, files: Sequence[Sealed]) -> Iterator[str]:
        """Open files or take those that are open still; the list of their names as SQL."""
        yield _list([self._opened.get(file.path) or self._opened.put(file.path, self._unseal(file)) for file in files])
        self._opened.trim()

    def _unseal(self, file: Sealed) -> int:
        try:
            sealed = (self.folder / file.path).open("rb")
        except FileNotFoundError as gone:
            raise Unavailable("A file of the history has just been replaced.", remedy="Ask again.") from gone
        memory = os.memfd_create("readings")
        try:
            with sealed:
                for piece in opened(sealed, file.key, file.path):
                    view = memoryview(piece)
                    while view:
                        view = view[os.write(memory, view) :]
        except BaseException:
            os.close(memory)
            raise
        return memory


def _seal(memory: int, draft: Path, file: Sealed) -> int:
    sealing = Sealing(file.key, file.path)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        at = 0
        while block := os.pread(memory, _BLOCK, at):
            out.write(sealing.update(block))
            at += len(block)
        out.write(sealing.finish())
        out.flush()
        os.fsync(out.fileno())
        return os.fstat(out.fileno()).st_size


def _name(memory: int) -> str:
    return f"/proc/self/fd/{memory}"


def _list(memories: Sequence[int]) -> str:
    return "[" + ", ".join(f"'{_name(memory)}'" for memory in memories) + "]"
