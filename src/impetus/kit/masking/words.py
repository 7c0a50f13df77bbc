"""The words that stand where something was taken out, in three languages."""

import re
from typing import Final

from impetus.kit.masking.spans import CATEGORIES, Category
from impetus.model.text import Text

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


def shown(text: str, locale: str) -> str:
    """Return a masked text with its marks in a language: `[phone]` reads `[telefono]`."""
    if "[" not in text:
        return text
    return _MARK.sub(lambda mark: f"[{WORDS[mark[1]].in_(locale)}]", text)  # type: ignore[index] # the marks are the categories
