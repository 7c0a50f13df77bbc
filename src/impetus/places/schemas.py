"""What the API says and takes about sensors."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import ONE_LINE, Line
from impetus.model.sensor import Aggregate, HealthState, Sensor, SensorHealth, SensorKind

Degrees = Annotated[float, Field(allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class SensorColumnsOut(BaseModel):
    """Every sensor of the agency as columns of equal length; times in ms UTC, null where nothing is known."""

    version: str = Field(description="Changes whenever a sensor or its health changes; values change without it.")
    ids: list[str]
    names: list[str]
    kinds: list[str]
    units: list[str]
    latitudes: list[float | None]
    longitudes: list[float | None]
    areas: list[str]
    bearings: list[float | None]
    reaches: list[float | None]
    sources: list[str]
    values: list[float | None]
    times: list[int | None]
    states: list[str]
    since: list[int | None]


class SensorOut(BaseModel):
    """One sensor with its newest reading and health; times in ms UTC."""

    id: str
    name: str
    kind: SensorKind
    source: str
    unit: str
    quantity: str
    latitude: float | None
    longitude: float | None
    aggregate: Aggregate
    interval_s: int
    minimum: float | None
    maximum: float | None
    area: str
    bearing: float | None
    reach: float | None
    clock: str
    value: float | None
    time: int | None
    state: HealthState
    since: int | None
    reason: str


class SensorIn(BaseModel):
    """What may be changed of a sensor; what is left out stays. A place needs both coordinates, or null for both."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), ONE_LINE] = ""
    kind: SensorKind = SensorKind.OTHER
    unit: Annotated[Line, Field(max_length=40)] = ""
    quantity: Annotated[Line, Field(max_length=80)] = ""
    latitude: Annotated[Degrees, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Degrees, Field(ge=-180, le=180)] | None = None
    aggregate: Aggregate = Aggregate.MEAN
    interval_s: int = Field(60, ge=1, le=604_800)
    minimum: Number | None = None
    maximum: Number | None = None
    area: Line = ""
    bearing: Annotated[Degrees, Field(ge=0, lt=360)] | None = None
    reach: Annotated[Number, Field(ge=0, le=100_000)] | None = None


class SeriesOut(BaseModel):
    """A sensor's readings as columns of equal length: `value` is the mean of a bucket between `low` and `high`."""

    unit: str
    time: list[int]
    value: list[float]
    low: list[float]
    high: list[float]
    count: list[int]
    expected: dict[str, list[float]] | None = None


class SumOut(BaseModel):
    """What sensors of a kind measure together, as columns: the middle of each bucket, the sum, of how many sensors."""

    time: list[int]
    value: list[float | None]
    heard: list[int]
    sensors: int


def sensor_out(sensor: Sensor, health: SensorHealth | None, newest: tuple[float, int] | None, locale: str) -> SensorOut:
    """Return a sensor as the API shows it; `newest` is its newest value and time."""
    return SensorOut(
        **{name: getattr(sensor, name) for name in Sensor.__struct_fields__},
        value=newest[0] if newest else None,
        time=newest[1] if newest else None,
        state=health.state if health else HealthState.UNKNOWN,
        since=health.since if health else None,
        reason=health.reason.in_(locale) if health else "",
    )
