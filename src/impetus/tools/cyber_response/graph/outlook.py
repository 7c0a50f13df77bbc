"""What follows from alerts on the graph: which steps come next, and which services of the city are threatened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from impetus.kit.errors import BadInput
from impetus.tools.cyber_response.graph.build import Fact, Graph, build
from impetus.tools.cyber_response.graph.chances import TRIALS, Chances, chances, draw
from impetus.tools.cyber_response.graph.model import City, Privilege
from impetus.tools.cyber_response.graph.ways import Easiest, Way

NEXT: Final = 10
_WEIGHED: Final = 40
"""So many of the likeliest steps are weighed by what they would lead to."""


@dataclass(frozen=True)
class Sighting:
    """An alert on the graph: somebody has got so far on a host, and how sure that is."""

    host: str
    privilege: Privilege = "user"
    sure: float = 1.0


@dataclass(frozen=True)
class Threatened:
    """A service of the city: how likely it is lost (with its 95 % interval), what that costs an hour, by which way."""

    service: str
    chance: float
    low: float
    high: float
    loss: float
    way: Way | None


@dataclass(frozen=True)
class Next:
    """A step that can be taken now: how likely it succeeds, and how much more is lost an hour if it does."""

    step: int
    chance: float
    worth: float


@dataclass(frozen=True)
class Outlook:
    """The graph with what is likely on it."""

    graph: Graph
    chances: Chances
    seen: dict[int, int]
    services: list[Threatened]
    next: list[Next]

    @property
    def loss(self) -> float:
        """Money an hour that is lost in expectation."""
        return sum(one.chance * one.loss for one in self.services)


def look(
    city: City, sightings: Sequence[Sighting] = (), *, trials: int = TRIALS, seed: int = 1, steps: int = NEXT
) -> Outlook:
    """Reckon what an attacker may do who has got as far as was seen. Raise BadInput where a host is not known."""
    graph = build(city)
    luck = draw(graph, trials=trials, seed=seed)
    seen = _seen(graph, sightings, trials)
    found = chances(graph, luck, trials=trials, seen=seen)
    has = [fact for fact, bits in seen.items() if bits]
    easiest = Easiest(graph, has)
    services = []
    for service in city.services:
        down = graph.number[Fact("down", service.id)]
        low, high = found.interval(down)
        services.append(Threatened(service.id, found.of(down), low, high, service.loss, easiest.way(down)))
    services.sort(key=lambda one: (-one.chance * one.loss, -one.chance, one.service))
    return Outlook(graph, found, seen, services, _next(city, graph, found, seen, steps) if sightings else [])


def _seen(graph: Graph, sightings: Sequence[Sighting], trials: int) -> dict[int, int]:
    seen: dict[int, int] = {}
    for at, one in enumerate(sightings):
        fact = graph.number.get(Fact("control", one.host, one.privilege))
        if fact is None:
            raise BadInput(
                f"The sighting's host {one.host!r} is not in the network.",
                remedy="Add it to the network, or name the host as the network does.",
                field=f"sightings[{at}].host",
            )
        # The first trials are those in which the alert is right: as good as any, since trials are independent.
        bits = (1 << round(trials * one.sure)) - 1
        seen[fact] = seen.get(fact, 0) | bits
    return seen


def _next(city: City, graph: Graph, found: Chances, seen: dict[int, int], most: int) -> list[Next]:
    """Steps that nothing but luck stands before, by what they lead to."""
    least = found.trials // 2
    holds = _reached(graph, seen)
    open_ = []
    for number, step in enumerate(graph.steps):
        ready = step.chance < 1.0 and step.premises and all(holds[one].bit_count() >= least for one in step.premises)
        if ready and not holds[step.makes]:
            open_.append((number, step.chance))
    open_.sort(key=lambda one: -one[1])
    downs = [(graph.number[Fact("down", one.id)], one.loss) for one in city.services]
    every = (1 << found.trials) - 1
    weighed = []
    for number, chance in open_[:_WEIGHED]:
        then = chances(graph, found.luck, trials=found.trials, seen={**seen, graph.steps[number].makes: every})
        worth = sum(max(0.0, then.of(down) - found.of(down)) * loss for down, loss in downs)
        weighed.append(Next(number, chance, worth))
    weighed.sort(key=lambda one: (-one.chance * one.worth, -one.chance, one.step))
    return weighed[:most]


def _reached(graph: Graph, seen: dict[int, int]) -> list[int]:
    """What holds without luck: what was seen, and what certainly follows."""
    luck = [-1 if step.chance >= 1.0 else 0 for step in graph.steps]
    trials = max((bits.bit_length() for bits in seen.values()), default=1)
    every = (1 << trials) - 1
    return chances(graph, [every & one for one in luck], trials=trials, seen=seen).facts
