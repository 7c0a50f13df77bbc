"""Readings in Parquet files, written and read by DuckDB with little memory. The only place that talks to DuckDB."""

import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": "1",
    "memory_limit": "192MB",
    "preserve_insertion_order": "true",
    # no extension is ever fetched, and nothing outside the given files is read
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_object_cache": "true",
}
_ROW_GROUP: Final = 16_384
_FORMAT: Final = f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"

Columns = Mapping[str, NDArray[Any]]
"""`time` (int64 ms), `value` (float64), `flags` (uint8), `sequence` (int64), each shape (n,)."""


class ParquetStore:
    """Writes and reads files of readings, sorted by sensor and time. Calls block; use them in threads.

    Writing and reading each have a connection of their own, so that a long write delays no question.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        spill = folder.parent / "history-spill"
        database = duckdb.connect(":memory:", config={**_SETTINGS, "temp_directory": str(spill)})
        self._database = database
        self._writer, self._reader = database.cursor(), database.cursor()
        self._writing, self._reading = threading.Lock(), threading.Lock()

    def close(self) -> None:
        """Let the memory go."""
        with self._writing, self._reading:
            self._writer.close()
            self._reader.close()
            self._database.close()

    def write(self, path: str, sensors: Sequence[str], index: NDArray[np.integer], columns: Columns) -> int:
        """Write readings to `path` (below the folder) and sync it to the disk; return its size in bytes.

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
            return self._replace(path, copy)

    def merge(self, path: str, parts: Sequence[str], *, once: bool = True) -> tuple[int, int]:
        """Write the readings of several files into one; with `once` each sensor and time once, the last sequence.

        Return (rows, bytes). Only `once` needs memory for all readings at the same time.
        """
        what = f"SELECT sensor, time, value, flags, sequence FROM read_parquet({self._list(parts)})"  # noqa: S608
        if once:
            what = (
                "SELECT sensor, time, arg_max(value, sequence) AS value, arg_max(flags, sequence) AS flags,"  # noqa: S608
                f" max(sequence) AS sequence FROM ({what}) GROUP BY sensor, time"
            )

        def copy(target: str) -> None:
            self._writer.execute(f"COPY ({what} ORDER BY sensor, time, sequence) TO '{target}' {_FORMAT}").fetchall()

        with self._writing:
            size = self._replace(path, copy)
            counted = self._writer.execute(f"SELECT count(*) FROM read_parquet({self._list([path])})").fetchall()  # noqa: S608
        return int(counted[0][0]), size

    def series(self, files: Sequence[str], sensor: str, start: int, end: int) -> dict[str, NDArray[Any]]:
        """Return time, value and sequence of one sensor's readings from `start` to before `end`, in no order."""
        if not files:
            return {"time": np.zeros(0, "i8"), "value": np.zeros(0), "sequence": np.zeros(0, "i8")}
        with self._reading:
            return self._reader.execute(
                f"SELECT time, value, sequence FROM read_parquet({self._list(files)})"  # noqa: S608
                " WHERE sensor = ? AND time >= ? AND time < ?",
                [sensor, start, end],
            ).fetchnumpy()

    def sums(self, files: Sequence[str], start: int, end: int, points: int) -> dict[str, NDArray[Any]]:
        """Return `names` of the sensors, and by sensor (its place in `names`) and bucket the sum and count of values.

        Buckets are `points` of equal width from `start` to before `end` (ms UTC).
        """
        empty = np.zeros(0, "i8")
        if not files:
            return {"names": np.zeros(0, "O"), "sensor": empty, "bucket": empty, "total": np.zeros(0), "count": empty}
        width = max(end - start, 1) / points
        with self._reading:
            found = self._reader.execute(
                "SELECT sensor, least(CAST(floor((time - ?) / ?) AS BIGINT), ?) AS bucket, sum(value) AS total,"  # noqa: S608
                f" count(*) AS count FROM read_parquet({self._list(files)}) WHERE time >= ? AND time < ?"
                " GROUP BY ALL ORDER BY sensor",
                [start, width, points - 1, start, end],
            ).fetchnumpy()
        sensors = np.asarray(found.pop("sensor"), "O")
        first = np.append(True, sensors[1:] != sensors[:-1])[: len(sensors)]
        return {**found, "names": sensors[first], "sensor": np.cumsum(first) - 1}

    def latest(self, files: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Return sensor, time and value of every sensor's newest reading."""
        with self._reading:
            return self._reader.execute(
                "SELECT sensor, max(time) AS time, arg_max(value, (time, sequence)) AS value"  # noqa: S608
                f" FROM read_parquet({self._list(files)}) GROUP BY sensor"
            ).fetchnumpy()

    def exists(self, path: str) -> bool:
        """Whether a file is there."""
        return (self.folder / path).is_file()

    def every(self) -> list[str]:
        """All files below the folder."""
        return [str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()]

    def delete(self, path: str) -> None:
        """Delete a file, and folders that are empty then."""
        target = self.folder / path
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == self.folder or (parent.is_dir() and any(parent.iterdir())):
                return
            if not parent.is_dir():
                continue
            parent.rmdir()

    def _replace(self, path: str, copy: Any) -> int:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(target.name + ".draft")
        copy(_quoted(draft))
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
            size = os.fstat(file.fileno()).st_size
        draft.replace(target)
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return size

    def _list(self, paths: Sequence[str]) -> str:
        return "[" + ", ".join(f"'{_quoted(self.folder / path)}'" for path in paths) + "]"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
