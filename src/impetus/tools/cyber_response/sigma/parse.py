"""One YAML document to our tree, by pySigma: the only file that knows it.

pySigma checks rules with its policy of RE2 alone, so what is not linear in time (look-around, back-references; the
specification excludes both) is refused while loading and never run.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionNOT,
    CorrelationConditionOR,
    SigmaCorrelationCondition,
    SigmaCorrelationRule,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)
from sigma.exceptions import SigmaError
from sigma.filters import SigmaFilter
from sigma.rule import SigmaRule
from sigma.types import (
    Placeholder,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
    SpecialChars,
)

from impetus.tools.cyber_response.sigma.counting import Counted, CountingError, converted
from impetus.tools.cyber_response.sigma.tree import (
    MANY,
    ONE,
    AllOf,
    And,
    AnyOf,
    Cidr,
    Compare,
    Correlation,
    Exists,
    Filter,
    Head,
    Item,
    Kind,
    Limit,
    Logsource,
    Node,
    NoneOf,
    Not,
    Null,
    Number,
    Or,
    Order,
    Part,
    Ref,
    Refusal,
    Regex,
    Rule,
    Same,
    Slot,
    Text,
    TimePart,
    Truth,
    Wanted,
)

VALUES: Final = 50_000
"""Values of one document; SigmaHQ's largest has some 1,500."""
DEEPEST: Final = 64
"""Levels of a condition; a predicate calls as deep as its tree."""
_LEVELS: Final = ("informational", "low", "medium", "high", "critical")
_FLAGS: Final = {"IGNORECASE": "i", "MULTILINE": "m", "DOTALL": "s"}


class Unsupported(Exception):
    """A rule says something that this evaluator does not do."""


def parse(document: object, file: str) -> list[Item]:
    """Return what one document makes: a rule, a correlation, a filter, or the refusal; old counts make two rules."""
    if not isinstance(document, Mapping):
        return [Refusal(file, "", "", "not_a_rule", "The document is no mapping.")]
    fields = {key: value for key, value in document.items() if key in ("id", "title")}
    try:
        fields = _spelled(document, [VALUES])
    except (Unsupported, RecursionError) as error:
        return [_refused(fields, file, "TooLarge", str(error))]
    if not {"detection", "correlation", "filter"} & fields.keys():
        reason = "It has neither detection, correlation nor filter."
        return [Refusal(file, str(fields.get("id", "")), str(fields.get("title", "")), "not_a_rule", reason)]
    try:
        if "correlation" in fields:
            return [_correlation(fields, file)]
        if "filter" in fields:
            return [_filter(fields, file)]
        old = converted(fields)
        return [_rule(fields, file)] if old is None else _counted(old, file)
    except (SigmaError, Unsupported, CountingError) as error:
        return [_refused(fields, file, type(error).__name__, str(error))]
    except RecursionError:
        return [_refused(fields, file, "TooDeep", "Its condition is nested too deeply.")]
    except Exception as error:  # pySigma meets odd documents with whatever Python raises; one rule must not stop all
        return [_refused(fields, file, "Malformed", f"{type(error).__name__}: {error}")]


def _spelled(value: Any, left: list[int]) -> Any:
    """Write the modifier utf16le of the specification as pySigma knows it; `left` counts down what may still come.

    YAML's aliases let a file of a few lines stand for billions of values, and for itself.
    """
    left[0] -= 1
    if left[0] < 0:
        raise Unsupported(f"The document has over {VALUES:,} values.")
    if isinstance(value, Mapping):
        return {
            key.replace("|utf16le", "|wide") if isinstance(key, str) else key: _spelled(one, left)
            for key, one in value.items()
        }
    return [_spelled(one, left) for one in value] if isinstance(value, list) else value


def _refused(fields: dict[str, Any], file: str, code: str, reason: str) -> Refusal:
    return Refusal(file, str(fields.get("id", "")), str(fields.get("title", "")), code, reason.strip() or code)


def _counted(old: Counted, file: str) -> list[Item]:
    items: list[Item] = [_rule(base, file, reports=False) for base in old.rules]
    made = _correlation(old.correlation, file, notes=old.notes)
    return [*items, made]


def _head(fields: Mapping[str, Any], file: str) -> Head:
    def words(key: str) -> tuple[str, ...]:
        value = fields.get(key) or ()
        return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),) if value else ()

    level = str(fields.get("level") or "informational").lower()
    known = str(fields.get("id") or fields.get("name") or fields.get("title") or file)
    return Head(
        id=known,
        title=str(fields.get("title") or known),
        level=level if level in _LEVELS else "informational",
        name=str(fields.get("name") or ""),
        status=str(fields.get("status") or ""),
        description=str(fields.get("description") or "").strip(),
        author=str(fields.get("author") or ""),
        license=str(fields.get("license") or ""),
        references=words("references"),
        tags=words("tags"),
        falsepositives=words("falsepositives"),
        file=file,
    )


def _logsource(source: Any) -> Logsource:
    return Logsource(source.product, source.category, source.service)


def _rule(fields: dict[str, Any], file: str, *, reports: bool = True) -> Rule:
    parsed = SigmaRule.from_dict(fields)
    nodes = tuple(_node(condition.parsed) for condition in parsed.detection.parsed_condition)
    notes = () if not fields["detection"].get("timeframe") else ("timeframe without a count has no effect",)
    node = nodes[0] if len(nodes) == 1 else Or(nodes)
    return Rule(_head(fields, file), _logsource(parsed.logsource), node, reports, notes)


def _filter(fields: dict[str, Any], file: str) -> Filter:
    parsed = SigmaFilter.from_dict(fields)
    named = parsed.filter.rules
    rules = () if isinstance(named, str) else tuple(one.reference for one in named)
    nodes = tuple(_node(condition.parsed) for condition in parsed.filter.parsed_condition)
    return Filter(_head(fields, file), _logsource(parsed.logsource), rules, nodes[0] if len(nodes) == 1 else And(nodes))


def _correlation(fields: dict[str, Any], file: str, *, notes: tuple[str, ...] = ()) -> Correlation:
    parsed = SigmaCorrelationRule.from_dict(fields)
    limit, wanted = None, None
    rules = tuple(one.reference for one in parsed.rules or ())
    if isinstance(parsed.condition, SigmaExtendedCorrelationCondition):
        wanted = _wanted(parsed.condition.parsed)
        rules = rules or tuple(parsed.condition.get_referenced_rules())
    elif isinstance(parsed.condition, SigmaCorrelationCondition):
        limit = _limit(parsed.condition)
    kind = cast(Kind, parsed.type.name.lower())
    if kind == "temporal_ordered" and wanted is not None:
        raise Unsupported("A condition of and, or, not has no order: use the type temporal, or list the rules.")
    if not rules:
        raise Unsupported("It names no rules.")
    aliases = {
        alias.alias: {reference.reference: field for reference, field in alias.mapping.items()}
        for alias in parsed.aliases
    }
    return Correlation(
        head=_head(fields, file),
        kind=kind,
        rules=rules,
        group_by=tuple(parsed.group_by or ()),
        span_s=parsed.timespan.seconds,
        limit=limit,
        wanted=wanted,
        aliases=aliases,
        generate=parsed.generate,
        notes=notes,
    )


def _limit(condition: SigmaCorrelationCondition) -> Limit:
    field = condition.fieldref
    fields = () if field is None else (field,) if isinstance(field, str) else tuple(field)
    if condition.percentile is not None and not 0 <= condition.percentile <= 100:
        raise Unsupported(f"The percentile {condition.percentile} is not between 0 and 100.")
    return Limit(cast(Order, condition.op.name.lower()), condition.count, fields, condition.percentile)


def _wanted(node: Any) -> Wanted:
    if isinstance(node, SigmaRuleReference):
        return Ref(node.reference)
    children = tuple(_wanted(child) for child in node.args)
    if isinstance(node, CorrelationConditionAND):
        return AllOf(children)
    if isinstance(node, CorrelationConditionOR):
        return AnyOf(children)
    assert isinstance(node, CorrelationConditionNOT)
    return NoneOf(children[0])


def _node(node: Any, depth: int = 0) -> Node:
    if depth > DEEPEST:
        raise Unsupported(f"Its condition is nested over {DEEPEST} deep.")
    if isinstance(node, ConditionAND | ConditionOR):
        children = tuple(_node(child, depth + 1) for child in node.args)
        if len(children) == 1:
            return children[0]
        return And(children) if isinstance(node, ConditionAND) else Or(children)
    if isinstance(node, ConditionNOT):
        return Not(_node(node.args[0], depth + 1))
    if isinstance(node, ConditionFieldEqualsValueExpression):
        return _atom(node.field, node.value)
    if isinstance(node, ConditionValueExpression):
        return _atom(None, node.value)
    raise Unsupported(f"Its condition holds {type(node).__name__}, which is not known here.")


def _parts(text: SigmaString) -> tuple[Part, ...]:
    found: list[Part] = []
    for part in text.s:
        if isinstance(part, Placeholder):
            found.append(Slot(part.name))
        elif isinstance(part, SpecialChars):
            star = part is SpecialChars.WILDCARD_MULTI
            if not (star and found and found[-1] == MANY):
                found.append(MANY if star else ONE)
        elif found and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def _of_field(field: str | None, what: str) -> str:
    if field is None:
        raise Unsupported(f"{what} needs a field.")
    return field


def _compare(field: str | None, value: SigmaCompareExpression) -> Node:
    order, number = value.op.name.lower(), value.number.number
    if order == "neq":
        return Not(Number(field, number))
    return Compare(_of_field(field, f"The modifier {order}"), order, number)  # type: ignore[arg-type]  # the other four


def _same(field: str | None, value: SigmaFieldReference) -> Node:
    how = "startswith" if value.starts_with else "endswith" if value.ends_with else "equals"
    if value.starts_with and value.ends_with:
        raise Unsupported("fieldref with contains is not known here.")
    return Same(_of_field(field, "fieldref"), value.field, how)  # type: ignore[arg-type]  # one of the three


def _exists(field: str | None, value: SigmaExists) -> Node:
    there = Exists(_of_field(field, "exists"))
    return there if value.exists else Not(there)


def _regex(field: str | None, value: SigmaRegularExpression) -> Node:
    if value.regexp.contains_placeholder():
        raise Unsupported("A placeholder inside a regular expression is not filled here.")
    return Regex(field, str(value.regexp), "".join(sorted(_FLAGS[flag.name] for flag in value.flags)))


_ATOMS: Final[dict[type, Callable[[str | None, Any], Node]]] = {
    SigmaTimestampPart: lambda field, value: TimePart(
        _of_field(field, "A part of a time"), value.timestamp_part.name.lower(), value.number
    ),
    SigmaNumber: lambda field, value: Number(field, value.number),
    SigmaBool: lambda field, value: Truth(field, value.boolean),
    SigmaNull: lambda field, value: Null(_of_field(field, "null")),
    SigmaExists: _exists,
    SigmaRegularExpression: _regex,
    SigmaCIDRExpression: lambda field, value: Cidr(_of_field(field, "cidr"), str(value.network)),
    SigmaCompareExpression: _compare,
    SigmaFieldReference: _same,
    SigmaExpansion: lambda field, value: Or(tuple(_atom(field, one) for one in value.values)),
    SigmaCasedString: lambda field, value: Text(field, _parts(value), cased=True),
    SigmaString: lambda field, value: Text(field, _parts(value)),
}
"""pySigma's value types to leaves; the more special type stands first."""


def _atom(field: str | None, value: Any) -> Node:
    make = _ATOMS.get(type(value)) or next((one for kind, one in _ATOMS.items() if isinstance(value, kind)), None)
    if make is None:
        raise Unsupported(f"A value of the type {type(value).__name__} is not known here.")
    return make(field, value)
