"""The easiest way to a fact: the steps whose chances together are highest (Knuth 1977, Dijkstra generalised)."""

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass

from impetus.tools.cyber_response.graph.build import Graph


@dataclass(frozen=True)
class Way:
    """Steps in an order in which they can be taken, and how likely all of them succeed."""

    steps: tuple[int, ...]
    chance: float


class Easiest:
    """The easiest way to each fact from what an attacker has; a step that two branches need counts once in `way`."""

    def __init__(self, graph: Graph, has: Iterable[int] = ()) -> None:
        self.graph = graph
        self._by: dict[int, int] = {}
        self._has = set(has)
        users: list[list[int]] = [[] for _ in graph.facts]
        missing = [len(set(step.premises)) for step in graph.steps]
        for number, step in enumerate(graph.steps):
            for premise in set(step.premises):
                users[premise].append(number)
        cost = [0.0] * len(graph.steps)
        done: set[int] = set()
        heap = [(0.0, fact, -1) for fact in sorted(self._has)]
        heap += [
            (_cost(step.chance), step.makes, number) for number, step in enumerate(graph.steps) if not step.premises
        ]
        heapq.heapify(heap)
        while heap:
            far, fact, by = heapq.heappop(heap)
            if fact in done or math.isinf(far):
                continue
            done.add(fact)
            if by >= 0:
                self._by[fact] = by
            for user in users[fact]:
                missing[user] -= 1
                cost[user] += far
                if missing[user] == 0:
                    step = graph.steps[user]
                    heapq.heappush(heap, (cost[user] + _cost(step.chance), step.makes, user))

    def way(self, fact: int) -> Way | None:
        """Return the easiest way to a fact; None where there is none."""
        if fact in self._has:
            return Way((), 1.0)
        if fact not in self._by:
            return None
        taken: dict[int, None] = {}
        stack = [(fact, False)]
        while stack:
            one, ready = stack.pop()
            if one in self._has:
                continue
            by = self._by[one]
            if ready:
                taken[by] = None
            elif by not in taken:
                stack.append((one, True))
                stack += [(premise, False) for premise in reversed(self.graph.steps[by].premises)]
        return Way(tuple(taken), math.prod(self.graph.steps[one].chance for one in taken))


def _cost(chance: float) -> float:
    return -math.log(chance) if chance > 0 else math.inf
