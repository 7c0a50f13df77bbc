"""How likely each fact comes about: many trials at once, one bit for each, so that circles in the graph need no care.

In each trial every step succeeds or fails once and for all, by its chance; a fact holds in the trials in which one of
its steps succeeds and has all its premises. That is the least fixed point, and so right where steps depend on one
another; the only error is that of a sample, and its interval is given.
"""

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from impetus.tools.cyber_response.graph.build import Graph

TRIALS: Final = 2048
_Z: Final = 1.96


@dataclass(frozen=True)
class Chances:
    """In which trials each fact holds and each step succeeds: a bit for each of `trials`."""

    trials: int
    facts: list[int]
    luck: list[int]

    def of(self, fact: int) -> float:
        """Return how likely a fact comes about."""
        return self.facts[fact].bit_count() / self.trials

    def interval(self, fact: int) -> tuple[float, float]:
        """Return the 95 % interval of that (Wilson 1927)."""
        return wilson(self.facts[fact].bit_count(), self.trials)


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    share, z2 = hits / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials)) / (1 + z2 / trials)
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


def draw(graph: Graph, *, trials: int = TRIALS, seed: int = 1) -> list[int]:
    """Return in which trials each step succeeds. The same seed gives the same."""
    rng = np.random.default_rng(seed)
    every = (1 << trials) - 1
    made = []
    for step in graph.steps:
        if step.chance >= 1.0:
            made.append(every)
        else:
            bits = np.packbits(rng.random(trials) < step.chance, bitorder="little")
            made.append(int.from_bytes(bits.tobytes(), "little"))
    return made


def chances(
    graph: Graph, luck: Sequence[int], *, trials: int = TRIALS, seen: Mapping[int, int] | None = None
) -> Chances:
    """Return how likely each fact comes about; `seen` facts hold in these trials already."""
    holds = [0] * len(graph.facts)
    users: list[list[int]] = [[] for _ in graph.facts]
    for number, step in enumerate(graph.steps):
        for premise in step.premises:
            users[premise].append(number)
    for fact, bits in (seen or {}).items():
        holds[fact] |= bits
    waiting = deque(
        number
        for number, step in enumerate(graph.steps)
        if not step.premises or any(holds[one] for one in step.premises)
    )
    queued = set(waiting)
    while waiting:
        number = waiting.popleft()
        queued.discard(number)
        step = graph.steps[number]
        bits = luck[number]
        for premise in step.premises:
            bits &= holds[premise]
        if bits | holds[step.makes] != holds[step.makes]:
            holds[step.makes] |= bits
            for user in users[step.makes]:
                if user not in queued:
                    queued.add(user)
                    waiting.append(user)
    return Chances(trials, holds, list(luck))
