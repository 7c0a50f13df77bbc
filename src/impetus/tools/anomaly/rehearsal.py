"""What nearly was an alert: kept for a month, so that another promise can be tried on it.

Every run of slots in which a sensor's p-value lies below `REACH` times its threshold is noted with the smallest share
of the threshold that it reached. With a promise of `times` the present one, the runs at or below that share would have
been told; those that touch in space and time would have been one event.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np

from impetus.tools.anomaly.arrays import F32, F64, I64
from impetus.tools.anomaly.view import SlotView

REACH: Final = 10.0
"""Promises are tried up to so many times the present one."""
_MONTH_MS: Final = 30 * 86_400_000
_GAP_SLOTS: Final = 2
_MOST: Final = 20_000


class Run(NamedTuple):
    """Slots of one sensor that deviate one way, from `start` to `end` (ms UTC)."""

    start: int
    end: int
    place: int
    sign: int
    share: float


class Occurrence(NamedTuple):
    """Runs that would have been one event: the run with the smallest share leads."""

    start: int
    end: int
    lead: int
    sign: int
    sensors: int


class Rehearsal:
    """Runs of the last month, oldest first; those under way by (place, sign)."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._open: dict[tuple[int, int], Run] = {}

    def note(self, view: SlotView, limit: F32) -> None:
        """Follow one slot. `limit` is each sensor's p-value threshold, 0 where there is none yet."""
        smallest = view.p.min(axis=0)
        found = np.flatnonzero(view.scored & (smallest < limit * np.float32(REACH)))
        length = view.end - view.start
        for place in found.tolist():
            sign = 1 if view.scores.local[place] > 0 else -1
            share = float(smallest[place]) / max(float(limit[place]), 1e-12)
            before = self._open.get((place, sign))
            start = view.start if before is None else before.start
            share = share if before is None else min(share, before.share)
            self._open[place, sign] = Run(start, view.end, place, sign, share)
        if self._open:
            over = [key for key, run in self._open.items() if run.end + _GAP_SLOTS * length < view.end]
            self.runs += [self._open.pop(key) for key in over]
        # A sixteenth may be too old: to look through all of them at each slot would take longer than the slot itself.
        old = len(self.runs) // 16
        if self.runs and (self.runs[old].end < view.start - _MONTH_MS or len(self.runs) > _MOST + old):
            self.runs = [run for run in self.runs if run.end >= view.start - _MONTH_MS][-_MOST:]

    def kept(self) -> list[Run]:
        """Return every run, those under way among them, by their start."""
        return sorted([*self.runs, *self._open.values()])

    def replay(
        self, times: float, codes: I64, east: F64, north: F64, radius: float, slot_ms: int
    ) -> Iterator[tuple[int, int, list[Occurrence]]]:
        """Yield (runs done, of how many, events so far) under a promise of `times` the present one."""
        chosen = [run for run in self.kept() if run.share <= times]
        parent = list(range(len(chosen)))

        def root(of: int) -> int:
            while parent[of] != of:
                parent[of] = of = parent[parent[of]]
            return of

        near: list[int] = []
        for number, run in enumerate(chosen):
            near = [other for other in near if chosen[other].end >= run.start - _GAP_SLOTS * slot_ms]
            for other in near:
                if _touch(run, chosen[other], codes, east, north, radius):
                    parent[root(other)] = root(number)
            near.append(number)
            if number % 500 == 499:
                yield number + 1, len(chosen), []
        groups: dict[int, list[Run]] = {}
        for number, run in enumerate(chosen):
            groups.setdefault(root(number), []).append(run)
        yield len(chosen), len(chosen), sorted(_occurrence(group) for group in groups.values())

    def pack(self) -> list[Any]:
        """Return the runs as plain data."""
        return [[list(run) for run in self.runs], [list(run) for run in self._open.values()]]

    def unpack(self, packed: list[Any]) -> None:
        """Take over what `pack` returned."""
        done, under_way = ([Run(*run) for run in some] for some in packed) if packed else ([], [])
        self.runs, self._open = done, {(run.place, run.sign): run for run in under_way}


def _touch(run: Run, other: Run, codes: I64, east: F64, north: F64, radius: float) -> bool:
    if run.sign != other.sign or codes[run.place] != codes[other.place]:
        return False
    if run.place == other.place:
        return True
    gap = float(np.hypot(east[run.place] - east[other.place], north[run.place] - north[other.place]))
    return gap <= radius


def _occurrence(group: list[Run]) -> Occurrence:
    lead = min(group, key=lambda run: (run.share, run.start))
    return Occurrence(
        min(run.start for run in group),
        max(run.end for run in group),
        lead.place,
        lead.sign,
        len({run.place for run in group}),
    )
