"""Readings of slots that are still open: sums and counts by slot, until a tick closes them."""

from typing import Any, Final

import numpy as np

from impetus.tools.anomaly.arrays import F64, I32, I64, Bool

_COVERAGE: Final = 0.5
"""A slot with less than this share of its readings is missing."""
_MOST_CELLS: Final = 24_000_000
"""Open slots times sensors that are held at most (some 300 MB); what goes beyond is not scored."""


def span(places: I64) -> slice | None:
    """Return the slice that `places` are where they follow one another, as a source's sensors mostly do, else None."""
    first, last = int(places[0]), int(places[-1])
    if last - first != len(places) - 1 or not bool((places[1:] - places[:-1] == 1).all()):
        return None
    return slice(first, last + 1)


class Pending:
    """Sums and counts of readings by open slot. Order of arrival within a slot does not matter to the counts."""

    def __init__(self) -> None:
        self.sums: dict[int, F64] = {}
        self.counts: dict[int, I32] = {}

    def add(self, slots: I64, places: I64, values: F64, capacity: int) -> int:
        """Add readings, shape (n,) each: slot number, place of the sensor, value. Returns how many were taken."""
        if not len(slots):
            return 0
        first = int(slots[0])
        if (slots == first).all():
            return self._into(first, places, values, capacity)
        order = np.argsort(slots, kind="stable")
        slots, places, values = slots[order], places[order], values[order]
        numbers, starts = np.unique(slots, return_index=True)
        ends = np.append(starts[1:], len(slots))
        return sum(
            self._into(number, places[start:end], values[start:end], capacity)
            for number, start, end in zip(numbers.tolist(), starts.tolist(), ends.tolist(), strict=True)
        )

    def _into(self, slot: int, places: I64, values: F64, capacity: int) -> int:
        if slot not in self.sums and (len(self.sums) + 1) * capacity > _MOST_CELLS:
            return 0
        sums, counts = self._slot(slot, capacity)
        at = span(places)
        if at is None:
            np.add.at(sums, places, values)
            counts += np.bincount(places, minlength=len(counts)).astype(np.int32)
        else:
            sums[at] += values
            counts[at] += 1
        return len(places)

    def _slot(self, slot: int, capacity: int) -> tuple[F64, I32]:
        sums = self.sums.get(slot)
        if sums is None or len(sums) < capacity:
            grown, more = np.zeros(capacity), np.zeros(capacity, dtype=np.int32)
            if sums is not None:
                grown[: len(sums)], more[: len(sums)] = sums, self.counts[slot]
            self.sums[slot], self.counts[slot] = grown, more
        return self.sums[slot], self.counts[slot]

    def take(self, slot: int, count: int) -> tuple[F64, I32] | None:
        """Take the slot out: sums and counts of the first `count` sensors, or None where nothing came."""
        if slot not in self.sums:
            return None
        sums, counts = self._slot(slot, count)
        del self.sums[slot], self.counts[slot]
        return sums[:count], counts[:count]

    def first(self) -> int | None:
        """Return the earliest slot that holds readings."""
        return min(self.sums, default=None)

    def forget(self, place: int) -> None:
        """Drop what came from the sensor at `place`."""
        for slot, sums in self.sums.items():
            if place < len(sums):
                sums[place] = 0.0
                self.counts[slot][place] = 0

    def pack(self) -> list[Any]:
        """Return the open slots as plain data and bytes."""
        return [[slot, self.sums[slot].tobytes(), self.counts[slot].tobytes()] for slot in sorted(self.sums)]

    def unpack(self, packed: list[Any]) -> None:
        """Take over what `pack` returned."""
        self.sums = {int(slot): np.frombuffer(sums, dtype="<f8").copy() for slot, sums, _ in packed}
        self.counts = {int(slot): np.frombuffer(counts, dtype="<i4").copy() for slot, _, counts in packed}


def slot_values(summed: tuple[F64, Any] | None, count: int, due: F64, is_sum: Bool) -> tuple[F64, Bool]:
    """Return a slot's values and whether they are there, shape (count,), from (sums, numbers of readings) of it.

    `due` is how many readings a slot should have: of what `is_sum` missing ones are made up for, the rest is averaged.
    """
    if summed is None:
        return np.zeros(count), np.zeros(count, dtype=np.bool_)
    sums, counts = summed
    number = np.maximum(counts, 1)
    return sums * np.where(is_sum, np.maximum(due / number, 1.0), 1.0 / number), counts >= due * _COVERAGE
