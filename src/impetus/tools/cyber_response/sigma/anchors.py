"""Sound literals of a rule: what must stand in an event for the rule to hold at all.

Walk the tree: an `and` needs what each child needs, an `or` needs one of what its children need (nothing, if one child
needs nothing that can be named), a `not` needs nothing. Each clause so found is a necessary condition, hence "no
literal of it occurs" proves "the rule cannot hold".
"""

import math
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from impetus.tools.cyber_response.sigma.regex_literals import required
from impetus.tools.cyber_response.sigma.text import written
from impetus.tools.cyber_response.sigma.tree import And, Atom, Node, Not, Number, Or, Regex, Text, Truth

OPEN, CLOSE = "\x02", "\x03"
"""Marks put around a text before it is searched, so that "begins with" and "ends with" are literals too."""
KEYWORDS: Final = ""
"""The field that stands for every text of the event."""


class Literal(NamedTuple):
    """A lower-cased text, with its marks, that must stand in a field."""

    field: str
    text: str


Clause = frozenset[Literal]
"""One of these must occur."""
Cost = Callable[[Clause], float]


def expected(clause: Clause) -> float:
    """Guess how often a clause holds, before any event was seen: long texts are rare."""
    return sum(math.exp(-0.3 * len(literal.text)) for literal in clause)


def clauses(node: Node, cost: Cost, most: int) -> list[Clause]:
    """Return up to `most` necessary clauses, the rarest by `cost` first; none where nothing can be named."""
    return _best(_needed(node, cost, most), cost, most)


def _needed(node: Node, cost: Cost, most: int) -> list[Clause]:
    if isinstance(node, And):
        return [clause for child in node.of for clause in _needed(child, cost, most)]
    if isinstance(node, Or):
        parts = [_best(_needed(child, cost, most), cost, most) for child in node.of]
        depth = min((len(part) for part in parts), default=0)
        return [frozenset().union(*(part[level] for part in parts)) for level in range(depth)]
    if isinstance(node, Not):
        return []
    if isinstance(node, Regex):
        field = KEYWORDS if node.field is None else node.field
        texts = required(node.pattern, node.flags)
        return [frozenset(Literal(field, text) for text in clause) for clause in texts]
    return [frozenset((literal,)) for literal in _literals(node)]


def _best(found: Iterable[Clause], cost: Cost, most: int) -> list[Clause]:
    ranked = sorted(set(found), key=lambda clause: (cost(clause), sorted(clause)))
    return ranked[:most]


def _literals(atom: Atom) -> list[Literal]:
    if isinstance(atom, Number | Truth):
        text = written(atom.value)
        return [Literal(KEYWORDS, text) if atom.field is None else Literal(atom.field, OPEN + text + CLOSE)]
    if not isinstance(atom, Text):
        return []
    if atom.cased and not all(part.isascii() for part in atom.parts if isinstance(part, str)):
        return []  # lower-casing a part may differ from lower-casing the whole (final sigma), so it proves nothing
    if not atom.parts:
        return [Literal(atom.field, OPEN + CLOSE)] if atom.field is not None else []
    found = []
    for place, part in enumerate(atom.parts):
        if isinstance(part, str) and part:
            text = part.lower()
            if atom.field is not None:
                text = (OPEN if place == 0 else "") + text + (CLOSE if place == len(atom.parts) - 1 else "")
            found.append(Literal(KEYWORDS if atom.field is None else atom.field, text))
    return found
