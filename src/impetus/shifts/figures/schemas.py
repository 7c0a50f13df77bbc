"""What the API says about figures. Nothing here has a place for a person."""

from typing import Literal

from pydantic import BaseModel, Field


class FigureBusyOut(BaseModel):
    """A kind of alert at a place, and how often it was shown."""

    tool: str
    kind: str
    title: str
    place: str
    count: int


class NumbersOut(BaseModel):
    """The bare figures; shares are from 0 to 1, times in seconds; null where there is nothing to say it from."""

    hours: float
    raised: int
    shown: int
    held: int
    per_hour_mean: float
    per_hour_most: int
    per_ten_mean: float
    per_ten_most: int
    windows: int
    floods: int
    flood_share: float
    chattering: int
    fleeting: int
    stale: int
    busiest_share: float | None
    priorities: dict[str, int]
    acknowledged: int
    acknowledge_median_s: float | None
    acknowledge_p95_s: float | None
    held_by_rule: dict[str, int]
    verdicts: dict[str, int]


class FigureJudgedOut(BaseModel):
    """A figure against its limit, which is said in words."""

    id: str
    value: float | None
    limit: float | None
    stand: Literal["within", "watch", "over", "none"]
    words: str


class FigureLineOut(BaseModel):
    """A desk or a tool beside the others."""

    id: str
    name: str
    figures: NumbersOut


class FigureScopeOut(BaseModel):
    """Something that can be chosen."""

    id: str
    name: str


class RuleCountOut(BaseModel):
    """How many a rule held back."""

    rule: str
    name: str
    count: int


class FiguresOut(BaseModel):
    """Figures of a period, from the event log; the whole, then by tool and by desk."""

    since: str
    until: str
    desk: str
    tool: str
    clock: Literal["wall"] = Field(
        "wall", description="Times are when alerts reached the desk and when people acted, not the city's clock"
    )
    whole: NumbersOut
    judged: list[FigureJudgedOut]
    busiest: list[FigureBusyOut]
    held: list[RuleCountOut]
    hours: list[str]
    shown: list[int]
    kept_back: list[int]
    tens: list[int] = Field(description="How many windows had 0, 1, … 10 and more alerts")
    waits: list[tuple[int, int]] = Field(description="(upper end in s, alerts); 0 has no end")
    tools: list[FigureLineOut]
    desks: list[FigureLineOut]
    known_tools: list[FigureScopeOut]
    known_desks: list[FigureScopeOut]
