"""What is wrong and what to do, in the reader's language.

Errors are raised with English sentences where they arise. `problems.tsv` beside this file holds each of them in
English, Italian and Norwegian; `{0}`, `{1}` are holes for what the sentence is about. `error_codes.tsv` says of each
error code what it means: that is told first where a sentence is not in the register (a tool of somebody else's, say),
with the English sentence behind it. `checks/problems.py` finds sentences of the domain and codes that have no line.
"""

import importlib.resources
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from impetus.model.text import LOCALES, Text

_HOLE: Final = re.compile(r"\{(\d)\}")
_FIELD: Final = re.compile(r"([A-Za-z_]\w*(?:\.\w+)*): (.+)", re.DOTALL)
"""A form's refusal: the field's name before the sentence."""


def _lines(name: str, cells: int) -> Iterator[list[str]]:
    text = (importlib.resources.files("impetus.kit") / name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        found = line.split("\t")
        if len(found) != cells or not all(cell.strip() for cell in found):
            raise ValueError(f"{name}, line {number}: needs {cells} cells with words")
        yield found


@cache
def sentences() -> dict[str, Text]:
    """Every problem and remedy in the three languages, by its English."""
    found: dict[str, Text] = {}
    for en, it, nb in _lines("problems.tsv", len(LOCALES)):
        if en in found:
            raise ValueError(f"problems.tsv: {en!r} is there twice")
        found[en] = Text(en=en, it=it, nb=nb)
    return found


@cache
def codes() -> dict[str, Text]:
    """What each error code means, in the three languages."""
    return {code: Text(en=en, it=it, nb=nb) for code, en, it, nb in _lines("error_codes.tsv", 1 + len(LOCALES))}


@cache
def _patterns() -> list[tuple[re.Pattern[str], Text]]:
    """Sentences with holes; those with the most words of their own first, so that the closest one fits."""
    found = []
    for en, text in sentences().items():
        if _HOLE.search(en):
            parts = _HOLE.split(en)
            wanted = "".join(f"(?P<h{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
            found.append((len(_HOLE.sub("", en)), re.compile(wanted, re.DOTALL), text))
    return [(pattern, text) for _, pattern, text in sorted(found, key=lambda one: -one[0])]


def said(text: str, locale: str) -> str | None:
    """Return a problem or remedy in `locale`; None where the register does not have it. English is always itself."""
    if locale == "en" or not text:
        return text
    of_field = _FIELD.fullmatch(text)
    inner = _registered(of_field[2], locale) if of_field else None
    return _registered(text, locale) or (f"{of_field[1]}: {inner}" if of_field and inner else None)


def _registered(text: str, locale: str) -> str | None:
    known = sentences().get(text)
    if known is not None:
        return known.in_(locale)
    for pattern, words in _patterns():
        fitting = pattern.fullmatch(text)
        if fitting:
            values = {name[1:]: _value(value, locale) for name, value in fitting.groupdict().items()}
            parts = _HOLE.split(words.in_(locale))
            return "".join(values[part] if at % 2 else part for at, part in enumerate(parts))
    return None


def _value(text: str, locale: str) -> str:
    known = sentences().get(text)
    return known.in_(locale) if known else text


def either(text: str, locale: str) -> str:
    """Return a problem or remedy in `locale`, or as it is where the register does not have it."""
    return said(text, locale) or text


def problem(code: str, text: str, locale: str) -> str:
    """Return what is wrong in `locale`: the sentence, else what its code means with the English sentence behind it."""
    known = said(text, locale)
    if known:
        return known
    meaning = codes().get(code)
    if meaning is None:
        return text
    return f"{meaning.in_(locale)} ({text})" if text else meaning.in_(locale)


def worded(details: dict[str, Any], locale: str) -> dict[str, Any]:
    """Return details of an error with their sentences (lists of a field and its `problem`) in `locale`."""
    if locale == "en":
        return details
    return {
        name: [_item(item, locale) for item in value] if isinstance(value, list) else value
        for name, value in details.items()
    }


def _item(item: Any, locale: str) -> Any:
    if isinstance(item, dict) and isinstance(item.get("problem"), str):
        return {**item, "problem": either(item["problem"], locale)}
    return item
