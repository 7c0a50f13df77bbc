"""The numbers behind one explanation, taken from a scored slot: an exact sum in transformed units."""

import msgspec
import numpy as np

from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.view import SlotView

_NORMAL = 2.0
"""A neighbour within so many spreads of what it usually does is normal."""


class Facts(msgspec.Struct, frozen=True):
    """One sensor in one slot (start, ms UTC). observed = season + today + neighbours + weather + residual, transformed.

    `spread` is one unit of the score. `near`: how many neighbours are known, of them normal, deviating
    alike, and deviating the other way. `planned` names the event for which the expected range was `widened`, which
    `spread` has in it already. `related`: the neighbours are those that go together with it, not those around it.
    `weather` is None where no weather sensor is named.
    """

    time: int
    observed: float
    season: float
    today: float
    neighbours: float
    spread: float
    near: int
    normal: int
    alike: int
    opposite: int
    planned: str = ""
    widened: float = 1.0
    related: bool = False
    weather: float | None = None

    @property
    def residual(self) -> float:
        """What season, today, neighbours and weather leave unexplained."""
        return self.observed - self.season - self.today - self.neighbours - (self.weather or 0.0)

    @property
    def score(self) -> float:
        """The residual in units of its usual spread."""
        return self.residual / self.spread


def facts_of(view: SlotView, state: Columns, roster: Roster, lead: int, sign: int, members: list[int]) -> Facts:
    """Take the facts about `lead` (a place) from a slot."""
    spread = float(view.usual.spread[lead])
    near = state.neighbour[:, lead]
    near = near[near >= 0]
    near = near[view.ok[near]]
    own = view.scores.local[near]
    inside = np.isin(near, np.array(members, dtype=np.int64))
    alike = int(((own * sign > _NORMAL) | (inside & (own * sign > 0))).sum())
    opposite = int((own * sign < -_NORMAL).sum())
    eased = view.eased
    weather = None if view.weather is None else float(view.weather[lead])
    return Facts(
        time=view.start,
        observed=float(view.value[lead]),
        season=float(view.usual.level[lead]) - (weather or 0.0),
        today=float(view.scores.today[lead]) * spread,
        neighbours=float(view.scores.near[lead]) * spread,
        spread=spread * float(view.scores.unit[lead]),
        near=len(near),
        normal=len(near) - alike - opposite,
        alike=alike,
        opposite=opposite,
        planned=eased.name(lead) if eased is not None else "",
        widened=float(eased.factor[lead]) if eased is not None else 1.0,
        related=roster.is_related(lead),
        weather=weather,
    )
