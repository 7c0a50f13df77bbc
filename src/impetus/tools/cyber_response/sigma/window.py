"""What one group of a correlation remembers, and the figures of its windows."""

import bisect
import math
import operator
from collections.abc import Callable, Hashable, Sequence
from typing import Final, NamedTuple

from impetus.tools.cyber_response.sigma.tree import AllOf, AnyOf, Correlation, NoneOf, Ref, Wanted

ORDERS: Final[dict[str, Callable[[float, float], bool]]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "eq": operator.eq,
    "neq": operator.ne,
}
GROWING: Final = ("event_count", "value_count", "value_sum", "temporal", "temporal_ordered")


class Entry(NamedTuple):
    """One match: its time, its event (which parts equal times), its rule's place, its value and where it is."""

    time: float
    event: int
    rule: int
    value: float | str
    where: str


class Group:
    """The matches of one group, in the order of their times, and the running figures of the window that ends last."""

    __slots__ = ("counts", "entries", "last", "shown", "start", "total")

    def __init__(self, shown: dict[str, str]) -> None:
        self.shown = shown
        self.entries: list[Entry] = []
        self.last: dict[str, str] = {}
        self.forget()

    def forget(self) -> None:
        """Start the running figures anew, before the first entry."""
        self.start = 0
        self.counts: dict[Hashable, int] = {}
        self.total = 0.0


def at_once(correlation: Correlation) -> bool:
    """Return whether a window's condition stays true once it is (so that it is told at once), or hangs on its end."""
    if correlation.wanted is not None:
        return not _negative(correlation.wanted)
    limit = correlation.limit
    return correlation.kind in GROWING and (limit is None or limit.order in ("gt", "gte"))


def _negative(wanted: Wanted) -> bool:
    if isinstance(wanted, Ref):
        return False
    return isinstance(wanted, NoneOf) or any(_negative(one) for one in wanted.of)


def grown(correlation: Correlation, group: Group, entry: Entry) -> tuple[int, int, float] | None:
    """Add an entry; return the window that now fulfils the condition (first and last entry, figure), if one does."""
    entries = group.entries
    in_turn = not entries or (entry.time, entry.event) >= (entries[-1].time, entries[-1].event)
    if in_turn:
        entries.append(entry)
        return _extended(correlation, group, len(entries) - 1)
    bisect.insort(entries, entry)
    group.forget()
    found = None
    for end in range(len(entries)):
        window = _extended(correlation, group, end)
        if window is not None and found is None and entries[window[0]].time <= entry.time <= entries[end].time:
            found = window
    return found


def _extended(correlation: Correlation, group: Group, end: int) -> tuple[int, int, float] | None:
    """Move the window's end to the entry `end` and its start after it."""
    entries, span = group.entries, correlation.span_s
    newest = entries[end]
    key = _key(correlation, newest)
    group.counts[key] = group.counts.get(key, 0) + 1
    group.total += newest.value if isinstance(newest.value, float) else 0.0
    while entries[group.start].time < newest.time - span:
        oldest = entries[group.start]
        left = _key(correlation, oldest)
        group.counts[left] -= 1
        if not group.counts[left]:
            del group.counts[left]
        group.total -= oldest.value if isinstance(oldest.value, float) else 0.0
        group.start += 1
    if correlation.kind == "temporal_ordered":
        first = _chain(entries, group.start, end, len(correlation.rules))
        return None if first is None else (first, end, float(len(correlation.rules)))
    if correlation.wanted is not None:
        held = fulfilled(
            correlation.wanted, {rule for place, rule in enumerate(correlation.rules) if place in group.counts}
        )
        return (group.start, end, float(len(group.counts))) if held else None
    kind = correlation.kind
    figure = (
        group.total if kind == "value_sum" else end - group.start + 1 if kind == "event_count" else len(group.counts)
    )
    return (group.start, end, float(figure)) if _reached(correlation, figure) else None


def _key(correlation: Correlation, entry: Entry) -> Hashable:
    return entry.rule if correlation.kind.startswith("temporal") else entry.value


def _reached(correlation: Correlation, figure: float) -> bool:
    limit = correlation.limit
    if limit is None:
        return figure >= len(set(correlation.rules))
    return ORDERS[limit.order](figure, limit.value)


def _chain(entries: Sequence[Entry], start: int, end: int, rules: int) -> int | None:
    """Return where a chain of all rules in turn begins that ends with `end`; the latest of each is enough."""
    wanted, later = rules - 1, (math.inf, 0)
    for place in range(end, start - 1, -1):
        entry = entries[place]
        if entry.rule == wanted and (entry.time, entry.event) < later:
            if wanted == 0:
                return place
            wanted, later = wanted - 1, (entry.time, entry.event)
        elif place == end:
            return None
    return None


def closed(correlation: Correlation, window: Sequence[Entry]) -> float | None:
    """Return the figure of a whole window if it fulfils the condition."""
    if correlation.wanted is not None:
        present = {correlation.rules[entry.rule] for entry in window}
        return float(len(present)) if fulfilled(correlation.wanted, present) else None
    limit = correlation.limit
    assert limit is not None
    compare = ORDERS[limit.order]
    if correlation.kind == "value_percentile" and limit.percentile is None:
        return _rare(window, compare, limit.value)
    figure = _figure(correlation, window)
    return figure if compare(figure, limit.value) else None


def _figure(correlation: Correlation, window: Sequence[Entry]) -> float:
    kind, limit = correlation.kind, correlation.limit
    if kind == "event_count":
        return len(window)
    if kind == "value_count":
        return len({entry.value for entry in window})
    if kind.startswith("temporal"):
        return len({entry.rule for entry in window})
    numbers = sorted(entry.value for entry in window if isinstance(entry.value, float))
    if kind == "value_sum":
        return math.fsum(numbers)
    if kind == "value_avg":
        return math.fsum(numbers) / len(numbers)
    return percentile(numbers, 50 if kind == "value_median" or limit is None else float(limit.percentile or 0))


def _rare(window: Sequence[Entry], compare: Callable[[float, float], bool], limit: float) -> float | None:
    """The specification's example without a percentile: a value's share of all, in per cent."""
    counts: dict[float | str, int] = {}
    for entry in window:
        counts[entry.value] = counts.get(entry.value, 0) + 1
    shares = [100 * count / len(window) for count in counts.values()]
    return next((share for share in sorted(shares) if compare(share, limit)), None)


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the percentile of ordered numbers, interpolated (Hyndman and Fan 1996, definition 7, as SQL's does)."""
    place = (len(ordered) - 1) * share / 100
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def fulfilled(wanted: Wanted, present: set[str]) -> bool:
    """Return whether the rules that have happened fulfil a condition of and, or, not."""
    if isinstance(wanted, Ref):
        return wanted.rule in present
    if isinstance(wanted, AllOf):
        return all(fulfilled(one, present) for one in wanted.of)
    if isinstance(wanted, AnyOf):
        return any(fulfilled(one, present) for one in wanted.of)
    return not fulfilled(wanted.of, present)
