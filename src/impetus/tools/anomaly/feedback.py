"""What verdicts teach: rejected patterns become usual and weigh less, confirmed ones stay unusual.

Nothing here can silence a kind: a signature's weight stays above a floor, and the floor is higher
where the kind is severe. Every effect is noted, so that a verdict can be taken back.
"""

from typing import Any, Final

import msgspec
import numpy as np

from impetus.model.alert import RejectReason, Severity, Word
from impetus.model.kinds import REGISTER
from impetus.tools.anomaly.columns import Columns

_FLOOR: Final = 0.25
_FLOOR_SEVERE: Final = 0.7
_PRIOR: Final = 0.5
_HOURS: Final = (-2, -1, 0, 1, 2)
"""A verdict counts for hours near its own: what comes each week comes a little earlier or later, or is seen so."""
_RESTORED: Final = 0.15
"""Share of a rejected deviation that becomes usual at once; its signature's weight and weekly learning do the rest."""
_WIDENED: Final = 0.5
"""To this share of a rejected deviation the spread is widened, by `_RESTORED`: the pattern may as well stay away."""
_NOT_USUAL: Final = {RejectReason.SENSOR_FAULT.value, RejectReason.WRONG_PLACE.value}
"""Rejections that say nothing about what is usual in the city."""


def floor_of(kind: str) -> float:
    """Return below what nothing that people say lowers the weight of `kind`; higher where it is severe."""
    return _FLOOR_SEVERE if REGISTER[kind].severity.rank >= Severity.HIGH.rank else _FLOOR


class Effect(msgspec.Struct):
    """What one verdict did.

    Changes of level and spread as (place, bin, level, spread), scores taken out of the pools, the word itself.
    """

    verdict: str
    word: str
    signature: str
    changes: list[tuple[int, int, float, float]] = []
    removed: list[int] = []


class Feedback:
    """Verdicts by signature (kind, sensor, hour of week), and their effects by alert."""

    def __init__(self) -> None:
        self.judged: dict[str, list[int]] = {}
        self.effects: dict[str, Effect] = {}
        self.seen: dict[str, None] = {}

    def weight(self, kind: str, sensor: str, hour: int) -> float:
        """Return how much scores of this signature count, 1 without verdicts, never below the kind's floor.

        The mean of a Beta posterior; two hours to either side count too.
        """
        confirmed = rejected = 0
        for near in _HOURS:
            counts = self.judged.get(f"{kind}|{sensor}|{(hour + near) % 168}", (0, 0))
            confirmed, rejected = confirmed + counts[0], rejected + counts[1]
        return max(floor_of(kind), (_PRIOR + confirmed) / (_PRIOR + confirmed + rejected))

    def first_time(self, verdict: str) -> bool:
        """Whether this verdict's id was not seen before; notes it."""
        if verdict in self.seen:
            return False
        self.seen[verdict] = None
        while len(self.seen) > 2000:
            del self.seen[next(iter(self.seen))]
        return True

    def count(self, signature: str, word: str, by: int) -> None:
        """Count a verdict for its signature, or with -1 take it back."""
        counts = self.judged.setdefault(signature, [0, 0])
        position = 0 if word == Word.CONFIRMED else 1
        counts[position] = max(0, counts[position] + by)
        if counts == [0, 0]:
            del self.judged[signature]

    def remember(self, key: str, effect: Effect) -> None:
        """Keep what a verdict did to the alert `key`."""
        self.effects[key] = effect
        while len(self.effects) > 400:
            del self.effects[next(iter(self.effects))]

    def pack(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {"judged": self.judged, "effects": msgspec.to_builtins(self.effects), "seen": list(self.seen)}

    def unpack(self, packed: dict[str, Any]) -> None:
        """Take over what `pack` returned."""
        self.judged = msgspec.convert(packed["judged"], dict[str, list[int]])
        self.effects = msgspec.convert(packed["effects"], dict[str, Effect])
        self.seen = dict.fromkeys(packed["seen"])


def is_severe(kind: str) -> bool:
    """Whether no number of verdicts may make `kind` much quieter: those that are severe by themselves."""
    return REGISTER[kind].severity.rank >= Severity.HIGH.rank


def changes_for(
    word: str,
    reason: str,
    traces: list[tuple[int, int, float, float, float]],
    state: Columns,
    slots_per_hour: int,
    *,
    severe: bool = False,
) -> list[tuple[int, int, float, float]]:
    """Return the changes (place, bin, level, spread) that a verdict asks for.

    Confirmed, or rejected for a reason that says nothing of the city: what the window taught is taken
    back. Rejected otherwise: the window becomes part of what is usual; not where the kind is `severe`, or the
    next one would pass unseen, however much its signature still weighs.
    """
    taught: dict[tuple[int, int], list[float]] = {}
    for place, hour_bin, change, residual, share in traces:
        held = taught.setdefault((place, hour_bin), [0.0, 0.0, 0.0])
        held[0] += change
        held[1] += residual * share
        held[2] += share
    result = []
    for (place, hour_bin), (change, total, covered) in taught.items():
        if covered <= 0.0:
            continue
        if word == Word.CONFIRMED or reason in _NOT_USUAL:
            result.append((place, hour_bin, -change, 0.0))
            continue
        if severe:
            continue
        mean = total / covered
        part = _RESTORED * min(1.0, covered / slots_per_hour)
        wider = max(0.0, part * (_WIDENED * abs(mean) - float(state.scale[hour_bin, place])))
        result.append((place, hour_bin, part * mean - change, wider))
    return result


def apply(changes: list[tuple[int, int, float, float]], state: Columns, sign: float = 1.0) -> None:
    """Make the changes, or with `sign` -1 take them back."""
    for place, hour_bin, level, spread in changes:
        if place < state.count:
            state.level[hour_bin, place] += np.float32(sign * level)
            state.scale[hour_bin, place] = max(
                np.float32(0.0), state.scale[hour_bin, place] + np.float32(sign * spread)
            )
