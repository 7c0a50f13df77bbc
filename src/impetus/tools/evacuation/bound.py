"""The proof: no plan whatever clears the area sooner than this.

A quickest flow on the time-expanded network with travel times rounded down and capacities rounded up is a relaxation of
every real evacuation, so that where it cannot bring everybody out in time, nothing can (Ford and Fulkerson 1958;
Burkard, Dlaska and Klinz 1993). The minimum cut of the last horizon that fails names the streets that bind, and when.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from ortools.graph.python import max_flow
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import maximum_flow

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.expand import Expansion, closed_from, distance, expand, to_move
from impetus.tools.evacuation.network import Ints, Network

UNITS: Final = 10
"""Units of flow a person: capacities of a step are rounded up to a tenth of a person."""
STEPS_S: Final = (10.0, 5.0, 2.0)
"""Seconds a step, from coarse to fine; each bound holds, and begins the search for the next."""
_LONGEST_S: Final = 48 * 3600
_MOST_ARCS: Final = 40_000_000


@dataclass(frozen=True)
class Binding:
    """A street of the minimum cut: index of the arc, and the seconds between which it is full."""

    arc: int
    first_s: float
    last_s: float


@dataclass(frozen=True)
class Bound:
    """Nobody can clear the area within `seconds`: then `out` of `people` are out at most.

    `feasible_s` is the shortest horizon of the same relaxation that does bring everybody out. `stuck` people cannot get
    out at all whatever the plan, since streets close before them; everything else is said of the rest.
    """

    seconds: float
    feasible_s: float
    step_s: float
    people: int
    out: float
    cut: tuple[Binding, ...]
    stuck: int = 0


def lower_bound(
    network: Network,
    *,
    steps_s: Sequence[float] = STEPS_S,
    known: Bound | None = None,
    told: Callable[[float], None] = lambda seconds: None,
) -> Bound:
    """Return the certified lower bound; `told` hears each horizon that fails, in seconds.

    `known` is a bound found with longer steps, from which the search begins; it is returned where no step beats it.
    People who cannot reach an exit at all are left out: see `expand.cut_off`. Raise BadInput where nobody can.
    """
    supply = to_move(network) * UNITS
    wanted = int(supply.sum())
    if not wanted and network.supply[network.exit].sum() < network.people:
        raise BadInput("Nobody can reach an exit.", remedy="Add an exit, or open a way to one.", field="nodes")
    if not wanted:
        return Bound(0.0, 0.0, steps_s[-1], 0, 0.0, ())
    farthest = distance(network, network.walk, np.flatnonzero(network.exit), towards=True)[supply > 0].max()
    begun = float(farthest) * 0.99
    for step_s in steps_s:
        found = _search(network, supply, step_s, begun, known, told)
        if known is None or found.stuck != known.stuck or found.seconds >= known.seconds:
            known = found
    assert known is not None
    return known


def relaxation(network: Network, supply: Ints, step_s: float, steps: int) -> Expansion:
    """The relaxed problem over a horizon of `steps` steps of `step_s` seconds; `supply` in units."""
    tau = np.floor(network.walk / step_s + 1e-9).astype(np.int64)
    until = closed_from(network, step_s, wholly=False)
    made = expand(network, steps, tau, network.rate * step_s * UNITS, supply, whole=False, until=until)
    if len(made.tail) > _MOST_ARCS:
        raise BadInput("The area is too large for this.", remedy="Cut a smaller area out.", field="graph")
    return made


def confirm(network: Network, seconds: float, step_s: float) -> float:
    """Return how many people are out within `seconds` at most, by another solver: scipy's Dinic."""
    supply = to_move(network) * UNITS
    problem = relaxation(network, supply, step_s, round(seconds / step_s))
    shape = (problem.nodes, problem.nodes)
    graph = coo_matrix((problem.capacity.astype(np.int32), (problem.tail, problem.head)), shape=shape).tocsr()
    graph.sum_duplicates()
    return float(maximum_flow(graph, problem.source, problem.sink, method="dinic").flow_value) / UNITS


def _search(
    network: Network, supply: Ints, step_s: float, begun: float, known: Bound | None, told: Callable[[float], None]
) -> Bound:
    """Find the horizon that fails while the next one does not.

    What is missing falls ever more slowly with the horizon, so that the line through two horizons that fail never
    reaches beyond the one wanted by more than a step.
    """
    stuck = _stuck(network, supply, step_s)
    wanted = int(supply.sum()) - stuck
    at_least = known.seconds if known is not None and known.stuck == stuck // UNITS else 0.0
    fails, succeeds = int(at_least / step_s + 1e-9), 0
    best: tuple[int, int, tuple[Binding, ...]] = (0, 0, ())
    missing_before, before = 0, 0
    steps = max(1, fails + 1, int(begun / step_s))
    while not succeeds or succeeds - fails > 1:
        if steps * step_s > _LONGEST_S:
            raise BadInput("The area is not clear in two days.", remedy="Check widths and exits.", field="arcs")
        out, cut = _out(network, supply, step_s, steps, wanted)
        if out >= wanted:
            succeeds = steps
            steps = (fails + succeeds) // 2
            continue
        fails, best = steps, (steps, out, cut)
        told(steps * step_s)
        missing = wanted - out
        fall = (missing_before - missing) / (steps - before) if before else 0.0
        jump = max(1, int(missing / fall)) if fall > 0 else max(1, steps // 100)
        missing_before, before = missing, steps
        steps = steps + jump if not succeeds else min(steps + jump, succeeds - 1)
        steps = max(steps, fails + 1)
    return Bound(
        seconds=best[0] * step_s,
        feasible_s=succeeds * step_s,
        step_s=step_s,
        people=-(-wanted // UNITS),
        out=best[1] / UNITS,
        cut=best[2],
        stuck=stuck // UNITS,
    )


def _stuck(network: Network, supply: Ints, step_s: float) -> int:
    """Units that never get out, since streets close before them.

    Who comes to a place from which streets that stay open lead out needs no more than patience: such places count as
    exits, so that the horizon need not reach beyond the last closing.
    """
    if not network.closes:
        return 0
    stays = ~np.isfinite(network.close_s)
    reach = distance(network, np.where(stays, network.walk, np.inf), np.flatnonzero(network.exit), towards=True)
    easy = replace(network, exit=np.isfinite(reach))
    last_s = float(network.close_s[~stays].max()) + float(network.walk[~stays].max())
    rest = np.where(easy.exit, 0, supply)
    if not rest.any():
        return 0
    out, _ = _out(easy, rest, step_s, int(last_s / step_s) + 2, 0)
    return int(rest.sum()) - out


def _out(network: Network, supply: Ints, step_s: float, steps: int, wanted: int) -> tuple[int, tuple[Binding, ...]]:
    """Units that are out within a horizon, and the cut where they are fewer than `wanted`."""
    problem = relaxation(network, supply, step_s, steps)
    if not len(problem.tail):
        return 0, ()
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(problem.tail, problem.head, problem.capacity)
    solver.solve(problem.source, problem.sink)
    out = int(solver.optimal_flow())
    if out >= wanted:
        return out, ()
    near = np.zeros(problem.nodes, dtype=np.bool_)
    near[np.asarray(solver.get_source_side_min_cut(), dtype=np.int64)] = True
    across = near[problem.tail] & ~near[problem.head] & (problem.street >= 0)
    return out, _bindings(problem.street[across], problem.step[across], step_s)


def _bindings(streets: Ints, steps: Ints, step_s: float) -> tuple[Binding, ...]:
    """One line a street, those that are full for longest first."""
    made = []
    for street in np.unique(streets):
        when = steps[streets == street]
        made.append((len(when), Binding(int(street), float(when.min() * step_s), float((when.max() + 1) * step_s))))
    return tuple(binding for _, binding in sorted(made, key=lambda one: (-one[0], one[1].arc)))
