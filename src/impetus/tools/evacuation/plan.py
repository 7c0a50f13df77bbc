"""A plan: a way out for everybody, within a few percent of the bound.

Most people are sent by a maximum flow over a horizon somewhat shorter than the bound, whose travel times are rounded so
that the errors along a way to an exit cancel. Who does not fit into it, and who turns out late when all are walked
through, is laid anew into the gaps that the others leave (Lu, George and Shekhar 2005), again and again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.graph.python import max_flow

from impetus.tools.evacuation.expand import closed_from, distance, expand, to_move
from impetus.tools.evacuation.network import Floats, Ints, Network
from impetus.tools.evacuation.routes import Routes, Walked, onward, replay, reroute, unravel

SHORTER: Final = 0.93
"""The horizon of the flow as a share of a fine bound: beyond it only a few wait for their one narrow way."""
COARSE: Final = 1.07
"""The horizon of a first plan's flow as a share of a coarse bound, which lies well below the fine one."""
ROUNDS: Final = 12
_LATE: Final = 0.995
_STALE: Final = 4
_SPARE_ARCS: Final = 40
"""Arcs that a new route may have beyond the longest of the flow."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Routes of all who have to walk and can, and when each is where (seconds)."""

    routes: Routes
    walked: Walked

    @property
    def clear_s(self) -> float:
        """When the last of those who get out is safe."""
        return self.walked.clear_s

    @property
    def stuck(self) -> int:
        """How many do not get out, since streets close before them."""
        return self.walked.stuck

    def better_than(self, other: "Plan") -> bool:
        """Whether more get out, or the same number sooner."""
        return (self.stuck, self.clear_s) < (other.stuck, other.clear_s - 1e-6)


def make_plan(
    network: Network,
    bound_s: float,
    *,
    horizon_s: float | None = None,
    step_s: float = 5.0,
    rounds: int = ROUNDS,
    seed: int = 1,
    start: Routes | None = None,
    told: Callable[[Plan], None] = lambda plan: None,
) -> Plan:
    """Return a plan; `bound_s` is a lower bound (seconds), `told` hears each plan that is better than the last.

    `horizon_s` is that of the flow, by default a little less than the bound. `start` is a plan's routes over the same
    arcs, from before something changed, to be kept as far as they go: then no flow is sought.
    """
    supply = to_move(network)
    if not supply.any():
        nobody = Routes(np.zeros((0, 0), dtype=np.int32), np.zeros(0, dtype=np.int64))
        return Plan(nobody, Walked(np.zeros(0), np.zeros((0, 0))))
    left = distance(network, network.walk, np.flatnonzero(network.exit), towards=True)
    flow = (
        _flow(network, supply, left, step_s, horizon_s or bound_s * SHORTER) if start is None else kept(start, supply)
    )
    routes, walked, late = _begun(network, supply, flow)
    rng = np.random.default_rng(seed)
    best: Plan | None = None
    stale = 0
    for _ in range(max(1, rounds)):
        routes = reroute(network, routes, walked, rng.permutation(late), left)
        walked = replay(network, routes)
        tried = Plan(routes, walked)
        if best is None or tried.better_than(best):
            best, stale = tried, 0
            told(best)
        else:
            stale += 1
        if stale >= _STALE or (best.clear_s <= bound_s and not best.stuck):
            break
        most = float(np.quantile(np.minimum(walked.safe_s, walked.clear_s), 0.99))
        late = np.flatnonzero(walked.safe_s > best.clear_s - max(2.0, (best.clear_s - most) * rng.uniform(0.05, 0.6)))
    if best is not None and not best.stuck and _least(network, nearest_routes(network)) >= best.clear_s:
        return best
    usual = nearest(network)
    return usual if best is None or usual.better_than(best) else best


def kept(start: Routes, supply: Ints) -> Routes:
    """Of each place's routes as many as people stand there now: `supply` [nodes]."""
    order = np.argsort(start.origin, kind="stable")
    origin = start.origin[order]
    first = np.searchsorted(origin, origin)
    stay = np.sort(order[np.arange(len(origin)) - first < supply[origin]])
    return Routes(start.arcs[stay], start.origin[stay])


def _least(network: Network, routes: Routes) -> float:
    """Seconds that routes take at least, if everybody gets out: the queue of the street that most use."""
    used = np.bincount(routes.arcs[routes.arcs >= 0], minlength=network.arcs)
    return float(((used - 1) / network.rate).max(initial=0.0))


def nearest(network: Network) -> Plan:
    """Everybody by the shortest way to the nearest exit, as people go who are told nothing."""
    routes = nearest_routes(network)
    return Plan(routes, replay(network, routes))


def nearest_routes(network: Network) -> Routes:
    """The ways of `nearest`."""
    supply = to_move(network)
    field = onward(network)
    ways: dict[int, list[int]] = {}
    for node in np.flatnonzero(supply).tolist():
        way, at = [], node
        while not network.exit[at]:
            way.append(int(field[at]))
            at = int(network.head[way[-1]])
        ways[node] = way
    longest = max(map(len, ways.values()), default=0)
    table = np.array([way + [-1] * (longest - len(way)) for way in ways.values()], dtype=np.int32)
    return Routes(
        np.repeat(table.reshape(len(ways), longest), supply[supply > 0], axis=0),
        np.repeat(np.arange(network.nodes), supply),
    )


def _flow(network: Network, supply: Ints, left: Floats, step_s: float, horizon_s: float) -> Routes:
    tau = _rounded(network, left, step_s)
    steps = max(1, round(horizon_s / step_s))
    while True:
        until = closed_from(network, step_s, wholly=True)
        problem = expand(network, steps, tau, network.rate * step_s, supply, whole=True, until=until)
        if len(problem.tail):
            break
        steps *= 2
    solver = max_flow.SimpleMaxFlow()
    arcs = solver.add_arcs_with_capacity(problem.tail, problem.head, problem.capacity)
    solver.solve(problem.source, problem.sink)
    flow = np.asarray(solver.flows(arcs), dtype=np.int64)
    return unravel(network, problem, flow)


def _rounded(network: Network, left: Floats, step_s: float) -> Ints:
    """Steps of each arc: those of a shortest way add up to its length rounded once, not once an arc [arcs]."""
    known = np.where(np.isfinite(left), left, 0.0)
    detour = np.maximum(network.walk - (known[network.tail] - known[network.head]), 0.0)
    steps = np.round(known[network.tail] / step_s) - np.round(known[network.head] / step_s) + np.round(detour / step_s)
    made: Ints = np.maximum(steps, 0).astype(np.int64)
    return made


def _begun(network: Network, supply: Ints, flow: Routes) -> tuple[Routes, Walked, Ints]:
    """Add those whom the flow had no room for; return who of all is to be laid anew first: they, and its latest."""
    walked = replay(network, flow)
    rest = np.repeat(np.arange(network.nodes), supply - np.bincount(flow.origin, minlength=network.nodes))
    more = ((0, len(rest)), (0, _SPARE_ARCS))
    routes = Routes(np.pad(flow.arcs, more, constant_values=-1), np.r_[flow.origin, rest])
    known = walked.safe_s[np.isfinite(walked.safe_s)]
    late = walked.safe_s > (np.quantile(known, _LATE) if len(known) else 0.0)
    all_walked = Walked(np.r_[walked.safe_s, np.zeros(len(rest))], np.pad(walked.entered_s, more))
    return routes, all_walked, np.flatnonzero(np.r_[late, np.ones(len(rest), dtype=np.bool_)])
