"""Stewards' posts as an answer holds them: which street, which exit, which bearing, from when to when."""

import math
from collections.abc import Callable, Sequence
from itertools import count

import numpy as np
from msgspec import structs

from impetus.tools.evacuation import result
from impetus.tools.evacuation.bound import Bound
from impetus.tools.evacuation.network import Network
from impetus.tools.evacuation.placing import set_posts
from impetus.tools.evacuation.plan import Plan
from impetus.tools.evacuation.posts import Order, Posts
from impetus.tools.evacuation.replan import MARGIN_S, STALE_S, posts_again, standing_of


def placed(
    network: Network, plan: Plan, bound: Bound, most: Sequence[int], seed: int, told: Callable[[float], None]
) -> list[result.Posts]:
    """Set posts for each number of `most`, and say what they do."""
    return [_said(network, bound, one) for one in set_posts(network, plan, bound.seconds, most, seed=seed, told=told)]


def placed_again(
    network: Network,
    plan: Plan,
    bound: Bound,
    old: result.Result,
    *,
    elapsed_s: float,
    counts_age_s: float,
    most: int = 0,
) -> tuple[list[result.Posts], result.Replan]:
    """Keep the posts of an old answer with orders from now on, at most `most`; say what changed. Raise BadInput."""
    standing = standing_of(network, old)
    made = posts_again(
        network, plan, bound.seconds, standing, elapsed_s=elapsed_s, counts_age_s=counts_age_s, most=most
    )
    changed = [
        result.Changed(node=network.ids[standing[one.post].node], reason=one.reason, gain_s=round(one.gain_s, 1))
        for one in made.changes
    ]
    said = _said(network, bound, made.posts)
    # A steward keeps the number, whoever stands down; nobody else gets it.
    numbers = {post.node: post.number for post in old.posts[-1].posts} if old.posts else {}
    unused = count(max(numbers.values(), default=0) + 1)
    said = structs.replace(
        said,
        posts=[
            structs.replace(post, number=numbers[post.node] if post.node in numbers else next(unused))
            for post in said.posts
        ],
    )
    moved = {one.node for one in changed}
    return [said], result.Replan(
        elapsed_s=elapsed_s,
        margin_s=MARGIN_S,
        counts_age_s=counts_age_s,
        stale=counts_age_s > STALE_S,
        kept=sum(post.node in numbers and post.node not in moved for post in said.posts),
        changed=changed,
    )


def _said(network: Network, bound: Bound, posts: Posts) -> result.Posts:
    out = posts.safe_s[np.isfinite(posts.safe_s)]
    return result.Posts(
        most=posts.most,
        clear_s=round(posts.clear_s, 2),
        mean_s=round(float(out.mean()) if len(out) else 0.0, 2),
        gap=round(posts.clear_s / bound.seconds - 1.0, 4) if bound.seconds and not posts.stuck else None,
        stuck=posts.stuck,
        posts=[
            result.Post(
                number=number,
                node=network.ids[node] if network.ids else str(node),
                lon=float(network.lon[node]) if network.on_earth else None,
                lat=float(network.lat[node]) if network.on_earth else None,
                people=round(float(posts.heard[number - 1])),
                orders=[_order(network, one) for one in orders],
            )
            for number, (node, orders) in enumerate(zip(posts.node.tolist(), posts.orders, strict=True), start=1)
        ],
    )


def _order(network: Network, order: Order) -> result.PostOrder:
    head, tail = int(network.head[order.arc]), int(network.tail[order.arc])
    east, north = network.x[head] - network.x[tail], network.y[head] - network.y[tail]
    return result.PostOrder(
        first_s=order.first_s,
        last_s=None if math.isinf(order.last_s) else order.last_s,
        arc=order.arc,
        to=network.ids[head] if network.ids else str(head),
        name=network.names[order.arc] if network.names else "",
        towards=network.ids[order.target] if network.ids else str(order.target),
        bearing=round(math.degrees(math.atan2(east, north)) % 360, 1) if east or north else None,
    )
