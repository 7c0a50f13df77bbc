"""The Evacuation Optimiser: a certified bound, a plan and its gap, both again by other means in the same run.

`--data` takes a graph or a map of a form in docs/evacuation.md, or a folder that holds some, at any depth; maps are
read with 20,000 people about their middle, safe beyond four fifths of their reach. The bound is found by OR-tools and
confirmed by scipy's Dinic: infeasible at the bound, feasible one step later. The plan is replayed person by person by a
second replay of a few lines here, which knows nothing of the first. Without `--data` a model place (a stadium) is used.
The engine between walls follows (`benchmarks.evacuation_micro`, which also runs alone).
"""

import gzip
import heapq
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.evacuation_micro import measured
from benchmarks.report import Figure, arguments, report
from impetus.tools.evacuation.bound import Bound, confirm, lower_bound
from impetus.tools.evacuation.crowd import crowd_of
from impetus.tools.evacuation.maps.graph import Placing, make_graph
from impetus.tools.evacuation.meso import field_of, simulate
from impetus.tools.evacuation.network import Network, network_of, read_network
from impetus.tools.evacuation.placing import set_posts
from impetus.tools.evacuation.plan import COARSE, Plan, make_plan, nearest
from impetus.tools.evacuation.presets import PRESETS
from impetus.tools.evacuation.replan import Standing, plan_again, posts_again
from impetus.tools.evacuation.situation import Threat, closing_by, shared, with_people
from impetus.tools.evacuation.solve import FIRST_ROUNDS, plan_step

MANY = 50_000
POSTS, POSTS_MOST, POSTS_GAP = (6, 12, 20), 12, 15.0
"""Numbers of steward posts, the one that the aim is for, and the aim in per cent above the bound."""
ON_MAPS = 20_000
MAPS = (".osm.pbf", ".osm", ".osm.gz")


def walked_again(network: Network, plan: Plan) -> tuple[float, bool]:
    """Return when the last is safe, and whether everybody walks from where he stands to an exit, street by street."""
    walk, headway = network.walk.tolist(), (1.0 / network.rate).tolist()
    tails, heads = network.tail.tolist(), network.head.tolist()
    ways = [[arc for arc in row if arc >= 0] for row in plan.routes.arcs.tolist()]
    whole = all(
        way
        and tails[way[0]] == origin
        and network.exit[heads[way[-1]]]
        and all(heads[before] == tails[after] for before, after in pairwise(way))
        for way, origin in zip(ways, plan.routes.origin.tolist(), strict=True)
    )
    there = np.bincount(plan.routes.origin, minlength=network.nodes)
    whole = whole and bool((there == np.where(network.exit, 0, network.supply)).all())
    free = [0.0] * network.arcs
    queue = [(0.0, person, 0) for person in range(len(ways))]
    heapq.heapify(queue)
    last = 0.0
    while queue:
        now, person, place = heapq.heappop(queue)
        if place == len(ways[person]):
            last = max(last, now)
            continue
        arc = ways[person][place]
        enters = max(now, free[arc])
        free[arc] = enters + headway[arc]
        heapq.heappush(queue, (enters + walk[arc], person, place + 1))
    return last, whole


def bounded(network: Network, steps: tuple[float, ...], name: str) -> tuple[Bound, list[Figure]]:
    """The bound with its second solver."""
    began = time.perf_counter()
    bound = lower_bound(network, steps_s=steps)
    took = time.perf_counter() - began
    began = time.perf_counter()
    fails, suffices = (confirm(network, at, bound.step_s) for at in (bound.seconds, bound.feasible_s))
    second = time.perf_counter() - began
    agrees = fails < bound.people and suffices >= bound.people - 1e-6
    return bound, [
        Figure(f"{name}: certified lower bound", bound.seconds, "s", peer=f"{bound.step_s:g} s steps"),
        Figure(f"{name}: feasible for the relaxation", bound.feasible_s, "s"),
        Figure(f"{name}: bound, computing", took, "s"),
        Figure(
            f"{name}: people out within the bound, by scipy", fails, "", f"< {bound.people:,}", fails < bound.people
        ),
        Figure(f"{name}: both solvers agree", float(agrees), "", "1", agrees, f"scipy Dinic, {second:.1f} s"),
    ]


def planned(network: Network, bound: Bound, name: str, most: float) -> tuple[Plan, list[Figure]]:
    """The plan, walked again by other means."""
    began = time.perf_counter()
    plan = make_plan(network, bound.seconds, step_s=plan_step(network, bound.seconds))
    took = time.perf_counter() - began
    again, whole = walked_again(network, plan)
    gap = again / bound.seconds - 1 if bound.seconds else 0.0
    usual = nearest(network)
    return plan, [
        Figure(f"{name}: plan, replayed person by person", again, "s", peer=f"nearest exit {usual.clear_s:,.0f} s"),
        Figure(f"{name}: gap to the bound", 100 * gap, "%", f"<= {most:g}", 100 * gap <= most),
        Figure(f"{name}: both replays agree, all ways are whole", float(whole and abs(again - plan.clear_s) < 1e-6),
               "", "1", whole and abs(again - plan.clear_s) < 1e-6),
        Figure(f"{name}: plan, computing", took, "s"),
    ]  # fmt: skip


def first_answer(network: Network, people: int, name: str) -> Iterator[Figure]:
    """With many people: the first plan, then a finer bound and plan."""
    crowded = with_people(network, people)
    began, worked = time.perf_counter(), time.process_time()
    coarse = lower_bound(crowded, steps_s=(10.0,))
    step = max(10.0, plan_step(crowded, coarse.seconds))
    first = make_plan(crowded, coarse.seconds, horizon_s=coarse.seconds * COARSE, step_s=step, rounds=FIRST_ROUNDS)
    took, alone = time.perf_counter() - began, time.process_time() - worked
    fine = lower_bound(crowded, steps_s=(5.0,), known=coarse)
    second = make_plan(crowded, fine.seconds, step_s=plan_step(crowded, fine.seconds))
    whole = time.perf_counter() - began
    best = second if second.better_than(first) else first
    yield Figure(f"{name}, {people:,} people: first plan", first.clear_s, "s")
    yield Figure(f"{name}, {people:,} people: its gap to the fine bound", 100 * (first.clear_s / fine.seconds - 1), "%",
                 "<= 25", first.clear_s <= 1.25 * fine.seconds)  # fmt: skip
    yield Figure(
        f"{name}, {people:,} people: first plan, computing", took, "s", "<= 5", took <= 5, f"{alone:.1f} s of processor"
    )
    yield Figure(f"{name}, {people:,} people: certified plan", best.clear_s, "s", peer=f"bound {fine.seconds:g} s")
    yield Figure(f"{name}, {people:,} people: its gap", 100 * (best.clear_s / fine.seconds - 1), "%")
    yield Figure(f"{name}, {people:,} people: certified, computing", whole, "s", "<= 30", whole <= 30)


def again(network: Network, plan: Plan, name: str) -> Iterator[Figure]:
    """After a change: a fifth of the people elsewhere, the busiest street closed; twelve posts that stand."""
    busiest = int(np.bincount(plan.routes.arcs[plan.routes.arcs >= 0], minlength=network.arcs).argmax())
    rng = np.random.default_rng(1)
    supply = np.where(network.exit, 0, network.supply)
    changed = shared(int(supply.sum()), supply * rng.uniform(0.8, 1.2, network.nodes))
    close = network.close_s.copy()
    close[busiest] = 0.0
    now = replace(network, supply=changed, closing=close)
    old = set_posts(network, plan, lower_bound(network, steps_s=(10.0,)).seconds, [12], tries=240)[0]
    standing = [
        Standing(node=int(node), orders=tuple((one.first_s, one.last_s, one.target, one.arc) for one in orders))
        for node, orders in zip(old.node, old.orders, strict=True)
    ]
    began, worked = time.perf_counter(), time.process_time()
    bound = lower_bound(now, steps_s=(10.0,))
    bounding = time.perf_counter() - began
    made = plan_again(now, bound.seconds, plan.routes)
    walking = time.perf_counter() - began - bounding
    posts = posts_again(now, made, bound.seconds, standing, elapsed_s=60)
    took, alone = time.perf_counter() - began, time.process_time() - worked
    gap = 100 * (made.clear_s / bound.seconds - 1)
    late = sum(close[one.arc] <= 0 for orders in posts.posts.orders for one in orders)
    rest = took - bounding - walking
    parts = f"bound {bounding:.1f} s, plan {walking:.1f} s, posts {rest:.1f} s; {alone:.1f} s of processor"
    yield Figure(f"{name}: planned again after a change, computing", took, "s", "<= 3", took <= 3, parts)
    yield Figure(f"{name}: its gap to the new bound", gap, "%", peer="steps of 10 s")
    yield Figure(f"{name}: posts whose orders changed", len(posts.changes), "", peer=f"of {len(standing)}")
    yield Figure(f"{name}: posts that point to what is closed", late, "", "0", late == 0)


def posted(network: Network, plan: Plan, bound: Bound, name: str) -> Iterator[Figure]:
    """What it costs that only so many posts can be staffed; who sees none takes the nearest exit."""
    began = time.perf_counter()
    made = set_posts(network, plan, bound.seconds, POSTS)
    took = time.perf_counter() - began
    for most, posts in zip(POSTS, made, strict=True):
        gap = 100 * (posts.clear_s / bound.seconds - 1)
        aim, met = (f"<= {POSTS_GAP:g}", gap <= POSTS_GAP) if most == POSTS_MOST else ("", None)
        used = f"{posts.clear_s:,.0f} s with {len(posts.node)} posts; each keeps the posts before"
        yield Figure(f"{name}: at most {most} posts, above the bound", gap, "%", aim, met, used)
    yield Figure(f"{name}: posts, computing", took, "s", peer=f"for {len(POSTS)} numbers of them")


def engine(network: Network, plan: Plan, name: str) -> Iterator[Figure]:
    """How fast the simulation walks people."""
    crowd = crowd_of(plan.routes.origin, np.random.default_rng(1), trigger="announcement")
    field = field_of(network)
    simulate(network, crowd, field, routes=plan.routes, horizon_s=10)
    best, run = np.inf, None
    for seed in range(3):
        began = time.perf_counter()
        run = simulate(network, crowd, field, routes=plan.routes, seed=seed)
        best = min(best, time.perf_counter() - began)
    assert run is not None
    rate = float(np.where(np.isfinite(run.safe_s), run.safe_s, 7200).sum()) / best
    yield Figure(f"{name}: simulation with spillback", rate, "agent-s/s", ">= 5e7", rate >= 5e7)
    most = float(np.quantile(run.safe_s, 0.95, method="lower"))
    if np.isfinite(most):
        yield Figure(f"{name}: simulated crowd, 95 % out (as told, mixed ages)", most, "s")


def threatened(network: Network, name: str) -> Iterator[Figure]:
    """A threat that grows where most people are: nobody enters its area after the notice."""
    middle = np.average(np.c_[network.x, network.y], axis=0, weights=np.maximum(network.supply, 1e-9))
    threat = Threat(x=float(middle[0]), y=float(middle[1]), radius_m=20, growth_m_s=0.2)
    close = closing_by(network, threat)
    made = replace(network, closing=close)
    bound = lower_bound(made, steps_s=(10.0,))
    plan = make_plan(made, bound.seconds, horizon_s=bound.seconds * COARSE, step_s=10.0)
    walked = np.isfinite(plan.walked.entered_s) & (plan.routes.arcs >= 0)
    late = int((plan.walked.entered_s[walked] >= close[plan.routes.arcs[walked]]).sum())
    yield Figure(f"{name}: entries of a growing threat's area after the notice", late, "", "0", late == 0)
    yield Figure(
        f"{name}: people it cuts off, by the plan", plan.stuck, "", peer=f"at least {bound.stuck} by the bound"
    )


class Place(NamedTuple):
    """A network to measure, what was measured of its making, and the bound in seconds that its file states."""

    name: str
    network: Network
    made: list[Figure]
    stated: float | None = None


def places(data: Path | None) -> Iterator[Place]:
    """The networks to measure. Raises SystemExit where `data` holds neither a graph nor a map."""
    if data is None:
        yield Place("stadium", network_of(PRESETS["stadium"]()), [])
        return
    files = sorted(one for one in data.rglob("*") if one.is_file()) if data.is_dir() else [data]
    files = [one for one in files if one.name.removesuffix(".gz").endswith((".json", *MAPS))]
    if not files:
        raise SystemExit(
            f"{data} holds no graph (.json, .json.gz) and no map ({', '.join(MAPS)}). Name another folder."
        )
    for path in files:
        name = path.name.split(".")[0]
        if path.name.removesuffix(".gz").endswith(".json"):
            yield Place(name, read_network(path), [], reference(path))
        else:
            began = time.perf_counter()
            made = make_graph(path, Placing(people=ON_MAPS))
            took = time.perf_counter() - began
            network = network_of(made.graph)
            size = f"{network.nodes:,} nodes, {network.arcs:,} arcs, {int(network.exit.sum())} exits"
            yield Place(name, network, [Figure(f"{name}: map read", took, "s", "<= 10", took <= 10, size)])


def reference(path: Path) -> float | None:
    """The bound that a graph's file itself states, in seconds, where it does."""
    raw = path.read_bytes()
    stated = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).get("reference", {})
    found = stated.get("lower_bound_T_s_dt2")
    return float(found) if isinstance(found, int | float) else None


def main() -> int:
    """Measure every place."""
    given = arguments("evacuation", "The Evacuation Optimiser: bound, plan, gap, and both again by other means.")
    figures: list[Figure] = []
    for name, network, imported, stated in places(given.data):
        figures += imported
        warm = network_of(PRESETS["fenced_square"]())
        made = make_plan(warm, 30.0)
        simulate(warm, crowd_of(made.routes.origin, np.random.default_rng(0)), field_of(warm), routes=made.routes)
        steps = (10.0,) if given.short else (10.0, 5.0, 2.0)
        bound, found = bounded(network, steps, name)
        figures += found
        if stated is not None and not given.short:
            met = stated <= bound.seconds < stated + 2
            figures.append(Figure(f"{name}: stated bound", stated, "s", "bound in [stated, stated + 2)", met))
        plan, found = planned(network, bound, name, 4.0 if stated is not None else 8.0)
        figures += [replace_target(one) for one in found] if given.short else found
        figures += threatened(network, name)
        if not given.short:
            figures += posted(network, plan, bound, name)
            figures += again(network, plan, name)
            figures += first_answer(network, MANY, name)
            figures += engine(network, plan, name)
    figures += measured(given.data, short=given.short)
    report("evacuation", figures, data=given.data, as_json=given.json)
    return 1 if any(figure.met is False for figure in figures) else 0


def replace_target(one: Figure) -> Figure:
    """The coarse bound of the short form says nothing about the gap."""
    return one._replace(target="", met=None) if "gap" in one.name else one


if __name__ == "__main__":
    sys.exit(main())
