"""Who is whose neighbour, and what a sensor's neighbours say in one slot."""

import math
from collections import defaultdict
from typing import Final, NamedTuple

import numpy as np

from impetus.tools.anomaly.arrays import F32, F64, I32, I64, NEIGHBOURS, Bool

_SORT_SIX: Final = ((0, 5), (1, 3), (2, 4), (1, 2), (3, 4), (0, 3), (2, 5), (0, 1), (2, 3), (4, 5), (1, 2), (3, 4))
"""Sorting network for six values, twelve exchanges (Knuth, TAOCP 3, 5.3.4)."""
_EARTH_M: Final = 6_371_008.8
_INF: Final = np.float32(np.inf)


def project(latitude: F64, longitude: F64) -> tuple[F64, F64]:
    """Return metres east and north for degrees, shape (n,); unknown stays NaN. Good over one city."""
    known = np.isfinite(latitude)
    middle = float(latitude[known].mean()) if known.any() else 0.0
    metre = math.pi / 180.0 * _EARTH_M
    return longitude * metre * math.cos(math.radians(middle)), latitude * metre


def nearest(east: F64, north: F64, group: I64, reach: float) -> I32:
    """Return the up to six nearest of the same `group` within `reach` metres, shape (6, n), -1 where none.

    A grid by cells keeps it near linear: each cell looks at itself and rings around it until six are sure.
    """
    count = len(east)
    result = np.full((NEIGHBOURS, count), -1, dtype=np.int32)
    placed = np.flatnonzero(np.isfinite(east) & np.isfinite(north))
    for code in np.unique(group[placed]):
        _nearest_in(placed[group[placed] == code], east, north, reach, result)
    return result


def _nearest_in(members: I64, east: F64, north: F64, reach: float, result: I32) -> None:
    if len(members) < 2:
        return
    extent = max(float(np.ptp(east[members])), float(np.ptp(north[members])), 1.0)
    cell = max(min(extent / math.sqrt(len(members) / 4.0), reach), 1.0)
    columns = np.floor((east[members] - east[members].min()) / cell).astype(np.int64)
    rows = np.floor((north[members] - north[members].min()) / cell).astype(np.int64)
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for member, column, row in zip(members.tolist(), columns.tolist(), rows.tolist(), strict=True):
        cells[column, row].append(member)
    widest = int(max(columns.max(), rows.max())) + 1
    for (column, row), inside in cells.items():
        mine = np.array(inside)
        ring = 1
        while True:
            near = [
                cells[c, r]
                for c in range(column - ring, column + ring + 1)
                for r in range(row - ring, row + ring + 1)
                if (c, r) in cells
            ]
            others = np.array([member for part in near for member in part])
            distance = np.hypot(east[mine][:, None] - east[others], north[mine][:, None] - north[others])
            distance[mine[:, None] == others] = np.inf
            enough = len(others) > NEIGHBOURS and bool(
                (np.partition(distance, NEIGHBOURS - 1, axis=1)[:, NEIGHBOURS - 1] <= ring * cell).all()
            )
            if enough or ring > widest or ring * cell > reach:
                break
            ring += 1
        order = np.argsort(distance, axis=1, kind="stable")[:, :NEIGHBOURS]
        for position in range(order.shape[1]):
            chosen = order[:, position]
            ok = distance[np.arange(len(mine)), chosen] <= reach
            result[position, mine[ok]] = others[chosen[ok]]


class Around(NamedTuple):
    """What the neighbours say: median, sum and number of those that count, shape (n,) each."""

    median: F32
    total: F32
    number: I32


def around(values: F32, ok: Bool, neighbour: I32) -> Around:
    """Return the neighbours' median and sum of `values` (n,) where `ok`; nothing counts for fewer than two."""
    padded = np.full(len(values) + 1, _INF, dtype=np.float32)
    np.copyto(padded[:-1], values, where=ok)
    rows = list(padded[neighbour])
    for a, b in _SORT_SIX:
        lower = np.minimum(rows[a], rows[b])
        np.maximum(rows[a], rows[b], out=rows[b])
        rows[a] = lower
    if len(values) and rows[5].max() < _INF:
        number = np.full(len(values), NEIGHBOURS, dtype=np.int32)
        median = (rows[2] + rows[3]) * np.float32(0.5)
        return Around(median, near_sum(rows), number)
    table = np.stack(rows)
    valid = table < _INF
    number = valid.sum(axis=0, dtype=np.int32)
    position = np.arange(len(values))
    upper = table[np.minimum(number // 2, NEIGHBOURS - 1), position]
    middle = (table[np.maximum(number - 1, 0) // 2, position] + upper) * np.float32(0.5)
    total = np.where(valid, table, np.float32(0.0)).sum(axis=0, dtype=np.float32)
    enough = number >= 2
    return Around(
        np.where(enough, middle, np.float32(0.0)),
        np.where(enough, total, np.float32(0.0)),
        np.where(enough, number, 0).astype(np.int32),
    )


def near_sum(rows: list[F32]) -> F32:
    """Return the sum of six rows."""
    total: F32 = ((rows[0] + rows[1]) + (rows[2] + rows[3])) + (rows[4] + rows[5])
    return total
