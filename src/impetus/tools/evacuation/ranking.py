"""Plans under people as they are: many seeds, several shares who do as told, ranked by the worst twentieth.

Nobody enters a threat's area in any plan, so what ranks them is crush risk first (time that people spend at more than
4 persons a square metre), then the time until the last is safe; both by CVaR95, the mean of the worst 5 % of runs.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from impetus.tools.evacuation.choices import Trigger
from impetus.tools.evacuation.crowd import crowd_of
from impetus.tools.evacuation.meso import SLICE_S, Run, field_of, simulate
from impetus.tools.evacuation.network import Floats, Network
from impetus.tools.evacuation.plan import Plan
from impetus.tools.evacuation.result import LEVELS, Spread, Variant

CRUSH: Final = 4.0
"""Persons a square metre above which people can be crushed (Fruin 1993; Still 2014 says 4 to 5)."""
_SMALLEST_M2: Final = 6.0
"""Streets with less floor say nothing about density: one person fills them."""
_POINTS: Final = 80
MOST: Final = 0.95
"""The share of people whose time `Variant.most_s` is."""
_LONGEST_S: Final = 4 * 3600.0


@dataclass(frozen=True, eq=False)
class Ranked:
    """`variants` as simulated, `best` the name of the plan that ranks first, `most` [arcs] its median worst density.

    `present` [slices, arcs] is the first run of each plan under the first share, every `SLICE_S` seconds.
    """

    variants: list[Variant]
    best: str
    most: Floats
    present: dict[str, Any]


def rank(
    network: Network,
    plan: Plan,
    usual: Plan,
    *,
    seeds: int,
    compliance: Sequence[float],
    slow: float,
    trigger: Trigger,
    seed: int,
    told: Callable[[float], None] = lambda share: None,
) -> Ranked:
    """Walk both out `seeds` times for each share of people who do as told."""
    field = field_of(network)
    horizon = min(_LONGEST_S, 3 * max(plan.clear_s, usual.clear_s) + 1800)
    tries: list[tuple[Literal["plan", "nearest"], float]] = [("plan", share) for share in compliance]
    tries.append(("nearest", 0.0))
    variants: list[Variant] = []
    densities: list[Floats] = []
    present: dict[str, Any] = {}
    done = 0
    with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
        for name, share in tries:

            def run(turn: int, share: float = share) -> Run:
                rng = np.random.default_rng([seed, turn])
                crowd = crowd_of(plan.routes.origin, rng, compliance=share, slow=slow, trigger=trigger)
                return simulate(network, crowd, field, routes=plan.routes, horizon_s=horizon, seed=seed + turn)

            summaries: list[Summary] = []
            for one in pool.map(run, range(seeds)):
                summaries.append(_summary(network, one))
                present.setdefault(name, one.present)
                done += 1
                told(done / (len(tries) * seeds))
            variants.append(variant_of(name, share, summaries))
            densities.append(np.median([one.most for one in summaries], axis=0))
    order = sorted(range(len(variants)), key=lambda at: merit(variants[at]))
    return Ranked(variants, variants[order[0]].plan, densities[order[0]], present)


@dataclass(frozen=True, eq=False)
class Summary:
    """One run: `times` [people] when each is safe, sorted; `levels` [6] person-seconds at Fruin's levels A to F.

    `most`: persons/m² at the worst, by street or a single figure; the rest as in `result.Variant`.
    """

    clear_s: float
    most_s: float
    dense_s: float
    left: int
    most: Floats
    times: Floats
    levels: Floats


def _summary(network: Network, run: Run) -> Summary:
    area = network.length * network.width
    large = area >= _SMALLEST_M2
    density = run.present / area
    spent = run.present * SLICE_S
    edges = [0.0, *(most for most, _ in LEVELS), np.inf]
    levels = np.histogram(density[:, large], bins=edges, weights=spent[:, large])[0]
    got_out = run.safe_s[np.isfinite(run.safe_s)]
    return Summary(
        clear_s=float(got_out.max(initial=0.0)),
        most_s=float(np.quantile(got_out, MOST)) if len(got_out) else 0.0,
        dense_s=float(spent[:, large][density[:, large] > CRUSH].sum()),
        left=int(len(run.safe_s) - len(got_out)),
        most=np.where(large, run.most, 0.0),
        times=np.sort(run.safe_s),
        levels=levels,
    )


def variant_of(name: Literal["plan", "nearest"], share: float, runs: Sequence[Summary]) -> Variant:
    """Return a plan under a share of people who do as told, summed up over its runs."""
    last = max(one.clear_s for one in runs)
    grid = np.linspace(0.0, last, _POINTS)
    out = np.array([np.searchsorted(one.times, grid, side="right") for one in runs])
    low, middle, high = np.percentile(out, [5, 50, 95], axis=0)
    spent = np.sum([one.levels for one in runs], axis=0)
    return Variant(
        plan=name,
        compliance=share,
        runs=len(runs),
        clear_s=_spread([one.clear_s for one in runs]),
        most_s=_spread([one.most_s for one in runs]),
        dense_s=_spread([one.dense_s for one in runs]),
        most=_spread([float(one.most.max(initial=0.0)) for one in runs]),
        left=_spread([float(one.left) for one in runs]),
        curve=[
            (round(float(at), 1), float(a), float(b), float(c))
            for at, a, b, c in zip(grid, low, middle, high, strict=True)
        ],
        levels=[round(float(part), 4) for part in spent / max(float(spent.sum()), 1.0)],
    )


def _spread(values: Sequence[float]) -> Spread:
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    worst = ordered[-max(1, round(len(ordered) * 0.05)) :]
    p5, p50, p95 = np.percentile(ordered, [5, 50, 95])
    return Spread(
        p5=round(float(p5), 2), p50=round(float(p50), 2), p95=round(float(p95), 2), cvar95=round(float(worst.mean()), 2)
    )


def merit(one: Variant) -> tuple[float, float, float]:
    """Return what ranks a variant, the less the better: people left, time in crushes, time of the last."""
    return one.left.cvar95, one.dense_s.cvar95, one.clear_s.cvar95
