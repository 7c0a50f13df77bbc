"""What the API says and takes about procedures."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.alerts.schemas import PersonRef
from impetus.contracts.procedure import ActionKind, StepKind
from impetus.kit.fields import MASKED, ONE_LINE, Count, MaskedLine, MaskedNote, Slug
from impetus.procedures.content import Content, Fault
from impetus.procedures.exchange import Format, Unmapped

VersionState = Literal["draft", "published", "archived"]
Did = Literal["answered", "skipped", "undone", "acted", "stopped"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class KindOut(BaseModel):
    """A kind of alert that a procedure may be for."""

    name: str
    title: str
    icon: str


class ProcedureOut(BaseModel):
    """A procedure in the list. `origin` is `own`, `impetus`, or the tool that brings it; `state` that of the newest."""

    id: str
    title: str
    kind: str
    kind_title: str
    icon: str
    origin: str
    state: VersionState
    version: int = Field(description="The version in force, else the newest")
    draft: int | None
    steps: int
    runs: int
    versions: int
    places: list[str]
    changed_at: str
    changed_by: PersonRef | None


class VersionOut(BaseModel):
    """One version in the list of versions."""

    version: int
    state: VersionState
    changed_at: str
    changed_by: PersonRef | None
    note: str
    steps: int


class ProcedureDetailOut(BaseModel):
    """One version with its content, what keeps it from being published, and all versions, newest first."""

    id: str
    origin: str
    version: int
    state: VersionState
    edits: int
    content: Content
    faults: list[Fault]
    versions: list[VersionOut]


class SaveIn(_In):
    """A draft; `edits` is what was seen of it, None where there was none."""

    content: Content
    edits: Count | None = None


class NewIn(_In):
    """A new procedure."""

    content: Content


class ReasonIn(_In):
    """Why; supervisors and the log are told."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200), ONE_LINE, MASKED]


class PublishIn(_In):
    """What is new, for whoever looks at the versions."""

    note: MaskedLine = ""


class RestoreIn(_In):
    """The version to take as draft."""

    version: Count


class TryIn(_In):
    """A procedure that is being written, and answers by number to walk; nothing is kept."""

    content: Content
    answers: list[Annotated[int, Field(ge=-1, le=8)]] = Field([], max_length=60, description="-1 skips the step")


class TryOut(BaseModel):
    """Where the answers lead: the steps walked, the current one (None at the end), and what is wrong with it all."""

    path: list[str]
    step: str | None
    left: int | None = Field(description="Steps on the longest way to the end; None while it cannot be said")
    faults: list[Fault]


class ImportIn(_In):
    """A file's text."""

    format: Format
    text: Annotated[str, Field(max_length=1_000_000)]


class ImportOut(BaseModel):
    """The draft that was made, and what could not be mapped."""

    id: str
    unmapped: list[Unmapped]
    faults: list[Fault]


class OfferOut(BaseModel):
    """A procedure that fits, with the reason."""

    procedure: str
    version: int
    title: str
    summary: str
    kind: str
    icon: str
    steps: int
    origin: str
    reason: str
    running: str | None


class ActionOut(BaseModel):
    """What the platform can do at a step; where not `available`, `by_hand` says who does it."""

    do: ActionKind
    text: str
    by_hand: str
    available: bool
    done: bool


class StepOut(BaseModel):
    """The step that a run stands at; answers are given by their place, from 0."""

    id: str
    kind: StepKind
    text: str
    answers: list[str]
    skippable: bool
    seconds: int | None
    entered_at: str
    due_at: str | None
    action: ActionOut | None


class RunEventOut(BaseModel):
    """One line of a run's history."""

    id: int
    at: str
    by: PersonRef | None
    what: Did
    step: str
    text: str
    answer: str
    note: str
    undone: bool


class RunOut(BaseModel):
    """A run with the current step (None at its end) and everything that was answered, oldest first."""

    id: str
    procedure: str
    version: int
    title: str
    alert: str | None
    incident: str | None
    state: Literal["running", "done", "stopped"]
    started_at: str
    started_by: PersonRef | None
    ended_at: str | None
    done: int
    total: int = Field(description="Steps done and those left on the longest way")
    step: StepOut | None
    history: list[RunEventOut]
    outcome: str = Field("", description="What an action made, such as the id of an incident")


class StartIn(_In):
    """What to run, for an alert or an incident."""

    procedure: Slug
    alert: Slug | None = None
    incident: Slug | None = None


class StepIn(_In):
    """The step that the person saw."""

    step: Slug


class AnswerIn(StepIn):
    """An answer, by its place from 0."""

    answer: Annotated[int, Field(ge=0, le=8)]
    note: MaskedNote = ""


class SkipIn(StepIn):
    """Why the step is left out."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200), ONE_LINE, MASKED]
