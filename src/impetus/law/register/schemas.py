"""What goes in and out of the routes of the record and of the citizens' register."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from impetus.kit.fields import Note, Sentence


class ActivityOut(BaseModel):
    """One activity of processing that goes on now: a tool that runs, or a part of the platform."""

    id: str
    tool: str | None
    name: str
    purpose: str
    legal_basis: str
    subjects: str
    data: list[str]
    recipients: list[str]
    transfers: str
    retention: list[str]
    measures: str
    sources: list[str]
    risk: str | None
    limits: list[str]
    figures: list[str] = Field(description="What was measured of it, in words, with data and day")
    assessed_until: str | None
    demonstration: bool


class RecordOut(BaseModel):
    """The record of processing as it stands now."""

    agency: str
    controller: str
    contact: str
    officer: str
    authority: str
    made_at: str
    activities: list[ActivityOut]
    stopped: list[str] = Field(description="Names of tools that do not run now")


class RegisterCameraOut(BaseModel):
    """A camera and where it stands."""

    name: str
    area: str
    latitude: float | None
    longitude: float | None


class RegisterPlaceOut(BaseModel):
    """Sensors of one kind in one area."""

    area: str
    kind: str
    kind_name: str
    count: int
    latitude: float | None
    longitude: float | None


class RegisterAgencyOut(BaseModel):
    """An agency whose register can be read."""

    id: str
    name: str


class RegisterOut(BaseModel):
    """The citizens' register: nothing personal, open to all."""

    agency: RegisterAgencyOut
    agencies: list[RegisterAgencyOut]
    demonstration: bool
    controller: str
    contact: str
    officer: str
    authority: str
    made_at: str
    tools: list[ActivityOut]
    stopped: list[str]
    cameras: list[RegisterCameraOut]
    cameras_total: int
    places: list[RegisterPlaceOut]
    sensors_total: int


class RegisterSettings(BaseModel):
    """What the agency says of itself in the record, in letters to citizens and in the register."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    controller: Sentence = ""
    contact: Sentence = ""
    officer: Sentence = ""
    authority: Sentence = ""
    transfers: Annotated[Note, Field(max_length=1000)] = ""
    published: bool = True
