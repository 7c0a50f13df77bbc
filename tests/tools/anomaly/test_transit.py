"""Lines of public transport in the detector: delays, early and late, without a place."""

import numpy as np
from tests.tools.anomaly.conftest import SLOT, START, Context, alerts

from impetus.model.observation import ObservationBatch, Tick
from impetus.model.sensor import Sensor, SensorKind
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.settings import Settings

LINES = 12
SENSORS = [
    Sensor(
        id=f"transit/line/{number}/delay",
        name=f"Line {number}",
        kind=SensorKind.TRAFFIC,
        source="operator",
        unit="min",
        quantity="delay",
        interval_s=300,
        minimum=-360.0,
        maximum=360.0,
    )
    for number in range(LINES)
]


class Network:
    """Twelve lines that run a minute or two late by day, and a little early at night."""

    def __init__(self) -> None:
        self.detector = Detector(Context(Settings(false_alerts_per_day=100)))
        self.detector.sensors(SENSORS)
        self.slot = START // SLOT

    def usual(self, slot: int) -> np.ndarray:
        rng = np.random.default_rng([5, slot])
        hour = (slot * SLOT / 3_600_000 + 2.0) % 24
        return 0.8 + 1.2 * np.sin((hour - 9) / 24 * 2 * np.pi) + rng.normal(0, 0.6, LINES)

    def feed(self, values: np.ndarray) -> list:
        slots = len(values)
        rows, columns = np.nonzero(np.isfinite(values))
        self.detector.observe(
            ObservationBatch(
                agency="test",
                source="operator",
                kind="traffic",
                clock="live",
                received=0,
                sensors=[sensor.id for sensor in SENSORS],
                index=columns.astype("<u4").tobytes(),
                time=((self.slot + rows) * SLOT + 60_000).astype("<i8").tobytes(),
                value=values[rows, columns].astype("<f8").tobytes(),
                flags=bytes(len(rows)),
            )
        )
        self.slot += slots
        return alerts(self.detector.tick(Tick(clock="live", now=self.slot * SLOT)))

    def days(self, number: int) -> None:
        for _ in range(number):
            self.feed(np.stack([self.usual(slot) for slot in range(self.slot, self.slot + 288)]))


def test_a_line_that_runs_late_is_told_in_minutes_and_one_that_runs_early_is_no_blockage():
    network = Network()
    network.days(15)
    # Noon: half a minute more or less is nothing.
    while (network.slot * SLOT // 3_600_000 + 2) % 24 != 12:
        assert network.feed(network.usual(network.slot)[None]) == []
    found = []
    for _ in range(4):
        values = network.usual(network.slot)
        values[3] += 14.0
        found += network.feed(values[None])
    assert {alert.subject for alert in found} == {"transit/line/3/delay"}
    alert = found[0]
    assert alert.kind == "traffic.blockage"
    assert alert.attributes["class"] == "traffic_incident"
    assert alert.why.en.startswith("Line 3: delay 1")
    assert "ritardo" in alert.why.it
    assert "forsinkelse" in alert.why.nb
    assert alert.attributes["observed"] > 10.0
    early = []
    for _ in range(4):
        values = network.usual(network.slot)
        values[7] -= 14.0
        early += [one for one in network.feed(values[None]) if one.subject.startswith("transit/line/7")]
    assert {one.kind for one in early} <= {"anomaly.other"}
    assert early
