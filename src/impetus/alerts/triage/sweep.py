"""What triage forgets: what can no longer change a decision, and the oldest where there is too much."""

from collections.abc import Callable
from typing import TypeVar

from impetus.alerts.triage.state import DAY, WEEK, Lane

HOUR = 3_600_000
MOST_ALERTS = 50_000
MOST_KEYS = 200_000
MOST_GROUPS = 50_000

T = TypeVar("T")


def sweep(lane: Lane) -> None:
    """Forget what is too old, once an hour of event time or when something grew too large."""
    full = (
        len(lane.alerts) > MOST_ALERTS
        or max(len(lane.keys), len(lane.names), len(lane.bursts)) > MOST_KEYS
        or len(lane.groups) > MOST_GROUPS
    )
    if lane.now - lane.swept < HOUR and not full:
        return
    lane.swept = lane.now
    day, week = lane.now - DAY, lane.now - WEEK
    lane.alerts = _kept(lane.alerts, MOST_ALERTS, week, lambda seen: seen.at)
    lane.keys = _kept(lane.keys, MOST_KEYS, week, lambda key: key.last)
    lane.names = _kept(lane.names, MOST_KEYS, week, lambda name: name.last)
    lane.bursts = _kept(lane.bursts, MOST_KEYS, day, lambda burst: max(burst.last, burst.shown))
    lane.groups = _kept(lane.groups, MOST_GROUPS, day, lambda group: group.last)
    for cell, held in list(lane.cells.items()):
        kept = {id: member for id, member in held.items() if member.at >= day and member.group in lane.groups}
        if kept:
            lane.cells[cell] = kept
        else:
            del lane.cells[cell]


def _kept(things: dict[str, T], most: int, since: int, last: Callable[[T], int]) -> dict[str, T]:
    """Return what was last touched at `since` or later; if that is more than `most`, its latest half."""
    kept = {id: thing for id, thing in things.items() if last(thing) >= since}
    if len(kept) <= most:
        return kept
    latest = sorted(kept.items(), key=lambda item: last(item[1]))[-most // 2 :]
    chosen = {id for id, _ in latest}
    return {id: thing for id, thing in kept.items() if id in chosen}
