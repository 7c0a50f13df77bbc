"""Parquet files by DuckDB."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from impetus.storage.parquet import ParquetStore


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
    size = store.write("a/b/1.parquet", ["x", "y'z"], np.arange(10, dtype="u4") % 2, columns(10))
    assert size == (store.folder / "a/b/1.parquet").stat().st_size
    found = store.series(["a/b/1.parquet"], "y'z", 2, 8)
    assert found["time"].tolist() == [3, 5, 7]
    assert found["value"].tolist() == [4.0, 6.0, 8.0]
    assert store.every() == ["a/b/1.parquet"]
    assert store.series([], "x", 0, 9)["time"].tolist() == []
    latest = store.latest(["a/b/1.parquet"])
    assert dict(zip(latest["sensor"].tolist(), latest["time"].tolist(), strict=True)) == {"x": 8, "y'z": 9}


def test_merging_keeps_the_last_of_each_time(store: ParquetStore) -> None:
    index = np.zeros(5, "u4")
    store.write("1.parquet", ["x"], index, columns(5, 1))
    store.write("2.parquet", ["x"], index, columns(5, 2))
    assert store.merge("m.parquet", ["1.parquet", "2.parquet"])[0] == 5
    assert store.series(["m.parquet"], "x", 0, 9)["value"].tolist() == [2.0, 3.0, 4.0, 5.0, 6.0]


def test_deleting_leaves_no_empty_folders(store: ParquetStore) -> None:
    store.write("a/b/1.parquet", ["x"], np.zeros(1, "u4"), columns(1))
    assert store.exists("a/b/1.parquet")
    store.delete("a/b/1.parquet")
    store.delete("a/b/1.parquet")
    assert list(store.folder.iterdir()) == []
