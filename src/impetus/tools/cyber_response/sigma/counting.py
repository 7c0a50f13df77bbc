"""Rules of the old form (`selection | count(field) by group > 5`, `| near`) as correlations.

The pipe was removed with Sigma 2; its meaning is in the first specification
(https://github.com/SigmaHQ/sigma/wiki/Specification, "Aggregations"). `count()` counts events, `count(field)` different
values, `near` asks for the other searches within the same timeframe. Each part becomes a rule that reports nothing
itself, the correlation keeps the rule's id.
"""

import re
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

DEFAULT_SPAN: Final = "1d"
"""The span of a rule that gives no timeframe: then the whole search was meant, which a stream does not have."""
_COUNTING: Final = re.compile(
    r"^(?P<what>count|sum|avg|min|max)\s*\(\s*(?P<field>[^)\s]*)\s*\)"
    r"(?:\s+by\s+(?P<by>[^<>=!]+?))?\s*(?P<order>>=|<=|==|=|!=|>|<)\s*(?P<value>-?\d+(?:\.\d+)?)$"
)
_ORDERS: Final = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "=": "eq", "==": "eq", "!=": "neq"}
_KINDS: Final = {"sum": "value_sum", "avg": "value_avg"}
_WORD: Final = re.compile(r"\w+")


class CountingError(ValueError):
    """The part after the pipe is of no known form; the message says which."""


class Counted(NamedTuple):
    """The rules that take a counting rule's place."""

    rules: list[dict[str, Any]]
    correlation: dict[str, Any]
    notes: tuple[str, ...]


def converted(fields: dict[str, Any]) -> Counted | None:
    """Return what takes the place of a document, None for one without a pipe.

    Raises:
        CountingError: the part after the pipe cannot be said as a correlation.
    """
    detection = fields.get("detection")
    if not isinstance(detection, dict):
        return None
    condition = detection.get("condition")
    if isinstance(condition, list) and len(condition) == 1:
        condition = condition[0]
    if not isinstance(condition, str) or "|" not in condition:
        return None
    search, after = (part.strip() for part in condition.split("|", 1))
    notes = [] if detection.get("timeframe") else [f"It gives no timeframe: {DEFAULT_SPAN} is taken."]
    span = str(detection.get("timeframe") or DEFAULT_SPAN).strip()
    if after.startswith("near"):
        notes.append("The old near names no group: any host's events are joined.")
        return _near(fields, search, after.removeprefix("near").strip(), span, tuple(notes))
    found = _COUNTING.match(after)
    if found is None:
        raise CountingError(f"The count '{after}' is of no known form.")
    field, what = found["field"], found["what"]
    if what in ("min", "max"):
        raise CountingError(f"'{what}' is no correlation of Sigma 2: compare the field itself.")
    if what != "count" and not field:
        raise CountingError(f"'{what}' needs a field.")
    number = float(found["value"])
    limit: dict[str, Any] = {_ORDERS[found["order"]]: int(number) if number.is_integer() else number}
    if field:
        limit["field"] = field
    kind = _KINDS.get(what, "value_count" if field else "event_count")
    by = [one.strip() for one in (found["by"] or "").split(",") if one.strip()]
    base = _base(fields, search, "search")
    return Counted(
        [base],
        _over(fields, {"type": kind, "rules": [base["id"]], "group-by": by, "timespan": span, "condition": limit}),
        tuple(notes),
    )


def _near(fields: dict[str, Any], search: str, others: str, span: str, notes: tuple[str, ...]) -> Counted:
    words = [word for word in _WORD.findall(others) if word not in ("and", "or", "not")]
    unknown = [word for word in words if word not in fields["detection"]]
    if unknown or not words:
        raise CountingError(f"near names {', '.join(unknown) or 'nothing'}, which the rule does not define.")
    rules = [_base(fields, search, "search"), *(_base(fields, word, word) for word in dict.fromkeys(words))]
    names = {word: str(rule["name"]) for word, rule in zip(dict.fromkeys(words), rules[1:], strict=True)}
    condition = _WORD.sub(lambda found: names.get(found[0], found[0]), others)
    correlation = {"type": "temporal", "timespan": span, "condition": f"{rules[0]['name']} and {condition}"}
    return Counted(rules, _over(fields, correlation), notes)


def _base(fields: dict[str, Any], condition: str, part: str) -> dict[str, Any]:
    detection = {key: value for key, value in fields["detection"].items() if key not in ("condition", "timeframe")}
    made = uuid5(NAMESPACE_URL, f"{fields.get('id') or fields.get('title')}/{part}")
    kept = {key: value for key, value in fields.items() if key not in ("detection", "id", "name", "related")}
    return kept | {
        "id": str(made),
        "name": f"part_{made.hex}",
        "detection": detection | {"condition": condition},
    }


def _over(fields: dict[str, Any], correlation: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in fields.items() if key not in ("detection", "logsource")}
    return kept | {"correlation": correlation}
