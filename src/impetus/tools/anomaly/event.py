"""An event: deviations that belong together, as they are remembered."""

import msgspec

from impetus.tools.anomaly.facts import Facts


class Event(msgspec.Struct):
    """An event under way or past. Sensors are given by their place.

    `members` are what it is made of: they deviate strongly, near its lead; each with its largest deviation. `followers`
    deviate with it, but weakly or farther away: they raise no alert of their own and are not named.
    """

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
    known: str = ""
    """The reason of the known pattern that lowered its weight."""
    quiet: int = 0
    wide: bool = False
    """The whole city does it: no radius holds."""
    nothing: int = 0
    """Most of its members that measured zero at once where zero is not usual."""
    gap: int = 2
    """Slots without a deviation after which it is over."""
    raised: bool = False
    over: bool = False
    revision: int = 0
    received: list[int] = []
    followers: list[int] = []
    traces: list[tuple[int, int, float, float, float]] = []
    """(place, bin of the week, change of its level, residual, share of the bin) of each slot and member."""
    pooled: list[int] = []
    """Its scores that are in the pools (those of the lead in the first slot)."""
