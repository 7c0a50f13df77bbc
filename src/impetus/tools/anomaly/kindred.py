"""Neighbours of sensors whose place is not known: those whose deviations go together with theirs.

Of each sensor that is followed two weeks of hourly mean deviations are kept, a byte each (what today and the city do
taken out, `score.Scores`). Once a day of the stream everyone is set against the others of its kind; its neighbours are
the up to six of highest correlation, where it is beyond what chance gives among so many (the largest of n correlations
of m hours is about sqrt(2 ln n / m)). The work is cut into pieces, one a slot, and of a very large kind each day sees a
part, so that no slot takes long; memory is 336 bytes a sensor, and nothing for sensors that are not followed.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from impetus.tools.anomaly.arrays import F32, I32, I64, NEIGHBOURS, Bool

KEPT: Final = 336
"""Hours that are remembered: two weeks."""
_LEAST: Final = 96
"""Hours that a sensor must have before it has neighbours: four days."""
_MISSING: Final = -128
_STEP: Final = np.float32(1.0 / 40.0)
"""What one step of the kept bytes is worth, in spreads; so they reach a little beyond three."""
_MOST: Final = 127
_FLOOR: Final = 0.3
"""The least correlation that makes a neighbour."""
_SAFE: Final = 4.0
"""In place of the 2 in sqrt(2 ln n / m): deviations of neighbouring hours go together, so hours tell less."""
_COMPARED: Final = 4_000_000
"""Pairs that are set against each other in one slot."""
_ONCE: Final = 20_000
"""Others of its kind that a sensor is set against in a day."""
_DAY: Final = 24


class Kindred:
    """The sensors that are followed, one row each, what is kept of them, and whom each was found to go with."""

    def __init__(self) -> None:
        self.places: I64 = np.zeros(0, dtype=np.int64)
        self.codes: I64 = np.zeros(0, dtype=np.int64)
        self.kept: NDArray[np.int8] = np.zeros((KEPT, 0), dtype=np.int8)
        self.near: I32 = np.zeros((NEIGHBOURS, 0), dtype=np.int32)
        self.total: F32 = np.zeros(0, dtype=np.float32)
        self.number: I32 = np.zeros(0, dtype=np.int32)
        self.hour = -1
        self.begun = -1
        self.turn = 0
        self.sweep = 0

    def follow(self, chosen: Bool, codes: I64) -> None:
        """Follow the sensors `chosen`, shape (n,), of the kinds `codes`; what is known of those that stay is kept.

        A sensor of another kind than before begins anew, and is nobody's neighbour until it is found again.
        """
        places = np.flatnonzero(chosen)
        if np.array_equal(places, self.places) and np.array_equal(codes[places], self.codes):
            return
        old = np.searchsorted(self.places, places)
        old[old >= len(self.places)] = 0
        stays = np.zeros(len(places), dtype=np.bool_)
        if len(self.places):
            stays = (self.places[old] == places) & (self.codes[old] == codes[places])
        kept = np.full((KEPT, len(places)), _MISSING, dtype=np.int8)
        near = np.full((NEIGHBOURS, len(places)), -1, dtype=np.int32)
        total, number = np.zeros(len(places), dtype=np.float32), np.zeros(len(places), dtype=np.int32)
        kept[:, stays], near[:, stays] = self.kept[:, old[stays]], self.near[:, old[stays]]
        total[stays], number[stays] = self.total[old[stays]], self.number[old[stays]]
        near[~np.isin(near, places[stays])] = -1
        self.places, self.codes, self.kept, self.near = places, codes[places], kept, near
        self.total, self.number = total, number
        self.turn = min(self.turn, len(places))

    def put(self, neighbour: I32) -> Bool:
        """Write what was found into `neighbour`, shape (6, n), where it is two or more; returns where that was."""
        found = np.zeros(neighbour.shape[1], dtype=np.bool_)
        enough = (self.near >= 0).sum(axis=0) >= 2
        found[self.places[enough]] = True
        neighbour[:, self.places[enough]] = self.near[:, enough]
        return found

    def add(self, hour: int, deviation: F32, ok: Bool) -> None:
        """Add one slot's deviations (in spreads), shape (n,), where `ok`; `hour` counts hours since 1970."""
        if not len(self.places):
            return
        if hour != self.hour:
            self._close(hour)
        heard = ok[self.places]
        bound = np.float32(_MOST) * _STEP
        self.total += np.where(heard, np.clip(deviation[self.places], -bound, bound), np.float32(0.0))
        self.number += heard

    def _close(self, hour: int) -> None:
        if self.hour >= 0:
            mean = np.rint(self.total / np.maximum(self.number, 1) / _STEP).astype(np.int8)
            self.kept[self.hour % KEPT] = np.where(self.number > 0, mean, np.int8(_MISSING))
            # Hours that nobody was heard in, all of them at most, are missing to everyone.
            for skipped in range(self.hour + 1, min(hour, self.hour + 1 + KEPT)):
                self.kept[skipped % KEPT] = _MISSING
        self.total[:] = 0.0
        self.number[:] = 0
        self.hour = hour

    def search(self) -> bool:
        """Look for neighbours of some of the sensors, if a day has passed; returns whether anything was found anew."""
        rows = len(self.places)
        if self.turn >= rows or self.begun < 0:
            if not rows or self.hour < self.begun + _DAY:
                return False
            self.begun, self.turn, self.sweep = self.hour, 0, self.sweep + 1
        first = self.turn
        self.turn = min(rows, first + max(1, _COMPARED // min(rows, _ONCE)))
        mine = np.arange(first, self.turn)
        before = self.near[:, mine].copy()
        for code in np.unique(self.codes[mine]).tolist():
            self._compare(mine[self.codes[mine] == code], np.flatnonzero(self.codes == code))
        return not np.array_equal(before, self.near[:, mine])

    def _compare(self, mine: I64, others: I64) -> None:
        """Find the neighbours of the rows `mine` among the rows `others` of their kind, or today's part of them."""
        if len(others) > _ONCE:
            part = np.roll(others, -(self.sweep * _ONCE) % len(others))[:_ONCE]
            known = np.searchsorted(self.places, self.near[:, mine].ravel().clip(0))
            others = np.union1d(part, known[self.codes[known] == self.codes[mine[0]]])
        own, heard = self._standard(mine)
        theirs, enough = self._standard(others)
        likeness = own.T @ theirs
        hours = np.minimum(heard[:, None], enough)
        chance = np.sqrt(_SAFE * np.log(max(len(others), 2)) / np.maximum(hours, 1))
        likeness[(likeness < np.maximum(chance, _FLOOR)) | (hours < _LEAST)] = -1.0
        likeness[mine[:, None] == others] = -1.0
        order = np.argsort(-likeness, axis=1, kind="stable")[:, :NEIGHBOURS]
        found = np.full((NEIGHBOURS, len(mine)), -1, dtype=np.int32)
        best = np.take_along_axis(likeness, order, axis=1)
        found[: order.shape[1]] = np.where(best > 0.0, self.places[others[order]], -1).T
        self.near[:, mine] = found

    def _standard(self, rows: I64) -> tuple[F32, I64]:
        """Return the rows' hours, shape (KEPT, n), with mean 0 and length 1, missing ones 0; and how many are known.

        Hours that only one of two has shorten their product: those who were seldom heard together are less alike.
        """
        kept = self.kept[:, rows]
        known = kept != _MISSING
        number = known.sum(axis=0)
        values = np.where(known, kept, 0).astype(np.float32)
        mean = values.sum(axis=0) / np.maximum(number, 1)
        values = np.where(known, values - mean.astype(np.float32), np.float32(0.0))
        length = np.sqrt((values * values).sum(axis=0))
        return values / np.maximum(length, np.float32(1.0)), number

    def nbytes(self) -> int:
        """Bytes that it takes."""
        arrays = (self.places, self.codes, self.kept, self.near, self.total, self.number)
        return sum(int(array.nbytes) for array in arrays)

    def pack(self) -> dict[str, Any]:
        """Return it as plain data and bytes."""
        return {
            "at": [self.hour, self.begun, self.turn, self.sweep],
            "places": self.places.tobytes(),
            "codes": self.codes.tobytes(),
            "kept": self.kept.tobytes(),
            "near": self.near.tobytes(),
            "total": self.total.tobytes(),
            "number": self.number.tobytes(),
        }

    def unpack(self, packed: dict[str, Any] | None, count: int) -> None:
        """Take over what `pack` returned, for `count` sensors; a state of before it has none. Raises ValueError."""
        if packed is None:
            return
        self.hour, self.begun, self.turn, self.sweep = (int(number) for number in packed["at"])
        self.places = np.frombuffer(packed["places"], dtype="<i8").copy()
        self.codes = np.frombuffer(packed["codes"], dtype="<i8").copy()
        self.kept = np.frombuffer(packed["kept"], dtype="i1").reshape(KEPT, -1).copy()
        self.near = np.frombuffer(packed["near"], dtype="<i4").reshape(NEIGHBOURS, -1).copy()
        self.total = np.frombuffer(packed["total"], dtype="<f4").copy()
        self.number = np.frombuffer(packed["number"], dtype="<i4").copy()
        sizes = {len(self.codes), self.kept.shape[1], self.near.shape[1], len(self.total), len(self.number)}
        if sizes != {len(self.places)}:
            raise ValueError("the related sensors in the state of the anomaly detector are not of one length")
        inside = (self.places >= 0) & (self.places < count)
        if not inside.all() or (self.near < -1).any() or (self.near >= count).any() or (np.diff(self.places) < 1).any():
            raise ValueError("the related sensors in the state of the anomaly detector are not among its sensors")
