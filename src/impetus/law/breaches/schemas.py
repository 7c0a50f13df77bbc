"""What the API says and takes about breaches."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from impetus.kit.fields import MAX_INT, Count, Line, MaskedName, MaskedNote, Note

_Strict = ConfigDict(extra="forbid")
Risk = Literal["", "unlikely", "risk", "high"]
When = Annotated[str, Field(max_length=40)]
Told = Literal["authority", "persons"]


class BreachFacts(BaseModel):
    """What a notice to the authority says at least (GDPR Article 33(3)). What is left out stays as it was."""

    model_config = _Strict

    nature: MaskedNote | None = Field(default=None, description="What happened")
    categories: MaskedNote | None = Field(default=None, description="Whose data, and which")
    persons: Count | None = Field(default=None, description="About how many persons")
    records: Count | None = Field(default=None, description="About how many records")
    effects: MaskedNote | None = Field(default=None, description="What it may lead to")
    measures: MaskedNote | None = Field(default=None, description="What was done, and what will be")
    contact: Note | None = Field(default=None, description="Who answers questions")

    def known(self) -> dict[str, Any]:
        """What was given."""
        return self.model_dump(exclude_unset=True)


class BreachIn(BaseModel):
    """A breach somebody became aware of; without `aware_at` it was now."""

    model_config = _Strict

    title: MaskedName
    aware_at: When = ""
    facts: BreachFacts = Field(default_factory=BreachFacts)


class BreachChange(BaseModel):
    """What is known by now; `version` is the one that was read. What is left out stays."""

    model_config = _Strict

    version: int = Field(ge=1, le=MAX_INT)
    title: MaskedName | None = None
    happened_from: When | None = None
    happened_until: When | None = None
    risk: Risk | None = None
    facts: BreachFacts | None = None


class DecideIn(BaseModel):
    """Whether they are told, and why. Not telling needs a reason."""

    model_config = _Strict

    to: Told
    tell: bool
    reason: MaskedNote = ""


class ToldIn(BaseModel):
    """They were told: when, and how or under which reference. Late, the authority is told why."""

    model_config = _Strict

    to: Told
    at: When = ""
    how: Line = ""
    late_reason: MaskedNote = ""


class BreachEventOut(BaseModel):
    """A line of a breach's log."""

    at: str
    by: str
    what: str
    detail: dict[str, Any]


class BreachOut(BaseModel):
    """A breach. `hours_left` of the 72 are negative once they are over; null once nobody is to be told any more."""

    id: str
    number: str
    state: Literal["open", "closed"]
    title: str
    aware_at: str
    due_at: str
    hours_left: float | None
    late: bool
    happened_from: str | None
    happened_until: str | None
    facts: BreachFacts
    missing: list[str]
    risk: Risk
    tell_authority: bool | None
    authority_reason: str
    authority_told_at: str | None
    authority_reference: str
    tell_persons: bool | None
    persons_reason: str
    persons_told_at: str | None
    persons_how: str
    late_reason: str
    closed_at: str | None
    version: int


class BreachDetailOut(BreachOut):
    """A breach with its log."""

    log: list[BreachEventOut]
