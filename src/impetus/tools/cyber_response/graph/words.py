"""A step of the attack graph in words."""

from typing import Final

from impetus.model.text import Text
from impetus.tools.cyber_response.graph.build import Fact, Graph, Rule

_SAID: Final[dict[Rule, Text]] = {
    "outside": Text(en="An attacker is in {made}", it="Un attaccante è in {made}", nb="En angriper er i {made}"),
    "foothold": Text(en="From {first} into {made}", it="Da {first} in {made}", nb="Fra {first} inn i {made}"),
    "connect": Text(en="{by} of {made}", it="{by} di {made}", nb="{by} på {made}"),
    "exploit": Text(
        en="{by} gives {detail} on {made}", it="{by} dà {detail} su {made}", nb="{by} gir {detail} på {made}"
    ),
    "escalate": Text(
        en="{by} turns user into root on {made}",
        it="{by} trasforma user in root su {made}",
        nb="{by} gjør user til root på {made}",
    ),
    "lure": Text(
        en="Somebody on {made} opens what uses {by}",
        it="Qualcuno su {made} apre ciò che sfrutta {by}",
        nb="Noen på {made} åpner det som bruker {by}",
    ),
    "log_in": Text(
        en="With {by}, {detail} on {made}", it="Con {by}, {detail} su {made}", nb="Med {by}, {detail} på {made}"
    ),
    "find": Text(en="{made} lies on {first}", it="{made} si trova su {first}", nb="{made} ligger på {first}"),
    "use": Text(
        en="Who is root on {made} may do all",
        it="Chi è root su {made} può tutto",
        nb="Den som er root på {made}, kan alt",
    ),
    "plant": Text(
        en="{first} may write to {made}", it="{first} può scrivere in {made}", nb="{first} kan skrive til {made}"
    ),
    "run": Text(
        en="{made} runs what lies in {by}",
        it="{made} esegue ciò che è in {by}",
        nb="{made} kjører det som ligger i {by}",
    ),
    "lose": Text(
        en="{made} stops: it needs {by}", it="{made} si ferma: richiede {by}", nb="{made} stopper: trenger {by}"
    ),
}


def step_in_words(graph: Graph, number: int, locale: str) -> str:
    """Return what a step is, in one short sentence."""
    step = graph.steps[number]
    made = graph.facts[step.makes]
    first = graph.facts[step.premises[0]] if step.premises else Fact("begins", "")
    said = _SAID[step.rule].in_(locale)
    return said.format(made=made.what, detail=made.detail, first=first.what, by=step.by)
