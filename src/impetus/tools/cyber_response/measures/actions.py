"""Measures on a network: which steps of the attack graph each one cuts, and what the graph says is left then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from impetus.tools.cyber_response.graph.build import Fact, Graph, Step
from impetus.tools.cyber_response.graph.chances import chances
from impetus.tools.cyber_response.graph.model import City
from impetus.tools.cyber_response.graph.outlook import Outlook
from impetus.tools.cyber_response.measures.choose import Choice, Plan, choose
from impetus.tools.cyber_response.measures.library import Kind, library
from impetus.tools.cyber_response.measures.model import EXACT, Measure, Question

HOURS_A_YEAR: Final = 8766.0


@dataclass(frozen=True)
class Action:
    """A kind of measure, what it is done to, and on which host or from where, if that matters."""

    kind: Kind
    what: str
    detail: str = ""

    @property
    def id(self) -> str:
        """The action's name, the same each time."""
        return ":".join(filter(None, (self.kind, self.what, self.detail)))


@dataclass(frozen=True)
class Advice:
    """A question with its best answers. `on_graph` is what the graph says that each plan takes away."""

    asked: Question
    actions: dict[str, Action]
    choice: Choice
    on_graph: dict[tuple[str, ...], float]


def possible(outlook: Outlook, most: int = 2 * EXACT) -> list[Action]:
    """Return what may be done against the easiest ways to threatened services and the next steps, the worthiest first.

    An action counts as much as is expected to be lost by the ways that it lies on.
    """
    graph = outlook.graph
    worth: defaultdict[Action, float] = defaultdict(float)
    for service in outlook.services:
        if service.way and service.chance:
            for action in {one for step in service.way.steps for one in _against(graph, graph.steps[step])}:
                worth[action] += service.chance * service.loss
    for fact in outlook.seen:  # where somebody was seen, he can be cut off, whatever that gains
        worth[Action("isolate", graph.facts[fact].what)] += outlook.loss
    for one in outlook.next:
        for action in _against(graph, graph.steps[one.step]):
            worth[action] += one.chance * one.worth
    return sorted(worth, key=lambda action: (-worth[action], action.id))[:most]


def _against(graph: Graph, step: Step) -> Iterable[Action]:
    made = graph.facts[step.makes]
    if step.rule in ("exploit", "escalate", "lure"):
        yield Action("patch", step.by)
        yield Action("isolate", made.what)
    if step.rule == "connect":
        source = graph.facts[step.premises[0]]
        yield Action("close", made.what, made.detail)
        yield Action("block", source.what, made.what)
    if step.rule == "log_in":
        yield Action("rotate", step.by)
        yield Action("second_factor", made.what)
    if step.rule == "plant":
        yield Action("read_only", made.what)
    if step.rule in ("run", "lure"):
        yield Action("allow_list", made.what)


def cut(graph: Graph, action: Action) -> frozenset[int]:
    """Return the steps that an action cuts where it works."""
    return frozenset(number for number, step in enumerate(graph.steps) if _cuts(graph, step, action))


def _cuts(graph: Graph, step: Step, action: Action) -> bool:
    made = graph.facts[step.makes]
    first = graph.facts[step.premises[0]] if step.premises else Fact("begins", "")
    match action.kind:
        case "patch":
            return step.rule in ("exploit", "escalate", "lure") and step.by == action.what
        case "isolate":
            enters = step.rule in ("connect", "lure", "run") and made.what == action.what
            return enters or (step.rule in ("foothold", "plant", "connect") and first.what == action.what)
        case "close":
            return step.rule == "connect" and (made.what, made.detail) == (action.what, action.detail)
        case "block":
            return step.rule == "connect" and first.what == action.what and made.what == action.detail
        case "rotate":
            return step.rule == "log_in" and step.by == action.what
        case "second_factor":
            return step.rule == "log_in" and made.what == action.what
        case "read_only":
            return step.rule == "plant" and made.what == action.what
        case "allow_list":
            return step.rule in ("run", "lure") and made.what == action.what


def relief(city: City, outlook: Outlook, taken: Sequence[tuple[Action, float]], *, seed: int = 1) -> float:
    """Return which share of the expected loss goes away where these actions are taken, each with such an effect."""
    if outlook.loss <= 0:
        return 0.0
    graph, before = outlook.graph, outlook.chances
    luck = list(before.luck)
    for at, (action, effect) in enumerate(taken):
        rng = np.random.default_rng([seed, at])
        works = int.from_bytes(np.packbits(rng.random(before.trials) < effect, bitorder="little").tobytes(), "little")
        for number in cut(graph, action):
            luck[number] &= ~works
    after = chances(graph, luck, trials=before.trials, seen=outlook.seen)
    left = sum(after.of(graph.number[Fact("down", one.id)]) * one.loss for one in city.services)
    return max(0.0, 1.0 - left / outlook.loss)


def advise(
    city: City, outlook: Outlook, *, hours: float, value: float, budget: float | None = None,
    actions: Sequence[Action] | None = None, locale: str = "en",
) -> Advice:  # fmt: skip
    """Weigh what may be done. An attack goes on for `hours` a year; `value` is the infrastructure's, in money a year.

    Coverage is what the graph says an action takes away where it works; the formula combines them, and the plans that
    it puts first are reckoned on the graph once more. Taking a host away stops what depends on it.
    """
    known = list(actions) if actions is not None else possible(outlook)
    sorts = library()
    measures = []
    for one in known:
        coverage = relief(city, outlook, [(one, 1.0)])
        if coverage > 0:
            sort = sorts[one.kind]
            what = f"{one.what} {one.detail}" if one.kind == "close" else one.what
            what = f"{one.what} → {one.detail}" if one.kind == "block" else what
            measures.append(
                Measure(
                    id=one.id, name=sort.name.in_(locale).format(what=what), coverage=coverage, effect=sort.effect,
                    cost=sort.cost, disturbs=_disturbs(city, one), mitigation=sort.mitigation, defend=sort.defend,
                )
            )  # fmt: skip
    if not measures:
        empty = Plan((), 0.0, 0.0, 0.0, 0.0)
        asked = Question(loss=outlook.loss * hours, value=value, measures=())
        return Advice(asked, {}, Choice([], empty, [empty], 1, []), {})
    asked = Question(
        loss=outlook.loss * hours, value=value, measures=tuple(measures), budget=budget,
        services={one.id: one.loss for one in city.services},
    )  # fmt: skip
    choice = choose(asked)
    by_id = {one.id: one for one in known}
    effect = {one.id: one.effect for one in measures}
    plans = {plan.measures for plan in (choice.best, *choice.front)}
    on_graph = {plan: relief(city, outlook, [(by_id[one], effect[one]) for one in plan]) for plan in sorted(plans)}
    return Advice(asked, {one.id: by_id[one.id] for one in measures}, choice, on_graph)


def _disturbs(city: City, action: Action) -> dict[str, float]:
    """City services that stop where a host is taken away."""
    if action.kind != "isolate":
        return {}
    return {one.id: 1.0 for one in city.services if any(set(group) <= {action.what} for group in one.needs)}
