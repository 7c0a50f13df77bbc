"""A CAP 1.2 message as this program keeps it. Names are those of the standard, in Python's spelling."""

from enum import StrEnum

import msgspec


class Status(StrEnum):
    """How the message is to be taken."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """What the message does to earlier ones."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Category(StrEnum):
    """What the event is about."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class ResponseType(StrEnum):
    """What people are asked to do."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """How soon people should act."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class CapSeverity(StrEnum):
    """How great the danger to life and property is."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure the sender is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier message: sender, identifier and when it was sent (ms UTC)."""

    sender: str
    identifier: str
    sent: int


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its name: event codes, parameters, geocodes."""

    name: str
    value: str


class Circle(msgspec.Struct, frozen=True, kw_only=True):
    """A circle: degrees WGS 84, radius in kilometres."""

    latitude: float
    longitude: float
    radius_km: float


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """Where it holds. Polygons are closed rings of (longitude, latitude), at least four points."""

    description: str
    polygons: list[list[tuple[float, float]]] = []
    circles: list[Circle] = []
    geocodes: list[Named] = []


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in one language. Times are ms UTC in whole seconds, None where not said."""

    event: str
    language: str = "en-US"
    categories: list[Category] = msgspec.field(default_factory=lambda: [Category.OTHER])
    responses: list[ResponseType] = []
    urgency: Urgency = Urgency.UNKNOWN
    severity: CapSeverity = CapSeverity.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    audience: str = ""
    codes: list[Named] = []
    effective: int | None = None
    onset: int | None = None
    expires: int | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: list[Named] = []
    areas: list[Area] = []


class CapAlert(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `sent` in ms UTC, whole seconds; `scope` is Public, Restricted or Private."""

    identifier: str
    sender: str
    sent: int
    status: Status = Status.ACTUAL
    type: MessageType = MessageType.ALERT
    source: str = ""
    scope: str = "Public"
    restriction: str = ""
    addresses: str = ""
    codes: list[str] = []
    note: str = ""
    references: list[Reference] = []
    incidents: str = ""
    infos: list[Info] = []
