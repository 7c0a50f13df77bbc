"""The chain as the console sees it: how far it is, its checkpoints, and a verification that tells its progress."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import msgspec

from impetus.audit import chain_repository as repository
from impetus.audit import repository as log
from impetus.audit.schemas import AuditCheckpointOut, AuditFaultOut, AuditStateOut, AuditVerifiedOut
from impetus.audit.task import signer_of
from impetus.audit.verify import Report, Told, verify
from impetus.kit.clock import Clock
from impetus.kit.errors import BadInput
from impetus.kit.notes import Verifier, open_checkpoint
from impetus.kit.settings import PlatformSettings
from impetus.kit.times import as_datetime, iso
from impetus.people.access import Caller

SHOWN: Final = 200
"""So many checkpoints are listed: eight days of hours."""


def verifier(settings: PlatformSettings) -> Verifier:
    """What checks the installation's signatures."""
    return signer_of(settings).verifier


def notes(agency: str, checkpoint: str, verifier: Verifier) -> Sequence[str]:
    """Return the checkpoint to hold the log against; raise BadInput where it is not one of this agency's log."""
    if not checkpoint.strip():
        return ()
    note = checkpoint.replace("\r\n", "\n").strip() + "\n"
    known = open_checkpoint(note, verifier)
    if known.origin.rpartition("/")[2] != agency:
        raise BadInput(
            "This checkpoint is of another log.", remedy="Take one of your own agency.", field="checkpoint"
        )  # fmt: skip
    return (note,)


async def state(caller: Caller, settings: PlatformSettings) -> AuditStateOut:
    """Return how far the chain is and its newest checkpoints."""
    async with caller.unit() as unit:
        head = await repository.head(unit)
        kept = await repository.checkpoints(unit, SHOWN)
        last = await log.verified(unit)
        unit.audit("audit.checkpoints_read")
    return AuditStateOut(
        entries=head.size,
        whole=last and bool(last.detail.get("whole")),
        checked_at=last and iso(last.at),
        key=str(verifier(settings)),
        checkpoints=[AuditCheckpointOut(size=each.size, at=iso(each.at), note=each.note) for each in reversed(kept)],
    )


async def check(caller: Caller, verifier: Verifier, notes: Sequence[str], told: Told | None = None) -> Report:
    """Verify the log of the caller's agency; that it was, and what was found, is written down."""
    async with caller.unit() as unit:
        report = await verify(unit, verifier, outside=notes, told=told)
        fault = report.fault.problem if report.fault else None
        unit.audit("audit.verified", entries=report.entries, whole=report.whole, fault=fault)
    return report


def shown(report: Report, clock: Clock) -> AuditVerifiedOut:
    """Return a report for a reader."""
    fault = report.fault
    return AuditVerifiedOut(
        whole=report.whole,
        entries=report.entries,
        forgotten=report.forgotten,
        checkpoints=report.checkpoints,
        outside=report.outside,
        checked_at=iso(as_datetime(clock.now_ms())),
        fault=AuditFaultOut(**msgspec.to_builtins(fault)) if fault else None,
    )


async def verified(caller: Caller, verifier: Verifier, notes: Sequence[str]) -> AsyncIterator[dict[str, Any]]:
    """Verify the log of the caller's agency; yield progress, then what was found."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def progress(read: int, total: int) -> None:
        told.put_nowait({"read": read, "total": total})

    task = asyncio.ensure_future(check(caller, verifier, notes, progress))
    task.add_done_callback(lambda _: told.put_nowait({}))
    try:
        while line := await told.get():
            yield line
        yield shown(await task, caller.uow.clock).model_dump()
    finally:
        task.cancel()
