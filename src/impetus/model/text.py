"""A sentence for people, in the three languages of the interface."""

from typing import Any, Final, Literal

import msgspec

Locale = Literal["en", "it", "nb"]
LOCALES: Final[tuple[Locale, ...]] = ("en", "it", "nb")


class Text(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The same sentence in English, Italian and Norwegian Bokmål; an empty one falls back to English."""

    en: str
    it: str = ""
    nb: str = ""

    def in_(self, locale: str) -> str:
        """Return the sentence in `locale`, or in English where that one is missing."""
        chosen = {"it": self.it, "nb": self.nb}.get(locale, self.en)
        return chosen or self.en


def in_locale(value: Any, locale: str) -> Any:
    """Replace every text in three languages inside plain JSON by the one of `locale`."""
    if isinstance(value, dict):
        if "en" in value and value.keys() <= {"en", "it", "nb"}:
            return value.get(locale) or value["en"]
        return {key: in_locale(part, locale) for key, part in value.items()}
    if isinstance(value, list):
        return [in_locale(part, locale) for part in value]
    return value
