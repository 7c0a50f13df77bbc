"""Which readings were taken already: the same sensor and time a second time is dropped. Memory is bounded."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_TIME_BITS: Final = 43  # ms until the year 2248
_PART: Final = 262_144


class TakenReadings:
    """Remembers at least the last `memory` readings of an agency as (row of the sensor, time).

    Beyond that memory a repetition is not recognised here; it is older than its sensor's newest reading then, so
    tools ignore it as late, and the history keeps one reading for each sensor and time in any case.
    """

    def __init__(self, memory: int = 1_000_000) -> None:
        self._memory = memory
        self._newest: NDArray[np.int64] = np.full(0, -1, "i8")
        self._parts: list[NDArray[np.uint64]] = []  # sorted keys, oldest part first

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts)

    def take(self, rows: NDArray[np.integer], times: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Remember readings (each shape (n,), times 0 to 2^43 ms); return a mask of those that are new.

        Of the same sensor and time within the arguments the first is new.
        """
        n = len(rows)
        if not n:
            return np.ones(0, bool)
        keys = (rows.astype("u8") << np.uint64(_TIME_BITS)) | times.astype("u8")
        ordered = np.sort(keys)
        new = np.ones(n, bool)
        if n > 1 and bool((ordered[1:] == ordered[:-1]).any()):
            first = np.unique(keys, return_index=True)[1]
            new[:] = False
            new[first] = True
            ordered = ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]
        self._room(int(rows.max()) + 1)
        doubtful = new & (times <= self._newest[rows])
        if doubtful.any():
            asked = keys[doubtful]
            known = np.zeros(len(asked), bool)
            for part in self._parts:
                at = np.minimum(np.searchsorted(part, asked), len(part) - 1)
                known |= part[at] == asked
            if known.any():
                new[np.flatnonzero(doubtful)[known]] = False
                ordered = np.sort(keys[new])
        np.maximum.at(self._newest, rows, times)
        self._keep(ordered)
        return new

    def forget(self, rows: NDArray[np.integer], times: NDArray[np.int64]) -> None:
        """Forget readings that were remembered but not taken after all."""
        keys = (rows.astype("u8") << np.uint64(_TIME_BITS)) | times.astype("u8")
        self._parts = [part[~np.isin(part, keys)] for part in self._parts]
        self._parts = [part for part in self._parts if len(part)]

    def _keep(self, ordered: NDArray[np.uint64]) -> None:
        if not len(ordered):
            return
        # merge small parts, so that look-ups touch few; parts of full size age out as a whole
        while self._parts and len(self._parts[-1]) <= 2 * len(ordered) and len(self._parts[-1]) + len(ordered) < _PART:
            ordered = np.concatenate((self._parts.pop(), ordered))
            ordered.sort(kind="stable")
        self._parts.append(ordered)
        while len(self) - len(self._parts[0]) >= self._memory:
            self._parts.pop(0)

    def _room(self, size: int) -> None:
        if size > len(self._newest):
            grown = np.full(max(size, 2 * len(self._newest), 64), -1, "i8")
            grown[: len(self._newest)] = self._newest
            self._newest = grown
