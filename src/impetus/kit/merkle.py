"""Merkle trees with the hashing of RFC 6962, section 2.1: roots, and proofs that need only a few hashes.

A tree grows by leaves in order and is never rewritten. Its root names every leaf: whoever kept an old root can be
shown that a newer tree still has the same beginning, and that a leaf is in it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

EMPTY: Final = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf(content: bytes) -> bytes:
    """Return the hash of a leaf, 32 bytes."""
    return hashlib.sha256(b"\x00" + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees, 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows: it keeps one hash for each whole subtree, at most 64 of them."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """Start with nothing, or go on from the `size` and `peaks` of an earlier one.

        Raise ValueError where their number does not fit: a tree has as many peaks as its size has binary ones.
        """
        if size < 0 or len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {max(size, 0).bit_count()} peaks, not {len(peaks)}")
        self.size = size
        self.peaks = list(peaks)

    def add(self, hash: bytes) -> None:
        """Add the hash of a leaf."""
        size = self.size
        while size & 1:
            hash = node(self.peaks.pop(), hash)
            size >>= 1
        self.peaks.append(hash)
        self.size += 1

    def extend(self, hashes: Iterable[bytes]) -> None:
        """Add hashes of leaves in order."""
        for hash in hashes:
            self.add(hash)

    def root(self) -> bytes:
        """Return the root of what is there now."""
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the root of a tree with these hashes of leaves."""
    tree = Tree()
    tree.extend(hashes)
    return tree.root()


def inclusion(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `hashes` (the audit path of RFC 6962, 2.1.1).

    Raise IndexError where there is no such leaf.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(f"there is no leaf {index} among {len(hashes)}")
    if len(hashes) == 1:
        return []
    split = _split(len(hashes))
    if index < split:
        return [*inclusion(index, hashes[:split]), root(hashes[split:])]
    return [*inclusion(index - split, hashes[split:]), root(hashes[:split])]


def consistency(old: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the proof that the tree of the first `old` leaves is the beginning of this one (RFC 6962, 2.1.2).

    Raise IndexError unless 0 < old <= len(hashes).
    """
    if not 0 < old <= len(hashes):
        raise IndexError(f"there is no earlier tree of {old} leaves in one of {len(hashes)}")
    return _consistency(old, hashes, whole=True)


def _consistency(old: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if old == len(hashes):
        return [] if whole else [root(hashes)]
    split = _split(len(hashes))
    if old <= split:
        return [*_consistency(old, hashes[:split], whole=whole), root(hashes[split:])]
    return [*_consistency(old - split, hashes[split:], whole=False), root(hashes[:split])]


def included(hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows a leaf at `index` of the tree of `size` leaves with that root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, hash
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(step, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def consistent(old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that one tree is the beginning of the other (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == new_root
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node(step, before), node(step, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
