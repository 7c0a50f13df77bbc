"""Simulated shifts at one desk with the truth beside them: alerts, storms, quiet nights, one person working.

The truth is not what the model sees. Each item has work in it, drawn when it comes; too much is `OVERLOADED` minutes of
unfinished work or more, too little is `IDLE` minutes without any. The rates are made, in the shape of the demonstration
city's day: calm hours, storms of one cause, night hours with next to nothing.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

import numpy as np

from impetus.tools.workload.task.events import Arrived, Closed, Event, Rest, Shift, Taken
from impetus.tools.workload.task.flow import HALF_HOUR, Flow
from impetus.tools.workload.task.limits import HOUR, MINUTE, Severity
from impetus.tools.workload.task.load import OwnMeter

OVERLOADED: Final = 15.0
"""Minutes of unfinished work that are too much: a medium item that comes now misses its ten minutes."""
OVER: Final = 8.0
"""Minutes of unfinished work below which it is over."""
IDLE: Final = 20.0
STEP: Final = 5_000
LONG: Final = 8 * HOUR
MIX: Final[dict[Severity, float]] = {"info": 0.1, "low": 0.6, "medium": 0.2, "high": 0.08, "critical": 0.02}
WORK: Final[dict[Severity, float]] = {"info": 0.5, "low": 2.0, "medium": 4.0, "high": 8.0, "critical": 12.0}
"""Median minutes of an item; each is log-normal about it (0.5), and so is a shift (0.3), unknown to the model."""
URGENCY: Final[dict[Severity, int]] = {"info": 4, "low": 3, "medium": 2, "high": 1, "critical": 0}
Truth = Literal["underload", "normal", "overload"]


class Made(NamedTuple):
    """A shift: its events in order, and the truth at each step of `STEP` ms."""

    events: list[Event]
    truth: list[Truth]
    arrivals: list[int]


def shift(seed: int) -> Made:
    """Make one shift of eight hours: calm, busy or night by the seed, with storms in two of three."""
    rng = np.random.default_rng(seed)
    pace = float(rng.choice([0.7, 4.0, 8.0]))
    times = list(np.cumsum(rng.exponential(HOUR / pace, size=int(pace * 24) + 20)))
    if seed % 3:
        for _ in range(int(rng.integers(1, 3))):
            begins, many = rng.uniform(0.05, 0.85) * LONG, int(rng.integers(15, 60))
            times += list(begins + np.cumsum(rng.exponential(rng.uniform(20, 60) * 1000, size=many)))
    arrivals = sorted(int(at) for at in times if at < LONG)
    severities = rng.choice(list(MIX), p=list(MIX.values()), size=len(arrivals))
    needs = rng.lognormal(rng.normal(0.0, 0.3), 0.5, size=len(arrivals))
    work = [WORK[severity] * need for severity, need in zip(severities, needs, strict=True)]
    return _worked(arrivals, [str(one) for one in severities], work, rest_at=int(rng.uniform(3, 5) * HOUR))


def _worked(arrivals: list[int], severities: list[str], work: list[float], rest_at: int) -> Made:
    events: list[Event] = [Shift(0, True)]
    truth: list[Truth] = []
    left: dict[int, float] = {}
    hand, following, idle, resting = -1, 0, 0.0, False
    for now in range(0, LONG, STEP):
        while following < len(arrivals) and arrivals[following] < now + STEP:
            severity: Severity = severities[following]  # type: ignore[assignment]  # numpy's strings
            events.append(Arrived(max(now, arrivals[following]), str(following), severity))
            left[following] = work[following]
            following += 1
        after = now + STEP
        if rest_at <= now and not left and not resting and rest_at:
            resting, rest_at = True, 0
            events.append(Rest(after, True))
            ends = now + 15 * MINUTE
        elif resting and (now >= ends or any(severities[one] in ("high", "critical") for one in left)):
            resting, idle = False, 0.0
            events.append(Rest(after, False))
        if not resting and left:
            first = min(left, key=lambda one: (URGENCY[severities[one]], one))  # type: ignore[index]
            urgent = severities[first] == "critical" and hand >= 0 and severities[hand] != "critical"
            if hand < 0 or urgent:
                hand = first
                events.append(Taken(after, str(hand)))
            left[hand] -= STEP / MINUTE
            if left[hand] <= 0:
                del left[hand]
                events.append(Closed(after, str(hand)))
                hand = -1
        waiting = sum(left.values())
        idle = 0.0 if left or resting else idle + STEP / MINUTE
        before = truth[-1] if truth else "normal"
        much = waiting >= (OVER if before == "overload" else OVERLOADED)
        truth.append("overload" if much else "underload" if idle >= IDLE else "normal")
    return Made(events, truth, arrivals)


class Found(NamedTuple):
    """What a model did over shifts: delays (s) of each truth's beginning, advice without truth, hours watched."""

    overload: list[float]
    underload: list[float]
    false_overload: int
    false_underload: int
    hours: float


LOOK_BACK: Final = 10 * MINUTE // STEP


def found(seeds: range) -> Found:
    """Run the operator's meter over the shifts of `seeds`."""
    delays: dict[str, list[float]] = {"overload": [], "underload": []}
    false = {"overload": 0, "underload": 0}
    for seed in seeds:
        made = shift(seed)
        states = list(_states(made))
        for kind in ("overload", "underload"):
            delays[kind] += _delays(made.truth, states, kind)
            begun = [at for at, state in enumerate(states) if state == kind and (at == 0 or states[at - 1] != kind)]
            near = [made.truth[max(0, at - LOOK_BACK) : at + LOOK_BACK] for at in begun]
            false[kind] += sum(kind not in about for about in near)
    hours = len(seeds) * LONG / HOUR
    return Found(delays["overload"], delays["underload"], false["overload"], false["underload"], hours)


def _states(made: Made) -> Iterator[str]:
    meter, following = OwnMeter(), 0
    for now in range(STEP, LONG + STEP, STEP):
        while following < len(made.events) and made.events[following].at <= now:
            meter.take(made.events[following])
            following += 1
        yield meter.read(now).state


def _delays(truth: list[Truth], states: list[str], kind: str) -> list[float]:
    """Seconds from each beginning of the truth until the state says so; the whole span where it never does."""
    made = []
    at = 0
    while at < len(truth):
        if truth[at] != kind:
            at += 1
            continue
        ends = at
        while ends < len(truth) and truth[ends] == kind:
            ends += 1
        told = next((step for step in range(at, ends) if states[step] == kind), None)
        long = (ends - at) * STEP / 1000
        if told is not None or long > 120:  # what is over within two minutes need not be told
            made.append((told - at) * STEP / 1000 if told is not None else float("inf"))
        at = ends
    return made


def coverage(seeds: range, level: float = 0.8) -> tuple[float, float]:
    """Return how often the forecast's interval held the half hour's count, and its mean width."""
    held, widths = [], []
    for seed in seeds:
        arrivals = shift(seed).arrivals
        flow, following = Flow(0, usual=6.0), 0
        for now in range(HOUR, LONG - HALF_HOUR, 10 * MINUTE):
            while following < len(arrivals) and arrivals[following] <= now:
                flow.add(arrivals[following])
                following += 1
            said = flow.expect(now, level=level)
            came = sum(now < at <= now + HALF_HOUR for at in arrivals)
            held.append(said.low <= came <= said.high)
            widths.append(said.high - said.low)
    return float(np.mean(held)), float(np.mean(widths))
