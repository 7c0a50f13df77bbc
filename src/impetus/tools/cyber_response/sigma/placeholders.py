"""Placeholders (`%servers%`) filled with a site's values."""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Final

import msgspec
import yaml

from impetus.kit.errors import BadInput
from impetus.tools.cyber_response.sigma.match import Unfilled
from impetus.tools.cyber_response.sigma.tree import MANY, ONE, And, Node, Not, Or, Part, Slot, Text

Values = Mapping[str, Sequence[str]]
MOST: Final = 10_000
"""Texts that one pattern may become."""


def filled(node: Node, values: Values) -> Node:
    """Return the tree with each pattern that has placeholders as the patterns of its values, one of which must fit.

    In a value `*` and `?` are wildcards, as in a rule.

    Raises:
        Unfilled: a placeholder has no values, or they make too many patterns.
    """
    if isinstance(node, And):
        return And(tuple(filled(child, values) for child in node.of))
    if isinstance(node, Or):
        return Or(tuple(filled(child, values) for child in node.of))
    if isinstance(node, Not):
        return Not(filled(node.node, values))
    if isinstance(node, Text) and any(isinstance(part, Slot) for part in node.parts):
        return _filled(node, values)
    return node


def _filled(text: Text, values: Values) -> Node:
    choices: list[list[tuple[Part, ...]]] = []
    many = 1
    for part in text.parts:
        if not isinstance(part, Slot):
            choices.append([(part,)])
            continue
        given = values.get(part.name)
        if not given:
            raise Unfilled(f"The placeholder %{part.name}% has no values.")
        many *= len(given)
        if many > MOST:
            raise Unfilled(f"Its placeholders make over {MOST:,} patterns.")
        choices.append([_pattern(value) for value in given])
    made = tuple(
        Text(text.field, _joined([part for parts in chosen for part in parts]), text.cased)
        for chosen in product(*choices)
    )
    return made[0] if len(made) == 1 else Or(made)


def _pattern(value: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    escaped = False
    for letter in value:
        if escaped or letter not in "*?\\":
            parts.append(letter if not escaped or letter in "*?\\" else "\\" + letter)
            escaped = False
        elif letter == "\\":
            escaped = True
        else:
            parts.append(MANY if letter == "*" else ONE)
    if escaped:
        parts.append("\\")
    return tuple(parts)


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    whole: list[Part] = []
    for part in parts:
        last = whole[-1] if whole else None
        if isinstance(part, str) and isinstance(last, str):
            whole[-1] = last + part
        elif part != MANY or last != MANY:
            whole.append(part)
    return tuple(whole)


def read_values(path: Path) -> Values:
    """Read placeholders' values from a YAML or JSON file: a mapping of name to a value or a list of values.

    Raises:
        BadInput: the file is no such mapping.
    """
    remedy = "Write `name: [value, value]`, one name a line."
    try:
        given = yaml.safe_load(path.read_text("utf-8"))
        listed = {str(name): one if isinstance(one, list) else [one] for name, one in dict(given or {}).items()}
        return msgspec.convert(
            {name: [str(one) for one in ones] for name, ones in listed.items()}, dict[str, list[str]]
        )
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path.name} cannot be read: {error}.", remedy="Check the path.", field="placeholders"
        ) from None
    except (yaml.YAMLError, TypeError, ValueError, msgspec.MsgspecError):
        raise BadInput(f"{path.name} holds no mapping of placeholders.", remedy=remedy, field="placeholders") from None
