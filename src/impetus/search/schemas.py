"""What the API says and takes about searches and saved views."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import MASKED, ONE_LINE
from impetus.kit.masking import mask

Kind = Literal["alert", "incident", "note", "task", "procedure", "guide"]
Screen = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_/-]{0,40}$")]
Param = Annotated[str, StringConstraints(max_length=400), AfterValidator(lambda text: mask(text).text)]


class HitOut(BaseModel):
    """Something found: `path` and `search` are where the console shows it.

    Of an alert that triage holds back, `rule` names the rule and `held` says why in one sentence; both are empty else.
    """

    kind: Kind
    id: str
    number: str | None
    title: str
    snippet: str
    at: str | None
    state: str
    severity: str
    place: str
    path: str
    search: dict[str, str]
    rule: str = ""
    held: str = ""


class SearchOut(BaseModel):
    """What was found, best first; `totals` counts all of each kind, shown or not; `words` are to be marked."""

    items: list[HitOut]
    totals: dict[str, int]
    words: list[str]


class ViewIn(BaseModel):
    """A view to keep. One of the same screen and name is replaced."""

    model_config = ConfigDict(extra="forbid")

    screen: Screen
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), ONE_LINE, MASKED]
    query: dict[Annotated[str, StringConstraints(max_length=40)], Param] = Field(max_length=30)
    shared: bool = False


class ViewOut(BaseModel):
    """A view as it is kept; `mine` may be changed and deleted by the caller."""

    id: str
    screen: str
    name: str
    query: dict[str, str]
    shared: bool
    mine: bool
    by: str | None
