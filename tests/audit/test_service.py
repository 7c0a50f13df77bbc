"""The audit log is paged without gaps, and reading it is written down."""

import httpx
from tests.fixtures.server import People

from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork


async def write(uow: UnitOfWork, many: int, agency: str = "helsinki") -> None:
    async with uow(agency=agency, purpose="test", actor="platform", address="192.0.2.1") as unit:
        for number in range(many):
            unit.audit("test.done", f"thing-{number}", number=number)


async def test_pages(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    await write(uow, 7)
    seen: list[int] = []
    cursor = ""
    while True:
        answer = await administrator.get("/api/audit", params={"what": "test.", "limit": 3, "cursor": cursor})
        body = answer.json()
        seen += [item["detail"]["number"] for item in body["items"]]
        if body["next"] is None:
            break
        cursor = body["next"]
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    reads = (await administrator.get("/api/audit", params={"what": "audit.read"})).json()["items"]
    assert len(reads) == 3, "a cursor made by hand hides no reading"
    assert [read["detail"]["before"] is None for read in reads] == [False, False, True]
    assert reads[2]["detail"] == {"what": "test.", "actor": "", "before": None}


async def test_an_entry_says_who_why_and_from_where(administrator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    await write(uow, 1)
    (entry,) = (await administrator.get("/api/audit", params={"what": "test."})).json()["items"]
    assert (entry["actor"], entry["purpose"], entry["address"]) == ("platform", "test", "192.0.2.1")
    assert entry["at"] == "2026-03-06T12:00:00.000Z"


async def test_agencies_and_roles(people: People, uow: UnitOfWork) -> None:
    await write(uow, 1, agency="oslo")
    officer = await people.client(Role.DATA_PROTECTION_OFFICER)
    assert (await officer.get("/api/audit", params={"what": "test."})).json()["items"] == []
    for role in (Role.OPERATOR, Role.ANALYST, Role.TRAINER, Role.IT_SECURITY):
        assert (await (await people.client(role)).get("/api/audit")).status_code == 403
