"""The seam of the rights of persons: how a domain says what it holds of somebody, and gives, mends or forgets it.

A domain that holds personal data has a module `impetus/<domain>/personal.py` with `PERSONAL: list[Personal]`; the
rights of persons find it there and know no domain by name. Everything is done inside the unit it is given, under the
purpose `subject_rights`, and only with rows of that unit's own agency.
"""

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Literal, Protocol

import msgspec

import impetus

IdentifierKind = Literal["name", "email", "phone", "plate", "handle", "other"]
MOST: Final = 200
"""At most so many finds of one kind are listed; more means that what was given is too wide."""
LEAST_CHARACTERS: Final = 3


class Sealed(msgspec.Struct, frozen=True):
    """Something sealed: the key's id, the bytes, and what they were sealed for."""

    key: str
    sealed: bytes
    for_: str


class Opener(Protocol):
    """Opens and seals what is masked, for an officer who works on a person's request."""

    async def open(self, sealed: Sequence[Sealed]) -> list[str | None]:
        """Return the texts; None where a key was destroyed."""
        ...

    async def seal(self, key: str, text: str, for_: str) -> bytes:
        """Seal a text anew with a key that exists."""
        ...

    async def tokens(self, identifiers: Sequence["Identifier"]) -> list[str]:
        """Return the tokens by which exact identifiers stand in the blind index; none for names and other words."""
        ...

    def place(self, identifiers: Sequence["Identifier"], text: str) -> int | None:
        """Return where in a text one of exact identifiers begins, however it is written there; None for nowhere."""
        ...

    async def index(self, key: str, text: str) -> tuple[str, tuple[str, ...]]:
        """Return the key and the tokens by which a text, sealed anew with `key`, is found."""
        ...


class Identifier(msgspec.Struct, frozen=True):
    """Something a person gave to be found by."""

    kind: IdentifierKind
    value: str

    def pattern(self) -> re.Pattern[str]:
        """What finds it in a text: case and the space between words do not matter, nor do marks within numbers.

        >>> bool(Identifier("phone", "+39 041 555 01 02").pattern().search("call +39041-5550102 now"))
        True
        """
        return _pattern(self.kind, self.value)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a person gave to be found by. Without identifiers nothing is found, whatever the period and place."""

    identifiers: tuple[Identifier, ...]
    since: datetime | None = None
    until: datetime | None = None
    place: str = ""

    def match(self, *texts: str) -> str | None:
        """The first of the texts that names the person, or None."""
        patterns = [one.pattern() for one in self.identifiers]
        return next((text for text in texts if text and any(one.search(text) for one in patterns)), None)

    def likes(self) -> list[str]:
        """Patterns for `ILIKE ANY`: whatever `match` finds, at least one of them lets through."""
        return [like(one) for one in self.identifiers]

    def forget(self, text: str, instead: str = "[…]") -> str:
        """Return `text` with every mention of the person taken out."""
        for one in self.identifiers:
            text = one.pattern().sub(instead, text)
        return text


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Something held of a person: which row, when, what it is called, and the lines that name them.

    `text` is what the officer reads to judge whether it is that person. `sealed` says that it came from what is masked.
    """

    kind: str
    item: str
    at: datetime
    about: str
    text: str
    place: str = ""
    sealed: bool = False


class Done(msgspec.Struct, frozen=True):
    """Whether something was done, and why not."""

    done: bool
    why: str = ""


class Personal(Protocol):
    """One kind of what a domain holds of persons."""

    @property
    def kind(self) -> str:
        """Its name: `incident_entry`."""
        ...

    @property
    def names(self) -> dict[str, str]:
        """What it is called, in each language."""
        ...

    async def find(self, unit: Any, given: Given, opener: Opener) -> Sequence[Found]:
        """Return what names the person, newest first, at most `MOST` + 1."""
        ...

    async def export(self, unit: Any, item: str, opener: Opener) -> dict[str, Any] | None:
        """Return one item as it is given to the person: plain names and values; None where it is gone."""
        ...

    async def correct(self, unit: Any, item: str, wrong: str, right: str, opener: Opener) -> Done:
        """Put `right` where `wrong` stands in an item."""
        ...

    async def erase(self, unit: Any, item: str, given: Given) -> Done:
        """Take the person out of an item, or the item away."""
        ...


def personal(package: str = "impetus") -> dict[tuple[str, str], Personal]:
    """Find every kind that the domains offer, by (domain, kind)."""
    root = impetus if package == "impetus" else importlib.import_module(package)
    found: dict[tuple[str, str], Personal] = {}
    for module in sorted(pkgutil.iter_modules(root.__path__), key=lambda one: one.name):
        name = f"{package}.{module.name}.personal"
        if module.ispkg and importlib.util.find_spec(name):
            offered: Iterable[Personal] = getattr(importlib.import_module(name), "PERSONAL", ())
            found |= {(module.name, one.kind): one for one in offered}
    return found


def normal(identifier: Identifier) -> str:
    """An identifier as it is compared: without marks in numbers and plates, without capitals, without the @.

    `+39 041-555 01 02` and `+390415550102` are the same, so are `AB 123 CD` and `ab123cd`, `@Kari` and `kari`.
    """
    text = " ".join(identifier.value.lower().split())
    if identifier.kind in ("phone", "plate"):
        return "".join(char for char in text if char.isalnum() or (char == "+" and identifier.kind == "phone"))
    return text.lstrip("@") if identifier.kind == "handle" else text


def like(identifier: Identifier) -> str:
    """A pattern of ILIKE that lets through whatever `pattern` finds, and perhaps more."""
    text = normal(identifier)
    if identifier.kind in ("phone", "plate"):
        return "%" + "%".join(text) + "%"
    return "%" + "%".join(_quoted(word) for word in text.split()) + "%"


def _quoted(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def _pattern(kind: str, value: str) -> re.Pattern[str]:
    text = normal(Identifier(kind, value))  # type: ignore[arg-type]
    if kind in ("phone", "plate"):
        body = r"[\s./()-]{0,3}".join(re.escape(char) for char in text)
    else:
        body = r"\s+".join(re.escape(word) for word in text.split())
    body = ("@?" if kind == "handle" else "") + body
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])" if text and text[0] != "+" else rf"{body}(?!\d)", re.IGNORECASE)
