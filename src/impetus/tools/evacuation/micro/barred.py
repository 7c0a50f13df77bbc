"""Where nobody steps: into a threat's area, or onto an exit that is closed or at its rate; compiled functions."""

from typing import Any

from impetus.tools.evacuation.compiled import compiled


@compiled
def _lies_in(x: Any, y: Any, ring: Any, begin: Any, end: Any) -> Any:  # pragma: no cover
    """Whether a point lies in a ring (even-odd)."""
    inside = False
    other = end - 1
    for at in range(begin, end):
        x1, y1, x2, y2 = ring[at, 0], ring[at, 1], ring[other, 0], ring[other, 1]
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        other = at
    return inside


@compiled
def exit_at(x: Any, y: Any, rings: Any, offset: Any, owner: Any, boxes: Any) -> Any:  # pragma: no cover
    """Number of the exit on which a point lies, or -1; holes of an exit count as outside it."""
    found = -1
    for ring in range(owner.size):
        if x < boxes[ring, 0] or x > boxes[ring, 2] or y < boxes[ring, 1] or y > boxes[ring, 3]:
            continue
        if _lies_in(x, y, rings, offset[ring], offset[ring + 1]):
            found = -1 if found == owner[ring] else owner[ring]
    return found


@compiled
def _reach(threat: Any, now: Any) -> Any:  # pragma: no cover
    """Square of a threat's radius at a time; below 0 before it begins."""
    if now < threat[4]:
        return -1.0
    radius = threat[2] + threat[3] * (now - threat[4])
    return radius * radius


@compiled
def forbidden(
    x: Any, y: Any, to_x: Any, to_y: Any, now: Any, threats: Any, rings: Any, offset: Any, owner: Any, boxes: Any,
    shut: Any,
) -> Any:  # pragma: no cover  # fmt: skip
    """Whether a step leads from outside into a threat's area or an exit that is closed."""
    for at in range(threats.shape[0]):
        reach = _reach(threats[at], now)
        if reach >= 0.0:
            cx, cy = threats[at, 0], threats[at, 1]
            if (to_x - cx) ** 2 + (to_y - cy) ** 2 <= reach and (x - cx) ** 2 + (y - cy) ** 2 > reach:
                return True
    if shut.any():
        there = exit_at(to_x, to_y, rings, offset, owner, boxes)
        if there >= 0 and shut[there] and exit_at(x, y, rings, offset, owner, boxes) != there:
            return True
    return False
