"""Parquet files by DuckDB."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from impetus.keys.vault import DataKey
from impetus.kit.errors import Unavailable
from impetus.storage import memory_files
from impetus.storage.memory_files import MemoryFiles
from impetus.storage.parquet import ParquetStore, Sealed

KEY = DataKey("key_1", "helsinki", "reading", "2026-03-06", bytes(range(32)))
OTHER = DataKey("key_2", "helsinki", "reading", "2026-03", bytes(range(1, 33)))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ParquetStore]:
    made = ParquetStore(tmp_path / "it's here")
    yield made
    made.close()


def columns(n: int, sequence: int = 1) -> dict[str, np.ndarray]:
    return {
        "time": np.arange(n, dtype="i8"),
        "value": np.arange(n, dtype="f8") + sequence,
        "flags": np.zeros(n, "u1"),
        "sequence": np.full(n, sequence, "i8"),
    }


def test_written_is_read(store: ParquetStore) -> None:
    size = store.write("a/b/1.parquet", KEY, ["x", "y'z"], np.arange(10, dtype="u4") % 2, columns(10))
    assert size == (store.folder / "a/b/1.parquet").stat().st_size
    found = store.series([Sealed("a/b/1.parquet", KEY)], "y'z", 2, 8)
    assert found["time"].tolist() == [3, 5, 7]
    assert found["value"].tolist() == [4.0, 6.0, 8.0]
    assert store.every() == ["a/b/1.parquet"]
    assert store.series([], "x", 0, 9)["time"].tolist() == []
    latest = store.latest([Sealed("a/b/1.parquet", KEY)])
    assert dict(zip(latest["sensor"].tolist(), latest["time"].tolist(), strict=True)) == {"x": 8, "y'z": 9}


def test_merging_keeps_the_last_of_each_time(store: ParquetStore) -> None:
    index = np.zeros(5, "u4")
    store.write("1.parquet", KEY, ["x"], index, columns(5, 1))
    store.write("2.parquet", KEY, ["x"], index, columns(5, 2))
    assert store.merge("m.parquet", OTHER, [Sealed(f"{n}.parquet", KEY) for n in (1, 2)]) == (
        5,
        size(store, "m.parquet"),
        0,
        4,
    )
    assert store.series([Sealed("m.parquet", OTHER)], "x", 0, 9)["value"].tolist() == [2.0, 3.0, 4.0, 5.0, 6.0]


def test_deleting_leaves_no_empty_folders(store: ParquetStore) -> None:
    store.write("a/b/1.parquet", KEY, ["x"], np.zeros(1, "u4"), columns(1))
    assert store.exists("a/b/1.parquet")
    store.delete("a/b/1.parquet")
    store.delete("a/b/1.parquet")
    assert list(store.folder.iterdir()) == []


def size(store: ParquetStore, path: str) -> int:
    return (store.folder / path).stat().st_size


def test_merging_leaves_out_what_is_over(store: ParquetStore) -> None:
    store.write("1.parquet", KEY, ["x"], np.zeros(9, "u4"), columns(9))
    made = store.merge("m.parquet", OTHER, [Sealed("1.parquet", KEY)], once=False, since=4)
    assert (made.rows, made.first_time, made.last_time) == (5, 4, 8)
    assert store.series([Sealed("m.parquet", OTHER)], "x", 0, 9)["time"].tolist() == [4, 5, 6, 7, 8]


def test_nothing_lies_on_the_disk_in_the_clear(store: ParquetStore) -> None:
    store.write("1.parquet", KEY, ["camera-of-the-square"], np.zeros(9, "u4"), columns(9))
    store.merge("2.parquet", OTHER, [Sealed("1.parquet", KEY)])
    for path in store.folder.parent.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert raw.startswith(b"IMPS")
            assert b"camera" not in raw
            assert b"PAR1" not in raw
    for file in (Sealed("1.parquet", OTHER), Sealed("2.parquet", KEY)):
        with pytest.raises(Unavailable):
            store.series([file], "camera-of-the-square", 0, 9)


def test_a_file_that_is_put_in_anothers_place_is_told(store: ParquetStore) -> None:
    for name in "12":
        store.write(f"{name}.parquet", KEY, ["x"], np.zeros(9, "u4"), columns(9, int(name)))
    (store.folder / "1.parquet").replace(store.folder / "2.parquet")
    with pytest.raises(Unavailable):
        store.series([Sealed("2.parquet", KEY)], "x", 0, 9)
    with pytest.raises(Unavailable):
        store.series([Sealed("1.parquet", KEY)], "x", 0, 9)


def test_opened_files_are_kept_while_there_is_room_and_gone_when_deleted(
    store: ParquetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = 0
    unseal = store._unseal

    def counted(file: Sealed) -> int:
        nonlocal opened
        opened += 1
        return unseal(file)

    monkeypatch.setattr(store, "_unseal", counted)
    files = [Sealed(f"{n}.parquet", KEY) for n in range(3)]
    for n, file in enumerate(files):
        store.write(file.path, KEY, ["x"], np.zeros(9, "u4"), columns(9, n))
    for _ in range(3):
        assert len(store.series(files, "x", 0, 9)["time"]) == 27
    assert opened == 3
    store.delete("1.parquet")
    with pytest.raises(Unavailable):
        store.series(files, "x", 0, 9)
    assert memory_files.ROOM >= 1 << 20
    store._opened = MemoryFiles(room=0)
    for n in range(2):
        found = store.series([files[2 * n]], "x", 0, 9)  # the same number of a file may come again
        assert found["value"].tolist() == (np.arange(9) + 2 * n).tolist()
    assert opened == 6
