"""What the API takes and gives about evacuations."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import MAX_INT, PLAIN, Line, Name, Slug

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Packed = Annotated[str, StringConstraints(max_length=450_000, pattern=r"^[A-Za-z0-9+/=]*$")]
MOST_BYTES = 420_000
"""Of what was reckoned, as JSON."""


Node = Annotated[str, StringConstraints(max_length=200), PLAIN]
"""A place of the graph by its id."""
Hour = Annotated[str, StringConstraints(max_length=5, pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
"""18:05 by the city's clock, or nothing."""


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CrowdIn(_In):
    """People within a circle."""

    longitude: Longitude
    latitude: Latitude
    radius_m: float = Field(ge=1, le=5000, allow_inf_nan=False)
    people: int = Field(ge=0, le=5_000_000)
    name: Line = ""
    counted_at: Annotated[str, StringConstraints(max_length=40), PLAIN] = ""


class ThreatIn(_In):
    """A disc that nobody is sent into; it may grow."""

    longitude: Longitude
    latitude: Latitude
    radius_m: float = Field(ge=0, le=100_000, allow_inf_nan=False)
    growth_m_s: float = Field(default=0.0, ge=0, le=1000, allow_inf_nan=False)


class ClosedIn(_In):
    """A street that nobody enters, in both directions, by the ids of its ends."""

    from_: Node = Field(alias="from")
    to: Node
    kept_free: bool = False


class ExitGateIn(_In):
    """What is known of an exit: metres of its ways (null: as the map says), and its hours by the city's clock."""

    width_m: float | None = Field(default=None, ge=0.1, le=500, allow_inf_nan=False)
    opens: Hour = ""
    closes: Hour = ""


class EvacuationSetting(_In):
    """What was planned for: people, threats, what is closed, and how people are.

    `gates` are exits by their ids; `starts` is when people set out, by the city's clock, where any of them has hours.
    """

    crowds: list[CrowdIn] = Field(default=[], max_length=200)
    threats: list[ThreatIn] = Field(default=[], max_length=50)
    closed: list[ClosedIn] = Field(default=[], max_length=1000)
    exits: dict[Node, bool] = Field(default={}, max_length=2000)
    gates: dict[Node, ExitGateIn] = Field(default={}, max_length=200)
    starts: Hour = ""
    trigger: Annotated[str, StringConstraints(max_length=20, pattern=r"^[a-z]*$")] = "announcement"
    compliance: float = Field(default=0.7, ge=0, le=1, allow_inf_nan=False)
    slow: float = Field(default=0.05, ge=0, le=1, allow_inf_nan=False)
    posts: int = Field(default=12, ge=0, le=60)


class EvacuationIn(_In):
    """A plan to keep. `graph` is gzipped JSON in base64, `reckoned` what the tool answered; `about` an incident."""

    name: Name
    venue: Line = ""
    about: Slug | None = None
    longitude: Longitude | None = None
    latitude: Latitude | None = None
    graph: Packed = ""
    setting: EvacuationSetting = EvacuationSetting()
    reckoned: dict[str, Any] | None = None


class EvacuationChange(EvacuationIn):
    """A changed plan; `version` is the one that was read."""

    version: int = Field(ge=1, le=MAX_INT)


class EvacuationHeadOut(BaseModel):
    """A plan in the library. `clear_s` is when everybody is out by it; null where nothing was reckoned yet."""

    id: str
    name: str
    venue: str
    about: str | None
    longitude: float | None
    latitude: float | None
    people: int
    posts: int
    clear_s: float | None
    version: int
    tasked: bool
    changed_at: str


class EvacuationOut(EvacuationHeadOut):
    """A plan with everything that was kept of it."""

    graph: str
    setting: EvacuationSetting
    reckoned: dict[str, Any] | None


class EvacuationTasksOut(BaseModel):
    """How many tasks the plan became, and in which incident."""

    incident: str
    tasks: int


class WalkNodeOut(BaseModel):
    """A joint of streets, in metres about the middle and in degrees."""

    id: str
    x: float
    y: float
    lon: float
    lat: float
    exit: bool


class WalkingGraphOut(BaseModel):
    """Streets of a place as the tool takes them. `arcs` hold from, to, metres of length and of width, name."""

    nodes: list[WalkNodeOut]
    arcs: list[tuple[str, str, float, float, str]]
    crs: str
