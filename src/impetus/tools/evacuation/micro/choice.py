"""Which exit people take whom nobody told one: the nearest, the one that is sooner through, or that of the others.

Who chooses looks at the exits in sight every ten seconds and weighs the way against the queue, as in the quickest-path
model of Kemloh Wagoum, Seyfried and Holl (2012) in form. Who follows takes the exit that those about him take, and
those who know one count twice.
"""

from typing import Any, Final

import numpy as np

from impetus.tools.evacuation.compiled import compiled
from impetus.tools.evacuation.network import Floats, Ints

NEAREST: Final = -1
"""Takes the nearest open exit and stands in its queue."""
QUICKEST: Final = -2
"""Leaves a queue for another exit in sight by which he is out sooner."""
FOLLOWS: Final = -3
"""Knows no exit: goes where those about him go, and to the nearest where nobody is."""
EVERY_S: Final = 2.0
TURNS: Final = 5
"""A fifth of the people look about at a time, so that not all change over at once."""
SIGHT_M: Final = 60.0
_STRAIGHT: Final = 1.25
_NEAR_M: Final = 3.0
"""An exit is in sight where the way there is hardly longer than the straight line: so many times and metres."""
_GAIN: Final = 0.8
_GAIN_S: Final = 2.0
"""Who changes must be out in less than so much of the time, less so many seconds."""
ABOUT_M: Final = 10.0
"""Those nearer than this are seen by who follows."""
P_PER_M_S: Final = 1.6
"""Persons a second that somebody expects through a metre of an exit (this engine's own flow through a metre)."""


def firsts(kind: Ints, away: Floats) -> Ints:
    """Return the exit that each begins with [people]: the one told, or the nearest; `away` [exits, people] metres.

    -1 stays for who takes the nearest whatever happens.
    """
    chosen = kind.copy()
    chooses = kind < NEAREST
    if chooses.any():
        chosen[chooses] = away[:, chooses].argmin(axis=0)
    return chosen


@compiled
def look_about(
    kind: Any, chosen: Any, away: Any, sight: Any, rate: Any, x: Any, y: Any, speed: Any, there: Any, turn: Any
) -> Any:  # pragma: no cover
    """Change `chosen` [people] of those whose turn it is; return how many changed.

    `away` [exits, people] metres on foot (infinite: shut or no way), `sight` [exits, people] metres as the crow flies,
    `rate` [exits] persons a second, `there` [people] who is still walking.
    """
    exits, people = away.shape
    toward = np.full(people, -1, np.int64)
    for one in range(people):
        if there[one]:
            toward[one] = chosen[one] if chosen[one] >= 0 else np.argmin(away[:, one])
    longest = 1
    for at in range(exits):
        for one in range(people):
            if toward[one] == at and np.isfinite(away[at, one]):
                longest = max(longest, int(away[at, one]) + 2)
    queue = np.zeros((exits, longest))
    for one in range(people):
        at = toward[one]
        if at >= 0 and np.isfinite(away[at, one]):
            queue[at, int(away[at, one]) + 1] += 1
    for at in range(exits):
        for metre in range(1, longest):
            queue[at, metre] += queue[at, metre - 1]
    changed = 0
    more = np.zeros(exits)
    for one in range(people):
        if kind[one] >= NEAREST or not there[one] or one % TURNS != turn % TURNS:
            continue
        now = chosen[one]
        best = now
        if kind[one] == FOLLOWS:
            seen = np.zeros(exits)
            for other in range(people):
                near = (x[other] - x[one]) ** 2 + (y[other] - y[one]) ** 2 < ABOUT_M * ABOUT_M
                if other != one and toward[other] >= 0 and near:
                    seen[toward[other]] += 1.0 if kind[other] == FOLLOWS else 2.0
            for at in range(exits):
                if seen[at] > seen[best] and np.isfinite(away[at, one]):
                    best = at
        else:
            least = np.inf
            for at in range(exits):
                far = away[at, one]
                in_sight = sight[at, one] <= SIGHT_M and far <= _STRAIGHT * sight[at, one] + _NEAR_M
                if not np.isfinite(far) or not (at == now or in_sight):
                    continue
                ahead = queue[at, min(longest - 1, int(far))] + more[at]
                takes = max(far / speed[one], ahead / rate[at])
                if at == now:
                    takes = _GAIN * takes - _GAIN_S
                if takes < least:
                    least, best = takes, at
        if best != now:
            chosen[one] = best
            more[best] += 1.0
            changed += 1
    return changed
