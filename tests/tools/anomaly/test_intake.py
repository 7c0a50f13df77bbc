"""Open slots: sums and counts do not depend on how readings come in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from impetus.tools.anomaly.intake import Pending, span

PLACES = 7
readings = st.lists(st.tuples(st.integers(0, 2), st.integers(0, PLACES - 1), st.integers(-50, 50)), max_size=60)


def columns(rows):
    slots, places, values = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(slots, dtype=np.int64), np.array(places, dtype=np.int64), np.array(values, dtype=np.float64)


@given(readings)
def test_sums_and_counts_are_those_of_one_by_one(rows):
    pending = Pending()
    assert pending.add(*columns(rows), PLACES) == len(rows)
    for slot in range(3):
        mine = [(place, value) for number, place, value in rows if number == slot]
        taken = pending.take(slot, PLACES)
        if taken is None:
            assert not mine
            continue
        sums, counts = taken
        for place in range(PLACES):
            values = [value for where, value in mine if where == place]
            assert (sums[place], counts[place]) == (sum(values), len(values))


@given(readings, st.permutations(range(PLACES)))
def test_the_order_within_a_slot_does_not_matter(rows, order):
    one, two = Pending(), Pending()
    whole = [(0, place, place * 3) for place in range(PLACES)] + rows
    one.add(*columns(whole), PLACES)
    for place in order:
        two.add(*columns([row for row in whole if row[1] == place]), PLACES)
    assert one.pack() == two.pack()


@given(st.lists(st.integers(0, 20), min_size=1, max_size=12))
def test_a_span_is_the_places_themselves(places):
    array = np.array(places, dtype=np.int64)
    at = span(array)
    if at is None:
        assert places != list(range(places[0], places[0] + len(places)))
    else:
        assert np.arange(40)[at].tolist() == places
