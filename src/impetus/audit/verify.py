"""Reads a whole log again and names the first place where it is not what it was."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

import msgspec

from impetus.audit import chain_repository as repository
from impetus.audit import forgetting_repository as forgetting
from impetus.audit.chain import START, Head, chained, emptied, leaf_of
from impetus.audit.chain_repository import Signed, Step
from impetus.kit.errors import BadInput
from impetus.kit.merkle import Tree
from impetus.kit.notes import Checkpoint, Verifier, open_checkpoint
from impetus.storage.unit import Unit

Problem = Literal[
    "entry_changed", "entry_deleted", "entry_added", "link_changed", "link_deleted", "tail_cut", "other_history",
    "checkpoint_forged", "head_changed", "forgotten_early",
]  # fmt: skip


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong first. `seq` is the place in the log, `entry` the id of the entry, None where neither is known."""

    problem: Problem
    seq: int | None = None
    entry: int | None = None
    words: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: `entries` in the log, `checkpoints` of ours and `outside` from second parties that fit.

    `forgotten` of the entries had their period: their contents are gone, and their hashes hold in the chain.
    """

    agency: str
    entries: int
    checkpoints: int
    outside: int
    fault: Fault | None
    forgotten: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return self.fault is None


Told = Callable[[int, int], Awaitable[None]]
"""Is told (entries read, entries there) on the way."""


async def verify(unit: Unit, verifier: Verifier, *, outside: Sequence[str] = (), told: Told | None = None) -> Report:
    """Read the log of the unit's agency. `outside` are notes that second parties kept.

    Our own checkpoints show that nobody who lacks the key rewrote the log; only a second party's shows that its end
    was not cut or an old backup put in its place. Raise BadInput where a note is none of this log's.
    """
    kept = [_of(unit.agency, open_checkpoint(note, verifier), verifier) for note in outside]
    own = sorted(await repository.checkpoints(unit), key=lambda each: each.size)
    walk = _Walk(sorted(kept, key=lambda each: each.size), own, verifier)
    there = await repository.count(unit) if told else 0
    fault: Fault | None = None
    head: Head | None = None
    read = -1
    # The log grows meanwhile: what was linked between its last step and its head is read too, until the two meet.
    while fault is None and read < walk.tree.size and (head is None or walk.tree.size < head.size):
        read = walk.tree.size
        async for steps in repository.steps(unit, read):
            fault = walk.take(steps)
            if told:
                await told(walk.tree.size, there)
            if fault:
                break
        head = await repository.head(unit)
    fault = fault or walk.end() or await _around(unit, walk, head or Head())
    return Report(
        agency=unit.agency, entries=walk.tree.size, checkpoints=walk.own_good, outside=walk.kept_good, fault=fault,
        forgotten=walk.forgotten,
    )  # fmt: skip


def _of(agency: str, checkpoint: Checkpoint, verifier: Verifier) -> Checkpoint:
    if checkpoint.origin.rpartition("/")[2] != agency:
        raise BadInput(
            f"This checkpoint is of another log: {checkpoint.origin}.",
            remedy=f"Take one of the agency {agency}.",
            field="checkpoint",
        )
    return checkpoint


class _Walk:
    """Goes through the log from its beginning and holds it against every checkpoint on the way."""

    def __init__(self, kept: Sequence[Checkpoint], own: Sequence[Signed], verifier: Verifier) -> None:
        self.tree, self.chain = Tree(), START
        self.own_good = self.kept_good = 0
        self.forgotten = 0
        self.newest: Step | None = None
        self._kept, self._own = list(kept), list(own)
        self._verifier = verifier

    def take(self, steps: Sequence[Step]) -> Fault | None:
        for step in steps:
            fault = self._link(step) or self._held_against()
            if fault:
                return fault
        return None

    def end(self) -> Fault | None:
        """What the checkpoints say that were not reached."""
        missing = [each.size for each in self._kept] + [each.size for each in self._own]
        if not missing:
            return None
        return Fault(
            problem="tail_cut",
            seq=self.tree.size + 1,
            words=f"The log ends after {self.tree.size} entries; a signed checkpoint is of {max(missing)}."
            " Its end was cut, or an old backup was put in its place.",
        )

    def _link(self, step: Step) -> Fault | None:
        seq, entry = step.link.seq, step.link.entry
        if seq != self.tree.size + 1:
            return Fault(
                problem="link_deleted",
                seq=self.tree.size + 1,
                words=f"Place {self.tree.size + 1} of the log is empty; the next that is there is {seq}.",
            )
        if step.row is None:
            return Fault(
                problem="entry_deleted", seq=seq, entry=entry, words=f"Entry {entry} (place {seq}) was deleted."
            )
        if step.forgotten:
            self._forgotten(step)
        # what stood in a forgotten entry is vouched for by its leaf, which the chain and every checkpoint hold
        leaf = step.link.leaf if step.forgotten and emptied(step.row) else leaf_of(step.row)
        if leaf != step.link.leaf:
            return Fault(
                problem="entry_changed",
                seq=seq,
                entry=entry,
                words=f"Entry {entry} (place {seq}) is not what it was when it was linked.",
            )
        self.chain = chained(self.chain, leaf)
        if self.chain != step.link.chain:
            return Fault(
                problem="link_changed",
                seq=seq,
                entry=entry,
                words=f"The chain breaks at place {seq} (entry {entry}): the link was changed, or one before it.",
            )
        self.tree.add(leaf)
        return None

    def _forgotten(self, step: Step) -> None:
        self.forgotten += 1
        if _at(step) > _at(self.newest):
            self.newest = step

    def _held_against(self) -> Fault | None:
        size = self.tree.size
        while self._kept and self._kept[0].size <= size:
            kept = self._kept.pop(0)
            if kept.root != self.tree.root():
                return self._other(size, "the checkpoint that a second party kept")
            self.kept_good += 1
        while self._own and self._own[0].size <= size:
            own = self._own.pop(0)
            try:
                said = open_checkpoint(own.note, self._verifier)
            except BadInput as fault:
                return Fault(
                    problem="checkpoint_forged", seq=size, words=f"The checkpoint of {own.size}: {fault.problem}"
                )
            if (said.size, said.root) != (own.size, own.root):
                return Fault(
                    problem="checkpoint_forged",
                    seq=size,
                    words=f"The checkpoint of {own.size} entries stands beside a note of another.",
                )
            if own.root != self.tree.root():
                return self._other(size, "its own signed checkpoint")
            self.own_good += 1
        return None

    def _other(self, size: int, than: str) -> Fault:
        return Fault(
            problem="other_history",
            seq=size,
            words=f"The first {size} entries are not those of {than}: the log was written anew before place {size}.",
        )


def _at(step: Step | None) -> int:
    return step.row.at if step is not None and step.row is not None else -1


async def _around(unit: Unit, walk: _Walk, head: Head) -> Fault | None:
    """What the walk itself cannot see: entries beside the chain, and a head that says something else."""
    tree = Tree(walk.tree.size, walk.tree.peaks)
    if (head.size, head.chain, list(head.peaks)) != (tree.size, walk.chain, tree.peaks):
        return Fault(
            problem="head_changed",
            seq=tree.size,
            words=f"The log has {tree.size} entries that hang together, and its end is said to be at {head.size}.",
        )
    for entry in await repository.strangers(unit, head.horizon):
        return Fault(
            problem="entry_added", entry=entry, words=f"Entry {entry} was put in past the program: no link names it."
        )
    return await _early(unit, walk.newest)


async def _early(unit: Unit, newest: Step | None) -> Fault | None:
    """Whether the newest entry that was forgotten is younger than any entry of the log says may be forgotten."""
    if newest is None:
        return None
    until = await forgetting.forgotten_before(unit)
    if until is not None and _at(newest) <= round(until.timestamp() * 1_000_000):
        return None
    seq, entry = newest.link.seq, newest.link.entry
    return Fault(
        problem="forgotten_early",
        seq=seq,
        entry=entry,
        words=f"Entry {entry} (place {seq}) was emptied, and no entry of the log says that its time was over.",
    )
