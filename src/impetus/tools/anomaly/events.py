"""Deviating sensors that belong together, in space and in time, are one event and one alert."""

from typing import Any, Final

import msgspec
import numpy as np

from impetus.tools.anomaly.arrays import F32, I64, SPAN, Bool
from impetus.tools.anomaly.baseline import Applied
from impetus.tools.anomaly.calibration import PER_OCTAVE, Pool
from impetus.tools.anomaly.citywide import Saying
from impetus.tools.anomaly.classify import FLIGHT, VOID, classify
from impetus.tools.anomaly.columns import Columns
from impetus.tools.anomaly.event import Event
from impetus.tools.anomaly.facts import facts_of
from impetus.tools.anomaly.feedback import Feedback, is_severe
from impetus.tools.anomaly.grouping import (
    TAKES_PART,
    WIDE_PART,
    alike,
    around,
    connected,
    hit_sign,
    named,
    part_of,
    within,
    worth,
    worth_longer,
)
from impetus.tools.anomaly.plans import Patterns
from impetus.tools.anomaly.roster import Roster
from impetus.tools.anomaly.signature import nothing_at
from impetus.tools.anomaly.view import SlotView

_GAP: Final = 2
"""An event is over after this many slots without a deviation; one that the longer view has begun, after its span."""
_WEAKER: Final = np.float32(30.0)
"""What belongs to an event may be this much more probable than what starts one, but not more than `_WEAKEST`."""
_WEAKEST: Final = np.float32(0.006)
_LARGE: Final = 2.0
"""What is severe and changes by this factor is told whatever people have said of its like."""
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
        city: dict[int, Saying],
    ) -> tuple[list[Event], list[Event]]:
        """Follow one slot. `limit` is each sensor's p-value threshold, `city` what the city as a whole does by kind.

        Returns (events that changed, new ones).
        """
        hits = view.scored & (view.p.min(axis=0) < limit)
        begin = [code for code, said in city.items() if said.begins]
        if not self.open and not begin and not np.count_nonzero(hits):
            return [], []
        # The area statistic of a quiet sensor rises with its neighbours': it takes part only if it deviates itself.
        chosen = view.scores.local * (np.abs(view.scores.local) > TAKES_PART)
        weaker = np.maximum(np.minimum(limit * _WEAKER, _WEAKEST), limit)
        weak = view.scored & (np.minimum(view.p[0], view.p[2]) < weaker)
        weak_sign = np.sign(chosen)
        # From here on only candidates are looked at: in a large city they are few.
        weak_at, hit_at = np.flatnonzero(weak & (weak_sign != 0)), np.flatnonzero(hits)
        last_at = np.flatnonzero(view.scored & (view.p[3] < weaker))
        sign = np.zeros(len(hits), dtype=np.float32)
        sign[hit_at] = hit_sign(view, state, roster, hit_at)
        claimed = np.zeros(len(hits), dtype=np.bool_)
        changed, new = [], []
        for event in list(self.open):
            if event.wide:
                self._extend(event, part_of(event, view, roster, city, claimed), view, state, roster, radius)
                changed.append(event)
                continue
            found = alike(weak_at, roster, event.code, weak_sign, event.sign)
            if event.gap > _GAP:
                found = np.union1d(found, alike(last_at, roster, event.code, roster.ways, event.sign))
            found = found[~claimed[found]]
            found = found[around(roster, found, event, radius)]
            claimed[found] = True
            # A CUSUM stays up for a while: it starts no second alert here, nor does it prolong this one.
            echo = alike(hit_at, roster, event.code, sign, event.sign)
            claimed[echo[around(roster, echo, event, radius)]] = True
            if event.kind == FLIGHT:
                rising = np.union1d(weak_at[weak_sign[weak_at] > 0], hit_at[sign[hit_at] > 0])
                self._receive(event, roster, rising, claimed, radius)
            self._extend(event, found, view, state, roster, radius)
            changed.append(event)
            if event.kind == VOID and len(found):
                better = classify(state, roster, view, found.tolist(), event.sign, radius)
                if better == FLIGHT:
                    new.append(self._become(event, view, roster, state))
        for code in begin:
            made = self._wide(code, city[code], state, roster, view, claimed, radius, feedback)
            if made is not None:
                new.append(made)
        rest = hit_at[~claimed[hit_at]]
        # Falls first: people who left one place and arrive at others are one event, that of the place they left.
        for whole in sorted(connected(roster, rest, sign, radius), key=lambda group: float(sign[group[0]])):
            group = [place for place in whole if not claimed[place]]
            if not group:
                continue
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
                claimed[[*made.members, *made.followers, *made.received]] = True
                new.append(made)
        changed += new
        for event in [event for event in self.open if event.over]:
            self._finish(event, state)
        return changed, new

    def _extend(self, event: Event, found: I64, view: SlotView, state: Columns, roster: Roster, radius: float) -> None:
        event.followers = sorted({*event.followers, *found.tolist()} - event.members.keys())
        # Only while the lead itself still deviates do others join it: people who go elsewhere afterwards are not here.
        size = event.members[event.lead] if event.lead in found else float("inf")
        near = named(event.lead, event.sign, size, found, view, roster, radius)
        strong = found if event.wide else found[near]
        found = np.union1d(strong, found[np.isin(found, list(event.members))])
        if not len(found):
            event.quiet += 1
            event.over = event.quiet > event.gap
        else:
            event.quiet = 0
            event.end = view.end
            if event.lead in found and event.sign * view.scores.step[event.lead] > event.sign * event.facts.score:
                event.facts = facts_of(view, state, roster, event.lead, event.sign, list(event.members))
            for place in found.tolist():
                event.members[place] = max(event.members.get(place, 0.0), event.sign * float(view.scores.local[place]))
                event.peak = max(event.peak, float(abs(view.scores.step[place])))
                event.probability = min(event.probability, float(view.p[:, place].min()))
            event.nothing = max(event.nothing, nothing_at(view, roster, found))
            event.followers = [place for place in event.followers if place not in event.members]
        if view.end - event.start > _LONGEST_MS:
            event.over = True
        taken = [*event.members, *event.followers, *event.received]
        state.busy[taken] = 1 if view.end - event.start <= _BUSY_MS else 0

    def _receive(self, event: Event, roster: Roster, rising: I64, claimed: Bool, radius: float) -> None:
        """People who left one place arrive at others: that is the same event, not another."""
        found = rising[~claimed[rising] & (roster.codes[rising] == event.code)]
        found = found[within(roster, found, list(event.members), 2.0 * radius)]
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
        whole = sorted({*group, *near[within(roster, near, group, radius)].tolist()})
        own = view.scores.local * sign
        whole = [place for place in whole if own[place] > TAKES_PART] or whole
        # What deviates most itself leads, by its own history and by what its neighbours leave unexplained.
        lead = whole[int(np.argmax(own[whole] + sign * view.scores.step[whole]))]
        lasting = float(view.p[3, lead]) < float(limit[lead]) <= float(view.p[:3, lead].min())
        lasting = lasting and worth_longer(lead, sign, roster, view, ratio)
        if not lasting and not worth(lead, sign, state, roster, view, ratio):
            return None
        apart = np.array(whole, dtype=np.int64)
        apart = apart[named(lead, sign, float(own[lead]), apart, view, roster, radius)]
        members = sorted({lead, *apart.tolist()})
        size = np.maximum(np.abs(view.scores.step[members]), np.abs(view.scores.area[members]))
        kind = classify(state, roster, view, [lead, *(p for p in members if p != lead)], sign, radius)
        hour = view.place.weekday * 24 + view.place.hour
        known = self.patterns.holds(kind, lead, roster, view.start, view.place)
        weight = self.patterns.weight(feedback.weight(kind, roster.sensors[lead].id, hour), kind, known)
        if weight < 1.0 and not (is_severe(kind) and worth(lead, sign, state, roster, view, max(ratio, _LARGE))):
            # The longer view counts in readings where the others count in roots: a half there is a quarter here.
            octaves = -PER_OCTAVE * np.log2(weight) * np.array([1.0, 1.0, 1.0, 2.0])
            lowered = np.maximum(view.flat[:, lead] - octaves.astype(np.int64), roster.starts[:, lead])
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
            nothing=nothing_at(view, roster, np.array(members, dtype=np.int64)),
            gap=2 * SPAN if lasting else _GAP,
        )
        if kind == FLIGHT:
            step = view.scores.step
            rising = np.flatnonzero(view.scored & (step > 1.5))
            self._receive(event, roster, rising, np.zeros(len(step), dtype=np.bool_), radius)
        self.open.append(event)
        state.busy[[*whole, *event.received]] = 1
        return event

    def _wide(
        self,
        code: int,
        said: Saying,
        state: Columns,
        roster: Roster,
        view: SlotView,
        claimed: Bool,
        radius: float,
        feedback: Feedback,
    ) -> Event | None:
        """Begin an event of the whole city: all its sensors that take part and are of no other event."""
        own = view.scores.local * said.sign
        members = np.flatnonzero((roster.codes == code) & view.scored & ~claimed & (own > WIDE_PART)).tolist()
        if len(members) < 2:
            return None
        lead = members[int(np.argmax(own[members]))]
        kind = classify(state, roster, view, [lead, *(p for p in members if p != lead)], said.sign, radius)
        kind = VOID if kind == FLIGHT else kind
        hour = view.place.weekday * 24 + view.place.hour
        weight = feedback.weight(kind, "city", hour)
        if -np.log2(weight) > said.beyond and not is_severe(kind):
            return None
        event = Event(
            kind=kind,
            code=code,
            sign=said.sign,
            lead=lead,
            start=view.start,
            end=view.end,
            members={place: float(own[place]) for place in members},
            signature=f"{kind}|city|{hour}",
            facts=facts_of(view, state, roster, lead, said.sign, members),
            peak=float(np.abs(view.scores.step[members]).max()),
            probability=said.probability,
            weight=weight,
            nothing=nothing_at(view, roster, np.array(members, dtype=np.int64)),
            wide=True,
        )
        claimed[members] = True
        self.open.append(event)
        state.busy[members] = 1
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
        taken = {place for other in self.open for place in (*other.members, *other.followers, *other.received)}
        freed = sorted({*event.members, *event.followers, *event.received} - taken)
        state.busy[freed] = 0
        state.cusum_up[freed] = 0.0
        state.cusum_down[freed] = 0.0
        state.excess[:, freed] = np.nan

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
                if place == event.lead and view.start == event.start and view.scored[place] and not event.wide:
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
