"""The oldest PostgreSQL that is supported, where this machine has one."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.alerts.drafts import draft
from tests.fixtures.storage import NOON, PASSWORDS

from impetus.agencies import service as agencies
from impetus.alerts.intake import intake
from impetus.alerts.triage.desk import TriageDesk
from impetus.kit.clock import ManualClock
from impetus.launch.folder import DataFolder
from impetus.launch.postgres import EmbeddedPostgres
from impetus.people import service as people
from impetus.storage import outbox
from impetus.storage.bootstrap import prepare
from impetus.storage.unit import PLATFORM, UnitOfWork

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def old_postgres() -> Iterator[EmbeddedPostgres]:
    if not (PROGRAMS / "postgres").is_file():
        pytest.skip("PostgreSQL 15 is not installed (apt-get install postgresql-15)")
    base = Path(tempfile.mkdtemp(prefix="impetus-pg15-", dir="/tmp"))
    base.chmod(0o711)
    server = EmbeddedPostgres(DataFolder(base), programs=str(PROGRAMS))
    server.start()
    yield server
    server.stop()


def test_from_nothing_to_an_alert(old_postgres: EmbeddedPostgres) -> None:
    async def run() -> None:
        dsns = await prepare(old_postgres.superuser_dsn(), PASSWORDS)
        clock = ManualClock(NOON)
        async with UnitOfWork.connect(dsns["impetus_server"], clock, name="test", pool_size=1) as uow:
            await agencies.ensure(uow, "helsinki", name="Helsinki")
            link = await people.mint_link(uow, "http://localhost")
            made = await people.set_up(
                uow, token=link.split("=")[1], name="Kari", login="kari", password="korrekt hest batteri",
                city_name="Helsinki", locale="nb", address="",
            )  # fmt: skip
            assert made.session.person.role == "administrator"
        async with UnitOfWork.connect(dsns["impetus_worker"], clock, name="test", pool_size=1) as uow:
            assert len((await intake(uow, "helsinki", "anomaly", "1.0.0", [draft(0), draft(1)])).new) == 2
            assert await TriageDesk(uow).work() == 2
            async with uow(agency=PLATFORM, purpose="platform.relay", actor="platform") as unit:
                assert await outbox.number(unit) >= 1
                assert (await unit.session.execute(text("SELECT count(*) FROM alert"))).scalar_one() == 0

    asyncio.run(run())
