"""What the API says and takes about alerts."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from impetus.alerts.steps import SampleStep
from impetus.kit.fields import Count, Line, Name, Note, Slug
from impetus.model.alert import AlertState, RejectReason, Severity, Word


class PersonRef(BaseModel):
    """Somebody, as shown beside what they did."""

    id: str
    name: str
    initials: str


class WhereOut(BaseModel):
    """The place; `area` is a closed ring of [longitude, latitude], empty where it is a point."""

    name: str
    latitude: float | None
    longitude: float | None
    area: list[tuple[float, float]]


class VerdictOut(BaseModel):
    """A person's verdict. `masked`: its note is, and one may ask to see it."""

    id: str
    word: Word
    reason: RejectReason | None
    note: str | None
    masked: bool
    by: PersonRef | None
    at: str


class TrackRecord(BaseModel):
    """Of `judged` alerts of this tool and kind, `real` were confirmed."""

    real: int
    judged: int


class ReasonOut(BaseModel):
    """What a rule of triage did, in a sentence. `alert` is the one it was held against or joined to."""

    rule: str
    title: str
    text: str
    alert: str | None = None
    silence: str | None = None


class AlertIncidentOut(BaseModel):
    """The open incident of an alert; `worked` once somebody works on it, and the alert no longer waits by itself."""

    id: str
    number: str = Field(examples=["I-12"])
    title: str
    own: bool = Field(description="Whether it is at home in this agency")
    worked: bool


class AlertOut(BaseModel):
    """An alert as the queue shows it; texts are in the session's language, times ISO 8601 UTC."""

    id: str
    number: str = Field(examples=["A-12"])
    tool: str
    tool_name: str
    kind: str
    kind_title: str
    icon: str
    subject: str
    severity: Severity
    confidence: float
    state: AlertState
    title: str
    why: str
    where: WhereOut
    clock: str
    window_start: str
    window_end: str
    over: bool
    created_at: str
    updated_at: str
    revision: int
    version: int
    owner: PersonRef | None
    acknowledged_at: str | None
    verdict: VerdictOut | None
    track_record: TrackRecord | None
    goal_s: int | None
    seen_by: list[PersonRef]
    group: str | None = Field(description="What belongs together, by triage")
    joined: int = Field(description="How many alerts of the group stand under this one")
    held: ReasonOut | None = Field(description="The rule that holds it back; None where it is shown")
    joined_reason: ReasonOut | None
    raised_reason: ReasonOut | None
    incident: AlertIncidentOut | None


class AlertPage(BaseModel):
    """A part of the queue: undecided first, then severity, then newest. `total` counts the whole list."""

    items: list[AlertOut]
    next: str | None
    total: int


class PartOut(BaseModel):
    """One additive part of the explanation; `weight` in units of the score."""

    text: str
    weight: float


class HistoryOut(BaseModel):
    """One line of the alert's history; `by` is None for the tool."""

    at: str
    by: PersonRef | None
    what: str
    detail: dict[str, JsonValue]


class CustodyOut(BaseModel):
    """One line of a sample's chain of custody: `by` wrote it, `holder` has the sample from then on."""

    at: str
    by: PersonRef | None
    step: SampleStep
    holder: str
    seal: str
    temperature_c: float | None
    note: str


class SampleOut(BaseModel):
    """A sample for the laboratory: how far it has come, who has it, and its chain, oldest line first.

    `next` is what may be written now; `resealed` is true where its lines name different seals.
    """

    label: str
    state: SampleStep
    holder: str
    resealed: bool
    next: list[SampleStep]
    chain: list[CustodyOut]


class LaboratoryOut(BaseModel):
    """The laboratory's word on an alert: `state` is the last of any sample. It is no verdict."""

    state: SampleStep
    samples: list[SampleOut]


class SampleIn(BaseModel):
    """One more line of a sample's chain.

    `holder` is a role or a laboratory, not a person's name; `seal` the number on its seal, bag or lot.
    """

    model_config = ConfigDict(extra="forbid")

    step: SampleStep
    sample: Name = "1"
    holder: Line = ""
    seal: Annotated[str, Field(max_length=40, pattern=r"^[\w./-]*$")] = ""
    temperature_c: float | None = Field(default=None, ge=-90, le=60, allow_inf_nan=False)
    note: Note = ""


class AlertDetailOut(AlertOut):
    """An alert with its explanation, evidence and history. Evidence is tagged by `type`."""

    parts_for: list[PartOut]
    parts_against: list[PartOut]
    evidence: list[dict[str, Any]]
    sensors: list[str]
    history: list[HistoryOut]
    tool_version: str
    laboratory: LaboratoryOut | None = None


class ActIn(BaseModel):
    """What the person saw when acting; a difference is answered with 409."""

    model_config = ConfigDict(extra="forbid")

    revision: Count | None = None
    expected_state: AlertState | None = None


class VerdictIn(ActIn):
    """A verdict; rejecting needs a reason, and a repeat (`duplicate`) may name the alert that it repeats."""

    word: Word
    reason: RejectReason | None = None
    note: Note = ""
    same_as: Slug | None = None


ShownFilter = Literal["shown", "held", "all"]
StateFilter = Literal["open", "new", "acknowledged", "confirmed", "rejected", "closed", "all"]
