"""A rule as plain data: what pySigma's parse is turned into, what is kept on disk, and what the evaluator compiles.

Nothing here knows pySigma, so that another parser could stand in its place.
"""

from typing import Final, Literal

import msgspec

MANY: Final = 0
"""`*` in a pattern: any run of characters."""
ONE: Final = 1
"""`?` in a pattern: any one character."""

Order = Literal["lt", "lte", "gt", "gte", "eq", "neq"]
Kind = Literal[
    "event_count",
    "value_count",
    "temporal",
    "temporal_ordered",
    "value_sum",
    "value_avg",
    "value_percentile",
    "value_median",
]


class Struct(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """Base of everything here: immutable, and told apart by its class name on disk."""


class Slot(Struct, frozen=True):
    """A placeholder (`%name%` with the modifier `expand`) that a site fills."""

    name: str


Part = str | int | Slot


class Text(Struct, frozen=True):
    """The field's text fits the pattern; without a field, some text of the event contains it."""

    field: str | None
    parts: tuple[Part, ...]
    cased: bool = False


class Number(Struct, frozen=True):
    """The field is this number, written as a number or as text."""

    field: str | None
    value: int | float


class Truth(Struct, frozen=True):
    """The field is true or false, written as such or as text."""

    field: str | None
    value: bool


class Null(Struct, frozen=True):
    """The field is absent, null, or empty: Windows' XML does not tell the three apart."""

    field: str


class Exists(Struct, frozen=True):
    """The field is there, whatever it holds."""

    field: str


class Regex(Struct, frozen=True):
    """An RE2 expression is found in the field; `flags` are among i, m, s."""

    field: str | None
    pattern: str
    flags: str = ""


class Cidr(Struct, frozen=True):
    """The field is an address of the network."""

    field: str
    network: str


class Compare(Struct, frozen=True):
    """The field is a number on this side of `value`."""

    field: str
    order: Literal["lt", "lte", "gt", "gte"]
    value: int | float


class Same(Struct, frozen=True):
    """The field equals another field of the event, or begins or ends with it."""

    field: str
    other: str
    how: Literal["equals", "startswith", "endswith"] = "equals"


class TimePart(Struct, frozen=True):
    """A part of the field's time, as written (no zone is converted), is this number."""

    field: str
    part: Literal["minute", "hour", "day", "week", "month", "year"]
    value: int


Atom = Text | Number | Truth | Null | Exists | Regex | Cidr | Compare | Same | TimePart


class And(Struct, frozen=True):
    """All of them."""

    of: tuple["Node", ...]


class Or(Struct, frozen=True):
    """One of them at least."""

    of: tuple["Node", ...]


class Not(Struct, frozen=True):
    """It does not hold."""

    node: "Node"


Node = Atom | And | Or | Not


class Logsource(Struct, frozen=True):
    """Where a rule's events come from; None stands for any."""

    product: str | None = None
    category: str | None = None
    service: str | None = None


class Head(Struct, frozen=True):
    """What a rule says of itself; `file` is its path as it was loaded.

    Author, licence and references are kept for attribution (Detection Rule License 1.1, section 2).
    """

    id: str
    title: str
    level: str = "informational"
    name: str = ""
    status: str = ""
    description: str = ""
    author: str = ""
    license: str = ""
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    falsepositives: tuple[str, ...] = ()
    file: str = ""


class Rule(Struct, frozen=True):
    """A rule on single events. `reports` is false where it only feeds a correlation."""

    head: Head
    logsource: Logsource
    node: Node
    reports: bool = True
    notes: tuple[str, ...] = ()


class Limit(Struct, frozen=True):
    """What a correlation's figure is compared with. `fields` name what is counted or summed."""

    order: Order
    value: int | float
    fields: tuple[str, ...] = ()
    percentile: int | None = None


class Ref(Struct, frozen=True):
    """A rule named in a correlation's condition of `and`, `or` and `not`."""

    rule: str


class AllOf(Struct, frozen=True):
    """All of them have happened."""

    of: tuple["Wanted", ...]


class AnyOf(Struct, frozen=True):
    """One of them at least has happened."""

    of: tuple["Wanted", ...]


class NoneOf(Struct, frozen=True):
    """It has not happened."""

    of: "Wanted"


Wanted = Ref | AllOf | AnyOf | NoneOf


class Correlation(Struct, frozen=True):
    """A rule on rules. `rules` are ids or names; `aliases` give, for an alias, the field by rule."""

    head: Head
    kind: Kind
    rules: tuple[str, ...]
    group_by: tuple[str, ...]
    span_s: int
    limit: Limit | None = None
    wanted: Wanted | None = None
    aliases: dict[str, dict[str, str]] = {}
    generate: bool = False
    reports: bool = True
    notes: tuple[str, ...] = ()


class Filter(Struct, frozen=True):
    """A condition that is added by `and` to the rules it names (all of its log source where it names none)."""

    head: Head
    logsource: Logsource
    rules: tuple[str, ...]
    node: Node


class Refusal(Struct, frozen=True):
    """A rule that is not loaded, and why. `code` is stable, for counting."""

    file: str
    rule: str
    title: str
    code: str
    reason: str


Item = Rule | Correlation | Filter | Refusal


def atoms(node: Node) -> list[Atom]:
    """Return every leaf of the tree, left to right."""
    if isinstance(node, And | Or):
        return [leaf for child in node.of for leaf in atoms(child)]
    if isinstance(node, Not):
        return atoms(node.node)
    return [node]
