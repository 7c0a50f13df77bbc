"""What is hashed of an entry, and how one entry hangs on the one before it."""

import hashlib
from collections.abc import Iterable
from typing import Final

import msgspec

from impetus.kit.merkle import Tree, leaf

START: Final = bytes(32)
"""What the first entry of a log hangs on."""


class Row(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """An entry as it stands in the database.

    `txid` is the transaction that wrote it, `at` is UTC in microseconds, `detail` the text of the jsonb.

    The order of these fields is the form that is hashed: a field is never moved or taken away. `salt` keeps the
    hash from telling what stood in an entry that was forgotten; entries from before there were salts are hashed
    without the field.
    """

    id: int
    txid: int
    agency: str
    at: int
    actor: str
    role: str
    what: str
    operation: str
    subject: str
    purpose: str
    case: str
    reason: str
    recipient: str
    address: str
    detail: str
    salt: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """The place of an entry in its agency's log, counted from 1; its leaf, and the chain up to it (32 bytes each)."""

    seq: int
    entry: int
    leaf: bytes
    chain: bytes


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """How far a log is linked. `horizon`: every transaction before it has ended and is linked."""

    size: int = 0
    chain: bytes = START
    peaks: tuple[bytes, ...] = ()
    horizon: int = 0


def leaf_of(row: Row) -> bytes:
    """Return the hash of an entry: a leaf of RFC 6962 over its fields as a JSON array."""
    return leaf(msgspec.json.encode(row if row.salt else msgspec.to_builtins(row)[:-1]))


def emptied(row: Row) -> bool:
    """Whether nothing personal stands in an entry any more."""
    texts = (row.actor, row.role, row.subject, row.case, row.reason, row.recipient, row.address, row.salt)
    return not any(texts) and row.detail == "{}"


def chained(before: bytes, leaf: bytes) -> bytes:
    """Return the chain with one leaf more: SHA-256 of what was there and the leaf."""
    return hashlib.sha256(before + leaf).digest()


def linked(head: Head, rows: Iterable[Row], horizon: int) -> tuple[Head, list[Link]]:
    """Hang entries on a log; return how far it is then, and the links."""
    tree, chain, links = Tree(head.size, head.peaks), head.chain, []
    for row in rows:
        hash = leaf_of(row)
        chain = chained(chain, hash)
        tree.add(hash)
        links.append(Link(seq=tree.size, entry=row.id, leaf=hash, chain=chain))
    return Head(size=tree.size, chain=chain, peaks=tuple(tree.peaks), horizon=horizon), links
