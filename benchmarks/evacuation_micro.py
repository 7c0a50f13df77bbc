"""The engine between walls: against measured crowds, on random areas, and beside JuPedSim where that is installed.

`--data` is a folder that holds `bottleneck_flow/*.txt` (width m, persons/s) and `fd_points/ug-*.txt` (persons/m², m/s),
at any depth: reduced points of experiments at the Forschungszentrum Jülich, as jpscore's `systemtest/Validation` has
them. What is absent is left out with a reason. Also a part of `python -m benchmarks.evacuation`.
"""

import sys
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from shapely import box, union_all

from benchmarks.evacuation_cases import crowd
from benchmarks.evacuation_venues import random_venue
from benchmarks.report import Figure, arguments, report
from impetus.tools.evacuation.micro.place import Exit, Place, place_of
from impetus.tools.evacuation.micro.walk import PRESSING, People, walk
from impetus.tools.evacuation.network import Floats

NECKS: Final = {"2006EG": (1.0, 180), "2006Kretz": (0.4, 100), "2009Seyfried": (2.8, 60)}
"""Length of the bottleneck in metres and people, by experiment; others are taken as the first."""
RUNS: Final = 3
GEOMETRIES: Final = 1000
PEOPLE: Final = 5000
WALKED_S: Final = 60.0


def neck_flow(width: float, length: float, people: int, seed: int) -> float:
    """Persons a second through a bottleneck, from the twentieth person (or the first fifth) to the last."""
    ground = union_all([box(-8, -4, 0, 4), box(0, -width / 2, length, width / 2), box(length, -3, length + 3, 3)])
    place = place_of(ground, [Exit(box(length + 2, -3, length + 3, 3))])
    run = walk(place, crowd(place, box(-7, -3.5, -1, 3.5), people, seed=seed), horizon_s=600)
    safe, first = np.sort(run.safe_s), min(20, people // 5)
    return float((people - 1 - first) / (safe[-1] - safe[first])) if np.isfinite(safe[-1]) else 0.0


def points(path: Path) -> Floats:
    """The rows of numbers of a file of points; lines that begin with # are left out."""
    made: Floats = np.loadtxt(path, ndmin=2)
    return made


def bottlenecks(data: Path | None, runs: int) -> Iterator[Figure]:
    """Flow error by experiment: the mean over widths of |simulated mean - measured mean|."""
    files = sorted(data.rglob("bottleneck_flow/*.txt")) if data is not None and data.is_dir() else []
    if not files:
        yield Figure("bottleneck flow: mean error", None, reason="no bottleneck_flow/*.txt under --data")
    for path in files:
        measured = points(path)
        length, people = NECKS.get(path.stem, NECKS["2006EG"])
        errors = [
            float(np.mean([neck_flow(width, length, people, seed) for seed in range(runs)]))
            - float(measured[measured[:, 0] == width, 1].mean())
            for width in np.unique(measured[:, 0]).tolist()
        ]
        error = float(np.mean(np.abs(errors)))
        said = f"mean {np.mean(errors):+.2f}, worst {np.abs(errors).max():.2f}"
        yield Figure(f"bottleneck flow, {path.stem}: mean error over {len(errors)} widths", error, "persons/s",
                     "<= 0.25", error <= 0.25, said)  # fmt: skip


def diagram(data: Path | None) -> Iterator[Figure]:
    """Speeds in an open corridor of 1.8 m at the densities measured: mean and mean absolute error."""
    files = sorted(data.rglob("fd_points/ug-*.txt")) if data is not None and data.is_dir() else []
    if not files:
        yield Figure("fundamental diagram: mean error", None, reason="no fd_points/ug-*.txt under --data")
        return
    measured = np.concatenate([points(path)[:, :2] for path in files])
    densities = np.array([0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0])
    speeds = np.array([corridor_speed(density) for density in densities.tolist()])
    inside = (measured[:, 0] >= densities[0]) & (measured[:, 0] <= densities[-1])
    errors = np.interp(measured[inside, 0], densities, speeds) - measured[inside, 1]
    yield Figure(f"fundamental diagram, corridor of 1.8 m: mean error over {int(inside.sum()):,} points",
                 float(np.abs(errors).mean()), "m/s", peer=f"mean {errors.mean():+.2f}")  # fmt: skip


def corridor_speed(density: float) -> float:
    """Mean speed in m/s in a corridor of 1.8 m at a density, between 10 and 40 s after the start."""
    long, wide = 120.0, 1.8
    place = place_of(box(0, 0, long, wide), [Exit(box(long - 1, 0, long, wide))])
    people = crowd(place, box(0, 0, long - 1, wide), round(density * (long - 1) * wide))
    run = walk(place, people, horizon_s=40.0, every_s=1.0)
    x, then = run.frames[10:-1, :, 0], run.frames[11:, :, 0]
    there = (x >= 60) & (x < 66) & ~np.isnan(then)
    return float((then - x)[there].mean())


def geometries(many: int) -> Iterator[Figure]:
    """Random areas: how many broke the engine, put somebody inside a wall or lost one."""
    broken = lost = 0
    for seed in range(1000, 1000 + many):
        try:
            place, people = random_venue(seed)
            run = walk(place, people, horizon_s=20.0)
        except Exception as error:
            broken += 1
            print(f"area {seed}: {error!r}", file=sys.stderr)
            continue
        lost += int((~place.holds(run.x, run.y)).sum() + ((run.by >= 0) != np.isfinite(run.safe_s)).sum())
    yield Figure(f"random areas of {many:,} that end a run", broken, "", "0", broken == 0)
    yield Figure("people inside a wall or lost on them", lost, "", "0", lost == 0)


def square() -> tuple[Place, People]:
    """An open square of 200 m with four exits of 8 m, and who stands on it."""
    doors = [box(96, 0, 104, 1), box(96, 199, 104, 200), box(0, 96, 1, 104), box(199, 96, 200, 104)]
    place = place_of(box(0, 0, 200, 200), [Exit(one) for one in doors])
    people = crowd(place, box(2, 2, 198, 198), PEOPLE)
    middle = np.array([[one.centroid.x, one.centroid.y] for one in doors])
    nearest = np.hypot(people.x[:, None] - middle[:, 0], people.y[:, None] - middle[:, 1]).argmin(axis=1)
    return place, People(people.x, people.y, people.speed, people.start_s, nearest)


def beside_jupedsim() -> Iterator[Figure]:
    """Agent-seconds a second on the open square, and how many times JuPedSim's (collision-free speed, version 2)."""
    place, people = square()
    walk(place, people, horizon_s=1.0)
    began = time.perf_counter()
    run = walk(place, people, manner=PRESSING, horizon_s=WALKED_S)
    rate = float(np.minimum(run.safe_s, WALKED_S).sum()) / (time.perf_counter() - began)
    yield Figure(f"open square, {PEOPLE:,} people: speed", rate, "agent-s/s")
    if find_spec("jupedsim") is None:
        yield Figure("open square: times JuPedSim", None, reason="JuPedSim is not installed (pip install --no-deps)")
        return
    jps: Any = import_module("jupedsim")
    other = jps.Simulation(model=jps.CollisionFreeSpeedModelV2(), geometry=place.ground, dt=0.05)
    stages = [other.add_exit_stage(one.area) for one in place.exits]
    journeys = [other.add_journey(jps.JourneyDescription([stage])) for stage in stages]
    for x, y, speed, told in zip(people.x, people.y, people.speed, people.exit.tolist(), strict=True):
        other.add_agent(
            jps.CollisionFreeSpeedModelV2AgentParameters(
                position=(float(x), float(y)), journey_id=journeys[told], stage_id=stages[told],
                desired_speed=float(speed),
            )
        )  # fmt: skip
    began, walked = time.perf_counter(), 0.0
    for _ in range(round(WALKED_S)):
        walked += other.agent_count()
        other.iterate(20)
    theirs = walked / (time.perf_counter() - began)
    yield Figure("open square: times JuPedSim", rate / theirs, "", ">= 5", rate >= 5 * theirs,
                 f"JuPedSim {theirs:,.0f} agent-s/s")  # fmt: skip


def measured(data: Path | None, *, short: bool) -> Iterator[Figure]:
    """Every figure; the short form walks fewer crowds and leaves speeds out."""
    yield from bottlenecks(data, 1 if short else RUNS)
    yield from diagram(data)
    yield from geometries(20 if short else GEOMETRIES)
    if not short:
        yield from beside_jupedsim()


def main() -> int:
    """Measure the engine alone."""
    given = arguments("evacuation_micro", "The engine between walls: measured crowds, random areas, JuPedSim.")
    figures = list(measured(given.data, short=given.short))
    report("evacuation_micro", figures, data=given.data, as_json=given.json)
    return 1 if any(figure.met is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
