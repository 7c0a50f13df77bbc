"""Correlations on a stream of matches, by the events' own times.

Two kinds of window. Where a condition, once true, stays true (counts and sums "at least", sequences), every window of
the span is looked at as matches come, and it is told at once. Where only the whole window can say (averages,
percentiles, "fewer than", "and not"), a window opens with a group's first match and is judged when the span is over.
What was told is used up: the next alert of a group needs as many matches again.

Time is the largest event time seen; what comes more than `lateness_s` behind it is counted and not used.
"""

import bisect
import heapq
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from impetus.tools.cyber_response.sigma.match import as_number
from impetus.tools.cyber_response.sigma.record import Record
from impetus.tools.cyber_response.sigma.tree import Correlation, Head
from impetus.tools.cyber_response.sigma.window import Entry, Group, at_once, closed, grown

LATENESS_S: Final = 60.0
MOST: Final = 500_000
"""Matches remembered by all correlations together; one takes some 200 bytes."""
MOST_IN_GROUP: Final = 20_000
SHOWN: Final = 20
"""Places of matches that an alert names."""
FORM: Final = 1


class Fired(msgspec.Struct, frozen=True):
    """A correlation that holds: over which time, for which group, by which figure, and where its matches stand."""

    correlation: Correlation
    start: float
    end: float
    group: dict[str, str]
    figure: float
    matches: int
    where: tuple[str, ...]


class Counters(msgspec.Struct):
    """What a correlator did not use: late matches, those without a group's field or value, and evicted ones."""

    late: int = 0
    untimed: int = 0
    ungrouped: int = 0
    unvalued: int = 0
    evicted: int = 0


class StateRefused(ValueError):
    """A saved state is of another form or broken."""


class _Saved(msgspec.Struct):
    form: int
    now: float
    event: int
    counters: Counters
    groups: list[tuple[str, bytes, tuple[str, ...], dict[str, str], dict[str, str], list[Entry]]]


class _Follower(NamedTuple):
    """A correlation made ready: by rule its place, and the fields that give group and value."""

    correlation: Correlation
    places: dict[str, tuple[int, ...]]
    group_fields: dict[str, tuple[tuple[str, str], ...]]
    handed_on: frozenset[str]
    at_once: bool
    mark: bytes


class Correlator:
    """Follows matches. Correlations stand after those they refer to, as `load` gives them."""

    def __init__(
        self, correlations: Sequence[Correlation], *, lateness_s: float = LATENESS_S, most: int = MOST
    ) -> None:
        self._followers = {one.head.id: _follower(one, correlations) for one in correlations}
        self._by_rule: dict[str, list[_Follower]] = {}
        for follower in self._followers.values():
            for rule in follower.places:
                self._by_rule.setdefault(rule, []).append(follower)
        self._lateness, self._most = lateness_s, most
        self._groups: OrderedDict[tuple[str, tuple[str, ...]], Group] = OrderedDict()
        self._deadlines: list[tuple[float, str, tuple[str, ...]]] = []
        self._held = self._event = 0
        self._now = float("-inf")
        self.counters = Counters()

    @property
    def followed(self) -> frozenset[str]:
        """The ids of the rules whose matches are wanted."""
        return frozenset(self._by_rule)

    @property
    def remembered(self) -> int:
        """Matches remembered."""
        return self._held

    def feed(self, rules: Iterable[str], record: Record, where: str = "") -> list[Fired]:
        """Take in one event with the ids of the rules it matches; return what holds by it or is over by its time."""
        wanted = [rule for rule in rules if rule in self._by_rule]
        if not wanted:
            return []
        time = record.time()
        if time is None:
            self.counters.untimed += 1
            return []
        fired = self.advance(time)
        if time < self._now - self._lateness:
            self.counters.late += 1
            return fired
        self._event += 1
        for rule in wanted:
            fired += self._match(rule, record, time, where)
        return fired

    def advance(self, time: float) -> list[Fired]:
        """Let time pass (a quiet stream has no events to tell it); return the windows that are over and hold."""
        if time <= self._now:
            return []
        self._now = time
        return self._close(time - self._lateness)

    def finish(self) -> list[Fired]:
        """Judge every open window: nothing more will come."""
        return self._close(float("inf"))

    def save(self) -> bytes:
        """Return everything remembered; `restore` of the same correlations goes on from there."""
        groups = [
            (name, self._followers[name].mark, key, group.shown, group.last, group.entries)
            for (name, key), group in self._groups.items()
        ]
        return msgspec.msgpack.encode(_Saved(FORM, self._now, self._event, self.counters, groups))

    def restore(self, state: bytes) -> int:
        """Go on from a saved state; return how many matches of changed or missing correlations were left out.

        Raises:
            StateRefused: it is no state of this form.
        """
        try:
            saved = msgspec.msgpack.decode(state, type=_Saved)
        except msgspec.MsgspecError as error:
            raise StateRefused(f"The saved state cannot be read: {error}.") from None
        if saved.form != FORM:
            raise StateRefused(f"The saved state is of form {saved.form}, not {FORM}.")
        self._groups.clear()
        self._deadlines.clear()
        self._held, left_out = 0, 0
        self._now, self._event, self.counters = saved.now, saved.event, saved.counters
        for name, mark, key, shown, last, entries in saved.groups:
            follower = self._followers.get(name)
            if follower is None or follower.mark != mark:
                left_out += len(entries)
                continue
            group = Group(shown)
            group.last = last
            self._groups[name, key] = group
            _refill(follower, group, entries)
            self._held += len(entries)
            if not follower.at_once and entries:
                heapq.heappush(self._deadlines, (entries[0].time + follower.correlation.span_s, name, key))
        return left_out

    def _match(self, rule: str, record: Record, time: float, where: str) -> list[Fired]:
        fired: list[Fired] = []
        for follower in self._by_rule.get(rule, ()):
            for place in follower.places[rule]:
                fired += self._follow(follower, rule, place, record, time, where)
        return fired

    def _follow(
        self, follower: _Follower, rule: str, place: int, record: Record, time: float, where: str
    ) -> list[Fired]:
        correlation = follower.correlation
        shown = {}
        for name, field in follower.group_fields[rule]:
            texts = record.exact(field)
            if not texts:
                self.counters.ungrouped += 1
                return []
            shown[name] = ", ".join(texts)
        value = _value(correlation, record)
        if value is None:
            self.counters.unvalued += 1
            return []
        name, key = correlation.head.id, tuple(text.lower() for text in shown.values())
        group = self._groups.get((name, key))
        if group is None:
            group = self._groups[name, key] = Group(shown)
        self._groups.move_to_end((name, key))
        for field in follower.handed_on:
            if texts := record.exact(field):
                group.last[field] = ", ".join(texts)
        entry = Entry(time, self._event, place, value, where)
        self._held += 1
        fired: list[Fired] = []
        if follower.at_once:
            self._forget_old(correlation, group)
            window = grown(correlation, group, entry)
            if window is not None:
                fired = self._tell(follower, group, *window)
        else:
            first = group.entries[0].time if group.entries else float("inf")
            bisect.insort(group.entries, entry)
            if time < first:
                heapq.heappush(self._deadlines, (time + correlation.span_s, name, key))
        if not group.entries:
            self._groups.pop((name, key), None)
        self._evict(follower, group)
        return fired

    def _forget_old(self, correlation: Correlation, group: Group) -> None:
        """Drop what no window can hold any more, in bulk, so that a long list is not copied for each match."""
        limit = self._now - correlation.span_s - self._lateness
        old = 0
        while old < group.start and group.entries[old].time < limit:
            old += 1
        if old > len(group.entries) // 2 or (old and len(group.entries) < 64):
            del group.entries[:old]
            group.start -= old
            self._held -= old

    def _tell(self, follower: _Follower, group: Group, first: int, last: int, figure: float) -> list[Fired]:
        """Report a window, use it up, and hand it to the correlations on this one."""
        window = group.entries[first : last + 1]
        rest = group.entries[last + 1 :]
        self._held -= last + 1
        _refill(follower, group, rest)
        return self._told(follower, group, window, figure)

    def _told(self, follower: _Follower, group: Group, window: Sequence[Entry], figure: float) -> list[Fired]:
        end = window[-1].time
        where = tuple(entry.where for entry in window[-SHOWN:])
        fired = Fired(follower.correlation, window[0].time, end, dict(group.shown), figure, len(window), where)
        made = Record({**group.last, **group.shown}, (), end)
        return [fired, *self._match(follower.correlation.head.id, made, end, where[-1])]

    def _close(self, until: float) -> list[Fired]:
        fired: list[Fired] = []
        while self._deadlines and self._deadlines[0][0] <= until:
            _, name, key = heapq.heappop(self._deadlines)
            group = self._groups.get((name, key))
            if group is None or not group.entries:
                continue
            follower = self._followers[name]
            over = group.entries[0].time + follower.correlation.span_s
            if over > until:
                continue  # the window that this deadline was for is gone; the present one has its own
            count = next((at for at, entry in enumerate(group.entries) if entry.time >= over), len(group.entries))
            window, group.entries = group.entries[:count], group.entries[count:]
            self._held -= count
            figure = closed(follower.correlation, window)
            if group.entries:
                again = group.entries[0].time + follower.correlation.span_s
                heapq.heappush(self._deadlines, (again, name, key))
            else:
                self._groups.pop((name, key), None)
            if figure is not None:
                fired += self._told(follower, group, window, figure)
        return fired

    def _evict(self, follower: _Follower, group: Group) -> None:
        """Keep within the limits: a group's oldest matches go first, then the group that was silent longest."""
        if len(group.entries) > MOST_IN_GROUP:
            gone = len(group.entries) - MOST_IN_GROUP + MOST_IN_GROUP // 10
            _refill(follower, group, group.entries[gone:])
            self._held -= gone
            self.counters.evicted += gone
        while self._held > self._most and self._groups:
            _, oldest = self._groups.popitem(last=False)
            self._held -= len(oldest.entries)
            self.counters.evicted += len(oldest.entries)


def _refill(follower: _Follower, group: Group, entries: list[Entry]) -> None:
    """Give a group these matches, and the running figures that they make; nothing is told by it."""
    if not follower.at_once:
        group.entries = entries
        return
    group.entries = []
    group.forget()
    for entry in entries:
        grown(follower.correlation, group, entry)


def _value(correlation: Correlation, record: Record) -> float | str | None:
    limit = correlation.limit
    if limit is None or not limit.fields:
        return ""
    numeric = correlation.kind in ("value_sum", "value_avg", "value_median") or limit.percentile is not None
    if numeric:
        return as_number(record.fields.get(limit.fields[0]))
    texts = [record.lowers(field) for field in limit.fields]
    return "\0".join(", ".join(some) for some in texts) if all(texts) else None


def _follower(correlation: Correlation, all_of_them: Sequence[Correlation]) -> _Follower:
    places: dict[str, tuple[int, ...]] = {}
    for place, rule in enumerate(correlation.rules):
        places[rule] = (*places.get(rule, ()), place)
    fields = {
        rule: tuple((name, correlation.aliases.get(name, {}).get(rule, name)) for name in correlation.group_by)
        for rule in places
    }
    above = [one for one in all_of_them if correlation.head.id in one.rules]
    handed = {name for one in above for name in one.group_by if name not in one.aliases}
    handed |= {name for one in above for mapping in one.aliases.values() for name in mapping.values()}
    handed |= {name for one in above if one.limit for name in one.limit.fields}
    handed |= _handed(above, all_of_them)
    mark = msgspec.msgpack.encode(msgspec.structs.replace(correlation, head=Head(correlation.head.id, ""), notes=()))
    return _Follower(correlation, places, fields, frozenset(handed), at_once(correlation), mark)


def _handed(above: Sequence[Correlation], all_of_them: Sequence[Correlation]) -> set[str]:
    """What correlations further up need: a match two steps below must still carry it."""
    further = [two for two in all_of_them if any(one.head.id in two.rules for one in above)]
    mine = {name for one in further for name in one.group_by}
    return mine | (_handed(further, all_of_them) if further else set())
