"""What the API says and takes about triage: its rules, settings, silences, and what is held back."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from impetus.alerts.schemas import PersonRef
from impetus.kit.fields import MASKED, ONE_LINE, Count, Line

Moment = Annotated[str, StringConstraints(max_length=40)]


class RuleOut(BaseModel):
    """A rule: what it is called, what it does, and how many alerts of the last hour it holds back."""

    id: str
    effect: Literal["holds", "joins", "shows"]
    title: str
    what: str
    held_hour: int


class HeldBackOut(BaseModel):
    """What was held back since an hour ago: in all, and by rule."""

    hour: int
    rules: list[RuleOut]


class TriageSettingsOut(BaseModel):
    """The settings in force with their form. `version` 0: nobody changed any."""

    form: dict[str, Any] = Field(alias="schema", description="JSON Schema with words in three languages in x-text")
    values: dict[str, JsonValue]
    defaults: dict[str, JsonValue]
    version: int
    changed_by: str | None
    changed_at: str | None

    model_config = ConfigDict(populate_by_name=True)


class TriageSettingsIn(BaseModel):
    """New settings, made from `version`."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, JsonValue] = Field(max_length=100)
    version: Count | None = None


class AreaIn(BaseModel):
    """A circle; `name` is what people call its middle."""

    model_config = ConfigDict(extra="forbid")

    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    metres: float = Field(gt=0, le=50_000, allow_inf_nan=False)
    name: Line = ""


class ScopeIn(BaseModel):
    """What is silenced: everything that matches all that is given; something must be."""

    model_config = ConfigDict(extra="forbid")

    source: Line = ""
    kind: Line = ""
    tool: Line = ""
    signature: Line = ""
    area: AreaIn | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.source or self.kind or self.tool or self.signature or self.area):
            raise ValueError("name what to silence: a source, a kind, a tool, a signature or an area")
        return self


class SilenceIn(BaseModel):
    """A silence for `minutes`, or a maintenance window from `starts_at` to `ends_at`."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["silence", "maintenance"] = "silence"
    scope: ScopeIn
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), ONE_LINE, MASKED]
    minutes: Annotated[int, Field(ge=1, le=7 * 1440)] | None = None
    starts_at: Moment = ""
    ends_at: Moment = ""


class SilenceOut(BaseModel):
    """A silence or maintenance window. `state` is coming, running or over; `text` says what it covers."""

    id: str
    kind: Literal["silence", "maintenance"]
    scope: ScopeIn
    text: str
    reason: str
    author: PersonRef | None
    starts_at: str
    ends_at: str
    state: Literal["coming", "running", "over"]
    ended_by: PersonRef | None
    held: int = Field(description="How many alerts it held back")
