"""Ids: derived ones for what may be made twice, time-ordered random ones for the rest."""

import hashlib
import secrets

from impetus.kit.clock import Clock

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32


def _base32(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        digits.append(_ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(digits))


def derived_id(prefix: str, *parts: str | int) -> str:
    """Return the same id for the same parts, e.g. `alr_…` from tool, kind, subject and window.

    125 bits of SHA-256 over the length-prefixed parts.
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = str(part).encode()
        digest.update(len(raw).to_bytes(4, "big") + raw)
    return f"{prefix}_{_base32(int.from_bytes(digest.digest()[:16], 'big') >> 3, 25)}"


def new_id(prefix: str, clock: Clock) -> str:
    """Return a new id that sorts by time: 48 bits of milliseconds, 80 random bits (as in UUIDv7)."""
    return f"{prefix}_{_base32(clock.now_ms(), 10)}{_base32(secrets.randbits(80), 16)}"
