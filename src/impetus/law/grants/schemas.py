"""What the API says and takes about unmasking."""

from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import MASKED, PLAIN, MaskedNote, Slug
from impetus.kit.times import iso
from impetus.law.grants.records import LONGEST, Grant
from impetus.law.grants.service import Listed, Opened
from impetus.people.access import Caller
from impetus.people.permissions import Permission
from impetus.policy.vocabulary import Purpose

GrantState = Literal["waiting", "in_force", "refused", "ended"]
GrantFilter = Literal["waiting", "in_force", "ended", "to_review", "all"]
MaskedText = Literal[
    "incident_entry", "incident_task", "alert_note", "incident", "incident_close", "shift_note", "handover"
]
MaskedKind = Literal[
    "incident_entry", "incident_task", "alert_note", "incident", "incident_close", "shift_note", "handover",
    "incident_evidence",
]  # fmt: skip
"""Texts, and files: an original file is read where it lies (`/incidents/{incident}/evidence/{piece}/original`)."""
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000), PLAIN, MASKED]
Minutes = Annotated[int, Field(ge=1, le=LONGEST)]
_Strict = ConfigDict(extra="forbid")


class MaskedItemIn(BaseModel):
    """What is to be unmasked."""

    model_config = _Strict

    kind: MaskedKind
    id: Slug


class OverrideIn(BaseModel):
    """An emergency: the original at once, reviewed by an officer within a day."""

    model_config = _Strict

    item: MaskedItemIn
    case: Slug
    reason: Why


class GrantIn(OverrideIn):
    """What is asked of a second person."""

    purpose: Purpose
    minutes: Minutes = 30


class AllowIn(BaseModel):
    """For how long; as long as was asked where nothing is said."""

    model_config = _Strict

    minutes: Minutes | None = None


class RefuseIn(BaseModel):
    """Why not."""

    model_config = _Strict

    reason: Why


class ReviewIn(BaseModel):
    """Whether an override was right, and why."""

    model_config = _Strict

    right: bool
    note: Annotated[MaskedNote, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class GrantPersonOut(BaseModel):
    """Somebody who asked, decided, ended or reviewed."""

    id: str
    name: str


class GrantOut(BaseModel):
    """A grant, with what the caller may do with it."""

    id: str
    number: str = Field(examples=["G-77"])
    kind: MaskedKind
    item: str
    about: str = Field(description="The number of the incident or alert", examples=["I-118"])
    categories: list[str]
    purpose: str
    case_id: str
    case_reference: str
    reason: str
    minutes: int
    override: bool
    state: GrantState
    asked_by: GrantPersonOut
    asked_at: str
    decided_by: GrantPersonOut | None
    decided_at: str | None
    refusal: str
    expires_at: str | None
    left_s: int | None = Field(description="Seconds left, where it is in force")
    ended_by: GrantPersonOut | None
    ended_at: str | None
    uses: int
    last_used_at: str | None
    review_due_at: str | None
    reviewed_by: GrantPersonOut | None
    reviewed_at: str | None
    review_right: bool | None
    review_note: str
    mine: bool
    may_decide: bool
    may_review: bool
    may_end: bool


class UnmaskedOut(BaseModel):
    """An original, and until when it may be seen."""

    kind: MaskedText
    item: str
    text: str
    grant: GrantOut


def grants_out(listed: Listed, caller: Caller) -> list[GrantOut]:
    """Return grants as a list shows them."""
    return [_out(one, listed, caller) for one in listed.grants]


def unmasked_out(opened: Opened, caller: Caller) -> UnmaskedOut:
    """Return an original."""
    assert opened.grant is not None
    shown = _out(opened.grant, Listed(grants=[], now=opened.now), caller)
    return UnmaskedOut(kind=cast(MaskedText, shown.kind), item=opened.item.item, text=opened.text, grant=shown)


def _who(id: str | None, name: str) -> GrantPersonOut | None:
    return GrantPersonOut(id=id, name=name) if id else None


def _out(one: Grant, listed: Listed, caller: Caller) -> GrantOut:
    state, me = one.state_at(listed.now), caller.person.id
    approver = caller.may(Permission.APPROVE_UNMASKING)
    left = int((one.expires_at - listed.now).total_seconds()) if one.expires_at and state == "in_force" else None
    times = ("decided_at", "expires_at", "ended_at", "last_used_at", "review_due_at", "reviewed_at")
    said = {name: getattr(one, name) for name in (
        "id", "kind", "item", "about", "categories", "purpose", "case_id", "case_reference", "reason", "minutes",
        "override", "refusal", "uses", "review_right", "review_note",
    )}  # fmt: skip
    return GrantOut.model_validate(
        {
            **said,
            **{name: iso(at) if (at := getattr(one, name)) else None for name in times},
            "number": f"G-{one.number}",
            "state": state,
            "asked_by": _who(one.asked_by, one.asked_name),
            "asked_at": iso(one.asked_at),
            "decided_by": _who(one.decided_by, one.decided_name),
            "ended_by": _who(one.ended_by, one.ended_name),
            "reviewed_by": _who(one.reviewed_by, one.reviewed_name),
            "left_s": left,
            "mine": one.asked_by == me,
            "may_decide": approver and one.may_decide(me),
            "may_review": caller.may(Permission.REVIEW_OVERRIDE) and one.may_review(me),
            "may_end": state in ("waiting", "in_force") and (one.asked_by == me or approver),
        }
    )
