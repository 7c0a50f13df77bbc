"""What the API says and takes about the rights of persons."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from impetus.contracts.personal import LEAST_CHARACTERS, Identifier, IdentifierKind, normal
from impetus.kit.fields import MASKED, MAX_INT, ONE_LINE, PLAIN, Line, MaskedName, MaskedNote, Name, Note, Slug
from impetus.law.rights.search import Do
from impetus.law.rights.service import Outcome
from impetus.model.text import Locale

RequestKind = Literal["access", "correction", "erasure", "objection", "restriction"]
Way = Literal["letter", "email", "in_person", "phone", "form"]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=4000), PLAIN, MASKED]
_Strict = ConfigDict(extra="forbid")


class IdentifierIn(BaseModel):
    """Something the person gave to be found by: three characters at least."""

    model_config = _Strict

    kind: IdentifierKind
    value: Annotated[Name, AfterValidator(lambda said: _long_enough(said))]

    def identifier(self) -> Identifier:
        """Return it as the contract has it."""
        return Identifier(self.kind, self.value)


def _long_enough(said: str) -> str:
    if len("".join(char for char in normal(Identifier("phone", said)) if char.isalnum())) < LEAST_CHARACTERS:
        raise ValueError(f"needs {LEAST_CHARACTERS} letters or figures at least")
    return said


class AskedIn(BaseModel):
    """Who asks, how to reach them, what they say, and what they gave to be found by."""

    model_config = _Strict

    name: Name
    contact: Note = ""
    text: Note = ""
    identifiers: list[IdentifierIn] = Field(default=[], max_length=20)
    since: Annotated[str, Field(max_length=40)] = ""
    until: Annotated[str, Field(max_length=40)] = ""
    place: Line = ""


class RequestIn(AskedIn):
    """A request that came in; without `received_at` it came in now."""

    kind: RequestKind
    way: Way = "letter"
    locale: Locale = "en"
    received_at: Annotated[str, Field(max_length=40)] = ""


class RequestChange(AskedIn):
    """What is put right about a request; `version` is the one that was read."""

    version: int = Field(ge=1, le=MAX_INT)


class IdentityIn(BaseModel):
    """How it was made sure that the person is who they say."""

    model_config = _Strict

    how: MaskedName


class RightsReasonIn(BaseModel):
    """Why; the person is told."""

    model_config = _Strict

    reason: Reason


class CloseRequestIn(BaseModel):
    """How a request ends. A refusal, whole or in part, needs its reasons."""

    model_config = _Strict

    outcome: Outcome
    reason: MaskedNote = ""


class NamedIn(BaseModel):
    """One thing that was found."""

    model_config = _Strict

    domain: Slug
    kind: Slug
    item: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), ONE_LINE]


class DoIn(BaseModel):
    """What is done about things that were found. `wrong` and `right` are texts for `correct`."""

    model_config = _Strict

    act: Do
    items: list[NamedIn] = Field(min_length=1, max_length=200)
    reason: MaskedNote = ""
    wrong: Line = ""
    right: Line = ""


class SubjectRequestOut(BaseModel):
    """A request without who asks. `days_left` is negative once it is over."""

    id: str
    number: str
    kind: RequestKind
    state: Literal["open", "closed"]
    received_at: str
    way: Way
    locale: Locale
    due_at: str
    days_left: int
    late: bool
    extended: bool
    identified: bool
    searched: bool
    outcome: Outcome | None
    closed_at: str | None
    version: int


class RequestItemOut(BaseModel):
    """What was done about one thing that is held of the person."""

    domain: str
    kind: str
    name: str
    item: str
    done: str
    reason: str
    by: str
    at: str
    lifted_at: str | None


class RequestEventOut(BaseModel):
    """A line of a request's log."""

    at: str
    by: str
    what: str
    detail: dict[str, Any]


class RequestDetailOut(SubjectRequestOut):
    """A request with who asks; `next` says what it waits for."""

    name: str
    contact: str
    text: str
    identifiers: list[IdentifierIn]
    since: str
    until: str
    place: str
    identity: str
    extension_reason: str
    outcome_reason: str
    items: list[RequestItemOut]
    log: list[RequestEventOut]
    next: Literal["identify", "search", "decide", "answer", "none"]


class PersonHitOut(BaseModel):
    """Something that is held of the person; `sealed`: it is masked, and was opened for this search."""

    domain: str
    kind: str
    name: str
    item: str
    at: str
    about: str
    text: str
    place: str
    sealed: bool


class PersonSearchOut(BaseModel):
    """What was found, newest first, where was looked, and of what there is more than is shown."""

    hits: list[PersonHitOut]
    looked_in: list[str]
    too_many: list[str]


class RequestExportOut(BaseModel):
    """Everything that was marked to be given, as the person gets it."""

    reference: str
    made_at: str
    items: list[dict[str, Any]]
