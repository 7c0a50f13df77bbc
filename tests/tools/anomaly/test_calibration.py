import math

import numpy as np
import pytest

from impetus.tools.anomaly.arrays import STATISTICS
from impetus.tools.anomaly.calibration import Pool


def filled(scores):
    pool = Pool()
    starts = Pool.starts(np.zeros(len(scores), dtype=np.int64))
    pool.add((pool.bins(np.stack([scores] * STATISTICS)) + starts).ravel())
    pool.refresh(1.0)
    return pool


def p_of(pool, value):
    starts = Pool.starts(np.zeros(1, dtype=np.int64))
    return float(pool.p_values(pool.bins(np.full((STATISTICS, 1), value, dtype=np.float32)) + starts)[0, 0])


def test_p_values_are_the_share_of_scores_as_high_or_higher():
    scores = np.abs(np.random.default_rng(1).normal(size=200_000)).astype(np.float32)
    pool = filled(scores)
    for value in (0.5, 1.0, 2.0, 3.0, 3.5):
        share = math.erfc(value / math.sqrt(2))
        assert share * 0.9 < p_of(pool, value) < share * 1.4  # never too small: bins are rounded down


def test_beyond_the_pool_the_tail_goes_on_falling():
    pool = filled(np.abs(np.random.default_rng(1).standard_t(4, size=50_000)).astype(np.float32))
    values = [p_of(pool, value) for value in (6.0, 12.0, 24.0, 48.0)]
    assert values == sorted(values, reverse=True)
    assert 0 < values[-1] < 1e-4


def test_a_small_pool_says_nothing():
    pool = filled(np.ones(100, dtype=np.float32))
    assert p_of(pool, 9.0) == 1.0
    assert not pool.ready(0, 1e-4)


def test_the_threshold_follows_what_happens():
    pool = Pool()
    rng = np.random.default_rng(3)
    happened = 0
    for _ in range(20_000):
        # The p-values are wrong by a factor of five: the threshold has to find that out.
        limit = pool.threshold(0, 0.01) * 5
        hit = int(rng.random() < limit)
        happened += hit
        pool.adapt(0, 0.01, hit)
    assert happened / 200 == pytest.approx(1.0, abs=0.2)
    assert math.exp(pool.shift[0]) == pytest.approx(0.2, rel=0.5)


def test_scores_can_be_taken_out_and_put_back():
    scores = np.abs(np.random.default_rng(1).normal(size=5000)).astype(np.float32)
    pool = filled(scores)
    before = pool.counts.copy()
    pool.change([5, 5, 9], -1.0)
    pool.change([5, 5, 9], 1.0)
    assert (pool.counts >= before).all()
    assert pool.counts.sum() - before.sum() <= 3
