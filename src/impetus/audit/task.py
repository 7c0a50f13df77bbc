"""The sequencer: links entries that were committed, and signs a checkpoint each hour. One process at a time."""

import asyncio
import hashlib
import logging
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from impetus.agencies import service as agencies
from impetus.audit import chain_repository as repository
from impetus.audit.chain import Head, linked
from impetus.audit.chain_repository import Signed
from impetus.kit.clock import Clock
from impetus.kit.merkle import Tree
from impetus.kit.notes import Checkpoint, Signer
from impetus.kit.secret_file import secret_file
from impetus.kit.settings import PlatformSettings
from impetus.kit.times import as_datetime
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

_log = logging.getLogger(__name__)

PURPOSE: Final = "platform.audit"
EVERY: Final = timedelta(hours=1)
"""How often a checkpoint is signed while a log grows."""
BATCH: Final = 5000
_LOOK_S: Final = 1.0


class Parts(Protocol):
    """What the sequencer needs of the worker's connections."""

    @property
    def settings(self) -> PlatformSettings:
        """How the installation is set up."""
        ...

    @property
    def clock(self) -> Clock:
        """The time."""
        ...

    @property
    def uow(self) -> UnitOfWork:
        """Units of work of the workers' role."""
        ...


async def run(parts: Parts) -> None:
    """Link and sign until cancelled."""
    sequencer = Sequencer(parts.uow, signer_of(parts.settings), export=parts.settings.audit_export)
    while True:
        await sequencer.link()
        await sequencer.sign()
        await asyncio.sleep(_LOOK_S)


def signer_of(settings: PlatformSettings) -> Signer:
    """Return the installation's key, which lies beside the other keys; it is made where there is none.

    Its name is made of the key itself, so that moving the console to another address changes no log's name.
    """
    seed = secret_file(settings.keys_dir, "audit.key")
    public = Signer("impetus", seed).verifier.key
    return Signer(f"impetus-{hashlib.sha256(public).hexdigest()[:12]}/audit", seed)


def origin_of(signer: Signer, agency: str) -> str:
    """The name of an agency's log in its checkpoints."""
    return f"{signer.verifier.name}/{agency}"


class Sequencer:
    """Links the logs of all agencies. `export` is a folder of a second party, "" for none."""

    def __init__(self, uow: UnitOfWork, signer: Signer, *, export: str = "") -> None:
        self._uow = uow
        self._signer = signer
        self._export = Path(export) if export else None
        self._written: dict[str, int] = {}

    async def link(self) -> int:
        """Link every entry whose transaction, and each before it, has ended; return how many."""
        return sum([await self._link(agency) for agency in await self._logs()])

    async def sign(self, *, now: bool = False) -> int:
        """Sign a checkpoint of each log that grew, where the last one is an hour old (or `now`); return how many."""
        return sum([await self._sign(agency, now=now) for agency in await self._logs()])

    async def _logs(self) -> list[str]:
        """Every agency has a log of its own, and so has the installation."""
        return [PLATFORM, *(agency.id for agency in await agencies.every(self._uow))]

    async def _link(self, agency: str) -> int:
        total = 0
        while True:
            async with self._unit(agency) as unit:
                head = await repository.head(unit)
                before = await repository.now(unit)
                # a database brought back from a backup counts its transactions from another beginning
                since = head.horizon if head.horizon <= before else 0
                rows = await repository.unlinked(unit, since, before, BATCH)
                full = len(rows) == BATCH
                grown, links = linked(head, rows, rows[-1].txid if full else before)
                if links or head.horizon > before:
                    await repository.add(unit, grown, links, as_datetime(unit.clock.now_ms()))
            total += len(links)
            if not full:
                return total

    async def _sign(self, agency: str, *, now: bool) -> int:
        async with self._unit(agency) as unit:
            head = await repository.head(unit)
            last = next(iter(await repository.checkpoints(unit, 1)), None)
            at = as_datetime(unit.clock.now_ms())
            if head.size == (last.size if last else 0) or (last and not now and at - last.at < EVERY):
                signed = last
            else:
                signed = self._checkpoint(unit, head)
                await repository.keep(unit, signed)
        if signed is not None:
            await self._hand_over(agency, signed)
        return int(signed is not last)

    def _checkpoint(self, unit: Unit, head: Head) -> Signed:
        root = Tree(head.size, head.peaks).root()
        note = self._signer.sign(Checkpoint(origin_of(self._signer, unit.agency), head.size, root))
        return Signed(size=head.size, root=root, note=note, at=as_datetime(unit.clock.now_ms()))

    async def _hand_over(self, agency: str, signed: Signed) -> None:
        """Write a checkpoint into the second party's folder; a folder that is away is tried again next time."""
        if self._export is None or self._written.get(agency, 0) >= signed.size:
            return
        target = self._export / agency / f"{signed.size:012d}.checkpoint"
        try:
            await asyncio.to_thread(_write, target, signed.note)
        except OSError as fault:
            _log.warning("the audit log's checkpoint cannot be handed over to %s: %s", target.parent, fault)
            return
        self._written[agency] = signed.size

    def _unit(self, agency: str) -> AbstractAsyncContextManager[Unit]:
        return self._uow(agency=agency, purpose=PURPOSE, actor="platform")


def _write(target: Path, note: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_text(note, encoding="utf-8")
    part.rename(target)
