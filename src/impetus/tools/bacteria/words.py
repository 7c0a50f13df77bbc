"""Sentences in three languages, put together from the tool's strings. Numbers are written as each does."""

import json
from collections.abc import Callable
from functools import cache
from math import floor, isfinite, log10
from pathlib import Path
from typing import Final

from impetus.model.text import LOCALES, Text
from impetus.tools.bacteria.device import Fault

_THOUSANDS: Final = {"en": ",", "it": ".", "nb": " "}
_DECIMAL: Final = {"en": ".", "it": ",", "nb": ","}
LONGEST: Final = 200


@cache
def _strings(locale: str) -> dict[str, str]:
    path = Path(__file__).parent / "strings" / f"{locale}.json"
    loaded: dict[str, str] = json.loads(path.read_text("utf-8"))
    return loaded


def word(key: str, locale: str, **values: str) -> str:
    """Return the tool's string `key` in `locale`, filled with `values`."""
    return _strings(locale)[key].format(**values)


def text(make: Callable[[str], str]) -> Text:
    """Return a sentence in the three languages; `make` is called with each locale."""
    return Text(**{locale: make(locale)[:LONGEST] for locale in LOCALES})


def said(key: str, **values: str) -> Text:
    """Return the tool's string `key` in three languages, filled with values that are the same in all."""
    return text(lambda locale: word(key, locale, **values))


def number(value: float, locale: str, digits: int = 0) -> str:
    """Write a number with `digits` decimals as `locale` does."""
    plain = f"{value:,.{digits}f}"
    return plain.replace(",", "\0").replace(".", _DECIMAL[locale]).replace("\0", _THOUSANDS[locale])


def two_figures(value: float, locale: str) -> str:
    """Write a positive value with two significant figures: 4,300, 12, 3.1, 0.45."""
    if not isfinite(value) or value <= 0:
        return "0"
    rounded = round(value, 1 - floor(log10(value)))
    return number(rounded, locale, min(max(0, 1 - floor(log10(rounded))), 3))


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
