"""Alerts say which open incident they stand in, and whether somebody works on it."""

from tests.fixtures.server import People
from tests.incidents.conftest import leo, sanna
from tests.incidents.desk import ALL_PARTS, Browser, events, raised

from impetus.channels import subjects_repository
from impetus.incidents.ownership import lead_on
from impetus.people.permissions import Role
from impetus.storage.unit import UnitOfWork

__all__ = ["leo", "sanna"]


async def waits(uow: UnitOfWork, alert: str) -> bool:
    async with uow(agency="helsinki", purpose="test", actor="platform") as unit:
        return (await subjects_repository.subjects(unit, "alert", [alert]))[alert].fact.open


async def test_an_alert_waits_no_longer_once_its_incident_is_worked_on(
    sanna: Browser, people: People, uow: UnitOfWork
) -> None:
    """While the incident is open and somebody leads it; told to consoles whenever that changes."""
    operator = await people.client(Role.OPERATOR)
    first, second = await raised(uow, 1, 2)

    async def of(alert: str) -> dict[str, object] | None:
        found: dict[str, object] | None = (await operator.get(f"/api/alerts/{alert}")).json()["incident"]
        return found

    assert await of(first) is None
    assert await waits(uow, first)
    made = await sanna.post("", 201, title="Square", alerts=[first])
    shown = {"id": made["id"], "number": made["number"], "title": "Square", "own": True, "worked": True}
    assert await of(first) == shown
    assert await of(second) is None
    listed = (await operator.get("/api/alerts", params={"state": "new"})).json()["items"]
    assert {one["id"]: one["incident"] for one in listed} == {first: shown, second: None}
    assert not await waits(uow, first)
    assert await waits(uow, second)

    before = len(await events(uow, "helsinki", "alert"))
    await sanna.post(f"/{made['id']}/alerts", add=[second])
    assert (await events(uow, "helsinki", "alert"))[before:] == [{"id": second}]
    assert not await waits(uow, second)
    await sanna.post(f"/{made['id']}/alerts", remove=[second])
    assert await of(second) is None

    await sanna.post(f"/{made['id']}/close", reason="Quiet")
    assert (await events(uow, "helsinki", "alert"))[-1] == {"id": first}
    assert await of(first) is None
    assert await waits(uow, first)
    await sanna.post(f"/{made['id']}/reopen", reason="Not quiet")
    assert await of(first) == shown


async def test_in_a_merged_incident_it_is_the_one_that_goes_on(sanna: Browser, people: People, uow: UnitOfWork) -> None:
    operator = await people.client(Role.OPERATOR)
    first, second = await raised(uow, 1, 2)
    one = await sanna.post("", 201, title="One", alerts=[first])
    other = await sanna.post("", 201, title="Other", alerts=[second])
    await sanna.post(f"/{one['id']}/merge", into=other["id"])
    assert (await operator.get(f"/api/alerts/{first}")).json()["incident"]["number"] == other["number"]


async def test_another_agencys_work_does_not_stop_ones_own_alerts(
    sanna: Browser, leo: Browser, people: People, uow: UnitOfWork
) -> None:
    """Each agency answers for its own part: what oslo put in waits until oslo works on it."""
    made = await sanna.post("", 201, title="Square", alerts=await raised(uow, 1))
    await sanna.post(f"/{made['id']}/shares", agency="oslo", parts=ALL_PARTS)
    (theirs,) = await raised(uow, 7, agency="oslo")
    await leo.post(f"/{made['id']}/alerts", add=[theirs])
    operator = await people.client(Role.OPERATOR, agency="oslo")

    async def worked() -> bool:
        return bool((await operator.get(f"/api/alerts/{theirs}")).json()["incident"]["worked"])

    assert not await worked()
    await leo.post(f"/{made['id']}/acknowledge")
    assert await worked()
    async with uow(agency="oslo", purpose="test", actor="platform") as unit:
        me = (await leo.client.get("/api/session")).json()["person"]["id"]
        assert await lead_on(unit, made["id"], owner=me, to=None, by=None)
    assert await worked()  # it was acknowledged
