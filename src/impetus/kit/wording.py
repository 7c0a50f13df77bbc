"""Sentences in the languages of the interface, made from a folder of strings; numbers as each language writes them."""

import json
from collections.abc import Callable
from functools import cached_property
from math import floor, isfinite, log10
from pathlib import Path
from typing import Final

from impetus.model.text import LOCALES, Text

_THOUSANDS: Final = {"en": ",", "it": ".", "nb": " "}
_DECIMAL: Final = {"en": ".", "it": ",", "nb": ","}
_LARGE: Final = 1e15
"""Nothing is rounded from here on: near the largest float rounding up would leave its range."""


class Strings:
    """The strings of a folder with one file a language, `en.json` and so on, read when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _held(self) -> dict[str, dict[str, str]]:
        return {locale: json.loads((self._folder / f"{locale}.json").read_text("utf-8")) for locale in LOCALES}

    def word(self, key: str, locale: str, **values: str) -> str:
        """Return the string `key` in `locale`, filled with `values`. Raises KeyError where there is none."""
        return self._held[locale][key].format(**values)


def text(make: Callable[[str], str], longest: int | None = None) -> Text:
    """Return a sentence in the three languages; `make` is called with each locale, the result cut at `longest`."""
    return Text(**{locale: make(locale)[:longest] for locale in LOCALES})


def number(value: float, locale: str, digits: int = 0) -> str:
    """Write a number with `digits` decimals as `locale` does."""
    plain = f"{value:,.{digits}f}"
    return plain.replace(",", "\0").replace(".", _DECIMAL[locale]).replace("\0", _THOUSANDS[locale])


def plain_number(value: float, locale: str) -> str:
    """Write a number with as many decimals as it has, six figures at most: 0.97, 74, 30,000."""
    shortest = f"{value:.6g}"
    if "e" in shortest:
        return shortest.replace(".", _DECIMAL[locale])
    return number(value, locale, len(shortest.partition(".")[2]))


def two_figures(value: float, locale: str, most: int = 3) -> str:
    """Write a positive value with two significant figures and at most `most` decimals: 4,300, 12, 3.1, 0.45."""
    if not isfinite(value) or value <= 0:
        return "0"
    if value >= _LARGE:
        return number(value, locale)
    rounded = round(value, 1 - floor(log10(value)))
    return number(rounded, locale, min(max(0, 1 - floor(log10(rounded))), most))
