"""The newest readings in memory, until they are in a file."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from impetus.model.observation import ObservationBatch

DAY_MS: Final = 86_400_000
_TOGETHER: Final = 256
_COLUMNS: Final = ("sensor", "time", "value", "flags", "sequence")


class Names:
    """Ids of an agency's sensors as numbers, which stay."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.ids: list[str] = []

    def of(self, sensors: list[str]) -> NDArray[np.uint32]:
        """Return the numbers of ids, giving new ones where needed."""
        numbers = self.numbers
        for sensor in sensors:
            if sensor not in numbers:
                numbers[sensor] = len(self.ids)
                self.ids.append(sensor)
        return np.array([numbers[sensor] for sensor in sensors], dtype="u4")

    def known(self, sensors: list[str]) -> NDArray[np.int64]:
        """Return the numbers of ids without keeping new ones: those get numbers past the kept, each its own."""
        beyond = len(self.ids)
        return np.array([self.numbers.get(sensor, beyond + at) for at, sensor in enumerate(sensors)], dtype="i8")


class Group(NamedTuple):
    """Readings that share a file."""

    agency: str
    kind: str
    purpose: str


Block = dict[str, NDArray[Any]]
"""Columns `sensor` (number), `time`, `value`, `flags`, `sequence`, each shape (n,)."""


class Tail:
    """Readings by group, in the order of the stream. `last` is the sequence of the newest message, 0 if none."""

    def __init__(self) -> None:
        self.rows = 0
        self.first = self.last = 0
        self._blocks: dict[Group, list[Block]] = {}
        self._loose: dict[Group, int] = {}  # single messages at the end of a group's blocks

    def add(self, group: Group, numbers: NDArray[np.uint32], batch: ObservationBatch, sequence: int) -> None:
        """Take in a batch; `numbers` are those of its `sensors`."""
        block: Block = {
            "sensor": numbers[batch.indices],
            "time": batch.times,
            "value": batch.values,
            "flags": batch.flag_bits,
            "sequence": np.full(len(batch), sequence, "i8"),
        }
        blocks = self._blocks.setdefault(group, [])
        blocks.append(block)
        self.rows += len(batch)
        self.first = self.first or sequence
        self.last = sequence
        self._loose[group] = self._loose.get(group, 0) + 1
        if self._loose[group] >= _TOGETHER:
            self._loose[group] = 0
            blocks[-_TOGETHER:] = [_joined(blocks[-_TOGETHER:])]

    def groups(self) -> list[Group]:
        """The groups that have readings."""
        return sorted(self._blocks)

    def days(self, group: Group) -> Iterator[tuple[int, Block]]:
        """Yield (day number since 1970 UTC, its readings) of a group."""
        block = _joined(self._blocks[group])
        day = block["time"] // DAY_MS
        order = np.argsort(day, kind="stable")
        days, starts = np.unique(day[order], return_index=True)
        for at, number in enumerate(days.tolist()):
            end = starts[at + 1] if at + 1 < len(starts) else len(order)
            some = order[starts[at] : end]
            yield number, {name: block[name][some] for name in _COLUMNS}

    def series(self, group: Group, sensor: int, start: int, end: int) -> Block:
        """Return the readings of one sensor from `start` to before `end`."""
        return self._where(group, start, end, sensor)

    def span(self, group: Group, start: int, end: int) -> Block:
        """Return the readings of all sensors from `start` to before `end`."""
        return self._where(group, start, end)

    def _where(self, group: Group, start: int, end: int, sensor: int | None = None) -> Block:
        parts = []
        for block in self._blocks.get(group, ()):
            mine = (block["time"] >= start) & (block["time"] < end)
            if sensor is not None:
                mine &= block["sensor"] == sensor
            if mine.any():
                parts.append({name: block[name][mine] for name in _COLUMNS})
        return _joined(parts)


def _joined(blocks: list[Block]) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    empty = {"sensor": "u4", "time": "i8", "value": "f8", "flags": "u1", "sequence": "i8"}
    if not blocks:
        return {name: np.zeros(0, kind) for name, kind in empty.items()}
    return {name: np.concatenate([block[name] for block in blocks]) for name in _COLUMNS}
