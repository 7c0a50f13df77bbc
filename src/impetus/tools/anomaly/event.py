"""An event: deviations that belong together, as they are remembered."""

import msgspec

from impetus.tools.anomaly.facts import Facts


class Event(msgspec.Struct):
    """An event under way or past. Sensors are given by their place; `members` maps it to the peak score."""

    kind: str
    code: int
    sign: int
    lead: int
    start: int
    end: int
    members: dict[int, float]
    signature: str
    facts: Facts
    peak: float
    probability: float
    weight: float = 1.0
    quiet: int = 0
    raised: bool = False
    over: bool = False
    revision: int = 0
    received: list[int] = []
    traces: list[tuple[int, int, float, float, float]] = []
    """(place, bin of the week, change of its level, residual, share of the bin) of each slot and member."""
    pooled: list[int] = []
