"""A rule's tree as one predicate on a record, made of closures: every leaf is compiled once."""

import ipaddress
import operator
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from impetus.tools.cyber_response.sigma.record import Record
from impetus.tools.cyber_response.sigma.text import fits, regex, written
from impetus.tools.cyber_response.sigma.tree import (
    MANY,
    And,
    Atom,
    Cidr,
    Compare,
    Exists,
    Node,
    Not,
    Null,
    Number,
    Or,
    Regex,
    Same,
    Slot,
    Text,
    TimePart,
    Truth,
)

Predicate = Callable[[Record], bool]
_ORDERS: Final[dict[str, Callable[[float, float], bool]]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


class Unfilled(ValueError):
    """A placeholder has no values; the message names it."""


def compiled(node: Node) -> Predicate:
    """Return the predicate.

    Raises:
        Unfilled: a placeholder is left in the tree.
        HostileRegex: RE2 refuses an expression.
    """
    if isinstance(node, And):
        return _joined([compiled(child) for child in node.of], True)
    if isinstance(node, Or):
        tests, rest = _together(node)
        tests += [compiled(child) for child in rest]
        return tests[0] if len(tests) == 1 else _joined(tests, False)
    if isinstance(node, Not):
        inner = compiled(node.node)
        return lambda record: not inner(record)
    return _atom(node)


def _together(node: Or) -> tuple[list[Predicate], list[Node]]:
    """Texts of one field that begin, end or are equal, asked in one step each way; the rest as it is."""
    rest: list[Node] = []
    ends: dict[str, list[str]] = {}
    begins: dict[str, list[str]] = {}
    whole: dict[str, list[str]] = {}
    for child in node.of:
        parts = child.parts if isinstance(child, Text) and child.field is not None and not child.cased else ()
        field = child.field if isinstance(child, Text) else None
        if field is not None and len(parts) == 2 and parts[0] == MANY and isinstance(parts[1], str):
            ends.setdefault(field, []).append(parts[1].lower())
        elif field is not None and len(parts) == 2 and parts[1] == MANY and isinstance(parts[0], str):
            begins.setdefault(field, []).append(parts[0].lower())
        elif field is not None and len(parts) == 1 and isinstance(parts[0], str):
            whole.setdefault(field, []).append(parts[0].lower())
        else:
            rest.append(child)
    tests = [_texts(field, _ending(tuple(texts))) for field, texts in ends.items()]
    tests += [_texts(field, _beginning(tuple(texts))) for field, texts in begins.items()]
    return tests + [_texts(field, frozenset(texts).__contains__) for field, texts in whole.items()], rest


def _ending(texts: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda text: text.endswith(texts)


def _beginning(texts: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda text: text.startswith(texts)


def _joined(tests: list[Predicate], every: bool) -> Predicate:
    if len(tests) == 2:
        one, two = tests
        return (lambda record: one(record) and two(record)) if every else (lambda record: one(record) or two(record))

    def all_of(record: Record) -> bool:
        for test in tests:  # noqa: SIM110  # a generator costs more than the loop, and this runs a million times
            if not test(record):
                return False
        return True

    def any_of(record: Record) -> bool:
        for test in tests:  # noqa: SIM110  # as above
            if test(record):
                return True
        return False

    return all_of if every else any_of


def _atom(atom: Atom) -> Predicate:
    if isinstance(atom, Text):
        return _text(atom)
    if isinstance(atom, Number | Truth):
        return _written(atom)
    if isinstance(atom, Regex):
        return _regex(atom)
    if isinstance(atom, Null):
        name = atom.field
        return lambda record: record.fields.get(name) in (None, "")
    if isinstance(atom, Exists):
        there = atom.field
        return lambda record: there in record.fields
    if isinstance(atom, Same):
        return _same(atom)
    if isinstance(atom, Cidr):
        return _cidr(atom)
    if isinstance(atom, Compare):
        return _compare(atom)
    return _time_part(atom)


def _texts(field: str, test: Callable[[str], bool]) -> Predicate:
    """The lower-cased text, or one of them where the field is a list."""

    def predicate(record: Record) -> bool:
        value = record.lower(field)
        if type(value) is str:
            return test(value)
        return any(test(one) for one in value)

    return predicate


def _raw_texts(field: str, test: Callable[[str], bool]) -> Predicate:
    def predicate(record: Record) -> bool:
        value = record.fields.get(field)
        if type(value) is str:
            return test(value)
        return any(test(one) for one in record.exact(field))

    return predicate


def _text(atom: Text) -> Predicate:
    parts: list[str | int] = []
    for part in atom.parts:
        if isinstance(part, Slot):
            raise Unfilled(f"The placeholder %{part.name}% has no values.")
        parts.append(part if isinstance(part, int) or atom.cased else part.lower())
    field = atom.field
    if field is None:
        test = fits([MANY, *parts, MANY] if parts else [MANY])
        if atom.cased:
            return lambda record: any(test(text) for text in record.everything())
        return lambda record: any(test(text) for text in record.everything_lower())
    return (_raw_texts if atom.cased else _texts)(field, fits(parts))


def _written(atom: Number | Truth) -> Predicate:
    wanted = written(atom.value)
    if atom.field is None:
        return lambda record: any(wanted in text for text in record.everything_lower())
    return _texts(atom.field, lambda text: text == wanted)


def _regex(atom: Regex) -> Predicate:
    test = regex(atom.pattern, atom.flags)
    if atom.field is None:
        return lambda record: any(test(text) for text in record.everything())
    return _raw_texts(atom.field, test)


def _same(atom: Same) -> Predicate:
    field, other, how = atom.field, atom.other, atom.how

    def predicate(record: Record) -> bool:
        mine, theirs = record.lowers(field), record.lowers(other)
        if how == "equals":
            return any(one == two for one in mine for two in theirs)
        if how == "startswith":
            return any(one.startswith(two) for one in mine for two in theirs)
        return any(one.endswith(two) for one in mine for two in theirs)

    return predicate


def _cidr(atom: Cidr) -> Predicate:
    network = ipaddress.ip_network(atom.network)

    def inside(text: str) -> bool:
        try:
            address = ipaddress.ip_address(text.strip())
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)  # ::ffff:10.0.0.1, as dual-stack services write it
        return (mapped or address) in network

    return _texts(atom.field, inside)


def _compare(atom: Compare) -> Predicate:
    order, limit = _ORDERS[atom.order], atom.value

    def test(text: str) -> bool:
        number = as_number(text)
        return number is not None and order(number, limit)

    return _texts(atom.field, test)


def as_number(value: Any) -> float | None:
    """Return a number from how logs write one: decimal, or hexadecimal with 0x; None for anything else."""
    try:
        if isinstance(value, str):
            text = value.strip().lower()
            return float(int(text, 16)) if text.startswith("0x") else float(text)
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _time_part(atom: TimePart) -> Predicate:
    part, wanted = atom.part, atom.value

    def test(text: str) -> bool:
        try:
            time = datetime.fromisoformat(text.upper())
        except ValueError:
            return False
        return (time.isocalendar().week if part == "week" else int(getattr(time, part))) == wanted

    return _texts(atom.field, test)
