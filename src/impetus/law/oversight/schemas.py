"""What the API says and takes about human oversight."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from impetus.kit.fields import ONE_LINE, MaskedLine
from impetus.law.oversight.outward import Outward

Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), ONE_LINE]


class ConfirmIn(BaseModel):
    """What shall go out, as the refusal of the act named it."""

    model_config = ConfigDict(extra="forbid")

    act: Outward
    subject: Subject


class ConfirmationOut(BaseModel):
    """A token for the header `X-Confirmation`, once; `sentence` is what was confirmed, with the person's name."""

    token: str
    expires_at: str
    sentence: str


class ShareOut(BaseModel):
    """How a tool's alerts were judged. Where there are too few confirmations, only `enough` (false) is said."""

    tool: str
    name: str
    enough: bool
    confirmed: int | None
    rejected: int | None
    duplicate: int | None
    quick: float | None = Field(description="Share of confirmations under five seconds after the alert was opened")
    unopened: float | None = Field(description="Share of confirmations by somebody who never opened the alert")
    rejected_share: float | None
    median_s: float | None
    watch: bool = Field(description="The quick share is above the line from which somebody should ask why")


class StatisticsOut(BaseModel):
    """Verdicts by tool, never by person."""

    since: str
    until: str
    quick_s: float
    least: int
    watch_above: float
    tools: list[ShareOut]


class PauseIn(BaseModel):
    """Why a tool is stopped, or started again."""

    model_config = ConfigDict(extra="forbid")

    reason: MaskedLine


class PauseOut(BaseModel):
    """A pause; `ended_at` is null while it holds."""

    tool: str
    name: str
    reason: str
    by: str
    at: str
    ended_at: str | None
    ended_by: str | None
    end_reason: str
