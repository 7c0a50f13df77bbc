"""Figures from the event log: pure, so that anybody with the log gets the same.

Times are the wall clock's (when an alert reached the desk, when somebody acted), never the city's: load is what people
at the desk live through, also where a demonstration's clock runs sixty times as fast. Windows of ten minutes are those
of the wall clock, from :00 to :10 and so on; the first and the last may be cut by the period.

Limits: ISA-18.2-2016, clause 16, and EEMUA 191, for one desk.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from impetus.kit.times import as_ms
from impetus.shifts.figures.repository import Change, Raised

TEN_MS: Final = 600_000
HOUR_MS: Final = 3_600_000
FLOOD: Final = 10
"""A window of ten minutes with more shown than this is a flood."""
CHATTER: Final = 3
CHATTER_S: Final = 60
FLEETING_S: Final = 60
STALE: Final = timedelta(hours=24)
BUSIEST: Final = 10
PRIORITIES: Final = {"low": 80.0, "medium": 15.0, "high": 5.0}
_LEVEL: Final = {"info": "low", "low": "low", "medium": "medium", "high": "high", "critical": "high"}
_TAKEN: Final = ("acknowledge", "take_over", "handed_over")


class Busy(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of alert at a place, and how often it was shown."""

    tool: str
    kind: str
    place: str
    count: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of a period; None where there is nothing to say it from. Shares are from 0 to 1, times in s."""

    hours: float
    raised: int
    shown: int
    held: int
    per_hour_mean: float
    per_hour_most: int
    per_ten_mean: float
    per_ten_most: int
    windows: int
    floods: int
    flood_share: float
    chattering: int
    fleeting: int
    stale: int
    busiest: list[Busy]
    busiest_share: float | None
    priorities: dict[str, int]
    acknowledged: int
    acknowledge_median_s: float | None
    acknowledge_p95_s: float | None
    held_by_rule: dict[str, int]
    verdicts: dict[str, int]
    hourly: list[tuple[int, int, int]]
    tens: dict[int, int]
    waits: list[tuple[int, int]]


WAITS_S: Final = (30, 60, 120, 300, 600, 1800)
"""Upper ends of the classes of the time to acknowledge; the last class has none."""


def compute(
    raised: Sequence[Raised], changes: Sequence[Change], stale: int, since: datetime, until: datetime
) -> Figures:
    """Return the figures of a period from its alerts and what happened to them."""
    start, end = as_ms(since), as_ms(until)
    shown = [one for one in raised if one.shown]
    by_alert: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_alert[change.alert].append(change)
    tens = Counter(as_ms(one.at) // TEN_MS for one in shown)
    hours = Counter(as_ms(one.at) // HOUR_MS for one in shown)
    held_hours = Counter(as_ms(one.at) // HOUR_MS for one in raised if not one.shown)
    windows = max(1, -(-end // TEN_MS) - start // TEN_MS)
    length = max((end - start) / HOUR_MS, 1e-9)
    busiest = Counter((one.tool, one.kind, one.place) for one in shown).most_common(BUSIEST)
    waits = sorted(wait for one in shown if (wait := _wait(one, by_alert[one.id])) is not None)
    floods = sum(1 for count in tens.values() if count > FLOOD)
    last_hour = -(-end // HOUR_MS)
    return Figures(
        hours=length,
        raised=len(raised),
        shown=len(shown),
        held=len(raised) - len(shown),
        per_hour_mean=len(shown) / length,
        per_hour_most=max(hours.values(), default=0),
        per_ten_mean=len(shown) / length / 6,
        per_ten_most=max(tens.values(), default=0),
        windows=windows,
        floods=floods,
        flood_share=floods / windows,
        chattering=_chattering(shown),
        fleeting=sum(1 for one in shown if _fleeting(one, by_alert[one.id])),
        stale=stale,
        busiest=[Busy(tool=tool, kind=kind, place=place, count=n) for (tool, kind, place), n in busiest],
        busiest_share=sum(count for _, count in busiest) / len(shown) if shown else None,
        priorities={name: sum(1 for one in shown if _LEVEL.get(one.severity) == name) for name in PRIORITIES},
        acknowledged=len(waits),
        acknowledge_median_s=percentile(waits, 50),
        acknowledge_p95_s=percentile(waits, 95),
        held_by_rule=dict(Counter(one.rule or "other" for one in raised if not one.shown).most_common()),
        verdicts=_verdicts(by_alert, {one.id for one in shown}),
        hourly=[
            (hour * HOUR_MS, hours[hour], held_hours[hour])
            for hour in (
                range(start // HOUR_MS, last_hour)
                if last_hour - start // HOUR_MS <= 24 * 93
                else sorted(hours.keys() | held_hours.keys())
            )
        ],
        tens=_histogram(tens, windows),
        waits=_classes(waits),
    )


def _wait(alert: Raised, changes: Sequence[Change]) -> float | None:
    """Seconds until somebody took it in hand or judged it; None where nobody did."""
    for change in changes:
        if change.what in _TAKEN or change.what.startswith("verdict."):
            return (change.at - alert.at).total_seconds()
    return None


def _fleeting(alert: Raised, changes: Sequence[Change]) -> bool:
    """Over within a minute, before anybody had taken it in hand."""
    for change in changes:
        if change.what in _TAKEN or change.what.startswith("verdict."):
            return False
        if change.what == "over":
            return (change.at - alert.at).total_seconds() < FLEETING_S
    return False


def _chattering(shown: Sequence[Raised]) -> int:
    """How many alarms (tool, kind, subject) were shown three times or more within some minute."""
    times: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for one in shown:
        times[one.tool, one.kind, one.subject].append(as_ms(one.at))
    reach = CHATTER - 1
    return sum(
        any(late - early < CHATTER_S * 1000 for early, late in zip(each, each[reach:], strict=False))
        for each in map(sorted, times.values())
    )


def _verdicts(by_alert: dict[str, list[Change]], shown: set[str]) -> dict[str, int]:
    """The last word on each alert: confirmed, rejected, duplicate; an undone or reopened one has none."""
    found: Counter[str] = Counter(confirmed=0, rejected=0, duplicate=0)
    for alert, changes in by_alert.items():
        if alert not in shown:
            continue
        words: list[str] = []
        for change in changes:
            if change.what.startswith("verdict."):
                words.append(change.what.removeprefix("verdict."))
            elif change.what == "reopen":
                words.append("")
            elif change.what == "undone" and words and (change.took_back or "").startswith(("verdict.", "reopen")):
                words.pop()
        if words and words[-1]:
            found[words[-1]] += 1
    return dict(found)


def _histogram(tens: Counter[int], windows: int) -> dict[int, int]:
    """How many windows had 0, 1, … 10 and (11) more alerts."""
    counts = Counter(min(count, FLOOD + 1) for count in tens.values())
    counts[0] = windows - len(tens)
    return {number: counts[number] for number in range(FLOOD + 2)}


def _classes(waits: Sequence[float]) -> list[tuple[int, int]]:
    """How many were taken in hand within each class; 0 stands for the one without an end."""
    ends = [bisect_right(waits, limit) for limit in WAITS_S]
    counts = [high - low for low, high in zip([0, *ends[:-1]], ends, strict=True)]
    return [*zip(WAITS_S, counts, strict=True), (0, len(waits) - ends[-1])]


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The nearest-rank percentile of sorted values: the smallest that so many of a hundred do not exceed."""
    if not values:
        return None
    return values[max(0, math.ceil(len(values) * percent / 100) - 1)]
