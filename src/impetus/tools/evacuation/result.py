"""What an answer holds, and its JSON schema: the same for the command line, files and questions of other tools."""

from typing import Any, Final, Literal

import msgspec

NOTE: Final = "A planning aid, not a regulatory proof."


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """What was reckoned with. `sha256` is of the graph after the situation was put into it; times in seconds."""

    graph: str
    sha256: str
    nodes: int
    arcs: int
    exits: int
    people: int
    safe_already: int
    cut_off: int
    threats: int
    closing_arcs: int
    speed_m_s: float
    specific_flow_p_per_m_s: float
    seed: int


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """A street of the minimum cut: it is full from `first_s` to `last_s`. `wider_s`: the bound with 2 m more width."""

    arc: int
    from_: str = msgspec.field(name="from")
    to: str
    name: str
    width_m: float
    first_s: float
    last_s: float
    wider_s: float | None = None


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody can clear the place within `seconds`, whatever the plan: then `out` of `people` are out at most.

    `feasible_s` is the first horizon of the same relaxation that suffices. `stuck` never get out.
    """

    seconds: float
    feasible_s: float
    step_s: float
    people: int
    out: float
    stuck: int
    binding: list[Binding]


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """What a second solver says of the bound: people out within it, and within the first horizon that suffices."""

    solver: str
    out: float
    out_feasible: float
    agrees: bool


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A street that a plan uses, with how many people, and when the first and the last enter it."""

    arc: int
    from_: str = msgspec.field(name="from")
    to: str
    name: str
    width_m: float
    people: int
    first_s: float
    last_s: float


class ExitUse(msgspec.Struct, frozen=True, kw_only=True):
    """An exit with how many come out by it, and when the last does."""

    node: str
    people: int
    last_s: float


class Walkers(msgspec.Struct, frozen=True, kw_only=True):
    """People who go the same way: from a node along arcs, by their places in the graph's list less self-loops."""

    node: str
    people: int
    arcs: list[int]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan, replayed person by person. `gap` is how far it lies above the bound: 0.04 is 4 %.

    `curve` holds [second, people out].
    """

    clear_s: float
    mean_s: float
    gap: float | None
    out: int
    stuck: int
    curve: list[tuple[float, int]]
    exits: list[ExitUse]
    streets: list[Way]
    walkers: list[Walkers] = []


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Over the runs: 5th, 50th and 95th percentile, and the mean of the worst twentieth (CVaR95)."""

    p5: float
    p50: float
    p95: float
    cvar95: float


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One plan under one share of people who do as told, over all seeds.

    `clear_s`: when the last is safe; `most_s`: when 95 % are. `dense_s`: person-seconds in streets with more than 4
    persons/m². `most`: persons a square metre at the worst place. `left`: people not out within the horizon. `curve`
    [second, 5th, 50th, 95th percentile of people out]. `levels`: shares of all walking time at Fruin's levels A to F.
    """

    plan: Literal["plan", "nearest"]
    compliance: float
    runs: int
    clear_s: Spread
    most_s: Spread
    dense_s: Spread
    most: Spread
    left: Spread
    curve: list[tuple[float, float, float, float]]
    levels: list[float]


class Hot(msgspec.Struct, frozen=True, kw_only=True):
    """A street where it gets dense: persons a square metre at the worst, median over runs, and Fruin's level."""

    arc: int
    from_: str = msgspec.field(name="from")
    to: str
    name: str
    most: float
    level: str


class PostOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a post tells people from `first_s` to `last_s` (null: to the end): which street, towards which exit.

    `bearing` is in degrees from north.
    """

    first_s: float
    last_s: float | None
    arc: int
    to: str
    name: str
    towards: str
    bearing: float | None


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A steward's post with one direction at a time; `people` heard it, `lon`, `lat` where known."""

    number: int
    node: str
    lon: float | None
    lat: float | None
    people: int
    orders: list[PostOrder]


class Posts(msgspec.Struct, frozen=True, kw_only=True):
    """A plan of at most so many posts, replayed person by person; who sees none takes the nearest exit."""

    most: int
    clear_s: float
    mean_s: float
    gap: float | None
    stuck: int
    posts: list[Post]


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A post whose order is another than before: since its way will close, or since all are out `gain_s` sooner by it.

    A post that is not among the posts any more stands down.
    """

    node: str
    reason: Literal["unsafe", "gain"]
    gain_s: float


class Replan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan made again `elapsed_s` after the one before. `kept` posts have the order they had.

    An order changes where it is unsafe, or where it gains `margin_s` for the last person; where the counts are `stale`,
    only where it is unsafe.
    """

    elapsed_s: float
    margin_s: float
    counts_age_s: float
    stale: bool
    kept: int
    changed: list[Changed]


class VenueExit(msgspec.Struct, frozen=True, kw_only=True):
    """An exit of an area between walls: people who took it, and when the last did, median over the runs."""

    name: str
    people: int
    last_s: float


class Venue(msgspec.Struct, frozen=True, kw_only=True):
    """An area between walls, walked person by person in steps of 0.1 s.

    `area_m2` can be walked on; `cell_m` is the side of the cells by which people find their way; `manner` how near they
    come to each other. `exits` are those of the variant that ranks first. Widths and walls stand for streets, so that
    `bound` and `plan` are null and `inputs` counts no nodes.
    """

    area_m2: float
    cell_m: float
    manner: Literal["calm", "pressing"]
    exits: list[VenueExit]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to `bound`, `plan` or `simulate`. What was not asked for is null."""

    kind: Literal["bound", "plan", "simulate"]
    version: str
    note: str
    inputs: Inputs
    bound: Bound | None = None
    confirmed: Confirmed | None = None
    plan: Plan | None = None
    nearest: Plan | None = None
    posts: list[Posts] = []
    replan: Replan | None = None
    variants: list[Variant] = []
    hot: list[Hot] = []
    best: str = ""
    venue: Venue | None = None
    took_s: float = 0.0


def schema() -> dict[str, Any]:
    """Return the JSON schema of `Result` (draft 2020-12)."""
    found: dict[str, Any] = msgspec.json.schema(Result)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


LEVELS: Final = ((0.31, "A"), (0.43, "B"), (0.72, "C"), (1.08, "D"), (2.17, "E"))
"""Fruin's levels of service for walkways (1971): below so many persons a square metre; above is F."""


def level(density: float) -> str:
    """Return Fruin's level of service for a density in persons a square metre."""
    return next((name for most, name in LEVELS if density < most), "F")
