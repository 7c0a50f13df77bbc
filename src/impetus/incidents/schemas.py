"""What the API says about incidents. Texts are in the session's language, times ISO 8601 UTC."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from impetus.alerts.schemas import AlertOut
from impetus.incidents.requests import Audience, IncidentSettingsIn
from impetus.incidents.words import EntryKind, Part, Side, Stage, TaskState
from impetus.model.alert import Severity


class AgencyRef(BaseModel):
    """An agency by name."""

    id: str
    name: str


class PlacedAgencyOut(AgencyRef):
    """An agency and the time zone that its city lives in, as IANA names it."""

    time_zone: str


class Who(BaseModel):
    """Somebody as an incident shows them; `id` and `name` are None where another agency shares no people."""

    id: str | None
    name: str | None
    initials: str | None
    agency: AgencyRef


class PlaceOut(BaseModel):
    """Where it is; `area` is the affected area, a closed ring of [longitude, latitude], empty where unknown."""

    name: str
    latitude: float | None
    longitude: float | None
    area: list[tuple[float, float]]


class TimerOut(BaseModel):
    """A response timer: counts from `started_at` to `stopped_at` (None: it runs) against `goal_s` (None: no goal).

    `over_s` is how far it is past its goal as of the answer, 0 while it is not.
    """

    goal_s: int | None
    started_at: str
    stopped_at: str | None
    over: bool
    over_s: int


class TimersOut(BaseModel):
    """Time to acknowledge, to dispatch and to close, of the caller's own agency."""

    acknowledge: TimerOut
    dispatch: TimerOut
    close: TimerOut


class StageOut(BaseModel):
    """When an agency came to a stage; the last of them is the present one."""

    stage: Stage
    since: str


class SubOut(BaseModel):
    """The sub-incident of one agency. The incident is closed when all have closed theirs."""

    id: str = Field(description="The agency's id")
    name: str
    home: bool
    stage: Stage
    stages: list[StageOut]
    owner: Who | None
    joined_at: str
    acknowledged_at: str | None
    dispatched_at: str | None
    closed_at: str | None
    closed: bool
    close_reason: str
    close_masked: bool
    tasks_open: int
    tasks_done: int


class IncidentOut(BaseModel):
    """An incident as a list shows it. `version` counts every change of it; `alerts` the alerts that one may see."""

    id: str
    number: str = Field(examples=["I-12"])
    title: str
    title_masked: bool
    stage: Stage
    severity: Severity
    agencies: list[SubOut]
    home: AgencyRef
    own: bool = Field(description="Whether the caller's agency is its home")
    partner: str | None = Field(description="The other installation it came from, None for one's own")
    owner: Who | None
    place: PlaceOut
    opened_at: str
    closed_at: str | None
    alerts: int
    tasks_open: int
    timers: TimersOut
    sentence: str
    unread: int
    merged_into: str | None
    split_from: str | None
    updated_at: str
    version: int


class IncidentPage(BaseModel):
    """Incidents: open before closed, then severity, then newest. `total` counts the whole list."""

    items: list[IncidentOut]
    next: str | None
    total: int


class IncidentAlertOut(BaseModel):
    """An alert of the incident, with the agency that it belongs to and who put it there."""

    alert: AlertOut
    agency: AgencyRef
    added_at: str
    added_by: Who | None


class SuggestionOut(BaseModel):
    """An alert that may belong here, and why in words; `rule` is place, time, kind or subject."""

    alert: AlertOut
    reason: str
    rules: list[Literal["place", "time", "kind", "subject"]]
    metres: float | None
    seconds: int | None
    group: list[str] = Field(description="Ids of the alerts that triage joined with it, itself among them")


class IncidentShareOut(BaseModel):
    """What another agency may see; `rule` names the sharing rule that did it, None for a person."""

    agency: AgencyRef
    parts: list[Part]
    rule: str | None
    reason: str
    by: Who | None
    at: str
    revoked_at: str | None


class IncidentPermissions(BaseModel):
    """What the caller may do here."""

    write: bool
    lead: bool
    share: bool
    lock: bool
    close: bool
    parts: list[Part] = Field(description="What the caller's agency sees; all of them at home")


class MergeOut(BaseModel):
    """A merge or a split in the incident's history."""

    id: str
    kind: Literal["merge", "split"]
    source: str
    source_number: str
    target: str
    target_number: str
    by: Who | None
    at: str
    undone_at: str | None


class IncidentDetailOut(IncidentOut):
    """An incident with everything but its lists of entries, tasks and evidence."""

    alert_list: list[IncidentAlertOut]
    suggestions: list[SuggestionOut]
    shares: list[IncidentShareOut]
    people: list[Who]
    permissions: IncidentPermissions
    merged: list[MergeOut]
    federated: list[str] = Field(description="Names of the installations it is shared with")


class AttachmentOut(BaseModel):
    """A file that hangs on an entry; it is seen as evidence is."""

    id: str
    name: str
    media_type: str
    picture: bool
    masked: bool
    size: int


class MentionOut(BaseModel):
    """Somebody or an agency that an entry calls."""

    kind: Literal["person", "agency"]
    id: str
    name: str


class EntryOut(BaseModel):
    """A line of one of the two timelines. `system`: written by the platform about what was done."""

    id: str
    incident: str
    side: Side
    at: str
    written_at: str
    kind: EntryKind
    text: str
    masked: bool = Field(description="Whether identifiers were taken out; the original may be asked for")
    author: Who | None
    mentions: list[MentionOut]
    attachments: list[AttachmentOut]
    audience: Audience
    system: bool
    mine: bool
    link: str | None = Field(description="Id of the alert, task or evidence it is about")


class EntryPage(BaseModel):
    """Entries, newest first."""

    items: list[EntryOut]
    next: str | None


class TaskOut(BaseModel):
    """Something to do, by one agency and there by one person."""

    id: str
    incident: str
    text: str
    masked: bool = Field(description="Whether identifiers were taken out; the original may be asked for")
    agency: AgencyRef
    owner: Who | None
    state: TaskState
    due_at: str | None
    over: bool
    made_at: str
    made_by: Who | None
    changed_at: str
    reason: str
    audience: Audience
    version: int


class LockOut(BaseModel):
    """Who keeps a piece of evidence, and why."""

    agency: AgencyRef
    by: Who | None
    reason: str
    at: str


class EvidenceOut(BaseModel):
    """A piece of evidence: a file, or what a tool showed with an alert (`content`, tagged by `type`).

    While anybody keeps it, retention does not delete it; else it goes at `keep_until` (None: the incident is open).
    """

    id: str
    incident: str
    kind: Literal["file", "alert", "attachment"]
    title: str
    name: str
    media_type: str
    picture: bool = Field(description="There is a masked picture to show")
    masked: bool = Field(description="The file is masked, and one may ask to see it")
    size: int
    sha256: str
    alert: str | None
    content: dict[str, Any] | None
    by: Who | None
    at: str
    audience: Audience
    kept: bool
    locks: list[LockOut]
    keep_until: str | None
    deleted_at: str | None


class IncidentSettingsOut(IncidentSettingsIn):
    """The settings in force."""

    version: int
    changed_at: str | None


class PartnerOut(BaseModel):
    """Another installation; `inbound` is the address to give to its administrator, `secret` only when just made."""

    id: str
    name: str
    address: str
    enabled: bool
    notes: bool
    inbound: str
    secret: str | None
    waiting: int
    last_at: str | None
    last_error: str | None


class ReceivedOut(BaseModel):
    """The incident that a message from a partner made or changed."""

    incident: str
    number: str
    new: bool


class IncidentReportOut(BaseModel):
    """The report as data: what, when, who, both timelines, tasks, evidence, figures. Only what one may see."""

    incident: IncidentDetailOut
    timeline: list[EntryOut]
    tasks: list[TaskOut]
    evidence: list[EvidenceOut]
    made_at: str
    made_by: Who
