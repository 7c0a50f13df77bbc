"""Planning again after something changed: stewards keep their orders, unless it is unsafe or gains enough to change.

A plan in use is worth more than a slightly better one: a steward who points elsewhere every minute is not followed. So
posts stay where they stand, until a threat comes near: then they leave, and go to another place where they are of use.
An order is taken back where its street or its way to the exit will close. Any other is changed, and a post is added,
only if everybody is out `MARGIN_S` sooner by it, or somebody gets out who would not. Where counts are older than
`STALE_S` nothing is changed for gain: the plan that was made with counts holds, less what is unsafe.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from impetus.kit.errors import BadInput
from impetus.tools.evacuation import result
from impetus.tools.evacuation.network import Flags, Ints, Network
from impetus.tools.evacuation.placing import one_more
from impetus.tools.evacuation.plan import COARSE, Plan, make_plan
from impetus.tools.evacuation.posts import WINDOW_S, Ground, Posts, State, as_posts, nobody
from impetus.tools.evacuation.routes import Routes

MARGIN_S: Final = 30.0
"""Seconds that a change of an order must gain for the last person."""
STALE_S: Final = 120.0
"""Seconds after which a count of people says too little to change orders for."""
ROUNDS: Final = 2
_TARGETS_TRIED: Final = 2
_AIMS: Final = 4
_ARRIVES: Final = 1
"""Who is sent to another place speaks there from this window on."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A post as it stands: a node, and its orders as (first_s, last_s, target node, arc) since the plan began."""

    node: int
    orders: tuple[tuple[float, float, int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A post (its place in the list) whose orders changed, why, and what it gains for the last person in seconds."""

    post: int
    reason: Literal["unsafe", "gain"]
    gain_s: float = 0.0


@dataclass(frozen=True, eq=False)
class Again:
    """The posts that still speak, and what changed; a post that is not among them stands down."""

    posts: Posts
    changes: list[Change]


def plan_again(network: Network, bound_s: float, old: Routes | None, *, seed: int = 1) -> Plan:
    """Return a plan for a network that has changed; `old` are routes over the same arcs, from before.

    They are kept as far as they go where all their streets stay open. Where one closes, those who used it crowd the
    others' ways, and a new flow is soon found and better (Helsinki: 715 s instead of 1,081).
    """
    used = np.unique(old.arcs[old.arcs >= 0]) if old is not None else np.zeros(0, dtype=np.int64)
    start = old if len(used) and np.isinf(network.close_s[used]).all() else None
    return make_plan(network, bound_s, horizon_s=bound_s * COARSE, step_s=10.0, rounds=ROUNDS, seed=seed, start=start)


def posts_again(
    network: Network,
    plan: Plan,
    bound_s: float,
    standing: Sequence[Standing],
    *,
    elapsed_s: float = 0.0,
    counts_age_s: float = 0.0,
    margin_s: float = MARGIN_S,
    most: int = 0,
) -> Again:
    """Return the same posts with orders from now on; `elapsed_s` is how long ago the plan of `standing` began.

    There are `most` stewards, or as many as stand: who has no post, or must leave it, may be sent to a new one.
    """
    most = max(most, len(standing))
    if not plan.routes.arcs.size:
        return Again(nobody(most), [])
    aims = sorted({order[2] for one in standing for order in one.orders})
    ground = Ground(network, plan, bound_s, more=aims)
    place = {int(node): at for at, node in enumerate(ground.target)}
    nodes = np.array([one.node for one in standing], dtype=np.int64)
    order = np.full((len(standing), ground.windows), -1, dtype=np.int64)
    unsafe = np.zeros(order.shape, dtype=np.bool_)
    for post, one in enumerate(standing):
        for window in range(ground.windows):
            now_s = elapsed_s + (window + 0.5) * WINDOW_S
            said = next((each for each in one.orders if each[0] <= now_s < each[1]), None)
            if said is None:
                continue
            aim = place[said[2]]
            order[post, window] = aim
            unsafe[post, window] = ground.toward[aim, one.node] != said[3]
    leaving = _leaving(ground, nodes)
    changes = [Change(post=int(post), reason="unsafe") for post in np.flatnonzero((leaving & (order >= 0)).any(axis=1))]
    unsafe &= ~leaving
    order[unsafe | leaving] = -1
    now = State(nodes, order, ground)
    for post in np.flatnonzero(unsafe.any(axis=1)).tolist():
        now = _redirected(now, ground, post, unsafe[post])
        if all(one.post != post for one in changes):
            changes.append(Change(post=post, reason="unsafe"))
    if counts_age_s <= STALE_S:
        now = _gaining(now, ground, margin_s, changes, np.asarray(leaving.any(axis=1)))
        now = _sent(now, ground, margin_s, most - int((now.order >= 0).any(axis=1).sum()))
    return Again(as_posts(now, ground, most), changes)


def _leaving(ground: Ground, nodes: Ints) -> Flags:
    """Return when nobody may stand at posts any more, since a threat comes near [posts, windows]."""
    ends = (np.arange(ground.windows) + 1) * WINDOW_S
    # The last order has no end: who may not be posted there may not be left there.
    ends[-1] = max(ends[-1], 2 * ground.bound_s + WINDOW_S)
    reached = ground.network.reached
    made: Flags = np.zeros((len(nodes), len(ends)), dtype=np.bool_)
    return made if reached is None else reached[nodes][:, None] <= ends


def _redirected(now: State, ground: Ground, post: int, unsafe: Flags) -> State:
    """Point another way where the old one closes: the best of few, or nowhere if that is better."""
    node, best = int(now.nodes[post]), now
    from_s = float(np.argmax(unsafe)) * WINDOW_S
    ranked = ground.best_targets(now.walked, node, from_s)
    for aim in ranked[ground.toward[ranked, node] >= 0][:_TARGETS_TRIED].tolist():
        order = now.order.copy()
        order[post, unsafe] = aim
        tried = State(now.nodes, order, ground)
        best = tried if (tried.stuck, tried.cost) < (best.stuck, best.cost) else best
    return best


def _gaining(now: State, ground: Ground, margin_s: float, changes: list[Change], leaving: Flags) -> State:
    """Change one post after another, the one that most hear first, where that gains enough."""
    changed = {one.post for one in changes}
    for post in np.argsort(-now.walked.heard.sum(axis=1)[: len(now.nodes)], kind="stable").tolist():
        if post in changed or leaving[post]:
            continue
        node, best = int(now.nodes[post]), now
        ranked = ground.best_targets(now.walked, node, 0.0)
        for aim in ranked[ground.toward[ranked, node] >= 0][:_TARGETS_TRIED].tolist():
            order = now.order.copy()
            order[post] = aim
            if (order == now.order).all():
                continue
            tried = State(now.nodes, order, ground)
            if (tried.stuck, tried.clear_s) < (best.stuck, best.clear_s):
                best = tried
        gain_s = now.clear_s - best.clear_s
        if best is not now and (best.stuck < now.stuck or gain_s >= margin_s):
            changes.append(Change(post=post, reason="gain", gain_s=gain_s))
            now = best
    return now


def _sent(now: State, ground: Ground, margin_s: float, free: int) -> State:
    """Send those who have no post to places where that gains enough."""
    for _ in range(free if len(ground.target) else 0):
        tried = one_more(now, ground, aims=_AIMS, windows=(_ARRIVES,))
        if tried is None or tried.stuck > now.stuck:
            break
        if tried.stuck == now.stuck and now.clear_s - tried.clear_s < margin_s:
            break
        now = tried
    return now


def standing_of(network: Network, old: result.Result) -> list[Standing]:
    """Return the posts of an answer, the most that it holds. Raise BadInput where it is of another graph."""
    places = {name: place for place, name in enumerate(network.ids)}
    made = []
    for at, post in enumerate(old.posts[-1].posts if old.posts else ()):
        orders = []
        for one in post.orders:
            known = post.node in places and one.towards in places and 0 <= one.arc < network.arcs
            if not known or network.tail[one.arc] != places[post.node]:
                raise BadInput(
                    f"The previous plan's posts[{at}] is of another graph.",
                    remedy="Give the plan that was made for this graph.",
                    field="previous",
                )
            last_s = float("inf") if one.last_s is None else one.last_s
            orders.append((one.first_s, last_s, places[one.towards], one.arc))
        if orders:
            made.append(Standing(node=places[post.node], orders=tuple(orders)))
    return made


def routes_of(network: Network, old: result.Result) -> Routes | None:
    """Return everybody's way of an answer that holds them; None where it holds none, or those of another graph."""
    places = {name: place for place, name in enumerate(network.ids)}
    walkers = old.plan.walkers if old.plan is not None else []
    rows, origin, people = [], [], []
    for one in walkers:
        arcs = np.array(one.arcs, dtype=np.int64)
        whole = len(arcs) > 0 and arcs.min() >= 0 and arcs.max() < network.arcs and one.node in places
        if not whole or not 0 < one.people <= network.people:
            return None
        ends = np.r_[places[one.node], network.head[arcs]]
        if (network.tail[arcs] != ends[:-1]).any() or not network.exit[ends[-1]]:
            return None
        rows.append(arcs)
        origin.append(places[one.node])
        people.append(one.people)
    if not rows or sum(people) > 2 * network.people:
        return None
    longest = max(map(len, rows))
    table = np.array([np.pad(row, (0, longest - len(row)), constant_values=-1) for row in rows], dtype=np.int32)
    return Routes(np.repeat(table, people, axis=0), np.repeat(np.array(origin, dtype=np.int64), people))
