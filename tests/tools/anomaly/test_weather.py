"""Weather as a regressor: off by default, learned robustly, bounded, and a term of its own in the exact sum."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.tools.anomaly.conftest import SLOT, City, alerts

from impetus.model.observation import ObservationBatch, Tick
from impetus.model.sensor import Aggregate, Sensor, SensorKind
from impetus.tools.anomaly.settings import Settings
from impetus.tools.anomaly.slots import Week
from impetus.tools.anomaly.weather import HOUR_MS, Effect, Weather, evened

WEEK = Week("UTC")
NOBODY = np.zeros(3, dtype=np.bool_)
RAIN = Sensor(
    id="rain",
    name="Rain",
    kind=SensorKind.WEATHER,
    source="test",
    unit="mm",
    quantity="rain",
    aggregate=Aggregate.SUM,
    interval_s=3600,
    minimum=0.0,
)


def batch(time: int, value: float, id: str = "rain") -> ObservationBatch:
    return ObservationBatch(
        agency="test",
        source="test",
        kind="weather",
        clock="live",
        received=0,
        sensors=[id],
        index=np.zeros(1, dtype="<u4").tobytes(),
        time=np.array([time], dtype="<i8").tobytes(),
        value=np.array([value], dtype="<f8").tobytes(),
        flags=b"\0",
    )


def observed(rows: list[tuple[int, float]], sensor: Sensor | None = RAIN) -> Weather:
    weather = Weather()
    weather.name(["rain"])
    for hour, value in rows:
        weather.observe(batch(hour * HOUR_MS + 60_000, value), np.ones(1, dtype=np.bool_), lambda _: sensor)
    return weather


def taught(days: int, slope: tuple[float, float, float], seed: int = 3, spoiled: float = 0.0) -> tuple[Effect, Weather]:
    """Learn hour by hour from a sky of its own and three sensors that follow it by `slope`, some readings `spoiled`."""
    rng = np.random.default_rng(seed)
    weather, effect = Weather(), Effect()
    weather.name(["warmth"])
    effect.use(weather)
    sky = 0.0
    for hour in range(days * 24):
        sky = 0.8 * sky + rng.normal(0, 0.6)
        weather.observe(batch(hour * HOUR_MS, 10 + 3 * sky, "warmth"), np.ones(1, dtype=np.bool_), lambda _: None)
        told = effect.tell((hour + 1) * HOUR_MS, WEEK, 24, NOBODY)
        assert told is not None
        deviation = np.array(slope) * sky + rng.normal(0, 0.5, 3)
        deviation[rng.random(3) < spoiled] = 50.0
        effect.learn(deviation.astype(np.float32), told, np.ones(3, dtype=np.bool_), 24)
    return effect, weather


def after(effect: Effect, weather: Weather, hour: int, value: float) -> np.ndarray:
    weather.observe(batch(hour * HOUR_MS, value, "warmth"), np.ones(1, dtype=np.bool_), lambda _: None)
    told = effect.tell((hour + 1) * HOUR_MS, WEEK, 24, NOBODY)
    assert told is not None
    return told


def test_what_follows_the_weather_is_learned_and_what_does_not_is_left_alone():
    effect, weather = taught(60, (0.8, 0.0, -0.8))
    told = after(effect, weather, 60 * 24, 16.0)
    assert told[0] > 0.6
    assert abs(told[1]) < 0.25
    assert told[2] < -0.6


def test_faults_and_events_teach_little():
    clean, weather = taught(60, (0.8, 0.0, -0.8))
    spoiled, other = taught(60, (0.8, 0.0, -0.8), spoiled=0.05)
    np.testing.assert_allclose(after(spoiled, other, 1440, 16.0), after(clean, weather, 1440, 16.0), atol=0.4)


@given(st.floats(-1e6, 1e6), st.tuples(*[st.floats(-50, 50)] * 3))
@settings(max_examples=20, deadline=None)
def test_weather_never_explains_more_than_two_spreads(value, slope):
    effect, weather = taught(14, slope)
    assert (np.abs(after(effect, weather, 14 * 24, value)) <= 2.0).all()


def test_unknown_or_silent_weather_says_nothing():
    effect, weather = taught(30, (0.8, 0.8, 0.8))
    silent = effect.tell((30 * 24 + 10) * HOUR_MS, WEEK, 24, NOBODY)
    assert silent is not None
    assert not silent.any()
    exempt = np.array([True, False, False])
    after(effect, weather, 30 * 24 + 20, 18.0)
    told = effect.tell((30 * 24 + 21) * HOUR_MS, WEEK, 24, exempt)
    assert told is not None
    assert told[0] == 0.0
    assert told[1] != 0.0
    assert Effect().tell(HOUR_MS, WEEK, 24, NOBODY) is None


@given(st.lists(st.tuples(st.integers(0, 6000), st.floats(-10, 100)), max_size=40))
@settings(max_examples=60)
def test_hours_are_means_whatever_the_order_and_impossible_readings_are_left_out(rows):
    one, other = observed(rows), observed(rows[::-1])
    for hour in {hour for hour, _ in rows}:
        inside = [evened(value, RAIN) for at, value in rows if at == hour and value >= 0]
        if len(rows) < 40 and one.hours["rain"].get(hour) is not None:
            assert one.at(hour)[0] == pytest.approx(np.mean(inside))
            assert other.at(hour)[0] == pytest.approx(np.mean(inside))
    again = Weather()
    again.unpack(msgspec.msgpack.decode(msgspec.msgpack.encode(one.pack())))
    assert again.pack() == one.pack()


def test_nothing_later_than_the_hour_is_used_and_three_hours_back_at_most():
    weather = observed([(10, 4.0), (12, 9.0)])
    assert [weather.at(hour)[0] for hour in (9, 10, 11, 12, 14, 15)] == [None, 2.0, 2.0, 3.0, 3.0, None]


def test_memory_is_bounded():
    weather = observed([(hour, 1.0) for hour in range(0, 20_000, 3)])
    assert len(weather.hours["rain"]) <= 4_400


@pytest.mark.parametrize("names", [["a", "a"], ["a", " a"], [" "], [""], ["a", "b", "c", "d", "e"], ["x" * 201]])
def test_settings_that_name_no_weather_are_refused(names):
    with pytest.raises(ValidationError) as caught:
        Settings(weather_sensors=names)
    assert caught.value.errors()[0]["loc"][0] == "weather_sensors"


@pytest.mark.parametrize("name", ["cross", "gram"])
def test_a_damaged_state_is_refused(name):
    packed = taught(2, (0.1, 0.1, 0.1))[0].pack()
    packed["arrays"][5 if name == "cross" else 4] = bytes(4 * 9)
    with pytest.raises(ValueError, match=r"weather|buffer|reshape"):
        Effect().unpack(packed, 3)


class Wet(City):
    """The made-up city in which rain halves the people."""

    def __init__(self) -> None:
        super().__init__(
            Settings(false_alerts_per_sensor_month=1.0, false_alerts_per_day=100, weather_sensors=["rain"])
        )
        self.sensors.append(RAIN)

    def fall(self, hour: int) -> float:
        rng = np.random.default_rng([13, hour // 6])
        return float(rng.exponential(2.0)) if rng.random() < 0.35 else 0.0

    def usual(self, slot: int) -> np.ndarray:
        values = super().usual(slot)
        values[:10] *= np.exp(-0.35 * np.sqrt(self.fall(slot // 12 - 1)))
        return values

    def play(self, number: int, change=None) -> list:
        found = []
        for _ in range(number):
            values = self.usual(self.slot)
            if change is not None:
                change(values)
            if self.slot % 12 == 0:
                self.detector.observe(batch((self.slot // 12 - 1) * HOUR_MS, self.fall(self.slot // 12 - 1)))
            self.detector.observe(self.batch([self.slot], values[None, :]))
            self.slot += 1
            found += self.detector.tick(Tick(clock="live", now=self.slot * SLOT))
        return found

    def warm(self) -> None:
        self.detector.sensors(self.sensors)
        for _ in range(22):
            first = self.slot
            for hour in range(first // 12 - 1, (first + 288) // 12):
                self.detector.observe(batch(hour * HOUR_MS, self.fall(hour)))
            slots = range(first, first + 288)
            self.detector.observe(self.batch(slots, np.stack([self.usual(slot) for slot in slots])))
            self.slot += 288
            self.detector.tick(self.tick())


def test_the_alert_has_the_weather_as_a_term_and_its_sum_is_exact():
    city = Wet()
    city.warm()
    assert city.detector.figures()["weather_sensors"] == 1
    # Into the first hours of rain of the coming day.
    while not (city.fall(city.slot // 12 - 1) > 1.0 and 60 <= city.slot % 288 <= 200):
        city.play(1)
    again = Wet()
    again.detector.restore(city.detector.save())
    again.slot = city.slot

    def surge(values):
        values[2] *= 5.0

    found = alerts(city.play(3, surge))
    assert found == alerts(again.play(3, surge))
    assert city.detector.save() == again.detector.save()
    alert = next(one for one in found if one.subject == "people-2")
    total = alert.attributes["sum"]
    assert total["weather"] < 0.0
    parts = total["season"] + total["today"] + total["neighbours"] + total["weather"] + total["residual"]
    assert parts == pytest.approx(total["observed"], abs=1e-4)
    assert sum(part.weight for part in alert.parts) == pytest.approx(alert.attributes["score"], abs=1e-3)
    told = [part for part in alert.parts if "weather" in part.text.en]
    assert len(told) == 1
    # More people than usual although it rains: that speaks for the alert.
    assert told[0].weight > 0.0


def test_without_weather_sensors_no_alert_speaks_of_it(city):
    found = alerts(city.live(3, lambda position, values: values.__setitem__(2, values[2] * 5.0)))
    assert found
    assert all("weather" not in part.text.en for alert in found for part in alert.parts)
    assert all("weather" not in alert.attributes["sum"] for alert in found)
