"""Deviating sensors that belong together, in space and in time, are one event and one alert."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
import numpy as np

from impetus.tools.anomaly.arrays import F32, I64, Bool
from impetus.tools.anomaly.baseline import Applied
from impetus.tools.anomaly.calibration import PER_OCTAVE, Pool
from impetus.tools.anomaly.classify import FLIGHT, VOID, classify
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.event import Event
from impetus.tools.anomaly.facts import facts_of
from impetus.tools.anomaly.feedback import Feedback
from impetus.tools.anomaly.plans import Patterns
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.slots import inverse
from impetus.tools.anomaly.view import SlotView

_GAP: Final = 2
"""An event is over after this many slots without a deviation."""
_WEAKER: Final = np.float32(30.0)
"""What belongs to an event may be this much more probable than what starts one, but not more than `_WEAKEST`."""
_WEAKEST: Final = np.float32(0.006)
_TAKES_PART: Final = 1.0
"""Spreads by which a sensor must itself deviate to be claimed by an event."""
_STRONG: Final = 2.5
_OF_LEAD: Final = 0.4
"""To be named, a sensor must deviate by `_STRONG` spreads and by this share of what the lead deviates by."""
_OWN_PART: Final = 0.35
"""Share of a deviation that has to show against the sensor's own history, not only against its neighbours."""
_BUSY_MS: Final = 6 * 3_600_000
"""So long an event keeps out of today's level; after that it is today."""
_LONGEST_MS: Final = 24 * 3_600_000
_MOST_TRACES: Final = 20_000
_MOST_PAST: Final = 400


class Tracker:
    """Events of one domain: those under way, and those past that a verdict may still be about."""

    def __init__(self) -> None:
        self.open: list[Event] = []
        self.past: dict[str, Event] = {}
        self.patterns = Patterns()

    def step(
        self,
        state: Columns,
        roster: Roster,
        view: SlotView,
        limit: F32,
        radius: float,
        ratio: float,
        feedback: Feedback,
        pool: Pool,
    ) -> tuple[list[Event], list[Event]]:
        """Follow one slot. `limit` is each sensor's p-value threshold. Returns (events that changed, new ones)."""
        hits = view.scored & (view.p.min(axis=0) < limit)
        if not self.open and not np.count_nonzero(hits):
            return [], []
        # The area statistic of a quiet sensor rises with its neighbours': it takes part only if it deviates itself.
        chosen = view.scores.local * (np.abs(view.scores.local) > _TAKES_PART)
        weak = view.scored & (
            np.minimum(view.p[0], view.p[2]) < np.maximum(np.minimum(limit * _WEAKER, _WEAKEST), limit)
        )
        weak_sign = np.sign(chosen)
        # From here on only candidates are looked at: in a large city they are few.
        weak_at, hit_at = np.flatnonzero(weak & (weak_sign != 0)), np.flatnonzero(hits)
        sign = np.zeros(len(hits), dtype=np.float32)
        sign[hit_at] = _hit_sign(view, state, hit_at)
        claimed = np.zeros(len(hits), dtype=np.bool_)
        changed, new = [], []
        for event in list(self.open):
            found = _alike(weak_at, roster, event.code, weak_sign, event.sign)
            found = found[~claimed[found]]
            found = found[_around(roster, found, event, radius)]
            claimed[found] = True
            # A CUSUM stays up for a while: it starts no second alert here, nor does it prolong this one.
            echo = _alike(hit_at, roster, event.code, sign, event.sign)
            claimed[echo[_around(roster, echo, event, radius)]] = True
            if event.kind == FLIGHT:
                self._receive(event, roster, weak_at[weak_sign[weak_at] > 0], claimed, radius)
            self._extend(event, found, view, state, roster, radius)
            changed.append(event)
            if event.kind == VOID and len(found):
                better = classify(state, roster, view, found.tolist(), event.sign, radius)
                if better == FLIGHT:
                    new.append(self._become(event, view, roster, state))
        rest = hit_at[~claimed[hit_at]]
        for group in _connected(roster, rest, sign, radius):
            made = self._form(
                group,
                int(sign[group[0]]),
                state,
                roster,
                view,
                limit,
                radius,
                ratio,
                feedback,
                pool,
                weak_at[~claimed[weak_at] & (weak_sign[weak_at] == sign[group[0]])],
            )
            if made is not None:
                claimed[[*made.members, *made.followers]] = True
                new.append(made)
        changed += new
        for event in [event for event in self.open if event.over]:
            self._finish(event, state)
        return changed, new

    def _extend(self, event: Event, found: I64, view: SlotView, state: Columns, roster: Roster, radius: float) -> None:
        event.followers = sorted({*event.followers, *found.tolist()} - event.members.keys())
        # Only while the lead itself still deviates do others join it: people who go elsewhere afterwards are not here.
        size = event.members[event.lead] if event.lead in found else float("inf")
        strong = found[_named(event.lead, event.sign, size, found, view, roster, radius)]
        found = np.union1d(strong, found[np.isin(found, list(event.members))])
        if not len(found):
            event.quiet += 1
            event.over = event.quiet > _GAP
        else:
            event.quiet = 0
            event.end = view.end
            if event.lead in found and event.sign * view.scores.step[event.lead] > event.sign * event.facts.score:
                event.facts = facts_of(view, state, roster, event.lead, event.sign, list(event.members))
            for place in found.tolist():
                event.members[place] = max(event.members.get(place, 0.0), event.sign * float(view.scores.local[place]))
                event.peak = max(event.peak, float(abs(view.scores.step[place])))
                event.probability = min(event.probability, float(view.p[:, place].min()))
            event.followers = [place for place in event.followers if place not in event.members]
        if view.end - event.start > _LONGEST_MS:
            event.over = True
        state.busy[[*event.members, *event.followers]] = 1 if view.end - event.start <= _BUSY_MS else 0

    def _receive(self, event: Event, roster: Roster, rising: I64, claimed: Bool, radius: float) -> None:
        """People who left one place arrive at others: that is the same event, not another."""
        found = rising[~claimed[rising] & (roster.codes[rising] == event.code)]
        found = found[_within(roster, found, list(event.members), 2.0 * radius)]
        claimed[found] = True
        event.received = sorted({*event.received, *found.tolist()})

    def _form(
        self,
        group: list[int],
        sign: int,
        state: Columns,
        roster: Roster,
        view: SlotView,
        limit: F32,
        radius: float,
        ratio: float,
        feedback: Feedback,
        pool: Pool,
        weak: I64,
    ) -> Event | None:
        code = int(roster.codes[group[0]])
        near = weak[roster.codes[weak] == code]
        whole = sorted({*group, *near[_within(roster, near, group, radius)].tolist()})
        own = view.scores.local * sign
        whole = [place for place in whole if own[place] > _TAKES_PART] or whole
        # What deviates most itself leads, by its own history and by what its neighbours leave unexplained.
        lead = whole[int(np.argmax(own[whole] + sign * view.scores.step[whole]))]
        if not _worth(lead, sign, state, roster, view, ratio):
            return None
        apart = np.array(whole, dtype=np.int64)
        apart = apart[_named(lead, sign, float(own[lead]), apart, view, roster, radius)]
        members = sorted({lead, *apart.tolist()})
        size = np.maximum(np.abs(view.scores.step[members]), np.abs(view.scores.area[members]))
        kind = classify(state, roster, view, [lead, *(p for p in members if p != lead)], sign, radius)
        hour = view.place.weekday * 24 + view.place.hour
        known = self.patterns.holds(kind, lead, roster, view.start, view.place)
        weight = self.patterns.weight(feedback.weight(kind, roster.sensors[lead].id, hour), kind, known)
        if weight < 1.0:
            lowered = np.maximum(view.flat[:, lead] - int(-PER_OCTAVE * np.log2(weight)), roster.starts[:, lead])
            if float(pool.p_values(lowered[:, None]).min()) >= float(limit[lead]):
                return None
        event = Event(
            kind=kind,
            code=code,
            sign=sign,
            lead=lead,
            start=view.start,
            end=view.end,
            members={place: float(own[place]) for place in members},
            followers=[place for place in whole if place not in members],
            signature=f"{kind}|{roster.sensors[lead].id}|{hour}",
            facts=facts_of(view, state, roster, lead, sign, members),
            peak=float(size.max()),
            probability=float(view.p[:, members].min()),
            weight=weight,
            known=known,
        )
        if kind == FLIGHT:
            step = view.scores.step
            rising = np.flatnonzero(view.scored & (step > 1.5))
            self._receive(event, roster, rising, np.zeros(len(step), dtype=np.bool_), radius)
        self.open.append(event)
        state.busy[whole] = 1
        return event

    def _become(self, event: Event, view: SlotView, roster: Roster, state: Columns) -> Event:
        """Going empty turned out to be a flight: the first alert ends, one of the graver kind begins."""
        event.over = True
        graver = msgspec.structs.replace(
            event,
            kind=FLIGHT,
            over=False,
            raised=False,
            revision=0,
            members=dict(event.members),
            traces=list(event.traces),
            pooled=list(event.pooled),
            signature=event.signature.replace(VOID, FLIGHT, 1),
        )
        event.traces, event.pooled = [], []
        self.open.append(graver)
        return graver

    def _finish(self, event: Event, state: Columns) -> None:
        self.open.remove(event)
        taken = {place for other in self.open for place in (*other.members, *other.followers)}
        freed = sorted({*event.members, *event.followers} - taken)
        state.busy[freed] = 0
        state.cusum_up[freed] = 0.0
        state.cusum_down[freed] = 0.0

    def apart(self, state: Columns) -> Bool | None:
        """Return the sensors of open events, shape (n,), or None where nothing is open.

        What they score tells nothing of an ordinary slot.
        """
        if not self.open:
            return None
        result = np.zeros(state.count, dtype=np.bool_)
        for event in self.open:
            result[[*event.members, *event.followers, *event.received]] = True
        return result

    def trace(self, view: SlotView, applied: list[Applied], pool: Pool) -> None:
        """Note what this slot of the open events did to baseline and pools, so that a verdict can undo it.

        Of an event only the lead's scores in its first slot go into the pools: an event is promised once, so it
        counts once, however long and wide it is.
        """
        residual = view.value - view.usual.level
        for event in self.open:
            if event.quiet or len(event.traces) > _MOST_TRACES:
                continue
            for place in event.members:
                if not view.ok[place]:
                    continue
                shares = (1.0 - view.place.share, view.place.share)
                for part, share in zip(applied, shares, strict=False):
                    event.traces.append((place, part.bin, float(part.change[place]), float(residual[place]), share))
                if place == event.lead and view.start == event.start and view.scored[place]:
                    event.pooled = view.flat[:, place].tolist()
                    pool.change(event.pooled, 1.0)

    def keep(self, key: str, event: Event) -> None:
        """Keep a raised event for verdicts to come; the oldest go."""
        self.past[key] = event
        while len(self.past) > _MOST_PAST:
            del self.past[next(iter(self.past))]

    def pack(self) -> dict[str, Any]:
        """Return the events as plain data. Those under way that are also kept are stored once."""
        known = {id(event): key for key, event in self.past.items()}
        return {
            "past": msgspec.to_builtins(self.past),
            "open": [known.get(id(event)) or msgspec.to_builtins(event) for event in self.open],
        }

    def unpack(self, packed: dict[str, Any]) -> None:
        """Take over what `pack` returned."""
        self.past = msgspec.convert(packed["past"], dict[str, Event])
        self.open = [
            self.past[item] if isinstance(item, str) else msgspec.convert(item, Event) for item in packed["open"]
        ]


def _alike(places: I64, roster: Roster, code: int, signs: F32, sign: int) -> I64:
    """Return those of `places` that are of this kind and go this way; `signs` has shape (n,)."""
    result: I64 = places[(roster.codes[places] == code) & (signs[places] == sign)]
    return result


def _hit_sign(view: SlotView, state: Columns, hits: I64) -> F32:
    """Return which way each of `hits` (places) goes, by the statistic that is rarest there."""
    which = view.p[:, hits].argmin(axis=0)
    accumulated = np.where(state.cusum_up[hits] >= state.cusum_down[hits], 1.0, -1.0)
    signs = np.stack([np.sign(view.scores.step[hits]), accumulated, np.sign(view.scores.area[hits])])
    result: F32 = np.take_along_axis(signs, which[None, :], axis=0)[0].astype(np.float32)
    return result


def _worth(lead: int, sign: int, state: Columns, roster: Roster, view: SlotView, ratio: float) -> bool:
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
        low, high = sorted((abs(observed), abs(expected)))
        if (observed - expected) * sign > 0 and high >= ratio * low:
            return True
    return False


def _within(roster: Roster, found: I64, members: Iterable[int], radius: float) -> Bool:
    """Return which of `found` (places) are members or stand within `radius` metres of one."""
    inside = np.fromiter(members, dtype=np.int64)
    result: Bool = np.zeros(len(found), dtype=np.bool_)
    if not len(found) or not len(inside):
        return result
    east, north = roster.east[found][:, None], roster.north[found][:, None]
    for part in range(0, len(inside), 256):
        some = inside[part : part + 256]
        east_gap, north_gap = east - roster.east[some], north - roster.north[some]
        near = east_gap * east_gap + north_gap * north_gap <= radius * radius
        # A sensor without a place is near none but itself.
        result |= (near | (found[:, None] == some)).any(axis=1)
    return result


def _around(roster: Roster, found: I64, event: Event, radius: float) -> Bool:
    """Return which of `found` belong to `event`: near what it is made of, and within two radii of its lead."""
    if not len(found):
        return np.zeros(0, dtype=np.bool_)
    followers = np.array(event.followers, dtype=np.int64)
    near: Bool = _within(roster, found, [event.lead], 2.0 * radius) | (found[:, None] == followers).any(axis=1)
    # Most candidates of a large city are far away: only the others are looked at closely.
    close = np.flatnonzero(near)
    near[close] = _within(roster, found[close], [*event.members, *event.followers], radius)
    return near


def _named(lead: int, sign: int, size: float, found: I64, view: SlotView, roster: Roster, radius: float) -> Bool:
    """Return which of `found` deviate strongly beside the lead, whose largest deviation is `size`, and are near it."""
    least = max(_STRONG, _OF_LEAD * size)
    result: Bool = (view.scores.local[found] * sign >= least) & _within(roster, found, [lead], radius)
    return result


def _connected(roster: Roster, places: I64, sign: F32, radius: float) -> list[list[int]]:
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
            frontier = alike[_within(roster, alike, frontier, radius)].tolist()
            taken = set(frontier)
            left = [place for place in left if place not in taken]
        groups.append(group)
    return groups
