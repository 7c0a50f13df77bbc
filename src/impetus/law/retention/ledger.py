"""What a restored backup brought back is deleted once more: receipts are kept twice, and both sides are compared.

Receipts lie with the data and, as copies, with the keys; the two are never in one backup. Where the keys know a receipt
that the data does not, the data is older: it is deleted again. Where the data names a destroyed key that exists, the
keys are older: it is destroyed again.
"""

import logging
from typing import Any

import msgspec

from impetus.contracts.retention import found
from impetus.keys.store import KeyStore
from impetus.law.retention import repository
from impetus.law.retention.records import DeletionReceipt
from impetus.law.retention.sweep import PURPOSE, Sweeper, by_agency, destroy_others
from impetus.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)
_PAGE = 5000


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """What was done: keys destroyed again, things deleted again, receipts put back on either side."""

    keys: int
    things: int
    receipts: int


async def reconcile(uow: UnitOfWork, keys: KeyStore, sweeper: Sweeper, agency: str) -> Mended:
    """Bring data and keys of an agency to the same knowledge of what was deleted."""
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        mine = await repository.receipt_keys(unit)
        shared = await repository.receipt_others(unit)
    noted = {copy["receipt"]["id"]: copy for copy in await keys.noted(agency)}
    destroyed = await _keys_again(keys, agency, mine, noted) + await _others_again(keys, shared, noted)
    missing = [copy for id, copy in noted.items() if id not in mine]
    things = 0
    if missing:
        _log.warning("%s: the data is older than %d deletions; they are done again", agency, len(missing))
        for copy in missing:
            receipt = msgspec.convert(copy["receipt"], DeletionReceipt)
            things += await sweeper.again(agency, receipt, copy["spared"])
        things += await _names_again(keys, sweeper, agency)
        async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
            for copy in missing:
                await repository.add_receipt(unit, msgspec.convert(copy["receipt"], DeletionReceipt))
            unit.audit("retention.restored", agency, receipts=[copy["receipt"]["id"] for copy in missing], items=things)
    return Mended(keys=destroyed, things=things, receipts=len(missing) + len(mine.keys() - noted.keys()))


async def _keys_again(keys: KeyStore, agency: str, mine: dict[str, list[str]], noted: dict[str, Any]) -> int:
    named = {key: receipt for receipt, ids in mine.items() for key in ids}
    named |= {key: id for id, copy in noted.items() for key in copy["receipt"]["keys"]}
    alive = await keys.alive_among(agency, list(named)) if named else set()
    if alive:
        _log.warning("%s: %d keys that were destroyed had come back; they are destroyed again", agency, len(alive))
    for receipt in sorted({named[key] for key in alive}):
        again = [key for key in alive if named[key] == receipt]
        await keys.destroy(agency, again, "destroyed once more after a backup was put back", receipt=receipt)
    return len(alive)


async def _others_again(keys: KeyStore, shared: dict[str, list[str]], noted: dict[str, Any]) -> int:
    """Destroy what could not be destroyed with another agency's keys, or came back with a backup of them."""
    named = {other: id for id, copy in noted.items() for other in copy["receipt"].get("others", ())}
    named |= {other: receipt for receipt, others in shared.items() for other in others}
    count = 0
    for agency, ids in by_agency(named).items():
        alive: dict[str, list[str]] = {}
        for key in sorted(await keys.alive_among(agency, ids)):
            alive.setdefault(named[f"{agency}/{key}"], []).append(f"{agency}/{key}")
        for receipt, these in alive.items():
            _log.warning("%s: %d keys of what was shared and deleted were still there", agency, len(these))
            count += await destroy_others(keys, these, "destroyed once more: shared, and deleted", receipt)
    return count


async def _names_again(keys: KeyStore, sweeper: Sweeper, agency: str) -> int:
    count = 0
    for category in found():
        after = ""
        while names := await keys.noted_units(agency, category, after, _PAGE):
            count += await sweeper.named_again(agency, category, names)
            after = names[-1]
    return count
