"""Which deviating sensors belong together, and which deviations are worth an alert."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from impetus.tools.anomaly.arrays import F32, I64, Bool
from impetus.tools.anomaly.citywide import Saying
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.event import Event
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.slots import LOG, RAW, SIGNED, inverse
from impetus.tools.anomaly.view import SlotView

TAKES_PART: Final = 1.0
"""Spreads by which a sensor must itself deviate to be claimed by an event."""
WIDE_PART: Final = 0.5
"""The same for an event of the whole city: each deviates a little."""
_STRONG: Final = 2.5
_OF_LEAD: Final = 0.4
"""To be named, a sensor must deviate by `_STRONG` spreads and by this share of what the lead deviates by."""
_OWN_PART: Final = 0.35
"""Share of a deviation that has to show against the sensor's own history, not only against its neighbours."""
_DELAYED: Final = 2.0
"""Minutes by which a delay must differ from the usual one: of half a minute a quarter is nothing."""


def part_of(event: Event, view: SlotView, roster: Roster, city: dict[int, Saying], claimed: Bool) -> I64:
    """Return the sensors that take part in an event of the whole city in this slot, and claim all that go its way."""
    said = city.get(event.code)
    part = (roster.codes == event.code) & view.scored & (event.sign * view.scores.local > WIDE_PART) & ~claimed
    claimed |= part
    if said is None or not said.goes_on or said.sign != event.sign:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(part)


def alike(places: I64, roster: Roster, code: int, signs: F32, sign: int) -> I64:
    """Return those of `places` that are of this kind and go this way; `signs` has shape (n,)."""
    result: I64 = places[(roster.codes[places] == code) & (signs[places] == sign)]
    return result


def hit_sign(view: SlotView, state: Columns, roster: Roster, hits: I64) -> F32:
    """Return which way each of `hits` (places) goes, by the statistic that is rarest there."""
    which = view.p[:, hits].argmin(axis=0)
    accumulated = np.where(state.cusum_up[hits] >= state.cusum_down[hits], 1.0, -1.0)
    signs = np.stack([np.sign(view.scores.step[hits]), accumulated, np.sign(view.scores.area[hits]), roster.ways[hits]])
    result: F32 = np.take_along_axis(signs, which[None, :], axis=0)[0].astype(np.float32)
    return result


def worth(lead: int, sign: int, state: Columns, roster: Roster, view: SlotView, ratio: float) -> bool:
    """Return whether the lead changes by the factor `ratio`, now or over the last six slots, and by itself."""
    # The way matters: a sensor that is as ever while its neighbours surge does not deviate.
    if sign * float(view.scores.local[lead]) < _OWN_PART * abs(float(view.scores.residual[lead])):
        return False
    code = int(roster.transforms[lead])
    usual = inverse(float(view.usual.level[lead]), code)
    pairs = [(inverse(float(view.value[lead]), code), usual)]
    before = state.recent_value[:, lead], state.recent_expected[:, lead]
    known = np.isfinite(before[0])
    if known.any():
        pairs.append(
            (inverse(float(before[0][known][-6:].mean()), code), inverse(float(before[1][known][-6:].mean()), code))
        )
    for observed, expected in pairs:
        if code == SIGNED and abs(observed - expected) < _DELAYED:
            continue
        low, high = sorted((abs(observed), abs(expected)))
        if (observed - expected) * sign > 0 and high >= ratio * low:
            return True
    return False


def worth_longer(lead: int, sign: int, roster: Roster, view: SlotView, ratio: float) -> bool:
    """Whether the longer view's half hour differs enough from what is typical."""
    transform = int(roster.transforms[lead])
    code = (
        transform if transform in (LOG, SIGNED) else RAW
    )  # the longer view counts in readings where others do in roots
    usual = inverse(float(view.typical[lead]), code)
    seen = inverse(float(view.typical[lead] + view.scores.excess[lead]), code)
    if code == SIGNED and abs(seen - usual) < _DELAYED:
        return False
    low, high = sorted((abs(seen), abs(usual)))
    return (seen - usual) * sign > 0 and high >= ratio * low


def within(roster: Roster, found: I64, members: Iterable[int], radius: float) -> Bool:
    """Return which of `found` (places) are members, stand within `radius` metres of one or are related."""
    inside = np.fromiter(members, dtype=np.int64)
    result: Bool = np.zeros(len(found), dtype=np.bool_)
    if not len(found) or not len(inside):
        return result
    east, north = roster.east[found][:, None], roster.north[found][:, None]
    for part in range(0, len(inside), 256):
        some = inside[part : part + 256]
        east_gap, north_gap = east - roster.east[some], north - roster.north[some]
        near = east_gap * east_gap + north_gap * north_gap <= radius * radius
        # A sensor without a place is near itself and those it was found to go with.
        result |= (near | (found[:, None] == some)).any(axis=1)
    if roster.related.shape[1]:
        related = roster.related
        result |= np.isin(related[:, found], inside[inside >= 0]).any(axis=0) | np.isin(found, related[:, inside])
    return result


def around(roster: Roster, found: I64, event: Event, radius: float) -> Bool:
    """Return which of `found` belong to `event`: near what it is made of, and within two radii of its lead."""
    if not len(found):
        return np.zeros(0, dtype=np.bool_)
    followers = np.array(event.followers, dtype=np.int64)
    near: Bool = within(roster, found, [event.lead], 2.0 * radius) | (found[:, None] == followers).any(axis=1)
    # Most candidates of a large city are far away: only the others are looked at closely.
    close = np.flatnonzero(near)
    near[close] = within(roster, found[close], [*event.members, *event.followers], radius)
    return near


def named(lead: int, sign: int, size: float, found: I64, view: SlotView, roster: Roster, radius: float) -> Bool:
    """Return which of `found` deviate strongly beside the lead, whose largest deviation is `size`, and are near it."""
    least = max(_STRONG, _OF_LEAD * size)
    result: Bool = (view.scores.local[found] * sign >= least) & within(roster, found, [lead], radius)
    return result


def connected(roster: Roster, places: I64, sign: F32, radius: float) -> list[list[int]]:
    """Split `places` into groups of one kind and sign that are linked by steps of at most `radius` metres."""
    left = places.tolist()
    groups = []
    while left:
        group, frontier = [], [left.pop(0)]
        while frontier:
            group += frontier
            code, way = roster.codes[frontier[0]], sign[frontier[0]]
            rest = np.array(left, dtype=np.int64)
            alike = rest[(roster.codes[rest] == code) & (sign[rest] == way)]
            frontier = alike[within(roster, alike, frontier, radius)].tolist()
            taken = set(frontier)
            left = [place for place in left if place not in taken]
        groups.append(group)
    return groups
