"""What goes in and out of the routes of retention."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import MASKED, ONE_LINE, Slug

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=400), ONE_LINE, MASKED]


class PeriodBy(BaseModel):
    """Who shortened a period, when and why."""

    id: str
    name: str
    at: str
    reason: str


class RetentionOut(BaseModel):
    """A category and its period: `days` in force, at most `longest`.

    `of` is a tool or a kind of sensor, "" for all. `due` and `soon` are how many things are over now and within a week
    (10,000 stands for that many or more); None where the history deletes by itself. `next_at` is when the next is over.
    """

    category: str
    of: str
    of_name: str
    title: str
    begins: str
    days: int
    longest: int
    declared_by: str
    set: PeriodBy | None
    due: int | None
    soon: int | None
    next_at: str | None


class PeriodIn(BaseModel):
    """A shorter period, or the longest that is allowed again, with the reason."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    category: Slug
    of: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_.:-]*$")] = ""
    days: Annotated[int, Field(ge=1, le=36_500)]
    reason: Reason


class LockIn(BaseModel):
    """What is to be kept: an item of a category by its id, or a case (`category` = `case`); why, and until when."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    category: Slug
    item: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.:/-]+$")]
    reason: Reason
    until: Annotated[str, Field(max_length=40)] = ""


class EndIn(BaseModel):
    """Why it is no longer kept."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: Reason


class ErasureIn(BaseModel):
    """What is to be erased before its time, and why."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    category: Slug
    items: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.:/-]+$")]],
        Field(min_length=1, max_length=500),
    ]
    reason: Reason


class ActorOut(BaseModel):
    """A person by name, or the platform itself."""

    id: str
    name: str


class RetentionLockOut(BaseModel):
    """Somebody keeps something from deletion. `active` says whether it still does."""

    id: str
    category: str
    title: str
    item: str
    reason: str
    by: ActorOut
    at: str
    until: str | None
    ended_at: str | None
    ended_by: ActorOut | None
    end_reason: str
    active: bool


class ErasureOut(BaseModel):
    """An order to erase: done once `done_at` stands there; `kept` are items that are locked."""

    id: str
    category: str
    title: str
    items: list[str]
    reason: str
    by: ActorOut
    at: str
    done_at: str | None
    receipts: list[str]
    kept: list[str]


class ReceiptOut(BaseModel):
    """What was deleted, when and why; `keys` are destroyed, `waiting` keys go with the rest of their day."""

    id: str
    category: str
    title: str
    of: str
    at: str
    days: int | None
    before: str | None
    items: int
    rows: int
    files: int
    keys: list[str]  # those of other agencies, with which it was shared, are `agency/key`
    waiting: int
    kept: int
    oldest: str | None
    newest: str | None
    reason: str
    by: ActorOut | None
    order: str | None


class ReceiptsOut(BaseModel):
    """Receipts, newest first."""

    items: list[ReceiptOut]
    next: str | None


class KeysOut(BaseModel):
    """How many data keys the agency has, and how many were destroyed."""

    live: int
    destroyed: int
