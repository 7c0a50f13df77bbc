"""How far a guess may be wrong before another combination is best: exact for money, by bisection for effects."""

from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from impetus.tools.cyber_response.measures.choose import Choice, Space, space
from impetus.tools.cyber_response.measures.model import Question
from impetus.tools.cyber_response.measures.rori import Floats, Stakes, rori

_ROUNDS: Final = 30
_TINY: Final = 1e-9


@dataclass(frozen=True)
class Range:
    """An input: what was said, and between which values the best combination stays best; None where it has no end.

    `below` and `above` are the combinations that are best beyond either end.
    """

    input: str
    said: float
    low: float | None
    high: float | None
    below: tuple[str, ...] | None
    above: tuple[str, ...] | None


def flips(asked: Question, choice: Choice) -> list[Range]:
    """Return the range of each input of the best combination, the most sensitive first."""
    measures = [one for one in asked.measures if one.id not in choice.left_out]
    every = space(asked, measures)
    best = sum(1 << bit for bit, one in enumerate(measures) if one.id in choice.best.measures)
    made = [_loss(asked, every, best), _value(asked, every, best)]
    for bit, one in enumerate(measures):
        made.append(_cost(asked, every, best, bit))
        made.append(_effect(asked, every, best, bit))
        del one
    return sorted(made, key=_slack)


def _slack(one: Range) -> float:
    """The least relative change that flips it."""
    ends = [abs(end - one.said) / max(one.said, _TINY) for end in (one.low, one.high) if end is not None]
    return min(ends, default=float("inf"))


def _loss(asked: Question, every: Space, best: int) -> Range:
    """(L r* - c*)(c + v) >= (L r - c)(c* + v) is linear in L."""
    slope = every.relief[best] * (every.cost + asked.value) - every.relief * (every.cost[best] + asked.value)
    fixed = -every.cost[best] * (every.cost + asked.value) + every.cost * (every.cost[best] + asked.value)
    return _linear("loss", asked.loss, slope, fixed, every)


def _value(asked: Question, every: Space, best: int) -> Range:
    """The same inequality is linear in v."""
    gain, other = asked.loss * every.relief[best] - every.cost[best], asked.loss * every.relief - every.cost
    return _linear("value", asked.value, gain - other, gain * every.cost - other * every.cost[best], every)


def _cost(asked: Question, every: Space, best: int, bit: int) -> Range:
    """With a = L r*, b = L r: a c + (a - b) v - c* (b + v) + c v >= 0 is linear in any one cost."""
    said = every.measures[bit].cost
    in_best = best >> bit & 1
    has = (np.arange(len(every.cost)) >> bit & 1).astype(np.float64)
    rest, rest_best = every.cost - has * said, every.cost[best] - in_best * said
    a, b, v = asked.loss * every.relief[best], asked.loss * every.relief, asked.value
    slope = has * (a + v) - in_best * (b + v)
    fixed = a * rest + (a - b) * v - rest_best * (b + v) + rest * v
    return _linear(f"measures.{every.measures[bit].id}.cost", said, slope, fixed, every)


def _linear(name: str, said: float, slope: Floats, fixed: Floats, every: Space) -> Range:
    """Where slope x + fixed >= 0 for every combination that may be taken, about what was said."""
    scale = np.abs(slope) * max(abs(said), 1.0) + np.abs(fixed)
    open_ = every.allowed & (np.abs(slope) > 1e-12 * np.maximum(scale, _TINY))
    with np.errstate(divide="ignore", invalid="ignore"):
        root = -fixed / slope
    lows, highs = open_ & (slope > 0), open_ & (slope < 0)
    low, below = _end(root, lows, largest=True)
    high, above = _end(root, highs, largest=False)
    return Range(
        name, said,
        None if low is None or low <= 0 else min(low, said), None if high is None else max(high, said),
        None if low is None or low <= 0 else every.plan(below, 0.0).measures,
        None if high is None else every.plan(above, 0.0).measures,
    )  # fmt: skip


def _end(root: Floats, among: np.ndarray[tuple[int], np.dtype[np.bool_]], *, largest: bool) -> tuple[float | None, int]:
    if not among.any():
        return None, 0
    picked = np.where(among, root, -np.inf if largest else np.inf)
    at = int(picked.argmax() if largest else picked.argmin())
    return float(picked[at]), at


def _effect(asked: Question, every: Space, best: int, bit: int) -> Range:
    said = every.measures[bit].effect

    def leader(effect: float) -> int:
        changed = [msgspec.structs.replace(one, effect=effect) if at == bit else one
                   for at, one in enumerate(every.measures)]  # fmt: skip
        now = space(asked, changed)
        index = rori(Stakes(loss=asked.loss, value=asked.value), now.relief, now.cost)
        index = np.where(now.allowed, index, -np.inf)
        return best if index[best] >= index.max() - 1e-9 * max(1.0, abs(index.max())) else int(index.argmax())

    def end(limit: float) -> tuple[float | None, tuple[str, ...] | None]:
        if leader(limit) == best:
            return None, None
        inside, outside = said, limit
        for _ in range(_ROUNDS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if leader(middle) == best else (inside, middle)
        return inside, every.plan(leader(outside), 0.0).measures

    (low, below), (high, above) = end(0.0), end(1.0)
    return Range(f"measures.{every.measures[bit].id}.effect", said, low, high, below, above)
