"""The sum over sensors, against the plain definition, in memory and in files."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.history.sums import Part, part_of, summed
from impetus.history.tail import Names
from impetus.keys.vault import DataKey
from impetus.storage.parquet import ParquetStore, Sealed

READINGS = st.lists(st.tuples(st.integers(0, 4), st.integers(-5, 105), st.integers(-50, 50)), max_size=60)

KEY = DataKey("key_1", "helsinki", "reading", "a day", bytes(range(32)))


def plainly(rows: list[tuple[int, int, int]], start: int, end: int, points: int) -> list[float | None]:
    inside = [(sensor, min(int((time - start) / (end - start) * points), points - 1), value)
              for sensor, time, value in rows if start <= time < end]  # fmt: skip
    sensors = {sensor for sensor, _, _ in inside}
    last: dict[int, float] = {}
    found: list[float | None] = []
    for at in range(points):
        for one in sensors:
            mine = [value for sensor, bucket, value in inside if (sensor, bucket) == (one, at)]
            if mine:
                last[one] = sum(mine) / len(mine)
        found.append(sum(last.values()) / len(last) * len(sensors) if last else None)
    return found


def part(rows: list[tuple[int, int, int]], bounds: tuple[int, int, int]) -> Part:
    columns = np.array(rows, "i8").reshape(-1, 3).T
    return part_of(columns[0], columns[1], columns[2].astype("f8"), bounds)


@given(READINGS, READINGS, st.integers(1, 20))
def test_every_sensor_counts_once_and_keeps_its_last_word(
    stored: list[tuple[int, int, int]], fresh: list[tuple[int, int, int]], points: int
) -> None:
    bounds = (0, 100, points)
    found = summed([part(stored, bounds), part(fresh, bounds)], *bounds)
    assert found.value == pytest.approx(plainly(stored + fresh, *bounds))
    assert len(found.time) == len(found.heard) == points
    assert found.sensors == len({sensor for sensor, time, _ in stored + fresh if 0 <= time < 100})


def test_no_time_and_no_readings() -> None:
    assert summed([part([], (5, 5, 2))], 5, 5, 2).value == [None, None]


def test_files_hold_what_memory_holds(tmp_path: Path) -> None:
    store = ParquetStore(tmp_path)
    generator = np.random.default_rng(7)
    sensor = generator.integers(0, 3, 400).astype("u4")
    time = generator.integers(0, 1000, 400)
    value = generator.normal(10, 3, 400)
    block = {"time": time, "value": value, "flags": np.zeros(400, "u1"), "sequence": np.arange(400)}
    store.write("one.parquet", KEY, ["a", "b", "c"], sensor, block)
    bounds = (100, 900, 7)
    found = store.sums([Sealed("one.parquet", KEY)], *bounds)
    assert found["names"].tolist() == ["a", "b", "c"]
    stored = Part(**{name: found[name] for name in ("sensor", "bucket", "total", "count")})
    assert summed([stored], *bounds).value == pytest.approx(
        summed([part_of(sensor, time, value, bounds)], *bounds).value
    )
    assert len(store.sums([], *bounds)["names"]) == 0
    store.close()


def test_names_that_are_not_kept() -> None:
    names = Names()
    names.of(["a", "b"])
    assert names.known(["x", "b", "y"]).tolist() == [2, 1, 4]
    assert names.ids == ["a", "b"]
