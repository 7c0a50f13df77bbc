import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from impetus.tools.anomaly.neighbours import around, nearest, project


@given(st.integers(0, 2**32 - 1), st.integers(0, 70), st.floats(50, 5000))
@settings(max_examples=60)
def test_the_six_nearest_are_found(seed, count, reach):
    rng = np.random.default_rng(seed)
    east, north = rng.uniform(0, 3000, count), rng.uniform(0, 3000, count)
    east[rng.random(count) < 0.1] = np.nan
    group = rng.integers(0, 2, count)
    found = nearest(east, north, group, reach)
    assert found.shape == (6, count)
    for place in range(count):
        gap = np.hypot(east - east[place], north - north[place])
        gap[place] = np.inf
        gap[(group != group[place]) | ~np.isfinite(gap) | (gap > reach)] = np.inf
        wanted = np.sort(gap)[:6]
        got = np.sort([gap[other] if other >= 0 else np.inf for other in found[:, place]])
        np.testing.assert_allclose(got, np.resize(np.append(wanted, [np.inf] * 6), 6))


def test_many_at_one_spot_are_no_trouble():
    east = np.zeros(50)
    found = nearest(east, east.copy(), np.zeros(50, dtype=np.int64), 100.0)
    assert (found >= 0).all()
    assert all(place not in found[:, place] for place in range(50))


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.floats(0, 1))
def test_around_is_the_median_of_those_that_count(seed, count, share):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=count).astype(np.float32)
    ok = rng.random(count) < share
    neighbour = rng.integers(-1, count, (6, count)).astype(np.int32)
    found = around(values, ok, neighbour)
    for place in range(count):
        near = [values[other] for other in neighbour[:, place] if other >= 0 and ok[other]]
        if len(near) < 2:
            assert (found.number[place], found.median[place], found.total[place]) == (0, 0.0, 0.0)
        else:
            assert found.number[place] == len(near)
            np.testing.assert_allclose(found.median[place], np.median(near), rtol=1e-5, atol=1e-6)
            np.testing.assert_allclose(found.total[place], np.sum(near), rtol=1e-4, atol=1e-5)


def test_projection_is_in_metres_and_unknown_stays_unknown():
    east, north = project(np.array([60.17, 60.18, np.nan]), np.array([24.94, 24.94, np.nan]))
    assert abs((north[1] - north[0]) - 1112) < 2
    assert np.isnan(east[2])
