"""Secrets at rest: sealed with AES-256-GCM by a key in a file of its own, outside the database."""

import base64
import binascii
import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from impetus.kit.errors import Unavailable
from impetus.kit.secret_file import secret_file

_NONCE: Final = 12


class Seal:
    """Seals and opens short texts. What is sealed `for` one thing cannot be opened for another."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def of(cls, folder: Path, name: str = "sources.key") -> "Seal":
        """Return the seal whose key lies in `folder`, making the key (mode 0600) where there is none.

        Two processes that start together end with the same key.
        """
        return cls(secret_file(folder, name))

    def seal(self, secret: str, *, for_: str) -> str:
        """Return `secret` sealed, as text."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, secret.encode(), for_.encode())).decode()

    def open(self, sealed: str, *, for_: str) -> str:
        """Return what was sealed; raise Unavailable where the key is another or the text was changed."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], for_.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as fault:
            raise Unavailable(
                "A stored secret cannot be opened: its key is missing or another.",
                remedy="Put the key file back from the backup of keys, or enter the secret again.",
            ) from fault
