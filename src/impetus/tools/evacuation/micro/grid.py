"""Walls in buckets, and distance fields by fast marching: compiled functions over arrays, no geometry library.

The cost of a step does not grow with the number of walls: a person looks only at those in his bucket, and the way to an
exit is read from a field (Sethian 1996) that is reckoned once for each set of open exits.
"""

import heapq
from typing import Any, Final

import numpy as np

from impetus.tools.evacuation.compiled import compiled

BUCKET_M: Final = 1.0
REACH_M: Final = 0.6
"""A bucket lists the walls that are within this of it."""


@compiled
def bucketed(walls: Any, x0: Any, y0: Any, columns: Any, rows: Any) -> Any:  # pragma: no cover
    """Return `first` [buckets + 1] and `listed`: the walls near each bucket; `walls` [n, 4] metres."""
    count = np.zeros(columns * rows + 1, np.int64)
    listed = np.empty(0, np.int32)
    for turn in range(2):
        if turn:
            for at in range(columns * rows):
                count[at + 1] += count[at]
            listed = np.empty(count[columns * rows], np.int32)
        fill = count.copy()
        for wall in range(walls.shape[0]):
            ax, ay, bx, by = walls[wall, 0], walls[wall, 1], walls[wall, 2], walls[wall, 3]
            left = max(0, int((min(ax, bx) - REACH_M - x0) / BUCKET_M))
            right = min(columns - 1, int((max(ax, bx) + REACH_M - x0) / BUCKET_M))
            low = max(0, int((min(ay, by) - REACH_M - y0) / BUCKET_M))
            high = min(rows - 1, int((max(ay, by) + REACH_M - y0) / BUCKET_M))
            for row in range(low, high + 1):
                for column in range(left, right + 1):
                    mx, my = x0 + (column + 0.5) * BUCKET_M, y0 + (row + 0.5) * BUCKET_M
                    if from_wall(mx, my, ax, ay, bx, by)[0] > (REACH_M + 0.7072 * BUCKET_M) ** 2:
                        continue
                    at = row * columns + column
                    if turn:
                        listed[fill[at]] = wall
                        fill[at] += 1
                    else:
                        count[at + 1] += 1
    return count, listed


@compiled
def from_wall(x: Any, y: Any, ax: Any, ay: Any, bx: Any, by: Any) -> Any:  # pragma: no cover
    """Square of the distance to a wall, and its nearest point."""
    dx, dy = bx - ax, by - ay
    size = dx * dx + dy * dy
    share = 0.0 if size <= 0.0 else min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / size))
    px, py = ax + share * dx, ay + share * dy
    return (x - px) * (x - px) + (y - py) * (y - py), px, py


@compiled
def crosses(
    x: Any, y: Any, to_x: Any, to_y: Any, walls: Any, first: Any, listed: Any, x0: Any, y0: Any, columns: Any
) -> Any:  # pragma: no cover
    """Whether a short step (below `REACH_M`) from x, y to to_x, to_y crosses a wall."""
    at = int((to_y - y0) / BUCKET_M) * columns + int((to_x - x0) / BUCKET_M)
    for place in range(first[at], first[at + 1]):
        wall = listed[place]
        ax, ay, bx, by = walls[wall, 0], walls[wall, 1], walls[wall, 2], walls[wall, 3]
        one = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        two = (bx - ax) * (to_y - ay) - (by - ay) * (to_x - ax)
        if one * two > 0.0:
            continue
        three = (to_x - x) * (ay - y) - (to_y - y) * (ax - x)
        four = (to_x - x) * (by - y) - (to_y - y) * (bx - x)
        if three * four <= 0.0 and (one != 0.0 or two != 0.0):
            return True
    return False


@compiled
def opened(
    inside: Any, h: Any, gx: Any, gy: Any, walls: Any, first: Any, listed: Any, x0: Any, y0: Any, columns: Any
) -> Any:  # pragma: no cover
    """Which cells are open to the east and to the north [rows, columns], and each cell's distance to the walls."""
    rows, wide = inside.shape
    east, north = np.zeros((rows, wide), np.bool_), np.zeros((rows, wide), np.bool_)
    clear = np.full((rows, wide), REACH_M, np.float32)
    for row in range(rows):
        for column in range(wide):
            if not inside[row, column]:
                continue
            x, y = gx + column * h, gy + row * h
            at = int((y - y0) / BUCKET_M) * columns + int((x - x0) / BUCKET_M)
            for place in range(first[at], first[at + 1]):
                wall = listed[place]
                far = from_wall(x, y, walls[wall, 0], walls[wall, 1], walls[wall, 2], walls[wall, 3])[0]
                clear[row, column] = min(clear[row, column], np.sqrt(far))
            if column + 1 < wide and inside[row, column + 1]:
                east[row, column] = not crosses(x, y, x + h, y, walls, first, listed, x0, y0, columns)
            if row + 1 < rows and inside[row + 1, column]:
                north[row, column] = not crosses(x, y, x, y + h, walls, first, listed, x0, y0, columns)
    return east, north, clear


@compiled
def march(cost: Any, east: Any, north: Any, h: Any, sources: Any) -> Any:  # pragma: no cover
    """Seconds at 1 m/s to the nearest of `sources` (cells' numbers) for each cell; infinite where there is no way.

    `cost` [rows, columns] multiplies a cell's way; it is infinite where nobody may go.
    """
    rows, wide = cost.shape
    far = np.full((rows, wide), np.inf)
    known = np.zeros((rows, wide), np.bool_)
    heap = [(0.0, np.int64(-1))]
    for cell in sources:
        far[cell // wide, cell % wide] = 0.0
        heapq.heappush(heap, (0.0, np.int64(cell)))
    while heap:
        _, cell = heapq.heappop(heap)
        if cell < 0:
            continue
        row, column = cell // wide, cell % wide
        if known[row, column]:
            continue
        known[row, column] = True
        for side in range(4):
            r, c = row, column
            if side == 0 and column + 1 < wide and east[row, column]:
                c += 1
            elif side == 1 and column > 0 and east[row, column - 1]:
                c -= 1
            elif side == 2 and row + 1 < rows and north[row, column]:
                r += 1
            elif side == 3 and row > 0 and north[row - 1, column]:
                r -= 1
            else:
                continue
            if known[r, c] or not np.isfinite(cost[r, c]):
                continue
            a, b = np.inf, np.inf
            if c + 1 < wide and east[r, c]:
                a = min(a, far[r, c + 1])
            if c > 0 and east[r, c - 1]:
                a = min(a, far[r, c - 1])
            if r + 1 < rows and north[r, c]:
                b = min(b, far[r + 1, c])
            if r > 0 and north[r - 1, c]:
                b = min(b, far[r - 1, c])
            step = cost[r, c] * h
            if abs(a - b) >= step:
                reached = min(a, b) + step
            else:
                reached = 0.5 * (a + b + np.sqrt(2.0 * step * step - (a - b) * (a - b)))
            if reached < far[r, c]:
                far[r, c] = reached
                heapq.heappush(heap, (reached, np.int64(r * wide + c)))
    return far


@compiled
def downhill(far: Any, east: Any, north: Any, h: Any) -> Any:  # pragma: no cover
    """Return unit vectors [rows, columns, 2] along which `far` falls, and `far` with the cells beside it filled.

    A cell without a way that has a neighbour with one points there: people may stand where a cell's middle is a wall.
    """
    rows, wide = far.shape
    way = np.zeros((rows, wide, 2), np.float32)
    filled = far.astype(np.float32)
    for row in range(rows):
        for column in range(wide):
            here = far[row, column]
            dx, dy = 0.0, 0.0
            if np.isfinite(here):
                if here <= 0.0:
                    continue
                a, b = np.inf, np.inf
                if column + 1 < wide and east[row, column]:
                    a = far[row, column + 1]
                    dx = 1.0
                if column > 0 and east[row, column - 1] and far[row, column - 1] < a:
                    a = far[row, column - 1]
                    dx = -1.0
                if row + 1 < rows and north[row, column]:
                    b = far[row + 1, column]
                    dy = 1.0
                if row > 0 and north[row - 1, column] and far[row - 1, column] < b:
                    b = far[row - 1, column]
                    dy = -1.0
                dx = dx * (here - a) if a < here else 0.0
                dy = dy * (here - b) if b < here else 0.0
            else:
                best = np.inf
                for r in range(max(0, row - 2), min(rows, row + 3)):
                    for c in range(max(0, column - 2), min(wide, column + 3)):
                        gap = h * np.sqrt(float((r - row) ** 2 + (c - column) ** 2))
                        if far[r, c] + 3.0 * gap < best:
                            best = far[r, c] + 3.0 * gap
                            filled[row, column] = far[r, c] + gap
                            dx, dy = float(c - column), float(r - row)
            size = np.sqrt(dx * dx + dy * dy)
            if size > 0.0:
                way[row, column, 0] = dx / size
                way[row, column, 1] = dy / size
    return way, filled
