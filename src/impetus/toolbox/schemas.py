"""What the API says and takes about tools."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from impetus.kit.fields import Count, MaskedLine
from impetus.model.sensor import HealthState


class ToolStateOut(BaseModel):
    """Whether it runs and how it is: fresh, late or blind, with the reason in the session's language."""

    running: bool
    health: HealthState
    reason: str


class JudgedOut(BaseModel):
    """Of `judged` alerts, `real` were confirmed."""

    real: int
    judged: int


class FigureOut(BaseModel):
    """One figure the tool gives of itself; `points` where it is a list of numbers, to be drawn beside `line`."""

    key: str
    label: str
    value: str | float | int
    unit: str | None = None
    points: list[float | None] | None = None
    line: float | None = None


class ToolOut(BaseModel):
    """A tool as the table shows it. `shown_7d` counts alerts of the last seven days (UTC), today last."""

    id: str
    name: str
    purpose: str
    icon: str
    version: str
    state: ToolStateOut
    level: int
    shown_7d: list[int]
    judged: JudgedOut
    figures: list[FigureOut]
    inputs: list[str]
    watches: str
    lag: int = Field(description="Messages of the stream that wait for the tool")
    switched_by: str | None
    switched_at: str | None


class ToolSettingsOut(BaseModel):
    """Settings as a form. `schema` is JSON Schema; other languages stand in `x-text`, units in `x-unit`."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    form: dict[str, JsonValue] = Field(alias="schema")
    values: dict[str, JsonValue]
    defaults: dict[str, JsonValue]
    version: int
    changed_by: str | None
    changed_at: str | None


class MeasuredOut(BaseModel):
    """One measured figure of a tool or a model, with its interval of 95 % where it has one."""

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    data: str
    measured_by: str
    measured_on: str


class ModelOut(BaseModel):
    """A model that a tool loads, as its card says; one without a card, or another than its card's, is not loaded."""

    id: str
    name: str
    file: str
    sha256: str
    purpose: str
    trained_on: str
    licence: str
    limits: list[str]
    figures: list[MeasuredOut]


class ToolDetailOut(ToolOut):
    """A tool with its manifest, documents and settings; `settings` is null where the tool is broken."""

    manifest: dict[str, JsonValue]
    measured: list[MeasuredOut]
    models: list[ModelOut]
    model_card: str
    model_card_summary: str = Field(description="The card in short in Italian or Norwegian; else empty")
    assessment: str
    problems: list[str]
    guides: list[str]
    settings: ToolSettingsOut | None


class SettingsIn(BaseModel):
    """New settings. `version` is the one they were made from; leave it out to overwrite whatever is there."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, JsonValue] = Field(max_length=200)
    version: Count | None = None


class SwitchIn(BaseModel):
    """Stop or start a tool. Stopping needs a reason."""

    model_config = ConfigDict(extra="forbid")

    running: bool
    reason: MaskedLine = ""


class AskIn(BaseModel):
    """A question to a tool; the tool says which fields it takes."""

    model_config = ConfigDict(extra="forbid")

    question: dict[str, JsonValue] = Field(max_length=200)


class SaidOut(BaseModel):
    """One line of a tool's answer: progress, at last the answer, or why there is none."""

    progress: dict[str, JsonValue] | None = None
    answer: dict[str, JsonValue] | None = None
    error: dict[str, JsonValue] | None = None


class PermissionOut(BaseModel):
    """A permission: of the platform, or one that a tool brings. `roles` have it."""

    id: str
    tool: str | None
    roles: list[str]
    purpose: str | None
    data_categories: list[str]
    legal_basis: str | None


def points(value: Any) -> list[float | None] | None:
    """Return a list of numbers as such, None for everything else."""
    if not isinstance(value, list | tuple) or len(value) < 2:
        return None
    return [float(part) if part is not None else None for part in value[:60]] if all(map(_number, value)) else None


def _number(value: Any) -> bool:
    return value is None or (
        isinstance(value, int | float) and not isinstance(value, bool) and value == value and abs(value) != float("inf")
    )


def plain(value: Any) -> str | float | int:
    """Return a figure as the API can say it: numbers and short texts as they are, lists joined."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) and value == value and abs(value) != float("inf"):
        return value
    if isinstance(value, list | tuple):
        return ", ".join("–" if part is None else str(part) for part in value[:12])
    return str(value)[:200]
