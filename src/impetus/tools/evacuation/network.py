"""The walking network: junctions, streets with length and width, people, and places that are safe."""

import gzip
import json
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from impetus.kit.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SPEED: Final = 1.34
"""Free walking speed, m/s (Weidmann 1993)."""
SPECIFIC_FLOW: Final = 1.22
"""Persons through one metre of width in a second at most (Weidmann 1993)."""
MOST_NODES: Final = 2_000_000
MOST_PEOPLE: Final = 5_000_000
_MOST_BYTES: Final = 512 * 1024 * 1024
_NONE: Final = np.zeros(0)


@dataclass(frozen=True, eq=False)
class Network:
    """Directed arcs between nodes; an arc takes in `width * specific_flow` persons a second, each walks `speed`.

    `x`, `y` [nodes] metres, `supply` [nodes] persons, `exit` [nodes]; `tail`, `head` [arcs] indices of nodes,
    `length`, `width` [arcs] metres. Waiting at nodes is unlimited; who reaches an exit is safe. Nobody enters an arc
    from `close_s` [arcs] seconds on (infinite: it stays open). `reached` [nodes] is when a threat comes too near for a
    post there, None without threats. `lon`, `lat` [nodes] are degrees, or have no entries.
    """

    x: Floats
    y: Floats
    supply: Ints
    exit: Flags
    tail: Ints
    head: Ints
    length: Floats
    width: Floats
    speed: float = SPEED
    specific_flow: float = SPECIFIC_FLOW
    crs: str = ""
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    lon: Floats = field(default_factory=lambda: _NONE)
    lat: Floats = field(default_factory=lambda: _NONE)
    closing: Floats | None = None
    reached: Floats | None = None

    @property
    def close_s(self) -> Floats:
        """Seconds from which nobody enters each arc [arcs]; infinite where it stays open."""
        return np.full(self.arcs, np.inf) if self.closing is None else self.closing

    @property
    def closes(self) -> bool:
        """Whether any arc closes at some time."""
        return self.closing is not None and bool(np.isfinite(self.closing).any())

    @property
    def on_earth(self) -> bool:
        """Whether it is known where the nodes lie, in degrees."""
        return len(self.lon) == self.nodes

    @property
    def nodes(self) -> int:
        """How many nodes."""
        return len(self.supply)

    @property
    def arcs(self) -> int:
        """How many arcs."""
        return len(self.tail)

    @property
    def people(self) -> int:
        """How many people."""
        return int(self.supply.sum())

    @property
    def walk(self) -> Floats:
        """Seconds to walk each arc [arcs]."""
        made: Floats = self.length / self.speed
        return made

    @property
    def rate(self) -> Floats:
        """Persons a second that each arc takes in [arcs]."""
        made: Floats = self.width * self.specific_flow
        return made


def read_network(path: Path) -> Network:
    """Read a network from JSON (`.json`, or `.json.gz`). Raise BadInput naming the field."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(f"{path.name} cannot be read: {error}.", remedy="Check the path.", field="graph") from None
    if len(raw) > _MOST_BYTES:
        raise BadInput(f"{path.name} is too large.", remedy="Cut a smaller area out.", field="graph")
    return network_of(parsed(raw, path.name))


def parsed(raw: bytes | str, name: str, field: str = "graph") -> object:
    """Return what JSON says. Raise BadInput."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise BadInput(f"{name} is not JSON.", remedy="See docs/evacuation.md for the form.", field=field) from None


def network_of(given: object, *, speed: float = SPEED, specific_flow: float = SPECIFIC_FLOW) -> Network:
    """Return the network that a JSON object describes; `docs/evacuation.md` states its form. Raise BadInput.

    `speed` and `specific_flow` hold where it says nothing of them.
    """
    if not isinstance(given, Mapping):
        raise _bad("", "is not an object")
    nodes, arcs = _list(given, "nodes", MOST_NODES), _list(given, "arcs", 4 * MOST_NODES)
    ids: dict[str, int] = {}
    for place, node in enumerate(nodes):
        if not isinstance(node, Mapping):
            raise _bad(f"nodes[{place}]", "is not an object")
        name = _name(node.get("id", place), f"nodes[{place}].id")
        if ids.setdefault(name, place) != place:
            raise _bad(f"nodes[{place}].id", f"repeats {name[:40]!r}")
    supply = np.array([_people(node, place) for place, node in enumerate(nodes)], dtype=np.int64)
    if supply.sum() > MOST_PEOPLE:
        raise _bad("nodes", f"hold more than {MOST_PEOPLE:,} people")
    ends = list(_ends(arcs, ids))
    made = Network(
        x=np.array([_number(node, "x", f"nodes[{at}].x") for at, node in enumerate(nodes)]),
        y=np.array([_number(node, "y", f"nodes[{at}].y") for at, node in enumerate(nodes)]),
        supply=supply,
        exit=np.array([node.get("exit") is True for node in nodes], dtype=np.bool_),
        tail=np.array([end[0] for end in ends], dtype=np.int64),
        head=np.array([end[1] for end in ends], dtype=np.int64),
        length=np.array([end[2] for end in ends], dtype=np.float64),
        width=np.array([end[3] for end in ends], dtype=np.float64),
        speed=_positive(given.get("free_speed_m_s", speed), "free_speed_m_s", 10),
        specific_flow=_positive(given.get("specific_flow_p_per_m_s", specific_flow), "specific_flow_p_per_m_s", 10),
        crs=str(given.get("crs", ""))[:100],
        ids=tuple(ids),
        names=tuple(end[4] for end in ends) if any(end[4] for end in ends) else (),
        lon=_degrees(nodes, "lon", 180.0),
        lat=_degrees(nodes, "lat", 90.0),
    )
    if not made.arcs:
        raise _bad("arcs", "lead nowhere")
    if made.on_earth != (len(made.lat) == made.nodes):
        raise _bad("nodes", "have a longitude without a latitude, or the other way round")
    if not made.exit.any():
        raise _bad("nodes", "hold no exit", 'Mark where people are safe by "exit": true.')
    return made


def _ends(arcs: Sequence[Any], ids: Mapping[str, int]) -> Iterator[tuple[int, int, float, float, str]]:
    for place, arc in enumerate(arcs):
        where = f"arcs[{place}]"
        if not isinstance(arc, list) or len(arc) not in (4, 5):
            raise _bad(where, "is not [from, to, length, width] with a name behind it or none")
        if len(arc) == 5 and not isinstance(arc[4], str):
            raise _bad(f"{where}[4]", "is no name")
        tail, head = (_name(arc[end], f"{where}[{end}]") for end in (0, 1))
        for end, name in enumerate((tail, head)):
            if name not in ids:
                raise _bad(f"{where}[{end}]", f"names no node: {name[:40]!r}")
        length, width = _positive(arc[2], f"{where}[2]", 100_000), _positive(arc[3], f"{where}[3]", 1000)
        if tail != head:
            yield ids[tail], ids[head], length, width, arc[4][:200] if len(arc) == 5 else ""


def _list(given: Mapping[str, Any], field: str, most: int) -> list[Any]:
    found = given.get(field)
    if not isinstance(found, list) or not found:
        raise _bad(field, "is missing or empty")
    if len(found) > most:
        raise _bad(field, f"holds more than {most:,}")
    return found


def _people(node: Mapping[str, Any], place: int) -> int:
    said = node.get("supply", 0)
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= MOST_PEOPLE:
        raise _bad(f"nodes[{place}].supply", "is no number of people")
    return round(said)


def _name(said: object, field: str) -> str:
    if isinstance(said, bool) or not isinstance(said, int | str):
        raise _bad(field, "is no name of a node: a text or a whole number")
    return str(said)


def _number(node: Mapping[str, Any], key: str, field: str) -> float:
    said = node.get(key, 0.0)
    if isinstance(said, bool) or not isinstance(said, int | float) or not -1e9 < said < 1e9:
        raise _bad(field, "is not a number of metres")
    return float(said)


def _degrees(nodes: Sequence[Mapping[str, Any]], key: str, most: float) -> Floats:
    """Degrees of all nodes; none where any node has none."""
    if any(node.get(key) is None for node in nodes):
        return _NONE
    made = np.array([_number(node, key, f"nodes[{at}].{key}") for at, node in enumerate(nodes)])
    far = np.flatnonzero(np.abs(made) > most)
    if len(far):
        raise _bad(f"nodes[{far[0]}].{key}", f"lies beyond {most:g} degrees")
    return made


def _positive(said: object, field: str, most: float) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said) or not 0 < said <= most:
        raise _bad(field, f"is not a number above 0 and up to {most:g}")
    return float(said)


def _bad(field: str, what: str, remedy: str = "See docs/evacuation.md for the form.") -> BadInput:
    return BadInput(f"The graph's {field or 'content'} {what}.", remedy=remedy, field=field or "graph")
