"""What the API says and takes about purposes, cases and policies."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import MASKED, ONE_LINE, MaskedLine, MaskedSentence, Sentence, Slug
from impetus.policy.vocabulary import Permission, Purpose, Resource, Role


class Named(BaseModel):
    """Something with its name in the reader's language."""

    id: str
    label: str


class DeclareIn(BaseModel):
    """Why data is looked at from now on."""

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose
    case: Slug | None = None
    reason: MaskedSentence = ""


class ThreeLines(BaseModel):
    """A sentence in three languages; an empty one falls back to the program's own words."""

    model_config = ConfigDict(extra="forbid")

    en: Sentence = ""
    it: Sentence = ""
    nb: Sentence = ""


class PurposeTextsIn(BaseModel):
    """The agency's own words of a purpose."""

    model_config = ConfigDict(extra="forbid")

    label: ThreeLines
    legal_basis: ThreeLines


class DeclarableOut(BaseModel):
    """A purpose with its words and legal basis in the reader's language."""

    id: Purpose
    label: str
    text: str = Field(description="What it is for.")
    legal_basis: str
    own: bool = Field(description="Whether the agency has put it into its own words.")
    needs_case: bool
    declarable: bool = Field(description="Whether the caller's role may declare it.")
    allows: list[Permission] = Field(description="What the caller's role may do under it, with a case.")


class PurposesOut(BaseModel):
    """Purposes."""

    items: list[DeclarableOut]


class CaseIn(BaseModel):
    """A case to open; without a reference it gets a number of the year."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), ONE_LINE, MASKED]
    purpose: Purpose = Purpose.INVESTIGATION
    ends_at: AwareDatetime
    reference: MaskedLine = ""
    reason: MaskedSentence = ""


class CaseOut(BaseModel):
    """A case."""

    id: str
    reference: str
    title: str
    purpose: Purpose
    opened_by: Named
    opened_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    standing: bool


class CasesOut(BaseModel):
    """Cases of the agency, those that stand first."""

    items: list[CaseOut]


class PolicyOut(BaseModel):
    """A policy as a lawyer reads it."""

    id: str
    file: str
    effect: Literal["permit", "forbid"]
    title: str
    article: str
    unread: list[str] = Field(description="Those of the articles whose wording nobody could read (docs/law.md).")
    reason: str
    text: str = Field(description="The policy in Cedar.")


class PoliciesOut(BaseModel):
    """All policies, and the words that a question may use."""

    items: list[PolicyOut]
    roles: list[Named]
    permissions: list[Named]
    purposes: list[Named]
    resources: list[Named]


class MayIn(BaseModel):
    """May this role do this, for this purpose, now? Without a resource it is asked of what the permission is about."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    permission: Permission
    purpose: Purpose
    resource: Resource | None = None
    case: bool = False
    grant: bool = False


class Cited(BaseModel):
    """A policy that decided."""

    id: str
    title: str
    article: str


class MayOut(BaseModel):
    """The answer, in a sentence."""

    allowed: bool
    policies: list[Cited] = Field(description="Those that decided; none where nothing allows it.")
    sentence: str
    wall: Literal["", "read", "write"] = Field(description="What the database lets through for this class.")
