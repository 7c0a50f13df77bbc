"""The words that stand where something was taken out, in three languages."""

import re
from typing import Final

from impetus.kit.masking.spans import CATEGORIES, Category
from impetus.model.text import LOCALES, Text

WORDS: Final[dict[Category, Text]] = {
    "name": Text(en="name", it="nome", nb="navn"),
    "handle": Text(en="handle", it="profilo", nb="brukernavn"),
    "plate": Text(en="plate", it="targa", nb="kjennemerke"),
    "phone": Text(en="phone", it="telefono", nb="telefon"),
    "e-mail": Text(en="e-mail", it="e-mail", nb="e-post"),
    "iban": Text(en="account", it="conto", nb="konto"),
    "card": Text(en="card", it="carta", nb="kort"),
    "national_id": Text(en="national id", it="codice personale", nb="personnummer"),
    "ip": Text(en="network address", it="indirizzo di rete", nb="nettverksadresse"),
    "address": Text(en="address", it="indirizzo", nb="adresse"),
}
_MARK: Final = re.compile(r"\[(" + "|".join(map(re.escape, CATEGORIES)) + r")\]")

_SAID: Final = {text.in_(locale): category for category, text in WORDS.items() for locale in LOCALES}
_SAID_MARK: Final = re.compile(r"\[(" + "|".join(map(re.escape, sorted(_SAID))) + r")\]")


def shown(text: str, locale: str) -> str:
    """Return a masked text with its marks in a language: `[phone]` reads `[telefono]`."""
    if "[" not in text:
        return text
    return _MARK.sub(lambda mark: f"[{WORDS[mark[1]].in_(locale)}]", text)  # type: ignore[index] # the marks are the categories


def stored(text: str) -> str:
    """Return a text that was read in some language with its marks as they are stored: the opposite of `shown`."""
    return _SAID_MARK.sub(lambda mark: f"[{_SAID[mark[1]]}]", text) if "[" in text else text


def marked(text: str) -> bool:
    """Whether something was taken out of a stored text."""
    return _MARK.search(text) is not None
