"""Weather near the devices: temperature, humidity, rain and wind, from sensors of the kind weather."""

from math import cos, hypot, isfinite, radians
from typing import Final

import msgspec

from impetus.model.sensor import Sensor
from impetus.tools.bacteria.baseline import Weather

FRESH_MS: Final = 3 * 3_600_000
"""Weather older than this says nothing of now."""
_FARTHEST_M: Final = 30_000.0
_WORDS: Final = {
    "temperature": ("temperature", "air temperature"),
    "humidity": ("humidity", "relative humidity"),
    "rain": ("rain", "precipitation", "rainfall"),
    "wind": ("wind speed", "wind"),
    "direction": ("wind direction", "wind from"),
}
_QUANTITIES: Final = {word: name for name, said in _WORDS.items() for word in said}


def quantity_of(sensor: Sensor) -> str:
    """Return which part of the weather a sensor measures, "" for none."""
    said = (sensor.quantity or sensor.id.rpartition("/")[2]).strip().lower().replace("_", " ").replace("-", " ")
    return _QUANTITIES.get(said, "")


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """The last word of a weather sensor."""

    time: int
    value: float


class Surroundings(msgspec.Struct):
    """Weather sensors and their last readings."""

    sensors: dict[str, Sensor] = {}
    last: dict[str, Reading] = {}

    def put(self, sensor: Sensor) -> None:
        """Add or change a weather sensor."""
        self.sensors[sensor.id] = sensor

    def take(self, sensor: str, time: int, value: float) -> None:
        """Take a reading in; what is no number is left out."""
        if isfinite(value):
            self.last[sensor] = Reading(time, value)

    def at(self, time: int, place: Sensor | None, clock: str) -> Weather:
        """Return the weather at `time` by the nearest sensors of that clock; NaN for what is not known or old."""
        weather = Weather()
        nearest: dict[str, tuple[float, str, float]] = {}
        for id, sensor in self.sensors.items():
            reading = self.last.get(id)
            if reading is None or sensor.clock != clock or not 0 <= time - reading.time <= FRESH_MS:
                continue
            name, away = quantity_of(sensor), _away(sensor, place)
            if away <= _FARTHEST_M:
                nearest[name] = min(nearest.get(name, (away, id, reading.value)), (away, id, reading.value))
        for name, (_, _, value) in nearest.items():
            setattr(weather, name, value)
        return weather


def _away(sensor: Sensor, place: Sensor | None) -> float:
    """Return the distance in metres, 0 where one of the two places is not known."""
    if place is None or sensor.latitude is None or sensor.longitude is None:
        return 0.0
    if place.latitude is None or place.longitude is None:
        return 0.0
    east = (sensor.longitude - place.longitude) * cos(radians(place.latitude))
    return 111_195.0 * hypot(east, sensor.latitude - place.latitude)
