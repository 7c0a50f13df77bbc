"""Steps of the microscopic engine, compiled.

A speed-based model of first order: the gap ahead gives the speed (collision-free speed model; Tordeux, Chraibi and
Seyfried 2016), the direction turns aside from those ahead before they are met and never back (anticipation velocity
model; Xu, Chraibi and Seyfried 2021). Two additions keep crowds of one goal from locking each other: only who is nearer
to the goal holds up another, and bodies that touch are moved apart.
"""

import math
from typing import Any, Final

import numpy as np

from impetus.tools.evacuation.compiled import compiled
from impetus.tools.evacuation.micro.barred import exit_at, forbidden
from impetus.tools.evacuation.micro.density import measure
from impetus.tools.evacuation.micro.grid import BUCKET_M, crosses, from_wall

STEP_S: Final = 0.1
_EACH: Final = round(1 / STEP_S)
"""Density is measured every so many steps: once a second."""
_WALL_M: Final = 0.14
"""A person's middle keeps so far from a wall where there is room."""
_STRENGTH: Final = 3.0
_RANGE_M: Final = 0.1
_AHEAD_S: Final = 1.0
"""Strength, range and time of anticipation of Xu, Chraibi and Seyfried 2021."""
_TURN_S: Final = 0.3
"""Time in which somebody turns (the same)."""
_LINGER_S: Final = 1.0
_LINGER_M: Final = 1.5
"""Who is out is kept clear of so long and so far behind the exit, walking on as he came."""
_BLOCKED: Final = 0.8
_ANGLES: Final = (0.4, -0.4, 0.8, -0.8, 1.2, -1.2)
_COS: Final = tuple(math.cos(angle) for angle in _ANGLES)
_SIN: Final = tuple(math.sin(angle) for angle in _ANGLES)
_ASIDE_M: Final = 0.5
_LEAST: Final = 0.02
_CLEAR_M: Final = 0.59
"""Who is held below so much of his pace looks whether by one of these angles (radians) he gets on faster, by so many
metres at least: only where he and the place so far on that way keep so far from walls, so that doors pass no more."""
_TOGETHER_M: Final = 1.5
"""Who walks in a group slows down where he is so far ahead of its last, and stands at twice that."""
_CORE_M: Final = 0.24
"""Two middles closer than this are moved apart."""
_PATIENCE_S: Final = 2.0
"""Who stands so long before somebody of another goal makes himself half as wide."""


@compiled
def _beyond(out: Any, now: Any, vx: Any, vy: Any) -> Any:  # pragma: no cover
    """Seconds that somebody has walked on behind an exit, 0 where he is not out, -1 where he is out of sight.

    Who is out still holds up those behind him: a door does not let more through because the exit begins in it.
    """
    if out == np.inf:
        return 0.0
    walked = now - out
    way = walked * np.sqrt(vx * vx + vy * vy)
    return walked if walked < _LINGER_S and way < _LINGER_M else -1.0


@compiled
def _blockers(near: Any, others: Any, rank: Any, size: Any, half: Any, within: Any) -> Any:  # pragma: no cover
    """Sort to the front of `near` who can hold one up, those nearer to the goal or of another goal; return how many.

    Column 4 becomes the gap to each, column 3 how wide he stands there; farther than `within` metres nobody counts.
    """
    kept = 0
    for other in range(others):
        body = size
        if near[other, 3] > 0.0:
            if near[other, 4] >= rank:
                continue
        else:
            body = size * half
        gap = max(0.0, near[other, 2] - body)
        if gap < within:
            near[kept, 0], near[kept, 1], near[kept, 3], near[kept, 4] = near[other, 0], near[other, 1], body, gap
            kept += 1
    return kept


@compiled
def _held(near: Any, kept: Any, tx: Any, ty: Any, within: Any) -> Any:  # pragma: no cover
    """The gap in metres along tx, ty, at most `within`."""
    for other in range(kept):
        ox, oy = near[other, 0], near[other, 1]
        if near[other, 4] < within and tx * ox + ty * oy > 0.0 and abs(tx * oy - ty * ox) <= near[other, 3]:
            within = near[other, 4]
    return within


@compiled
def advance(
    x: Any, y: Any, dx: Any, dy: Any, vx: Any, vy: Any, stood: Any, out: Any, by: Any, free: Any, start: Any, goal: Any,
    ways: Any, far: Any, pace: Any, clear: Any, h: Any, gx: Any, gy: Any,
    walls: Any, first: Any, listed: Any, x0: Any, y0: Any, columns: Any, rows: Any,
    rings: Any, offset: Any, owner: Any, boxes: Any, shut: Any, threats: Any, each_s: Any, ready: Any,
    team: Any, behind: Any,
    begin: Any, steps: Any, gap_s: Any, size: Any, room: Any, room_wide: Any, dense: Any, every: Any, frames: Any,
) -> Any:  # pragma: no cover  # fmt: skip
    """Walk everybody `steps` steps from step `begin` on; writes into x, y, dx, dy, vx, vy, stood, out and by.

    Metres, seconds, m/s. `ways` [fields, rows, columns, 2] and `far` [fields, rows, columns] belong to `goal` [people].
    `each_s` [exits] are the least seconds between two who leave by one, `ready` [exits] when the next may; `team`
    [people] is a group or -1, `behind` [groups] room to reckon in. `dense` gathers what `density.measure` does. Returns
    how many steps were walked: fewer where nobody is left who knows a way.
    """
    people = x.size
    reach = max(1.6, 1.7 * gap_s + size)
    reach = min(reach, 2.2)
    x_low, y_low = x0, y0
    wide = int(columns * BUCKET_M / reach) + 2
    tall = int(rows * BUCKET_M / reach) + 2
    count = np.zeros(wide * tall + 1, np.int32)
    cell = np.empty(people, np.int32)
    who = np.empty(people, np.int32)
    sx, sy, su, sv = np.empty(people), np.empty(people), np.empty(people), np.empty(people)
    rank, aim = np.empty(people), np.empty(people, np.int32)
    near = np.empty((96, 5))
    grid_rows, grid_wide = pace.shape
    for turn in range(steps):
        step = begin + turn
        now = step * STEP_S
        # who is there, in the order of his cell
        count[:] = 0
        behind[:] = -np.inf
        left = 0
        seen = 0
        for one in range(people):
            beyond = _beyond(out[one], now, vx[one], vy[one])
            cell[one] = -1
            if beyond < 0.0:
                continue
            px, py = x[one] + beyond * vx[one], y[one] + beyond * vy[one]
            at = int((py - y_low) / reach) * wide + int((px - x_low) / reach)
            cell[one] = at
            count[at + 1] += 1
            seen += 1
            if out[one] == np.inf:
                left += 1
        if left == 0:
            return turn
        for at in range(wide * tall):
            count[at + 1] += count[at]
        for one in range(people - 1, -1, -1):
            if cell[one] < 0:
                continue
            count[cell[one] + 1] -= 1
            place = count[cell[one] + 1]
            who[place] = one
            beyond = _beyond(out[one], now, vx[one], vy[one])
            sx[place], sy[place] = x[one] + beyond * vx[one], y[one] + beyond * vy[one]
            su[place], sv[place], aim[place] = vx[one], vy[one], goal[one]
            if out[one] < np.inf:
                rank[place] = -np.inf
                continue
            row = min(grid_rows - 1, max(0, int((y[one] - gy) / h + 0.5)))
            column = min(grid_wide - 1, max(0, int((x[one] - gx) / h + 0.5)))
            # a field is finer than its cells: what one has walked within the cell counts as well
            rank[place] = (
                far[goal[one], row, column]
                - (
                    (x[one] - gx - column * h) * ways[goal[one], row, column, 0]
                    + (y[one] - gy - row * h) * ways[goal[one], row, column, 1]
                )
                / pace[row, column]
            )
            if team[one] >= 0 and np.isfinite(rank[place]):
                behind[team[one]] = max(behind[team[one]], rank[place])
        # now count[c + 1] is where cell c begins: shift back
        for at in range(wide * tall):
            count[at] = count[at + 1]
        count[wide * tall] = seen
        if step % _EACH == 0:
            measure(x, y, out, room, room_wide, x0, y0, dense)
        hopeful = False
        for place in range(seen):
            one = who[place]
            if out[one] < np.inf:
                continue
            if start[one] > now:
                hopeful = True
                continue
            px, py = sx[place], sy[place]
            row = min(grid_rows - 1, max(0, int((py - gy) / h + 0.5)))
            column = min(grid_wide - 1, max(0, int((px - gx) / h + 0.5)))
            field = goal[one]
            ex, ey = _sampled(ways, far, field, (px - gx) / h, (py - gy) / h, row, column)
            lost = ex == 0.0 and ey == 0.0
            hopeful = hopeful or not lost
            turned, others = 0.0, 0
            push_x, push_y = 0.0, 0.0
            mine = cell[one]
            for beside in range(mine // wide - 1, mine // wide + 2):
                if beside < 0 or beside >= tall:
                    continue
                low = max(0, mine % wide - 1)
                high = min(wide - 1, mine % wide + 1)
                for other in range(count[beside * wide + low], count[beside * wide + high + 1]):
                    if other == place:
                        continue
                    ox, oy = sx[other] - px, sy[other] - py
                    square = ox * ox + oy * oy
                    if square > reach * reach:
                        continue
                    distance = np.sqrt(square)
                    if distance < _CORE_M:
                        if distance > 1e-6:
                            share = 0.5 * (_CORE_M - distance) / distance
                            push_x -= share * ox
                            push_y -= share * oy
                        else:
                            push_x += 0.02 if one > who[other] else -0.02
                    if lost or distance < 1e-6:
                        continue
                    ahead = ex * ox + ey * oy
                    if ahead <= -0.3 * size:
                        continue
                    if others < 96:
                        near[others, 0], near[others, 1], near[others, 2] = ox, oy, distance
                        near[others, 3] = 1.0 if aim[other] == field else 0.0
                        near[others, 4] = rank[other]
                        others += 1
                    if ahead > 0.0 and (aim[other] != field or rank[other] < rank[place]):
                        nx, ny = ox / distance, oy / distance
                        closing = (su[place] - su[other]) * nx + (sv[place] - sv[other]) * ny
                        gap = max(0.0, distance - size - max(0.0, closing) * _AHEAD_S)
                        if gap < 5.0 * _RANGE_M:
                            speed = np.sqrt(su[other] ** 2 + sv[other] ** 2)
                            along = (ex * su[other] + ey * sv[other]) / speed if speed > 0.05 else 0.0
                            side = ex * oy - ey * ox
                            weight = _STRENGTH * (1.0 + 0.5 * (1.0 - along)) * np.exp(-gap / _RANGE_M)
                            weight *= min(1.0, ahead / size)
                            turned += -weight if side >= 0.0 else weight
            speed = 0.0
            if not lost:
                turned = min(1.5, max(-1.5, turned)) * (1.0 - 0.8 * stood[one] / _PATIENCE_S)
                tx, ty = ex - turned * ey, ey + turned * ex
                long = np.sqrt(tx * tx + ty * ty)
                tx, ty = tx / long, ty / long
                if dx[one] == 0.0 and dy[one] == 0.0:
                    dx[one], dy[one] = tx, ty
                blend = STEP_S / _TURN_S
                tx, ty = dx[one] + blend * (tx - dx[one]), dy[one] + blend * (ty - dy[one])
                if tx * ex + ty * ey < 0.0:
                    tx, ty = ex, ey
                long = np.sqrt(tx * tx + ty * ty)
                if long < 1e-6:
                    tx, ty, long = ex, ey, 1.0
                tx, ty = tx / long, ty / long
                dx[one], dy[one] = tx, ty
                speed = free[one] * pace[row, column]
                half = max(0.5, 1.0 - 0.5 * stood[one] / _PATIENCE_S)
                most = speed * gap_s
                kept = _blockers(near, others, rank[place], size, half, most)
                gap = _held(near, kept, tx, ty, most)
                if gap < _BLOCKED * most and clear[row, column] >= _CLEAR_M:
                    # another way is taken where it leads on faster: outside round a corner, past who stands
                    best = gap * (tx * ex + ty * ey) + _LEAST
                    for turn_by in range(len(_COS)):
                        cos, sin = _COS[turn_by], _SIN[turn_by]
                        if most * cos <= best:
                            continue
                        ax, ay = cos * ex - sin * ey, sin * ex + cos * ey
                        r = int((py + _ASIDE_M * ay - gy) / h + 0.5)
                        c = int((px + _ASIDE_M * ax - gx) / h + 0.5)
                        if r < 0 or c < 0 or r >= grid_rows or c >= grid_wide or clear[r, c] < _CLEAR_M:
                            continue
                        if far[field, r, c] < far[field, row, column]:
                            free_m = _held(near, kept, ax, ay, most)
                            if free_m * cos > best:
                                best = free_m * cos
                                gap = free_m
                                dx[one], dy[one] = ax, ay
                speed = gap / gap_s
                if team[one] >= 0:  # who is ahead of the last of his group waits for him
                    ahead_m = behind[team[one]] - rank[place]
                    speed *= min(1.0, max(0.0, 2.0 - ahead_m / _TOGETHER_M))
                push = np.sqrt(push_x * push_x + push_y * push_y)
                if push > 0.05:
                    push_x, push_y = push_x * 0.05 / push, push_y * 0.05 / push
            to_x = px + (dx[one] * speed * STEP_S if not lost else 0.0) + push_x
            to_y = py + (dy[one] * speed * STEP_S if not lost else 0.0) + push_y
            # walls keep a body's width; a step is far shorter than a bucket's reach
            for _ in range(3):
                at = int((to_y - y0) / BUCKET_M) * columns + int((to_x - x0) / BUCKET_M)
                touched = False
                for wall in range(first[at], first[at + 1]):
                    w = listed[wall]
                    square, wx, wy = from_wall(to_x, to_y, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
                    if square < _WALL_M * _WALL_M and square > 1e-12:
                        far_off = np.sqrt(square)
                        more = min(0.1, _WALL_M - far_off) / far_off
                        to_x += (to_x - wx) * more
                        to_y += (to_y - wy) * more
                        touched = True
                if not touched:
                    break
            moved = np.sqrt((to_x - px) ** 2 + (to_y - py) ** 2)
            if moved > 0.4:
                to_x, to_y = px + (to_x - px) * 0.4 / moved, py + (to_y - py) * 0.4 / moved
            after = now + STEP_S
            if crosses(px, py, to_x, to_y, walls, first, listed, x0, y0, columns) or forbidden(
                px, py, to_x, to_y, after, threats, rings, offset, owner, boxes, shut
            ):
                # along one axis alone, or not at all
                if not crosses(px, py, to_x, py, walls, first, listed, x0, y0, columns) and not forbidden(
                    px, py, to_x, py, after, threats, rings, offset, owner, boxes, shut
                ):
                    to_y = py
                elif not crosses(px, py, px, to_y, walls, first, listed, x0, y0, columns) and not forbidden(
                    px, py, px, to_y, after, threats, rings, offset, owner, boxes, shut
                ):
                    to_x = px
                else:
                    to_x, to_y = px, py
            there = exit_at(to_x, to_y, rings, offset, owner, boxes)
            if there >= 0 and ready[there] > after:  # as many as it lets through have just passed
                to_x, to_y, there = px, py, -1
            if (to_x - px) ** 2 + (to_y - py) ** 2 < (0.05 * STEP_S) ** 2:
                stood[one] = min(_PATIENCE_S, stood[one] + STEP_S)
            else:
                stood[one] = max(0.0, stood[one] - STEP_S)
            vx[one], vy[one] = (to_x - px) / STEP_S, (to_y - py) / STEP_S
            x[one], y[one] = to_x, to_y
            if there >= 0 and not shut[there]:
                ready[there] = max(ready[there], now) + each_s[there]
                out[one] = after
                by[one] = there
        if every > 0 and (step + 1) % every == 0:
            frame = (step + 1) // every
            if frame < frames.shape[0]:
                for one in range(people):
                    gone = out[one] < np.inf
                    frames[frame, one, 0] = np.nan if gone else x[one]
                    frames[frame, one, 1] = np.nan if gone else y[one]
        if not hopeful:
            return turn + 1
    return steps


@compiled
def _sampled(ways: Any, far: Any, field: Any, u: Any, v: Any, row: Any, column: Any) -> Any:  # pragma: no cover
    """Direction at a point of the grid: the cells about it, save those behind a wall (whose field differs in steps)."""
    rows, wide = far.shape[1], far.shape[2]
    here = far[field, row, column]
    ex = float(ways[field, row, column, 0])
    ey = float(ways[field, row, column, 1])
    if ex == 0.0 and ey == 0.0:
        return ex, ey
    c0, r0 = int(np.floor(u)), int(np.floor(v))
    su, sv = 0.0, 0.0
    for r in range(r0, r0 + 2):
        for c in range(c0, c0 + 2):
            if r < 0 or c < 0 or r >= rows or c >= wide:
                continue
            if not abs(far[field, r, c] - here) < 4.0:
                continue
            wx, wy = float(ways[field, r, c, 0]), float(ways[field, r, c, 1])
            if wx * ex + wy * ey < -0.5:
                continue
            weight = (1.0 - abs(u - c)) * (1.0 - abs(v - r))
            su += weight * wx
            sv += weight * wy
    size = np.sqrt(su * su + sv * sv)
    if size < 1e-6:
        return ex, ey
    return su / size, sv / size
