"""The time-expanded network: each node once per step, so that a flow over time becomes a plain flow.

Only what somebody can reach and still leave in time is made: a node stands in it from the first step in which anybody
can be there to the last from which an exit can be reached. This leaves a third of the arcs.
"""

import heapq
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from impetus.tools.evacuation.network import Flags, Floats, Ints, Network

_HAIR: Final = 1e-7
"""Added to each weight: scipy's sparse graphs know no arc of weight nought."""


@dataclass(frozen=True, eq=False)
class Expansion:
    """Arcs `tail`, `head`, `capacity` [arcs], in units; `source` and `sink` are its last two nodes.

    `street` [arcs] is the network's arc that an arc walks, -1 where it waits, enters or leaves; `step` [arcs] is the
    step in which it begins.
    """

    tail: Ints
    head: Ints
    capacity: Ints
    street: Ints
    step: Ints
    nodes: int

    @property
    def source(self) -> int:
        """Where all people come from."""
        return self.nodes - 2

    @property
    def sink(self) -> int:
        """Where all exits lead to."""
        return self.nodes - 1


def distance(network: Network, weight: Floats, ends: Ints, *, towards: bool) -> Floats:
    """Return the least weight from any of `ends` to each node, or with `towards` from each node to them [nodes].

    An arc of infinite weight is none.
    """
    tail, head = (network.head, network.tail) if towards else (network.tail, network.head)
    gate, usable = network.nodes, np.isfinite(weight)
    tail, head, weight = tail[usable], head[usable], weight[usable]
    rows = np.concatenate([tail, np.full(len(ends), gate)])
    columns = np.concatenate([head, ends])
    values = np.concatenate([weight, np.zeros(len(ends))]) + _HAIR
    order = np.lexsort((values, columns, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    first = np.r_[True, (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])]  # of parallel arcs the shortest
    graph = csr_matrix((values[first], (rows[first], columns[first])), shape=(gate + 1, gate + 1))
    found: Floats = dijkstra(graph, indices=gate)[:gate]
    return found


def cut_off(network: Network) -> Flags:
    """Return which nodes no exit can be reached from, even by somebody alone who sets out at once [nodes]."""
    if network.closes:
        return latest(network) < 0
    flags: Flags = ~np.isfinite(distance(network, network.walk, np.flatnonzero(network.exit), towards=True))
    return flags


def latest(network: Network) -> Floats:
    """Return the last second at which somebody alone can leave each node and still get out [nodes]; -1: at none.

    Dijkstra's algorithm with the latest departure as the label, from the exits backwards.
    """
    order = np.argsort(network.head, kind="stable")
    first = np.r_[0, np.cumsum(np.bincount(network.head, minlength=network.nodes))]
    close, walk = network.close_s, network.walk
    found = np.full(network.nodes, -1.0)
    found[network.exit] = np.inf
    heap = [(-np.inf, int(node)) for node in np.flatnonzero(network.exit)]
    while heap:
        least, node = heapq.heappop(heap)
        if -least < found[node]:
            continue
        for arc in order[first[node] : first[node + 1]].tolist():
            tail = int(network.tail[arc])
            leaves = min(np.nextafter(close[arc], -1.0) if np.isfinite(close[arc]) else np.inf, found[node] - walk[arc])
            if leaves >= 0 and leaves > found[tail]:
                found[tail] = leaves
                heapq.heappush(heap, (-leaves, tail))
    return found


def to_move(network: Network) -> Ints:
    """Return the people who have to walk and can: not those at an exit, nor those who can reach none [nodes]."""
    moving: Ints = np.where(cut_off(network) | network.exit, 0, network.supply)
    return moving


def expand(
    network: Network,
    steps: int,
    tau: Ints,
    capacity: Floats,
    supply: Ints,
    *,
    whole: bool,
    until: Ints | None = None,
) -> Expansion:
    """Expand over `steps` steps; `tau` [arcs] is how many steps an arc takes, `capacity` [arcs] its units a step.

    With `whole`, units are whole: a step takes what has added up since the last one, else capacities are rounded up.
    `supply` [nodes] are units that stand ready at the start. `until` [arcs] is the first step in which one is closed.
    """
    weight = tau.astype(np.float64)
    sources, exits = np.flatnonzero(supply > 0), np.flatnonzero(network.exit)
    first = np.floor(distance(network, weight, sources, towards=False) + 1e-2)
    last = steps - 1 - np.floor(distance(network, weight, exits, towards=True) + 1e-2)
    count = np.where(np.isfinite(first) & np.isfinite(last), last - first + 1, 0.0)
    count = np.maximum(count, 0).astype(np.int64)
    start = np.where(count > 0, first, 0.0).astype(np.int64)
    offset = np.r_[0, np.cumsum(count)]
    size = int(offset[-1])

    waits = np.flatnonzero((count > 1) & ~network.exit)
    waiting = np.repeat(offset[waits], count[waits] - 1) + _ramp(count[waits] - 1)

    streets = np.flatnonzero((count[network.tail] > 0) & (count[network.head] > 0) & ~network.exit[network.tail])
    tail, head = network.tail[streets], network.head[streets]
    begin = np.maximum(start[tail], start[head] - tau[streets])
    end = np.minimum(start[tail] + count[tail], start[head] + count[head] - tau[streets])
    if until is not None:
        end = np.minimum(end, until[streets])
    often = np.maximum(end - begin, 0)
    street = np.repeat(streets, often)
    step = np.repeat(begin, often) + _ramp(often)
    most = capacity[street]
    room = np.floor(most * (step + 1) + 1e-9) - np.floor(most * step + 1e-9) if whole else np.ceil(most - 1e-9)
    moving = offset[network.tail[street]] + step - start[network.tail[street]]
    moved = offset[network.head[street]] + step + tau[street] - start[network.head[street]]

    reached = np.flatnonzero((count > 0) & network.exit)
    leaving = np.repeat(offset[reached], count[reached]) + _ramp(count[reached])
    entering = sources[count[sources] > 0]
    much = int(supply.sum()) + 1
    tails = (waiting, moving, leaving, np.full(len(entering), size))
    none = [np.full(len(part), -1) for part in tails]
    return Expansion(
        tail=np.concatenate(tails),
        head=np.concatenate([waiting + 1, moved, np.full(len(leaving), size + 1), offset[entering]]),
        capacity=np.concatenate(
            [np.full(len(waiting), much), room.astype(np.int64), np.full(len(leaving), much), supply[entering]]
        ),
        street=np.concatenate([none[0], street, none[2], none[3]]),
        step=np.concatenate([none[0], step, none[2], none[3]]),
        nodes=size + 2,
    )


def closed_from(network: Network, step_s: float, *, wholly: bool) -> Ints | None:
    """Return the first step in which each arc is closed [arcs]: its first moment is, or with `wholly` any of it.

    None where nothing closes.
    """
    if not network.closes:
        return None
    steps = network.close_s / step_s
    whole = np.floor(steps + 1e-9) if wholly else np.ceil(steps - 1e-9)
    made: Ints = np.where(np.isfinite(steps), whole, 1 << 40).astype(np.int64)
    return made


def _ramp(counts: Ints) -> Ints:
    """0, 1, … up to each count, one after the other."""
    ends = np.cumsum(counts)
    made: Ints = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    return made
