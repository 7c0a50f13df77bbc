"""Where stewards stand and what they say: found by trying, led by who comes out last.

Posts are set one after the other where they catch most of those in whose queues the latest wait. Orders and places are
then changed one at a time, and a change is kept if it is better than what stood some hundred tries ago (late
acceptance, Burke and Bykov 2017): so the search leaves a corner from which every single step is worse.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from impetus.tools.evacuation.network import Flags, Ints, Network
from impetus.tools.evacuation.plan import Plan
from impetus.tools.evacuation.posts import SIGHT_M, WINDOW_S, Ground, Posts, State, Walk, as_posts, nobody

TRIES: Final = 6000
"""Walks of everybody while posts are sought, for each number of posts."""
_SETTLING: Final = 40
_LATE: Final = 200
"""A change is held against what stood so many tries before."""
_MOVES: Final = 0.12
_CANDIDATES: Final = 3
_OPENINGS: Final = 8
_FINALISTS: Final = 6


def set_posts(
    network: Network,
    plan: Plan,
    bound_s: float,
    most: Sequence[int],
    *,
    sight_m: float = SIGHT_M,
    seed: int = 1,
    tries: int = TRIES,
    told: Callable[[float], None] = lambda share: None,
) -> list[Posts]:
    """Return posts for each number in `most`, each from those before. The same seed gives the same posts.

    `plan` says which exits are worth pointing to. A post that is better silent is left out.
    """
    if not plan.routes.arcs.size:
        return [nobody(number) for number in sorted(set(most))]
    ground = Ground(network, plan, bound_s, sight_m)
    rng = np.random.default_rng(seed)
    now = State(np.zeros(0, dtype=np.int64), np.zeros((0, ground.windows), dtype=np.int64), ground)
    found: list[Posts] = []
    numbers = sorted(set(most))
    for turn, number in enumerate(numbers):

        def walked(share: float, turn: int = turn) -> None:
            told((turn + share) / len(numbers))

        best = _searched(_filled(now, number, ground, rng), ground, rng, tries, walked)
        now = best[-1]
        singly = [as_posts(_silenced(one, ground), ground, number) for one in best]
        found.append(min([*found[-1:], *singly], key=lambda one: (one.stuck, one.clear_s)))
    return [replace(one, most=number) for number, one in zip(numbers, found, strict=True)]


def _searched(
    now: State, ground: Ground, rng: np.random.Generator, tries: int, told: Callable[[float], None]
) -> list[State]:
    """Change orders and places; return the last few that were the best so far, the best of all last."""
    before, best = [now.cost] * _LATE, [now]
    for turn in range(tries if len(now.nodes) else 0):
        if turn % _LATE == 0:
            told(turn / tries)
        change = _another_place if rng.random() < _MOVES else _another_order
        tried = change(now, ground, rng)
        if tried is not None and tried.cost <= max(before[turn % _LATE], now.cost):
            now = tried
        before[turn % _LATE] = now.cost
        if now.cost < best[-1].cost:
            best = [*best[1 - _FINALISTS :], now]
    return best


def _filled(now: State, number: int, ground: Ground, rng: np.random.Generator) -> State:
    """As many posts as there may be, as long as a place for one is found."""
    while len(now.nodes) < number and len(ground.target):
        opened = one_more(now, ground)
        if opened is None:
            break
        now = opened
        for _ in range(_SETTLING):
            tried = _another_order(now, ground, rng)
            now = tried if tried is not None and tried.cost <= now.cost else now
    return now


def _silenced(now: State, ground: Ground) -> State:
    """Take away each order that nothing is gained by: the fewer, the better they are followed."""
    for post in range(len(now.nodes)):
        row = now.order[post]
        ends = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]).tolist()
        for begin, end in zip(ends, [*ends[1:], len(row)], strict=True):
            if row[begin] >= 0:
                order = now.order.copy()
                order[post, begin:end] = -1
                tried = State(now.nodes, order, ground)
                now = tried if tried.cost <= now.cost else now
    return now


def one_more(now: State, ground: Ground, *, aims: int = _OPENINGS, windows: Sequence[int] = (0, 2, 4)) -> State | None:
    """One post more, at the place, with one of so many orders, from one of these windows on, that serve best."""
    found = []
    for place in _catches_most(ground, now.walked, now.nodes):
        silent = State(np.r_[now.nodes, place], np.vstack([now.order, np.full(ground.windows, -1)]), ground)
        found.append(silent)
        ranked = ground.best_targets(now.walked, place, 0.0)
        for aim in ranked[ground.toward[ranked, place] >= 0][:aims].tolist():
            for window in windows:
                if window < ground.windows:
                    order = silent.order.copy()
                    order[-1, window:] = aim
                    found.append(State(silent.nodes, order, ground))
    return min(found, key=lambda one: one.cost, default=None)


def _another_place(now: State, ground: Ground, rng: np.random.Generator) -> State | None:
    """One post some steps away with its orders, or silent where it catches more."""
    post = int(rng.integers(len(now.nodes)))
    nodes, order = now.nodes.copy(), now.order.copy()
    if rng.random() < 0.6:
        taken = set(nodes.tolist())
        near = [node for node in ground.near[nodes[post]]
                if node not in taken and not ground.barred[node] and not ground.network.exit[node]]  # fmt: skip
        if not near:
            return None
        nodes[post] = rng.choice(near)
        order[post, (order[post] >= 0) & (ground.toward[order[post], nodes[post]] < 0)] = -1
    else:
        places = _catches_most(ground, now.walked, np.delete(nodes, post))
        if not places:
            return None
        nodes[post] = rng.choice(places)
        order[post] = -1
    return State(nodes, order, ground)


def _another_order(now: State, ground: Ground, rng: np.random.Generator) -> State | None:
    """Another order for some time at a post that the latest pass, or those who hold them up."""
    walked = now.walked
    late = np.argsort(-walked.safe, kind="stable")[: max(5, len(walked.safe) // 30)]
    packet = int(rng.choice(late))
    street = _held_up(ground, walked, packet)
    if street >= 0 and rng.random() < 0.8:
        packet = int(rng.choice(np.flatnonzero((walked.trace == street).any(axis=1))))
    way = walked.trace[packet]
    way = way[way >= 0]
    if street in way:
        way = way[: int(np.argmax(way == street)) + 1]
    way = ground.network.tail[way]
    passed = np.flatnonzero(walked.seen[way] >= 0)
    if not len(passed):
        return None
    order = now.order.copy()
    at = int(rng.choice(passed))
    post, since = int(walked.seen[way[at]]), float(walked.times[packet, at])
    window = min(int(since / WINDOW_S), ground.windows - 1)
    ranked = ground.best_targets(walked, int(way[at]), since)
    ranked = ranked[(ranked != order[post, window]) & (ground.toward[ranked, now.nodes[post]] >= 0)]
    if not len(ranked):
        return None
    pick = min(int(rng.geometric(0.4)) - 1, len(ranked) - 1)
    until = min(ground.windows, window + int(rng.choice([1, 1, 2, 4, 99])))
    since_when = 0 if rng.random() < 0.15 else window
    order[post, since_when:until] = -1 if rng.random() < 0.08 else ranked[pick]
    return State(now.nodes, order, ground)


def _held_up(ground: Ground, walked: Walk, packet: int) -> int:
    """The street before which a packet waited longest; -1 where it waited nowhere."""
    way = walked.trace[packet]
    way = way[way >= 0]
    if not len(way):
        return -1
    came = np.r_[0.0, walked.times[packet, : len(way) - 1] + ground.network.walk[way[:-1]]]
    waited = walked.times[packet, : len(way)] - came
    return int(way[np.argmax(waited)]) if waited.max() > 1.0 else -1


def _catches_most(ground: Ground, walked: Walk, nodes: Ints) -> list[int]:
    """Nodes in whose sight most of those pass, past no post's sight, who queue where the latest queue; set apart.

    Where all of them are seen already, a post between others takes those who are nearer to it.
    """
    found = _catching(ground, walked, nodes, ground.seen(nodes) >= 0)
    if len(found) < _CANDIDATES:
        near = np.zeros(ground.network.nodes, dtype=np.bool_)
        for node in nodes.tolist():
            near[ground.close[node]] = True
        found += _catching(ground, walked, nodes, near)[: _CANDIDATES - len(found)]
    return list(dict.fromkeys(found))


def _catching(ground: Ground, walked: Walk, nodes: Ints, seen: Flags) -> list[int]:
    safe = walked.safe
    score = np.zeros(ground.network.nodes)
    late = np.argsort(-safe, kind="stable")[: max(20, len(safe) // 20)]
    where = np.array([_held_up(ground, walked, int(packet)) for packet in late[:: max(1, len(late) // 40)]])
    for street, often in zip(*np.unique(where[where >= 0], return_counts=True), strict=True):
        passing = np.flatnonzero((walked.trace == street).any(axis=1))
        for packet in passing[:: max(1, len(passing) // 150)].tolist():
            within: set[int] = set()
            for arc in walked.trace[packet]:
                node = int(ground.network.tail[arc])
                if not seen[node]:
                    within.update(ground.near[node])
                if arc == street:
                    break
            score[list(within)] += float(often)
    score[nodes] = 0.0
    score[ground.network.exit | ground.barred] = 0.0
    found: list[int] = []
    while len(found) < _CANDIDATES and score.max() > 0:
        found.append(int(np.argmax(score)))
        score[ground.near[found[-1]]] = 0.0
    return found
