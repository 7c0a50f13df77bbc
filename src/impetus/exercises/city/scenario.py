"""A scenario in memory: its sensors, rhythms and script, read from a folder of `scenarios/`."""

import json
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from impetus.exercises.city.happenings import Happening, Later, in_ms
from impetus.kit.errors import BadInput
from impetus.model.sensor import Aggregate, Sensor, SensorKind

SIDES: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


class Counting(msgspec.Struct, frozen=True, kw_only=True):
    """How busy the counters that match `sensors` are (people a minute), and which rhythms they mix."""

    sensors: list[str]
    busy: float
    rhythms: dict[str, float]


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of a busy hour, 24 numbers a day; an empty `friday` is like any working day."""

    working: list[float]
    saturday: list[float]
    sunday: list[float]
    friday: list[float] = []


class Loop(msgspec.Struct, frozen=True, kw_only=True):
    """A traffic loop: speed limit in km/h, lanes, class of road."""

    speed_limit: float
    lanes: int
    road: str


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up city. `sensors` are sorted by kind and id; `origin` is when the demonstration begins (ms UTC)."""

    name: str
    agency: str
    source: str
    seed: int
    timezone: str
    origin: int
    history_weeks: int
    speed: float
    sensors: list[Sensor]
    loops: dict[str, Loop]
    kerbside: frozenset[str]
    rhythms: dict[str, Rhythm]
    people: list[Counting]
    happenings: list[Happening]
    later: Later | None

    @property
    def clock(self) -> str:
        """The name of the city's own clock: that of its source."""
        return self.source

    @property
    def history_start(self) -> int:
        """Where the history begins, ms UTC, a whole UTC day."""
        day = 86_400_000
        return (self.origin // day - 7 * self.history_weeks) * day

    def without(self, *happenings: str) -> "Scenario":
        """Return the same city without the happenings of these ids; `later` stands for all further ones."""
        kept = [happening for happening in self.happenings if happening.id not in happenings]
        return msgspec.structs.replace(self, happenings=kept, later=None if "later" in happenings else self.later)

    def quiet(self) -> "Scenario":
        """Return the same city in which nothing happens."""
        return msgspec.structs.replace(self, happenings=[], later=None)


def load(folder: Path) -> Scenario:
    """Read `city.toml`, `happenings.toml` and `places.json`; raise BadInput naming the file and what is wrong."""
    city = _toml(folder / "city.toml")
    script = _toml(folder / "happenings.toml")
    places = _places(folder / "places.json")
    try:
        zone = ZoneInfo(city["timezone"])
        sensors = [sensor for place in places for sensor in _sensors(place, str(city["source"]))]
        order = list(SensorKind)
        sensors.sort(key=lambda sensor: (order.index(sensor.kind), sensor.quantity, sensor.id))
        ids = [sensor.id for sensor in sensors]
        later = script.get("later")
        return Scenario(
            name=city["name"],
            agency=city["agency"],
            source=city["source"],
            seed=int(city["seed"]),
            timezone=city["timezone"],
            origin=in_ms(datetime.fromisoformat(city["starts"]), zone),
            history_weeks=int(city["history_weeks"]),
            speed=float(city["speed"]),
            sensors=_named_apart(sensors),
            loops={
                f"{place['id']}-{what}": Loop(
                    speed_limit=place["speed_limit"], lanes=place["lanes"], road=place["road"]
                )
                for place in places
                if place["kind"] == "traffic_loop"
                for what in ("speed", "flow")
            },
            kerbside=frozenset(place["id"] for place in places if place.get("site") == "kerbside"),
            rhythms=msgspec.convert(city["rhythms"], dict[str, Rhythm]),
            people=msgspec.convert(city["people"], list[Counting]),
            happenings=[Happening.read(row, ids, zone) for row in script.get("happening", [])],
            later=Later.read(later, ids, zone) if later else None,
        )
    except (KeyError, TypeError, ValueError, msgspec.ValidationError) as error:
        raise BadInput(
            f"The scenario in {folder.name} cannot be read: {error}",
            remedy="Compare it with scenarios/helsinki, whose comments say what each field means.",
            field="scenario",
        ) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(
            f"{path.name} of the scenario cannot be read: {error}", remedy="Mend the file.", field="scenario"
        ) from error


def _places(path: Path) -> list[dict[str, Any]]:
    try:
        places = json.loads(path.read_text(encoding="utf-8"))["places"]
        return sorted(places, key=lambda place: str(place["id"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{path.name} of the scenario cannot be read: {error}", remedy="Make it anew.", field="scenario"
        ) from error


def _sensors(place: dict[str, Any], source: str) -> list[Sensor]:
    """The sensors of one place: a loop measures two things, and so is two."""
    longitude, latitude = place["position"]
    name = place["name_fi"]
    if near := place.get("near_fi"):
        name = f"{name} / {near}"
    elif side := place.get("side"):
        name = f"{name} {side}" if place["kind"] in ("pedestrian_counter", "camera") else name

    def sensor(kind: SensorKind, quantity: str, unit: str, top: float, suffix: str = "", low: float = 0.0) -> Sensor:
        return Sensor(
            id=place["id"] + (f"-{suffix}" if suffix else ""),
            name=f"{name}, {suffix}" if suffix == "flow" else name,
            kind=kind,
            source=source,
            unit=unit,
            quantity=quantity,
            latitude=latitude,
            longitude=longitude,
            aggregate=Aggregate.MEAN,
            interval_s=300,  # the history has means of five minutes; live, a reading comes every minute
            minimum=low,
            maximum=top,
            area=place["area"],
            bearing=place.get("bearing"),
            reach=place.get("reach"),
            clock=source,
        )

    match place["kind"]:
        case "pedestrian_counter":
            return [sensor(SensorKind.PEOPLE, "people", "1/min", 2000)]
        case "traffic_loop":
            return [
                sensor(SensorKind.TRAFFIC, "speed", "km/h", 200, "speed"),
                sensor(SensorKind.TRAFFIC, "flow", "1/min", 200, "flow"),
            ]
        case "air_quality":
            return [sensor(SensorKind.AIR, "pm2.5", "µg/m³", 2000)]
        case "noise":
            return [sensor(SensorKind.NOISE, "noise level", "dB(A)", 140)]
        case "camera":
            return [sensor(SensorKind.CAMERA, "frame rate", "1/s", 120)]
        case "weather":
            return [sensor(SensorKind.WEATHER, "temperature", "°C", 60, low=-60)]
        case other:
            raise ValueError(f"{place['id']} is of the unknown kind {other!r}")


def _named_apart(sensors: list[Sensor]) -> list[Sensor]:
    """Number the names that two sensors of a kind would share."""
    seen: dict[tuple[str, str], int] = {}
    named = []
    for sensor in sensors:
        key = (sensor.name, sensor.quantity)
        seen[key] = seen.get(key, 0) + 1
        named.append(msgspec.structs.replace(sensor, name=f"{sensor.name} {seen[key]}") if seen[key] > 1 else sensor)
    return named
