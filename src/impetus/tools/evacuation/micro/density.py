"""How dense it is: people in squares of 2 m by 2 m over the ground in them, once a second.

The squares are RiMEA's (guideline 4.1.1, test 4 measures in areas of 2 m by 2 m). Counting about each person instead
reads high: it looks only where people are.
"""

from typing import Any, Final

import numpy as np

from impetus.tools.evacuation.compiled import compiled
from impetus.tools.evacuation.network import Flags, Floats, Ints
from impetus.tools.evacuation.result import LEVELS

SQUARE_M: Final = 2.0
_LEAST_M2: Final = 1.0
"""Squares with less ground count as having so much: one person would fill them."""
_CRUSH: Final = 4.0
"""Persons/m² above which people can be crushed (Fruin 1993; Still 2014 says 4 to 5)."""
_EDGES: Final = tuple(most for most, _ in LEVELS)
FIGURES: Final = 2 + len(LEVELS) + 1
"""Numbers that `measure` gathers: the greatest density, person-seconds above 4/m², person-seconds by Fruin's level."""


def room_of(inside: Flags, h: float, offset_x: float, offset_y: float) -> tuple[Floats, int]:
    """Return the ground of each square in m², row by row, and how many stand in a row.

    `inside` [rows, columns] are cells of side `h` metres, the first one's middle `offset_x`, `offset_y` metres from the
    corner of the first square.
    """
    rows, columns = inside.shape
    across: Ints = ((offset_x + h * np.arange(columns)) / SQUARE_M).astype(np.int64)
    up: Ints = ((offset_y + h * np.arange(rows)) / SQUARE_M).astype(np.int64)
    wide, tall = int(across[-1]) + 2, int(up[-1]) + 2
    at = (up[:, None] * wide + across[None, :])[inside]
    room: Floats = np.maximum(np.bincount(at, minlength=wide * tall) * h * h, _LEAST_M2)
    return room, wide


@compiled
def measure(x: Any, y: Any, out: Any, room: Any, wide: Any, x0: Any, y0: Any, found: Any) -> None:  # pragma: no cover
    """Add a second of all who are not out (`out` infinite) to `found` [`FIGURES`]; the squares begin at `x0`, `y0`."""
    count = np.zeros(room.size, np.int32)
    for one in range(x.size):
        if out[one] == np.inf:
            count[int((y[one] - y0) / SQUARE_M) * wide + int((x[one] - x0) / SQUARE_M)] += 1
    for at in range(room.size):
        if count[at] == 0:
            continue
        density = count[at] / room[at]
        found[0] = max(found[0], density)
        if density > _CRUSH:
            found[1] += count[at]
        level = 0
        while level < len(_EDGES) and density >= _EDGES[level]:
            level += 1
        found[2 + level] += count[at]
