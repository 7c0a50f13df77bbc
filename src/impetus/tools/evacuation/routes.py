"""Routes of single people: taken from a flow, walked through with queues, and laid anew where there is room."""

import heapq
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from impetus.tools.evacuation.compiled import compiled
from impetus.tools.evacuation.expand import Expansion, distance
from impetus.tools.evacuation.network import Floats, Ints, Network

Arcs = NDArray[np.int32]

_SPARE: Final = 256
"""Entries of an arc that can be added between two replays; what goes beyond them is not kept clear of, only queued."""

_HASTE_S: Final = 2.0
"""New routes pass a street so long before it closes: a queue may be somewhat slower than its reservations say."""


@dataclass(frozen=True, eq=False)
class Routes:
    """Everybody's way: `arcs` [people, longest] with -1 behind the last, `origin` [people] the node of each."""

    arcs: Arcs
    origin: Ints

    @property
    def people(self) -> int:
        """How many people."""
        return len(self.origin)


@dataclass(frozen=True, eq=False)
class Walked:
    """`safe_s` [people] when each is safe; `entered_s` [people, longest] when each entered each arc of its way.

    Both are infinite for who found a street closed before him, and stays there.
    """

    safe_s: Floats
    entered_s: Floats

    @property
    def clear_s(self) -> float:
        """When the last of those who get out is safe."""
        return float(self.safe_s[np.isfinite(self.safe_s)].max(initial=0.0))

    @property
    def stuck(self) -> int:
        """How many do not get out."""
        return int(np.isinf(self.safe_s).sum())


def unravel(network: Network, problem: Expansion, flow: Ints) -> Routes:
    """Take a flow of whole people apart into their routes."""
    order = np.argsort(problem.tail, kind="stable")
    first = np.r_[0, np.cumsum(np.bincount(problem.tail, minlength=problem.nodes))]
    entering = np.flatnonzero(problem.tail == problem.source)
    size = int(flow[problem.street >= 0].sum())
    flat, ends = _unravel(first, order, problem.head, flow.copy(), entering, problem.sink, problem.street, size)
    lengths = np.diff(np.r_[0, ends])
    arcs = np.full((len(ends), int(lengths.max(initial=0))), -1, dtype=np.int32)
    arcs[np.arange(arcs.shape[1]) < lengths[:, None]] = flat[: int(lengths.sum())]
    return Routes(arcs, network.tail[arcs[:, 0]] if len(arcs) else np.zeros(0, dtype=np.int64))


def onward(network: Network, from_s: float = 0.0) -> Ints:
    """Return the arc to take from each node towards the nearest exit, -1 at exits and where no way leads out [nodes].

    What is closed from `from_s` seconds on is gone round, also where it is known that it will close; only who has no
    other way out tries one that is still open.
    """
    found = np.full(network.nodes, -1, dtype=np.int64)
    for known in (network.close_s > from_s, np.isinf(network.close_s)):
        weight = np.where(known, network.walk, np.inf)
        left = distance(network, weight, np.flatnonzero(network.exit), towards=True)
        over = weight + left[network.head]
        order = np.lexsort((over, network.tail))
        order = order[np.isfinite(over[order])]
        tails, first = np.unique(network.tail[order], return_index=True)
        found[tails] = order[first]
        if not network.closes:
            break
    found[network.exit] = -1
    return found


def replay(network: Network, routes: Routes) -> Walked:
    """Walk everybody through: first come, first served at each arc, which lets one in every `1 / rate` seconds.

    Continuous time, unlimited waiting at nodes, no spillback: the model of the bound, without its rounding.
    """
    entered = np.full(routes.arcs.shape, np.inf)
    safe = _replay(routes.arcs, network.walk, 1.0 / network.rate, network.close_s, entered)
    return Walked(safe, entered)


def reroute(network: Network, routes: Routes, walked: Walked, late: Ints, left_s: Floats) -> Routes:
    """Lay the routes of `late` [some people] anew, one after the other, each the soonest that delays nobody else.

    `left_s` [nodes] is the time to the nearest exit when nobody is in the way, by which the search is led (A*).
    """
    skip = np.zeros(routes.people, dtype=np.bool_)
    skip[late] = True
    used = routes.arcs[~skip]
    counts = np.bincount(used[used >= 0], minlength=network.arcs).astype(np.int64)
    offset = np.r_[0, np.cumsum(counts + min(_SPARE, len(late)))]
    slots = np.full(int(offset[-1]), np.inf)
    order = np.argsort(network.tail, kind="stable")
    first = np.r_[0, np.cumsum(np.bincount(network.tail, minlength=network.nodes))]
    arcs = routes.arcs.copy()
    filled = _fill(arcs, walked.entered_s, skip, slots, offset)
    _reroute(
        late, routes.origin, first, order, network.tail, network.head, network.walk, 1.0 / network.rate,
        network.close_s - _HASTE_S, network.exit, slots, offset, filled, left_s, arcs,
    )  # fmt: skip
    return Routes(arcs, routes.origin)


@compiled
def _unravel(
    first: Any, order: Any, head: Any, flow: Any, entering: Any, sink: Any, street: Any, size: Any
) -> Any:  # pragma: no cover
    people = 0
    for arc in entering:
        people += flow[arc]
    flat = np.empty(size, np.int32)
    ends = np.zeros(people, np.int64)
    at = first.copy()
    person, filled = 0, 0
    for begin in entering:
        for _ in range(flow[begin]):
            node = head[begin]
            while node != sink:
                place = at[node]
                while flow[order[place]] == 0:
                    place += 1
                at[node] = place
                arc = order[place]
                flow[arc] -= 1
                if street[arc] >= 0:
                    flat[filled] = street[arc]
                    filled += 1
                node = head[arc]
            ends[person] = filled
            person += 1
    return flat, ends


@compiled
def _replay(arcs: Any, walk: Any, headway: Any, close: Any, entered: Any) -> Any:  # pragma: no cover
    people, longest = arcs.shape
    free = np.zeros(walk.size)
    done = np.zeros(people, np.int64)
    safe = np.zeros(people)
    heap = [(0.0, np.int64(person)) for person in range(people)]
    heapq.heapify(heap)
    while len(heap) > 0:
        now, person = heapq.heappop(heap)
        place = done[person]
        if place == longest or arcs[person, place] < 0:
            safe[person] = now if place > 0 else np.inf
            continue
        arc = arcs[person, place]
        enters = max(now, free[arc])
        if enters >= close[arc]:
            safe[person] = np.inf
            continue
        free[arc] = enters + headway[arc]
        entered[person, place] = enters
        done[person] = place + 1
        heapq.heappush(heap, (enters + walk[arc], person))
    return safe


@compiled
def _fill(arcs: Any, entered: Any, skip: Any, slots: Any, offset: Any) -> Any:  # pragma: no cover
    filled = offset[:-1].copy()
    people, longest = arcs.shape
    for person in range(people):
        if skip[person]:
            continue
        for place in range(longest):
            arc = arcs[person, place]
            if arc < 0 or entered[person, place] == np.inf:
                break
            slots[filled[arc]] = entered[person, place]
            filled[arc] += 1
    for arc in range(filled.size):
        slots[offset[arc] : filled[arc]].sort()
    return filled


@compiled
def _enter(slots: Any, begin: Any, end: Any, now: Any, headway: Any) -> Any:  # pragma: no cover
    """The first moment from `now` on with a headway free before and after it."""
    place = begin + np.searchsorted(slots[begin:end], now - headway + 1e-9)
    while place < end and slots[place] < now + headway - 1e-9:
        now = slots[place] + headway
        place += 1
    return now


@compiled
def _reroute(
    late: Any, origin: Any, first: Any, order: Any, tail: Any, head: Any, walk: Any, headway: Any,
    close: Any, safe: Any, slots: Any, offset: Any, filled: Any, left: Any, arcs: Any,
) -> None:  # pragma: no cover  # fmt: skip
    nodes, longest = left.size, arcs.shape[1]
    soonest, came, entered = np.empty(nodes), np.empty(nodes, np.int64), np.empty(nodes)
    back = np.empty(nodes, np.int64)
    for person in late:
        soonest[:] = np.inf
        begin = origin[person]
        soonest[begin] = 0.0
        heap = [(left[begin], 0.0, np.int64(begin))]
        goal: Any = -1
        while len(heap) > 0:
            _, now, node = heapq.heappop(heap)
            if now > soonest[node]:
                continue
            if safe[node]:
                goal = node
                break
            for at in range(first[node], first[node + 1]):
                arc = order[at]
                other = head[arc]
                if not np.isfinite(left[other]) or now + walk[arc] >= soonest[other]:
                    continue
                enters = _enter(slots, offset[arc], filled[arc], now, headway[arc])
                if enters >= close[arc]:
                    continue
                if enters + walk[arc] < soonest[other]:
                    soonest[other] = enters + walk[arc]
                    came[other], entered[other] = arc, enters
                    heapq.heappush(heap, (soonest[other] + left[other], soonest[other], np.int64(other)))
        if goal < 0:
            continue
        length, place_back = 0, goal
        while place_back != begin:
            back[length] = came[place_back]
            length += 1
            place_back = tail[came[place_back]]
        if length > longest:
            continue
        reached = goal
        for place in range(length):
            arc = back[place]
            arcs[person, length - 1 - place] = arc
            if filled[arc] < offset[arc + 1]:
                at = filled[arc]
                while at > offset[arc] and slots[at - 1] > entered[reached]:
                    slots[at] = slots[at - 1]
                    at -= 1
                slots[at] = entered[reached]
                filled[arc] += 1
            reached = tail[arc]
        for place in range(length, longest):
            arcs[person, place] = -1
