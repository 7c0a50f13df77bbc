"""Lists that people keep for a tool: planned events, rules that end by themselves, sensors made of others.

A tool's `lists.py` names them: `LISTS = {"planned": Planned, …}`, each a subclass of `Entry`. The platform stores the
entries with their authors, draws their forms, reads them from files, and tells the tool of every change through the
ordered stream (`Tool.know`). A list's name and purpose stand in the tool's strings as `lists.<name>.title` and
`lists.<name>.description`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

import msgspec
from pydantic import BaseModel, ConfigDict


class Fault(NamedTuple):
    """What is wrong with an entry beyond what its model can say: the field, and what to do."""

    field: str
    problem: str
    remedy: str


class AlertFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The alert that an entry is made of; times in ms UTC."""

    kind: str
    subject: str
    place: str
    window_start: int
    window_end: int


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a calendar file; a time without a zone is the city's own."""

    name: str
    place: str
    starts: datetime
    ends: datetime
    latitude: float | None = None
    longitude: float | None = None


class Entry(BaseModel):
    """One entry. Its fields become the form, the columns of a file, and what the API takes."""

    model_config = ConfigDict(extra="forbid")

    files: ClassVar[bool] = False
    """Whether entries may come by file (CSV, one column a field)."""
    calendar: ClassVar[bool] = False
    """Whether they may come by iCalendar; see `of_happening`."""
    preview: ClassVar[str] = ""
    """The question (see `contracts.questions`) that shows what an entry would do; it takes the entry's own fields."""

    def title(self) -> str:
        """What it is called in the list."""
        raise NotImplementedError

    def detail(self, locale: str) -> str:
        """When and where it holds, in one line."""
        return ""

    def ends_at(self, settings: BaseModel) -> int | None:
        """When it is over by itself (ms UTC), None where it is not."""
        return None

    def faults(self, settings: BaseModel, now: int) -> Iterator[Fault]:
        """What is wrong with it now (ms UTC)."""
        yield from ()

    def sensors_named(self) -> Iterator[tuple[str, str]]:
        """The sensors that it names: field and id. They have to exist."""
        yield from ()

    @classmethod
    def of_alert(cls, alert: AlertFacts, settings: BaseModel, now: int) -> dict[str, Any] | None:
        """What the form begins with where an entry is made of an alert; None where none is."""
        return None

    @classmethod
    def of_happening(cls, happening: Happening) -> dict[str, Any] | None:
        """The fields of an entry made of a calendar's event; None where none is."""
        return None
