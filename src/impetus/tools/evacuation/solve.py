"""Reckoning `bound`, `plan` and `simulate` for one place. Heavy: only the process that reckons imports this."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from msgspec import structs

from impetus.kit.clock import Clock
from impetus.tools.evacuation import result
from impetus.tools.evacuation.bound import Bound, confirm, lower_bound
from impetus.tools.evacuation.choices import Kind, Precision, Trigger
from impetus.tools.evacuation.expand import cut_off
from impetus.tools.evacuation.frames import Present, presence
from impetus.tools.evacuation.meso import SLICE_S
from impetus.tools.evacuation.network import Network
from impetus.tools.evacuation.orders import placed, placed_again
from impetus.tools.evacuation.plan import COARSE, ROUNDS, Plan, make_plan, nearest
from impetus.tools.evacuation.ranking import Ranked, rank
from impetus.tools.evacuation.replan import plan_again, routes_of

Shown = Callable[[str, Present], None]
"""Hears where people are as time goes by, plan by plan."""
Told = Callable[[float, str, dict[str, float]], None]
"""Hears how far it has come (0 to 1), the key of a sentence, and its figures."""

STEPS_S: Final[dict[Precision, tuple[float, ...]]] = {"quick": (10.0,), "usual": (10.0, 5.0), "fine": (10.0, 5.0, 2.0)}
_MOST_ARCS: Final = 12_000_000
"""Steps so fine that the expanded network may have more arcs than this are left out, but for the coarsest."""
_PLAN_ARCS: Final = 3_000_000
FIRST_ROUNDS: Final = 1
"""Rounds of the plan that is shown first, before a finer one; all of them where no finer one follows."""
_SHOWN: Final = 400
_SMALL_ARCS: Final = 400_000
"""Arcs of an expanded network that is solved in tenths of a second."""
_WIDER_M: Final = 2.0
_WHAT_IFS: Final = 3
_CURVE: Final = 120


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is asked of a network that its situation has been put into."""

    network: Network
    name: str
    threats: int = 0
    precision: Precision = "usual"
    seed: int = 1
    confirmed: bool = False
    what_if: bool = False
    walkers: bool = False
    posts: tuple[int, ...] = ()
    previous: result.Result | None = None
    elapsed_s: float = 0.0
    counts_age_s: float = 0.0
    seeds: int = 30
    compliance: tuple[float, ...] = (0.5, 0.7, 1.0)
    slow: float = 0.0
    trigger: Trigger = "announcement"


def solve(
    kind: Kind, task: Task, clock: Clock, version: str, told: Told, shown: Shown = lambda name, present: None
) -> result.Result:
    """Answer. Raise BadInput where nobody can reach an exit, or the place is too large."""
    began = clock.monotonic()
    bound, plan = _worked_out(kind, task, told)
    said = result.Result(
        kind=kind,
        version=version,
        note=result.NOTE,
        inputs=_inputs(task),
        bound=_bound(task, bound),
        confirmed=_confirmed(task, bound) if task.confirmed else None,
    )
    if plan is not None:
        usual = nearest(task.network)
        said = structs.replace(said, plan=_plan(task, plan, bound), nearest=_plan(task, usual, bound))
        if kind == "plan":
            shown("plan", presence(task.network, plan))
            shown("nearest", presence(task.network, usual))
        if task.previous is not None:
            told(0.9, "progress.posting", {})
            posts, again = placed_again(
                task.network, plan, bound, task.previous,
                elapsed_s=task.elapsed_s, counts_age_s=task.counts_age_s, most=max(task.posts, default=0),
            )  # fmt: skip
            said = structs.replace(said, posts=posts, replan=again)
        elif task.posts:
            told(0.6, "progress.posting", {})

            def posted(share: float) -> None:
                told(0.6 + 0.39 * share, "progress.posting", {})

            posts = placed(task.network, plan, bound, task.posts, task.seed, posted)
            said = structs.replace(said, posts=posts)
        if kind == "simulate":
            ranked = rank(
                task.network,
                plan,
                usual,
                seeds=task.seeds,
                compliance=task.compliance,
                slow=task.slow,
                trigger=task.trigger,
                seed=task.seed,
                told=lambda share: told(0.6 + 0.4 * share, "progress.walking", {}),
            )
            for name, present in ranked.present.items():
                shown(name, (SLICE_S, present))
            said = structs.replace(said, variants=ranked.variants, hot=_hot(task.network, ranked), best=ranked.best)
    return structs.replace(said, took_s=round(clock.monotonic() - began, 2))


def plan_step(network: Network, bound_s: float) -> float:
    """Seconds a step of the plan's flow: five, and more where the expanded network would be large."""
    return next((step for step in (5.0, 10.0, 20.0) if network.arcs * bound_s / step <= _PLAN_ARCS), 40.0)


def _worked_out(kind: Kind, task: Task, told: Told) -> tuple[Bound, Plan | None]:
    """From coarse to fine, so that there is something to say early."""
    network, most = task.network, 0.6 if kind == "simulate" or task.posts else 0.9
    told(0.02, "progress.bounding", {})
    steps = STEPS_S[task.precision]
    bound = lower_bound(network, steps_s=steps[:1])
    told(0.3 * most, "progress.bounded", {"bound": bound.seconds})
    plan = None
    if kind != "bound" and task.previous is not None:
        # somebody waits with a sign in his hand: a second look only where it costs nothing
        for step in steps[1:]:
            if network.arcs * bound.seconds / step <= _SMALL_ARCS:
                bound = lower_bound(network, steps_s=(step,), known=bound)
        return bound, plan_again(network, bound.seconds, routes_of(network, task.previous), seed=task.seed)
    if kind != "bound":
        step = max(10.0, plan_step(network, bound.seconds))
        rounds = FIRST_ROUNDS if task.precision != "quick" else ROUNDS
        plan = make_plan(
            network, bound.seconds, horizon_s=bound.seconds * COARSE, step_s=step, rounds=rounds, seed=task.seed
        )
        told(0.5 * most, "progress.planned", {"bound": bound.seconds, "plan": plan.clear_s})
    for step in steps[1:]:
        if network.arcs * bound.seconds / step <= _MOST_ARCS:
            bound = lower_bound(network, steps_s=(step,), known=bound)
            told(0.6 * most, "progress.bounded", {"bound": bound.seconds})
    if plan is not None and task.precision != "quick":
        told(0.7 * most, "progress.planned", {"bound": bound.seconds, "plan": plan.clear_s})
        finer = make_plan(network, bound.seconds, step_s=plan_step(network, bound.seconds), seed=task.seed)
        plan = finer if finer.better_than(plan) else plan
    return bound, plan


def _inputs(task: Task) -> result.Inputs:
    network = task.network
    digest = hashlib.sha256()
    for part in (network.x, network.y, network.supply, network.exit, network.tail, network.head, network.length,
                 network.width, network.close_s, np.array([network.speed, network.specific_flow])):  # fmt: skip
        digest.update(np.ascontiguousarray(part).tobytes())
    return result.Inputs(
        graph=task.name,
        sha256=digest.hexdigest(),
        nodes=network.nodes,
        arcs=network.arcs,
        exits=int(network.exit.sum()),
        people=network.people,
        safe_already=int(network.supply[network.exit].sum()),
        cut_off=int(network.supply[cut_off(network) & ~network.exit].sum()),
        threats=task.threats,
        closing_arcs=int(np.isfinite(network.close_s).sum()),
        speed_m_s=network.speed,
        specific_flow_p_per_m_s=network.specific_flow,
        seed=task.seed,
    )


def _bound(task: Task, bound: Bound) -> result.Bound:
    network, binding = task.network, []
    for place, one in enumerate(bound.cut[:_SHOWN]):
        wider = None
        if task.what_if and place < _WHAT_IFS:
            width = network.width.copy()
            width[one.arc] += _WIDER_M
            wider = lower_bound(replace(network, width=width), steps_s=(bound.step_s,)).seconds
        binding.append(
            result.Binding(
                arc=one.arc,
                from_=_node(network, int(network.tail[one.arc])),
                to=_node(network, int(network.head[one.arc])),
                name=_street(network, one.arc),
                width_m=float(network.width[one.arc]),
                first_s=one.first_s,
                last_s=one.last_s,
                wider_s=wider,
            )
        )
    return result.Bound(
        seconds=bound.seconds,
        feasible_s=bound.feasible_s,
        step_s=bound.step_s,
        people=bound.people,
        out=bound.out,
        stuck=bound.stuck,
        binding=binding,
    )


def _confirmed(task: Task, bound: Bound) -> result.Confirmed:
    out = confirm(task.network, bound.seconds, bound.step_s)
    feasible = confirm(task.network, bound.feasible_s, bound.step_s)
    agrees = out < bound.people <= feasible + 1e-6 if bound.seconds else feasible + 1e-6 >= bound.people
    return result.Confirmed(solver="scipy, Dinic's algorithm", out=out, out_feasible=feasible, agrees=agrees)


def _plan(task: Task, plan: Plan, bound: Bound) -> result.Plan:
    network, arcs, entered = task.network, plan.routes.arcs, plan.walked.entered_s
    known = np.isfinite(entered) & (arcs >= 0)
    safe = np.sort(plan.walked.safe_s[np.isfinite(plan.walked.safe_s)])
    used, when = arcs[known], entered[known]
    count = np.bincount(used, minlength=network.arcs)
    first, last = np.full(network.arcs, np.inf), np.zeros(network.arcs)
    np.minimum.at(first, used, when)
    np.maximum.at(last, used, when)
    busiest = [arc for arc in np.argsort(-count, kind="stable")[:_SHOWN].tolist() if count[arc]]
    ends = plan.routes.arcs.shape[1] - 1 - np.argmax(arcs[:, ::-1] >= 0, axis=1) if len(arcs) else np.zeros(0, int)
    by = network.head[arcs[np.arange(len(arcs)), ends]] if len(arcs) else ends
    out = np.isfinite(plan.walked.safe_s)
    grid = np.linspace(0.0, plan.clear_s, _CURVE)
    return result.Plan(
        clear_s=round(plan.clear_s, 2),
        mean_s=round(float(safe.mean()) if len(safe) else 0.0, 2),
        gap=round(plan.clear_s / bound.seconds - 1.0, 4) if bound.seconds and not plan.stuck else None,
        out=len(safe),
        stuck=plan.stuck,
        curve=[(round(float(at), 1), int(np.searchsorted(safe, at, side="right"))) for at in grid],
        exits=[
            result.ExitUse(
                node=_node(network, int(node)),
                people=int((out & (by == node)).sum()),
                last_s=round(float(plan.walked.safe_s[out & (by == node)].max()), 1),
            )
            for node in np.unique(by[out])
        ],
        streets=[
            result.Way(
                arc=arc,
                from_=_node(network, int(network.tail[arc])),
                to=_node(network, int(network.head[arc])),
                name=_street(network, arc),
                width_m=float(network.width[arc]),
                people=int(count[arc]),
                first_s=round(float(first[arc]), 1),
                last_s=round(float(last[arc]), 1),
            )
            for arc in busiest
        ],
        walkers=_walkers(network, plan) if task.walkers else [],
    )


def _walkers(network: Network, plan: Plan) -> list[result.Walkers]:
    ways, people = np.unique(plan.routes.arcs, axis=0, return_counts=True)
    return [
        result.Walkers(
            node=_node(network, int(network.tail[way[0]])), people=int(much), arcs=[int(arc) for arc in way if arc >= 0]
        )
        for way, much in zip(ways, people, strict=True)
        if len(way) and way[0] >= 0
    ]


def _hot(network: Network, ranked: Ranked) -> list[result.Hot]:
    worst = [arc for arc in np.argsort(-ranked.most, kind="stable")[:20].tolist() if ranked.most[arc] > 0]
    return [
        result.Hot(
            arc=arc,
            from_=_node(network, int(network.tail[arc])),
            to=_node(network, int(network.head[arc])),
            name=_street(network, arc),
            most=round(float(ranked.most[arc]), 2),
            level=result.level(float(ranked.most[arc])),
        )
        for arc in worst
    ]


def _node(network: Network, node: int) -> str:
    return network.ids[node] if network.ids else str(node)


def _street(network: Network, arc: int) -> str:
    return network.names[arc] if network.names else ""
