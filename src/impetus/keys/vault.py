"""Data keys and what is sealed with them: AES-256-GCM, bound to what it was sealed for."""

import os
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from impetus.kit.errors import Unavailable

_VERSION: Final = b"\x01"
_NONCE: Final = 12


@dataclass(frozen=True)
class DataKey:
    """One data key: 32 bytes that open everything of a scope (a day, a case, an incident) of an agency's category."""

    id: str
    agency: str
    category: str
    scope: str
    secret: bytes = field(repr=False)


class Vault:
    """Seals and opens. What is sealed `for_` one thing cannot be opened for another, nor with another key."""

    @staticmethod
    def seal(key: DataKey, plaintext: bytes, for_: str) -> bytes:
        """Return `plaintext` sealed: a version byte, 12 bytes of nonce, what is sealed, 16 bytes of tag."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + AESGCM(key.secret).encrypt(nonce, plaintext, _bound(key, for_))

    @staticmethod
    def open(key: DataKey, sealed: bytes, for_: str) -> bytes:
        """Return what was sealed. Raise Unavailable where it was changed, or sealed with another key or for another."""
        try:
            if sealed[:1] != _VERSION:
                raise InvalidTag
            nonce = sealed[1 : 1 + _NONCE]
            return AESGCM(key.secret).decrypt(nonce, sealed[1 + _NONCE :], _bound(key, for_))
        except (InvalidTag, ValueError) as fault:
            raise Unavailable(
                "What is sealed cannot be opened: it was changed, or belongs elsewhere.",
                remedy="Put it back from a backup; the audit log tells whether somebody changed it.",
            ) from fault


def _bound(key: DataKey, for_: str) -> bytes:
    return f"{key.agency}\0{key.id}\0{for_}".encode()
