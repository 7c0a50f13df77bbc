"""What the whole city does: one number a kind and slot, with a promise of its own.

Where every counter doubles, each deviates a little and none much; and what all do is what each one's neighbours
explain away. The median over all sensors of a kind of how far each is from its own history says it plainly: chance
deviations of single sensors do not move it. It is measured by what is usual at the hour of day, gets its p-value from
its own past, and a fixed share of the promise.
"""

from typing import Any, Final, NamedTuple

import numpy as np

from impetus.tools.anomaly.arrays import F64, I64, STATISTICS, Bool
from impetus.tools.anomaly.calibration import KINDS, PER_OCTAVE, Pool
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.slots import LOG, ROOT, SIGNED
from impetus.tools.anomaly.view import SlotView

SHARE: Final = 0.1
"""Share of the promise of a kind that its city-wide events get."""
LEAST: Final = 8
"""Fewer sensors of a kind are no city."""
_PULL: Final = 15.0
_BOUND: Final = 4.0
_DAYS: Final = 40.0
_SMALLEST: Final = 0.05
_GOES_ON: Final = 30.0
_PROBABLE: Final = 0.05
"""What goes on may be this much more probable than what begins, but not more than one in twenty."""


class Saying(NamedTuple):
    """What the city says of one kind in one slot: up (1) or down (-1), how probable, does it begin, does it go on.

    `beyond` is by how many octaves the score is above the lowest that would begin an event.
    """

    sign: int
    probability: float
    begins: bool
    goes_on: bool
    beyond: float = 0.0


class Citywide:
    """The city statistic of each kind in one domain."""

    def __init__(self) -> None:
        self.spread: F64 = np.full((KINDS, 25), 0.3)
        """By hour of day; the last is over all hours."""
        self.visits: F64 = np.zeros((KINDS, 25))
        self.pool = Pool()
        self._limits: dict[int, float] = {}
        self._expected: dict[int, float] = {}

    def step(
        self,
        view: SlotView,
        roster: Roster,
        rate: float,
        ratio: float,
        busy: set[int],
        slots_per_hour: int,
        explained: Bool | None = None,
    ) -> dict[int, Saying]:
        """Say what each kind with enough scored sensors does, and learn it, except kinds in `busy` (an event is on).

        `rate` is the promised number of events per sensor and slot, `ratio` the smallest change worth an alert.
        Sensors that are `explained` (shape (n,)) by a known pattern are not asked, unless too few are left.
        """
        self._expected = {}
        result = {}
        hour = view.place.hour
        for group in roster.groups:
            members = group[view.scored[group]]
            if len(members) < LEAST:
                continue
            code = int(roster.codes[members[0]])
            middle = float(view.scores.city[members[0]])
            if explained is not None and explained[members].any():
                others = members[~explained[members]]
                if 2 * len(others) >= LEAST:
                    members = others
                    middle = float(np.median(view.scores.local[members]))
            known = self.visits[code, hour]
            unit = (known * self.spread[code, hour] + _PULL * self.spread[code, 24]) / (known + _PULL)
            score = abs(middle) / max(unit, _SMALLEST)
            flat = self.pool.place(code, score)
            probability = float(self.pool.table.reshape(-1)[flat])
            expected = rate * len(members) * SHARE
            limit = self.pool.threshold(code, expected)
            self._limits[code] = limit
            sign = 1 if middle > 0.0 else -1
            ready = self.pool.ready(code, limit)
            begins = ready and probability < limit and code not in busy and _worth(view, roster, members, sign, ratio)
            goes_on = probability < max(min(_GOES_ON * limit, _PROBABLE), limit)
            beyond = self._beyond(code, flat, limit) if begins else 0.0
            result[code] = Saying(sign, probability, begins, goes_on, beyond)
            if ready:
                self._expected[code] = expected
            if code not in busy:
                self.pool.add_one(flat)
            self._learn(code, hour, abs(middle), unit, slots_per_hour)
        return result

    def limit(self, code: int) -> float:
        """Return the p-value below which an event of a kind began in the last slot."""
        return self._limits.get(code, 1.0)

    def settle(self, began: set[int]) -> None:
        """Hold the promise against what the last slot brought: the kinds of which an event began."""
        for code, expected in self._expected.items():
            self.pool.adapt(code, expected, 1.0 if code in began else 0.0)

    def _beyond(self, code: int, flat: int, limit: float) -> float:
        table = self.pool.table[code * STATISTICS]
        lowest = int(np.argmax(table < limit))
        return (flat - self.pool.place(code, 0.0) - lowest) / PER_OCTAVE

    def _learn(self, code: int, hour: int, size: float, unit: float, slots_per_hour: int) -> None:
        for place, most in ((hour, _DAYS * slots_per_hour), (24, _DAYS * 24.0 * slots_per_hour)):
            visits = self.visits[code, place]
            bounded = min(size, _BOUND * max(unit, _SMALLEST)) * 1.2533
            self.spread[code, place] += (bounded - self.spread[code, place]) / (min(visits, most) + 1.0)
            self.visits[code, place] = visits + 1.0

    def pack(self) -> dict[str, Any]:
        """Return the statistic as plain data and bytes."""
        return {"spread": self.spread.tobytes(), "visits": self.visits.tobytes(), "pool": self.pool.pack()}

    def unpack(self, packed: dict[str, Any]) -> None:
        """Take over what `pack` returned."""
        self.spread = np.frombuffer(packed["spread"], dtype="<f8").reshape(KINDS, 25).copy()
        self.visits = np.frombuffer(packed["visits"], dtype="<f8").reshape(KINDS, 25).copy()
        self.pool.unpack(packed["pool"])


def _worth(view: SlotView, roster: Roster, members: I64, sign: int, ratio: float) -> bool:
    """Whether the middle sensor changes by at least the factor `ratio`, up or down."""
    pairs = []
    for values in (view.value[members], view.usual.level[members]):
        codes = roster.transforms[members]
        plain = np.where(codes == ROOT, np.square(np.maximum(values, 0.0)), values)
        plain = np.where(codes == SIGNED, np.sinh(np.clip(plain, -80.0, 80.0)), plain)
        pairs.append(np.where(codes == LOG, np.expm1(np.minimum(plain, 80.0)), plain))
    seen, usual = np.abs(pairs[0]), np.abs(pairs[1])
    both = np.maximum(seen, 1e-9), np.maximum(usual, 1e-9)
    change = both[0] / both[1] if sign > 0 else both[1] / both[0]
    return bool(np.median(change) >= ratio)
