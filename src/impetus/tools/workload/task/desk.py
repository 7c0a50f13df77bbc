"""The desk's view: what the queue asks for, and how many people it needs. It knows no person, by construction.

It can be given queue events only: who took what, when anybody rested or how anybody rated the work cannot get in. How
long items take is the site's planned figure, unless the times of at least `FEWEST` people are pooled, each with the
same say.
"""

from collections.abc import Collection, Sequence
from math import ceil
from statistics import median
from typing import Final

import msgspec

from impetus.kit.errors import BadInput
from impetus.tools.workload.task.events import Arrived, Closed, Feed, QueueEvent
from impetus.tools.workload.task.flow import Flow
from impetus.tools.workload.task.limits import HOUR, MINUTE, PLANNED, Severity

FEWEST: Final = 4
"""Below so many people no figure is made from how they work."""
BUSY: Final = 0.75
"""Share of an hour that a person works at items: near 1 the queue grows without end (Kleinrock 1975, M/M/c)."""
MOST_PEOPLE: Final = 1000


class DeskOutlook(msgspec.Struct, frozen=True):
    """What the desk's queue asks for in the next hour, in minutes of work, and the people that it needs for that.

    `work` is `open_work` and `coming_work` together; `needed_low` and `needed_high` follow the forecast's interval.
    `None` for the numbers of people where the feed does not work: nothing is known then.
    """

    at: int
    open_items: int
    open_work: float
    coming: float
    coming_work: float
    work: float
    people: int
    needed: int | None
    needed_low: int | None
    needed_high: int | None


def pooled_minutes(times: Collection[Sequence[float]]) -> float | None:
    """Return the usual minutes an item takes, from several people's times; None for fewer than `FEWEST` people.

    It is the median of the people's medians: nobody weighs more by working more.
    """
    own = [median(one) for one in times if len(one)]
    if any(not 0 <= value < float("inf") for value in own):
        raise BadInput("A time makes no sense.", remedy="Give minutes, 0 or more.", field="times")
    return median(own) if len(own) >= FEWEST else None


class DeskMeter:
    """Takes queue events in the order of time. `minutes` is what an item of a severity takes."""

    def __init__(self, began: int, usual: float = 6.0, minutes: dict[Severity, float] | None = None) -> None:
        self._minutes = {**PLANNED, **(minutes or {})}
        self._flow = Flow(began, usual)
        self._open: dict[str, Severity] = {}
        self._seen: dict[Severity, int] = dict.fromkeys(PLANNED, 0)
        self._works = True

    def take(self, event: QueueEvent) -> None:
        """Take one event. Raise TypeError for one that is about a person."""
        match event:
            case Arrived():
                if event.item not in self._open:
                    self._open[event.item] = event.severity
                    self._seen[event.severity] += 1
                    self._flow.add(event.at)
            case Closed():
                self._open.pop(event.item, None)
            case Feed():
                self._works = event.works
            case _:
                raise TypeError(f"the desk's view takes no {type(event).__name__}")

    def look(self, now: int, people: int) -> DeskOutlook:
        """Return what the queue asks for from `now` on, with `people` at the desk."""
        if not 0 <= people <= MOST_PEOPLE:
            raise BadInput("The number of people makes no sense.", remedy="Give 0 to 1000.", field="people")
        expected = self._flow.expect(now, HOUR)
        each = self._each()
        open_work = sum(self._minutes[severity] for severity in self._open.values())
        needed = [
            _people(open_work + count * each) if self._works else None
            for count in (expected.mean, expected.low, expected.high)
        ]
        coming_work = expected.mean * each
        return DeskOutlook(
            now, len(self._open), open_work, expected.mean, coming_work, open_work + coming_work, people, *needed
        )

    def _each(self) -> float:
        """Minutes of the alert to come: the mix so far, begun with one low and one medium."""
        mix = {severity: count + (severity in ("low", "medium")) for severity, count in self._seen.items()}
        return sum(self._minutes[severity] * count for severity, count in mix.items()) / sum(mix.values())


def _people(work: float) -> int:
    return max(1, ceil(work / (HOUR / MINUTE * BUSY) - 1e-9))
