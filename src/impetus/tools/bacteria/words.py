"""Sentences in three languages, put together from the tool's strings."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from impetus.kit import wording
from impetus.kit.wording import Strings, two_figures
from impetus.model.text import Text
from impetus.tools.bacteria.device import Fault

LONGEST: Final = 200
word: Final = Strings(Path(__file__).parent / "strings").word


def text(make: Callable[[str], str]) -> Text:
    """Return a sentence in the three languages, cut at `LONGEST`; `make` is called with each locale."""
    return wording.text(make, LONGEST)


def said(key: str, **values: str) -> Text:
    """Return the tool's string `key` in three languages, filled with values that are the same in all."""
    return text(lambda locale: word(key, locale, **values))


def fault(found: Fault) -> Text:
    """Return what is wrong with a stage, as a sentence."""
    return text(
        lambda locale: word(
            f"fault.{found.key}",
            locale,
            value=two_figures(found.value, locale),
            limit=two_figures(found.limit, locale),
        )
    )
