"""The logical attack graph: facts an attacker may bring about, and the steps that bring them about.

In form as MulVAL's (Ou, Govindavajhala and Appel 2005): a step needs all its premises, a fact any one of its steps. The
steps' rules are our own; docs/cyber.md lists them. Reachability goes through zones, so that the graph grows with hosts
and weaknesses and not with pairs of hosts.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from impetus.tools.cyber_response.graph.model import City, Host, Privilege, Service, Vulnerability

Kind = Literal["begins", "present", "access", "control", "credential", "write", "down"]
Rule = Literal[
    "outside", "foothold", "connect", "exploit", "escalate", "lure", "log_in", "find", "use", "plant", "run", "lose"
]
TECHNIQUE: Final[dict[Rule, str]] = {
    "connect": "T1021", "exploit": "T1210", "escalate": "T1068", "lure": "T1204", "log_in": "T1078", "find": "T1552",
    "plant": "T1080", "run": "T1080",
}  # fmt: skip
"""ATT&CK technique of the steps that have one."""
_FROM_OUTSIDE: Final = "T1190"
CERTAIN: Final = 1.0
LOG_IN: Final = 0.9
LURE: Final = 0.5
"""How likely a step succeeds that is no exploit: who has a password logs in, somebody opens what he is sent."""


@dataclass(frozen=True)
class Fact:
    """Something that holds once an attacker brought it about; `what` is a zone, host, credential, folder or service."""

    kind: Kind
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """All of `premises` and luck of `chance` bring about `makes`; numbers are of facts. `by` is what is used."""

    rule: Rule
    premises: tuple[int, ...]
    makes: int
    chance: float
    by: str = ""
    technique: str = ""


@dataclass
class Graph:
    """Facts by number, steps by number, and the steps of each fact."""

    facts: list[Fact] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    number: dict[Fact, int] = field(default_factory=dict)

    def fact(self, kind: Kind, what: str, detail: str = "") -> int:
        """Return a fact's number; a new fact is added."""
        one = Fact(kind, what, detail)
        if one not in self.number:
            self.number[one] = len(self.facts)
            self.facts.append(one)
        return self.number[one]

    def step(
        self,
        rule: Rule,
        premises: Iterable[int],
        makes: int,
        chance: float = CERTAIN,
        by: str = "",
        technique: str = "",
    ) -> None:
        """Add a step."""
        self.steps.append(Step(rule, tuple(premises), makes, chance, by, technique or TECHNIQUE.get(rule, "")))


def build(city: City) -> Graph:
    """Return the graph of a network that was checked."""
    made = Graph()
    ways = _Ways(city)
    for place in city.from_:
        made.step("outside", [], made.fact("present", place))
    for host in city.hosts:
        user, root = (made.fact("control", host.id, one) for one in ("user", "root"))
        made.step("use", [root], user)
        for whom in (host.zone, host.id):
            made.step("foothold", [user], made.fact("present", whom))
        for service in host.services:
            _service(made, ways, host, service)
        for weak in host.vulnerabilities:
            _weakness(made, ways, host, weak)
        for kept in host.keeps:
            made.step("find", [root], made.fact("credential", kept))
        for folder in host.exports:
            made.step("plant", [root], made.fact("write", folder), by=host.id)
        for folder in host.writes:
            made.step("plant", [user], made.fact("write", folder), by=host.id)
        for folder in host.mounts:
            made.step("run", [made.fact("write", folder)], root, LURE, folder)
    for service_ in city.services:
        down = made.fact("down", service_.id)
        for group in service_.needs:
            made.step("lose", [made.fact("control", one, "user") for one in group], down, by=", ".join(group))
    return made


class _Ways:
    """Who may connect to a host."""

    def __init__(self, city: City) -> None:
        self.outside = set(city.from_)
        self.to: defaultdict[str, list[tuple[str, frozenset[int]]]] = defaultdict(list)
        self.out: defaultdict[str, set[str]] = defaultdict(set)
        for flow in city.flows:
            self.to[flow.target].append((flow.source, frozenset(flow.ports)))
            self.out[flow.source].add(flow.target)
        for zone in {one.zone for one in city.hosts} - set(city.apart):
            self.to[zone].append((zone, frozenset()))

    def sources(self, host: Host, port: int) -> list[str]:
        """Zones and hosts from which a port of a host is reached."""
        every = [*self.to.get(host.zone, ()), *self.to.get(host.id, ())]
        return sorted({source for source, ports in every if not ports or port in ports} - {host.id})

    def surfs(self, host: Host) -> bool:
        """Whether a host may open connections to where attackers are."""
        return bool((self.out[host.zone] | self.out[host.id]) & self.outside)


def _access(made: Graph, ways: _Ways, host: Host, service: Service) -> int:
    access = made.fact("access", host.id, service.name)
    for source in ways.sources(host, service.port):
        made.step("connect", [made.fact("present", source)], access, by=f"{source} to port {service.port}")
    return access


def _service(made: Graph, ways: _Ways, host: Host, service: Service) -> None:
    access = _access(made, ways, host, service)
    if service.login:
        for one in host.accounts:
            key = made.fact("credential", one.credential)
            made.step("log_in", [access, key], made.fact("control", host.id, one.privilege), LOG_IN, one.credential)


def _weakness(made: Graph, ways: _Ways, host: Host, weak: Vulnerability) -> None:
    service = next((one for one in host.services if one.name == weak.service), None)
    gives: Privilege = weak.gives if weak.gives != "as_service" else service.runs_as if service else "user"
    result = made.fact("control", host.id, gives)
    if weak.reach == "local":
        made.step("escalate", [made.fact("control", host.id, "user")], result, weak.chance, weak.id)
    elif weak.reach == "client":
        if ways.surfs(host):
            lured = [made.fact("present", place) for place in sorted(ways.outside)[:1]]
            made.step("lure", lured, result, weak.chance * LURE, weak.id)
    elif service is not None:
        outside = ways.outside & set(ways.sources(host, service.port))
        access = made.fact("access", host.id, service.name)
        made.step("exploit", [access], result, weak.chance, weak.id, _FROM_OUTSIDE if outside else "")
