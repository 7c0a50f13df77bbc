"""Texts that a regular expression cannot match without, for the prefilter.

Python's own parser reads the expression; where RE2 means something else by it, or the parser refuses it, nothing is
named. Only ASCII counts, and with case folded no text crosses an "s", which the long s (U+017F) fits too.
"""

import importlib
import re
import warnings
from typing import Any, Final

codes: Final[Any] = importlib.import_module("re._constants")
parser: Final[Any] = importlib.import_module("re._parser")
LEAST: Final = 3
"""Letters that a text needs to be worth a search."""


def required(pattern: str, flags: str) -> list[frozenset[str]]:
    """Return clauses of lower-cased texts: of each clause one text stands in whatever the expression matches."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return []
    folded = "i" in flags or "(?" in pattern  # an inline flag may stand anywhere: assume that it folds case
    return [clause for clause in _sequence(parsed, folded) if clause]


def _sequence(items: Any, folded: bool) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    letters: list[str] = []

    def end() -> None:
        if len(letters) >= LEAST:
            found.append(frozenset(("".join(letters),)))
        letters.clear()

    for code, value in items:
        if code is codes.LITERAL and value < 128 and not (folded and chr(value) in "sS"):
            letters.append(chr(value).lower())
            continue
        end()
        if code is codes.SUBPATTERN:
            found += _sequence(value[3], folded)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] >= 1:
            found += _sequence(value[2], folded)
        elif code is codes.BRANCH:
            parts = [_sequence(one, folded) for one in value[1]]
            if all(parts):
                found.append(frozenset().union(*(max(part, key=_worth) for part in parts)))
    end()
    return found


def _worth(clause: frozenset[str]) -> int:
    return min(len(text) for text in clause)
