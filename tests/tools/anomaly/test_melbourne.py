"""The detector on real counts. Skipped where the developer set is not there."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks.anomaly_city import detected, inject, melbourne, play, raised, start

from impetus.tools.anomaly.settings import Settings


@pytest.mark.slow
def test_on_real_counts_the_promise_holds_and_surges_are_found(urban_data: Path):
    city = melbourne(urban_data)
    begin, middle, end = city.hour_of(2013, 4, 1), city.hour_of(2013, 10, 1), city.hour_of(2014, 1, 1)
    changed, injected = inject(city, 3, 3.0, 3, 1, range(middle, end), 72)
    detector = start(city, Settings(timezone="UTC", false_alerts_per_day=500))
    play(detector, city, range(begin, middle))
    alerts = raised(play(detector, changed, range(middle, end)))
    months = np.isfinite(city.values[middle:end]).sum() / 720
    assert 0.5 < len(alerts) / months < 2.0
    assert detected(city, injected, alerts) > 0.4 * len(injected)
