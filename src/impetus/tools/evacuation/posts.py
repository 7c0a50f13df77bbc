"""Plans that stewards can carry out: a few posts, each with one direction at a time.

Whoever stands or passes within sight of a post goes where it points now, by the shortest way, until he sees another
post or is out; whoever waits there and has not set out hears the next order. All others take the nearest exit. Where
posts stand and what they say is found in `placing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
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
_PACKETS: Final = 600
"""People walk in packets while orders are tried, so many in all; the result is walked person by person."""
_LONGEST: Final = 160
_TARGETS: Final = 40
_NORM: Final = 10.0
_APART: Final = 0.4
"""Posts stand apart by at least this share of the sight."""


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
        tree = cKDTree(place)
        self.near = tree.query_ball_point(place, sight_m)
        self.close = tree.query_ball_point(place, sight_m * _APART)
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
        return Walk(safe, trace, times, seen, heard, queue)

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
    """One trial: when each packet is safe, the arcs it took and when, what each post did, queues where they changed."""

    safe: Floats
    trace: Any
    times: Any
    seen: Ints
    heard: Floats
    changed: Any

    @cached_property
    def queue(self) -> Any:
        """Queues by time; of most trials nobody asks."""
        return np.maximum.accumulate(self.changed, axis=1)


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
