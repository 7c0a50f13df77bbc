"""What is not known yet is not judged: hours of a kind of day that never was are silent."""

import numpy as np
from benchmarks.anomaly_table import classes
from tests.tools.anomaly.conftest import SLOT, City, alerts

from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.signature import CLASSES


def test_the_first_saturday_is_silent_whatever_happens_and_a_known_day_is_not() -> None:
    made = City(Settings(warm_up_days=1, false_alerts_per_sensor_month=30.0, false_alerts_per_day=500.0))
    made.detector.sensors(made.sensors)

    def surge(_position: int, values: np.ndarray) -> None:
        values[2] *= 6

    # From Thursday at 23 h to Friday at midnight; then Saturday, with surges; then the next Thursday and Friday.
    assert not alerts(made.live(25 * 12))
    for _ in range(4):
        assert not alerts(made.live(4, surge) + made.live(20))
    days = range(made.slot, made.slot + 5 * 288)
    made.detector.observe(made.batch(days, np.stack([made.usual(slot) for slot in days])))
    made.slot += 5 * 288
    made.detector.tick(made.tick())
    found = alerts(made.live(4, surge) + made.live(8))
    assert any(alert.subject == "people-2" for alert in found)
    assert {alert.attributes["class"] for alert in found if alert.subject == "people-2"} == {"crowd_surge"}
    assert made.detector.domains["live", SLOT].pool.slots[0] > 288


def test_the_classes_written_down_are_classes_of_the_detector() -> None:
    written = classes()
    assert len(written) >= 16
    assert set(written.values()) <= set(CLASSES)
