"""What the API says and takes about shifts and handovers."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import PLAIN, Count, Line, Name, Note, Slug

ItemKindOut = Literal["alert", "incident", "task", "note", "silence", "sensor", "source", "run"]
Desk_ = Annotated[str, StringConstraints(max_length=64)]
Time = Annotated[str, StringConstraints(max_length=40)]


class Body(BaseModel):
    """A body that takes nothing but its fields."""

    model_config = ConfigDict(extra="forbid")


class SomebodyOut(BaseModel):
    """A person as shifts show them."""

    id: str
    name: str
    initials: str
    role: str


class DutyOut(BaseModel):
    """Somebody on duty; `until` is the planned end, `away` that their console gives no sign."""

    person: SomebodyOut
    since: str
    until: str | None
    away: bool


class ShiftOut(BaseModel):
    """A line of the roster."""

    id: str
    desk: str
    person: SomebodyOut
    starts_at: str
    ends_at: str
    origin: str


class DeskOut(BaseModel):
    """A desk, who sits there now and who comes within twelve hours. Without `kinds` it owns the rest."""

    id: str
    name: str
    kinds: list[str]
    on_duty: list[DutyOut]
    coming: list[ShiftOut]


class DutyBoardOut(BaseModel):
    """The desks; `mine` is the caller's own desk while on duty."""

    desks: list[DeskOut]
    mine: str | None


class DeskIn(Body):
    """A desk and the kinds it owns, e.g. `crowd`; empty for the one that owns the rest."""

    name: Name
    kinds: Annotated[list[Slug], Field(max_length=50)] = []


class ShiftIn(Body):
    """A line of the roster."""

    desk: Desk_ = ""
    person: Slug
    starts_at: Time
    ends_at: Time


class RosterCopyIn(Body):
    """Seven days from `week` on, copied so many weeks forward."""

    week: Time
    weeks: Annotated[int, Field(ge=1, le=26)] = 1
    desk: Desk_ = ""


class RosterCopyOut(BaseModel):
    """How many lines were added."""

    added: int


class RosterImportIn(Body):
    """A calendar or a table; with `dry_run` it is only looked at."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000_000)]
    form: Literal["ical", "csv"]
    desk: Desk_ = ""
    dry_run: bool = False


class RosterUnmappedOut(BaseModel):
    """Something of a file that could not be mapped."""

    line: int
    problem: str
    remedy: str
    text: str


class RosterImportOut(BaseModel):
    """What an import did, or would do."""

    added: int
    same: int
    unmapped: list[RosterUnmappedOut]


class ShiftSettingsIn(Body):
    """Settings, and the version that was seen."""

    values: dict[str, Any]
    version: Count


class ShiftSettingsOut(BaseModel):
    """Settings as a form; version 0 are those that ship."""

    form: dict[str, Any]
    values: dict[str, Any]
    version: int


class OpenItemOut(BaseModel):
    """Something open. `left_at` says since when its owner is gone, and `goes_on_at` when it passes on by itself.

    `age_s` is how long by the item's own clock: a demonstration's days are not the wall's.
    """

    kind: ItemKindOut
    id: str
    title: str
    line: str
    severity: str
    owner: SomebodyOut | None
    due_at: str | None
    since: str | None
    age_s: int | None
    address: str
    done: Literal["open", "taken", "left"]
    note: str
    at: str | None
    left_at: str | None
    goes_on_at: str | None


class HandoverOut(BaseModel):
    """A handover; `items` are empty in lists."""

    id: str
    desk: str
    desk_name: str
    leaver: SomebodyOut
    taker: SomebodyOut
    started_at: str
    ended_at: str | None
    state: Literal["open", "done", "dropped"]
    note: str
    masked: bool = Field(description="The note is masked, and one may ask to see it")
    items: list[OpenItemOut]


class ShiftNoteOut(BaseModel):
    """What one shift tells the next."""

    id: str
    text: str
    masked: bool
    due_at: str | None
    author: SomebodyOut
    made_at: str


class ShiftOpenOut(BaseModel):
    """What a desk would pass on now, and when what somebody who has left held goes on by itself."""

    desk: str
    desk_name: str
    leaver: DutyOut | None
    handover: HandoverOut | None
    items: list[OpenItemOut]
    notes: list[ShiftNoteOut]
    away_min: int
    return_after_min: int


class HandoverStartIn(Body):
    """Whom to take over from."""

    desk: Desk_ = ""
    leaver: Slug


class HandoverItemIn(Body):
    """An item."""

    kind: ItemKindOut
    id: Line


class HandoverDecideIn(Body):
    """Items to take or leave; without a list everything that is not decided. The note goes to each."""

    items: Annotated[list[HandoverItemIn], Field(max_length=1000)] | None = None
    note: Note = ""


class ShiftTakeIn(HandoverDecideIn):
    """What to take of what nobody has; without a list all of it."""

    desk: Desk_ = ""


class HandoverFinishIn(Body):
    """A last word for the record."""

    note: Note = ""


class ShiftNoteIn(Body):
    """Something for the next shift; with a time it is a promise."""

    desk: Desk_ = ""
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), PLAIN]
    due_at: Time = ""
