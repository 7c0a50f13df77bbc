"""The operator's own view: how much the work asks for now, part by part, too much or too little.

It is for the operator's own screen. It holds the last hour and the open items in memory; what concerns the person is
forgotten when a shift begins or ends.
"""

from collections import deque
from statistics import median
from typing import Final, Literal

import msgspec

from impetus.kit.errors import BadInput
from impetus.tools.workload.task.events import Arrived, Closed, Event, Feed, Rated, Rest, Shift, Taken
from impetus.tools.workload.task.limits import (
    ANSWER_WITHIN,
    CURVES,
    FLOOD_BEGINS,
    FLOOD_ENDS,
    HOUR,
    MINUTE,
    PLANNED,
    TEN_MINUTES,
    PartName,
    Severity,
    points,
)

State = Literal["unknown", "underload", "normal", "overload"]

OVERLOAD: Final = 28.0
"""Points that are too much (set on simulated shifts, seeds 0 to 39 of `benchmarks.workload_shifts`)."""
RELIEF: Final = 20.0
"""Below these, for `RELEASE`, it is over."""
RELEASE: Final = 120_000
QUIET: Final = 20 * MINUTE
"""So long without anything to do is too little: vigilance declines within twenty to thirty minutes (Mackworth 1948)."""
RATING_FADES: Final = HOUR
"""A rating counts fully when given and no longer after this."""
MOST: Final = 10_000
"""Items held at most; a queue that long is a flood by any measure."""


class Part(msgspec.Struct, frozen=True):
    """One part of the load: its measure (alerts, minutes of work, times the target, an hour, hours, 0 to 100)."""

    name: PartName
    measure: float
    points: float
    most: float


class Reading(msgspec.Struct, frozen=True):
    """The load at a time, for the operator alone. `index` is the sum of the parts' points, 0 to 100."""

    at: int
    state: State
    since: int
    index: float
    parts: tuple[Part, ...]
    flood: bool
    quiet_ms: int
    urgent: int
    can_wait: tuple[str, ...]
    shift_ms: int
    unbroken_ms: int


class _Open(msgspec.Struct):
    severity: Severity
    arrived: int
    taken: bool = False


class OwnMeter:
    """Takes a desk's events in the order of time and says how much they ask for. Not shared between operators."""

    def __init__(self) -> None:
        self._now = 0
        self._open: dict[str, _Open] = {}
        self._arrivals: deque[int] = deque()
        self._works = True
        self._flood = False
        self._forget()

    def _forget(self) -> None:
        """Forget everything about the person; the queue stays."""
        self._interrupted: deque[int] = deque()
        self._waits: deque[tuple[int, float]] = deque()
        self._in_hand: str | None = None
        self._shift: int | None = None
        self._fresh = 0
        self._resting = False
        self._active = 0
        self._rating: tuple[int, float] | None = None
        self._state: State = "unknown"
        self._since = self._now
        self._toward = 0
        for one in self._open.values():
            one.taken = False

    def take(self, event: Event) -> None:
        """Take one event. Raise BadInput for one that is earlier than the last or makes no sense."""
        self._advance(event.at)
        match event:
            case Arrived():
                self._arrived(event)
            case Closed():
                self._closed(event)
            case Feed():
                self._works = event.works
                self._active = event.at
            case Taken():
                self._taken(event)
            case Shift():
                self._forget()
                if event.begins:
                    self._shift = self._fresh = self._active = self._since = event.at
            case Rest():
                self._resting = event.begins
                self._fresh = self._active = event.at
            case Rated():
                self._rating = (event.at, event.load())
        self._settle()

    def read(self, now: int) -> Reading:
        """Return the load at `now`, which may not be before the last event."""
        self._advance(now)
        self._settle()
        parts = self._parts()
        waiting = [(one, item) for item, one in self._open.items() if not one.taken]
        return Reading(
            at=now,
            state=self._state,
            since=self._since,
            index=sum(part.points for part in parts),
            parts=parts,
            flood=self._flood,
            quiet_ms=self._quiet(),
            urgent=sum(1 for one, _ in waiting if one.severity in ("high", "critical")),
            can_wait=tuple(item for one, item in waiting if one.severity in ("info", "low")),
            shift_ms=now - self._shift if self._shift is not None else 0,
            unbroken_ms=0 if self._resting or self._shift is None else now - self._fresh,
        )

    def _arrived(self, event: Arrived) -> None:
        if event.item in self._open:
            return  # delivery is at least once
        if len(self._open) >= MOST:
            raise BadInput("The queue holds too many items.", remedy="Close what is done.", field="item")
        self._open[event.item] = _Open(event.severity, event.at)
        self._arrivals.append(event.at)
        if self._in_hand is not None and event.severity in ("high", "critical"):
            self._interrupted.append(event.at)
        self._active = event.at

    def _taken(self, event: Taken) -> None:
        one = self._open.get(event.item)
        if one is None:
            raise BadInput("An item was taken that is not open.", remedy="Send its arrival first.", field="item")
        if self._in_hand is not None and self._in_hand != event.item:
            self._interrupted.append(event.at)
        if not one.taken:
            one.taken = True
            self._waits.append((event.at, (event.at - one.arrived) / ANSWER_WITHIN[one.severity]))
        self._in_hand = event.item
        self._active = event.at

    def _closed(self, event: Closed) -> None:
        self._open.pop(event.item, None)
        if self._in_hand == event.item:
            self._in_hand = None
        self._active = event.at

    def _advance(self, now: int) -> None:
        if now < self._now:
            raise BadInput("An event is earlier than the one before.", remedy="Send events in their order.", field="at")
        self._now = now
        for held in (self._arrivals, self._interrupted):
            while held and held[0] <= now - HOUR:
                held.popleft()
        while self._waits and self._waits[0][0] <= now - 3 * TEN_MINUTES:
            self._waits.popleft()

    def _parts(self) -> tuple[Part, ...]:
        now = self._now
        if self._shift is None or self._resting:
            return ()
        waits = [wait for _, wait in self._waits]
        late = max((self._late(one) for one in self._open.values() if not one.taken), default=0.0)
        measures: dict[PartName, float] = {
            "alerts_10": self._in_ten(),
            "alerts_60": len(self._arrivals),
            "open": sum(PLANNED[one.severity] for one in self._open.values()),
            "waiting": max(median(waits) if waits else 0.0, late),
            "interruptions": len(self._interrupted),
            "since_break": (now - self._fresh) / HOUR,
            "shift": (now - self._shift) / HOUR,
        }
        made = [Part(name, value, points(name, value), CURVES[name][-1][1]) for name, value in measures.items()]
        if self._rating is not None and now - self._rating[0] < RATING_FADES:
            left = 1 - (now - self._rating[0]) / RATING_FADES
            value = self._rating[1]
            made.append(Part("rating", value, left * points("rating", value), CURVES["rating"][-1][1]))
        return tuple(made)

    def _late(self, one: _Open) -> float:
        return (self._now - one.arrived) / ANSWER_WITHIN[one.severity]

    def _in_ten(self) -> int:
        found = 0
        for at in reversed(self._arrivals):
            if at <= self._now - TEN_MINUTES:
                break
            found += 1
        return found

    def _quiet(self) -> int:
        busy = any(one.severity != "info" for one in self._open.values())
        return 0 if busy or self._shift is None or self._resting else self._now - self._active

    def _settle(self) -> None:
        """Move the state: into too much at once, out of it only when the calm has lasted."""
        now, before = self._now, self._state
        if self._shift is None or self._resting or not self._works:
            self._change("unknown")
            return
        in_ten = self._in_ten()
        self._flood = in_ten >= FLOOD_ENDS if self._flood else in_ten > FLOOD_BEGINS
        index = sum(part.points for part in self._parts())
        if self._flood:
            self._change("overload")
        elif before == "overload":
            self._change("normal" if self._lasts(index < RELIEF, RELEASE) else "overload")
        elif index >= OVERLOAD:
            self._change("overload")
        else:
            self._change("underload" if self._quiet() >= QUIET else "normal")
        if self._state != before:
            self._toward = 0
            self._since = now

    def _lasts(self, holds: bool, long: int) -> bool:
        if not holds:
            self._toward = 0
            return False
        self._toward = self._toward or self._now
        return self._now - self._toward >= long

    def _change(self, state: State) -> None:
        if state != self._state:
            self._state, self._since = state, self._now
