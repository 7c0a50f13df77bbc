"""Pseudonyms: the same person has the same one within a tenant's project and period, and another everywhere else.

HMAC-SHA-256 (RFC 2104) of the identifier under a key of exactly one tenant, project and period. Keys come from the key
store and lie apart from the data; once a key is destroyed, nobody can tell whose a pseudonym was, nor make it again.
"""

import base64
import hashlib
import hmac
import unicodedata
from typing import Final

_LENGTH: Final = 20
"""Bytes of the pseudonym: 160 bits, so that two of a billion people share one with a chance under 1e-30."""


def scope_of(project: str, period: str) -> str:
    """Return the scope of the key for a project and a period ("2026-03"). Raise ValueError where one is empty."""
    if not project or not period or "\0" in project + period:
        raise ValueError("a pseudonym needs a project and a period")
    return f"{len(project)}:{project}:{period}"


def pseudonym(secret: bytes, kind: str, identifier: str) -> str:
    """Return the pseudonym of an identifier of a kind ("handle"), 32 letters and figures.

    Blanks around it, case and ways of writing the same letters do not count. Raise ValueError for a key under 32 bytes.
    """
    if len(secret) < 32:
        raise ValueError("the key needs 32 bytes at least")
    said = unicodedata.normalize("NFKC", identifier).strip().casefold()
    told = f"{len(kind)}:{kind}:{said}".encode("utf-8", "surrogatepass")
    digest = hmac.new(secret, told, hashlib.sha256).digest()
    return base64.b32encode(digest[:_LENGTH]).decode().lower()
