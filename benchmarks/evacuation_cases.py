"""The cases of RiMEA 4.1.1, IMO MSC.1/Circ.1533 and NIST TN 1822 that the evacuation engines are put to.

Each returns what it found in words and whether its criterion holds; `evacuation_rows` names criterion and source, the
tests run every one, and `python -m checks.evacuation` writes the table. Where a guideline gives no number, ours
stands in the row.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from shapely import box, union_all
from shapely.geometry.base import BaseGeometry

from impetus.tools.evacuation.crowd import crowd_of
from impetus.tools.evacuation.micro.choice import FOLLOWS, QUICKEST
from impetus.tools.evacuation.micro.place import Exit, Place, Stairs, place_of, scatter
from impetus.tools.evacuation.micro.walk import CALM, PRESSING, Manner, People, Walked, walk


class Found(NamedTuple):
    """What a case found, and whether it met its criterion."""

    result: str
    met: bool


def crowd(place: Place, area: BaseGeometry, people: int, *, seed: int = 1, speed: float = 1.34, told: int = -1,
          spread: float = 0.26) -> People:  # fmt: skip
    """People scattered over an area, with speeds about a mean (m/s)."""
    rng = np.random.default_rng(seed)
    x, y = scatter(place, area, people, rng)
    pace = np.clip(rng.normal(speed, spread, people), 0.5 * speed, 1.6 * speed)
    return People(x, y, pace, np.zeros(people), np.full(people, told))


def both(one: People, two: People) -> People:
    """Two crowds as one."""
    return People(
        np.r_[one.x, two.x],
        np.r_[one.y, two.y],
        np.r_[one.speed, two.speed],
        np.r_[one.start_s, two.start_s],
        np.r_[one.exit, two.exit],
    )


def alone(speed: float, *, metres: float = 40.0, factor: float = 1.0) -> float:
    """Seconds that one person takes for a corridor 2 m wide, all of it at `factor` times the free speed."""
    whole = box(0, 0, metres + 2, 2)
    place = place_of(whole, [Exit(box(metres + 0.5, 0, metres + 2, 2))], stairs=[Stairs(whole, factor)])
    one = People(np.array([0.5]), np.array([1.0]), np.array([speed]), np.zeros(1), np.array([-1]))
    return walk(place, one).clear_s


def corridor() -> Found:
    """RiMEA 1, NIST 2.1."""
    took = alone(1.33)
    return Found(f"{took:.1f} s", 26 <= took <= 34)


def corridor_imo() -> Found:
    """IMO 1."""
    took = alone(1.0)
    return Found(f"{took:.1f} s", abs(took - 40) <= 0.5)


def stairs(speed: float) -> Found:
    """RiMEA 2 and 3, IMO 3, NIST 2.2: ten metres of stair at `speed`, by somebody whose free speed is twice it."""
    took = alone(2 * speed, metres=10.0, factor=0.5)
    return Found(f"{took:.1f} s for {10 / speed:.1f} s", abs(took * speed / 10 - 1) <= 0.05)


def diagram() -> Found:
    """RiMEA 4: speed against density, from places a second apart, ten seconds after the start, for sixty."""
    long, wide = 120.0, 3.0
    place = place_of(box(0, 0, long, wide), [Exit(box(long - 1, 0, long, wide))])
    speeds, flows = [], []
    for density in (0.5, 1.0, 2.0, 3.0, 4.0, 5.0):
        people = crowd(place, box(0, 0, long - 1, wide), round(density * (long - 1) * wide))
        run = walk(place, people, horizon_s=40.0, every_s=1.0)
        x, then = run.frames[10:-1, :, 0], run.frames[11:, :, 0]
        there = (x >= 60) & (x < 66) & ~np.isnan(then)
        speed = float((then - x)[there].mean())
        held = there.sum() / (len(x) * 6 * wide)
        speeds.append(speed)
        flows.append(speed * held)
    falls = all(after < before for before, after in pairwise(speeds))
    said = ", ".join(f"{speed:.2f}" for speed in speeds)
    return Found(f"{said} m/s; at most {max(flows):.2f} persons/(m·s)", falls and bool(1.2 <= max(flows) <= 2.2))


def start() -> Found:
    """RiMEA 5, NIST 1.1."""
    place = place_of(box(0, 0, 8, 5), [Exit(box(7, 0, 8, 5))])
    begin = np.arange(10.0, 101.0, 10.0)
    x, y = np.linspace(0.5, 3.0, 10), np.tile([1.0, 4.0], 5)
    run = walk(place, People(x, y, np.full(10, 1.34), begin, np.full(10, -1)), every_s=0.1)
    first = [0.1 * int(np.argmax(run.frames[:, one, 0] != np.float32(x[one]))) for one in range(10)]
    worst = float(np.abs(np.array(first) - begin).max())
    return Found(f"{worst:.1f} s at most", worst <= 0.2)


def corner() -> Found:
    """RiMEA 6, NIST 2.3."""
    bend = union_all([box(0, 0, 12, 2), box(10, 0, 12, 12)])
    place = place_of(bend, [Exit(box(10, 11, 12, 12))])
    run = walk(place, crowd(place, box(0, 0, 6, 2), 20), every_s=0.1)
    at = run.frames[~np.isnan(run.frames[..., 0])].astype(np.float64)
    behind = int((~place.holds(at[:, 0], at[:, 1])).sum())
    return Found(f"{behind} of {len(at):,} places; all out after {run.clear_s:.0f} s", not behind and run.clear_s < 60)


def ages() -> Found:
    """RiMEA 7, NIST 2.4: fifty of the standard population, each alone."""
    drawn = crowd_of(np.zeros(50, np.int64), np.random.default_rng(1)).speed
    place = place_of(box(0, 0, 23, 150), [Exit(box(21, 0, 23, 150))])
    run = walk(place, People(np.full(50, 1.0), np.linspace(1.5, 148.5, 50), drawn, np.zeros(50), np.full(50, -1)))
    worst = float(np.abs(20 / run.safe_s / drawn - 1).max())
    low, high = 0.68 * (1 - 2 * 0.193), 1.61 * 1.109 * (1 + 2 * 0.193)
    within = bool((low <= drawn).all() and (drawn <= high).all())
    said = f"{drawn.min():.2f} to {drawn.max():.2f} m/s, mean {drawn.mean():.2f}; walked within {100 * worst:.1f} %"
    return Found(said, within and worst <= 0.05)


def doors() -> Found:
    """RiMEA 9: a thousand people in 30 m by 20 m; four doors of a metre, then two."""
    took = []
    for many in (4, 2):
        at = [(-1, 4), (-1, 15), (30, 4), (30, 15)] if many == 4 else [(-1, 4), (-1, 15)]
        ground = union_all([box(0, 0, 30, 20), *(box(x, y, x + 1, y + 1) for x, y in at)])
        place = place_of(ground, [Exit(box(x + 0.5 * (x > 0), y, x + 0.5 + 0.5 * (x > 0), y + 1)) for x, y in at])
        took.append(walk(place, crowd(place, box(0, 0, 30, 20), 1000)).clear_s)
    ratio = took[1] / took[0]
    return Found(f"{took[0]:.0f} s, {took[1]:.0f} s: ratio {ratio:.2f}", 1.6 <= ratio <= 2.4)


def allocation() -> Found:
    """RiMEA 10, NIST 3.1: twelve rooms on a corridor, 23 people told one of two exits."""
    rooms = [box(3 * at, 2, 3 * at + 2.5, 6) for at in range(6)] + [
        box(3 * at, -6, 3 * at + 2.5, -2) for at in range(6)
    ]
    gates = [box(3 * at + 0.8, -2, 3 * at + 1.7, 2) for at in range(6)]
    place = place_of(union_all([box(-2, -1, 20, 1), *gates, *rooms]),
                     [Exit(box(-2, -1, -1, 1), "main"), Exit(box(19, -1, 20, 1), "secondary")])  # fmt: skip
    main = {0, 1, 2, 3, 6, 7, 8, 9}  # rooms 1 to 4 and 7 to 10: fifteen people, one of them alone
    people = [1 if at == 9 else 2 for at in range(12)]
    crowds = [
        crowd(place, room, count, seed=at, told=0 if at in main else 1)
        for at, (room, count) in enumerate(zip(rooms, people, strict=True))
    ]
    whole = crowds[0]
    for one in crowds[1:]:
        whole = both(whole, one)
    run = walk(place, whole)
    took = (int((run.by == 0).sum()), int((run.by == 1).sum()))
    return Found(f"{took[0]} by the main exit, {took[1]} by the other", took == (15, 8))


def choice() -> Found:
    """RiMEA 11: a thousand people who weigh way against queue, one exit nearer than the other."""
    place = place_of(union_all([box(0, 0, 30, 20), box(9, 20, 10, 21), box(29, 20, 30, 21)]),
                     [Exit(box(9, 20.5, 10, 21)), Exit(box(29, 20.5, 30, 21))])  # fmt: skip
    run = walk(place, crowd(place, box(0, 0, 15, 20), 1000, told=QUICKEST))
    near, far = int((run.by == 0).sum()), int((run.by == 1).sum())
    return Found(f"{near} by the nearer, {far} by the other", near > far > 0)


def _necks(length: float, people: int = 150) -> Walked:
    ground = union_all([box(0, 0, 10, 10), box(10, 4.5, 10 + length, 5.5), box(10 + length, 0, 20 + length, 10)])
    place = place_of(ground, [Exit(box(18 + length, 0, 20 + length, 10))])
    return walk(place, crowd(place, box(0, 0, 9, 10), people), every_s=0.5)


def long_neck() -> Found:
    """RiMEA 12b: when the first room is empty, with a short way out of it and one of 5 m."""
    took = []
    for length in (0.5, 5.0):
        frames = _necks(length).frames[..., 0]
        took.append(0.5 * int(np.argmax(~(frames < 10).any(axis=1))))
    return Found(f"{took[0]:.0f} s, {took[1]:.0f} s", took[1] > took[0])


def two_necks() -> Found:
    """RiMEA 12c: two equal bottlenecks in line; flows between a tenth and nine tenths of the people."""
    ground = union_all(
        [box(0, 0, 10, 10), box(10, 4.5, 11, 5.5), box(11, 0, 21, 10), box(21, 4.5, 22, 5.5), box(22, 0, 32, 10)]
    )
    place = place_of(ground, [Exit(box(30, 0, 32, 10))])
    frames = walk(place, crowd(place, box(0, 0, 9, 10), 150), every_s=0.5).frames[..., 0]
    flows = []
    for line in (10.5, 21.5):
        beyond = (np.isnan(frames) | (frames > line)).sum(axis=1)
        begin, end = int(np.argmax(beyond >= 15)), int(np.argmax(beyond >= 135))
        flows.append((beyond[end] - beyond[begin]) / (0.5 * (end - begin)))
    return Found(f"{flows[0]:.2f} and {flows[1]:.2f} persons/s", bool(flows[1] <= flows[0] + 0.05))


def foot_of_stairs() -> Found:
    """RiMEA 13, NIST 5.1: a room, a corridor of 2 m and a stair as wide at half the speed."""
    ground = union_all([box(0, 0, 8, 5), box(8, 1.5, 20, 3.5), box(20, 1.5, 30, 3.5)])

    def flow(factor: float) -> tuple[float, float]:
        place = place_of(ground, [Exit(box(29, 1.5, 30, 3.5))], stairs=[Stairs(box(20, 1.5, 30, 3.5), factor)])
        run = walk(place, crowd(place, box(0, 0, 8, 5), 150), every_s=1.0)
        x = run.frames[..., 0]
        late = np.sort(run.safe_s)
        return float(135 / (late[-1] - late[14])), float(((x > 14) & (x < 20)).sum(axis=1).max() / 12)

    (level, free), (stair, foot) = flow(1.0), flow(0.5)
    return Found(f"{stair:.2f} persons/s over the stair, {level:.2f} without; {foot:.1f} persons/m² at its foot, "
                 f"{free:.1f} without", stair < level and foot > free)  # fmt: skip


def round_a_corner() -> Found:
    """RiMEA 15: 500 people through a corner, and through straight corridors of its inner and outer length."""

    def took(ground: BaseGeometry, exit_: BaseGeometry, stand: BaseGeometry) -> float:
        place = place_of(ground, [Exit(exit_)])
        return walk(place, crowd(place, stand, 500)).clear_s

    stand = box(0, 0, 30, 5)
    bend = took(union_all([box(0, 0, 40, 5), box(35, 0, 40, 25)]), box(35, 24, 40, 25), stand)
    inner, outer = (took(box(0, 0, far, 5), box(far - 1, 0, far, 5), stand) for far in (55.0, 65.0))
    return Found(f"{inner:.0f} s ≤ {bend:.0f} s ≤ {outer:.0f} s", inner <= bend <= outer)


def _door(manner: Manner, most_p_s: float = math.inf) -> float:
    place = place_of(union_all([box(0, 0, 8, 5), box(8, 2, 9, 3)]), [Exit(box(8.5, 2, 9, 3), most_p_s=most_p_s)])
    safe = walk(place, crowd(place, box(0, 0, 8, 5), 100), manner=manner).safe_s
    return float(99 / (safe.max() - safe.min()))


def door_flow() -> Found:
    """IMO 4, NIST 5.2: a hundred people, a room of 8 m by 5 m, an exit of a metre."""
    calm, pressing = _door(CALM), _door(PRESSING)
    return Found(f"{calm:.2f} persons/s where people are calm ({pressing:.2f} where they press)",
                 calm <= 1.33)  # fmt: skip


def capped_flow() -> Found:
    """IMO 4 where the exit is given the guideline's rate."""
    flow = _door(CALM, 1.33)
    return Found(f"{flow:.2f} persons/s", 1.2 <= flow <= 1.33 + 1e-6)


def groups() -> Found:
    """NIST 2.9 in form: five groups of four, one slow in each, over 40 m; a group is out together."""
    place = place_of(box(0, 0, 44, 10), [Exit(box(42, 0, 44, 10))])
    rng = np.random.default_rng(1)
    x, y = scatter(place, box(0, 0, 3, 10), 20, rng)
    order = np.argsort(y)  # who stands together walks together
    x, y, team = x[order], y[order], np.arange(20) // 4
    speed = np.where(np.arange(20) % 4 == 0, 0.7, 1.3)
    apart = []
    for group in (None, team):
        safe = walk(place, People(x, y, speed, np.zeros(20), np.full(20, -1), group)).safe_s
        apart.append(max(float(np.ptp(safe[team == one])) for one in range(5)))
    return Found(f"first and last of a group {apart[1]:.1f} s apart at most, {apart[0]:.1f} s where nobody waits",
                 apart[1] <= 5.0 < apart[0])  # fmt: skip


def influence() -> Found:
    """NIST 3.2 in form: ten people who know no exit, among nobody, and among ten who walk to the farther one."""
    place = place_of(box(0, 0, 30, 5), [Exit(box(0, 0, 1, 5)), Exit(box(29, 0, 30, 5))])
    stand = box(8, 0, 13, 5)
    unknowing = crowd(place, stand, 10, told=FOLLOWS)
    alone_, among = walk(place, unknowing).by, walk(place, both(unknowing, crowd(place, stand, 10, seed=2, told=1))).by
    by = int((alone_ == 1).sum()), int((among[:10] == 1).sum())
    return Found(f"{by[0]} of 10 take the farther exit by themselves, {by[1]} among those who do", by == (0, 10))


def counterflow() -> Found:
    """IMO 8, NIST 2.8: two rooms of 10 m by 10 m, a corridor of 10 m by 2 m; a hundred against 0, 10, 50, 100."""
    ground = union_all([box(0, 0, 10, 10), box(10, 4, 20, 6), box(20, 0, 30, 10)])
    place = place_of(ground, [Exit(box(0, 0, 0.5, 10)), Exit(box(29.5, 0, 30, 10))])
    took = []
    for against in (0, 10, 50, 100):
        people = crowd(place, box(1, 0, 9, 10), 100, told=1)
        if against:
            people = both(people, crowd(place, box(21, 0, 29, 10), against, seed=2, told=0))
        safe = walk(place, people).safe_s[:100]
        took.append(float(safe.max()))
    grows = all(after > before for before, after in pairwise(took))
    return Found(", ".join(f"{one:.0f}" for one in took) + " s", grows and bool(np.isfinite(took).all()))


def slower() -> Found:
    """NIST 2.10: a share of people at 0.6 m/s."""
    place = place_of(box(0, 0, 40, 6), [Exit(box(39, 0, 40, 6))])
    took = []
    for share in (0.0, 0.1, 0.5):
        rng = np.random.default_rng(1)
        x, y = scatter(place, box(0, 0, 20, 6), 60, rng)
        drawn = crowd_of(np.zeros(60, np.int64), np.random.default_rng(2), slow=share)
        took.append(float(walk(place, People(x, y, drawn.speed, np.zeros(60), np.full(60, -1))).safe_s.mean()))
    return Found(", ".join(f"{one:.1f}" for one in took) + " s in the mean", took[0] < took[1] < took[2])


def familiar() -> Found:
    """NIST 3.3: people told a farther exit take it."""
    place = place_of(box(0, 0, 30, 5), [Exit(box(0, 0, 1, 5)), Exit(box(29, 0, 30, 5))])
    stand = box(3, 0, 10, 5)
    free, told = (walk(place, crowd(place, stand, 20, told=one)).by for one in (-1, 1))
    said = f"{int((free == 0).sum())} of 20 by the nearer where nobody is told, {int((told == 1).sum())} by the farther"
    return Found(f"{said} where told", bool((free == 0).all() and (told == 1).all()))


CASES: Final[dict[str, Callable[[], Found]]] = {
    "rimea-1": corridor,
    "rimea-2": lambda: stairs(0.50),
    "rimea-3": lambda: stairs(0.65),
    "rimea-4": diagram,
    "rimea-5": start,
    "rimea-6": corner,
    "rimea-7": ages,
    "rimea-9": doors,
    "rimea-10": allocation,
    "rimea-11": choice,
    "rimea-12b": long_neck,
    "rimea-12c": two_necks,
    "rimea-13": foot_of_stairs,
    "rimea-15": round_a_corner,
    "imo-1": corridor_imo,
    "imo-3": lambda: stairs(1.0),
    "imo-4": door_flow,
    "imo-4-rate": capped_flow,
    "imo-8": counterflow,
    "nist-2.9": groups,
    "nist-2.10": slower,
    "nist-3.2": influence,
    "nist-3.3": familiar,
}
"""The cases by the name that their row has in `evacuation_rows`."""
