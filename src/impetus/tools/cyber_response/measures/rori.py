"""Return on response investment: what a measure saves against what it costs, alone and combined.

RORI = (ALE x RM - ARC) / (ARC + AIV) x 100, with ALE the annual loss expectancy, RM the share of the risk that a
measure takes away (effectiveness x coverage), ARC its annual cost and AIV the annual value of the infrastructure
(Gonzalez Granadillo, Debar, Jacob, Gaber and Achemlal 2012). Several measures cost the sum, and take away what each
does less what they do twice: of a set's shared coverage only the bounds are known, so its middle is taken, and the
least effective counts there (thesis of Gonzalez Granadillo 2013, equations 4.12, 4.13 and 4.16). The formulas were
checked against the program that the authors published (RORIdev); the papers themselves could not be read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Stakes:
    """What is at stake: annual loss expectancy and annual value of the infrastructure, in money."""

    loss: float
    value: float


@dataclass(frozen=True, kw_only=True)
class Saving:
    """What a measure does: share of the attack's surface it covers, share it stops there, annual cost in money."""

    coverage: float
    effect: float
    cost: float


def rori(stakes: Stakes, relief: Any, cost: Any) -> Any:
    """Return the index in percent; `relief` (RM) and `cost` (ARC) are numbers or arrays of one shape."""
    return (stakes.loss * relief - cost) / (cost + stakes.value) * 100


def costs(savings: Sequence[Saving]) -> Floats:
    """Return the cost of each subset [2 to the number]; bit i of a subset's number stands for measure i."""
    made = np.zeros(1)
    for one in savings:
        made = np.concatenate([made, made + one.cost])
    return made


def reliefs(savings: Sequence[Saving]) -> Floats:
    """Return the share of the risk that each subset takes away [2 to the number], from 0 to 1.

    Inclusion and exclusion over all parts of a subset, by summing over subsets one measure at a time.
    """
    size = 1
    total, least, weakest = np.zeros(1), np.full(1, np.inf), np.full(1, np.inf)
    count = np.zeros(1)
    for one in savings:
        total = np.concatenate([total, total + one.coverage])
        least = np.concatenate([least, np.minimum(least, one.coverage)])
        weakest = np.concatenate([weakest, np.minimum(weakest, one.effect)])
        count = np.concatenate([count, count + 1])
        size *= 2
    with np.errstate(invalid="ignore"):
        shared = (np.maximum(0.0, total - (count - 1)) + least) / 2
        part = np.where(count == 0, 0.0, np.where(count == 1, least, shared) * weakest)
    signed = np.where(count % 2 == 1, part, -part)
    for bit in range(len(savings)):
        view = signed.reshape(-1, 2, 1 << bit)
        view[:, 1] += view[:, 0]
    made: Floats = np.clip(signed, 0.0, 1.0)
    return made
