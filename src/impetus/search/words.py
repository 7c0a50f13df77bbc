"""What a person typed, as PostgreSQL's text search wants it; and the part of a text to show for it."""

import re
import unicodedata
from typing import Final

MOST_WORDS: Final = 12
SNIPPET: Final = 160
_TOKEN: Final = re.compile(r"[ai]-\d+\b|[^\W_]+")
_LETTERS: Final = str.maketrans({"ø": "o", "æ": "a", "ß": "s"})


def plain(text: str) -> str:
    """Lower case without accents, letter by letter, so that places in `text` stay places (`search_plain` in SQL)."""
    made = []
    for letter in text:
        small = letter.lower().translate(_LETTERS)
        base = unicodedata.normalize("NFD", small[:1])[:1]
        made.append(base or " ")
    return "".join(made)


def words_of(typed: str) -> list[str]:
    """The words of a search, plain, at most MOST_WORDS."""
    return _TOKEN.findall(plain(typed.replace("\x00", " ")))[:MOST_WORDS]


def prefixed(words: list[str]) -> str:
    """The search for `to_tsquery('simple', …)`: every word, the last as the beginning of one; "" without words."""
    parts = [word.replace("-", "") for word in words]  # A-12 is indexed as a12
    return " & ".join([*parts[:-1], f"{parts[-1]}:*"]) if parts else ""


def snippet(text: str, words: list[str], length: int = SNIPPET) -> str:
    """The part of `text` around the first word found, about `length` characters, cut at spaces."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    folded = plain(text)
    found = [place for word in words if (place := folded.find(word)) >= 0]
    start = max(0, min(found, default=0) - length // 3)
    start = min(start, len(text) - length)
    if start > 0:
        start = text.find(" ", start, start + 20) + 1 or start
    part = text[start : start + length]
    end = part.rfind(" ") if start + length < len(text) else len(part)
    part = part[: end if end > length // 2 else len(part)]
    return f"{'…' if start else ''}{part}{'…' if start + length < len(text) else ''}"
