"""Sensors: the things in the city that measure or see, where they stand and how they are."""

from enum import StrEnum

import msgspec

from impetus.model.text import Text


class SensorKind(StrEnum):
    """What a sensor observes; also the category in subjects and history folders."""

    PEOPLE = "people"
    TRAFFIC = "traffic"
    AIR = "air"
    NOISE = "noise"
    CAMERA = "camera"
    WEATHER = "weather"
    WATER = "water"
    BIOAEROSOL = "bioaerosol"
    OTHER = "other"


class Aggregate(StrEnum):
    """How readings of one slot become one value: counts are summed, levels averaged."""

    MEAN = "mean"
    SUM = "sum"


class Sensor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One measured quantity at one place. A device that measures two things is two sensors.

    `id` is unique in its agency. `latitude` and `longitude` are WGS 84 degrees, both or neither
    known. `interval_s` is how often a reading is due. `minimum` and `maximum` bound what is
    physically possible, in `unit`. `bearing` is degrees from north, `reach` metres (cameras, loops).
    `area` names the neighbourhood or square it stands in, `clock` the clock its readings follow
    (see `model.observation.Tick`).
    """

    id: str
    name: str
    kind: SensorKind
    source: str
    unit: str = ""
    quantity: str = ""
    latitude: float | None = None
    longitude: float | None = None
    aggregate: Aggregate = Aggregate.MEAN
    interval_s: int = 60
    minimum: float | None = None
    maximum: float | None = None
    area: str = ""
    bearing: float | None = None
    reach: float | None = None
    clock: str = "live"


class HealthState(StrEnum):
    """How well a sensor can be believed now. Never an alert's severity."""

    FRESH = "fresh"
    LATE = "late"
    BLIND = "blind"
    STUCK = "stuck"
    IMPOSSIBLE = "impossible"
    DRIFTING = "drifting"
    SILENCED = "silenced"
    UNKNOWN = "unknown"


class SensorHealth(msgspec.Struct, frozen=True, kw_only=True, tag="health"):
    """A sensor's health as of `since`, with the reason in words."""

    sensor: str
    state: HealthState
    since: int
    reason: Text
