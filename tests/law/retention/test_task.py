"""The worker's role: what is over goes by itself, what was ordered goes within seconds."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from tests.fixtures.storage import Database
from tests.law.retention.rows import add_alerts, alert_ids

from impetus.keys.store import KeyStore
from impetus.kit.clock import ManualClock
from impetus.kit.settings import PlatformSettings
from impetus.kit.times import as_datetime
from impetus.law.retention import service
from impetus.storage.unit import UnitOfWork
from impetus.worker.parts import Parts
from impetus.worker.role_law import run


async def test_it_deletes_by_itself(
    manual_clock: ManualClock, uow: UnitOfWork, worker_uow: UnitOfWork, keys: KeyStore, database: Database,
    tmp_path: Path,
) -> None:  # fmt: skip
    now = as_datetime(manual_clock.now_ms())
    await add_alerts(uow, 2, now - timedelta(days=400))
    await add_alerts(uow, 1, now - timedelta(days=400), agency="oslo")
    young = await add_alerts(uow, 2, now, prefix="alr_new", first=10)
    role = asyncio.create_task(
        run(
            Parts(PlatformSettings(data_dir=tmp_path), manual_clock, cast(Any, None), worker_uow, keys, database.worker)
        )
    )
    try:
        while await alert_ids(uow) != young or await alert_ids(uow, "oslo"):
            await asyncio.sleep(0.05)
        async with uow(agency="helsinki", purpose="platform.test", actor="platform") as unit:
            await service.erase(unit, "alert", young[:1], "Asked by the person", "per_1")
        while await alert_ids(uow) != young[1:]:
            await asyncio.sleep(0.05)
    finally:
        role.cancel()
        await asyncio.gather(role, return_exceptions=True)
