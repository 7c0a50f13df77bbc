"""A masked entry of an incident and the people round it."""

import pytest
from tests.fixtures.server import People
from tests.fixtures.storage import Database
from tests.incidents.desk import Browser
from tests.law.grants.scene import Scene

from impetus.kit.clock import ManualClock
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

SAID = "Kari Nordmann saw it; call her at +47 412 34 567"


@pytest.fixture
async def scene(people: People, uow: UnitOfWork, manual_clock: ManualClock, database: Database) -> Scene:
    """Hanna, Sanna and Minna, a case, and what Olli wrote a quarter of an hour ago."""
    roles = {"hanna": Role.OPERATOR, "sanna": Role.SUPERVISOR, "minna": Role.DATA_PROTECTION_OFFICER}
    olli = await people.client(Role.SUPERVISOR, name="Olli Writer")
    incident = await Browser(olli).post("", 201, title="A fight on the square")
    entry = await Browser(olli).post(f"/{incident['id']}/entries", 201, text=SAID, side="city")
    case = await olli.post(
        "/api/cases", json={"reference": "5680/R/1", "title": "A fight", "purpose": "urban_safety",
                            "ends_at": "2026-06-01T00:00:00Z"}
    )  # fmt: skip
    assert case.status_code == 201, case.text
    manual_clock.advance(15 * 60_000)
    browsers = {who: await people.client(role, name=f"{who.title()} Salo") for who, role in roles.items()}
    ids = {who: (await one.get("/api/session")).json()["person"]["id"] for who, one in browsers.items()}
    return Scene(
        uow,
        manual_clock,
        browsers,
        ids,
        dict(roles),
        case.json()["id"],
        incident["id"],
        entry["id"],
        SAID,
        database.superuser,
    )
