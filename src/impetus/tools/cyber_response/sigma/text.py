"""Texts as Sigma compares them, and patterns as predicates on a text: linear in its length, whoever wrote the rule."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import re2

from impetus.tools.cyber_response.sigma.tree import MANY, ONE

Test = Callable[[str], bool]
REGEX_MEMORY: Final = 8 << 20
"""Bytes that one expression's automaton may take (RE2's own default); a hostile one is refused."""
TEXT_LIMIT: Final = 1 << 20
"""A regular expression sees at most so many characters of a field: one line must not hold up a stream."""


class HostileRegex(ValueError):
    """RE2 refuses the expression, or it would take too much memory."""


def written(value: Any) -> str:
    """Return a field's value as text: numbers as JSON writes them, whole ones without a point."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@lru_cache(maxsize=4096)
def regex(pattern: str, flags: str = "") -> Test:
    """Return whether an RE2 expression is found in a text.

    Raises:
        HostileRegex: RE2 cannot compile it within its memory.
    """
    options = re2.Options()
    options.max_mem = REGEX_MEMORY
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    prefix = "".join(flag for flag in "ms" if flag in flags)
    try:
        search = re2.compile(f"(?{prefix}){pattern}" if prefix else pattern, options).search
    except re2.error as error:
        raise HostileRegex(f"The expression '{pattern[:80]}' is refused: {error}.") from None

    def test(text: str) -> bool:
        try:
            return search(text[:TEXT_LIMIT]) is not None
        except UnicodeEncodeError:
            return search(text[:TEXT_LIMIT].encode("utf-8", "replace").decode()) is not None

    return test


def fits(parts: Sequence[str | int]) -> Test:
    """Return whether a whole text fits the pattern. Parts are texts, MANY (`*`) and ONE (`?`)."""
    if ONE in parts:
        return _with_single(parts)
    texts = [part for part in parts if isinstance(part, str)]
    if not parts:
        return lambda text: not text
    if MANY not in parts:
        whole = "".join(texts)
        return lambda text: text == whole
    if not texts:
        return lambda text: True
    opens, closes = parts[0] == MANY, parts[-1] == MANY
    if len(texts) == 1:
        only = texts[0]
        if opens and closes:
            return lambda text: only in text
        if opens:
            return lambda text: text.endswith(only)
        return lambda text: text.startswith(only)
    return _in_turn(texts, opens, closes)


def _in_turn(texts: list[str], opens: bool, closes: bool) -> Test:
    """Each text after the one before; leftmost is enough, since `*` takes any run."""
    first = "" if opens else texts[0]
    last = "" if closes else texts[-1]
    middle = texts[0 if opens else 1 : len(texts) if closes else -1]

    def test(text: str) -> bool:
        if not (text.startswith(first) and text.endswith(last)):
            return False
        place, end = len(first), len(text) - len(last)
        for one in middle:
            place = text.find(one, place, end)
            if place < 0:
                return False
            place += len(one)
        return place <= end

    return test


def _with_single(parts: Sequence[str | int]) -> Test:
    """`?` is rare; RE2 knows it, in linear time."""
    body = "".join(re2.escape(part) if isinstance(part, str) else ".*" if part == MANY else "." for part in parts)
    return regex(rf"\A(?:{body})\z", "s")
