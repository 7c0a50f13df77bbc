"""The mesoscopic engine: every person, queues with room for so many, and queues that back up into the streets behind.

A spatial queue model (Gawron 1998; Simon, Esser and Nagel 1999): an arc holds at most `length * width * jam` people,
lets in and out `width * specific_flow` a second, and is walked at the speed that Weidmann's relation (1993) gives for
the density one finds on entering it; the fast overtake the slow. Who cannot enter the next arc stands where he is and
keeps those behind him.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from impetus.tools.evacuation.compiled import compiled
from impetus.tools.evacuation.network import Flags, Floats, Ints, Network
from impetus.tools.evacuation.routes import Arcs, Routes, onward

JAM: Final = 5.4
"""Persons a square metre at which nobody moves (Weidmann 1993)."""
_GAMMA: Final = 1.913
"""Weidmann's constant, 1/m²."""
_DENSEST: Final = 1.75
"""Density of the greatest flow: beyond it people stand in a queue, whose time the exits' rates make, not the walk."""
_SQUEEZE_S: Final = 120.0
"""Seconds at the head of a queue after which one squeezes in: streets that wait for each other in a circle dissolve."""
_PHASES: Final = 12
_TRIES: Final = 16
"""So many of those who wait at a place try in a second to set out, each his own way."""
SLICE_S: Final = 10.0
"""Seconds of a slice of the density map."""


@dataclass(frozen=True, eq=False)
class Crowd:
    """Who walks: `origin` [people] nodes, `speed` [people] m/s free, `start_s` [people], `obeys` [people]."""

    origin: Ints
    speed: Floats
    start_s: Floats
    obeys: Flags


@dataclass(frozen=True, eq=False)
class Run:
    """One run: `safe_s` [people] (infinite: not within the horizon), `most` [arcs] persons a square metre at the worst.

    `present` [slices, arcs] people on each arc at the end of each slice of `SLICE_S`; `squeezed` counts how often a
    circle of queues was dissolved.
    """

    safe_s: Floats
    most: Floats
    present: Any
    squeezed: int

    @property
    def clear_s(self) -> float:
        """When the last is safe."""
        return float(self.safe_s.max(initial=0.0))


@dataclass(frozen=True, eq=False)
class Field:
    """Where people go who follow nothing but their feet: `arc` [phases, nodes] holds from `since_s` [phases] on."""

    arc: Ints
    since_s: Floats


def field_of(network: Network) -> Field:
    """The way to the nearest exit; where streets close, again after each closing (at most `_PHASES` of them)."""
    times = np.unique(network.close_s[np.isfinite(network.close_s)])
    if len(times) > _PHASES:
        times = times[np.linspace(0, len(times) - 1, _PHASES).round().astype(np.int64)]
    times = np.unique(np.r_[0.0, times])
    return Field(np.stack([onward(network, float(time)) for time in times]), times)


def simulate(
    network: Network,
    crowd: Crowd,
    field: Field,
    *,
    routes: Routes | None = None,
    horizon_s: float = 7200,
    seed: int = 1,
) -> Run:
    """Walk a crowd out, in steps of a second.

    Who obeys follows `routes` (one a person of the crowd, in its order) up to a street that is closed by then, all
    others `field`. Nobody enters an arc that is closed. The same seed gives the same run.
    """
    area = network.length * network.width
    room = np.maximum(1, np.floor(area * JAM)).astype(np.int64)
    arcs: Arcs = routes.arcs if routes is not None else np.full((len(crowd.origin), 1), -1, dtype=np.int32)
    if not arcs.shape[1]:
        arcs = np.full((len(crowd.origin), 1), -1, dtype=np.int32)
    safe, most, present, squeezed = _walk(
        network.tail, network.head, network.length, network.rate, network.close_s, area, room, network.exit,
        field.arc, field.since_s, arcs, crowd.origin, crowd.speed, crowd.start_s, crowd.obeys.copy(),
        int(horizon_s), seed,
    )  # fmt: skip
    return Run(safe, most, present, int(squeezed))


@compiled
def _weidmann(density: Any) -> Any:  # pragma: no cover
    """Speed as a share of the free one at a density in persons a square metre."""
    if density <= 0.0:
        return 1.0
    return 1.0 - np.exp(-_GAMMA * (1.0 / min(density, _DENSEST) - 1.0 / JAM))


@compiled
def _put(person: Any, arc: Any, ring: Any, offset: Any, begin: Any, count: Any, ready: Any) -> None:  # pragma: no cover
    """Put a person into an arc's queue, before those whom he overtakes on the way."""
    spaces = offset[arc + 1] - offset[arc]
    place = count[arc]
    while place > 0:
        ahead = ring[offset[arc] + (begin[arc] + place - 1) % spaces]
        if ready[ahead] <= ready[person]:
            break
        ring[offset[arc] + (begin[arc] + place) % spaces] = ahead
        place -= 1
    ring[offset[arc] + (begin[arc] + place) % spaces] = person
    count[arc] += 1


@compiled
def _walk(
    tail: Any, head: Any, length: Any, rate: Any, close: Any, area: Any, room: Any, exit_: Any, field: Any,
    since: Any, arcs: Any, origin: Any, speed: Any, start: Any, obeys: Any, horizon: Any, seed: Any,
) -> Any:  # pragma: no cover  # fmt: skip
    people, streets, nodes = origin.size, tail.size, exit_.size
    # a queue an arc, and behind them one a node for those who have not set out
    offset = np.zeros(streets + 1, np.int64)
    for arc in range(streets):
        offset[arc + 1] = offset[arc] + room[arc] + 8
    ring = np.empty(offset[streets], np.int32)
    begin, count = np.zeros(streets, np.int64), np.zeros(streets, np.int64)
    order = np.argsort(start)
    waiting_first = np.full(nodes, -1, np.int64)
    waiting_last = np.full(nodes, -1, np.int64)
    behind = np.full(people, -1, np.int64)
    for person in order:
        node = origin[person]
        if waiting_first[node] < 0:
            waiting_first[node] = person
        else:
            behind[waiting_last[node]] = person
        waiting_last[node] = person
    full_nodes = np.flatnonzero(waiting_first >= 0)
    ready = np.zeros(people)
    place = np.zeros(people, np.int64)
    safe = np.full(people, np.inf)
    into, out = np.ones(streets), np.ones(streets)
    stood = np.zeros(streets)
    most = np.zeros(streets)
    slices = horizon // 10 + 1
    present = np.zeros((slices, streets), np.uint16)
    busy = np.zeros(streets, np.bool_)
    active = np.empty(streets, np.int64)
    actives = 0
    last_step = np.zeros(streets, np.int64)
    left, squeezed, phase, step = people, 0, 0, 0
    for step in range(horizon):
        if left == 0:
            break
        now = float(step)
        while phase + 1 < since.size and since[phase + 1] <= now:
            phase += 1
        onward = field[phase]
        # those who have not set out
        for at in range(full_nodes.size):
            node = full_nodes[at]
            person = waiting_first[node]
            before, refused = -1, 0
            while person >= 0 and start[person] <= now and refused < _TRIES:
                goes = False
                if exit_[node]:
                    safe[person] = now
                    left -= 1
                    goes = True
                else:
                    if obeys[person] and (arcs[person, 0] < 0 or close[arcs[person, 0]] <= now):
                        obeys[person] = False
                    arc = arcs[person, 0] if obeys[person] else onward[node]
                    if arc >= 0 and close[arc] > now:
                        into[arc] = min(1.0 + rate[arc], into[arc] + rate[arc] * (step - last_step[arc]))
                        last_step[arc] = step
                        goes = into[arc] >= 1.0 and count[arc] < room[arc]
                    if goes:
                        into[arc] -= 1.0
                        walk = length[arc] / (speed[person] * _weidmann(count[arc] / area[arc]))
                        ready[person] = now + walk
                        _put(person, arc, ring, offset, begin, count, ready)
                        if not busy[arc]:
                            busy[arc] = True
                            active[actives] = arc
                            actives += 1
                after = behind[person]
                if not goes:
                    before = person
                    refused += 1
                elif before < 0:
                    waiting_first[node] = after
                else:
                    behind[before] = after
                person = after
        # heads of queues, in an order that favours nobody
        shift = (step * 7919 + seed * 104729) % max(1, actives)
        for at in range(actives):
            arc = active[(at + shift) % actives]
            out[arc] = min(1.0 + rate[arc], out[arc] + rate[arc])
            moved = False
            while count[arc] > 0 and out[arc] >= 1.0:
                size = offset[arc + 1] - offset[arc]
                person = ring[offset[arc] + begin[arc] % size]
                if ready[person] > now:
                    moved = True
                    break
                node = head[arc]
                if exit_[node]:
                    safe[person] = max(now, ready[person])
                    left -= 1
                else:
                    step_on = place[person] + 1
                    told = arcs[person, step_on] if obeys[person] and step_on < arcs.shape[1] else -1
                    if told < 0 or close[told] <= now:
                        obeys[person] = False
                        told = -1
                    other = told if told >= 0 else onward[node]
                    if other < 0 or close[other] <= now:
                        break
                    into[other] = min(1.0 + rate[other], into[other] + rate[other] * (step - last_step[other]))
                    last_step[other] = step
                    pressed = stood[arc] > _SQUEEZE_S and count[other] < offset[other + 1] - offset[other]
                    if not pressed and (into[other] < 1.0 or count[other] >= room[other]):
                        break
                    if pressed and count[other] >= room[other]:
                        squeezed += 1
                    into[other] -= 1.0
                    place[person] = step_on
                    walk = length[other] / (speed[person] * _weidmann(count[other] / area[other]))
                    ready[person] = max(now, ready[person]) + walk
                    _put(person, other, ring, offset, begin, count, ready)
                    if not busy[other]:
                        busy[other] = True
                        active[actives] = other
                        actives += 1
                begin[arc] += 1
                count[arc] -= 1
                out[arc] -= 1.0
                moved = True
            stood[arc] = 0.0 if moved or count[arc] == 0 else stood[arc] + 1.0
        # what is empty rests; the rest is looked at every ten seconds
        kept = 0
        for at in range(actives):
            arc = active[at]
            if count[arc] > 0:
                active[kept] = arc
                kept += 1
                if step % 10 == 9:
                    present[step // 10, arc] = min(count[arc], 65535)
                    most[arc] = max(most[arc], count[arc] / area[arc])
            else:
                busy[arc] = False
        actives = kept
    return safe, most, present[: min(slices, step // 10 + 1)], squeezed
