"""Lists of words, in lower case, read from lists.txt beside: given names, surnames, and words that are neither."""

from importlib.resources import files
from typing import Final


def _read() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    section = ""
    for line in files(__package__).joinpath("lists.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line[1:-1]
        elif line and not line.startswith("#"):
            found.setdefault(section, set()).update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


_LISTS: Final = _read()
GIVEN: Final = _LISTS["given"]
SURNAMES: Final = _LISTS["surnames"]
AMBIGUOUS: Final = _LISTS["ambiguous"]
"""Names that are words or places as often: they count only with another capitalised word after them."""
PLACE_BEFORE: Final = _LISTS["place_before"]
PLACE_AFTER: Final = _LISTS["place_after"]
NEVER: Final = _LISTS["never"]
"""Capitalised words that never go on a name."""
