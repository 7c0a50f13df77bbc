"""Model places to try plans on before a city's own map is in: no real ones, but of usual sizes and widths.

They follow the trial in Padova in 2022 (a fenced square with three narrow exits and 80 people of mixed ages; a protest
in a square), and two places that every city has.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

_DEGREE_M: Final = 111_195.0

Graph = dict[str, Any]


def _place(name: str, nodes: Sequence[Graph], arcs: Sequence[list[Any]]) -> Graph:
    """Both directions of each way, and degrees near the equator and Greenwich: these places lie nowhere."""
    placed = [{**node, "lon": node["x"] / _DEGREE_M, "lat": node["y"] / _DEGREE_M} for node in nodes]
    back = [[head, tail, *rest] for tail, head, *rest in arcs]
    return {"name": name, "nodes": placed, "arcs": [*arcs, *back]}


def _floor(
    prefix: str, x: float, y: float, columns: int, rows: int, step: float, people: int
) -> tuple[list[Graph], list[list[Any]]]:
    """An open floor as a grid whose ways are as wide as its meshes."""
    count = columns * rows
    nodes = [
        {
            "id": f"{prefix}{column}.{row}",
            "x": x + column * step,
            "y": y + row * step,
            "supply": people * (row * columns + column + 1) // count - people * (row * columns + column) // count,
        }
        for row in range(rows)
        for column in range(columns)
    ]
    arcs: list[list[Any]] = []
    for row in range(rows):
        for column in range(columns):
            here = f"{prefix}{column}.{row}"
            if column + 1 < columns:
                arcs.append([here, f"{prefix}{column + 1}.{row}", step, step])
            if row + 1 < rows:
                arcs.append([here, f"{prefix}{column}.{row + 1}", step, step])
    return nodes, arcs


def fenced_square() -> Graph:
    """A fenced square of 40 m with three exits of a metre, 80 people."""
    nodes, arcs = _floor("s", 0, 0, 9, 9, 5.0, 80)
    gates = (("west gate", "s0.4", -6, 20), ("north gate", "s6.8", 30, 46), ("east gate", "s8.2", 46, 10))
    for name, at, x, y in gates:
        nodes.append({"id": name, "x": x, "y": y, "exit": True})
        arcs.append([at, name, 6.0, 1.0, name])
    return _place("fenced square", nodes, arcs)


def protest() -> Graph:
    """A square of 120 by 80 m, 5,000 people, six streets of different widths."""
    nodes, arcs = _floor("s", 0, 0, 13, 9, 10.0, 5000)
    streets = (
        ("Corso", "s0.4", -1, 0, 10.0), ("Via del Mercato", "s12.6", 1, 0, 6.0), ("Via dei Fabbri", "s12.1", 1, 0, 3.5),
        ("Ponte", "s3.8", 0, 1, 4.0), ("Via Nuova", "s9.8", 0, 1, 8.0), ("Vicolo", "s5.0", 0, -1, 2.0),
    )  # fmt: skip
    place = {node["id"]: node for node in nodes}
    for name, at, east, north, width in streets:
        x, y = place[at]["x"], place[at]["y"]
        before = at
        for turn in range(1, 5):
            here = f"{name} {turn}"
            nodes.append({"id": here, "x": x + east * 50 * turn, "y": y + north * 50 * turn, "exit": turn == 4})
            arcs.append([before, here, 50.0, width, name])
            before = here
    return _place("protest in a square", nodes, arcs)


def stadium() -> Graph:
    """Stands in 24 blocks about a pitch, 20,000 people; stairs of 2.4 m, a ring walk of 6 m, eight gates of 4 m."""
    nodes: list[Graph] = []
    arcs: list[list[Any]] = []
    for block in range(24):
        angle = 2 * math.pi * block / 24
        for ring, reach, people in (("block", 70.0, 834 if block < 8 else 833), ("walk", 100.0, 0)):
            nodes.append({"id": f"{ring} {block + 1}", "x": round(reach * 1.3 * math.cos(angle), 1),
                          "y": round(reach * math.sin(angle), 1), "supply": people})  # fmt: skip
        arcs.append([f"block {block + 1}", f"walk {block + 1}", 32.0, 2.4, f"stairs {block + 1}"])
        arcs.append([f"walk {block + 1}", f"walk {(block + 1) % 24 + 1}", 30.0, 6.0, "ring walk"])
        if block % 3 == 0:
            gate = f"gate {block // 3 + 1}"
            nodes.append({"id": gate, "x": round(140 * 1.3 * math.cos(angle), 1),
                          "y": round(140 * math.sin(angle), 1), "exit": True})  # fmt: skip
            arcs.append([f"walk {block + 1}", gate, 45.0, 4.0, gate])
    return _place("stadium", nodes, arcs)


def metro() -> Graph:
    """A platform of 120 m, 1,200 people of two trains, two stairs and an escalator that stands, three mouths."""
    nodes, arcs = _floor("p", 0, 0, 25, 2, 5.0, 1200)
    hall, ways = _floor("h", 20, 25, 17, 2, 5.0, 0)
    nodes += hall
    arcs += ways
    stairs = (("west stairs", "p4.0", "h0.0", 2.4), ("escalator", "p12.0", "h8.0", 1.0))
    for name, at, to, width in (*stairs, ("east stairs", "p20.0", "h16.0", 2.4)):
        # stairs: 8 m up at 0.5 m/s take as long as 21 m on the flat (RiMEA 4.1.1, 30 to 50 years)
        arcs.append([at, to, 21.0, width, name])
    mouths = (("mouth A", "h0.1", 0, 65, 3.0), ("mouth B", "h8.1", 60, 70, 2.0), ("mouth C", "h16.1", 120, 65, 3.0))
    for name, at, x, y, width in mouths:
        nodes.append({"id": name, "x": x, "y": y, "exit": True})
        arcs.append([at, name, 40.0, width, name])
    return _place("metro mouth", nodes, arcs)


PRESETS: Final[dict[str, Callable[[], Graph]]] = {
    "fenced_square": fenced_square,
    "protest": protest,
    "stadium": stadium,
    "metro": metro,
}
"""Model places by name."""
