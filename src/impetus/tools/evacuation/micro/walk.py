"""Walk a crowd out of a place, person by person."""

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from impetus.kit.errors import BadInput
from impetus.tools.evacuation.micro.barred import exit_at
from impetus.tools.evacuation.micro.choice import EVERY_S, FOLLOWS, NEAREST, P_PER_M_S, TURNS, firsts, look_about
from impetus.tools.evacuation.micro.density import FIGURES
from impetus.tools.evacuation.micro.engine import STEP_S, advance
from impetus.tools.evacuation.micro.grid import downhill, march
from impetus.tools.evacuation.micro.place import Place
from impetus.tools.evacuation.network import Floats, Ints

MOST_WALKERS: Final = 200_000
_PHASE_S: Final = 10.0
"""The ways are reckoned anew so often while a threat grows; nobody enters it in between either."""
_LOOK: Final = round(60 / STEP_S)
"""So many steps are walked at a time; where everybody stood through them, and nothing changes any more, it ends."""
_MOST_FIELDS: Final = 30_000_000
"""Cells of all fields together where people choose between exits: 360 MB."""
_STANDS_M: Final = 0.5
_AVOID: Final = 50.0
"""Ground in a threat's area costs so many times its length: who is inside finds out, who is outside goes round."""


@dataclass(frozen=True)
class Manner:
    """How people keep apart: seconds of headway, and metres from middle to middle at standstill."""

    gap_s: float
    size_m: float


@dataclass(frozen=True, eq=False)
class People:
    """Who walks: `x`, `y` [people] metres, `speed` [people] m/s free, `start_s` [people].

    `exit` [people] is the number of the exit that each was told, or how he finds one (`choice`): -1 the nearest that is
    open. `group` [people] is the number of the group that he stays with, or -1; None where nobody does.
    """

    x: Floats
    y: Floats
    speed: Floats
    start_s: Floats
    exit: Ints
    group: Ints | None = None


@dataclass(frozen=True, eq=False)
class Walked:
    """One run: `safe_s` [people] (infinite: not within the horizon), `by` [people] exit or -1.

    `x`, `y` [people] metres, where each was last. `frames` [frames, people, 2] places every `every_s` seconds from 0 on
    (NaN: safe), None where none were asked for. `densest` persons/m² in the densest square of 2 m by 2 m (`density`),
    `dense_s` person-seconds in such above 4 persons/m², `levels` person-seconds at Fruin's levels A to F.
    """

    safe_s: Floats
    by: Ints
    x: Floats
    y: Floats
    frames: Any
    densest: float
    dense_s: float
    levels: Floats

    @property
    def clear_s(self) -> float:
        """When the last is safe; infinite where somebody is not."""
        return float(self.safe_s.max(initial=0.0))


CALM: Final = Manner(gap_s=1.0, size_m=0.3)
"""Strangers who keep their distance: the headway at which JuPedSim's models are set by default (1 s)."""
PRESSING: Final = Manner(gap_s=0.68, size_m=0.34)
MANNERS: Final[dict[Literal["calm", "pressing"], Manner]] = {"calm": CALM, "pressing": PRESSING}


def walk(
    place: Place,
    people: People,
    *,
    manner: Manner = PRESSING,
    horizon_s: float = 3600.0,
    every_s: float | None = None,
) -> Walked:
    """Walk a crowd, in steps of 0.1 s. The same people and place give the same run. Raise BadInput naming the field.

    Nobody steps from outside into a threat's area or onto an exit that is closed; who had been told one that closes
    takes the nearest open one. Who has no way left stays, and is not safe at the end.
    """
    _check(place, people, horizon_s)
    if every_s is not None and not STEP_S <= every_s <= horizon_s:
        raise _bad("every_s", f"is not between {STEP_S:g} s and the horizon")
    steps = math.ceil(horizon_s / STEP_S)
    every = max(1, round(every_s / STEP_S)) if every_s else 0
    frames = np.full((steps // every + 1 if every else 1, len(people.x) if every else 0, 2), np.nan, np.float32)
    x, y = people.x.astype(np.float64).copy(), people.y.astype(np.float64).copy()
    if every:
        frames[0, :, 0], frames[0, :, 1] = x, y
    rings = _rings(place)
    heading, pace = np.zeros((2, len(x))), np.zeros((2, len(x)))
    stood, told = np.zeros(len(x)), people.exit.astype(np.int64).copy()
    team = np.full(len(x), -1, np.int64) if people.group is None else people.group.astype(np.int64)
    behind = np.zeros(int(team.max(initial=-1)) + 1)
    each_s = np.array([1.0 / one.most_p_s for one in place.exits])
    ready = np.zeros(len(place.exits))
    rate = np.array([min(one.most_p_s, P_PER_M_S * max(_mouth(place, one.area), 0.3)) for one in place.exits])
    choosing = people.exit < NEAREST
    chooses = bool(choosing.any())
    told[choosing] = NEAREST
    if chooses and len(place.exits) * place.inside.size > _MOST_FIELDS:
        raise _bad("people.exit", "asks for more exits to choose between than fit", "Let people take the nearest exit.")
    out, by = np.full(len(x), np.inf), np.full(len(x), -1, np.int64)
    threats = np.array(
        [[one.x, one.y, one.radius_m, one.growth_m_s, one.from_s] for one in place.threats], dtype=np.float64
    ).reshape(-1, 5)
    dense = np.zeros(FIGURES)
    for one in range(len(x)):  # who stands on an exit when it begins has arrived
        there = exit_at(x[one], y[one], *rings)
        if there >= 0 and place.exits[there].close_s > 0 and people.start_s[one] <= 0:
            out[one], by[one] = 0.0, there
    times = _times(place, horizon_s)
    walked = 0
    for at, until in zip(times, [*times[1:], horizon_s], strict=True):
        shut = np.array([_step_of(one.close_s) <= at + 1e-9 for one in place.exits], dtype=np.bool_)
        told[(told >= 0) & shut[np.maximum(told, 0)]] = NEAREST
        goal, ways, far = _fields(place, told, shut, until, all_=chooses)
        if chooses:
            away, sight = _seen(place, far, shut, x, y)
            told = np.where(choosing & (told < 0), firsts(people.exit, away), told)
            for turn in range(TURNS if at == 0.0 else 0):  # everybody looks about before he sets out
                look_about(people.exit, told, away, sight, rate, x, y, people.speed, np.isinf(out), turn)
            goal = told + 1
        stride = round(EVERY_S / STEP_S) if chooses else _LOOK
        end = math.ceil(until / STEP_S - 1e-9)
        ended = False
        since, before = walked, np.c_[x, y]
        while walked < end and not ended:
            most = min(stride, end - walked)
            done = advance(
                x, y, heading[0], heading[1], pace[0], pace[1], stood, out, by, people.speed, people.start_s, goal,
                ways, far, place.pace, place.clear, place.h, place.gx, place.gy,
                place.walls, place.first, place.listed, place.x0, place.y0, place.columns, place.rows,
                rings[0], rings[1], rings[2], rings[3], shut, threats, each_s, ready, team, behind,
                walked, most, manner.gap_s, manner.size_m,
                place.room, place.room_wide, dense, every, frames,
            )  # fmt: skip
            walked += done
            if chooses:
                away, sight = _seen(place, far, shut, x, y)
                there = ~np.isfinite(out) & (people.start_s <= walked * STEP_S)
                look_about(people.exit, told, away, sight, rate, x, y, people.speed, there, round(walked / stride))
                goal = told + 1
            ended = done < most
            if walked - since >= _LOOK:
                stands = np.isfinite(out) | (np.hypot(x - before[:, 0], y - before[:, 1]) < _STANDS_M)
                begun = np.isfinite(out) | (people.start_s < since * STEP_S)
                waits = bool((ready > walked * STEP_S).any())
                # who knows no way now never will: exits only close, threats only grow
                ended = ended or (until == horizon_s and not waits and bool((stands & begun).all()))
                since, before = walked, np.c_[x, y]
        if ended:
            break
    shown = frames[: walked // every + 1] if every else None
    return Walked(out, by, x, y, shown, float(dense[0]), float(dense[1]), dense[2:])


def _check(place: Place, people: People, horizon_s: float) -> None:
    count = len(people.x)
    if count > MOST_WALKERS:
        raise _bad("people", f"are more than {MOST_WALKERS:,}", "Use the simulation on streets for so many.")
    for name in ("x", "y", "speed", "start_s", "exit"):
        given = getattr(people, name)
        if given.shape != (count,):
            raise _bad(f"people.{name}", "is not one number a person")
        if np.isnan(given).any() or (name != "start_s" and not np.isfinite(given).all()):
            raise _bad(f"people.{name}", "holds a value that is not a number")
    if count and not 0.05 <= float(people.speed.min()) <= float(people.speed.max()) <= 5.0:
        raise _bad("people.speed", "is not between 0.05 and 5 m/s")
    if people.group is not None:
        known = people.group.shape == (count,) and ((people.group >= -1) & (people.group < count)).all()
        if not known:
            raise _bad("people.group", "is not -1 or a number of a group for each person")
        for one in np.unique(people.group[people.group >= 0]):
            of = people.exit[people.group == one]
            if (of != of[0]).any() or of[0] < NEAREST:
                raise _bad("people.group", "holds people of different exits, or who choose one by one")
    if count and not FOLLOWS <= int(people.exit.min()) <= int(people.exit.max()) < len(place.exits):
        raise _bad("people.exit", "names no exit")
    if not 0 < horizon_s <= 86_400:
        raise _bad("horizon_s", "is not between 0 and 86,400 s")
    away = np.flatnonzero(~place.holds(people.x, people.y))
    if len(away):
        raise _bad(f"people[{away[0]}]", "stands where nobody can walk", "Move the person onto the ground.")


def _times(place: Place, horizon_s: float) -> list[float]:
    """When ways change, in seconds: whole steps, so that a closing holds from the step before it on."""
    times = {0.0}
    for one in place.exits:
        if 0 < one.close_s < horizon_s:
            times.add(_step_of(one.close_s))
    for threat in place.threats:
        at = max(0.0, threat.from_s)
        if at < horizon_s:
            times.add(math.floor(at / STEP_S) * STEP_S)
        while threat.growth_m_s > 0 and at < horizon_s and len(times) < 200:
            times.add(round(at, 1))
            at += max(_PHASE_S, 1.0 / threat.growth_m_s if threat.growth_m_s > 1e-3 else horizon_s)
    return sorted(times)


def _step_of(close_s: float) -> float:
    """Return when the step begins in which an exit closes: what closes within a step is closed for the whole of it."""
    return math.floor(close_s / STEP_S + 1e-9) * STEP_S if math.isfinite(close_s) else math.inf


def _seen(place: Place, far: Any, shut: Any, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Metres [exits, people] to each exit, on foot (infinite where it is shut) and as the crow flies."""
    rows = np.clip(np.rint((y - place.gy) / place.h).astype(np.int64), 0, place.inside.shape[0] - 1)
    columns = np.clip(np.rint((x - place.gx) / place.h).astype(np.int64), 0, place.inside.shape[1] - 1)
    away = far[1:, rows, columns].astype(np.float64)
    away[shut] = np.inf
    boxes = np.array([one.area.bounds for one in place.exits])[:, :, None]
    dx = np.maximum(0.0, np.maximum(boxes[:, 0] - x, x - boxes[:, 2]))
    dy = np.maximum(0.0, np.maximum(boxes[:, 1] - y, y - boxes[:, 3]))
    return away, np.hypot(dx, dy)


def _mouth(place: Place, area: BaseGeometry) -> float:
    """Metres of an exit's edge over which people come from the ground."""
    with np.errstate(all="ignore"):
        return float(area.boundary.intersection(place.ground.buffer(-0.02)).length)


def _fields(place: Place, told: Ints, shut: Any, until: float, *, all_: bool) -> tuple[Ints, Any, Any]:
    """Return each person's field [people], and ways and times of each field: the nearest exit, then those told.

    `all_` gives a field for each exit, in their order, whoever is told it.
    """
    cost = np.where(place.inside, 1.0 / place.pace, np.inf)
    cost *= np.where(place.clear < 0.2, 2.0, 1.0)
    for threat in place.threats:
        if until > threat.from_s:
            reach = threat.radius_m + threat.growth_m_s * (until - threat.from_s) + 0.3
            cost[place.cells(shapely.Point(threat.x, threat.y).buffer(max(reach, 1e-3)))] *= _AVOID
    areas = [_arrival(place, one.area) for one in place.exits]
    for closed, cells in zip(shut, areas, strict=True):
        if closed:
            cost.ravel()[cells] = np.inf
    open_ = [place_ for place_, closed in enumerate(shut) if not closed]
    each = list(range(len(place.exits))) if all_ else np.unique(told[told >= 0]).tolist()
    wanted = [open_, *([one] if not shut[one] else [] for one in each)]
    shape = place.inside.shape
    ways = np.zeros((len(wanted), *shape, 2), np.float32)
    far = np.full((len(wanted), *shape), np.inf, np.float32)
    for at, exits in enumerate(wanted):
        sources = np.concatenate([areas[one] for one in exits]) if exits else np.zeros(0, np.int64)
        ways[at], far[at] = downhill(
            march(cost, place.east, place.north, place.h, sources), place.east, place.north, place.h
        )
        for one in exits:
            _inward(place, place.exits[one].area, areas[one], ways[at])
    goal = np.searchsorted(np.array(each, np.int64), told) + 1
    made: Ints = np.where(told >= 0, goal, 0)
    return made, ways, far


def _arrival(place: Place, area: Any) -> Ints:
    """Cells of an exit; where it is narrower than a cell, those on its edge."""
    cells = place.cells(area) & place.inside
    if not cells.any():
        edge = area.boundary
        points = shapely.line_interpolate_point(edge, np.linspace(0, 1, 2 + int(edge.length / place.h)), True)
        columns = np.rint((shapely.get_x(points) - place.gx) / place.h).astype(np.int64)
        rows = np.rint((shapely.get_y(points) - place.gy) / place.h).astype(np.int64)
        within = (rows >= 0) & (rows < cells.shape[0]) & (columns >= 0) & (columns < cells.shape[1])
        cells[rows[within], columns[within]] = True
        if (cells & place.inside).any():
            cells &= place.inside
    found: Ints = np.flatnonzero(cells.ravel())
    return found


def _inward(place: Place, area: Any, cells: Ints, ways: Any) -> None:
    """On an exit's own cells people walk on towards its middle: a cell may begin before the exit does."""
    middle = area.representative_point()
    rows, columns = np.divmod(cells, place.inside.shape[1])
    dx, dy = middle.x - (place.gx + columns * place.h), middle.y - (place.gy + rows * place.h)
    size = np.maximum(np.hypot(dx, dy), 1e-9)
    ways[rows, columns, 0], ways[rows, columns, 1] = dx / size, dy / size


def _rings(place: Place) -> tuple[Any, Any, Any, Any]:
    """Exits as rings: points [n, 2], offsets [rings + 1], the exit of each ring, and boxes [rings, 4]."""
    points, offset, owner, boxes = [], [0], [], []
    for number, one in enumerate(place.exits):
        for polygon in getattr(one.area, "geoms", [one.area]):
            for ring in (polygon.exterior, *polygon.interiors):
                made = np.asarray(ring.coords)[:-1, :2]
                points.append(made)
                offset.append(offset[-1] + len(made))
                owner.append(number)
                boxes.append([*made.min(axis=0), *made.max(axis=0)])
    return np.concatenate(points), np.array(offset), np.array(owner), np.array(boxes)


def _bad(where: str, what: str, remedy: str = "See docs/evacuation.md for the form.") -> BadInput:
    return BadInput(f"The walk's {where} {what}.", remedy=remedy, field=where)
