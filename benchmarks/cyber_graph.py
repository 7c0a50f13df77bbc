"""Attack graph and countermeasures: how long a large network takes, and combinations against brute force."""

import sys
import time
from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np

from benchmarks.cyber_networks import large
from benchmarks.report import Figure, arguments, report
from impetus.tools.cyber_response.graph.outlook import Sighting, look
from impetus.tools.cyber_response.measures.actions import advise
from impetus.tools.cyber_response.measures.choose import choose
from impetus.tools.cyber_response.measures.model import EXACT, Measure, Question
from impetus.tools.cyber_response.measures.rori import Stakes, rori

HOSTS: Final = 1_000
WEAK: Final = 10_000
SPARSE: Final = 800
"""Weaknesses of a network on which single measures still help."""


def question(number: int, seed: int) -> Question:
    """So many measures drawn at random, some of which exclude each other."""
    rng = np.random.default_rng(seed)
    made = [
        Measure(
            id=f"m{at}", coverage=float(rng.random()), effect=float(rng.random()), cost=float(rng.random() * 1000),
            disturbs={"tram": float(rng.random()), "water": float(rng.random() ** 3)},
            excludes=(f"m{at - 1}",) if at and rng.random() < 0.2 else (),
        )
        for at in range(number)
    ]  # fmt: skip
    return Question(loss=50_000, value=8_700, measures=tuple(made), services={"tram": 100, "water": 1_000})


def brute(asked: Question) -> float:
    """The best return, by looking at each combination part by part."""
    best = 0.0
    for size in range(1, len(asked.measures) + 1):
        for some in combinations(asked.measures, size):
            if any(other.id in one.excludes for one in some for other in some):
                continue
            relief = 0.0
            for count in range(1, size + 1):
                for part in combinations(some, count):
                    cover = [one.coverage for one in part]
                    shared = cover[0] if count == 1 else (max(0.0, sum(cover) - (count - 1)) + min(cover)) / 2
                    relief -= (-1) ** count * shared * min(one.effect for one in part)
            cost = sum(one.cost for one in some)
            best = max(best, float(rori(Stakes(loss=asked.loss, value=asked.value), min(1.0, max(0.0, relief)), cost)))
    return best


def measured(*, short: bool) -> Iterator[Figure]:
    """Reckon on a made-up network, choose among measures, and hold small choices against brute force."""
    hosts, weak = (100, 1_000) if short else (HOSTS, WEAK)
    city = large(hosts, weak)
    began = time.process_time()
    found = look(city, [Sighting("host0")])
    took = time.process_time() - began
    name = f"attack graph of {hosts:,} hosts and {weak:,} weaknesses, with chances and next steps"
    size = f"{len(found.graph.facts):,} facts, {len(found.graph.steps):,} steps, {found.chances.trials:,} trials"
    yield Figure(name, took, "s processor", "< 10", None if short else took < 10, size)
    sparse = large(hosts, SPARSE)
    found = look(sparse, [Sighting("host0")])
    began = time.process_time()
    advice = advise(sparse, found, hours=24, value=1e6)
    name = f"advice where there are {SPARSE:,} weaknesses: measures, combinations, the best again on the graph"
    size = f"{len(advice.asked.measures)} measures, {advice.choice.combinations:,} combinations"
    yield Figure(name, time.process_time() - began, "s processor", peer=size)
    cases = 20 if short else 200
    wrong = 0
    for seed in range(cases):
        asked = question(1 + seed % 7, seed)
        wrong += abs(choose(asked).best.rori - brute(asked)) > 1e-6 * max(1.0, brute(asked))
    yield Figure(f"choices of up to 7 measures that differ from brute force, of {cases}", wrong, "", "0", wrong == 0)
    began = time.process_time()
    every = choose(question(EXACT, 1))
    yield Figure(f"choice among all combinations of {EXACT} measures", time.process_time() - began, "s processor",
                 peer=f"{every.combinations:,} may be taken, {len(every.front)} on the front")  # fmt: skip


def main() -> int:
    """Measure graph and choices alone."""
    given = arguments("cyber_graph", "Attack graph and countermeasures: time, and combinations against brute force.")
    figures = list(measured(short=given.short))
    report("cyber_graph", figures, as_json=given.json)
    return 1 if any(figure.met is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
