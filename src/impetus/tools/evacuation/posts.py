"""Plans that stewards can carry out: a few posts, each with one direction at a time.

Whoever stands or passes within sight of a post goes where it points now, by the shortest way, until he sees another
post or is out; whoever waits there and has not set out hears the next order. All others take the nearest exit. Posts
are set one after the other where they catch most of those in whose queues the latest wait, and orders and places are
then bettered by trying: a local search, led by who comes out last and by which exit one more would be out soonest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy.spatial import cKDTree

from impetus.tools.evacuation.expand import distance, to_move
from impetus.tools.evacuation.guided import BINS, guided, probe
from impetus.tools.evacuation.network import Floats, Ints, Network
from impetus.tools.evacuation.plan import Plan
from impetus.tools.evacuation.routes import onward

SIGHT_M: Final = 50.0
"""How far a steward with a raised sign is seen and followed."""
WINDOW_S: Final = 60.0
"""An order holds for so long at least."""
TRIES: Final = 1500
_PACKETS: Final = 2000
"""People walk in packets while orders are tried, so many in all; the result is walked person by person."""
_LONGEST: Final = 160
_TARGETS: Final = 40
_CANDIDATES: Final = 3
_ROUNDS: Final = 16
_NORM: Final = 10.0


@dataclass(frozen=True, eq=False)
class Order:
    """From `first_s` to `last_s` people go along `arc`, towards the exit `target` (a node)."""

    first_s: float
    last_s: float
    arc: int
    target: int


@dataclass(frozen=True, eq=False)
class Posts:
    """`node` [posts] with their `orders`; `heard` [posts] how many followed each; `safe_s` [people], as walked."""

    most: int
    node: Ints
    orders: list[list[Order]]
    heard: Floats
    safe_s: Floats

    @property
    def clear_s(self) -> float:
        """When the last of those who get out is safe."""
        return float(self.safe_s[np.isfinite(self.safe_s)].max(initial=0.0))

    @property
    def stuck(self) -> int:
        """How many do not get out."""
        return int(np.isinf(self.safe_s).sum())


def nobody(most: int) -> Posts:
    """No posts, where nobody has to walk."""
    return Posts(most, np.zeros(0, dtype=np.int64), [], np.zeros(0), np.zeros(0))


class Ground:
    """What does not change while posts are tried."""

    def __init__(
        self, network: Network, plan: Plan, bound_s: float, sight_m: float = SIGHT_M, more: Sequence[int] = ()
    ) -> None:
        self.network, self.bound_s = network, bound_s
        self.onward = onward(network)
        arcs = plan.routes.arcs
        ends = arcs.shape[1] - 1 - np.argmax(arcs[:, ::-1] >= 0, axis=1)
        exits = network.head[arcs[np.arange(len(arcs)), ends]]
        used, often = np.unique(exits, return_counts=True)
        best = used[np.argsort(-often, kind="stable")][:_TARGETS].tolist()
        self.target = np.array(list(dict.fromkeys([*best, *more])), dtype=np.int64)
        ways = [_towards(network, int(node)) for node in self.target]
        self.toward = np.stack(ways) if ways else np.zeros((0, network.nodes), dtype=np.int64)
        place = np.c_[network.x, network.y]
        self.near = cKDTree(place).query_ball_point(place, sight_m)
        # A post stands as long as people pass it; they are out by then in any plan worth its posts.
        barred = np.zeros(network.nodes, dtype=np.bool_)
        self.barred = barred if network.reached is None else network.reached <= 2 * bound_s + WINDOW_S
        self.windows = max(1, min(40, int(np.ceil(1.2 * bound_s / WINDOW_S))))
        supply = to_move(network)
        self.everybody = np.repeat(np.arange(network.nodes), supply)
        size = max(1, int(np.ceil(len(self.everybody) / _PACKETS)))
        count = -(-supply // size)
        self.origin = np.repeat(np.arange(network.nodes), count)
        self.size = np.repeat(supply / np.maximum(count, 1), count)

    def seen(self, nodes: Ints) -> Ints:
        """Which post each node sees, the nearest of several; -1 where none [nodes]."""
        made = np.full(self.network.nodes, -1, dtype=np.int64)
        best = np.full(self.network.nodes, np.inf)
        for post, node in enumerate(nodes.tolist()):
            for other in self.near[node]:
                away = float(np.hypot(self.network.x[other] - self.network.x[node],
                                      self.network.y[other] - self.network.y[node]))  # fmt: skip
                if away < best[other]:
                    best[other], made[other] = away, post
        return made

    def walk(self, nodes: Ints, order: Ints, *, singly: bool = False) -> "Walk":
        """Walk everybody, in packets or one by one."""
        network = self.network
        origin = self.everybody if singly else self.origin
        size = np.ones(len(origin)) if singly else self.size
        seen = self.seen(nodes)
        trace = np.full((len(origin), 1 if singly else _LONGEST), -1, dtype=np.int32)
        heard = np.zeros((max(1, len(nodes)), self.windows))
        times = np.zeros(trace.shape, dtype=np.float32)
        queue = np.zeros((network.arcs, BINS), dtype=np.float32)
        safe = guided(origin, size, seen, order, WINDOW_S, self.onward, self.toward, network.head, network.walk,
                       1.0 / network.rate, network.close_s, network.exit, trace, times, heard, queue)  # fmt: skip
        return Walk(safe, trace, times, seen, heard, np.maximum.accumulate(queue, axis=1))

    def best_targets(self, walked: "Walk", node: int, from_s: float) -> Ints:
        """The targets in the order in which one more would be out by them, going from a node at a moment."""
        network = self.network
        when = probe(node, from_s, self.toward, network.head, network.walk, network.exit, walked.queue)
        found: Ints = np.argsort(when, kind="stable")
        return found

    def cost(self, safe: Floats) -> float:
        """A smooth stand-in for the time of the last."""
        known = np.where(np.isfinite(safe), safe, 20 * self.bound_s + 1000) / max(self.bound_s, 1.0)
        weight = self.size if len(safe) == len(self.size) else np.ones(len(safe))
        return float(np.average(known**_NORM, weights=weight) ** (1 / _NORM) + 0.5 * known.max(initial=0.0))


@dataclass(frozen=True, eq=False)
class Walk:
    """One trial: when each packet is safe, the arcs it took and when, what each post did, queues by time."""

    safe: Floats
    trace: Any
    times: Any
    seen: Ints
    heard: Floats
    queue: Any


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
    found, whole = [], max(most, default=0)
    for number in sorted(set(most)):
        while len(now.nodes) < number and len(ground.target):
            told(len(now.nodes) / (whole + 1))
            places = _catches_most(ground, now.walked, now.nodes)
            if not places:
                break
            begun = [_better(_with_post(now, place, ground), ground, rng, tries // (8 * whole)) for place in places]
            now = min(begun, key=lambda one: one.cost)
        for turn in range(_ROUNDS):
            told((len(now.nodes) + turn / _ROUNDS) / (whole + 1))
            now = _better(_moved(now, ground, rng, tries // 60), ground, rng, tries // 30)
        now = _silenced(now, ground)
        found.append(as_posts(now, ground, number))
    return found


def _silenced(now: "State", ground: Ground) -> "State":
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


def as_posts(now: "State", ground: Ground, most: int) -> Posts:
    """Walk everybody singly, and put orders that follow each other and are the same together."""
    walked = ground.walk(now.nodes, now.order, singly=True)
    speaks = np.array([bool((row >= 0).any()) for row in now.order], dtype=np.bool_)
    orders = []
    for node, row in zip(now.nodes[speaks].tolist(), now.order[speaks].tolist(), strict=True):
        made: list[Order] = []
        for window, aim in enumerate(row):
            last_s = (window + 1) * WINDOW_S if window + 1 < len(row) else float("inf")
            if aim < 0:
                continue
            target, arc = int(ground.target[aim]), int(ground.toward[aim, node])
            if made and made[-1].last_s == window * WINDOW_S and made[-1].target == target:
                made[-1] = replace(made[-1], last_s=last_s)
            else:
                made.append(Order(window * WINDOW_S, last_s, arc, target))
        orders.append(made)
    heard = walked.heard[: len(speaks)][speaks].sum(axis=1) if len(speaks) else np.zeros(0)
    return Posts(most, now.nodes[speaks], orders, heard, walked.safe)


class State:
    """Posts with their orders, walked."""

    def __init__(self, nodes: Ints, order: Ints, ground: Ground) -> None:
        self.nodes, self.order = nodes, order
        self.walked = ground.walk(nodes, order)
        self.cost = ground.cost(self.walked.safe)

    @property
    def stuck(self) -> float:
        """How many packets do not get out."""
        return float(np.isinf(self.walked.safe).sum())

    @property
    def clear_s(self) -> float:
        """When the last of those who get out is safe."""
        return float(self.walked.safe[np.isfinite(self.walked.safe)].max(initial=0.0))


def _with_post(now: State, place: int, ground: Ground) -> State:
    """One post more, which lets people pass as they go, until it learns better."""
    lets_pass = np.full(ground.windows, -1, dtype=np.int64)
    return State(np.r_[now.nodes, place], np.vstack([now.order, lets_pass]), ground)


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
    """Nodes in whose sight most of those pass, past no post's sight, who queue where the latest queue; set apart."""
    safe = walked.safe
    seen = ground.seen(nodes) >= 0
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


def _moved(now: State, ground: Ground, rng: np.random.Generator, tries: int) -> State:
    """Take away the post that is missed least, and set it where it catches more, if that is better."""
    if not len(now.nodes):
        return now
    without = [
        State(np.delete(now.nodes, post), np.delete(now.order, post, axis=0), ground) for post in range(len(now.nodes))
    ]
    least = sorted(without, key=lambda one: one.cost)[min(int(rng.geometric(0.6)) - 1, len(without) - 1)]
    found = [
        _better(_with_post(least, place, ground), ground, rng, tries)
        for place in _catches_most(ground, least.walked, least.nodes)
    ]
    return min([now, *found], key=lambda one: one.cost)


def _better(now: State, ground: Ground, rng: np.random.Generator, tries: int) -> State:
    """Change orders that the latest pass, and keep what is better."""
    for _ in range(tries if len(now.nodes) else 0):
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
            continue
        order = now.order.copy()
        at = int(rng.choice(passed))
        post, since = int(walked.seen[way[at]]), float(walked.times[packet, at])
        window = min(int(since / WINDOW_S), ground.windows - 1)
        ranked = ground.best_targets(walked, int(way[at]), since)
        ranked = ranked[(ranked != order[post, window]) & (ground.toward[ranked, now.nodes[post]] >= 0)]
        if not len(ranked):
            continue
        pick = min(int(rng.geometric(0.4)) - 1, len(ranked) - 1)
        until = min(ground.windows, window + int(rng.choice([1, 1, 2, 4, 99])))
        since_when = 0 if rng.random() < 0.15 else window
        order[post, since_when:until] = -1 if rng.random() < 0.08 else ranked[pick]
        tried = State(now.nodes, order, ground)
        if tried.cost <= now.cost:
            now = tried
    return now


def _towards(network: Network, node: int) -> Ints:
    """The arc to take from each node towards one exit, -1 where no way leads there that stays open [nodes]."""
    weight = np.where(np.isinf(network.close_s), network.walk, np.inf)
    over = weight + distance(network, weight, np.array([node]), towards=True)[network.head]
    order = np.lexsort((over, network.tail))
    order = order[np.isfinite(over[order])]
    tails, first = np.unique(network.tail[order], return_index=True)
    found = np.full(network.nodes, -1, dtype=np.int64)
    found[tails] = order[first]
    return found
