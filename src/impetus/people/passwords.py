"""Passwords: argon2id, checked in a thread so that nobody waits for somebody else's login."""

import asyncio
import functools
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from impetus.kit.errors import BadInput

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 256

_HASHER: Final = PasswordHasher()  # RFC 9106, low-memory profile: 64 MiB, 3 passes, 4 lanes
_AT_ONCE: Final = 2
_threads: Final = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")
"""Each check takes 64 MiB; more at once would let a stranger fill the memory."""


def check_strength(password: str, *, login: str = "", name: str = "") -> None:
    """Raise BadInput where a password is too short, too long, or made of the name or of few letters."""
    if len(password) < MIN_LENGTH:
        raise BadInput(
            f"The password is shorter than {MIN_LENGTH} characters.",
            remedy="A few words in a row are easy to remember and hard to guess.",
            field="password",
        )
    if len(password) > MAX_LENGTH:
        raise BadInput("The password is too long.", remedy=f"Use at most {MAX_LENGTH} characters.", field="password")
    plain = password.casefold()
    if len(set(plain)) < 5 or plain.strip() in {login.casefold(), name.casefold()}:
        raise BadInput("The password is too easy to guess.", remedy="Use more different letters.", field="password")


@functools.cache
def _nobodys() -> str:
    """A hash that no password matches: a login that does not exist takes as long as one that does."""
    return _HASHER.hash(secrets.token_hex(16))


async def hash_password(password: str) -> str:
    """Return the argon2id hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _HASHER.hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Takes as long for a login that does not exist (None)."""

    def check() -> bool:
        nobodys = _nobodys()  # made by whoever comes first, so that the first unknown login takes no longer
        try:
            return _HASHER.verify(stored or nobodys, password)
        except (VerificationError, InvalidHashError):
            return False

    if len(password) > MAX_LENGTH:
        return False
    right = await asyncio.get_running_loop().run_in_executor(_threads, check)
    return right and stored is not None


def new_token() -> str:
    """Return 256 random bits as URL-safe text: sessions, CSRF values, one-time links, source tokens."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token: SHA-256, enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
