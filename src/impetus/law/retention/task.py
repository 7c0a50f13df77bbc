"""The law's hourly task: what came back is deleted again, what is over is deleted; orders are carried out at once."""

import asyncio
from typing import Final

from impetus.agencies import service as agencies
from impetus.contracts.discovery import discover
from impetus.keys import blind
from impetus.keys.store import KeyStore
from impetus.law.retention import repository
from impetus.law.retention.ledger import reconcile
from impetus.law.retention.service import manifests
from impetus.law.retention.sweep import PURPOSE, Sweeper
from impetus.law.tasks import LawParts
from impetus.storage.unit import UnitOfWork

EVERY_S: Final = 3600.0
LOOK_S: Final = 2.0


async def run(parts: LawParts) -> None:
    """Delete now, every hour, and within seconds of an order; until cancelled."""
    sweeper = Sweeper(parts.uow, parts.keys, parts.settings.objects_dir, manifests(discover()))
    swept: float | None = None
    while True:
        if swept is None or parts.clock.monotonic() - swept > EVERY_S:
            await sweep_all(parts.uow, parts.keys, sweeper)
            swept = parts.clock.monotonic()
        for agency in await agencies.every(parts.uow):
            await sweeper.orders(agency.id)
        await asyncio.sleep(LOOK_S)


async def sweep_all(uow: UnitOfWork, keys: KeyStore, sweeper: Sweeper) -> int:
    """Reconcile and sweep every agency; return how many things went."""
    count = 0
    for agency in await agencies.every(uow):
        count += (await reconcile(uow, keys, sweeper, agency.id)).things
        count += sum(receipt.items for receipt in await sweeper.sweep(agency.id))
        async with uow(agency=agency.id, purpose=PURPOSE, actor="platform") as unit:
            used = await repository.indexing_keys(unit)
        await blind.clear(keys, agency.id, used)
    return count
