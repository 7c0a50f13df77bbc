"""Tail, thinning and latest values, against plain Python."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from impetus.bus.codec import make_batch
from impetus.history.live import Latest
from impetus.history.series import resolved, thinned
from impetus.history.tail import DAY_MS, Group, Names, Tail

GROUP = Group("helsinki", "air", "urban_safety")
READINGS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3 * DAY_MS), st.floats(-9, 9)), max_size=40)


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(-9, 9)), max_size=40))
def test_the_last_of_each_time_wins(rows: list[tuple[int, float]]) -> None:
    time = np.array([t for t, _ in rows], "i8")
    value = np.array([v for _, v in rows], "f8")
    times, values = resolved(time, value, np.arange(len(rows)))
    assert dict(zip(times.tolist(), values.tolist(), strict=True)) == dict(rows)
    assert times.tolist() == sorted(set(time.tolist()))


@given(st.sets(st.integers(0, 10**13), min_size=1, max_size=300), st.integers(1, 50))
def test_thinning_keeps_extremes_and_mean(times: set[int], points: int) -> None:
    time = np.array(sorted(times), "i8")
    value = np.sin(time)
    series = thinned(time, value, int(time[0]), int(time[-1]) + 1, points)
    assert len(series.time) <= points
    assert sum(series.count) == len(time)
    assert min(series.low) == value.min()
    assert max(series.high) == value.max()
    assert np.isclose(np.dot(series.value, series.count) / len(time), value.mean())
    assert series.time == sorted(series.time)


@given(st.lists(READINGS, max_size=5))
def test_tail_and_latest(batches: list[list[tuple[int, int, float]]]) -> None:
    tail, names = Tail(), Names()
    latest, newest, total = Latest(names), {}, 0
    for sequence, rows in enumerate(batches, 1):
        batch = make_batch(
            agency="helsinki", source="s", kind="air", clock="live", received=0, sensors=list("abcd"),
            index=np.array([r[0] for r in rows], "u4"), time=np.array([r[1] for r in rows], "i8"),
            value=np.array([r[2] for r in rows], "f8"),
        )  # fmt: skip
        numbers = names.of(batch.sensors)
        tail.add(GROUP, numbers, batch, sequence)
        latest.update(numbers[batch.indices], batch.times, batch.values)
        total += len(rows)
        for sensor, time, _ in rows:
            newest["abcd"[sensor]] = max(newest.get("abcd"[sensor], 0), time)
    assert tail.rows == total
    if batches:
        assert sum(len(block["time"]) for _, block in tail.days(GROUP)) == total
        for day, block in tail.days(GROUP):
            assert ((block["time"] // DAY_MS) == day).all()
        mine = tail.series(GROUP, 1, 0, 4 * DAY_MS)
        assert len(mine["time"]) == sum(r[0] == 1 for rows in batches for r in rows)
    told = latest.changes() or {"ids": [], "times": []}
    assert dict(zip(told["ids"], told["times"], strict=True)) == newest
    assert latest.changes() is None
    columns, more = latest.page(0, 1000)
    assert (set(columns["ids"]), more) == (set(newest), None)


def test_many_small_batches_are_joined() -> None:
    tail, names = Tail(), Names()
    for sequence in range(1, 1001):
        batch = make_batch(
            agency="helsinki", source="s", kind="air", clock="live", received=0, sensors=["a"],
            index=np.zeros(1, "u4"), time=np.array([sequence]), value=np.ones(1),
        )  # fmt: skip
        tail.add(GROUP, names.of(batch.sensors), batch, sequence)
    assert (tail.first, tail.last, tail.groups()) == (1, 1000, [GROUP])
    assert tail.series(GROUP, 0, 0, 2000)["sequence"].tolist() == list(range(1, 1001))
