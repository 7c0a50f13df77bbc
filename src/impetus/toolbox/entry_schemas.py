"""What the API says and takes about the lists that people keep for tools, and about questions to them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from impetus.kit.fields import Count
from impetus.toolbox.entry_files import MOST_BYTES


class ListEntryOut(BaseModel):
    """One entry. `over` says that it no longer holds: it was ended, or is over by itself."""

    id: str
    title: str
    detail: str
    values: dict[str, JsonValue]
    version: int
    made_by: str
    made_at: str
    changed_by: str
    changed_at: str
    ended_by: str | None
    ended_at: str | None
    over_at: str | None
    over: bool


class ToolListOut(BaseModel):
    """A list that people keep for a tool. `schema` is the form of an entry, `columns` those of a CSV file."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    name: str
    title: str
    description: str
    form: dict[str, JsonValue] = Field(alias="schema")
    files: bool
    calendar: bool
    preview: str
    from_alerts: bool
    columns: list[str]
    entries: list[ListEntryOut]


class ToolQuestionOut(BaseModel):
    """A question that a tool can be asked; `schema` is its form."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    name: str
    title: str
    description: str
    form: dict[str, JsonValue] = Field(alias="schema")
    values: dict[str, JsonValue]
    asked: bool


class ToolPageOut(BaseModel):
    """What a tool's page has besides its settings: lists to keep and questions to ask."""

    lists: list[ToolListOut]
    questions: list[ToolQuestionOut]


class ListEntryIn(BaseModel):
    """A new entry."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, JsonValue] = Field(max_length=100)


class ListEntryChangeIn(ListEntryIn):
    """Other values for an entry. `version` is the one they were made from."""

    version: Count | None = None


class ListEntryEndIn(BaseModel):
    """End an entry early (`ended`), or put it back."""

    model_config = ConfigDict(extra="forbid")

    ended: bool
    version: Count | None = None


class ListEntryFileIn(BaseModel):
    """A file of entries as text. With `check` nothing is added: what would be is said."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["csv", "ical"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=MOST_BYTES)]
    check: bool = False


class ListEntryFaultOut(BaseModel):
    """A line of a CSV, or an event of a calendar, that makes no entry."""

    number: int
    field: str | None
    problem: str


class ListEntryFileOut(BaseModel):
    """What came of a file. Where `faults` stand, nothing was added."""

    added: int
    rows: int
    faults: list[ListEntryFaultOut]


class ListEntryDraftOut(BaseModel):
    """What the form of a new entry begins with."""

    values: dict[str, JsonValue]
