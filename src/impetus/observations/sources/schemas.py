"""What the API says of sources."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from impetus.contracts.format import Refusal
from impetus.contracts.source import Source
from impetus.kit import problems
from impetus.kit.fields import Line
from impetus.kit.times import as_datetime, iso
from impetus.observations.mapping import Mapping
from impetus.observations.sources.access import Previewed
from impetus.observations.sources.repository import RefusedRow, SourceRow
from impetus.observations.sources.secrets import shown

_ROWS = 50
Settings = Annotated[dict[str, JsonValue], Field(max_length=100)]


class SourceTypeOut(BaseModel):
    """A type of source. `settings_schema` and `mapping_schema` are JSON Schemas that forms are drawn from."""

    id: str
    name: str
    description: str
    own_clock: bool
    settings_schema: dict[str, Any] = Field(alias="schema")
    mapping_schema: dict[str, Any]

    model_config = ConfigDict(populate_by_name=True)


class SourceHealthOut(BaseModel):
    """How a source is, and since when (ISO 8601 UTC)."""

    state: str
    reason: str
    since: str | None


class SourceCountsOut(BaseModel):
    """Readings since the source was made; `last_at` is when the last one came."""

    accepted: int
    late: int
    repeated: int
    refused: int
    last_at: str | None


class SourceOut(BaseModel):
    """A source. Secrets are empty in `settings`; `secrets_set` names those that are stored."""

    id: str
    name: str
    type: str
    settings: dict[str, Any]
    secrets_set: list[str]
    mapping: dict[str, Any]
    enabled: bool
    clock: str
    health: SourceHealthOut
    counts: SourceCountsOut
    token_hint: str | None
    changed_at: str


class SourceIn(BaseModel):
    """What to make or change. Empty secrets keep what is stored; null clears it."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(min_length=1)
    type: Annotated[str, Field(max_length=64)]
    settings: Settings = Field(default_factory=dict)
    mapping: Settings = Field(default_factory=dict)
    enabled: bool = True


class TokenOut(BaseModel):
    """A token, told this once."""

    token: str
    hint: str


class PreviewIn(BaseModel):
    """A sample message, and how it is to be read. An empty mapping asks for a suggestion and uses it."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(max_length=64)]
    settings: Settings = Field(default_factory=dict)
    mapping: Settings = Field(default_factory=dict)
    sample: Annotated[str, Field(max_length=500_000)]
    topic: Annotated[str, Field(max_length=1000)] = ""
    source: Annotated[str, Field(max_length=64, description="The source that is edited; empty for a new one")] = ""


class PreviewRowOut(BaseModel):
    """A reading as it would be taken in."""

    sensor: str
    time: str
    value: float
    unit: str
    latitude: float | None
    longitude: float | None


class RefusalOut(BaseModel):
    """A reading that cannot be taken, and what to do; `count` like ones were found."""

    position: int = Field(
        description="Index from 0 of the record in what was sent; of its line in NDJSON, of its row below a header"
    )
    reason: str
    field: str
    problem: str
    remedy: str
    sample: str
    count: int


class PreviewOut(BaseModel):
    """The first rows that a sample becomes, what is refused, and the mapping that it suggests."""

    rows: list[PreviewRowOut]
    total: int
    refusals: list[RefusalOut]
    refused_total: int
    suggestions: dict[str, Any]


class RefusedOut(RefusalOut):
    """A refused reading that was kept."""

    id: int
    at: str


class RefusedPage(BaseModel):
    """Refused readings, newest first."""

    items: list[RefusedOut]
    next: str | None


class ReplayIn(BaseModel):
    """What a replay is to do. Speed is a factor of real time; 0 is as fast as it goes."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["start", "pause", "stop"]
    speed: float | None = Field(None, ge=0, le=3600, allow_inf_nan=False)


def type_out(kind: type[Source], locale: str) -> SourceTypeOut:
    """Return a type of source as the API shows it."""
    return SourceTypeOut(
        id=kind.id,
        name=kind.title.in_(locale),
        description=kind.about.in_(locale),
        own_clock=kind.own_clock,
        settings_schema=kind.Settings.model_json_schema(),
        mapping_schema=Mapping.model_json_schema(),
    )


def source_out(row: SourceRow, locale: str) -> SourceOut:
    """Return a source as the API shows it."""
    settings, held = shown(row.settings)
    return SourceOut(
        id=row.id,
        name=row.name,
        type=row.type,
        settings=settings,
        secrets_set=held,
        mapping=row.mapping,
        enabled=row.enabled,
        clock=row.clock,
        health=SourceHealthOut(state=row.state.value, reason=row.reason.in_(locale), since=_iso(row.since)),
        counts=SourceCountsOut(
            accepted=row.accepted, late=row.late, repeated=row.repeated, refused=row.refused, last_at=_iso(row.last_at)
        ),
        token_hint=row.token_hint,
        changed_at=iso(row.changed_at),
    )


def refusal_out(refusal: Refusal, locale: str) -> RefusalOut:
    """Return a refusal as the API shows it, in a language."""
    return RefusalOut(
        position=refusal.position,
        reason=refusal.reason,
        field=refusal.field,
        problem=problems.either(refusal.problem, locale),
        remedy=problems.either(refusal.remedy, locale),
        sample=refusal.sample,
        count=refusal.count,
    )


def preview_out(found: Previewed, locale: str) -> PreviewOut:
    """Return a preview as the API shows it, in a language: the first 50 rows and refusals."""
    readings = found.readings
    rows = []
    for sensor, time, value, unit in zip(
        readings.sensors[:_ROWS], readings.times, readings.values, readings.units, strict=False
    ):
        latitude, longitude = readings.places.get(sensor, (None, None))
        rows.append(
            PreviewRowOut(
                sensor=sensor,
                time=iso(as_datetime(time)),
                value=value,
                unit=unit,
                latitude=latitude,
                longitude=longitude,
            )
        )
    return PreviewOut(
        rows=rows,
        total=len(readings.values),
        refusals=[refusal_out(refusal, locale) for refusal in readings.refusals[:_ROWS]],
        refused_total=sum(refusal.count for refusal in readings.refusals),
        suggestions=found.suggestions,
    )


def refused_out(row: RefusedRow, locale: str) -> RefusedOut:
    """Return a kept refused reading as the API shows it, in a language."""
    return RefusedOut(
        id=row.id,
        at=iso(row.at),
        position=row.position,
        reason=row.reason,
        field=row.field,
        problem=problems.either(row.problem, locale),
        remedy=problems.either(row.remedy, locale),
        sample=row.sample,
        count=row.count,
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)
