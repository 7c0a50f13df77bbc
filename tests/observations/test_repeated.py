"""Repeated readings, against a plain set."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from impetus.observations.repeated import TakenReadings
from impetus.observations.units import conversion, plain

BATCHES = st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30)), max_size=20), max_size=20)


@given(BATCHES)
def test_as_a_set_would(batches: list[list[tuple[int, int]]]) -> None:
    taken, known = TakenReadings(), set()
    for batch in batches:
        rows = np.array([row for row, _ in batch], dtype=np.int64)
        times = np.array([time for _, time in batch], dtype=np.int64)
        expected = []
        for reading in batch:
            expected.append(reading not in known)
            known.add(reading)
        assert taken.take(rows, times).tolist() == expected
    assert len(taken) == len(known)


def test_memory_is_bounded() -> None:
    taken = TakenReadings(memory=1000)
    rows = np.zeros(100, np.int64)
    for i in range(100):
        assert taken.take(rows, np.arange(i * 100, i * 100 + 100)).all()
    assert 1000 <= len(taken) <= 400_000
    assert not taken.take(rows, np.arange(9900, 10_000)).any()


def test_forgetting() -> None:
    taken = TakenReadings()
    rows, times = np.array([1, 2]), np.array([5, 6])
    taken.take(rows, times)
    taken.forget(rows[:1], times[:1])
    assert taken.take(rows, times).tolist() == [True, False]


def test_units() -> None:
    assert plain(" KMH ") == "km/h"
    assert conversion("mph", "km/h") == (1.609344, 0.0)
    assert conversion("", "km/h") == (1.0, 0.0)
    assert conversion("ug/m3", "µg/m³") == (1.0, 0.0)
    assert conversion("dB", "km/h") is None
    back = conversion("°C", "°F")
    assert back is not None
    assert round(back[0] * 100 + back[1], 9) == 212
