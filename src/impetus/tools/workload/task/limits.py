"""Where an operator's work becomes too much: limits of alarm management, and how a measure turns into points.

ISA-18.2 (IEC 62682, EEMUA 191) gives the figures for alarms an operator position: one in ten minutes is very likely
to be acceptable, two are the most that can be managed, more than ten are a flood, which lasts until a ten minutes with
fewer than five. The points of the other parts are choices of ours and say so; they order situations, and were set on
simulated shifts (`benchmarks.workload`).
"""

from bisect import bisect_right
from typing import Final, Literal

MINUTE: Final = 60_000
"""Milliseconds."""
HOUR: Final = 60 * MINUTE
TEN_MINUTES: Final = 10 * MINUTE

ACCEPTABLE_10: Final = 1
"""Alarms in ten minutes that are very likely to be acceptable (ISA-18.2)."""
MANAGEABLE_10: Final = 2
"""Alarms in ten minutes that can be managed at most (ISA-18.2)."""
FLOOD_BEGINS: Final = 10
"""More alarms than these in ten minutes are a flood (ISA-18.2)."""
FLOOD_ENDS: Final = 5
"""Fewer than these in ten minutes end it (ISA-18.2)."""

PartName = Literal["alerts_10", "alerts_60", "open", "waiting", "interruptions", "since_break", "shift", "rating"]
Severity = Literal["info", "low", "medium", "high", "critical"]

PLANNED: Final[dict[Severity, float]] = {"info": 0.5, "low": 2.0, "medium": 4.0, "high": 8.0, "critical": 12.0}
"""Minutes of work that an item takes where the site has not said (ours)."""
ANSWER_WITHIN: Final[dict[Severity, int]] = {
    "info": 4 * HOUR, "low": 30 * MINUTE, "medium": 10 * MINUTE, "high": 3 * MINUTE, "critical": MINUTE,
}  # fmt: skip
"""How long an item may wait until it is taken (ours; ISA-18.2 leaves times to the site)."""

CURVES: Final[dict[PartName, tuple[tuple[float, float], ...]]] = {
    "alerts_10": ((0, 0), (ACCEPTABLE_10, 4), (MANAGEABLE_10, 8), (FLOOD_BEGINS, 20)),
    "alerts_60": ((0, 0), (6, 3), (12, 6), (30, 10)),
    "open": ((0, 0), (15, 20), (30, 30)),
    "waiting": ((0, 0), (1, 5), (3, 15)),
    "interruptions": ((0, 0), (6, 5), (20, 10)),
    "since_break": ((1, 0), (2, 3), (4, 5)),
    "shift": ((8, 0), (10, 3), (12, 5)),
    "rating": ((40, 0), (90, 5)),
}
"""Measure to points, straight between the corners and level outside. The last corners add up to 100."""


def points(part: PartName, measure: float) -> float:
    """Return the points of a part for its measure: 0 up to the part's most."""
    corners = CURVES[part]
    at = bisect_right([corner[0] for corner in corners], measure)
    if at == 0:
        return corners[0][1]
    if at == len(corners):
        return corners[-1][1]
    (left, low), (right, high) = corners[at - 1], corners[at]
    return low + (high - low) * (measure - left) / (right - left)
