"""The master key, a file in the folder of keys: it wraps data keys and never leaves this process."""

import hashlib
import os
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from impetus.kit.errors import Unavailable
from impetus.kit.secret_file import secret_file

FILE: Final = "master.key"
_NONCE: Final = 12


class Master:
    """Wraps data keys (AES-256-GCM). `name` tells one master key from another and says nothing of it."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)
        self.name = hashlib.sha256(b"impetus master\0" + secret).hexdigest()[:16]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Return the master key of `folder`, made (mode 0600) where there is none."""
        return cls(secret_file(folder, FILE))

    def wrap(self, secret: bytes, bound: str) -> bytes:
        """Return a data key wrapped; `bound` says whose it is."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, secret, bound.encode())

    def unwrap(self, wrapped: bytes, bound: str) -> bytes:
        """Return the data key; raise Unavailable where another master key wrapped it, or for another."""
        try:
            return self._cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], bound.encode())
        except (InvalidTag, ValueError) as fault:
            raise Unavailable(
                "A data key cannot be opened: the master key is missing or another.",
                remedy=f"Put {FILE} back into the folder of keys from the backup of keys.",
            ) from fault
