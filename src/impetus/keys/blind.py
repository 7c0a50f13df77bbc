"""A blind index: exact identifiers are found among what is sealed without opening it.

A token is the HMAC-SHA-256 (RFC 2104) of a normalised identifier under a key of exactly one tenant, project (the
category of what it stands in) and month. Tokens of two of them cannot be joined, and once a key is destroyed, its
tokens lead to nobody.
"""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from impetus.keys.store import KeyStore
from impetus.kit.pseudonyms import pseudonym, scope_of
from impetus.kit.times import as_datetime

CATEGORY: Final = "blind_index"
KINDS: Final = frozenset({"handle", "plate", "phone", "e-mail"})
"""What is looked up exactly, by the names that masking has for it; everything else is opened."""
PROJECTS: Final = ("alert", "evidence", "incident", "shift")

Named = tuple[str, str]
"""A kind and an identifier as it was written."""


def normalised(kind: str, value: str) -> str:
    """Return an identifier as it is compared; "" where nothing of it is left.

    >>> normalised("phone", "0039 (041) 555-01 02"), normalised("plate", "AB 123-CD"), normalised("handle", "@Kari")
    ('+390415550102', 'ab123cd', 'kari')
    """
    said = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold()).strip()
    if kind == "phone":
        said = said.replace("(0)", "") if said.startswith(("+", "00")) else said
        digits = "".join(char for char in said if char.isdecimal())
        if said.startswith("+"):
            return f"+{digits}" if digits else ""
        return f"+{digits[2:]}" if digits.startswith("00") and len(digits) > 2 else digits
    if kind == "plate":
        return "".join(char for char in said if char.isalnum())
    return said.lstrip("@") if kind == "handle" else said


async def made(keys: KeyStore, agency: str, project: str, named: Iterable[Named]) -> tuple[str, tuple[str, ...]]:
    """Return the key of the project's month and the tokens of what is named; ("", ()) where nothing is looked up."""
    told = sorted({(kind, said) for kind, value in named if kind in KINDS and (said := normalised(kind, value))})
    if not told:
        return "", ()
    key = await keys.data_key(agency, CATEGORY, scope_of(project, _month(keys)), renew=True)
    return key.id, tuple(pseudonym(key.secret, kind, said) for kind, said in told)


async def asked(keys: KeyStore, agency: str, named: Iterable[Named]) -> list[str]:
    """Return the tokens by which what is named stands under each key that still exists."""
    told = sorted({(kind, said) for kind, value in named if kind in KINDS and (said := normalised(kind, value))})
    if not told:
        return []
    alive = await keys.keys(agency, await keys.live_of(agency, CATEGORY))
    return [pseudonym(key.secret, kind, said) for key in alive.values() for kind, said in told]


async def clear(keys: KeyStore, agency: str, used: Iterable[str]) -> list[str]:
    """Destroy the keys of months that are over and by which nothing stands any more; return their ids.

    A month is over a day after its end: what was sealed in its last minutes may be committed after `used` was read.
    """
    months = sorted({_month(keys), _month(keys, ago=timedelta(days=1))})
    scopes = [scope_of(project, month) for month in months for project in PROJECTS]
    kept = {*used, *await keys.live(agency, CATEGORY, scopes)}
    over = [id for id in await keys.live_of(agency, CATEGORY) if id not in kept]
    return (await keys.destroy(agency, over, "nothing is looked up by it any more")).keys if over else []


def _month(keys: KeyStore, ago: timedelta = timedelta(0)) -> str:
    return f"{as_datetime(keys.clock.now_ms()) - ago:%Y-%m}"
