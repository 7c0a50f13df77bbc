"""Which measures together: every combination, the best by return, and those that nothing beats on both axes.

The axes are the return (RORI) and the operational side effect: what the city's services lose by the measures themselves
(Motzek, Gonzalez Granadillo, Debar, Garcia-Alfaro and Moeller 2017 weigh a response by both).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impetus.tools.cyber_response.measures.model import EXACT, Measure, Question
from impetus.tools.cyber_response.measures.rori import Floats, Saving, Stakes, costs, reliefs, rori


@dataclass(frozen=True)
class Plan:
    """Measures taken together: return in percent, share of the risk taken away, cost a year, side effect an hour."""

    measures: tuple[str, ...]
    rori: float
    relief: float
    cost: float
    side: float


@dataclass(frozen=True)
class Choice:
    """Each measure alone, the best combination, and the front; `left_out` were too many to combine.

    `best` is empty measures where doing nothing is best. The front is sorted by return, the greatest first.
    """

    alone: list[Plan]
    best: Plan
    front: list[Plan]
    combinations: int
    left_out: list[str]


@dataclass(frozen=True, eq=False)
class Space:
    """All combinations of some measures: their figures [2 to the number of measures], and which may be taken."""

    measures: tuple[Measure, ...]
    relief: Floats
    cost: Floats
    side: Floats
    allowed: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def plan(self, subset: int, index: float) -> Plan:
        """Return a combination by its number."""
        taken = tuple(one.id for bit, one in enumerate(self.measures) if subset >> bit & 1)
        figures = (float(one[subset]) for one in (self.relief, self.cost, self.side))
        return Plan(taken, float(index), *figures)


def space(asked: Question, measures: Sequence[Measure]) -> Space:
    """Return all combinations of these measures."""
    savings = [Saving(coverage=one.coverage, effect=one.effect, cost=one.cost) for one in measures]
    cost = costs(savings)
    side = np.zeros(len(cost))
    for service, loss in asked.services.items():
        worst = np.zeros(1)
        for one in measures:
            worst = np.concatenate([worst, np.maximum(worst, one.disturbs.get(service, 0.0))])
        side += loss * worst
    allowed = np.ones(len(cost), dtype=np.bool_)
    number = np.arange(len(cost))
    place = {one.id: bit for bit, one in enumerate(measures)}
    for bit, one in enumerate(measures):
        for other in one.excludes:
            if other in place:
                both = (1 << bit) | (1 << place[other])
                allowed &= number & both != both
    if asked.budget is not None:
        allowed &= cost <= asked.budget * (1 + 1e-12)
    return Space(tuple(measures), reliefs(savings), cost, side, allowed)


def choose(asked: Question) -> Choice:
    """Return what is best. Where there are more than `EXACT` measures, those best alone are combined."""
    stakes = Stakes(loss=asked.loss, value=asked.value)
    alone = []
    for one in asked.measures:
        single = space(asked, [one])
        index = rori(stakes, single.relief[1], single.cost[1])
        alone.append(single.plan(1, index))
    order = sorted(range(len(alone)), key=lambda at: -alone[at].rori)
    taken = [asked.measures[at] for at in sorted(order[:EXACT])]
    every = space(asked, taken)
    index = np.where(every.allowed, rori(stakes, every.relief, every.cost), -np.inf)
    best = int(np.lexsort((every.cost, every.side, -index))[0])
    return Choice(
        alone=[alone[at] for at in order],
        best=every.plan(best, index[best]),
        front=[every.plan(one, index[one]) for one in front(index, every.side)],
        combinations=int(every.allowed.sum()),
        left_out=sorted(asked.measures[at].id for at in order[EXACT:]),
    )


def front(index: Floats, side: Floats) -> list[int]:
    """Return the combinations that none beats: greater return falls, side effect falls with it; one of equals stays."""
    order = np.lexsort((-index, side))
    order = order[np.isfinite(index[order])]
    most = np.maximum.accumulate(index[order])
    fresh = np.r_[True, index[order][1:] > most[:-1]]
    return [int(one) for one in order[fresh]][::-1]
