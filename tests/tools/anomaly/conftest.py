"""A small made-up city whose detector is warm, and helpers to feed it."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from impetus.contracts.tool import Finding
from impetus.kit.clock import ManualClock
from impetus.model.alert import AlertDraft
from impetus.model.observation import ObservationBatch, Tick
from impetus.model.sensor import Aggregate, Sensor, SensorHealth, SensorKind
from impetus.tools.anomaly.detector import Detector
from impetus.tools.anomaly.settings import Settings

SLOT = 300_000
START = 1_735_851_600_000  # Thursday 2025-01-02, 23:00 in Helsinki
WARM_DAYS = 15


class Context:
    """The least a tool needs."""

    agency = "test"

    def __init__(self, settings):
        self.settings = settings
        self.clock = ManualClock()
        self.told = []

    def progress(self, task, done, total, text):
        self.told.append((task, done, total))


def make_sensors() -> list[Sensor]:
    """Ten people counters around a square, four speed loops, four air stations; one counter has no place."""
    made = []
    for number in range(10):
        made.append(
            Sensor(
                id=f"people-{number}",
                name=f"Square {number}",
                kind=SensorKind.PEOPLE,
                source="test",
                unit="people",
                aggregate=Aggregate.SUM,
                interval_s=300,
                latitude=60.17 + 0.002 * (number % 4),
                longitude=24.94 + 0.004 * (number // 4),
                area="Rautatientori" if number < 4 else "",
                minimum=0.0,
                maximum=5000.0,
            )
        )
    made[9] = Sensor(
        id="people-9",
        name="Somewhere",
        kind=SensorKind.PEOPLE,
        source="test",
        aggregate=Aggregate.SUM,
        interval_s=300,
        minimum=0.0,
    )
    for number in range(4):
        place = {"latitude": 60.171 + 0.001 * number, "longitude": 24.941}
        made.append(
            Sensor(
                id=f"speed-{number}",
                name=f"Street {number}",
                kind=SensorKind.TRAFFIC,
                source="test",
                unit="km/h",
                quantity="speed",
                interval_s=300,
                **place,
            )
        )
        made.append(
            Sensor(
                id=f"air-{number}",
                name=f"Air {number}",
                kind=SensorKind.AIR,
                source="test",
                unit="µg/m³",
                quantity="PM2.5",
                interval_s=300,
                **place,
            )
        )
    return made


class City:
    """A detector, its sensors, and the usual readings of any slot. `change` alters a slot's readings."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.sensors = make_sensors()
        self.ids = [sensor.id for sensor in self.sensors]
        self.column = {name: column for column, name in enumerate(self.ids)}
        self.settings = settings or Settings(false_alerts_per_sensor_month=1.0, false_alerts_per_day=100)
        self.detector = Detector(Context(self.settings))
        self.slot = START // SLOT

    def usual(self, slot: int) -> np.ndarray:
        """Return the slot's readings, the same each time it is asked."""
        rng = np.random.default_rng([7, slot])
        hour = (slot * SLOT / 3_600_000 + 2.0) % 24
        day = 1.0 + 0.8 * np.sin((hour - 9) / 24 * 2 * np.pi)
        people = rng.poisson(40 * day * np.linspace(0.6, 1.6, 10))
        mixed = np.empty(8)
        mixed[0::2] = 45 + rng.normal(0, 2.0, 4) - 6 * day
        mixed[1::2] = np.exp(rng.normal(2.0, 0.15) + rng.normal(0, 0.15, 4))
        return np.concatenate([people, mixed])

    def batch(self, slots: Sequence[int], values: np.ndarray, flags: int = 0) -> ObservationBatch:
        """Pack rows of readings, NaN left out; each is dated a minute into its slot."""
        rows, columns = np.nonzero(~np.isnan(values))
        times = np.asarray(slots)[rows] * SLOT + 60_000
        return ObservationBatch(
            agency="test",
            source="test",
            kind="people",
            clock="live",
            received=0,
            sensors=self.ids,
            index=columns.astype("<u4").tobytes(),
            time=times.astype("<i8").tobytes(),
            value=values[rows, columns].astype("<f8").tobytes(),
            flags=bytes([flags]) * len(rows),
        )

    def warm(self) -> None:
        """Load the history, a day at a time, as first start does."""
        self.detector.sensors(self.sensors)
        for _ in range(WARM_DAYS):
            slots = range(self.slot, self.slot + 288)
            self.detector.observe(self.batch(slots, np.stack([self.usual(slot) for slot in slots])))
            self.slot += 288
            assert not [f for f in self.detector.tick(self.tick()) if isinstance(f, AlertDraft)]

    def tick(self) -> Tick:
        """The tick that closes everything before `slot`."""
        return Tick(clock="live", now=self.slot * SLOT)

    def live(self, number: int, change: Callable[[int, np.ndarray], None] | None = None) -> list[Finding]:
        """Play `number` slots one by one; `change(position, readings)` may alter each."""
        found: list[Finding] = []
        for position in range(number):
            values = self.usual(self.slot)
            if change is not None:
                change(position, values)
            self.detector.observe(self.batch([self.slot], values[None, :]))
            self.slot += 1
            found += self.detector.tick(self.tick())
        return found


def alerts(found: Sequence[Finding]) -> list[AlertDraft]:
    """Return the alerts among findings."""
    return [finding for finding in found if isinstance(finding, AlertDraft)]


def health(found: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return (sensor, state) of health findings."""
    return [(finding.sensor, finding.state.value) for finding in found if isinstance(finding, SensorHealth)]


@pytest.fixture(scope="session")
def warm_state() -> bytes:
    """The state of a city that has seen two weeks."""
    city = City()
    city.warm()
    return city.detector.save()


@pytest.fixture
def city(warm_state: bytes) -> City:
    """A warm city of its own."""
    made = City()
    made.detector.restore(warm_state)
    made.slot += WARM_DAYS * 288
    return made
