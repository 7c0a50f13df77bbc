"""`simulate` for an area between walls: many crowds, one engine, summed up as those on streets are."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from impetus.kit.clock import Clock
from impetus.tools.evacuation import result
from impetus.tools.evacuation.choices import Precision, Trigger
from impetus.tools.evacuation.crowd import crowd_of
from impetus.tools.evacuation.micro.choice import NEAREST
from impetus.tools.evacuation.micro.place import scatter
from impetus.tools.evacuation.micro.venue import Venue
from impetus.tools.evacuation.micro.walk import MANNERS, People, Walked, walk
from impetus.tools.evacuation.network import Floats, Ints
from impetus.tools.evacuation.ranking import MOST, Summary, merit, variant_of

HORIZON_S: Final = 3600.0
"""Who is not out after an hour counts as left."""
_QUICK: Final = 5
"""Runs at most where a quick answer is asked for."""


@dataclass(frozen=True, kw_only=True)
class VenueTask:
    """What is asked of an area; fields as in `solve.Task`."""

    venue: Venue
    name: str
    precision: Precision = "usual"
    seed: int = 1
    seeds: int = 30
    compliance: tuple[float, ...] = (0.5, 0.7, 1.0)
    slow: float = 0.0
    trigger: Trigger = "announcement"


def people_of(
    venue: Venue, rng: np.random.Generator, *, compliance: float = 1.0, slow: float = 0.0, trigger: Trigger = "none"
) -> People:
    """Draw who stands where: speeds and times as `crowd.crowd_of` draws them; a share `compliance` does as told."""
    x, y = np.zeros(0), np.zeros(0)
    told: Ints = np.zeros(0, np.int64)
    team: Ints = np.zeros(0, np.int64)
    for group in venue.groups:
        if group.people:
            of = team.max(initial=-1) + 1 + np.arange(group.people) // group.together
            team = np.r_[team, of if group.together > 1 else np.full(group.people, -1)]
            more_x, more_y = scatter(venue.place, group.area, group.people, rng)
            x, y = np.r_[x, more_x], np.r_[y, more_y]
            told = np.r_[told, np.full(group.people, group.exit)]
    crowd = crowd_of(np.zeros(len(x), np.int64), rng, compliance=compliance, slow=slow, trigger=trigger)
    obeys, start_s = crowd.obeys, crowd.start_s
    for one in np.unique(team[team >= 0]):  # a group decides and sets out as one
        of = team == one
        obeys[of], start_s[of] = obeys[of][0], start_s[of].max()
    finds = np.where(told < 0, told, NEAREST)
    return People(x, y, crowd.speed, start_s, np.where(obeys, told, finds), team if (team >= 0).any() else None)


def simulate_venue(
    task: VenueTask, clock: Clock, version: str, told: Callable[[float, str, dict[str, float]], None]
) -> result.Result:
    """Walk crowds out of the area: as told, for each share who do so, and everybody by the nearest open exit.

    Raise BadInput where they have no room.
    """
    began, venue = clock.monotonic(), task.venue
    seeds = min(task.seeds, _QUICK) if task.precision == "quick" else task.seeds
    tries: list[tuple[Literal["plan", "nearest"], float]] = [
        ("plan", share) for share in (task.compliance if venue.led else ())
    ]
    tries.append(("nearest", 0.0))
    variants: list[result.Variant] = []
    exits: list[list[result.VenueExit]] = []
    speeds: list[float] = []
    told(0.02, "progress.walking", {})
    with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
        for name, share in tries:

            def run(turn: int, share: float = share) -> tuple[Walked, Floats]:
                rng = np.random.default_rng([task.seed, turn])
                people = people_of(venue, rng, compliance=share, slow=task.slow, trigger=task.trigger)
                return walk(venue.place, people, manner=MANNERS[venue.manner], horizon_s=HORIZON_S), people.speed

            summaries, used = [], []
            for made, speed in pool.map(run, range(seeds)):
                summaries.append(_summary(made))
                used.append(_used(made, len(venue.place.exits)))
                speeds.append(float(speed.mean()))
                told((len(variants) + len(summaries) / seeds) / len(tries), "progress.walking", {})
            variants.append(variant_of(name, share, summaries))
            exits.append(_exits(venue, used))
    best = min(range(len(variants)), key=lambda at: merit(variants[at]))
    return result.Result(
        kind="simulate",
        version=version,
        note=result.NOTE,
        inputs=result.Inputs(
            graph=task.name,
            sha256=venue.sha256,
            nodes=0,
            arcs=0,
            exits=len(venue.place.exits),
            people=venue.people,
            safe_already=0,
            cut_off=0,
            threats=len(venue.place.threats),
            closing_arcs=0,
            speed_m_s=round(float(np.mean(speeds)), 3),
            specific_flow_p_per_m_s=0.0,
            seed=task.seed,
        ),
        variants=variants,
        best=variants[best].plan,
        venue=result.Venue(
            area_m2=round(venue.place.ground.area, 1), cell_m=venue.place.h, manner=venue.manner, exits=exits[best]
        ),
        took_s=round(clock.monotonic() - began, 2),
    )


def _summary(made: Walked) -> Summary:
    got_out = made.safe_s[np.isfinite(made.safe_s)]
    return Summary(
        clear_s=float(got_out.max(initial=0.0)),
        most_s=float(np.quantile(got_out, MOST)) if len(got_out) else 0.0,
        dense_s=made.dense_s,
        left=len(made.safe_s) - len(got_out),
        most=np.array([made.densest]),
        times=np.sort(made.safe_s),
        levels=made.levels,
    )


def _used(made: Walked, exits: int) -> list[tuple[int, float]]:
    """People and seconds of the last, by exit."""
    return [(int((made.by == one).sum()), float(made.safe_s[made.by == one].max(initial=0.0))) for one in range(exits)]


def _exits(venue: Venue, runs: Sequence[list[tuple[int, float]]]) -> list[result.VenueExit]:
    middle = np.median(np.array(runs), axis=0)
    return [
        result.VenueExit(name=one.name, people=round(float(people)), last_s=round(float(last), 1))
        for one, (people, last) in zip(venue.place.exits, middle, strict=True)
    ]
