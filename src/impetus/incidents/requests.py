"""What the API takes about incidents."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.incidents.words import EntryKind, Part, Side, Stage, TaskState
from impetus.kit.fields import MASKED, ONE_LINE, PLAIN, Count, Line, MaskedLine, MaskedNote, Note, Slug
from impetus.model.alert import Severity

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Point = tuple[Longitude, Latitude]
Ring = Annotated[list[Point], Field(max_length=500)]
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), PLAIN]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), PLAIN, MASKED]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), ONE_LINE]
Moment = Annotated[str, StringConstraints(max_length=40)]
Audience = Literal["own", "all"]
"""`own`: the writer's agency alone, whatever is shared. `all`: every agency that the incident is shared with."""
Ids = Annotated[list[Slug], Field(max_length=500)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlaceIn(_In):
    """Where it is. An empty `area` is a point."""

    name: MaskedLine = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    area: Ring = []


class IncidentIn(_In):
    """A new incident, from alerts or by hand. Without a title the heaviest alert gives it."""

    title: Line = ""
    alerts: Ids = []
    groups: bool = Field(False, description="Take all alerts that triage joined with each")
    place: PlaceIn | None = None
    severity: Severity | None = None


class IncidentChange(_In):
    """What to change. `version` is what the person saw; another is answered with 409."""

    version: Count
    title: Title | None = None
    severity: Severity | None = None
    place: PlaceIn | None = None
    stage: Stage | None = None
    owner: Slug | None = Field(None, description="A person of one's own agency; empty leaves it as it is")


class CloseIn(_In):
    """Close one's own sub-incident; the incident closes with the last."""

    version: Count | None = None
    reason: Filled


class ReopenIn(_In):
    """Reopen one's own sub-incident, and with it the incident."""

    reason: Why


class AlertsIn(_In):
    """Alerts to put in or to take out. One that stands in another incident moves only with `move`."""

    add: Ids = []
    remove: Ids = []
    groups: bool = False
    move: bool = False


class MergeIn(_In):
    """Merge into another incident. With `extend` the agencies of either see both, in the parts they had."""

    into: Slug
    extend: bool = False
    reason: MaskedNote = ""


class SplitIn(_In):
    """Split a part off into an incident of its own; it is shared as this one is."""

    title: Title
    alerts: Ids = []
    entries: Annotated[list[Slug], Field(max_length=500)] = []
    reason: MaskedNote = ""


class EntryIn(_In):
    """A note, a chat line, or word that help was sent. `at` may lie in the past; without it, now."""

    kind: Literal["note", "chat", "dispatch"] = "note"
    side: Side = "centre"
    text: Filled
    audience: Audience = "all"
    mentions: Annotated[list[Slug], Field(max_length=20, description="Ids of people or agencies")] = []
    attachments: Annotated[list[Slug], Field(max_length=10)] = []
    at: Moment | None = None
    link: Slug | None = None


class TaskIn(_In):
    """A new task; without an agency one's own. Only an agency that takes part can be given one."""

    text: Filled
    agency: Slug | None = None
    owner: Slug | None = None
    due_at: Moment | None = None
    audience: Audience = "all"


class TaskChange(_In):
    """What to change of a task. Dropping it needs a reason."""

    version: Count
    text: Filled | None = None
    state: TaskState | None = None
    agency: Slug | None = None
    owner: Slug | None = None
    due_at: Moment | None = None
    clear: Annotated[list[Literal["owner", "due_at"]], Field(max_length=2)] = []
    reason: MaskedNote = ""


class EvidenceIn(_In):
    """Keep what a tool showed with an alert: the piece at position `index` of the alert's evidence."""

    alert: Slug
    index: Annotated[int, Field(ge=0, le=100)] = 0
    audience: Audience = "all"


class EvidenceReasonIn(_In):
    """Why."""

    reason: Why


class IncidentShareIn(_In):
    """Let another agency see an incident: whole (all parts) or in parts; `summary` is always among them."""

    agency: Slug
    parts: Annotated[list[Part], Field(min_length=1, max_length=7)]
    reason: MaskedNote = ""


class GoalsIn(_In):
    """Seconds to acknowledge, to send help and to close; None is no goal."""

    acknowledge_s: Annotated[int, Field(ge=1, le=604_800)] | None = None
    dispatch_s: Annotated[int, Field(ge=1, le=604_800)] | None = None
    close_s: Annotated[int, Field(ge=1, le=31_536_000)] | None = None


class SharingRuleIn(_In):
    """Share by itself when all given conditions hold: kinds (by beginning), least severity, within an area."""

    id: Slug
    name: Title
    kinds: Annotated[list[Line], Field(max_length=50)] = []
    severity: Severity = Severity.INFO
    area: Ring = []
    agency: Slug
    agency_name: Line = Field("", description="Filled in by the platform")
    parts: Annotated[list[Part], Field(min_length=1, max_length=7)]
    enabled: bool = True


class IncidentSettingsIn(_In):
    """An agency's settings of incidents. Sharing rules act on what happens from then on."""

    goals: dict[Severity, GoalsIn]
    sharing: Annotated[list[SharingRuleIn], Field(max_length=100)] = []
    evidence_days: Annotated[int, Field(ge=1, le=36_500)] = 30


class IncidentSettingsChange(IncidentSettingsIn):
    """New settings, made from `version`; where others hold by now, they are refused."""

    version: Count | None = None


class PartnerIn(_In):
    """Another installation.

    `address` is what it gave as its inbound address (nothing is sent while it is empty). The secret is the same on
    both sides: without one, a new one is made and shown once; later, without one it stays.
    """

    name: Title
    address: Annotated[str, StringConstraints(max_length=500, pattern=r"^(https?://[^\s@]+)?$")] = ""
    secret: Annotated[str, StringConstraints(min_length=32, max_length=200)] | None = None
    enabled: bool = True
    notes: bool = Field(True, description="Send entries for all, besides what, where and how far")


class FederateIn(_In):
    """Share an incident with another installation, from now on until it is ended."""

    partner: Slug


IncidentFilter = Literal["open", "closed", "all"]


class FederatedPlace(_In):
    """Where it is."""

    name: MaskedLine = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    area: Ring = []


class FederatedWords(_In):
    """A sentence in three languages; empty ones fall back to English."""

    en: Note
    it: Note = ""
    nb: Note = ""


class FederatedEntry(_In):
    """A line of a timeline; `author` is an agency, never a person."""

    id: Slug
    at: Moment
    side: Side
    kind: EntryKind
    text: FederatedWords
    author: Line


class FederatedAgency(_In):
    """How far an agency of the other installation has come."""

    name: Line
    stage: Stage
    closed: bool


class FederatedIn(_In):
    """The public form of an incident, `impetus.incident/1`, or with `incident.notes/1` what a receiver wrote of it."""

    form: Literal["impetus.incident/1", "impetus.incident.notes/1"]
    id: Slug
    number: Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9-]*$")] = ""
    title: MaskedLine = ""
    severity: Severity = Severity.MEDIUM
    place: FederatedPlace = FederatedPlace()
    opened_at: Moment = ""
    closed_at: Moment | None = None
    agencies: Annotated[list[FederatedAgency], Field(max_length=100)] = []
    ended: bool = False
    entries: Annotated[list[FederatedEntry], Field(max_length=500)] = []
