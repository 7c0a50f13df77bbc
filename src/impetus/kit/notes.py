"""Signed notes and checkpoints, as C2SP describes them (c2sp.org/signed-note, c2sp.org/tlog-checkpoint).

A note is a text, an empty line, and one line for each signature: an em dash, the key's name, and four bytes that
name the key followed by its Ed25519 signature. A checkpoint is a note of three lines: the log's name, its size, its
root.
"""

import base64
import hashlib
import json
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from impetus.kit.errors import BadInput

_ED25519: Final = b"\x01"
_MOST: Final = 64 * 1024


class Checkpoint(NamedTuple):
    """What a log was at one moment: its name, how many entries, and the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class Verifier:
    """A public key with its name."""

    def __init__(self, name: str, key: bytes) -> None:
        if not name or any(c.isspace() or c == "+" for c in name):
            raise ValueError("a key's name has no spaces and no plus sign, and is not empty")
        self.name = name
        self.key = key
        self.id = hashlib.sha256(name.encode() + b"\n" + _ED25519 + key).digest()[:4]
        self._public = Ed25519PublicKey.from_public_bytes(key)

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Read `name+id+key`, the form in which a key is handed over; raise BadInput where it is none."""
        name, _, rest = text.strip().partition("+")
        id, _, key = rest.partition("+")
        try:
            raw = _decoded(key)
            found = cls(name, raw[1:])
            if raw[:1] != _ED25519 or found.id.hex() != id:
                raise ValueError("the parts do not belong together")
        except ValueError as fault:
            raise BadInput(
                f"This is not a key of an audit log: {fault}.",
                remedy="Copy the whole line, as in name+1a2b3c4d+AY3f….",
                field="key",
            ) from fault
        return found

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether the key signed the text."""
        try:
            self._public.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer:
    """A private key with its name."""

    def __init__(self, name: str, key: bytes) -> None:
        """`key` is the seed, 32 bytes."""
        self._private = Ed25519PrivateKey.from_private_bytes(key)
        self.verifier = Verifier(name, self._private.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the signed note of a checkpoint."""
        text = checkpoint.text()
        signature = base64.b64encode(self.verifier.id + self._private.sign(text.encode())).decode()
        return f"{text}\n— {self.verifier.name} {signature}\n"


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """Return what a note says once its signature is found good.

    Raise BadInput where it is no checkpoint, the key did not sign it, or something in it was changed.
    """
    text, parted, lines = note.partition("\n\n")
    if not parted or len(note) > _MOST:
        raise _no("it has no signature")
    text += "\n"
    found = False
    for line in lines.splitlines():
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        if dash != "—" or name != verifier.name:
            continue
        try:
            raw = _decoded(encoded)
        except ValueError as fault:
            raise _no("a signature is not base64") from fault
        if raw[:4] == verifier.id:
            if not verifier.signed(text, raw[4:]):
                raise _no("the signature does not fit the text")
            found = True
    if not found:
        raise _no(f"{verifier.name} did not sign it")
    return _read(text)


def kept_notes(text: str) -> list[str]:
    """Return the notes of a file that somebody kept: notes one after the other, or bodies of webhooks, one a line.

    What is neither comes back as one note, which `open_checkpoint` refuses; an empty text has none.
    """
    text = text.replace("\r\n", "\n")
    if text.lstrip().startswith("{"):
        return [_of_event(line) for line in text.splitlines() if line.strip()]
    notes: list[str] = []
    now: list[str] = []
    signed = False
    for line in text.strip("\n").split("\n") if text.strip() else []:
        if signed and not line.startswith("— "):
            notes.append("\n".join(now).strip("\n") + "\n")
            now, signed = [], False
        now.append(line)
        signed = line.startswith("— ")
    return [*notes, "\n".join(now).strip("\n") + "\n"] if any(now) else notes


def _of_event(line: str) -> str:
    try:
        note = json.loads(line)["data"]["note"]
    except (ValueError, RecursionError, TypeError, KeyError) as fault:
        raise _no("a line is not the body of a webhook with a checkpoint") from fault
    if not isinstance(note, str):
        raise _no("a line is not the body of a webhook with a checkpoint")
    return note


def _read(text: str) -> Checkpoint:
    origin, size, root, *_ = [*text.split("\n"), "", "", ""]
    try:
        raw = _decoded(root)
    except ValueError as fault:
        raise _no("the root is not base64") from fault
    plain = size.isascii() and size.isdigit() and str(int(size[:20] or 0)) == size
    if not origin or not plain or len(raw) != hashlib.sha256().digest_size:
        raise _no("it does not have a name, a size and a root")
    return Checkpoint(origin, int(size), raw)


def _decoded(text: str) -> bytes:
    """Return what base64 says; raise ValueError where it is none, or could have been written otherwise."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("this base64 is not written in the one way there is")
    return raw


def _no(why: str) -> BadInput:
    return BadInput(
        f"This is not a checkpoint that can be believed: {why}.",
        remedy="Take the file as the second party keeps it, whole and unchanged.",
        field="checkpoint",
    )
